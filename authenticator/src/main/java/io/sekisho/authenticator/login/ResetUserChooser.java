package io.sekisho.authenticator.login;

import io.sekisho.institution.SekishoServerInfo;
import jakarta.ws.rs.core.MultivaluedMap;
import org.keycloak.authentication.AuthenticationFlowContext;
import org.keycloak.authentication.authenticators.resetcred.ResetCredentialChooseUser;
import org.keycloak.services.managers.AuthenticationManager;

/**
 * Takes the place of Keycloak's page for a forgotten login password, and takes the login name as it was
 * {@linkplain LoginName meant}.
 */
public final class ResetUserChooser extends ResetCredentialChooseUser implements SekishoServerInfo {

    @Override
    public void action(AuthenticationFlowContext context) {
        MultivaluedMap<String, String> form = context.getHttpRequest().getDecodedFormParameters();
        String typed = form.getFirst(AuthenticationManager.FORM_USERNAME);
        String meant = LoginName.meant(context, typed);
        if (meant != null && !meant.equals(typed)) {
            // Keycloak's code reads the request itself. No page shows the name again, for none says whether there is
            // such a customer.
            form.putSingle(AuthenticationManager.FORM_USERNAME, meant);
        }
        super.action(context);
    }

    /** Above Keycloak's own, which has the same id. */
    @Override
    public int order() {
        return 100;
    }
}
