package io.sekisho.notice;

import io.sekisho.institution.BackgroundWork;
import io.sekisho.notice.NoticeClaims.Claim;
import io.sekisho.notice.NoticeClaims.Turn;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.keycloak.common.util.Time;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.utils.KeycloakModelUtils;

/**
 * Sends what is due, on every node. Some notices are claimed in a short transaction, sent outside of any, and each
 * settled in another one: a mail server that hangs holds a thread of the pool for notices, and neither a database
 * connection nor a lock nor a request.
 *
 * <p>A realm's notices are sent one after the other, those of different realms side by side, and where there are more
 * realms than threads, in turns: a turn is short, so that neither another realm nor a notice that a customer waits for
 * stands behind a mass mailing. When a realm's mail server fails, the realm rests: that is noted once for all that is
 * due, which so counts as tried, and nothing of the realm is tried on this node until the rest is over. Then it is
 * tried on other threads than the rest, until a mail gets through: dead mail servers, however many, do not use up the
 * threads that the working ones need.
 */
final class NoticeWorker {

    /** Names of the thread pools. */
    private static final String POOL = "sekisho-notice";

    private static final String POOL_FOR_FAILING = "sekisho-notice-failing";
    /** What a turn takes at most; what of it has not begun when its time is over is given back. */
    private static final int NOTICES_PER_TURN = 20;

    private static final long TURN_MILLIS = 1_000;
    /** The last mail of a turn has nearly the whole lease for itself. */
    private static final int TURNS_PER_LEASE = 10;

    private static final Logger LOG = Logger.getLogger(NoticeWorker.class);

    private enum Drain {
        RUNNING,
        WANTED_AGAIN
    }

    private final NoticeConfig config;
    private final KeycloakSessionFactory sessions;
    private final BackgroundWork background;
    private final NoticeClaims claims;
    private final NoticeSender sender;
    private final MailServerRests rests;
    private final OutboxUpkeep upkeep;
    private final MailPace pace;
    private final Map<String, Drain> drains = new ConcurrentHashMap<>();

    NoticeWorker(NoticeConfig config, KeycloakSessionFactory sessions) {
        this.config = config;
        this.sessions = sessions;
        this.background = new BackgroundWork(sessions, POOL);
        this.claims = new NoticeClaims(config, sessions);
        this.sender = new NoticeSender(sessions);
        this.rests = new MailServerRests(config, sessions, background);
        this.upkeep = new OutboxUpkeep(config, sessions, background);
        this.pace = new MailPace(config.mailsPerSecond(), System.nanoTime());
    }

    NoticeConfig config() {
        return config;
    }

    /** Begins to look at the outbox regularly. */
    void start() {
        background.regularly(config.intervalMillis(), this::lookAround);
    }

    void stop() {
        background.stop();
        upkeep.stop();
    }

    /** Has the realm's due notices sent soon. Returns at once; at most one thread of this node works for a realm. */
    void wake(String realmId) {
        Drain drain = drains.merge(realmId, Drain.RUNNING, (was, wanted) -> Drain.WANTED_AGAIN);
        if (drain == Drain.RUNNING) {
            drainInBackground(realmId);
        }
    }

    /** Lets the realm's notices be tried again at once. */
    void endRest(String realmId) {
        rests.end(realmId);
    }

    private void drainInBackground(String realmId) {
        background.run(
                rests.failedLast(realmId) ? POOL_FOR_FAILING : POOL,
                () -> drain(realmId),
                () -> drains.remove(realmId));
    }

    private void lookAround() {
        try {
            long now = Time.currentTimeMillis();
            upkeep.recover(now);
            KeycloakModelUtils.runJobInTransactionWithResult(
                            sessions, session -> new NoticeStore(session).realmsDue(now))
                    .forEach(this::wake);
            upkeep.measureAndRemove(now);
        } catch (RuntimeException e) {
            LOG.warn("The outbox of notices cannot be read; it is tried again", e);
        }
    }

    private void drain(String realmId) {
        boolean more = false;
        try {
            more = takeTurn(realmId);
        } catch (RuntimeException e) {
            LOG.warn("Notices could not be sent; they are tried again", e);
        } finally {
            boolean goOn = more;
            Drain next = drains.computeIfPresent(
                    realmId, (id, was) -> goOn || was == Drain.WANTED_AGAIN ? Drain.RUNNING : null);
            if (next != null) {
                // Behind the other realms' work.
                drainInBackground(realmId);
            }
        }
    }

    /**
     * Sends some of the realm's due notices.
     *
     * @return whether there may be more
     */
    private boolean takeTurn(String realmId) {
        if (background.stopped() || rests.rests(realmId)) {
            return false;
        }
        Turn turn = claims.claim(realmId, NOTICES_PER_TURN, rests.failedLast(realmId));
        long ends = System.nanoTime()
                + TimeUnit.MILLISECONDS.toNanos(Math.min(TURN_MILLIS, config.leaseMillis() / TURNS_PER_LEASE));
        int begun = 0;
        try {
            for (Claim claim : turn.claims()) {
                if (background.stopped() || begun > 0 && System.nanoTime() - ends > 0) {
                    break;
                }
                pace.await();
                begun++;
                DeliveryFailure failure = sender.send(claim);
                claims.settle(claim, failure);
                if (failure != null && failure.mailServer()) {
                    rests.begin(realmId, failure);
                    return false;
                }
                if (failure == null || failure.answered()) {
                    rests.answered(realmId, turn.outage());
                }
            }
        } finally {
            claims.giveBack(turn.claims().subList(begun, turn.claims().size()));
        }
        return !turn.claims().isEmpty();
    }
}
