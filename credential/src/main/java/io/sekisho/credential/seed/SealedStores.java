package io.sekisho.credential.seed;

import java.util.List;
import org.keycloak.connections.jpa.entityprovider.JpaEntityProvider;
import org.keycloak.models.KeycloakSessionFactory;

/**
 * Implemented by a module's factory of entities, where some of them hold seeds: so the sweep knows the tables of
 * modules that it does not know.
 */
public interface SealedStores {

    List<SealedStore> sealedStores();

    /** The stores of all modules. */
    static List<SealedStore> all(KeycloakSessionFactory sessions) {
        return sessions.getProviderFactoriesStream(JpaEntityProvider.class)
                .filter(SealedStores.class::isInstance)
                .map(SealedStores.class::cast)
                .flatMap(stores -> stores.sealedStores().stream())
                .toList();
    }
}
