package io.sekisho.authenticator.login;

import io.sekisho.institution.InstitutionSettings;
import io.sekisho.institution.TypedText;
import jakarta.ws.rs.core.MultivaluedHashMap;
import jakarta.ws.rs.core.MultivaluedMap;
import org.keycloak.authentication.AuthenticationFlowContext;
import org.keycloak.models.ModelDuplicateException;
import org.keycloak.models.utils.KeycloakModelUtils;
import org.keycloak.services.managers.AuthenticationManager;

/**
 * The login name that a customer has typed or pasted, as it was meant: in half width, and without what cannot be seen.
 * A name that is somebody's just as it was typed is that customer's. In a realm without the service it stays as typed.
 *
 * <p>Nobody learns from the time whether there is such a customer: a name that is not plain is looked up once more than
 * a plain one, whether or not somebody has the plain one, and all that costs time in a login comes after that.
 */
final class LoginName {

    private LoginName() {}

    /** @param typed or null */
    static String meant(AuthenticationFlowContext context, String typed) {
        if (typed == null || !InstitutionSettings.of(context.getRealm()).enabled()) {
            return typed;
        }
        String plain = TypedText.stripped(typed);
        return plain.isEmpty() || plain.equals(typed) || isSomebodys(context, typed.trim()) ? typed : plain;
    }

    /**
     * The fields of a form with the login name as it was meant; the request keeps what was typed, for the page that
     * asks again.
     */
    static MultivaluedMap<String, String> in(AuthenticationFlowContext context, MultivaluedMap<String, String> form) {
        String typed = form.getFirst(AuthenticationManager.FORM_USERNAME);
        String meant = meant(context, typed);
        if (meant == null || meant.equals(typed)) {
            return form;
        }
        MultivaluedMap<String, String> changed = new MultivaluedHashMap<>(form);
        changed.putSingle(AuthenticationManager.FORM_USERNAME, meant);
        return changed;
    }

    private static boolean isSomebodys(AuthenticationFlowContext context, String name) {
        try {
            return KeycloakModelUtils.findUserByNameOrEmail(context.getSession(), context.getRealm(), name) != null;
        } catch (ModelDuplicateException e) {
            // More than one customer's; Keycloak says so.
            return true;
        }
    }
}
