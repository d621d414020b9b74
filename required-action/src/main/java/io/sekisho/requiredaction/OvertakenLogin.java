package io.sekisho.requiredaction;

import io.sekisho.credential.otp.OtpCredentials;
import io.sekisho.credential.otp.OtpEnrolments;
import io.sekisho.institution.InstitutionSettings;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import org.keycloak.authentication.Authenticator;
import org.keycloak.authentication.AuthenticatorFactory;
import org.keycloak.authentication.authenticators.conditional.ConditionalUserConfiguredAuthenticatorFactory;
import org.keycloak.models.AuthenticationExecutionModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.credential.OTPCredentialModel;
import org.keycloak.provider.ProviderFactory;
import org.keycloak.sessions.AuthenticationSessionModel;
import org.keycloak.sessions.CommonClientSessionModel.ExecutionStatus;

/**
 * A login that went past the OTP since the customer had none, and whose customer has one by now: it was taken into use
 * elsewhere while the login stood at another page. What somebody else has proved meanwhile is no proof of this login,
 * which has to begin anew.
 */
final class OvertakenLogin {

    private OvertakenLogin() {}

    /**
     * @param authentication names this login if a walk was begun in it, see {@link OtpEnrolments#enrolledIn}: whoever
     *     has enrolled in it has shown a code
     */
    static boolean is(
            KeycloakSession session,
            RealmModel realm,
            UserModel user,
            AuthenticationSessionModel authenticationSession,
            Optional<String> authentication) {
        if (!InstitutionSettings.of(realm).enabled()
                || !passedByOtp(
                        realm,
                        authenticationSession.getExecutionStatus(),
                        authenticator -> asksForOtp(session, authenticator))) {
            return false;
        }
        return OtpCredentials.of(session).isStored(user)
                && authentication
                        .filter(name -> OtpEnrolments.of(session).enrolledIn(user, name))
                        .isEmpty();
    }

    /**
     * @param statuses of the flow's executions, by their ids
     * @param asksForOtp of an authenticator's id
     */
    static boolean passedByOtp(RealmModel realm, Map<String, ExecutionStatus> statuses, Predicate<String> asksForOtp) {
        return statuses.entrySet().stream()
                .filter(status -> status.getValue() == ExecutionStatus.EVALUATED_FALSE)
                .map(status -> realm.getAuthenticationExecutionById(status.getKey()))
                .filter(Objects::nonNull)
                .filter(condition ->
                        ConditionalUserConfiguredAuthenticatorFactory.PROVIDER_ID.equals(condition.getAuthenticator()))
                .flatMap(condition -> realm.getAuthenticationExecutionsStream(condition.getParentFlow()))
                .filter(AuthenticationExecutionModel::isEnabled)
                .map(AuthenticationExecutionModel::getAuthenticator)
                .filter(Objects::nonNull)
                .anyMatch(asksForOtp);
    }

    private static boolean asksForOtp(KeycloakSession session, String authenticator) {
        ProviderFactory<?> factory =
                session.getKeycloakSessionFactory().getProviderFactory(Authenticator.class, authenticator);
        return factory instanceof AuthenticatorFactory known
                && OTPCredentialModel.TYPE.equals(known.getReferenceCategory());
    }
}
