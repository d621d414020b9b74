package io.sekisho.report;

import org.keycloak.Config;
import org.keycloak.events.EventListenerProvider;
import org.keycloak.events.EventListenerProviderFactory;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;

/**
 * Hears of every change: of the service's own by {@link ChangeReport}, and of Keycloak's by {@link KeycloakReport}. It
 * listens in every realm, and no realm can forget to name it.
 */
public final class ReportProviderFactory implements EventListenerProviderFactory {

    @Override
    public EventListenerProvider create(KeycloakSession session) {
        return new KeycloakReport(session);
    }

    @Override
    public boolean isGlobal() {
        return true;
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
        return "sekisho-report";
    }
}
