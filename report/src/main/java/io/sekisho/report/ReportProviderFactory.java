package io.sekisho.report;

import org.keycloak.Config;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.provider.ProviderFactory;

/** Registers the {@link ChangeReport} of each Keycloak. */
public final class ReportProviderFactory implements ProviderFactory<ReportProvider> {

    @Override
    public ReportProvider create(KeycloakSession session) {
        return () -> {
            // nothing is held
        };
    }

    @Override
    public void init(Config.Scope config) {
        // no options
    }

    @Override
    public void postInit(KeycloakSessionFactory factory) {
        factory.register(new ChangeReport());
    }

    @Override
    public void close() {
        // nothing is held
    }

    @Override
    public String getId() {
        return "default";
    }
}
