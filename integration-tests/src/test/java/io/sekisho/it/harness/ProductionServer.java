package io.sekisho.it.harness;

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

/** A Keycloak in production mode, but without TLS; with the realm mito. A test class has it for itself. */
public final class ProductionServer implements AutoCloseable {

    private static final Duration START = Duration.ofMinutes(5);

    private final MailCatcher mail = new MailCatcher(0, 0);
    private final Postgres postgres;
    private final KeycloakHome home;
    private final KeycloakServer.Settings settings;
    private final Admin admin;
    private KeycloakServer keycloak;

    /** With an empty database; not started. */
    public ProductionServer() {
        this("production");
    }

    /**
     * The same beside another one.
     *
     * @param name of its folder
     */
    public ProductionServer(String name) {
        postgres = new Postgres(Artifacts.state().resolve(name + "-postgres"));
        home = BuiltKeycloak.copy(Artifacts.state().resolve(name))
                .realms(List.of(Artifacts.realms().resolve("mito-realm.json")));
        try {
            Files.createDirectories(vault());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        List<String> arguments = new ArrayList<>(List.of(
                "--import-realm",
                "--cache=local",
                "--http-enabled=true",
                "--hostname-strict=false",
                // Chosen at the build, so it is there from the first start on.
                "--vault=file",
                "--vault-dir=" + vault()));
        arguments.addAll(postgres.keycloakOptions());
        settings = new KeycloakServer.Settings(
                home,
                "start",
                FreePort.next(),
                FreePort.next(),
                Artifacts.state().resolve(name + ".log"),
                arguments,
                Map.of("SEKISHO_SMTP_PORT", Integer.toString(mail.smtpPort())),
                KeycloakServer.QUICK,
                List.of("mito"));
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
        return new Database(postgres);
    }

    /** What the realm's mails are sent to. */
    public MailCatcher mail() {
        return mail;
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
        return export(database(), realm);
    }

    /** The same of a realm of another server, which may be running. */
    public String export(Database database, String realm) {
        Path file = home.data().resolve(realm + "-export.json");
        List<String> arguments = new ArrayList<>(
                List.of("export", "--optimized", "--realm", realm, "--users", "same_file", "--file", file.toString()));
        arguments.addAll(database.keycloakOptions());
        try {
            Files.createDirectories(file.getParent());
            BuiltKeycloak.run(home.folder(), arguments.toArray(String[]::new));
            String export = Files.readString(file);
            Files.delete(file);
            return export;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Imports a realm that the server does not know, as Keycloak's own command does. It may be running, and has to have
     * run before.
     *
     * @param options further ones
     * @return what the command has printed
     */
    public String importRealm(String export, String... options) {
        Path file = home.data().resolve("import.json");
        List<String> arguments = new ArrayList<>(List.of("import", "--optimized", "--file", file.toString()));
        arguments.addAll(postgres.keycloakOptions());
        arguments.addAll(List.of(options));
        try {
            Files.createDirectories(file.getParent());
            Files.writeString(file, export);
            String printed = BuiltKeycloak.run(home.folder(), arguments.toArray(String[]::new));
            Files.delete(file);
            return printed;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        stop();
        postgres.close();
        mail.close();
    }
}
