package io.sekisho.it.harness;

import io.sekisho.demo.Ports;
import io.sekisho.demo.keycloak.KeycloakHome;
import io.sekisho.demo.keycloak.KeycloakServer;
import io.sekisho.demo.mail.MailCatcher;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Nodes of one Keycloak in production mode, as processes of this machine: one PostgreSQL, one keyring, one mail catcher.
 * The realms of the demo are imported by the first node. A test class has it for itself.
 */
public final class Cluster implements AutoCloseable {

    private static final Duration START = Duration.ofMinutes(5);
    private static final List<String> REALMS = List.of("mito", "hokuyo", "sample-bank", "kenshin", "sample-direct");

    private final Path state;
    private final Path keyring;
    private final MailCatcher mail = new MailCatcher(0, 0);
    private final Postgres postgres;
    private final List<KeycloakServer> nodes;

    /**
     * Starts all of it.
     *
     * @param name    of its folder
     * @param size    number of nodes
     * @param options further options of Keycloak, the same for each node
     */
    public Cluster(String name, int size, String... options) {
        state = Artifacts.state().resolve(name);
        keyring = state.resolve("keyring.properties");
        postgres = new Postgres(state.resolve("postgres"));
        keyring("active=k1\nk1=c2VraXNoby10d28tbm9kZXMtdGVzdC1rZXktMDAwMDE=\n");
        nodes = IntStream.rangeClosed(1, size).mapToObj(number -> node(number, options)).toList();
        nodes.get(0).start(START);
        nodes.stream().skip(1).parallel().forEach(node -> node.start(START));
    }

    private KeycloakServer node(int number, String... options) {
        KeycloakHome home = KeycloakHome.unpack(Artifacts.distribution(), state.resolve("node" + number)).install(Artifacts.jar()).forget()
                .realms(KeycloakHome.realmFiles(Artifacts.realms()));
        List<String> arguments = new ArrayList<>(List.of("--import-realm", "--http-enabled=true", "--hostname-strict=false",
                "--cache=ispn", "--cache-embedded-network-bind-address=127.0.0.1", "--cache-embedded-network-bind-port=" + Ports.free(),
                "--spi-credential--keycloak-otp--keyring-file=" + keyring));
        arguments.addAll(postgres.keycloakOptions());
        arguments.addAll(List.of(options));
        return new KeycloakServer(new KeycloakServer.Settings(home, "start", Ports.free(), Ports.free(), state.resolve("node" + number + ".log"), arguments,
                Map.of("SEKISHO_SMTP_PORT", Integer.toString(mail.smtpPort())), List.of("-XX:TieredStopAtLevel=1"), REALMS));
    }

    /** One of its nodes; the first is 0. */
    public KeycloakServer node(int index) {
        return nodes.get(index);
    }

    /** Starts a node that was killed or stopped, and waits until it is ready. */
    public void start(int index) {
        nodes.get(index).start(START);
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
        postgres.close();
        mail.close();
    }
}
