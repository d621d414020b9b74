package io.sekisho.authenticator.login;

import io.sekisho.institution.SekishoServerInfo;
import org.keycloak.authentication.Authenticator;
import org.keycloak.authentication.authenticators.browser.UsernamePasswordFormFactory;
import org.keycloak.models.KeycloakSession;

/** Takes the place of Keycloak's factory of the same id, so that the flows that there are need no change. */
public final class UsernamePasswordLoginFormFactory extends UsernamePasswordFormFactory implements SekishoServerInfo {

    @Override
    public Authenticator create(KeycloakSession session) {
        return new UsernamePasswordLoginForm(session);
    }

    /** Above Keycloak's own, which has the same id. */
    @Override
    public int order() {
        return 100;
    }
}
