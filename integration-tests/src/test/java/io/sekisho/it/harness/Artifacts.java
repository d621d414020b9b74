package io.sekisho.it.harness;

import io.sekisho.demo.keycloak.KeycloakHome;
import java.nio.file.Path;

/** What the build hands to the tests. */
public final class Artifacts {

    private Artifacts() {}

    /** Keycloak's zip. */
    public static Path distribution() {
        return path("sekisho.distribution");
    }

    /** The folder of Keycloak as it comes, but for the provider where a launcher runs it from there. */
    public static Path keycloak() {
        return KeycloakHome.unpack(distribution(), state().resolve("keycloak")).folder();
    }

    /** The provider JAR. */
    public static Path jar() {
        return path("sekisho.jar");
    }

    /** The folder of realm files. */
    public static Path realms() {
        return path("sekisho.realms");
    }

    /** A folder below target/ for servers, logs and what is left of failures. */
    public static Path state() {
        return path("sekisho.state");
    }

    private static Path path(String property) {
        String value = System.getProperty(property);
        if (value == null) {
            throw new IllegalStateException(property + " is missing; run the tests by 'mvn verify'");
        }
        return Path.of(value).toAbsolutePath().normalize();
    }
}
