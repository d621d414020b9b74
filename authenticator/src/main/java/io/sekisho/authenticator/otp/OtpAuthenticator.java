package io.sekisho.authenticator.otp;

import io.sekisho.credential.guard.AttemptGuard;
import io.sekisho.credential.guard.AttemptReport;
import io.sekisho.credential.guard.AttemptState;
import io.sekisho.credential.guard.Factor;
import io.sekisho.credential.guard.Verification;
import io.sekisho.credential.otp.OtpCheck;
import io.sekisho.credential.otp.OtpDevices;
import io.sekisho.institution.PageHeaders;
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
    private static final String DEVICES = "devices";

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
        String input = context.getHttpRequest().getDecodedFormParameters().getFirst(FIELD);
        if (input == null || input.isBlank()) {
            context.forceChallenge(form(context, new FormMessage(FIELD, "sekishoOtpMissing")));
            return;
        }
        String credentialId = devices(context).chosenId();
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

    /** The customer's devices, and the one that was chosen in the form; the first before that. */
    private static OtpDevices devices(AuthenticationFlowContext context) {
        return OtpDevices.of(
                context.getUser(),
                context.getHttpRequest().getDecodedFormParameters().getFirst(OtpDevices.FIELD));
    }

    private Response form(AuthenticationFlowContext context, Verification verification) {
        return form(
                context,
                AttemptReport.message(
                        context.getRealm(),
                        Factor.OTP,
                        verification,
                        FIELD,
                        devices(context).getDigits()));
    }

    private Response form(AuthenticationFlowContext context, FormMessage message) {
        return createLoginForm(PageHeaders.apply(context.getSession(), context.form())
                .setAttribute(DEVICES, devices(context))
                .setExecution(context.getExecution().getId())
                .addError(message));
    }

    @Override
    protected Response challenge(AuthenticationFlowContext context, String error, String field) {
        PageHeaders.apply(context.getSession(), context.form()).setAttribute(DEVICES, devices(context));
        return super.challenge(context, error, field);
    }

    /** A missing factor is an error, and never an invitation to set one up with the password alone. */
    @Override
    public void setRequiredActions(KeycloakSession session, RealmModel realm, UserModel user) {
        // none
    }
}
