package io.sekisho.credential.stored;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.storage.StorageId;

/**
 * What the database has of a customer's account now. The user cache of this node may not have heard of it yet. Of a
 * customer from another system it is what that system says.
 *
 * @param enabled whether the customer may do anything at all; a directory that the customer comes from is asked as well
 * @param notBefore since when older sessions are void, in seconds of the epoch
 * @param email     the registered address, or null
 */
public record StoredCustomer(
        boolean enabled, int notBefore, @Nullable String email) {

    public static StoredCustomer of(KeycloakSession session, RealmModel realm, UserModel user) {
        if (!StorageId.isLocalStorage(user.getId())) {
            return new StoredCustomer(
                    user.isEnabled(), session.users().getNotBeforeOfUser(realm, user), user.getEmail());
        }
        List<Object[]> rows = session.getProvider(JpaConnectionProvider.class)
                .getEntityManager()
                .createQuery(
                        "select u.enabled, u.notBefore, u.email from UserEntity u where u.id = :id", Object[].class)
                .setParameter("id", user.getId())
                .getResultList();
        return rows.stream()
                .findFirst()
                .map(row -> new StoredCustomer(
                        (Boolean) row[0] && user.isEnabled(), ((Number) row[1]).intValue(), (String) row[2]))
                .orElseGet(() -> new StoredCustomer(false, 0, null));
    }
}
