package io.sekisho.it.harness;

import io.sekisho.demo.keycloak.KeycloakHome;
import io.sekisho.demo.keycloak.KeycloakServer;
import io.sekisho.demo.mail.CaughtMail;
import io.sekisho.demo.mail.MailCatcher;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.StoreScope;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Nodes of one Keycloak in production mode, as processes of this machine: one PostgreSQL, one keyring, one mail
 * catcher, and one {@link FrontDoor}, whose address is that of all pages. It has no realm but those that tests make.
 *
 * <p>Test classes that are {@link WithCluster} share one; whatever they do to its nodes, they leave both of them
 * running.
 */
public final class Cluster implements AutoCloseable {

    /** After which the shared cluster's nodes take over what a dead one was sending. */
    public static final int LEASE_SECONDS = 12;

    private static final Duration START = Duration.ofMinutes(5);
    private static final Duration READY = Duration.ofSeconds(30);
    private static final Duration MAIL = Duration.ofSeconds(30);
    /** The lease is a little longer than the 10 s that Keycloak waits for a mail server's answer. */
    private static final String[] NOTICES_IN_SECONDS = {
        "--spi-jpa-entity-provider--sekisho-notice--interval-seconds=1",
        "--spi-jpa-entity-provider--sekisho-notice--retry-first-seconds=1",
        "--spi-jpa-entity-provider--sekisho-notice--lease-seconds=" + LEASE_SECONDS
    };

    private static final List<String> REALMS = List.of("master");

    private final HttpClient health = HttpClient.newHttpClient();
    private final Path state;
    private final Path keyring;
    private final MailCatcher mail = new MailCatcher(0, 0);
    private final Postgres postgres;
    private final FrontDoor door = new FrontDoor();
    private final List<Integer> ports;
    private final List<KeycloakHome> homes;
    private final List<KeycloakServer> nodes;
    private final Admin admin;

    /**
     * Starts all of it.
     *
     * @param name    of its folder
     * @param size    number of nodes
     * @param options further options of Keycloak, the same for each node
     */
    public Cluster(String name, int size, String... options) {
        this(name, size, Artifacts.jar(), options);
    }

    /** The same with another provider JAR. */
    public Cluster(String name, int size, Path jar, String... options) {
        this(name, size, jar, Map.of(), options);
    }

    /** The same with settings of PostgreSQL. */
    public Cluster(String name, int size, Map<String, String> database, String... options) {
        this(name, size, Artifacts.jar(), database, options);
    }

    private Cluster(String name, int size, Path jar, Map<String, String> database, String... options) {
        state = Artifacts.state().resolve(name);
        keyring = state.resolve("keyring.properties");
        postgres = new Postgres(state.resolve("postgres"), database);
        keyring("active=k1\nk1=c2VraXNoby10d28tbm9kZXMtdGVzdC1rZXktMDAwMDE=\n");
        ports = IntStream.range(0, size).mapToObj(index -> FreePort.next()).toList();
        homes = IntStream.range(0, size)
                .parallel()
                .mapToObj(index -> home(index, jar))
                .toList();
        nodes = IntStream.range(0, size).mapToObj(index -> node(index, options)).toList();
        admin = new Admin(url());
        inTurn();
        nodes.get(0).start(START);
        nodes.stream().skip(1).parallel().forEach(node -> node.start(START));
    }

    private KeycloakHome home(int index, Path jar) {
        // Another JAR is built in by the start of its node.
        return BuiltKeycloak.copy(state.resolve("node" + (index + 1))).install(jar);
    }

    private KeycloakServer node(int index, String... options) {
        List<String> arguments = new ArrayList<>(List.of(
                "--http-enabled=true",
                "--hostname=" + url(),
                "--cache=ispn",
                "--cache-embedded-network-bind-address=127.0.0.1",
                "--cache-embedded-network-bind-port=" + FreePort.next(),
                // Both nodes at full load have to fit into what PostgreSQL allows.
                "--db-pool-max-size=40",
                "--spi-credential--keycloak-otp--keyring-file=" + keyring));
        arguments.addAll(postgres.keycloakOptions());
        arguments.addAll(List.of(options));
        return new KeycloakServer(new KeycloakServer.Settings(
                homes.get(index),
                "start",
                ports.get(index),
                FreePort.next(),
                state.resolve("node" + (index + 1) + ".log"),
                arguments,
                Map.of(),
                KeycloakServer.QUICK,
                REALMS));
    }

