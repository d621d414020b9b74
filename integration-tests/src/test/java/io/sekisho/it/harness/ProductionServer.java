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
import java.util.List;
import java.util.Map;

/** A Keycloak in production mode, but with the embedded database and without TLS; with the realm mito. A test class has it for itself. */
public final class ProductionServer implements AutoCloseable {

    private static final Duration START = Duration.ofMinutes(5);

    private final MailCatcher mail = new MailCatcher(0, 0);
    private final Path log = Artifacts.state().resolve("production.log");
    private final KeycloakHome home;
    private final KeycloakServer.Settings settings;
    private final Admin admin;
    private KeycloakServer keycloak;

    /** With an empty database; not started. */
    public ProductionServer() {
        home = KeycloakHome.unpack(Artifacts.distribution(), Artifacts.state().resolve("production"))
                .install(Artifacts.jar())
                .forget()
                .realms(List.of(Artifacts.realms().resolve("mito-realm.json")));
        try {
            Files.createDirectories(vault());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        settings = new KeycloakServer.Settings(home, "start", Ports.free(), Ports.free(), log,
                List.of("--import-realm", "--db=dev-file", "--cache=local", "--http-enabled=true", "--hostname-strict=false",
                        // Chosen at the build, so it is there from the first start on.
                        "--vault=file", "--vault-dir=" + vault()),
                Map.of("SEKISHO_SMTP_PORT", Integer.toString(mail.smtpPort())), List.of("-XX:TieredStopAtLevel=1"), List.of("mito"));
        admin = new Admin("http://localhost:" + settings.httpPort());
    }

    /** Starts it, or starts it again with the same database and with these options instead of those before. */
    public void start(String... options) {
        stop();
        keycloak = new KeycloakServer(settings.with(options));
        keycloak.start(START);
    }

    public void stop() {
        if (keycloak != null) {
            keycloak.close();
        }
    }

    /** Without a slash at the end. */
    public String url() {
        return "http://localhost:" + settings.httpPort();
    }

    public Admin admin() {
        return admin;
    }

    public Database database() {
        return new EmbeddedDatabase(home.folder());
    }

    /** The folder of Keycloak's vault: a secret in a file named {@code <realm>_<entry>}. */
    public Path vault() {
        return home.data().resolve("vault");
    }

    /** What it has printed since its last start. */
    public String log() {
        return keycloak.log();
    }

    /** A realm with its users, as Keycloak's own command exports them. The server must not be running. */
    public String export(String realm) {
        Path folder = home.folder();
        Path file = home.data().resolve(realm + "-export.json");
        // What bin/kc.sh runs, without a shell.
        Tool.run(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dkc.home.dir=" + folder, "-Djava.util.logging.manager=org.jboss.logmanager.LogManager",
                "-cp", folder.resolve(Path.of("lib", "quarkus-run.jar")).toString(), "io.quarkus.bootstrap.runner.QuarkusEntryPoint",
                "export", "--optimized", "--realm", realm, "--users", "same_file", "--file", file.toString()));
        try {
            String export = Files.readString(file);
            Files.delete(file);
            return export;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        stop();
        mail.close();
    }
}
