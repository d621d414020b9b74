package io.sekisho.credential.transactionpassword;

import org.keycloak.credential.CredentialProviderFactory;
import org.keycloak.models.KeycloakSession;

/** Makes {@link TransactionPasswordCredentialProvider}s. */
public final class TransactionPasswordCredentialProviderFactory
        implements CredentialProviderFactory<TransactionPasswordCredentialProvider> {

    public static final String PROVIDER_ID = "sekisho-transaction-password";

    @Override
    public TransactionPasswordCredentialProvider create(KeycloakSession session) {
        return new TransactionPasswordCredentialProvider(session);
    }

    @Override
    public String getId() {
        return PROVIDER_ID;
    }
}
