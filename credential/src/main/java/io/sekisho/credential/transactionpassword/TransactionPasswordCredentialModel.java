package io.sekisho.credential.transactionpassword;

import io.sekisho.credential.carried.CarriedState;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.keycloak.credential.CredentialModel;
import org.keycloak.models.credential.PasswordCredentialModel;
import org.keycloak.models.credential.dto.PasswordCredentialData;
import org.keycloak.models.credential.dto.PasswordSecretData;
import org.keycloak.util.JsonSerialization;

/**
 * A transaction password as it is stored: a hash like that of a login password, and whether it is a temporary one.
 *
 * <p>In a realm import it may stand as {@code "secretData": "{\"value\":\"…\"}"} without {@code credentialData}: the
 * plain password, which is hashed before anything is stored.
 */
public final class TransactionPasswordCredentialModel extends CredentialModel {

    public static final String TYPE = "transaction-password";

    /** {@code credentialData}: how the hash was made. */
    private record Data(
            String algorithm,
            int hashIterations,
            @Nullable Map<String, List<String>> additionalParameters,
            boolean temporary) {}

    /** Null while it is plain. */
    private @Nullable Data data;

    private TransactionPasswordCredentialModel() {
        setType(TYPE);
    }

    static TransactionPasswordCredentialModel hashed(PasswordCredentialModel hash, boolean temporary) {
        PasswordCredentialData hashData = hash.getPasswordCredentialData();
        TransactionPasswordCredentialModel model = new TransactionPasswordCredentialModel();
        model.data = new Data(
                hashData.getAlgorithm(),
                hashData.getHashIterations(),
                Map.copyOf(hashData.getAdditionalParameters()),
                temporary);
        try {
            model.setCredentialData(JsonSerialization.writeValueAsString(model.data));
        } catch (IOException e) {
            throw new IllegalStateException("strings and numbers are always JSON", e);
        }
        model.setSecretData(hash.getSecretData());
        return model;
    }

    static TransactionPasswordCredentialModel of(CredentialModel stored) {
        TransactionPasswordCredentialModel model = new TransactionPasswordCredentialModel();
        model.setId(stored.getId());
        model.setCreatedDate(stored.getCreatedDate());
        model.setUserLabel(stored.getUserLabel());
        model.setCredentialData(stored.getCredentialData());
        model.setSecretData(stored.getSecretData());
        if (!model.isPlain()) {
            try {
                model.data = JsonSerialization.readValue(stored.getCredentialData(), Data.class);
            } catch (IOException e) {
                throw new IllegalStateException("a transaction password has data that cannot be read", e);
            }
            if (model.data == null || model.data.algorithm == null) {
                throw new IllegalStateException("a transaction password names no hash algorithm");
            }
        }
        return model;
    }

    /** Whether it comes from an import and has yet to be hashed. */
    boolean isPlain() {
        return getCredentialData() == null || getCredentialData().isBlank() || "{}".equals(getCredentialData());
    }

    String plain() {
        return secret().getValue();
    }

    /** In the form that Keycloak's hash providers verify. */
    PasswordCredentialModel hash() {
        Map<String, List<String>> stored = data().additionalParameters;
        Map<String, List<String>> parameters = stored == null ? new HashMap<>() : new HashMap<>(stored);
        // What the credential carries is none of the hash's business.
        parameters.remove(CarriedState.PARAMETER);
        return PasswordCredentialModel.createFromValues(
                new PasswordCredentialData(data().hashIterations, data().algorithm, parameters), secret());
    }

    String algorithm() {
        return data().algorithm;
    }

    /** Set by the staff, and to be changed before it is of use. */
    public boolean temporary() {
        return data().temporary;
    }

    private Data data() {
        return Objects.requireNonNull(data, "a plain password has no hash");
    }

    private PasswordSecretData secret() {
        try {
            PasswordSecretData secret = getSecretData() == null
                    ? null
                    : JsonSerialization.readValue(getSecretData(), PasswordSecretData.class);
            if (secret != null && secret.getValue() != null) {
                return secret;
            }
        } catch (IOException e) {
            // Left out, since it may quote the secret.
        }
        throw new IllegalStateException("a transaction password has a secret that cannot be read");
    }
}
