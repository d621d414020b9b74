package io.sekisho.credential.schema;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.micrometer.core.instrument.Metrics;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.sekisho.institution.SekishoVersion;
import java.lang.reflect.Proxy;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.keycloak.models.KeycloakSessionFactory;

class CredentialEntityProviderFactoryTest {

    @Test
    void a_node_that_starts_tells_its_version() {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        Metrics.addRegistry(registry);
        try {
            KeycloakSessionFactory sessions = (KeycloakSessionFactory) Proxy.newProxyInstance(
                    getClass().getClassLoader(),
                    new Class<?>[] {KeycloakSessionFactory.class},
                    (proxy, method, arguments) -> null);
            new CredentialEntityProviderFactory().postInit(sessions);

            assertEquals(1, registry.get("sekisho.build.info").gauge().value());
            assertEquals(
                    List.of(Tag.of("version", SekishoVersion.CURRENT)),
                    registry.get("sekisho.build.info").gauge().getId().getTags());
        } finally {
            Metrics.removeRegistry(registry);
        }
    }
}
