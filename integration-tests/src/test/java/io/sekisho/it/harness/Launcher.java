package io.sekisho.it.harness;

import java.net.InetAddress;
import java.nio.file.Path;

/** Runs the Keycloak that the tests share, with all that it needs: from its distribution, or in containers. */
interface Launcher extends AutoCloseable {

    /** The one that the build asks for by {@code sekisho.launcher}; not started. */
    static Launcher chosen() {
        String launcher = System.getProperty("sekisho.launcher", "distribution");
        return switch (launcher) {
            case "distribution" -> new DistributionLauncher();
            case "containers" -> new ContainerLauncher();
            default -> throw new IllegalArgumentException("No launcher: " + launcher);
        };
    }

    /** Starts Keycloak, or starts it again with what it has stored, and waits until it is ready. */
    void start();

    /** Ends Keycloak in good order. It can be started again. */
    void stop();

    /** Ends Keycloak at once, as a power cut would. It can be started again. */
    void kill();

    /** Without a slash at the end; the same after each start. */
    String url();

    /** Where health and metrics are, without a slash at the end. */
    String managementUrl();

    /** All that Keycloak has printed since its last start. */
    String log();

    /** The keyring's file; tests may write it. */
    Path keyring();

    Database database();

    Inbox mail();

    /** By which name Keycloak reaches servers that a test runs itself. */
    String hostName();

    /** Where such a server must listen for that. */
    InetAddress hostAddress();

    @Override
    void close();
}
