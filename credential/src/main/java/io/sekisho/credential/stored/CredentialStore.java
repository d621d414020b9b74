package io.sekisho.credential.stored;

import org.keycloak.models.UserModel;
import org.keycloak.storage.StorageId;

/** Where Keycloak keeps credentials. */
public enum CredentialStore {

    /** The credentials of users of Keycloak's own database. */
    LOCAL("CredentialEntity", "c.user.id", "c.user.realmId"),
    /** The credentials of users whom another system keeps, and Keycloak does not copy. */
    FEDERATED("FederatedUserCredentialEntity", "c.userId", "c.realmId");

    private final String entity;
    private final String userId;
    private final String realmId;

    CredentialStore(String entity, String userId, String realmId) {
        this.entity = entity;
        this.userId = userId;
        this.realmId = realmId;
    }

    static CredentialStore of(UserModel user) {
        return StorageId.isLocalStorage(user.getId()) ? LOCAL : FEDERATED;
    }

    /**
     * The entities in JPQL, named {@code c}; with the fields {@code id}, {@code type}, {@code secretData} and
     * {@code credentialData}.
     */
    public String from() {
        return "from " + entity + " c";
    }

    /** Path of the user's id in JPQL. */
    public String userId() {
        return userId;
    }

    /** Path of the realm's id in JPQL. */
    public String realmId() {
        return realmId;
    }
}
