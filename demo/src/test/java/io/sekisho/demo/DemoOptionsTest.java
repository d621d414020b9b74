package io.sekisho.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DemoOptionsTest {

    private final Properties properties = new Properties();

    DemoOptionsTest() {
        properties.put("sekisho.distribution", "k.zip");
        properties.put("sekisho.jar", "s.jar");
        properties.put("sekisho.realms", "realms");
        properties.put("sekisho.themes", "themes");
        properties.put("sekisho.state", "state");
    }

    @Test
    void without_properties_the_ports_are_those_that_the_readme_promises() {
        assertEquals(
                Map.of(
                        "sekisho.httpPort",
                        8080,
                        "sekisho.managementPort",
                        9000,
                        "sekisho.smtpPort",
                        1025,
                        "sekisho.mailPort",
                        8025,
                        "sekisho.paymentPort",
                        8090,
                        "sekisho.tokenPort",
                        8091),
                DemoOptions.of(properties).ports());
    }

    @Test
    void every_port_can_be_moved() {
        properties.put("sekisho.httpPort", "8180");
        properties.put("sekisho.managementPort", "9100");
        properties.put("sekisho.smtpPort", "1125");
        properties.put("sekisho.mailPort", "8125");
        properties.put("sekisho.paymentPort", "8190");
        properties.put("sekisho.tokenPort", "8191");

        assertEquals(
                Map.of(
                        "sekisho.httpPort",
                        8180,
                        "sekisho.managementPort",
                        9100,
                        "sekisho.smtpPort",
                        1125,
                        "sekisho.mailPort",
                        8125,
                        "sekisho.paymentPort",
                        8190,
                        "sekisho.tokenPort",
                        8191),
                DemoOptions.of(properties).ports());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "65536", "-1", "８０８０", "8080a", "999999999999"})
    void a_port_that_is_none_is_named(String port) {
        properties.put("sekisho.mailPort", port);

        String reason = assertThrows(IllegalArgumentException.class, () -> DemoOptions.of(properties))
                .getMessage();

        assertTrue(reason.contains("sekisho.mailPort") && reason.contains("'" + port + "'"), reason);
    }

    @Test
    void two_services_on_one_port_are_named() {
        properties.put("sekisho.mailPort", "8080");

        String reason = assertThrows(IllegalArgumentException.class, () -> DemoOptions.of(properties))
                .getMessage();

        assertTrue(reason.contains("sekisho.httpPort") && reason.contains("sekisho.mailPort"), reason);
    }

    @Test
    void a_port_that_maven_was_not_given_is_the_one_by_default() {
        properties.put("sekisho.mailPort", "${sekisho.mailPort}");

        assertEquals(8025, DemoOptions.of(properties).mailPort());
    }

    @Test
    void all_ports_that_are_taken_are_told_at_once_with_the_one_command_that_moves_them() throws IOException {
        try (ServerSocket http = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                ServerSocket mail = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            properties.put("sekisho.httpPort", Integer.toString(http.getLocalPort()));
            properties.put("sekisho.mailPort", Integer.toString(mail.getLocalPort()));
            properties.put("sekisho.tokenPort", Integer.toString(freePort()));
            Map<String, Integer> ports = new LinkedHashMap<>(Ports.of(properties));
            ports.keySet().retainAll(List.of("sekisho.httpPort", "sekisho.mailPort", "sekisho.tokenPort"));

            String complaint = Ports.complaint(ports).orElseThrow();

            assertTrue(complaint.contains(http.getLocalPort() + " (sekisho.httpPort)"), complaint);
            assertTrue(complaint.contains(mail.getLocalPort() + " (sekisho.mailPort)"), complaint);
            assertFalse(complaint.contains("(sekisho.tokenPort)"), complaint);
            Properties moved = new Properties();
            for (String option :
                    complaint.substring(complaint.indexOf("mvn -Pdemo")).strip().split(" ")) {
                if (option.startsWith("-D")) {
                    moved.put(option.substring(2, option.indexOf('=')), option.substring(option.indexOf('=') + 1));
                }
            }
            assertEquals(ports.get("sekisho.tokenPort"), Ports.of(moved).get("sekisho.tokenPort"), complaint);
            Map<String, Integer> others = new LinkedHashMap<>(Ports.of(moved));
            others.keySet().retainAll(ports.keySet());
            assertEquals(Optional.empty(), Ports.complaint(others), complaint);
        }
    }

    @Test
    void nothing_is_said_of_ports_that_are_free() throws IOException {
        assertEquals(Optional.empty(), Ports.complaint(Map.of("sekisho.httpPort", freePort())));
    }

    private static int freePort() throws IOException {
        try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return closed.getLocalPort();
        }
    }

    @Test
    void a_port_is_taken_while_somebody_listens_on_loopback_or_everywhere() throws IOException {
        try (ServerSocket loopback = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                ServerSocket everywhere = new ServerSocket(0)) {
            assertTrue(Ports.taken(loopback.getLocalPort()));
            assertTrue(Ports.taken(everywhere.getLocalPort()));
        }
    }

    @Test
    void a_port_where_nobody_listens_any_more_is_not_taken() throws IOException {
        assertFalse(Ports.taken(freePort()));
    }
}
