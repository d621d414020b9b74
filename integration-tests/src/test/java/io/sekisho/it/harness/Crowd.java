package io.sekisho.it.harness;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;

/** Many who do something at the same time. */
public final class Crowd {

    private Crowd() {}

    /**
     * Has the task done so many times, by so many at once, who begin together.
     *
     * @param task gets the number of the time, from 0
     * @return what each time gave, in no order
     */
    public static <T> List<T> run(int members, int times, IntFunction<T> task) {
        ExecutorService threads = Executors.newFixedThreadPool(members);
        CyclicBarrier start = new CyclicBarrier(members);
        AtomicInteger next = new AtomicInteger();
        try {
            List<Future<List<T>>> running = new ArrayList<>();
            for (int member = 0; member < members; member++) {
                running.add(threads.submit(() -> {
                    List<T> results = new ArrayList<>();
                    start.await();
                    for (int time = next.getAndIncrement(); time < times; time = next.getAndIncrement()) {
                        results.add(task.apply(time));
                    }
                    return results;
                }));
            }
            List<T> all = new ArrayList<>();
            for (Future<List<T>> member : running) {
                all.addAll(member.get());
            }
            return all;
        } catch (ExecutionException e) {
            throw new AssertionError("One of the crowd failed", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } finally {
            threads.shutdownNow();
        }
    }
}
