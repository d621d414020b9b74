package io.sekisho.institution;

import org.keycloak.Config;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.theme.freemarker.DefaultFreeMarkerProviderFactory;
import org.keycloak.theme.freemarker.FreeMarkerProvider;
import org.keycloak.theme.freemarker.FreeMarkerProviderFactory;

/** Makes {@link InstitutionTemplates}, in place of Keycloak's own, which has the same id. */
public final class InstitutionTemplatesFactory implements FreeMarkerProviderFactory, SekishoServerInfo {

    private final FreeMarkerProviderFactory keycloak = new DefaultFreeMarkerProviderFactory();

    @Override
    public FreeMarkerProvider create(KeycloakSession session) {
        return new InstitutionTemplates(session, keycloak.create(session));
    }

    @Override
    public void init(Config.Scope config) {
        keycloak.init(config);
    }

    @Override
    public void postInit(KeycloakSessionFactory factory) {
        keycloak.postInit(factory);
    }

    @Override
    public void close() {
        keycloak.close();
    }

    @Override
    public String getId() {
        return keycloak.getId();
    }

    /** Above Keycloak's own. */
    @Override
    public int order() {
        return 100;
    }
}
