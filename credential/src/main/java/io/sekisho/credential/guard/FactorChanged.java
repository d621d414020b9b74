package io.sekisho.credential.guard;

import java.util.Map;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.provider.ProviderEvent;

/**
 * A customer's factor has changed, in the transaction of a session. Whoever writes the change publishes this, once;
 * whoever hears of it tells the customer and the operator, in the same transaction: so there is no change that nobody
 * is told of.
 *
 * @param facts for the notice to the customer, by their names
 */
public record FactorChanged(
        KeycloakSession session,
        RealmModel realm,
        UserModel user,
        FactorChange change,
        ChangedBy by,
        Map<String, String> facts)
        implements ProviderEvent {

    public static void publish(
            KeycloakSession session, RealmModel realm, UserModel user, FactorChange change, ChangedBy by) {
        publish(session, realm, user, change, by, Map.of());
    }

    /** The same with facts for the notice. */
    public static void publish(
            KeycloakSession session,
            RealmModel realm,
            UserModel user,
            FactorChange change,
            ChangedBy by,
            Map<String, String> facts) {
        session.getKeycloakSessionFactory().publish(new FactorChanged(session, realm, user, change, by, facts));
    }
}
