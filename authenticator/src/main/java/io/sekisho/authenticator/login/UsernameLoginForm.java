package io.sekisho.authenticator.login;

import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import org.keycloak.authentication.AuthenticationFlowContext;
import org.keycloak.authentication.authenticators.browser.UsernameForm;
import org.keycloak.authentication.authenticators.browser.UsernamePasswordForm;
import org.keycloak.forms.login.LoginFormsProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.services.messages.Messages;

/**
 * Keycloak's form of the login name alone, which takes the name as it was {@linkplain LoginName meant}. Keycloak's
 * class cannot be extended: it shows the page, and this one takes the form in the same way.
 */
final class UsernameLoginForm extends UsernamePasswordForm {

    private final UsernameForm stock;

    UsernameLoginForm(KeycloakSession session) {
        super(session);
        this.stock = new UsernameForm(session);
    }

    @Override
    public void authenticate(AuthenticationFlowContext context) {
        stock.authenticate(context);
    }

    @Override
    protected boolean validateForm(AuthenticationFlowContext context, MultivaluedMap<String, String> form) {
        return validateUser(context, LoginName.in(context, form));
    }

    @Override
    protected Response createLoginForm(LoginFormsProvider form) {
        return form.createLoginUsername();
    }

    @Override
    protected String getDefaultChallengeMessage(AuthenticationFlowContext context) {
        return context.getRealm().isLoginWithEmailAllowed()
                ? Messages.INVALID_USERNAME_OR_EMAIL
                : Messages.INVALID_USERNAME;
    }
}
