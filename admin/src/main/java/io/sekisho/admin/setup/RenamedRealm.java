package io.sekisho.admin.setup;

import java.util.Set;
import java.util.stream.Collectors;
import org.keycloak.events.Event;
import org.keycloak.events.EventListenerProvider;
import org.keycloak.events.admin.AdminEvent;
import org.keycloak.events.admin.OperationType;
import org.keycloak.events.admin.ResourceType;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;

/**
 * Has the service's clients follow when a realm is renamed, as Keycloak has its own: in the transaction of the change.
 */
final class RenamedRealm implements EventListenerProvider {

    private final KeycloakSession session;

    RenamedRealm(KeycloakSession session) {
        this.session = session;
    }

    @Override
    public void onEvent(AdminEvent event, boolean includeRepresentation) {
        if (event.getResourceType() == ResourceType.REALM && event.getOperationType() == OperationType.UPDATE) {
            RealmModel realm = session.realms().getRealm(event.getRealmId());
            if (realm != null) {
                follow(realm);
            }
        }
    }

    private static void follow(RealmModel realm) {
        for (String clientId : ServiceClients.OURS) {
            ClientModel client = realm.getClientByClientId(clientId);
            if (client == null) {
                continue;
            }
            if (client.getBaseUrl() != null) {
                String baseUrl = ServiceAddress.renamed(client.getBaseUrl(), realm.getName());
                if (!baseUrl.equals(client.getBaseUrl())) {
                    client.setBaseUrl(baseUrl);
                }
            }
            Set<String> before = client.getRedirectUris();
            Set<String> after = before.stream()
                    .map(address -> ServiceAddress.renamed(address, realm.getName()))
                    .collect(Collectors.toSet());
            if (!after.equals(before)) {
                client.setRedirectUris(after);
            }
        }
    }

    @Override
    public void onEvent(Event event) {
        // No customer renames a realm.
    }

    @Override
    public void close() {
        // nothing is held
    }
}
