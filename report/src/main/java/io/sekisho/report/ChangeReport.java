package io.sekisho.report;

import io.sekisho.credential.guard.FactorChange;
import io.sekisho.credential.guard.FactorChanged;
import io.sekisho.institution.ServiceCounter;
import io.sekisho.notice.NoticeKind;
import io.sekisho.notice.NoticeOutbox;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.keycloak.events.Details;
import org.keycloak.models.AbstractKeycloakTransaction;
import org.keycloak.provider.ProviderEvent;
import org.keycloak.provider.ProviderEventListener;

/**
 * Tells of every change of a factor, in the transaction of the change: an event, a notice to the customer, and, once it
 * is committed, a metric. There is no other place that does. {@link OtherSessions} end here, too.
 */
final class ChangeReport implements ProviderEventListener {

    private static final Logger LOG = Logger.getLogger(ChangeReport.class);

    @Override
    public void onEvent(ProviderEvent event) {
        if (event instanceof FactorChanged changed) {
            leaveEvent(changed);
            notice(changed.change())
                    .ifPresent(kind -> new NoticeOutbox(changed.session())
                            .add(changed.realm(), changed.user(), kind, changed.facts()));
            if (OtherSessions.areEndedBy(changed.change())) {
                OtherSessions.end(changed.session(), changed.realm(), changed.user());
            }
            countAfterCommit(changed);
            log(changed);
        }
    }

    private static void leaveEvent(FactorChanged changed) {
        FactorChange change = changed.change();
        changed.by()
                .event()
                .apply(changed.session(), changed.realm())
                .event(change.eventType())
                .user(changed.user())
                .detail(Details.CREDENTIAL_TYPE, change.factor().credentialType())
                .detail("action", change.label())
                .success();
    }

    private static void countAfterCommit(FactorChanged changed) {
        String realmName = changed.realm().getName();
        changed.session().getTransactionManager().enlistAfterCompletion(new AbstractKeycloakTransaction() {
            @Override
            protected void commitImpl() {
                ServiceCounter.CHANGES.increment(
                        realmName,
                        "factor",
                        changed.change().factor().credentialType(),
                        "action",
                        changed.change().label(),
                        "by",
                        changed.by().who().label());
            }

            @Override
            protected void rollbackImpl() {
                // Nothing has changed.
            }
        });
    }

    private static void log(FactorChanged changed) {
        switch (changed.change()) {
            case OTP_SUSPENDED, TRANSACTION_PASSWORD_SUSPENDED ->
                LOG.infof(
                        "Realm %s: factor %s of user %s is suspended",
                        changed.realm().getName(),
                        changed.change().factor().credentialType(),
                        changed.user().getId());
            case VOIDED ->
                LOG.infof(
                        "Realm %s: the issued token of user %s is void",
                        changed.realm().getName(), changed.user().getId());
            default -> {
                // The event says it all; what the service does of its own accord is in the log besides.
            }
        }
    }

    /** What the customer is mailed; empty where another mail goes with the change, or none is needed. */
    static Optional<NoticeKind> notice(FactorChange change) {
        return Optional.ofNullable(
                switch (change) {
                    case APPLIED -> NoticeKind.OTP_APPLIED;
                    case REDISPLAYED -> NoticeKind.OTP_REDISPLAYED;
                    case STOPPED -> NoticeKind.OTP_STOPPED;
                    case STARTED -> NoticeKind.TOKEN_STARTED;
                    // The walk mails the IDs to the address of the token, and tells the registered one of it.
                    case ISSUED -> null;
                    // The customer confirms it in a moment, and is told then.
                    case ACTIVATED -> null;
                    case CONFIRMED -> NoticeKind.TOKEN_CONFIRMED;
                    case VOIDED -> NoticeKind.TOKEN_VOIDED;
                    case BOUND -> NoticeKind.TOKEN_BOUND;
                    case REPLACED -> NoticeKind.TOKEN_REPLACED;
                    case UNBOUND -> NoticeKind.TOKEN_UNBOUND;
                    case LOST -> NoticeKind.TOKEN_LOST;
                    case REINSTATED -> NoticeKind.TOKEN_REINSTATED;
                    // Nothing that the customer could or could not do has changed.
                    case RESYNCED -> null;
                    case REVOKED -> NoticeKind.TOKEN_REVOKED;
                    case OTP_REVOKED -> NoticeKind.OTP_REMOVED;
                    case CHANGED -> NoticeKind.TRANSACTION_PASSWORD_CHANGED;
                    case RESET -> NoticeKind.TRANSACTION_PASSWORD_RESET;
                    case OTP_SUSPENDED -> NoticeKind.OTP_SUSPENDED;
                    case OTP_SUSPENSION_LIFTED -> NoticeKind.OTP_SUSPENSION_LIFTED;
                    case TRANSACTION_PASSWORD_SUSPENDED -> NoticeKind.TRANSACTION_PASSWORD_SUSPENDED;
                    case TRANSACTION_PASSWORD_SUSPENSION_LIFTED -> NoticeKind.TRANSACTION_PASSWORD_SUSPENSION_LIFTED;
                });
    }
}
