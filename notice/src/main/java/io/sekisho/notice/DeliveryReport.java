package io.sekisho.notice;

import io.sekisho.institution.ServiceCounter;
import org.jboss.logging.Logger;
import org.keycloak.common.util.Time;
import org.keycloak.events.Details;
import org.keycloak.events.Errors;
import org.keycloak.events.EventBuilder;
import org.keycloak.events.EventType;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;

/** What operators and staff are told of deliveries. */
final class DeliveryReport {

    /** Value of the event detail {@code custom_required_action}. */
    private static final String EVENT_SOURCE = "sekisho-notice";

    private static final Logger LOG = Logger.getLogger(DeliveryReport.class);

    private DeliveryReport() {}

    static void sent(KeycloakSession session, NoticeEntity notice) {
        count(session.realms().getRealm(notice.getRealmId()), "sent");
    }

    /** An attempt has failed, and there will be another one. */
    static void putOff(KeycloakSession session, NoticeEntity notice) {
        count(session.realms().getRealm(notice.getRealmId()), "retry");
    }

    /** Gives a notice up, and tells of it. */
    static void giveUp(KeycloakSession session, NoticeEntity notice, DeliveryFailure failure, NoticeConfig config) {
        notice.setLastError(failure.reason());
        notice.moveTo(NoticeState.FAILED, Time.currentTimeMillis() + config.keepFailedMillis());
        RealmModel realm = session.realms().getRealm(notice.getRealmId());
        if (realm != null) {
            session.getContext().setRealm(realm);
            givenUp(session, realm, notice);
        }
    }

    /**
     * Tells operators and staff of a notice that nobody will send: log, metric, and an event in the session's
     * transaction.
     */
    static void givenUp(KeycloakSession session, RealmModel realm, NoticeEntity notice) {
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

    private static void count(RealmModel realm, String result) {
        if (realm != null) {
            ServiceCounter.NOTICE_DELIVERIES.increment(realm.getName(), "result", result);
        }
    }
}
