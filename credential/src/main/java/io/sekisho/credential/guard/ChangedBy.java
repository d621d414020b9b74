package io.sekisho.credential.guard;

import java.util.Locale;
import java.util.function.BiFunction;
import org.keycloak.common.ClientConnection;
import org.keycloak.events.EventBuilder;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;

/**
 * Who changes a factor, and what the event of the change says of that.
 *
 * @param who   in metrics
 * @param event begins the event, with the client and the details that the place of the change adds; in the session of
 *     the change
 */
public record ChangedBy(Who who, BiFunction<KeycloakSession, RealmModel, EventBuilder> event) {

    /** Who makes a change. */
    public enum Who {
        /** The customer, or whoever proved to be. */
        CUSTOMER,
        /** A manager of the customer's company. */
        MANAGER,
        /** Staff, or a program of theirs, by the admin REST. */
        STAFF,
        /** The service itself. */
        SERVICE;

        /** In metrics; kebab-case. */
        public String label() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /**
     * The customer, in a walk.
     *
     * @param event of the walk; it is not changed
     */
    public static ChangedBy customer(EventBuilder event) {
        return new ChangedBy(Who.CUSTOMER, (session, realm) -> event.clone());
    }

    /**
     * The customer's app.
     *
     * @param connection by which it has come
     */
    public static ChangedBy app(ClientConnection connection) {
        return new ChangedBy(Who.CUSTOMER, (session, realm) -> new EventBuilder(realm, session, connection));
    }

    /**
     * A manager of the customer's company.
     *
     * @param clientId of the pages on which it is done
     * @param userId   Keycloak's id of the manager
     * @param proof    that the manager has given
     */
    public static ChangedBy manager(String clientId, String userId, String proof) {
        return new ChangedBy(
                Who.MANAGER,
                (session, realm) -> new EventBuilder(
                                realm, session, session.getContext().getConnection())
                        .client(clientId)
                        .detail("admin", userId)
                        .detail("proof", proof));
    }

    /**
     * One of the staff.
     *
     * @param adminId Keycloak's id of the account
     */
    public static ChangedBy staff(String adminId) {
        return new ChangedBy(
                Who.STAFF,
                (session, realm) -> new EventBuilder(
                                realm, session, session.getContext().getConnection())
                        .detail("admin", adminId));
    }

    /** The service itself, whatever path has led to it. */
    public static ChangedBy service() {
        return new ChangedBy(Who.SERVICE, (session, realm) -> new EventBuilder(realm, session));
    }

    /** The same with one more detail in the event. */
    public ChangedBy with(String key, String value) {
        return new ChangedBy(
                who, (session, realm) -> event.apply(session, realm).detail(key, value));
    }
}
