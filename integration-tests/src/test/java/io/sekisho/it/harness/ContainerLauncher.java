package io.sekisho.it.harness;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.exception.NotModifiedException;
import com.github.dockerjava.api.model.AccessMode;
import com.github.dockerjava.api.model.Bind;
import com.github.dockerjava.api.model.Volume;
import dasniko.testcontainers.keycloak.KeycloakContainer;
import io.sekisho.demo.keycloak.KeycloakServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.Network;
import org.testcontainers.containers.output.OutputFrame.OutputType;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.postgresql.PostgreSQLContainer;
import org.testcontainers.utility.MountableFile;

/** The image that an operator runs, in production mode, with a PostgreSQL and a Mailpit, in containers of their own. */
final class ContainerLauncher implements Launcher {

    private static final Duration START = Duration.ofMinutes(5);
    private static final int GRACE_SECONDS = 10;
    private static final String HOST = "host.docker.internal";
    private static final String KEYRING = "/etc/sekisho/keyring.properties";

    private final DockerClient docker = DockerClientFactory.lazyClient();
    private final HttpClient client = HttpClient.newHttpClient();
    private final Network network = Network.newNetwork();
    // A container that starts again would get other ports, if the choice were Docker's.
    private final int httpPort = FreePort.next();
    private final int managementPort = FreePort.next();
    private final Path keyring = Artifacts.state().resolve("keyring").resolve("keyring.properties");
    private final PostgreSQLContainer postgres =
            new PostgreSQLContainer("postgres:17").withNetwork(network).withNetworkAliases("database");
    private final GenericContainer<?> mailpit = new GenericContainer<>("axllent/mailpit:latest")
            .withNetwork(network)
            .withNetworkAliases("mail")
            .withEnv("MP_MAX_MESSAGES", "5000")
            .withExposedPorts(1025, 8025)
            .waitingFor(Wait.forHttp("/readyz").forPort(8025));
    private final KeycloakContainer keycloak;
    private boolean created;
    private int logBefore;

    ContainerLauncher() {
        writeKeyringForAll();
        keycloak = new KeycloakContainer(System.getProperty("sekisho.image"))
                .withProductionMode()
                .withOptimizedFlag()
                .withNetwork(network)
                .withExtraHost(HOST, "host-gateway")
                .withAdminUsername(KeycloakServer.ADMIN)
                .withAdminPassword(KeycloakServer.ADMIN)
                .withEnv("KC_DB_URL", "jdbc:postgresql://database:5432/" + postgres.getDatabaseName())
                .withEnv("KC_DB_USERNAME", postgres.getUsername())
                .withEnv("KC_DB_PASSWORD", postgres.getPassword())
                // Of KeycloakServer.QUICK what does not contradict the image's own options.
                .withEnv("JAVA_OPTS_APPEND", "-XX:TieredStopAtLevel=1")
                .withEnv("SEKISHO_SMTP_HOST", "mail")
                .withEnv("SEKISHO_SMTP_PORT", "1025")
                .withCustomCommand(Server.keyringOption(KEYRING))
                // The folder, so that a file that takes another's place is seen; and asked of Docker itself, since
                // Testcontainers' own way tries it out first with an image from a registry.
                .withCreateContainerCmdModifier(container -> container
                        .getHostConfig()
                        .withBinds(new Bind(
                                keyring.getParent().toString(),
                                new Volume(Path.of(KEYRING).getParent().toString()),
                                AccessMode.ro)));
        Server.OPTIONS.forEach(keycloak::withCustomCommand);
        for (Path realm : RealmKey.realmFiles(Artifacts.state().resolve("realms"))) {
            keycloak.withCopyFileToContainer(
                    MountableFile.forHostPath(realm), "/opt/keycloak/data/import/" + realm.getFileName());
        }
        keycloak.setPortBindings(List.of("127.0.0.1:" + httpPort + ":8080", "127.0.0.1:" + managementPort + ":9000"));
        // Its log is asked for where a test wants it; otherwise each line would be a line of the build's.
        keycloak.setLogConsumers(List.of());
        keycloak.waitingFor(Wait.forHttp("/health/ready").forPort(9000).withStartupTimeout(START));
    }

    private void writeKeyringForAll() {
        Server.writeKeyring(keyring);
        try {
            // The server in the container is nobody here.
            Files.setPosixFilePermissions(keyring.getParent(), PosixFilePermissions.fromString("rwxr-xr-x"));
            Files.setPosixFilePermissions(keyring, PosixFilePermissions.fromString("rw-r--r--"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void start() {
        if (created) {
            logBefore = wholeLog().length();
            docker.startContainerCmd(keycloak.getContainerId()).exec();
        } else {
            postgres.start();
            mailpit.start();
            keycloak.start();
            created = true;
        }
        Await.until(
                "Keycloak and its realms",
                START,
                () -> answers(managementUrl() + "/health/ready")
                        && Server.REALMS.stream().allMatch(realm -> answers(url() + "/realms/" + realm)));
    }

    private boolean answers(String address) {
        try {
            return client.send(
                                    HttpRequest.newBuilder(URI.create(address))
                                            .timeout(Duration.ofSeconds(5))
                                            .build(),
                                    BodyHandlers.discarding())
                            .statusCode()
                    == 200;
        } catch (IOException notYet) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void stop() {
        try {
            docker.stopContainerCmd(keycloak.getContainerId())
                    .withTimeout(GRACE_SECONDS)
                    .exec();
        } catch (NotModifiedException e) {
            // It was killed before.
        }
    }

    @Override
    public void kill() {
        docker.killContainerCmd(keycloak.getContainerId()).exec();
        Await.until("a container that is gone", START, () -> !keycloak.isRunning());
    }

    @Override
    public String url() {
        return KeycloakServer.url(httpPort);
    }

    @Override
    public String managementUrl() {
        return "http://localhost:" + managementPort;
    }

    @Override
    public String log() {
        return wholeLog().substring(logBefore);
    }

    private String wholeLog() {
        return keycloak.getLogs(OutputType.STDOUT, OutputType.STDERR);
    }

    @Override
    public Path keyring() {
        return keyring;
    }

    @Override
    public Database database() {
        return new Database(postgres.getJdbcUrl(), postgres.getUsername(), postgres.getPassword());
    }

    @Override
    public Inbox mail() {
        return new MailpitInbox("http://" + mailpit.getHost() + ":" + mailpit.getMappedPort(8025), "mail", 1025);
    }

    @Override
    public String hostName() {
        return bridge().map(InetAddress::getHostAddress).orElse(HOST);
    }

    /**
     * The bridge between the containers and this machine; where Docker runs in a machine of its own, it hands loopback
     * on to them.
     */
    @Override
    public InetAddress hostAddress() {
        return bridge().orElseGet(InetAddress::getLoopbackAddress);
    }

    private Optional<InetAddress> bridge() {
        String gateway = keycloak.getContainerInfo()
                .getNetworkSettings()
                .getNetworks()
                .values()
                .iterator()
                .next()
                .getGateway();
        try (DatagramSocket ours = new DatagramSocket(new InetSocketAddress(gateway, 0))) {
            return Optional.of(ours.getLocalAddress());
        } catch (SocketException notOurs) {
            return Optional.empty();
        }
    }

    @Override
    public void close() {
        keycloak.stop();
        mailpit.stop();
        postgres.stop();
        network.close();
    }
}
