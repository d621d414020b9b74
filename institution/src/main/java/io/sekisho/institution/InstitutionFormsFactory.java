package io.sekisho.institution;

import org.keycloak.forms.login.LoginFormsProvider;
import org.keycloak.forms.login.freemarker.FreeMarkerLoginFormsProviderFactory;
import org.keycloak.models.KeycloakSession;

/** Makes {@link InstitutionForms}, in place of Keycloak's own, which has the same id. */
public final class InstitutionFormsFactory extends FreeMarkerLoginFormsProviderFactory implements SekishoServerInfo {

    @Override
    public LoginFormsProvider create(KeycloakSession session) {
        return new InstitutionForms(session);
    }

    /** Above Keycloak's own. */
    @Override
    public int order() {
        return 100;
    }
}
