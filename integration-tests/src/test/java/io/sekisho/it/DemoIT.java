package io.sekisho.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sekisho.demo.Demo;
import io.sekisho.demo.Ports;
import io.sekisho.it.harness.Artifacts;
import io.sekisho.it.harness.Await;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The demo as a process of its own: what it promises, and that nothing of it is left when it goes. */
class DemoIT {

    private static final Duration START = Duration.ofMinutes(3);
    private static final Duration END = Duration.ofSeconds(30);

    private final Path state = Artifacts.state().resolve("demo");
    private final Path output = Artifacts.state().resolve("demo.out");
    private final int httpPort = Ports.free();
    private final int managementPort = Ports.free();
    private final int smtpPort = Ports.free();
    private final int mailPort = Ports.free();
    private final HttpClient client = HttpClient.newHttpClient();
    private Process demo;

    @AfterEach
    void end() throws InterruptedException {
        if (demo != null) {
            demo.destroyForcibly().waitFor();
        }
    }

    @Test
    void it_prints_where_everything_is_and_leaves_nothing_behind() throws Exception {
        start();
        Await.until("the table of the demo", START, () -> printed().contains("Ctrl-C ends it") || !demo.isAlive());
        String table = printed();

        for (String promised : List.of(
                "http://localhost:" + httpPort + "/realms/mito/otp-service", "http://localhost:" + httpPort + "/realms/hokuyo/otp-service",
                "http://localhost:" + mailPort, "login-<number>", "trade-<number>", "<number>@example.com", "admin / admin")) {
            assertTrue(table.contains(promised), promised + " is missing in:\n" + table);
        }
        assertEquals(200, get("http://localhost:" + httpPort + "/realms/mito"));
        assertEquals(200, get("http://localhost:" + httpPort + "/realms/hokuyo"));
        assertEquals(200, get("http://localhost:" + managementPort + "/health/ready"));
        assertEquals(200, get("http://localhost:" + managementPort + "/metrics"));
        assertEquals(200, get("http://localhost:" + mailPort + "/api/v1/messages"));
        ProcessHandle keycloak = demo.children().findFirst().orElseThrow();

        demo.destroy();

        assertTrue(demo.waitFor(END.toSeconds(), TimeUnit.SECONDS));
        Await.until("Keycloak gone", END, () -> !keycloak.isAlive());

        // Once more, and this time the launcher has no chance to tidy up.
        start();
        Await.until("the table of the demo", START, () -> printed().contains("Ctrl-C ends it") || !demo.isAlive());
        ProcessHandle again = demo.children().findFirst().orElseThrow();
        demo.destroyForcibly();
        Await.until("Keycloak gone after its launcher was killed", END, () -> !again.isAlive());
    }

    @Test
    void a_port_that_is_taken_is_named_and_nothing_starts() throws Exception {
        try (ServerSocket taken = new ServerSocket(mailPort, 1, InetAddress.getLoopbackAddress())) {
            start();

            assertTrue(demo.waitFor(END.toSeconds(), TimeUnit.SECONDS));
            assertEquals(1, demo.exitValue());
            String said = printed().strip();
            assertEquals(1, said.lines().count(), said);
            assertTrue(said.contains("Port " + taken.getLocalPort() + " is taken") && said.contains("-Dsekisho.mailPort="), said);
        }
    }

    private void start() throws IOException {
        Files.createDirectories(state);
        List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp", System.getProperty("java.class.path")));
        command.add("-Dsekisho.distribution=" + Artifacts.distribution());
        command.add("-Dsekisho.jar=" + Artifacts.jar());
        command.add("-Dsekisho.realms=" + Artifacts.realms());
        command.add("-Dsekisho.state=" + state);
        command.add("-Dsekisho.httpPort=" + httpPort);
        command.add("-Dsekisho.managementPort=" + managementPort);
        command.add("-Dsekisho.smtpPort=" + smtpPort);
        command.add("-Dsekisho.mailPort=" + mailPort);
        command.add(Demo.class.getName());
        demo = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile()).start();
    }

    private String printed() {
        try {
            return Files.readString(output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private int get(String url) throws IOException, InterruptedException {
        return client.send(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.discarding()).statusCode();
    }
}
