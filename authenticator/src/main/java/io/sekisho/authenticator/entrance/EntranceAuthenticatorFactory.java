package io.sekisho.authenticator.entrance;

import java.util.List;
import org.keycloak.Config;
import org.keycloak.authentication.Authenticator;
import org.keycloak.authentication.AuthenticatorFactory;
import org.keycloak.models.AuthenticationExecutionModel.Requirement;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.provider.ProviderConfigProperty;

/** Makes the {@link EntranceAuthenticator}. */
public final class EntranceAuthenticatorFactory implements AuthenticatorFactory {

    public static final String PROVIDER_ID = "sekisho-entrance";

    private static final EntranceAuthenticator AUTHENTICATOR = new EntranceAuthenticator();

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
        return "Sekisho entrance: walk";
    }

    @Override
    public String getHelpText() {
        return "Binds a token, or stops the OTP service, for a customer who came by a link of the login page. Never ends in a login. "
                + "Belongs at the end of the browser flow of the client otp-service-entrance, REQUIRED.";
    }

    @Override
    public String getReferenceCategory() {
        return null;
    }

    @Override
    public boolean isConfigurable() {
        return false;
    }

    /** Nothing but REQUIRED: as an alternative it could be passed by. */
    @Override
    public Requirement[] getRequirementChoices() {
        return new Requirement[] {Requirement.REQUIRED};
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
