package io.sekisho.it.fault;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sekisho.demo.keycloak.KeycloakHome;
import io.sekisho.demo.keycloak.KeycloakServer;
import io.sekisho.demo.mail.MailCatcher;
import io.sekisho.it.harness.Admin;
import io.sekisho.it.harness.Artifacts;
import io.sekisho.it.harness.Await;
import io.sekisho.it.harness.BuiltKeycloak;
import io.sekisho.it.harness.Customer;
import io.sekisho.it.harness.FreePort;
import io.sekisho.it.harness.Postgres;
import io.sekisho.it.harness.RealmKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * A Keycloak whose surroundings are made to fail: in production mode, on a PostgreSQL, a keyring and a mail catcher of
 * its own, with the realms of the demo. What waits for hours in real life (the next attempt at a mail, the next sweep)
 * waits for seconds here.
 */
public final class FaultyServer implements AutoCloseable {

    /** Attempts at a mail, after 1 s and then each 2 s, until it is given up. */
    static final int MAX_ATTEMPTS = 8;

    static final String FIRST_KEY = "k1=c2VraXNoby1mYXVsdC10ZXN0LWtleS0wMDAwMDAwMDE=";
    static final String SECOND_KEY = "k2=c2VraXNoby1mYXVsdC10ZXN0LWtleS0wMDAwMDAwMDI=";

    private static final Duration START = Duration.ofMinutes(15);
    private static final Duration READY = Duration.ofSeconds(60);
    private static final List<String> REALMS = List.of("mito", "hokuyo", "sample-bank", "kenshin", "sample-direct");
    private static final List<String> HASTE = List.of(
            "--spi-credential--keycloak-otp--seed-sweep-seconds=1",
            "--spi-jpa-entity-provider--sekisho-notice--interval-seconds=1",
            "--spi-jpa-entity-provider--sekisho-notice--retry-first-seconds=1",
            "--spi-jpa-entity-provider--sekisho-notice--retry-max-seconds=2",
            "--spi-jpa-entity-provider--sekisho-notice--lease-seconds=20",
            "--spi-jpa-entity-provider--sekisho-notice--max-attempts=" + MAX_ATTEMPTS);

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final MailCatcher mail = new MailCatcher(0, 0);
    private final Path state;
    private final Path keyring;
    private final Path postgresFolder;
    private final Postgres postgres;
    private final KeycloakHome home;
    private final KeycloakServer keycloak;
    private final Admin admin;

    /** What differs from one such server to the next. */
    static final class Plan {

        private final String name;
        private final Map<String, String> environment = new HashMap<>();
        private final List<String> options = new ArrayList<>();
        private final List<String> jvmOptions = new ArrayList<>(KeycloakServer.QUICK);
        private boolean development;
        private Path postgresFolder;
        private Path log;
        private Consumer<KeycloakHome> beforeData = home -> {};
        private Consumer<FaultyServer> beforeStart = server -> {};

        /** @param name of its folder */
        Plan(String name) {
            this.name = name;
        }

        Plan environment(String variable, String value) {
            environment.put(variable, value);
            return this;
        }

        Plan option(String option) {
            options.add(option);
            return this;
        }

        /** Development mode, without a keyring: Keycloak makes one when it is needed. */
        Plan development() {
            development = true;
            return this;
        }

        Plan postgresFolder(Path folder) {
            postgresFolder = folder;
            return this;
        }

        Plan log(Path file) {
            log = file;
            return this;
        }

        Plan jvmOption(String option) {
            jvmOptions.add(option);
            return this;
        }

        /** What is done to the unpacked Keycloak before its data are put there. */
        Plan beforeData(Consumer<KeycloakHome> change) {
            beforeData = change;
            return this;
        }

        /** What is done when everything is in place but Keycloak does not run yet. */
        Plan beforeStart(Consumer<FaultyServer> change) {
            beforeStart = change;
            return this;
        }
    }

    /** Starts all of it. */
    FaultyServer(Plan plan) {
        state = Artifacts.state().resolve(plan.name);
        keyring = state.resolve("keyring.properties");
        postgresFolder = plan.postgresFolder == null ? state.resolve("postgres") : plan.postgresFolder;
        home = BuiltKeycloak.copy(state.resolve("keycloak"));
        plan.beforeData.accept(home);
        home.realms(RealmKey.realmFiles(state.resolve("realms")));
        postgres = new Postgres(postgresFolder);
        List<String> arguments = new ArrayList<>(List.of("--import-realm", "--cache=local"));
        if (!plan.development) {
            keyring("active=k1", FIRST_KEY);
            arguments.addAll(List.of(
                    "--http-enabled=true",
                    "--hostname-strict=false",
                    "--spi-credential--keycloak-otp--keyring-file=" + keyring));
        }
        arguments.addAll(HASTE);
        arguments.addAll(postgres.keycloakOptions());
        arguments.addAll(plan.options);
        Map<String, String> environment = new HashMap<>(plan.environment);
        environment.put("SEKISHO_SMTP_PORT", Integer.toString(mail.smtpPort()));
        keycloak = new KeycloakServer(new KeycloakServer.Settings(
                home,
                plan.development ? "start-dev" : "start",
                FreePort.next(),
                FreePort.next(),
                plan.log == null ? Artifacts.state().resolve(plan.name + ".log") : plan.log,
                arguments,
                environment,
                plan.jvmOptions,
                REALMS));
        admin = new Admin(keycloak.url());
        plan.beforeStart.accept(this);
        keycloak.start(START);
    }

