package io.sekisho.credential.stored;

import org.keycloak.models.jpa.entities.CredentialEntity;
import org.keycloak.storage.jpa.entity.FederatedUserCredentialEntity;

/**
 * A credential as the database has it, locked until the transaction ends. What is written to it is stored with that transaction,
 * and past Keycloak's cache of users.
 */
public sealed interface CredentialRow {

    String id();

    String userId();

    String secretData();

    void secretData(String secretData);

    String credentialData();

    void credentialData(String credentialData);

    /** In {@link CredentialStore#LOCAL}. */
    record Local(CredentialEntity entity) implements CredentialRow {
        @Override
        public String id() {
            return entity.getId();
        }

        @Override
        public String userId() {
            // A user who is not loaded yet knows the own id, and is not loaded for it.
            return entity.getUser().getId();
        }

        @Override
        public String secretData() {
            return entity.getSecretData();
        }

        @Override
        public void secretData(String secretData) {
            entity.setSecretData(secretData);
        }

        @Override
        public String credentialData() {
            return entity.getCredentialData();
        }

        @Override
        public void credentialData(String credentialData) {
            entity.setCredentialData(credentialData);
        }
    }

    /** In {@link CredentialStore#FEDERATED}. */
    record Federated(FederatedUserCredentialEntity entity) implements CredentialRow {
        @Override
        public String id() {
            return entity.getId();
        }

        @Override
        public String userId() {
            return entity.getUserId();
        }

        @Override
        public String secretData() {
            return entity.getSecretData();
        }

        @Override
        public void secretData(String secretData) {
            entity.setSecretData(secretData);
        }

        @Override
        public String credentialData() {
            return entity.getCredentialData();
        }

        @Override
        public void credentialData(String credentialData) {
            entity.setCredentialData(credentialData);
        }
    }

    /** @param entity of Keycloak's */
    static CredentialRow of(Object entity) {
        return entity instanceof CredentialEntity local ? new Local(local) : new Federated((FederatedUserCredentialEntity) entity);
    }
}
