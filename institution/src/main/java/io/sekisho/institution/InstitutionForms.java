package io.sekisho.institution;

import jakarta.ws.rs.core.UriBuilder;
import java.util.Locale;
import java.util.Properties;
import org.keycloak.forms.login.LoginFormsPages;
import org.keycloak.forms.login.freemarker.FreeMarkerLoginFormsProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.theme.Theme;

/**
 * Keycloak's pages of a login, with {@link InstitutionBean} beside its own beans. Our frame is around Keycloak's pages
 * too, and nothing else reaches the template of each one.
 */
final class InstitutionForms extends FreeMarkerLoginFormsProvider {

    InstitutionForms(KeycloakSession session) {
        super(session);
    }

    @Override
    protected void createCommonAttributes(
            Theme theme, Locale locale, Properties messages, UriBuilder baseUri, LoginFormsPages page) {
        super.createCommonAttributes(theme, locale, messages, baseUri, page);
        if (realm != null) {
            attributes.put("institution", new InstitutionBean(InstitutionSettings.of(realm)));
        }
    }
}
