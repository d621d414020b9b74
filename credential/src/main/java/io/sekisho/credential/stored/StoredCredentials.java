package io.sekisho.credential.stored;

import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.persistence.TypedQuery;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.hibernate.LockMode;
import org.hibernate.query.SelectionQuery;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.credential.CredentialModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.cache.CachedUserModel;
import org.keycloak.models.cache.UserCache;
import org.keycloak.models.jpa.entities.CredentialEntity;
import org.keycloak.storage.StorageId;

/**
 * A customer's credentials as the database has them now. The user cache may know less: another request may have
 * committed a moment ago.
 */
public final class StoredCredentials {

    private final KeycloakSession session;

    private StoredCredentials(KeycloakSession session) {
        this.session = session;
    }

    public static StoredCredentials of(KeycloakSession session) {
        return new StoredCredentials(session);
    }

    /** @param type of credential, such as {@code otp} */
    public List<String> ids(UserModel user, String type) {
        return column("c.id", user, type);
    }

    /**
     * The secret part of each, as it is stored.
     *
     * @param type of credential, such as {@code otp}
     */
    public List<String> secretData(UserModel user, String type) {
        return column("c.secretData", user, type);
    }

    /**
     * What tells each from all that were before it: its id and when it was made, in milliseconds of the epoch. A proof
     * that was given with it names it by this. Another hash of the same password, as a login may write one, is the
     * same.
     *
     * @param type of credential, such as {@code password}
     */
    public List<String> versions(UserModel user, String type) {
        return column("concat(c.id, ':', coalesce(cast(c.createdDate as string), ''))", user, type);
    }

    /** The version, as {@link #versions} has it, of a credential that was loaded before. */
    public static String version(CredentialModel credential) {
        return credential.getId() + ":" + Objects.requireNonNullElse(credential.getCreatedDate(), "");
    }

    /**
     * Replaces the one of the same id, in the caller's transaction. Only while a lock is held that whoever else
     * replaces it takes as well.
     */
    public void update(UserModel user, CredentialModel credential) {
        if (StorageId.isLocalStorage(user.getId())) {
            // Else Keycloak would go by what this session loaded before it got the lock, and fail. Flushed, since it
            // may be of this session.
            entityManager().flush();
            entityManager().refresh(entityManager().find(CredentialEntity.class, credential.getId()));
        }
        user.credentialManager().updateStoredCredential(credential);
    }

    /**
     * Locks credentials, in the caller's transaction. Those that another transaction holds just now are passed over, so
     * that nobody waits for whoever has locked some already. Of a session that has loaded none of them before.
     */
    public List<CredentialRow> lockFree(CredentialStore store, Collection<String> ids) {
        TypedQuery<Object> query = entityManager()
                .createQuery("select c " + store.from() + " where c.id in :ids order by c.id", Object.class)
                .setParameter("ids", ids);
        query.unwrap(SelectionQuery.class).setHibernateLockMode(LockMode.UPGRADE_SKIPLOCKED);
        return query.getResultList().stream().map(CredentialRow::of).toList();
    }

    /** Locks one credential of a customer in the same way. */
    public Optional<CredentialRow> lockFree(UserModel user, String credentialId) {
        return lockFree(CredentialStore.of(user), List.of(credentialId)).stream()
                .filter(row -> row.userId().equals(user.getId()))
                .findFirst();
    }

    /**
     * Locks all of a customer's credentials of a type, in the caller's transaction, as soon as nobody else holds them.
     */
    public List<CredentialRow> lock(UserModel user, String type) {
        CredentialStore store = CredentialStore.of(user);
        // What this session has changed must not be lost when they are read anew.
        entityManager().flush();
        List<Object> entities = entityManager()
                .createQuery(
                        "select c " + store.from() + " where " + store.userId()
                                + " = :userId and c.type = :type order by c.id",
                        Object.class)
                .setParameter("userId", user.getId())
                .setParameter("type", type)
                .setLockMode(LockModeType.PESSIMISTIC_WRITE)
                .getResultList();
        // They may have been loaded before the lock was granted.
        entities.forEach(entityManager()::refresh);
        return entities.stream().map(CredentialRow::of).toList();
    }

    /** Has all nodes read a customer anew after the transaction, since a row was written past Keycloak's cache. */
    public static void readAnew(UserModel user) {
        if (user instanceof CachedUserModel cached) {
            cached.invalidate();
        }
    }

    /** Has all nodes read all of a realm's customers anew. */
    public void readAnew(RealmModel realm) {
        UserCache cache = session.getProvider(UserCache.class);
        if (cache != null) {
            cache.evict(realm);
        }
    }

    private List<String> column(String expression, UserModel user, String type) {
        CredentialStore store = CredentialStore.of(user);
        return entityManager()
                .createQuery(
                        "select " + expression + " " + store.from() + " where " + store.userId()
                                + " = :userId and c.type = :type order by c.id",
                        String.class)
                .setParameter("userId", user.getId())
                .setParameter("type", type)
                .getResultList();
    }

    private EntityManager entityManager() {
        return session.getProvider(JpaConnectionProvider.class).getEntityManager();
    }
}
