package io.sekisho.credential.schema;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Metrics;
import io.sekisho.credential.otp.CredentialSeeds;
import io.sekisho.credential.otp.OtherOtpProvider;
import io.sekisho.credential.otp.SekishoOtpCredentialProviderFactory;
import io.sekisho.credential.seed.SealedStore;
import io.sekisho.credential.seed.SealedStores;
import io.sekisho.credential.token.IssuedTokens;
import io.sekisho.institution.SekishoVersion;
import jakarta.persistence.EntityManager;
import java.util.List;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.keycloak.Config;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.connections.jpa.entityprovider.JpaEntityProvider;
import org.keycloak.connections.jpa.entityprovider.JpaEntityProviderFactory;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.utils.KeycloakModelUtils;
import org.keycloak.models.utils.PostMigrationEvent;

/** Adds the tables, and keeps them free of customers and realms that are gone. */
public final class CredentialEntityProviderFactory implements JpaEntityProviderFactory, SealedStores {

    public static final String PROVIDER_ID = "sekisho-credential";

    private static final Logger LOG = Logger.getLogger(CredentialEntityProviderFactory.class);

    private volatile @Nullable SeedWatch watch;

    @Override
    public JpaEntityProvider create(KeycloakSession session) {
        return new CredentialEntityProvider();
    }

    @Override
    public List<SealedStore> sealedStores() {
        return List.of(CredentialSeeds.LOCAL, CredentialSeeds.FEDERATED, IssuedTokens.SEEDS);
    }

    @Override
    public void init(Config.Scope config) {
        // no options
    }

    @Override
    public void postInit(KeycloakSessionFactory factory) {
        Gauge.builder("sekisho.build.info", () -> 1)
                .tag("version", SekishoVersion.CURRENT)
                .description("The version of this node's Sekisho; always 1")
                .register(Metrics.globalRegistry);
        factory.register(event -> {
            if (event instanceof UserModel.UserRemovedEvent removed) {
                RemovedCustomers.of(removed.getKeycloakSession())
                        .add(removed.getRealm(), removed.getUser().getId());
            } else if (event instanceof RealmModel.RealmRemovedEvent removed) {
                EntityManager em = removed.getKeycloakSession()
                        .getProvider(JpaConnectionProvider.class)
                        .getEntityManager();
                for (String rows : List.of("Attempts", "OtpStates", "TokenIssues", "TokenHolders", "SweptRealms")) {
                    em.createNamedQuery("sekishoDelete" + rows + "ByRealm")
                            .setParameter("realmId", removed.getRealm().getId())
                            .executeUpdate();
                }
            } else if (event instanceof PostMigrationEvent) {
                begin(factory);
            }
        });
    }

    private void begin(KeycloakSessionFactory factory) {
        KeycloakModelUtils.runJobInTransactionWithResult(factory, OtherOtpProvider::complaint)
                .ifPresent(complaint -> LOG.errorf("Sekisho: %s", complaint));
        if (!SekishoOtpCredentialProviderFactory.isInCharge(factory)) {
            // There is no keyring either, which is known to ours.
            return;
        }
        int sweepSeconds = SekishoOtpCredentialProviderFactory.of(factory).seedSweepSeconds();
        SeedWatch begun = new SeedWatch(factory, sweepSeconds);
        watch = begun;
        begun.start();
        new SeedSweep(begun).schedule(factory, sweepSeconds);
    }

    @Override
    public void close() {
        if (watch != null) {
            watch.stop();
        }
    }

    @Override
    public String getId() {
        return PROVIDER_ID;
    }
}
