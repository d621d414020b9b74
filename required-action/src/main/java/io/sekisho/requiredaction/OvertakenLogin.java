package io.sekisho.requiredaction;

import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

import io.sekisho.credential.otp.OtpCredentials;
import org.keycloak.authentication.authenticators.browser.OTPFormAuthenticatorFactory;
import org.keycloak.authentication.authenticators.conditional.ConditionalUserConfiguredAuthenticatorFactory;
import org.keycloak.authentication.authenticators.directgrant.ValidateOTP;
import org.keycloak.models.AuthenticationExecutionModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.sessions.AuthenticationSessionModel;
import org.keycloak.sessions.CommonClientSessionModel.ExecutionStatus;

/**
 * A login that went past the OTP since the customer had none, and whose customer has one by now: it was taken into use elsewhere while the
 * login stood at another page. What somebody else has proved meanwhile is no proof of this login, which has to begin anew.
 */
final class OvertakenLogin {

    private static final Set<String> OTP_AUTHENTICATORS = Set.of("sekisho-otp", OTPFormAuthenticatorFactory.PROVIDER_ID, ValidateOTP.PROVIDER_ID);

    private OvertakenLogin() {
    }

    /** @param authentication names this login if a walk was begun in it, see {@link OtpCredentials#enrolledIn}: whoever has enrolled in it has shown a code */
    static boolean is(KeycloakSession session, UserModel user, AuthenticationSessionModel authenticationSession, Optional<String> authentication) {
        if (!passedByOtp(authenticationSession.getRealm(), authenticationSession.getExecutionStatus())) {
            return false;
        }
        OtpCredentials credentials = OtpCredentials.of(session);
        return credentials.isStored(user) && authentication.filter(name -> credentials.enrolledIn(user, name)).isEmpty();
    }

    /** @param statuses of the flow's executions, by their ids */
    static boolean passedByOtp(RealmModel realm, Map<String, ExecutionStatus> statuses) {
        return statuses.entrySet().stream().filter(status -> status.getValue() == ExecutionStatus.EVALUATED_FALSE)
                .map(status -> realm.getAuthenticationExecutionById(status.getKey())).filter(Objects::nonNull)
                .filter(condition -> ConditionalUserConfiguredAuthenticatorFactory.PROVIDER_ID.equals(condition.getAuthenticator()))
                .anyMatch(condition -> realm.getAuthenticationExecutionsStream(condition.getParentFlow()).anyMatch(OvertakenLogin::asksForOtp));
    }

    private static boolean asksForOtp(AuthenticationExecutionModel execution) {
        return execution.isEnabled() && OTP_AUTHENTICATORS.contains(execution.getAuthenticator());
    }
}
