package io.sekisho.it;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions.HasTextOptions;
import io.sekisho.demo.Demo;
import io.sekisho.demo.keycloak.KeycloakHome;
import io.sekisho.it.harness.Admin;
import io.sekisho.it.harness.Artifacts;
import io.sekisho.it.harness.Await;
import io.sekisho.it.harness.Browser;
import io.sekisho.it.harness.Customer;
import io.sekisho.it.harness.FreePort;
import io.sekisho.it.page.EntrancePages;
import io.sekisho.it.page.LoginPage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The demo as a process of its own: what it promises, and that nothing of it is left when it goes. */
@ExtendWith(Browser.Extension.class)
@Tag("distribution")
class DemoIT {

    private static final Duration START = Duration.ofMinutes(3);
    private static final Duration END = Duration.ofSeconds(30);
    private static final int TIME_STEP_MILLIS = 35_000;

    private final Path state = Artifacts.state().resolve("demo");
    private final Path themes = state.resolve("themes");
    private final Path output = Artifacts.state().resolve("demo.out");
    private final int httpPort = FreePort.next();
    private final int managementPort = FreePort.next();
    private final int smtpPort = FreePort.next();
    private final int mailPort = FreePort.next();
    private int paymentPort = FreePort.next();
    private final int tokenPort = FreePort.next();
    private final HttpClient client = HttpClient.newHttpClient();
    private final Browser browser;
    private Process demo;

    DemoIT(Browser browser) {
        this.browser = browser;
    }

    @AfterEach
    void end() throws InterruptedException {
        if (demo != null) {
            demo.destroyForcibly().waitFor();
        }
    }

    @Test
    void it_prints_where_everything_is_and_leaves_nothing_behind() throws Exception {
        // What a run before has stored would hide what this one imports.
        KeycloakHome.unpack(Artifacts.distribution(), state.resolve("keycloak")).forget();
        copyThemes();
        start();
        Await.until("the table of the demo", START, () -> printed().contains("Ctrl-C ends it") || !demo.isAlive());
        String table = printed();
        assertTrue(
                table.contains("\n\n  Begin at     http://localhost:" + httpPort
                        + "/realms/mito/otp-service as 10001 / login-10001\n"),
                table);

        for (String promised : List.of(
                "http://localhost:" + httpPort + "/realms/mito/otp-service",
                "http://localhost:" + httpPort + "/realms/hokuyo/otp-service",
                "http://localhost:" + httpPort + "/realms/sample-bank/otp-service",
                "http://localhost:" + httpPort + "/realms/kenshin/otp-service",
                "http://localhost:" + httpPort + "/realms/sample-bank/otp-service/token-app/",
                "http://localhost:" + httpPort + "/realms/kenshin/otp-service/token-app/",
                "http://localhost:" + paymentPort,
                "http://localhost:" + mailPort,
                "10001 to 10009",
                "master1, admin1, user1, user2, user3",
                "master2, user21",
                "login-<name>",
                "trade-<name>",
                "<name>@example.com",
                "branch1 / login-branch1",
                "admin / admin",
                "http://localhost:" + httpPort + "/realms/sample-direct/otp-service/register",
                "http://localhost:" + httpPort + "/realms/sample-direct/otp-service/stop",
                "http://localhost:" + tokenPort,
                "DEMO00000001 to DEMO00000020")) {
            assertTrue(table.contains(promised), promised + " is missing in:\n" + table);
        }
        for (String realm : List.of("mito", "hokuyo", "sample-bank", "kenshin", "sample-direct")) {
            assertEquals(200, get("http://localhost:" + httpPort + "/realms/" + realm));
        }
        assertEquals(200, get("http://localhost:" + managementPort + "/health/ready"));
        assertEquals(200, get("http://localhost:" + managementPort + "/metrics"));
        assertEquals(200, get("http://localhost:" + mailPort + "/api/v1/messages"));
        assertEquals(200, get("http://localhost:" + paymentPort));
        assertEquals(
                "http://localhost:" + paymentPort,
                allowedOrigin("http://localhost:" + paymentPort),
                "the realms know where payments come from");
        bindAToken();
        aChangeOfATextIsOnTheNextPage();
        ProcessHandle keycloak = demo.children().findFirst().orElseThrow();

        demo.destroy();

        assertTrue(demo.waitFor(END.toSeconds(), TimeUnit.SECONDS));
        Await.until("Keycloak gone", END, () -> !keycloak.isAlive());

        // Once more, with another port for payments, and this time the launcher has no chance to tidy up.
        paymentPort = FreePort.next();
        start();
        Await.until("the table of the demo", START, () -> printed().contains("Ctrl-C ends it") || !demo.isAlive());
        assertEquals(
                "http://localhost:" + paymentPort,
                allowedOrigin("http://localhost:" + paymentPort),
                "realms that were there before follow");
        assertFalse(printed().contains("could not be imported"), printed());
        assertEquals(
                List.of("BOUND", "FREE"),
                tokenStatuses().stream().distinct().toList(),
                "tokens that were there before are as they were");
        ProcessHandle again = demo.children().findFirst().orElseThrow();
        demo.destroyForcibly();
        Await.until("Keycloak gone after its launcher was killed", END, () -> !again.isAlive());
    }

