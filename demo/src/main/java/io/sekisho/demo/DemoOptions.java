package io.sekisho.demo;

import java.nio.file.Path;
import java.util.LinkedHashMap;
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
 * @param distribution   {@code sekisho.distribution}: Keycloak's zip
 * @param jar            {@code sekisho.jar}: what goes into {@code providers/}
 * @param realms         {@code sekisho.realms}: a folder of realm files
 * @param state          {@code sekisho.state}: a folder for all that the demo unpacks and stores
 */
record DemoOptions(
        int httpPort,
        int managementPort,
        int smtpPort,
        int mailPort,
        int paymentPort,
        int tokenPort,
        Path distribution,
        Path jar,
        Path realms,
        Path state) {

    /** Known to the realm files. */
    static final int PAYMENT_PORT = 8090;

    /** @throws IllegalArgumentException with one sentence that says what is wrong */
    static DemoOptions of(Properties properties) {
        DemoOptions options = new DemoOptions(
                port(properties, "sekisho.httpPort", 8080),
                port(properties, "sekisho.managementPort", 9000),
                port(properties, "sekisho.smtpPort", 1025),
                port(properties, "sekisho.mailPort", 8025),
                port(properties, "sekisho.paymentPort", PAYMENT_PORT),
                port(properties, "sekisho.tokenPort", 8091),
                path(properties, "sekisho.distribution"),
                path(properties, "sekisho.jar"),
                path(properties, "sekisho.realms"),
                path(properties, "sekisho.state"));
        Map<Integer, String> named = new LinkedHashMap<>();
        options.ports().forEach((name, port) -> {
            String other = named.putIfAbsent(port, name);
            if (other != null) {
                throw new IllegalArgumentException(
                        other + " and " + name + " are both " + port + "; they must differ.");
            }
        });
        return options;
    }

    /** Property name to port. */
    Map<String, Integer> ports() {
        Map<String, Integer> ports = new LinkedHashMap<>();
        ports.put("sekisho.httpPort", httpPort);
        ports.put("sekisho.managementPort", managementPort);
        ports.put("sekisho.smtpPort", smtpPort);
        ports.put("sekisho.mailPort", mailPort);
        ports.put("sekisho.paymentPort", paymentPort);
        ports.put("sekisho.tokenPort", tokenPort);
        return ports;
    }

    private static int port(Properties properties, String name, int byDefault) {
        String value = properties.getProperty(name);
        if (value == null) {
            return byDefault;
        }
        if (!value.matches("\\d{1,5}") || Integer.parseInt(value) < 1 || Integer.parseInt(value) > 65_535) {
            throw new IllegalArgumentException(name + " is '" + value + "'; it must be a port, 1 to 65535.");
        }
        return Integer.parseInt(value);
    }

    private static Path path(Properties properties, String name) {
        String value = properties.getProperty(name);
        if (value == null) {
            throw new IllegalArgumentException(name + " is missing; start the demo by 'mvn -Pdemo'.");
        }
        return Path.of(value).toAbsolutePath().normalize();
    }
}
