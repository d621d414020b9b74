package io.sekisho.inventory;

import io.sekisho.credential.otp.OtpCredentialRemoved;
import io.sekisho.credential.otp.OtpCredentialTakenIn;
import io.sekisho.credential.schema.CustomerGone;
import io.sekisho.credential.seed.SealedStore;
import io.sekisho.credential.seed.SealedStores;
import java.util.List;
import org.keycloak.Config;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.connections.jpa.entityprovider.JpaEntityProvider;
import org.keycloak.connections.jpa.entityprovider.JpaEntityProviderFactory;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.RealmModel;
import org.keycloak.provider.ProviderEvent;

/** Adds the inventory, and has it follow what becomes of its tokens' credentials, customers and realms. */
public final class InventoryEntityProviderFactory implements JpaEntityProviderFactory, SealedStores {

    /**
     * Its first ten letters are no other factory's: a change log of this module would have its history in the table
     * that they name.
     */
    public static final String PROVIDER_ID = "sekisho-inventory";

    @Override
    public JpaEntityProvider create(KeycloakSession session) {
        return new Entities();
    }

    @Override
    public List<SealedStore> sealedStores() {
        return List.of(InventorySeeds.STORE);
    }

    @Override
    public void init(Config.Scope config) {
        // no options
    }

    @Override
    public void postInit(KeycloakSessionFactory factory) {
        factory.register(InventoryEntityProviderFactory::onEvent);
    }

    private static void onEvent(ProviderEvent event) {
        if (event instanceof OtpCredentialRemoved removed) {
            TokenInventory.of(removed.session()).released(removed.user(), removed.credentialId());
        } else if (event instanceof OtpCredentialTakenIn taken) {
            TokenInventory.of(taken.session()).takenIn(taken.realm(), taken.user(), taken.credential(), taken.seed());
        } else if (event instanceof CustomerGone gone) {
            TokenInventory.of(gone.session()).customerGone(gone.realm(), gone.userId());
        } else if (event instanceof RealmModel.RealmRemovedEvent removed) {
            removed.getKeycloakSession()
                    .getProvider(JpaConnectionProvider.class)
                    .getEntityManager()
                    .createNamedQuery("sekishoDeleteTokensByRealm")
                    .setParameter("realmId", removed.getRealm().getId())
                    .executeUpdate();
        }
    }

    @Override
    public void close() {
        // nothing is held
    }

    @Override
    public String getId() {
        return PROVIDER_ID;
    }

    private static final class Entities implements JpaEntityProvider {

        @Override
        public List<Class<?>> getEntities() {
            return List.of(TokenEntity.class);
        }

        /**
         * None: the table was made when the inventory was a part of the credentials' module, and databases know it by
         * that one's change log.
         */
        @Override
        public String getChangelogLocation() {
            return null;
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
