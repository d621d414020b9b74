package io.sekisho.demo;

import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;

/**
 * What the demo is told by system properties.
 *
 * @param httpPort       {@code sekisho.httpPort}: Keycloak, 8080 by default
 * @param managementPort {@code sekisho.managementPort}: health and metrics, 9000 by default
 * @param smtpPort       {@code sekisho.smtpPort}: where Keycloak sends mail, 1025 by default
 * @param mailPort       {@code sekisho.mailPort}: where mail can be read, 8025 by default
 * @param paymentPort    {@code sekisho.paymentPort}: the application that asks for step-ups, 8090 by default
 * @param tokenPort      {@code sekisho.tokenPort}: hardware tokens on a screen, 8091 by default
 * @param ports          all of them, by the names of their properties
 * @param distribution   {@code sekisho.distribution}: Keycloak's zip
 * @param jar            {@code sekisho.jar}: what goes into {@code providers/}
 * @param realms         {@code sekisho.realms}: a folder of realm files
 * @param themes         {@code sekisho.themes}: a folder of themes as they are written, from which pages and mails are
 *                       rendered
 * @param state          {@code sekisho.state}: a folder for all that the demo unpacks and stores
 */
record DemoOptions(
        int httpPort,
        int managementPort,
        int smtpPort,
        int mailPort,
        int paymentPort,
        int tokenPort,
        Map<String, Integer> ports,
        Path distribution,
        Path jar,
        Path realms,
        Path themes,
        Path state) {

    /** @throws IllegalArgumentException with one sentence that says what is wrong */
    static DemoOptions of(Properties properties) {
        Map<String, Integer> ports = Ports.of(properties);
        return new DemoOptions(
                ports.get("sekisho.httpPort"),
                ports.get("sekisho.managementPort"),
                ports.get("sekisho.smtpPort"),
                ports.get("sekisho.mailPort"),
                ports.get("sekisho.paymentPort"),
                ports.get("sekisho.tokenPort"),
                ports,
                path(properties, "sekisho.distribution"),
                path(properties, "sekisho.jar"),
                path(properties, "sekisho.realms"),
                path(properties, "sekisho.themes"),
                path(properties, "sekisho.state"));
    }

    private static Path path(Properties properties, String name) {
        String value = properties.getProperty(name);
        if (value == null) {
            throw new IllegalArgumentException(name + " is missing; start the demo by 'mvn -Pdemo'.");
        }
        return Path.of(value).toAbsolutePath().normalize();
    }
}
