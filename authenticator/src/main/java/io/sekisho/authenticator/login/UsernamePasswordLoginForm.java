package io.sekisho.authenticator.login;

import jakarta.ws.rs.core.MultivaluedMap;
import org.keycloak.authentication.AuthenticationFlowContext;
import org.keycloak.authentication.authenticators.browser.UsernamePasswordForm;
import org.keycloak.models.KeycloakSession;

/** Keycloak's form of login name and login password, which takes the name as it was {@linkplain LoginName meant}. */
public class UsernamePasswordLoginForm extends UsernamePasswordForm {

    protected UsernamePasswordLoginForm(KeycloakSession session) {
        super(session);
    }

    @Override
    protected boolean validateForm(AuthenticationFlowContext context, MultivaluedMap<String, String> form) {
        return super.validateForm(context, LoginName.in(context, form));
    }
}
