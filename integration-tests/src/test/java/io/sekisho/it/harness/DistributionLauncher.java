package io.sekisho.it.harness;

import io.sekisho.demo.Ports;
import io.sekisho.demo.keycloak.KeycloakHome;
import io.sekisho.demo.keycloak.KeycloakServer;
import io.sekisho.demo.mail.MailCatcher;

import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;

/** Keycloak from its distribution, in development mode, with its embedded database or an embedded PostgreSQL, and a mail catcher. */
final class DistributionLauncher implements Launcher {

    private static final Duration START = Duration.ofMinutes(5);

    private final MailCatcher mail = new MailCatcher(0, 0);
    private final KeycloakHome home;
    private final Postgres postgres;
    private final KeycloakServer keycloak;

    DistributionLauncher(boolean onPostgres) {
        Path state = Artifacts.state();
        home = KeycloakHome.unpack(Artifacts.distribution(), state.resolve("keycloak"))
                .install(Artifacts.jar())
                .forget()
                .realms(KeycloakHome.realmFiles(Artifacts.realms()));
        KeycloakServer.Settings settings = KeycloakServer.Settings.development(
                home, Ports.free(), Ports.free(), mail.smtpPort(), state.resolve("keycloak.log"), Server.REALMS).with(Server.NOTICES_IN_SECONDS);
        postgres = onPostgres ? new Postgres(state.resolve("postgres")) : null;
        keycloak = new KeycloakServer(onPostgres ? settings.with(postgres.keycloakOptions().toArray(String[]::new)) : settings);
    }

    @Override
    public void start() {
        keycloak.start(START);
    }

    @Override
    public void stop() {
        keycloak.stop();
    }

    @Override
    public void kill() {
        keycloak.kill();
    }

    @Override
    public String url() {
        return keycloak.url();
    }

    @Override
    public String managementUrl() {
        return keycloak.managementUrl();
    }

    @Override
    public String log() {
        return keycloak.log();
    }

    /** The one of development mode. */
    @Override
    public Path keyring() {
        return home.data().resolve("sekisho-keyring.properties");
    }

    @Override
    public Database database() {
        return postgres == null ? new EmbeddedDatabase(home.folder()) : new PostgresDatabase(postgres.jdbcUrl(), "postgres", "none");
    }

    @Override
    public Inbox mail() {
        return Inbox.of(mail);
    }

    @Override
    public String hostName() {
        return "localhost";
    }

    @Override
    public InetAddress hostAddress() {
        return InetAddress.getLoopbackAddress();
    }

    @Override
    public void close() {
        keycloak.close();
        if (postgres != null) {
            postgres.close();
        }
        mail.close();
    }
}
