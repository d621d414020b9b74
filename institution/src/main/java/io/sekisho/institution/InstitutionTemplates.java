package io.sekisho.institution;

import java.util.HashMap;
import java.util.Map;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.theme.FreeMarkerException;
import org.keycloak.theme.Theme;
import org.keycloak.theme.freemarker.FreeMarkerProvider;

/**
 * Keycloak's templates, with {@link InstitutionBean} beside the beans that they are given. Our frame is around
 * Keycloak's pages too, also around those that no form makes, such as that of an address that is none or of a database
 * that is away; what fills the templates is all that they have in common.
 */
final class InstitutionTemplates implements FreeMarkerProvider {

    private static final String BEAN = "institution";

    private final KeycloakSession session;
    private final FreeMarkerProvider keycloak;

    /** @param keycloak Keycloak's own, which fills the templates */
    InstitutionTemplates(KeycloakSession session, FreeMarkerProvider keycloak) {
        this.session = session;
        this.keycloak = keycloak;
    }

    @Override
    public String processTemplate(Object data, String templateName, Theme theme) throws FreeMarkerException {
        RealmModel realm = session.getContext().getRealm();
        return keycloak.processTemplate(
                realm != null && data instanceof Map<?, ?> beans ? with(beans, realm) : data, templateName, theme);
    }

    private static Map<Object, Object> with(Map<?, ?> beans, RealmModel realm) {
        Map<Object, Object> more = new HashMap<>(beans);
        more.put(BEAN, new InstitutionBean(InstitutionSettings.of(realm)));
        return more;
    }

    @Override
    public void close() {
        keycloak.close();
    }
}