    /** Without a slash at the end. */
    public String url() {
        return keycloak.url();
    }

    public KeycloakServer keycloak() {
        return keycloak;
    }

    public Admin admin() {
        return admin;
    }

    public MailCatcher mail() {
        return mail;
    }

    public Postgres postgres() {
        return postgres;
    }

    /** Where Keycloak is unpacked. */
    Path home() {
        return home.folder();
    }

    Path keyring() {
        return keyring;
    }

    /** Ends Keycloak in good order and starts it again. */
    void restart() {
        keycloak.stop();
        keycloak.start(START);
    }

    /** Puts another keyring in place in one move, as an operator should. */
    void keyring(String... lines) {
        try {
            Files.createDirectories(state);
            Path draft = Files.writeString(keyring.resolveSibling("keyring.draft"), String.join("\n", lines) + "\n");
            Files.move(draft, keyring, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether the load balancer would send customers here. */
    boolean ready() {
        return get(keycloak.managementUrl() + "/health/ready").statusCode() == 200;
    }

    void awaitReady() {
        Await.until("a server that is ready", READY, this::ready);
    }

    /** The value of a metric without labels, or of the first with these. */
    double metric(String start) {
        return get(keycloak.managementUrl() + "/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith(start + " ") || line.startsWith(start + "{"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .findFirst()
                .orElse(Double.NaN);
    }

    private HttpResponse<String> get(String address) {
        try {
            return client.send(
                    HttpRequest.newBuilder(URI.create(address))
                            .timeout(Duration.ofSeconds(30))
                            .build(),
                    BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Ends PostgreSQL as a power cut would: it recovers from its log at the next start. */
    void killPostgres() {
        try {
            long pid = Long.parseLong(Files.readAllLines(postgresFolder.resolve("postmaster.pid"))
                    .get(0)
                    .strip());
            // SIGQUIT is PostgreSQL's immediate shutdown; the processes of its connections end with it.
            new ProcessBuilder("kill", "-QUIT", Long.toString(pid)).start().waitFor();
            Await.until(
                    "the end of PostgreSQL",
                    READY,
                    () -> ProcessHandle.of(pid).isEmpty() || !Files.exists(postgresFolder.resolve("postmaster.pid")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
        postgres.stop();
    }

    /** The first column of what a query gives. */
    List<String> rows(String sql, Object... parameters) {
        return postgres.query(sql, parameters);
    }

    /** The seeds of a customer as they are stored. */
    List<String> seeds(Customer customer) {
        return rows("select SECRET_DATA from CREDENTIAL where TYPE = 'otp' and USER_ID = ?", customer.id());
    }

    /** How many mails to this customer have been taken by a mail server, or wait for one. */
    int notices(Customer customer) {
        return rows("select ID from SEKISHO_NOTICE where USER_ID = ?", customer.id())
                .size();
    }

    /**
     * Has a realm's mails go elsewhere.
     *
     * @param more further settings of the mail server
     */
    void mailAt(String realm, int port, Map<String, String> more) {
        ObjectNode change = new ObjectMapper().createObjectNode();
        ObjectNode smtp = change.putObject("smtpServer");
        JsonNode before = admin.get("/" + realm).path("smtpServer");
        smtp.setAll((ObjectNode) before);
        smtp.put("host", "localhost").put("port", Integer.toString(port));
        more.forEach(smtp::put);
        HttpResponse<String> answer = admin.send("PUT", "/" + realm, change);
        if (answer.statusCode() != 204) {
            throw new AssertionError(answer.statusCode() + " " + answer.body());
        }
    }

    /** What it has logged as an error since its start. */
    List<String> errors() {
        return keycloak.log().lines().filter(line -> line.contains(" ERROR ")).toList();
    }

    @Override
    public void close() {
        keycloak.close();
        postgres.close();
        mail.close();
    }

    /** Gives one such server to all classes that name it as a parameter and need nothing special of it. */
    static final class Extension implements ParameterResolver {

        @Override
        public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
            return parameter.getParameter().getType() == FaultyServer.class;
        }

        @Override
        public FaultyServer resolveParameter(ParameterContext parameter, ExtensionContext context) {
            // JUnit closes what its root store holds when the last class is done.
            return context.getRoot()
                    .getStore(ExtensionContext.Namespace.create(FaultyServer.class))
                    .getOrComputeIfAbsent(
                            FaultyServer.class, type -> new FaultyServer(new Plan("shared")), FaultyServer.class);
        }
    }
}
