package io.sekisho.credential.stored;

import org.keycloak.credential.CredentialModel;
import org.keycloak.models.jpa.entities.CredentialEntity;
import org.keycloak.storage.jpa.entity.FederatedUserCredentialEntity;

/**
 * A credential as the database has it, locked until the transaction ends. What is written to it is stored with that
 * transaction, and past Keycloak's cache of users.
 */
public sealed interface CredentialRow {

    String userId();

    /** As it is stored: a copy. */
    CredentialModel model();

    /** @param model of which the data are stored, public and secret */
    void write(CredentialModel model);

    default String id() {
        return model().getId();
    }

    default String secretData() {
        return model().getSecretData();
    }

    default void secretData(String secretData) {
        CredentialModel changed = model();
        changed.setSecretData(secretData);
        write(changed);
    }

    /** In {@link CredentialStore#LOCAL}. */
    record Local(CredentialEntity entity) implements CredentialRow {
        @Override
        public String userId() {
            // A user who is not loaded yet knows the own id, and is not loaded for it.
            return entity.getUser().getId();
        }

        @Override
        public CredentialModel model() {
            return CredentialRow.model(
                    entity.getId(), entity.getType(), entity.getCredentialData(), entity.getSecretData());
        }

        @Override
        public void write(CredentialModel model) {
            entity.setCredentialData(model.getCredentialData());
            entity.setSecretData(model.getSecretData());
        }
    }

    /** In {@link CredentialStore#FEDERATED}. */
    record Federated(FederatedUserCredentialEntity entity) implements CredentialRow {
        @Override
        public String userId() {
            return entity.getUserId();
        }

        @Override
        public CredentialModel model() {
            return CredentialRow.model(
                    entity.getId(), entity.getType(), entity.getCredentialData(), entity.getSecretData());
        }

        @Override
        public void write(CredentialModel model) {
            entity.setCredentialData(model.getCredentialData());
            entity.setSecretData(model.getSecretData());
        }
    }

    /** @param entity of Keycloak's */
    static CredentialRow of(Object entity) {
        return entity instanceof CredentialEntity local
                ? new Local(local)
                : new Federated((FederatedUserCredentialEntity) entity);
    }

    private static CredentialModel model(String id, String type, String credentialData, String secretData) {
        CredentialModel model = new CredentialModel();
        model.setId(id);
        model.setType(type);
        model.setCredentialData(credentialData);
        model.setSecretData(secretData);
        return model;
    }
}