    @Test
    void ports_that_are_taken_are_named_at_once_and_nothing_starts() throws Exception {
        try (ServerSocket mail = new ServerSocket(mailPort, 1, InetAddress.getLoopbackAddress());
                ServerSocket token = new ServerSocket(tokenPort, 1, InetAddress.getLoopbackAddress())) {
            start();

            assertTrue(demo.waitFor(END.toSeconds(), TimeUnit.SECONDS));
            assertEquals(1, demo.exitValue());
            String said = printed();
            assertTrue(said.contains(mail.getLocalPort() + " (sekisho.mailPort)"), said);
            assertTrue(said.contains(token.getLocalPort() + " (sekisho.tokenPort)"), said);
            assertTrue(said.contains("mvn -Pdemo ") && said.contains(" -Dsekisho.mailPort="), said);
            assertFalse(said.contains("Starting Keycloak"), said);
        }
    }

    private void copyThemes() throws IOException {
        Path sources = Path.of("../themes/src/main/resources/theme");
        try (Stream<Path> files = Files.walk(sources)) {
            for (Path file : files.toList()) {
                Path target = themes.resolve(sources.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(file, target, StandardCopyOption.REPLACE_EXISTING);
                }
            }
        }
    }

    private void aChangeOfATextIsOnTheNextPage() throws IOException {
        Path messages = themes.resolve("mito/login/messages/messages_ja.properties");
        Files.writeString(messages, Files.readString(messages).replace("お客様コード", "会員番号"));
        Page page = browser.open();
        page.navigate("http://localhost:" + httpPort + "/realms/mito/otp-service");
        assertThat(page.getByLabel("会員番号")).isVisible();
    }

    /** From the login page's link, with the codes that the token's page shows. */
    private void bindAToken() {
        String url = "http://localhost:" + httpPort;
        assertEquals(20, tokenStatuses().size());
        assertEquals(List.of("FREE"), tokenStatuses().stream().distinct().toList());
        Customer customer = new Admin(url).customer("sample-direct", "10001");
        Page token = browser.open();
        token.navigate("http://localhost:" + tokenPort);
        token.getByText("DEMO00000001").click();
        Page bank = browser.open();

        EntrancePages walk = EntrancePages.register(bank, url, "sample-direct").identify(customer);
        String first = token.locator("#code").innerText();
        LoginPage login = walk.bind("DEMO00000001", first).result();

        // The code that bound the token is used up: the login takes the one that the display comes to.
        assertThat(token.locator("#code")).not().hasText(first, new HasTextOptions().setTimeout(TIME_STEP_MILLIS));
        assertEquals(
                "利用中", login.login(customer, token.locator("#code").innerText()).otp());
        assertEquals("BOUND", tokenStatuses().get(0));
    }

    /** In the order of the token IDs. */
    private List<String> tokenStatuses() {
        JsonNode tokens =
                new Admin("http://localhost:" + httpPort).get("/sample-direct/otp-service/tokens?prefix=DEMO");
        return tokens.findValuesAsText("status");
    }

    private void start() throws IOException {
        Files.createDirectories(state);
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path")));
        command.add("-Dsekisho.distribution=" + Artifacts.distribution());
        command.add("-Dsekisho.jar=" + Artifacts.jar());
        command.add("-Dsekisho.realms=" + Artifacts.realms());
        command.add("-Dsekisho.themes=" + themes);
        command.add("-Dsekisho.state=" + state);
        command.add("-Dsekisho.httpPort=" + httpPort);
        command.add("-Dsekisho.managementPort=" + managementPort);
        command.add("-Dsekisho.smtpPort=" + smtpPort);
        command.add("-Dsekisho.mailPort=" + mailPort);
        command.add("-Dsekisho.paymentPort=" + paymentPort);
        command.add("-Dsekisho.tokenPort=" + tokenPort);
        command.add(Demo.class.getName());
        demo = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
    }

    private String printed() {
        try {
            return Files.readString(output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Which origin a realm lets read the answers of its token endpoint. */
    private String allowedOrigin(String origin) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://localhost:" + httpPort + "/realms/kenshin/protocol/openid-connect/token"))
                .headers("Origin", origin, "Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(
                        "grant_type=authorization_code&client_id=payment&code=none&redirect_uri=" + origin + "/"))
                .build();
        return client.send(request, BodyHandlers.discarding())
                .headers()
                .firstValue("Access-Control-Allow-Origin")
                .orElse("none");
    }

    private int get(String url) throws IOException, InterruptedException {
        return client.send(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.discarding())
                .statusCode();
    }
}
