package io.sekisho.credential.stored;

import java.util.List;

import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.storage.StorageId;

/**
 * What the database has of a customer's account now. The user cache of this node may not have heard of it yet. Of a customer from another
 * system it is what that system says.
 *
 * @param enabled   whether the customer may do anything at all
 * @param notBefore since when older sessions are void, in seconds of the epoch
 */
public record StoredCustomer(boolean enabled, int notBefore) {

    public static StoredCustomer of(KeycloakSession session, RealmModel realm, UserModel user) {
        if (!StorageId.isLocalStorage(user.getId())) {
            return new StoredCustomer(user.isEnabled(), session.users().getNotBeforeOfUser(realm, user));
        }
        List<Object[]> rows = session.getProvider(JpaConnectionProvider.class).getEntityManager()
                .createQuery("select u.enabled, u.notBefore from UserEntity u where u.id = :id", Object[].class).setParameter("id", user.getId()).getResultList();
        return rows.isEmpty() ? new StoredCustomer(false, 0) : new StoredCustomer((Boolean) rows.get(0)[0], ((Number) rows.get(0)[1]).intValue());
    }
}
