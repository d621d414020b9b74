package io.sekisho.admin;

import io.sekisho.admin.setup.RealmSetupEntity;
import io.sekisho.admin.setup.ServiceWatch;
import io.sekisho.admin.setup.SetupRecords;
import java.util.List;
import org.keycloak.Config;
import org.keycloak.connections.jpa.entityprovider.JpaEntityProvider;
import org.keycloak.connections.jpa.entityprovider.JpaEntityProviderFactory;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.RealmModel;
import org.keycloak.models.utils.PostMigrationEvent;
import org.keycloak.provider.ProviderEvent;

/** Adds the tables of starts of companies and of set-ups, and has both looked after on every node. */
public final class AdminEntityProviderFactory implements JpaEntityProviderFactory {

    /**
     * Of the module that the first table was a part of when it was made: by it, and by the change log of its name,
     * databases know what was run.
     */
    public static final String PROVIDER_ID = "sekisho-account";

    private CompanyStartWorker worker;
    private ServiceWatch watch;

    static CompanyStartWorker worker(KeycloakSession session) {
        return ((AdminEntityProviderFactory)
                        session.getKeycloakSessionFactory().getProviderFactory(JpaEntityProvider.class, PROVIDER_ID))
                .worker;
    }

    @Override
    public void init(Config.Scope config) {
        // no options
    }

    @Override
    public void postInit(KeycloakSessionFactory sessions) {
        worker = new CompanyStartWorker(sessions);
        watch = new ServiceWatch(sessions);
        sessions.register(this::onEvent);
    }

    private void onEvent(ProviderEvent event) {
        if (event instanceof PostMigrationEvent) {
            // Not earlier: before the migration there is no table.
            worker.start();
            watch.start();
        } else if (event instanceof RealmModel.RealmRemovedEvent removed) {
            String realmId = removed.getRealm().getId();
            new CompanyStarts(removed.getKeycloakSession()).removeOfRealm(realmId);
            SetupRecords.removeOfRealm(removed.getKeycloakSession(), realmId);
        }
    }

    @Override
    public JpaEntityProvider create(KeycloakSession session) {
        return new Entities();
    }

    @Override
    public String getId() {
        return PROVIDER_ID;
    }

    @Override
    public void close() {
        if (worker != null) {
            worker.stop();
            watch.stop();
        }
    }

    private static final class Entities implements JpaEntityProvider {

        @Override
        public List<Class<?>> getEntities() {
            return List.of(CompanyStartEntity.class, RealmSetupEntity.class);
        }

        @Override
        public String getChangelogLocation() {
            return "META-INF/sekisho-account-changelog.xml";
        }

        @Override
        public String getFactoryId() {
            return PROVIDER_ID;
        }

        @Override
        public void close() {
            // nothing is held
        }
    }
}
