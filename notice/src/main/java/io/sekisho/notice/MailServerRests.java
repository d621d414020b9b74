package io.sekisho.notice;

import io.sekisho.institution.BackgroundWork;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;
import org.keycloak.common.util.Time;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.RealmModel;
import org.keycloak.models.utils.KeycloakModelUtils;

/**
 * Realms whose mail server has failed: they rest, each for itself. That is noted once for all that is due, which so
 * counts as tried, and nothing of the realm is tried on this node until the rest is over.
 */
final class MailServerRests {

    private static final int ROWS_PER_TRANSACTION = 100;

    private static final Logger LOG = Logger.getLogger(MailServerRests.class);

    private final NoticeConfig config;
    private final KeycloakSessionFactory sessions;
    private final BackgroundWork background;
    /** The realms whose mail server failed last time, and when their rest ends, milliseconds since the epoch. */
    private final Map<String, Long> restsUntil = new ConcurrentHashMap<>();

    MailServerRests(NoticeConfig config, KeycloakSessionFactory sessions, BackgroundWork background) {
        this.config = config;
        this.sessions = sessions;
        this.background = background;
    }

    /** Whether the realm's mail server failed last time, its rest be over or not. */
    boolean failedLast(String realmId) {
        return restsUntil.containsKey(realmId);
    }

    boolean rests(String realmId) {
        Long until = restsUntil.get(realmId);
        if (until == null) {
            return false;
        }
        long left = until - Time.currentTimeMillis();
        // A rest that is longer than any was begun before the clock was set back.
        return left > 0 && left <= config.schedule().firstMillis();
    }

    /** Lets the realm's notices be tried again at once. */
    void end(String realmId) {
        restsUntil.computeIfPresent(realmId, (id, until) -> 0L);
    }

    /**
     * After a failure of the realm's mail server: everything due has failed with it, and new notices wait for the rest
     * to end.
     */
    void begin(String realmId, DeliveryFailure failure) {
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
                    DeliveryReport.giveUp(session, notice, failure, config);
                }
                return outlasted.size();
            });
        } while (found == ROWS_PER_TRANSACTION && !background.stopped());
    }

    /**
     * The mail server has answered.
     *
     * @param outage whether it was noted to have failed
     */
    void answered(String realmId, boolean outage) {
        boolean rested = restsUntil.remove(realmId) != null;
        if (rested || outage) {
            answersAgain(realmId);
        }
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

    /** {@code null} if the realm has been removed. */
    private String nameOf(String realmId) {
        return KeycloakModelUtils.runJobInTransactionWithResult(sessions, session -> {
            RealmModel realm = session.realms().getRealm(realmId);
            return realm == null ? null : realm.getName();
        });
    }
}
