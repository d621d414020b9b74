package io.sekisho.authenticator.entrance;

import io.sekisho.authenticator.login.UsernamePasswordLoginForm;
import io.sekisho.institution.PageHeaders;
import io.sekisho.requiredaction.EntranceBean;
import io.sekisho.requiredaction.EntranceReturn;
import jakarta.ws.rs.core.Response;
import org.keycloak.authentication.AuthenticationFlowContext;
import org.keycloak.forms.login.LoginFormsProvider;
import org.keycloak.forms.login.freemarker.model.LoginBean;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.utils.FormMessage;

/**
 * 利用者認証: who begins a walk at the login page. Keycloak's check of login name and login password, on a page of its own.
 */
public final class EntranceIdentification extends UsernamePasswordLoginForm {

    private final KeycloakSession session;

    EntranceIdentification(KeycloakSession session) {
        super(session);
        this.session = session;
    }

    @Override
    public void authenticate(AuthenticationFlowContext context) {
        context.challenge(page(context, context.form()));
    }

    /** An error of the inherited check; the name that was typed stays. */
    @Override
    protected Response challenge(AuthenticationFlowContext context, String error, String field) {
        LoginFormsProvider form = context.form()
                .setExecution(context.getExecution().getId())
                .setAttribute("login", new LoginBean(context.getHttpRequest().getDecodedFormParameters()));
        return page(context, error == null ? form : form.addError(new FormMessage(field, error)));
    }

    private Response page(AuthenticationFlowContext context, LoginFormsProvider form) {
        return PageHeaders.apply(session, form)
                .setAttribute(
                        "entrance",
                        new EntranceBean(
                                EntranceAuthenticator.entrance(context),
                                EntranceReturn.of(session, context.getAuthenticationSession())))
                .createForm("sekisho-entrance.ftl");
    }
}
