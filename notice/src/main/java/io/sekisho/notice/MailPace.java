package io.sekisho.notice;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Keeps the mails of a node apart, those of all realms together. A mail costs the processor as much as a few requests
 * of a login do, and a mass mailing at full speed would take from the customers who log in meanwhile.
 */
final class MailPace {

    private final long nanosApart;
    private final AtomicLong nextNanos;

    /** @param now {@link System#nanoTime()} */
    MailPace(int mailsPerSecond, long now) {
        nanosApart = TimeUnit.SECONDS.toNanos(1) / mailsPerSecond;
        nextNanos = new AtomicLong(now);
    }

    /** Waits until the next mail may be sent. */
    void await() {
        long until = System.nanoTime();
        until += take(until);
        for (long left = until - System.nanoTime();
                left > 0 && !Thread.currentThread().isInterrupted();
                left = until - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    /**
     * Takes the next free place; one that nobody has taken in time is lost, so that a rest is not made up for.
     *
     * @return nanoseconds until then
     */
    long take(long now) {
        long free = nextNanos.getAndUpdate(next -> (next - now > 0 ? next : now) + nanosApart);
        return Math.max(0, free - now);
    }
}
