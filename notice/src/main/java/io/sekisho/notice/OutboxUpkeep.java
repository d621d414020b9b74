package io.sekisho.notice;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Metrics;
import io.sekisho.institution.BackgroundWork;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.utils.KeycloakModelUtils;

/** What keeps the outbox in order: lost claims are put back, what waits is measured, what is outlived is removed. */
final class OutboxUpkeep {

    private static final int ROWS_PER_TRANSACTION = 100;
    /** Counting what waits takes so small a part of the time, however long it takes. */
    private static final int COUNTING_SHARE = 100;

    private static final long REMOVAL_INTERVAL_MILLIS = 3_600_000;

    private final NoticeConfig config;
    private final KeycloakSessionFactory sessions;
    private final BackgroundWork background;
    private final AtomicLong depth = new AtomicLong();
    private final AtomicLong ageSeconds = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();
    private final List<Meter> gauges;
    private volatile long nextRemoval;
    private volatile long nextCountNanos = System.nanoTime();

    OutboxUpkeep(NoticeConfig config, KeycloakSessionFactory sessions, BackgroundWork background) {
        this.config = config;
        this.sessions = sessions;
        this.background = background;
        // Values of the last look at the outbox: a scrape must not cost a query. All nodes report the same outbox.
        this.gauges = List.of(
                Gauge.builder("sekisho.notice.outbox.depth", depth, AtomicLong::get)
                        .description("Notices that wait to be sent")
                        .register(Metrics.globalRegistry),
                Gauge.builder("sekisho.notice.outbox.age", ageSeconds, AtomicLong::get)
                        .description("Age of the oldest notice that waits to be sent")
                        .baseUnit("seconds")
                        .register(Metrics.globalRegistry),
                Gauge.builder("sekisho.notice.outbox.failed", failed, AtomicLong::get)
                        .description("Notices that were given up and are still kept")
                        .register(Metrics.globalRegistry));
    }

    void stop() {
        gauges.forEach(Metrics.globalRegistry::remove);
    }

    /** Measures and removes, each if its time has come. */
    void measureAndRemove(long now) {
        if (System.nanoTime() - nextCountNanos >= 0) {
            measure(now);
        }
        if (now >= nextRemoval) {
            nextRemoval = now + REMOVAL_INTERVAL_MILLIS;
            removeOutlived(now);
        }
    }

    /**
     * Puts back in the queue what a lost node was sending, and what a clock that was set back since has put off for too
     * long.
     */
    void recover(long now) {
        int found;
        do {
            found = KeycloakModelUtils.runJobInTransactionWithResult(sessions, session -> {
                NoticeStore store = new NoticeStore(session);
                List<NoticeEntity> left = new ArrayList<>(store.lockLapsed(now, ROWS_PER_TRANSACTION));
                NoticeState.WAITING.forEach(
                        state -> left.addAll(store.lockAstray(state, config.farthest(now), ROWS_PER_TRANSACTION)));
                for (NoticeEntity notice : left) {
                    if (config.schedule().exhausted(notice.getAttempts())) {
                        DeliveryReport.giveUp(session, notice, DeliveryFailure.NODE_STOPPED, config);
                    } else {
                        notice.enqueue(now);
                    }
                }
                return left.size();
            });
        } while (found >= ROWS_PER_TRANSACTION && !background.stopped());
    }

    private void measure(long now) {
        long began = System.nanoTime();
        KeycloakModelUtils.runJobInTransaction(sessions, session -> {
            NoticeStore store = new NoticeStore(session);
            NoticeStore.Waiting waiting = store.waiting();
            depth.set(waiting.count());
            ageSeconds.set(waiting.oldest() == null ? 0 : Math.max(0, now - waiting.oldest()) / 1000);
            failed.set(store.countFailed());
        });
        long end = System.nanoTime();
        nextCountNanos = end + COUNTING_SHARE * (end - began);
    }

    private void removeOutlived(long now) {
        KeycloakModelUtils.runJobInTransaction(sessions, session -> new NoticeStore(session).forgetExpiredCodes(now));
        for (NoticeState state : NoticeState.SETTLED) {
            int found;
            do {
                found = KeycloakModelUtils.runJobInTransactionWithResult(
                        sessions, session -> new NoticeStore(session).removeOutlived(state, now, ROWS_PER_TRANSACTION));
            } while (found == ROWS_PER_TRANSACTION && !background.stopped());
        }
    }
}
