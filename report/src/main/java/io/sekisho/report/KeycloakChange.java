package io.sekisho.report;

import io.sekisho.credential.transactionpassword.TransactionPasswordCredentialModel;
import io.sekisho.notice.NoticeKind;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.keycloak.events.Details;
import org.keycloak.events.Event;
import org.keycloak.events.EventType;
import org.keycloak.events.admin.AdminEvent;
import org.keycloak.events.admin.OperationType;
import org.keycloak.events.admin.ResourceType;
import org.keycloak.models.credential.OTPCredentialModel;
import org.keycloak.models.credential.PasswordCredentialModel;

/** A change that Keycloak itself has made, and that its customer is to know of: what an event tells of it. */
sealed interface KeycloakChange {

    /** Keycloak's id. */
    String userId();

    /** A credential was set, by the customer or by the staff. */
    record CredentialChanged(String userId, NoticeKind kind) implements KeycloakChange {}

    /**
     * A credential was removed.
     *
     * @param credentialId null if its type is known
     * @param type         null if Keycloak does not tell it, as its admin REST before 26.6
     */
    record CredentialRemoved(String userId, String credentialId, String type) implements KeycloakChange {

        /** What its customer is told; empty for credentials that the service knows nothing of. */
        static Optional<NoticeKind> kind(String type) {
            return Optional.ofNullable(
                    switch (type) {
                        case PasswordCredentialModel.TYPE -> NoticeKind.LOGIN_PASSWORD_REMOVED;
                        case OTPCredentialModel.TYPE -> NoticeKind.OTP_REMOVED;
                        case TransactionPasswordCredentialModel.TYPE -> NoticeKind.TRANSACTION_PASSWORD_REMOVED;
                        default -> null;
                    });
        }
    }

    /** The staff have stored the user; the event does not tell what was changed. */
    record UserUpdated(String userId) implements KeycloakChange {}

    /**
     * The customer has another mail address.
     *
     * @param after null if there is none any more
     */
    record EmailUpdated(String userId, String before, String after) implements KeycloakChange {}

    /** Set in the events of the service's own changes, which it mails itself. */
    String ACTION = "action";

    Pattern USER = Pattern.compile("users/([^/]+)");
    Pattern RESET_PASSWORD = Pattern.compile("users/([^/]+)/reset-password");
    Pattern CREDENTIAL = Pattern.compile("users/([^/]+)/credentials/([^/]+)");

    /** What an event of a customer tells. */
    static Optional<KeycloakChange> of(Event event) {
        Map<String, String> details = Objects.requireNonNullElse(event.getDetails(), Map.of());
        if (event.getError() != null || event.getUserId() == null || details.containsKey(ACTION)) {
            return Optional.empty();
        }
        String type = details.get(Details.CREDENTIAL_TYPE);
        if (event.getType() == EventType.UPDATE_CREDENTIAL) {
            return updated(type).map(kind -> new CredentialChanged(event.getUserId(), kind));
        }
        if (event.getType() == EventType.REMOVE_CREDENTIAL && type != null) {
            return Optional.of(new CredentialRemoved(event.getUserId(), null, type));
        }
        String before = details.get(Details.PREVIOUS_EMAIL);
        return before == null || before.isBlank() || !details.containsKey(Details.UPDATED_EMAIL)
                ? Optional.empty()
                : Optional.of(new EmailUpdated(event.getUserId(), before, details.get(Details.UPDATED_EMAIL)));
    }

    private static Optional<NoticeKind> updated(String type) {
        return PasswordCredentialModel.TYPE.equals(type)
                ? Optional.of(NoticeKind.LOGIN_PASSWORD_CHANGED)
                : OTPCredentialModel.TYPE.equals(type) ? Optional.of(NoticeKind.OTP_APPLIED) : Optional.empty();
    }

    /** What an event of the staff tells. */
    static Optional<KeycloakChange> of(AdminEvent event) {
        if (event.getError() != null || event.getResourceType() != ResourceType.USER) {
            return Optional.empty();
        }
        String path = Objects.requireNonNullElse(event.getResourcePath(), "");
        Matcher user = USER.matcher(path);
        if (event.getOperationType() == OperationType.UPDATE && user.matches()) {
            return Optional.of(new UserUpdated(user.group(1)));
        }
        Matcher password = RESET_PASSWORD.matcher(path);
        if (event.getOperationType() == OperationType.ACTION && password.matches()) {
            return Optional.of(new CredentialChanged(password.group(1), NoticeKind.LOGIN_PASSWORD_RESET));
        }
        Matcher credential = CREDENTIAL.matcher(path);
        return event.getOperationType() == OperationType.ACTION && credential.matches()
                ? Optional.of(new CredentialRemoved(
                        credential.group(1),
                        credential.group(2),
                        Objects.requireNonNullElse(event.getDetails(), Map.<String, String>of())
                                .get(Details.CREDENTIAL_TYPE)))
                : Optional.empty();
    }
}
