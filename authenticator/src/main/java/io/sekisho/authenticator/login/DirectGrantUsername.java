package io.sekisho.authenticator.login;

import io.sekisho.institution.SekishoServerInfo;
import org.keycloak.authentication.AuthenticationFlowContext;
import org.keycloak.authentication.authenticators.directgrant.ValidateUsername;

/**
 * Takes the place of Keycloak's check of the login name that a program has asked its user for, and takes it as it was
 * {@linkplain LoginName meant}.
 */
public final class DirectGrantUsername extends ValidateUsername implements SekishoServerInfo {

    @Override
    protected String retrieveUsername(AuthenticationFlowContext context) {
        return LoginName.meant(context, super.retrieveUsername(context));
    }

    /** Above Keycloak's own, which has the same id. */
    @Override
    public int order() {
        return 100;
    }
}