    /** Where customers find it, whichever node answers; without a slash at the end. */
    public String url() {
        return "http://localhost:" + door.port();
    }

    /** The admin REST, at whichever node. */
    public Admin admin() {
        return admin;
    }

    public FrontDoor door() {
        return door;
    }

    /** From now on each request goes to the next node in turn. */
    public void inTurn() {
        door.inTurn(ports.stream().mapToInt(Integer::intValue).toArray());
    }

    /** From now on each request goes to this node. */
    public void only(int index) {
        door.inTurn(ports.get(index));
    }

    /**
     * From now on each request goes to the first node that says at this moment that it is ready; where none does, it
     * waits for one.
     */
    public void onlyReady() {
        door.choose(() -> {
            AtomicReference<int[]> ready = new AtomicReference<>();
            Await.until("a node that is ready", READY, () -> {
                ready.set(IntStream.range(0, nodes.size())
                        .filter(this::ready)
                        .map(ports::get)
                        .toArray());
                return ready.get().length > 0;
            });
            return ready.get();
        });
    }

    private boolean ready(int index) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(nodes.get(index).managementUrl() + "/health/ready"))
                .timeout(Duration.ofSeconds(2))
                .build();
        try {
            return health.send(request, BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** One of its nodes; the first is 0. */
    public KeycloakServer node(int index) {
        return nodes.get(index);
    }

    /** Starts a node that was killed or stopped, and waits until it is ready. */
    public void start(int index) {
        nodes.get(index).start(START);
    }

    /** Starts the nodes that a test has killed and not brought back, for the classes that come after it. */
    public void revive() {
        IntStream.range(0, nodes.size()).filter(index -> !ready(index)).forEach(this::start);
        inTurn();
    }

    /** Puts another provider JAR into a node that is not running. */
    public void install(int index, Path jar) {
        homes.get(index).install(jar);
    }

    /** The admin REST of one node. */
    public Admin admin(int index) {
        return new Admin(nodes.get(index).url());
    }

    public Postgres postgres() {
        return postgres;
    }

    public MailCatcher mail() {
        return mail;
    }

    /** The newest mail to this customer whose subject holds this text; waits for it. */
    public CaughtMail mailTo(Customer customer, String subjectPart) {
        return mail.await(
                caught -> caught.wentTo(customer.email()) && caught.subject().contains(subjectPart), MAIL);
    }

    /** What attempts at a factor came to since the starts of the nodes, of all nodes together. */
    public Map<String, Integer> verifications(String realm, String factor) {
        Map<String, Integer> all = new TreeMap<>();
        nodes.forEach(node -> new Metrics(node.managementUrl())
                .verifications(realm, factor)
                .forEach((result, count) -> all.merge(result, count, Integer::sum)));
        return all;
    }

    /** The first column of what a query gives. */
    public List<String> query(String sql, Object... parameters) {
        return postgres.query(sql, parameters);
    }

    /** The number that a query gives. */
    public int count(String sql, Object... parameters) {
        return Integer.parseInt(query(sql, parameters).get(0));
    }

    /** The keyring that all nodes read. */
    public Path keyring() {
        return keyring;
    }

    /** Writes the keyring anew. */
    public void keyring(String text) {
        try {
            Files.createDirectories(state);
            Files.writeString(keyring, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        nodes.forEach(KeycloakServer::close);
        door.close();
        postgres.close();
        mail.close();
    }

    /** Gives the shared one to test classes that name it as a parameter. */
    public static final class Extension implements ParameterResolver {

        @Override
        public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
            return parameter.getParameter().getType() == Cluster.class;
        }

        @Override
        public Cluster resolveParameter(ParameterContext parameter, ExtensionContext context) {
            // JUnit closes what the session's store holds when the last class of this process is done.
            return context.getStore(StoreScope.LAUNCHER_SESSION, ExtensionContext.Namespace.create(Cluster.class))
                    .getOrComputeIfAbsent(
                            Cluster.class, type -> new Cluster("cluster", 2, NOTICES_IN_SECONDS), Cluster.class);
        }
    }
}
