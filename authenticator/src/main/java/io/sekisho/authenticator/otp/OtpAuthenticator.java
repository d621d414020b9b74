package io.sekisho.authenticator.otp;

import io.sekisho.credential.guard.AttemptGuard;
import io.sekisho.credential.guard.AttemptReport;
import io.sekisho.credential.guard.AttemptState;
import io.sekisho.credential.guard.Factor;
import io.sekisho.credential.guard.Verification;
import io.sekisho.credential.otp.OtpCheck;
import io.sekisho.credential.otp.OtpCredentials;
import io.sekisho.institution.PageHeaders;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import org.keycloak.authentication.AuthenticationFlowContext;
import org.keycloak.authentication.AuthenticationFlowError;
import org.keycloak.authentication.authenticators.browser.OTPFormAuthenticator;
import org.keycloak.events.Details;
import org.keycloak.events.Errors;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.credential.OTPCredentialModel;
import org.keycloak.models.utils.FormMessage;

/**
 * Keycloak's OTP form, with our guard's outcomes: suspended, used, expired, clock and wrong each have a text of their
 * own, and the form stays usable after each. Whoever has no OTP is never led to set one up here.
 */
public final class OtpAuthenticator extends OTPFormAuthenticator {

    private static final String FIELD = "otp";
    private static final String SELECTED_CREDENTIAL_ID = "selectedCredentialId";

    @Override
    public void authenticate(AuthenticationFlowContext context) {
        AttemptState state = AttemptGuard.of(context.getSession()).state(context.getUser(), Factor.OTP);
        if (state.exhausted()) {
            context.challenge(form(context, new Verification.Exhausted()));
        } else if (state.suspended()) {
            context.challenge(form(context, new Verification.Suspended(false)));
        } else {
            super.authenticate(context);
        }
    }

    @Override
    public void validateOTP(AuthenticationFlowContext context) {
        UserModel user = context.getUser();
        if (!enabledUser(context, user)) {
            // Has shown why: locked or disabled.
            return;
        }
        MultivaluedMap<String, String> form = context.getHttpRequest().getDecodedFormParameters();
        String input = form.getFirst(FIELD);
        if (input == null || input.isBlank()) {
            context.forceChallenge(form(context, new FormMessage(FIELD, "sekishoOtpMissing")));
            return;
        }
        String credentialId = selectedCredentialId(context, form.getFirst(SELECTED_CREDENTIAL_ID));
        context.form().setAttribute(SELECTED_OTP_CREDENTIAL_ID, credentialId);
        Verification verification =
                OtpCheck.of(context.getSession()).verify(context.getRealm(), user, credentialId, input);
        context.getEvent().detail(Details.SELECTED_CREDENTIAL_ID, credentialId);
        if (verification.accepted()) {
            context.success(OTPCredentialModel.TYPE);
            return;
        }
        context.getEvent()
                .user(user)
                .detail(Details.CREDENTIAL_TYPE, OTPCredentialModel.TYPE)
                .detail(AttemptReport.REASON, verification.reason())
                .error(Errors.INVALID_USER_CREDENTIALS);
        Response challenge = form(context, verification);
        if (verification.counted()) {
            context.failureChallenge(AuthenticationFlowError.INVALID_CREDENTIALS, challenge);
        } else {
            // Nothing was guessed, so Keycloak's brute-force detection must not count it either.
            context.forceChallenge(challenge);
        }
    }

    private String selectedCredentialId(AuthenticationFlowContext context, String selected) {
        if (selected != null && !selected.isEmpty()) {
            return selected;
        }
        OTPCredentialModel first = getCredentialProvider(context.getSession())
                .getDefaultCredential(context.getSession(), context.getRealm(), context.getUser());
        return first == null ? "" : first.getId();
    }

    private Response form(AuthenticationFlowContext context, Verification verification) {
        int digits = OtpCredentials.of(context.getSession())
                .find(context.getUser())
                .map(credential -> credential.getOTPCredentialData().getDigits())
                .orElse(context.getRealm().getOTPPolicy().getDigits());
        return form(context, AttemptReport.message(context.getRealm(), Factor.OTP, verification, FIELD, digits));
    }

    private Response form(AuthenticationFlowContext context, FormMessage message) {
        return createLoginForm(PageHeaders.apply(context.getSession(), context.form())
                .setExecution(context.getExecution().getId())
                .addError(message));
    }

    @Override
    protected Response challenge(AuthenticationFlowContext context, String error, String field) {
        PageHeaders.apply(context.getSession(), context.form());
        return super.challenge(context, error, field);
    }

    /** A missing factor is an error, and never an invitation to set one up with the password alone. */
    @Override
    public void setRequiredActions(KeycloakSession session, RealmModel realm, UserModel user) {
        // none
    }
}
