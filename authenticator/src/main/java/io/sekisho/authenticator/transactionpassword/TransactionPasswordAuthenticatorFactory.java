package io.sekisho.authenticator.transactionpassword;

import io.sekisho.credential.transactionpassword.TransactionPasswordCredentialModel;
import java.util.List;
import org.keycloak.Config;
import org.keycloak.authentication.Authenticator;
import org.keycloak.authentication.AuthenticatorFactory;
import org.keycloak.models.AuthenticationExecutionModel.Requirement;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.provider.ProviderConfigProperty;

/** Makes the {@link TransactionPasswordAuthenticator}. */
public final class TransactionPasswordAuthenticatorFactory implements AuthenticatorFactory {

    public static final String PROVIDER_ID = "sekisho-transaction-password";

    private static final TransactionPasswordAuthenticator AUTHENTICATOR = new TransactionPasswordAuthenticator();

    @Override
    public Authenticator create(KeycloakSession session) {
        return AUTHENTICATOR;
    }

    @Override
    public String getId() {
        return PROVIDER_ID;
    }

    @Override
    public String getDisplayType() {
        return "Sekisho transaction password";
    }

    @Override
    public String getReferenceCategory() {
        return TransactionPasswordCredentialModel.TYPE;
    }

    @Override
    public String getHelpText() {
        return "Asks for the transaction password. A customer who has not set one is refused.";
    }

    @Override
    public boolean isConfigurable() {
        return false;
    }

    @Override
    public Requirement[] getRequirementChoices() {
        return REQUIREMENT_CHOICES;
    }

    @Override
    public boolean isUserSetupAllowed() {
        return false;
    }

    @Override
    public List<ProviderConfigProperty> getConfigProperties() {
        return List.of();
    }

    @Override
    public void init(Config.Scope config) {
        // no options
    }

    @Override
    public void postInit(KeycloakSessionFactory factory) {
        // nothing to do
    }

    @Override
    public void close() {
        // nothing is held
    }
}
