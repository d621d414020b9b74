package io.sekisho.credential.stored;

import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.UserModel;
import org.keycloak.models.cache.CachedUserModel;
import org.keycloak.models.jpa.entities.UserEntity;
import org.keycloak.models.jpa.entities.UserRequiredActionEntity;
import org.keycloak.storage.StorageId;

/**
 * What a customer has to do at the next login, changed by several requests at once. Keycloak goes by what it has loaded
 * before: of two requests that add the same action, or remove it, the second one fails.
 */
public final class StoredRequiredActions {

    private final KeycloakSession session;

    private StoredRequiredActions(KeycloakSession session) {
        this.session = session;
    }

    public static StoredRequiredActions of(KeycloakSession session) {
        return new StoredRequiredActions(session);
    }

    /**
     * Adds an action, in the caller's transaction. Only while a lock is held that whoever else adds it to this customer
     * takes as well.
     *
     * @param action alias
     */
    public void add(UserModel user, String action) {
        loadAnew(user);
        user.addRequiredAction(action);
    }

    /**
     * Removes an action if the customer has it, in the caller's transaction. Of parallel requests one removes it, on
     * whatever node; the others wait for that one, and find it gone.
     *
     * @param action alias
     */
    public void remove(UserModel user, String action) {
        // A change of nothing would still cost a look at the database at each login.
        if (user.getRequiredActionsStream().noneMatch(action::equals)) {
            return;
        }
        if (lock(user, action)) {
            user.removeRequiredAction(action);
        } else {
            // Keycloak would go by what was loaded before, and ask for it once more.
            loadAnew(user);
        }
    }

    /**
     * @return whether it is there; of a federated customer, whose storage looks at the database each time, as far as
     *     that tells
     */
    private boolean lock(UserModel user, String action) {
        if (!StorageId.isLocalStorage(user.getId())) {
            return user.getRequiredActionsStream().anyMatch(action::equals);
        }
        return !entityManager()
                .createQuery(
                        "select r from UserRequiredActionEntity r where r.user.id = :userId and r.action = :action",
                        UserRequiredActionEntity.class)
                .setParameter("userId", user.getId())
                .setParameter("action", action)
                .setLockMode(LockModeType.PESSIMISTIC_WRITE)
                .getResultList()
                .isEmpty();
    }

    private void loadAnew(UserModel user) {
        if (StorageId.isLocalStorage(user.getId())) {
            // What this request has changed of the customer must not be lost.
            entityManager().flush();
            entityManager().refresh(entityManager().find(UserEntity.class, user.getId()));
        }
        if (user instanceof CachedUserModel cached) {
            cached.invalidate();
        }
    }

    private EntityManager entityManager() {
        return session.getProvider(JpaConnectionProvider.class).getEntityManager();
    }
}
