package io.sekisho.authenticator.entrance;

import org.keycloak.authentication.Authenticator;
import org.keycloak.authentication.authenticators.browser.UsernamePasswordFormFactory;
import org.keycloak.models.KeycloakSession;

/** Makes the {@link EntranceIdentification}. */
public final class EntranceIdentificationFactory extends UsernamePasswordFormFactory {

    public static final String PROVIDER_ID = "sekisho-entrance-identification";

    @Override
    public Authenticator create(KeycloakSession session) {
        return new EntranceIdentification(session);
    }

    @Override
    public String getId() {
        return PROVIDER_ID;
    }

    @Override
    public String getDisplayType() {
        return "Sekisho entrance: identification";
    }

    @Override
    public String getHelpText() {
        return "Asks for login name and login password before a walk that begins at the login page. Goes before \"Sekisho entrance: walk\", and nowhere else.";
    }
}
