package io.sekisho.it.harness;

import io.sekisho.demo.keycloak.KeycloakHome;
import io.sekisho.demo.keycloak.KeycloakServer;
import io.sekisho.demo.mail.MailCatcher;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Keycloak from its distribution, in production mode, with an embedded PostgreSQL and a mail catcher. */
final class DistributionLauncher implements Launcher {

    private static final Duration START = Duration.ofMinutes(5);

    private final MailCatcher mail = new MailCatcher(0, 0);
    private final Path keyring = Artifacts.state().resolve("keyring.properties");
    private final Postgres postgres = new Postgres(Artifacts.state().resolve("postgres"));
    private final KeycloakServer keycloak;

    DistributionLauncher() {
        Server.writeKeyring(keyring);
        KeycloakHome home = BuiltKeycloak.copy(Artifacts.state().resolve("keycloak"))
                .realms(RealmKey.realmFiles(Artifacts.state().resolve("realms")));
        List<String> arguments = new ArrayList<>(Server.OPTIONS);
        arguments.add("--import-realm");
        arguments.add(Server.keyringOption(keyring.toString()));
        arguments.addAll(postgres.keycloakOptions());
        keycloak = new KeycloakServer(new KeycloakServer.Settings(
                home,
                "start",
                FreePort.next(),
                FreePort.next(),
                Artifacts.state().resolve("keycloak.log"),
                arguments,
                Map.of("SEKISHO_SMTP_PORT", Integer.toString(mail.smtpPort())),
                KeycloakServer.QUICK,
                Server.REALMS));
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

    @Override
    public Path keyring() {
        return keyring;
    }

    @Override
    public Database database() {
        return new Database(postgres);
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
        postgres.close();
        mail.close();
    }
}
