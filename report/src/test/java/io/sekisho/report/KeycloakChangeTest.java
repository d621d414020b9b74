package io.sekisho.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.sekisho.notice.NoticeKind;
import io.sekisho.report.KeycloakChange.CredentialChanged;
import io.sekisho.report.KeycloakChange.CredentialRemoved;
import io.sekisho.report.KeycloakChange.EmailUpdated;
import io.sekisho.report.KeycloakChange.UserUpdated;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.keycloak.events.Event;
import org.keycloak.events.EventType;
import org.keycloak.events.admin.AdminEvent;
import org.keycloak.events.admin.OperationType;
import org.keycloak.events.admin.ResourceType;

class KeycloakChangeTest {

    private static Optional<KeycloakChange> of(EventType type, Map<String, String> details) {
        Event event = new Event();
        event.setType(type);
        event.setUserId("u1");
        event.setDetails(details);
        return KeycloakChange.of(event);
    }

    private static AdminEvent admin(ResourceType resource, OperationType operation, String path) {
        AdminEvent event = new AdminEvent();
        event.setResourceType(resource);
        event.setOperationType(operation);
        event.setResourcePath(path);
        return event;
    }

    @ParameterizedTest
    @CsvSource({"password, LOGIN_PASSWORD_CHANGED", "otp, OTP_APPLIED"})
    void a_credential_that_the_customer_has_set_is_told(String type, NoticeKind kind) {
        assertEquals(
                Optional.of(new CredentialChanged("u1", kind)),
                of(EventType.UPDATE_CREDENTIAL, Map.of("credential_type", type)));
    }

    @Test
    void the_services_own_changes_are_not_told_again() {
        assertEquals(
                Optional.empty(),
                of(EventType.UPDATE_CREDENTIAL, Map.of("credential_type", "otp", "action", "applied")));
        assertEquals(
                Optional.empty(),
                of(EventType.REMOVE_CREDENTIAL, Map.of("credential_type", "otp", "action", "stopped")));
    }

    /** It comes together with the newer event of the same change. */
    @Test
    void the_older_event_of_a_password_is_not_told_again() {
        assertEquals(Optional.empty(), of(EventType.UPDATE_PASSWORD, Map.of("credential_type", "password")));
    }

    @ParameterizedTest
    @EnumSource(
            names = {"LOGIN", "LOGOUT", "CODE_TO_TOKEN", "REFRESH_TOKEN", "UPDATE_PROFILE", "UPDATE_CREDENTIAL_ERROR"})
    void an_event_that_changes_nothing_of_the_kind_tells_nothing(EventType type) {
        assertEquals(Optional.empty(), of(type, Map.of("credential_type", "password")));
        assertEquals(Optional.empty(), of(type, null));
    }

    @Test
    void another_mail_address_is_told_with_the_one_before() {
        Map<String, String> details = Map.of("previous_email", "a@example.com", "updated_email", "b@example.com");
        assertEquals(
                Optional.of(new EmailUpdated("u1", "a@example.com", "b@example.com")),
                of(EventType.UPDATE_PROFILE, details));
        assertEquals(
                Optional.of(new EmailUpdated("u1", "a@example.com", "b@example.com")),
                of(EventType.UPDATE_EMAIL, details));
        assertEquals(
                Optional.empty(),
                of(EventType.UPDATE_EMAIL, Map.of("previous_email", "", "updated_email", "b@example.com")),
                "there is nobody to tell");
    }

    @ParameterizedTest
    @CsvSource({
        "otp, OTP_REMOVED",
        "password, LOGIN_PASSWORD_REMOVED",
        "transaction-password, TRANSACTION_PASSWORD_REMOVED",
        "kerberos,"
    })
    void a_credential_that_is_removed_is_told_by_its_type(String type, NoticeKind kind) {
        assertEquals(
                Optional.of(new CredentialRemoved("u1", null, type)),
                of(EventType.REMOVE_CREDENTIAL, Map.of("credential_type", type)));
        assertEquals(Optional.ofNullable(kind), CredentialRemoved.kind(type));
    }

    @Test
    void what_the_staff_change_is_told_by_its_path() {
        assertEquals(
                Optional.of(new CredentialChanged("u1", NoticeKind.LOGIN_PASSWORD_RESET)),
                KeycloakChange.of(admin(ResourceType.USER, OperationType.ACTION, "users/u1/reset-password")));
        assertEquals(
                Optional.of(new CredentialRemoved("u1", "c1", null)),
                KeycloakChange.of(admin(ResourceType.USER, OperationType.ACTION, "users/u1/credentials/c1")));
        assertEquals(
                Optional.of(new UserUpdated("u1")),
                KeycloakChange.of(admin(ResourceType.USER, OperationType.UPDATE, "users/u1")));
    }

    @Test
    void the_type_of_a_removed_credential_is_taken_from_the_event_where_it_is_there() {
        AdminEvent event = admin(ResourceType.USER, OperationType.ACTION, "users/u1/credentials/c1");
        event.setDetails(Map.of("credential_type", "otp"));
        assertEquals(Optional.of(new CredentialRemoved("u1", "c1", "otp")), KeycloakChange.of(event));
    }

    @ParameterizedTest
    @CsvSource({
        "USER, ACTION, users/u1/credentials/c1/moveToFirst",
        "USER, ACTION, users/u1/credentials/c1/userLabel",
        "USER, ACTION, users/u1/logout",
        "USER, CREATE, users/u1",
        "USER, DELETE, users/u1",
        "USER, UPDATE, users/u1/groups/g1",
        "CLIENT, UPDATE, users/u1",
        "USER, UPDATE,"
    })
    void another_call_of_the_staff_tells_nothing(ResourceType resource, OperationType operation, String path) {
        assertEquals(Optional.empty(), KeycloakChange.of(admin(resource, operation, path)));
    }
}
