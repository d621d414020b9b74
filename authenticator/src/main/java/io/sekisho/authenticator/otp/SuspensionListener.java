package io.sekisho.authenticator.otp;

import io.sekisho.credential.guard.Factor;
import io.sekisho.credential.guard.FactorChange;
import io.sekisho.credential.guard.FactorSuspended;
import io.sekisho.credential.token.TokenIssueVoided;
import io.sekisho.notice.NoticeKind;
import io.sekisho.notice.NoticeOutbox;
import org.jboss.logging.Logger;
import org.keycloak.events.Details;
import org.keycloak.events.EventBuilder;
import org.keycloak.events.EventType;
import org.keycloak.provider.ProviderEvent;
import org.keycloak.provider.ProviderEventListener;

/** Makes it known when too many failures have stopped something, whatever path the last one came by: a notice to the customer and an event. */
final class SuspensionListener implements ProviderEventListener {

    private static final Logger LOG = Logger.getLogger(SuspensionListener.class);

    @Override
    public void onEvent(ProviderEvent event) {
        if (event instanceof FactorSuspended suspended) {
            new NoticeOutbox(suspended.session()).add(suspended.realm(), suspended.user(), kind(suspended.factor()));
            new EventBuilder(suspended.realm(), suspended.session()).event(EventType.UPDATE_CREDENTIAL).user(suspended.user())
                    .detail(Details.CREDENTIAL_TYPE, suspended.factor().credentialType()).detail("action", FactorChange.SUSPENDED.label()).success();
            FactorChange.SUSPENDED.count(suspended.session(), suspended.realm(), suspended.factor(), FactorChange.By.SERVICE);
            LOG.infof("Realm %s: factor %s of user %s is suspended", suspended.realm().getName(), suspended.factor().credentialType(), suspended.user().getId());
        } else if (event instanceof TokenIssueVoided voided) {
            new NoticeOutbox(voided.session()).add(voided.realm(), voided.user(), NoticeKind.TOKEN_VOIDED);
            new EventBuilder(voided.realm(), voided.session()).event(EventType.UPDATE_CREDENTIAL).user(voided.user())
                    .detail(Details.CREDENTIAL_TYPE, Factor.OTP.credentialType()).detail("action", FactorChange.VOIDED.label()).success();
            FactorChange.VOIDED.count(voided.session(), voided.realm(), Factor.OTP, FactorChange.By.SERVICE);
            LOG.infof("Realm %s: the issued token of user %s is void", voided.realm().getName(), voided.user().getId());
        }
    }

    private static NoticeKind kind(Factor factor) {
        return switch (factor) {
            case OTP -> NoticeKind.OTP_SUSPENDED;
            case TRANSACTION_PASSWORD -> NoticeKind.TRANSACTION_PASSWORD_SUSPENDED;
        };
    }
}
