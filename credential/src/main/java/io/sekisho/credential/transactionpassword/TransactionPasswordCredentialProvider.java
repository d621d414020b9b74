package io.sekisho.credential.transactionpassword;

import org.keycloak.credential.CredentialInput;
import org.keycloak.credential.CredentialInputValidator;
import org.keycloak.credential.CredentialModel;
import org.keycloak.credential.CredentialProvider;
import org.keycloak.credential.CredentialTypeMetadata;
import org.keycloak.credential.CredentialTypeMetadataContext;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.ModelValidationException;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;

/** Tells Keycloak of the transaction password: imports, exports, removal with the user, checks by other extensions. */
public final class TransactionPasswordCredentialProvider
        implements CredentialProvider<TransactionPasswordCredentialModel>, CredentialInputValidator {

    private final KeycloakSession session;
    private final TransactionPasswords passwords;

    TransactionPasswordCredentialProvider(KeycloakSession session) {
        this.session = session;
        this.passwords = TransactionPasswords.of(session);
    }

    @Override
    public String getType() {
        return TransactionPasswordCredentialModel.TYPE;
    }

    @Override
    public boolean supportsCredentialType(String credentialType) {
        return getType().equals(credentialType);
    }

    @Override
    public boolean isConfiguredFor(RealmModel realm, UserModel user, String credentialType) {
        return supportsCredentialType(credentialType) && passwords.isSet(user);
    }

    @Override
    public boolean isValid(RealmModel realm, UserModel user, CredentialInput input) {
        return supportsCredentialType(input.getType())
                && passwords.verify(realm, user, input.getChallengeResponse()).accepted();
    }

    @Override
    public CredentialModel createCredential(
            RealmModel realm, UserModel user, TransactionPasswordCredentialModel credential) {
        try {
            return passwords.create(realm, user, credential);
        } catch (IllegalStateException e) {
            throw new ModelValidationException(e.getMessage());
        }
    }

    @Override
    public boolean deleteCredential(RealmModel realm, UserModel user, String credentialId) {
        return user.credentialManager().removeStoredCredentialById(credentialId);
    }

    @Override
    public TransactionPasswordCredentialModel getCredentialFromModel(CredentialModel model) {
        try {
            return TransactionPasswordCredentialModel.of(model);
        } catch (IllegalStateException e) {
            throw new ModelValidationException(e.getMessage());
        }
    }

    @Override
    public CredentialTypeMetadata getCredentialTypeMetadata(CredentialTypeMetadataContext context) {
        return CredentialTypeMetadata.builder()
                .type(getType())
                .category(CredentialTypeMetadata.Category.BASIC_AUTHENTICATION)
                .displayName("sekishoTransactionPassword")
                .helpText("sekishoTransactionPasswordHelp")
                .removeable(false)
                .build(session);
    }
}
