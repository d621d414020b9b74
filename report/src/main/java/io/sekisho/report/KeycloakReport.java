package io.sekisho.report;

import io.sekisho.credential.stored.CommittedUser;
import io.sekisho.institution.InstitutionSettings;
import io.sekisho.institution.MailAddress;
import io.sekisho.notice.NoticeKind;
import io.sekisho.notice.NoticeOutbox;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.keycloak.events.Event;
import org.keycloak.events.EventListenerProvider;
import org.keycloak.events.admin.AdminEvent;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;

/**
 * Mails a customer what was changed past the service: by Keycloak's own pages, its console, or its REST. The mail is
 * left in the transaction of the change, wherever the institution uses the service. A credential that has changed ends
 * {@link OtherSessions}.
 */
final class KeycloakReport implements EventListenerProvider {

    private final KeycloakSession session;
    /** Keycloak tells of one change of an address by several events of one request. */
    private final Set<KeycloakChange> told = new HashSet<>();

    KeycloakReport(KeycloakSession session) {
        this.session = session;
    }

    @Override
    public void onEvent(Event event) {
        KeycloakChange.of(event).ifPresent(change -> tell(event.getRealmId(), change));
    }

    @Override
    public void onEvent(AdminEvent event, boolean includeRepresentation) {
        KeycloakChange.of(event).ifPresent(change -> tell(event.getRealmId(), change));
    }

    private void tell(String realmId, KeycloakChange change) {
        if (change instanceof KeycloakChange.EmailUpdated && !told.add(change)) {
            return;
        }
        RealmModel realm = session.realms().getRealm(realmId);
        if (realm == null || !InstitutionSettings.of(realm).enabled()) {
            return;
        }
        UserModel user = session.users().getUserById(realm, change.userId());
        // A program has no mailbox.
        if (user == null || user.getServiceAccountClientLink() != null) {
            return;
        }
        if (change instanceof KeycloakChange.CredentialChanged changed) {
            credentialChanged(realm, user, changed.kind());
        } else if (change instanceof KeycloakChange.CredentialRemoved removed) {
            Optional.ofNullable(removed.type())
                    .or(() -> CommittedUser.of(session, user.getId()).credentialType(removed.credentialId()))
                    .flatMap(KeycloakChange.CredentialRemoved::kind)
                    .ifPresent(kind -> credentialChanged(realm, user, kind));
        } else if (change instanceof KeycloakChange.UserUpdated) {
            CommittedUser.of(session, user.getId())
                    .email()
                    .ifPresent(before -> mailAddressChanged(realm, user, before, user.getEmail()));
        } else if (change instanceof KeycloakChange.EmailUpdated updated) {
            mailAddressChanged(realm, user, updated.before(), updated.after());
        }
    }

    private void credentialChanged(RealmModel realm, UserModel user, NoticeKind kind) {
        new NoticeOutbox(session).add(realm, user, kind);
        OtherSessions.end(session, realm, user);
    }

    /** Told to the address before: whoever has taken the account over reads the new one. */
    private void mailAddressChanged(RealmModel realm, UserModel user, String before, String after) {
        if (!before.equalsIgnoreCase(after)) {
            new NoticeOutbox(session)
                    .addTo(
                            before,
                            realm,
                            user,
                            NoticeKind.EMAIL_CHANGED,
                            after == null || after.isBlank()
                                    ? Map.of()
                                    : Map.of("newAddress", MailAddress.masked(after)));
        }
    }

    @Override
    public void close() {
        // nothing is held
    }
}
