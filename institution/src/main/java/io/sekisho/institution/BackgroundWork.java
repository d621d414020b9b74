package io.sekisho.institution;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;
import org.keycloak.executors.ExecutorsProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;

/**
 * What a node does beside its requests, on thread pools of Keycloak's: now and then what is due, by a timer of its own,
 * and in between what a request has left. The size of a pool is set by {@code --spi-executors--default--<name>--min}
 * (4).
 */
public final class BackgroundWork {

    private static final Logger LOG = Logger.getLogger(BackgroundWork.class);

    private final KeycloakSessionFactory sessions;
    private final String pool;
    /**
     * Not Keycloak's: that one goes by the clock, and when a clock that was ahead is set back, it rests for as long as
     * that was.
     */
    private final ScheduledExecutorService timer;

    private final AtomicBoolean looking = new AtomicBoolean();
    private volatile boolean stopped;

    /** @param pool for the looks, and the name of the timer's thread */
    public BackgroundWork(KeycloakSessionFactory sessions, String pool) {
        this.sessions = sessions;
        this.pool = pool;
        this.timer = Executors.newSingleThreadScheduledExecutor(work -> {
            Thread thread = new Thread(work, pool + "-timer");
            thread.setDaemon(true);
            return thread;
        });
    }

    /**
     * Begins to look for what is due, one look at a time.
     *
     * @param look throws nothing; what is in its way is tried again at the next one
     */
    public void regularly(long intervalMillis, Runnable look) {
        timer.scheduleWithFixedDelay(
                () -> {
                    if (!stopped && looking.compareAndSet(false, true)) {
                        Runnable end = () -> looking.set(false);
                        run(pool, () -> finishing(look, end), end);
                    }
                },
                intervalMillis,
                intervalMillis,
                TimeUnit.MILLISECONDS);
    }

    public void stop() {
        stopped = true;
        timer.shutdownNow();
    }

    /** Whether the node is going down: who works for long asks it in between. */
    public boolean stopped() {
        return stopped;
    }

    /**
     * Has something done in the background.
     *
     * @param otherwise is done instead, by the caller, where the pool takes no work
     */
    public void run(String pool, Runnable work, Runnable otherwise) {
        try (KeycloakSession session = sessions.create()) {
            session.getProvider(ExecutorsProvider.class).getExecutor(pool).execute(work);
        } catch (RuntimeException e) {
            // The server is going down, as a rule. What is due stays due; and neither the timer, which an exception
            // would end, nor a request whose change is committed must see this.
            LOG.debugf(e, "The thread pool %s takes no work just now", pool);
            otherwise.run();
        }
    }

    private static void finishing(Runnable work, Runnable end) {
        try {
            work.run();
        } finally {
            end.run();
        }
    }
}
