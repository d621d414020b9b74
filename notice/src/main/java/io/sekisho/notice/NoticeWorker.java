package io.sekisho.notice;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Metrics;
import io.sekisho.institution.MailAddress;
import io.sekisho.institution.ServiceCounter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jboss.logging.Logger;
import org.keycloak.common.util.Time;
import org.keycloak.email.EmailException;
import org.keycloak.email.EmailSenderProvider;
import org.keycloak.events.Details;
import org.keycloak.events.Errors;
import org.keycloak.events.EventBuilder;
import org.keycloak.events.EventType;
import org.keycloak.executors.ExecutorsProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.RealmModel;
import org.keycloak.models.utils.KeycloakModelUtils;
import org.keycloak.utils.KeycloakSessionUtil;

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

    /** Names of the thread pools; a size is set by {@code --spi-executors--default--<name>--min} (4). */
    private static final String POOL = "sekisho-notice";

    private static final String POOL_FOR_FAILING = "sekisho-notice-failing";
    private static final String TIMER = "sekisho-notice-timer";
    /** Value of the event detail {@code custom_required_action}. */
    private static final String EVENT_SOURCE = "sekisho-notice";

    private static final int ROWS_PER_TRANSACTION = 100;
    /** What a turn takes at most; what of it has not begun when its time is over is given back. */
    private static final int NOTICES_PER_TURN = 20;

    private static final long TURN_MILLIS = 1_000;
    /** The last mail of a turn has nearly the whole lease for itself. */
    private static final int TURNS_PER_LEASE = 10;
    /** Counting what waits takes so small a part of the time, however long it takes. */
    private static final int COUNTING_SHARE = 100;

    private static final long REMOVAL_INTERVAL_MILLIS = 3_600_000;

    private static final Logger LOG = Logger.getLogger(NoticeWorker.class);

    private enum Drain {
        RUNNING,
        WANTED_AGAIN
    }

    /**
     * A notice that this node may send until the claim lapses. The number of attempts tells this claim from later ones.
     */
    private record Claim(
            String id,
            String realmId,
            String userId,
            NoticeKind kind,
            String recipient,
            String locale,
            long occurredAt,
            String facts,
            int attempt,
            long dueAt) {}

    /** @param outage whether the realm's mail server was noted to have failed */
    private record Turn(List<Claim> claims, boolean outage) {}

    private final NoticeConfig config;
    private final KeycloakSessionFactory sessions;
    private final MailPace pace;
    /**
     * Not Keycloak's: that one goes by the clock, and when a clock that was ahead is set back, it rests for as long as
     * that was.
     */
    private final ScheduledExecutorService timer =
            Executors.newSingleThreadScheduledExecutor(NoticeWorker::timerThread);

    private final Map<String, Drain> drains = new ConcurrentHashMap<>();
    /** The realms whose mail server failed last time, and when their rest ends, milliseconds since the epoch. */
    private final Map<String, Long> restsUntil = new ConcurrentHashMap<>();

    private final AtomicBoolean lookingAround = new AtomicBoolean();
    private final AtomicLong depth = new AtomicLong();
    private final AtomicLong ageSeconds = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();
    private final List<Meter> gauges;
    private volatile boolean stopped;
    private volatile long nextRemoval;
    private volatile long nextCountNanos = System.nanoTime();

    NoticeWorker(NoticeConfig config, KeycloakSessionFactory sessions) {
        this.config = config;
        this.sessions = sessions;
        this.pace = new MailPace(config.mailsPerSecond(), System.nanoTime());
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

    NoticeConfig config() {
        return config;
    }

    /** Begins to look at the outbox regularly. */
    void start() {
        timer.scheduleWithFixedDelay(
                this::lookAroundInBackground, config.intervalMillis(), config.intervalMillis(), TimeUnit.MILLISECONDS);
    }

    private static Thread timerThread(Runnable work) {
        Thread thread = new Thread(work, TIMER);
        thread.setDaemon(true);
        return thread;
    }

    void stop() {
        stopped = true;
        timer.shutdownNow();
        gauges.forEach(Metrics.globalRegistry::remove);
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
        restsUntil.computeIfPresent(realmId, (id, until) -> 0L);
    }

    private void drainInBackground(String realmId) {
        inBackground(
                restsUntil.containsKey(realmId) ? POOL_FOR_FAILING : POOL,
                () -> drain(realmId),
                () -> drains.remove(realmId));
    }

    private void inBackground(String pool, Runnable work, Runnable otherwise) {
        try {
            pool(pool).execute(work);
        } catch (RuntimeException e) {
            // The server is going down, as a rule. What is due stays due; and neither the timer, which an exception
            // would end, nor a request whose change is committed must see this.
            LOG.debug("Notices are not sent just now", e);
            otherwise.run();
        }
    }

    private ExecutorService pool(String name) {
        try (KeycloakSession session = sessions.create()) {
            return session.getProvider(ExecutorsProvider.class).getExecutor(name);
        }
    }

    private void lookAroundInBackground() {
        if (!stopped && lookingAround.compareAndSet(false, true)) {
            inBackground(
                    POOL,
                    () -> {
                        try {
                            lookAround();
                        } catch (RuntimeException e) {
                            LOG.warn("The outbox of notices cannot be read; it is tried again", e);
                        } finally {
                            lookingAround.set(false);
                        }
                    },
                    () -> lookingAround.set(false));
        }
    }

    private void lookAround() {
        long now = Time.currentTimeMillis();
        recover(now);
        KeycloakModelUtils.runJobInTransactionWithResult(sessions, session -> new NoticeStore(session).realmsDue(now))
                .forEach(this::wake);
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
    private void recover(long now) {
        int found;
        do {
            found = KeycloakModelUtils.runJobInTransactionWithResult(sessions, session -> {
                NoticeStore store = new NoticeStore(session);
                List<NoticeEntity> left = new ArrayList<>(store.lockLapsed(now, ROWS_PER_TRANSACTION));
                NoticeState.WAITING.forEach(
                        state -> left.addAll(store.lockAstray(state, config.farthest(now), ROWS_PER_TRANSACTION)));
                for (NoticeEntity notice : left) {
                    if (config.schedule().exhausted(notice.getAttempts())) {
                        fail(session, notice, DeliveryFailure.NODE_STOPPED);
                    } else {
                        notice.enqueue(now);
                    }
                }
                return left.size();
            });
        } while (found >= ROWS_PER_TRANSACTION && !stopped);
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
            } while (found == ROWS_PER_TRANSACTION && !stopped);
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
        if (stopped || rests(realmId)) {
            return false;
        }
        Turn turn = claim(realmId);
        long ends = System.nanoTime()
                + TimeUnit.MILLISECONDS.toNanos(Math.min(TURN_MILLIS, config.leaseMillis() / TURNS_PER_LEASE));
        int begun = 0;
        try {
            for (Claim claim : turn.claims()) {
                if (stopped || begun > 0 && System.nanoTime() - ends > 0) {
                    break;
                }
                pace.await();
                begun++;
                DeliveryFailure failure =
                        NoticeEntity.expired(claim.kind(), claim.occurredAt(), Time.currentTimeMillis())
                                ? DeliveryFailure.CODE_EXPIRED
                                : send(claim);
                settle(claim, failure);
                if (failure != null && failure.mailServer()) {
                    rest(realmId, failure);
                    return false;
                }
                if (failure == null || failure.answered()) {
                    boolean rested = restsUntil.remove(realmId) != null;
                    if (rested || turn.outage()) {
                        answersAgain(realmId);
                    }
                }
            }
        } finally {
            giveBack(turn.claims().subList(begun, turn.claims().size()));
        }
        return !turn.claims().isEmpty();
    }

    /** What was claimed and not tried goes back to its place in the queue. */
    private void giveBack(List<Claim> claims) {
        if (!claims.isEmpty()) {
            KeycloakModelUtils.runJobInTransaction(sessions, session -> {
                NoticeStore store = new NoticeStore(session);
                for (Claim claim : claims) {
                    NoticeEntity notice = store.lock(claim.id());
                    if (notice != null && holds(claim, notice)) {
                        notice.setAttempts(claim.attempt() - 1);
                        notice.moveTo(NoticeState.PENDING, claim.dueAt());
                    }
                }
            });
        }
    }

    /** Whether a claim is still in force. */
    private static boolean holds(Claim claim, NoticeEntity notice) {
        return notice.getState() == NoticeState.CLAIMED && notice.getAttempts() == claim.attempt();
    }

    /**
     * The mail server answers again: what has waited for it goes out now, the oldest first, and not each at the end of
     * its own wait of up to an hour. The one that found this out may be newer: always to try the oldest would use up
     * its attempts.
     */
    private void answersAgain(String realmId) {
        boolean ended = KeycloakModelUtils.runJobInTransactionWithResult(
                sessions, session -> new NoticeStore(session).endOutage(realmId, Time.currentTimeMillis()));
        if (ended) {
            LOG.infof(
                    "Realm %s: the mail server answers again; the notices that waited for it are sent",
                    nameOf(realmId));
        }
    }

    private boolean rests(String realmId) {
        Long until = restsUntil.get(realmId);
        if (until == null) {
            return false;
        }
        long left = until - Time.currentTimeMillis();
        // A rest that is longer than any was begun before the clock was set back.
        return left > 0 && left <= config.schedule().firstMillis();
    }

    /**
     * Takes the realm's next due notices; a single one where it is to find out whether the mail server answers again.
     */
    private Turn claim(String realmId) {
        return KeycloakModelUtils.runJobInTransactionWithResult(sessions, session -> {
            NoticeStore store = new NoticeStore(session);
            boolean outage = store.outage(realmId) != null;
            long now = Time.currentTimeMillis();
            List<Claim> claims = new ArrayList<>();
            for (NoticeEntity notice :
                    store.lockDue(realmId, now, outage || restsUntil.containsKey(realmId) ? 1 : NOTICES_PER_TURN)) {
                long dueAt = notice.getDueAt();
                notice.setAttempts(notice.getAttempts() + 1);
                notice.moveTo(NoticeState.CLAIMED, now + config.leaseMillis());
                claims.add(new Claim(
                        notice.getId(),
                        realmId,
                        notice.getUserId(),
                        notice.getKind(),
                        notice.getRecipient(),
                        notice.getLocale(),
                        notice.getOccurredAt(),
                        notice.getFacts(),
                        notice.getAttempts(),
                        dueAt));
            }
            return new Turn(claims, outage);
        });
    }

    /** Sends a notice; says what went wrong, or {@code null}. */
    private DeliveryFailure send(Claim claim) {
        KeycloakSession outer = KeycloakSessionUtil.getKeycloakSession();
        try (KeycloakSession session = sessions.create()) {
            KeycloakSessionUtil.setKeycloakSession(session);
            session.getTransactionManager().begin();
            RealmModel realm = session.realms().getRealm(claim.realmId());
            if (realm == null) {
                // Its notices are going with it.
                return DeliveryFailure.UNEXPECTED;
            }
            session.getContext().setRealm(realm);
            Map<String, String> mailServer = mailServer(realm);
            if (mailServer == null) {
                return DeliveryFailure.NOT_CONFIGURED;
            }
            EmailSenderProvider sender = session.getProvider(EmailSenderProvider.class);
            try {
                // Before a mail is sent, so that what is wrong with an address then is wrong with the customer's.
                sender.validate(mailServer);
            } catch (EmailException e) {
                return DeliveryFailure.NOT_CONFIGURED;
            }
            NoticeMail.Written mail = new NoticeMail(session, realm)
                    .write(
                            claim.id(),
                            claim.userId(),
                            claim.kind(),
                            claim.locale(),
                            claim.occurredAt(),
                            NoticeFacts.read(claim.facts()));
            // Gives the database connection back. The session stays open: the sender needs it for the trust store and
            // the vault.
            session.getTransactionManager().commit();
            sender.send(
                    mailServer, MailAddress.deliverable(claim.recipient()), mail.subject(), mail.text(), mail.html());
            return null;
        } catch (EmailException | RuntimeException e) {
            DeliveryFailure failure = DeliveryFailure.of(e);
            if (failure == DeliveryFailure.TEMPLATE || failure == DeliveryFailure.UNEXPECTED) {
                // Keycloak's sender logs what the mail server said; nobody has logged these.
                LOG.warnf(
                        e,
                        "Notice %s (%s) could not be sent",
                        claim.id(),
                        claim.kind().messageKey());
            }
            return failure;
        } finally {
            KeycloakSessionUtil.setKeycloakSession(outer);
        }
    }

    /** The realm's settings for mail, safe to be written into headers; {@code null} if there are none. */
    private static Map<String, String> mailServer(RealmModel realm) {
        Map<String, String> settings = realm.getSmtpConfig();
        if (settings == null || isBlank(settings.get("host")) || isBlank(settings.get("from"))) {
            return null;
        }
        Map<String, String> clean = new HashMap<>(settings);
        // ASCII names go into the header as they are.
        for (String name : List.of("fromDisplayName", "replyToDisplayName")) {
            clean.computeIfPresent(name, (key, value) -> NoticeMail.oneLine(value));
        }
        return clean;
    }

    private static boolean isBlank(String text) {
        return text == null || text.isBlank();
    }

    private void settle(Claim claim, DeliveryFailure failure) {
        KeycloakModelUtils.runJobInTransaction(sessions, session -> {
            NoticeEntity notice = new NoticeStore(session).lock(claim.id());
            if (notice == null) {
                // Removed with its customer or realm while it was being sent.
                return;
            }
            if (failure == null) {
                sent(session, notice);
            } else if (holds(claim, notice)) {
                retryOrFail(session, notice, failure);
            }
            // Else the claim had lapsed: the notice is another node's now.
        });
    }

    private void sent(KeycloakSession session, NoticeEntity notice) {
        if (notice.getState() == NoticeState.SENT) {
            return;
        }
        long now = Time.currentTimeMillis();
        notice.setSentAt(now);
        notice.setLastError(null);
        notice.moveTo(NoticeState.SENT, now + config.keepSentMillis());
        count(session.realms().getRealm(notice.getRealmId()), "sent");
    }

    private void retryOrFail(KeycloakSession session, NoticeEntity notice, DeliveryFailure failure) {
        if (failure.permanent() || config.schedule().exhausted(notice.getAttempts())) {
            fail(session, notice, failure);
            return;
        }
        notice.setLastError(failure.reason());
        notice.moveTo(
                NoticeState.PENDING,
                Time.currentTimeMillis() + config.schedule().waitMillis(notice.getAttempts()));
        count(session.realms().getRealm(notice.getRealmId()), "retry");
    }

    private void fail(KeycloakSession session, NoticeEntity notice, DeliveryFailure failure) {
        notice.setLastError(failure.reason());
        notice.moveTo(NoticeState.FAILED, Time.currentTimeMillis() + config.keepFailedMillis());
        RealmModel realm = session.realms().getRealm(notice.getRealmId());
        if (realm != null) {
            session.getContext().setRealm(realm);
            reportGivenUp(session, realm, notice);
        }
    }

    /**
     * Tells operators and staff of a notice that nobody will send: log, metric, and an event in the session's
     * transaction.
     */
    void reportGivenUp(KeycloakSession session, RealmModel realm, NoticeEntity notice) {
        LOG.warnf(
                "Realm %s: notice %s (%s) is not delivered after %d attempts: %s",
                realm.getName(),
                notice.getId(),
                notice.getKind().messageKey(),
                notice.getAttempts(),
                notice.getLastError());
        new EventBuilder(realm, session)
                .event(EventType.CUSTOM_REQUIRED_ACTION)
                .user(notice.getUserId())
                .detail(Details.CUSTOM_REQUIRED_ACTION, EVENT_SOURCE)
                .detail("notice_id", notice.getId())
                .detail("notice_kind", notice.getKind().messageKey())
                .detail(Details.REASON, notice.getLastError())
                .storeImmediately(false)
                .error(Errors.EMAIL_SEND_FAILED);
        count(realm, notice.getState() == NoticeState.FAILED ? "failed" : "undeliverable");
    }

    /**
     * After a failure of the realm's mail server: everything due has failed with it, and new notices wait for the rest
     * to end.
     */
    private void rest(String realmId, DeliveryFailure failure) {
        String name = nameOf(realmId);
        if (name == null) {
            restsUntil.remove(realmId);
            return;
        }
        long now = Time.currentTimeMillis();
        long millis = config.schedule().firstMillis();
        restsUntil.put(realmId, now + millis);
        noteOutage(realmId, now, failure);
        LOG.warnf("Realm %s: %s; its notices wait for %d s", name, failure.reason(), millis / 1000);
        giveUpOutlasted(realmId, now, failure);
    }

    private void noteOutage(String realmId, long now, DeliveryFailure failure) {
        try {
            KeycloakModelUtils.runJobInTransaction(
                    sessions,
                    session -> new NoticeStore(session)
                            .noteOutage(realmId, now, failure, config.schedule().maxMillis()));
        } catch (RuntimeException e) {
            // Another node noted it a moment ago; where that is not so, the next failure notes it.
            LOG.debugf(e, "The failure of the mail server of realm %s was not noted", realmId);
        }
    }

    /**
     * An outage that lasts for as long as all attempts at a notice would takes their place: whatever has waited all the
     * time counts as tried in vain.
     */
    private void giveUpOutlasted(String realmId, long now, DeliveryFailure failure) {
        long total = config.schedule().totalMillis();
        int found;
        do {
            found = KeycloakModelUtils.runJobInTransactionWithResult(sessions, session -> {
                NoticeStore store = new NoticeStore(session);
                MailOutageEntity outage = store.outage(realmId);
                if (outage == null || outage.getLastedMillis() < total) {
                    return 0;
                }
                List<NoticeEntity> outlasted = store.lockOlder(realmId, now - total, ROWS_PER_TRANSACTION);
                for (NoticeEntity notice : outlasted) {
                    notice.setAttempts(config.schedule().maxAttempts());
                    fail(session, notice, failure);
                }
                return outlasted.size();
            });
        } while (found == ROWS_PER_TRANSACTION && !stopped);
    }

    /** {@code null} if the realm has been removed. */
    private String nameOf(String realmId) {
        return KeycloakModelUtils.runJobInTransactionWithResult(sessions, session -> {
            RealmModel realm = session.realms().getRealm(realmId);
            return realm == null ? null : realm.getName();
        });
    }

    private static void count(RealmModel realm, String result) {
        if (realm != null) {
            ServiceCounter.NOTICE_DELIVERIES.increment(realm.getName(), "result", result);
        }
    }
}
