package io.sekisho.it.harness;

import io.sekisho.demo.Ports;
import io.sekisho.demo.keycloak.KeycloakHome;
import io.sekisho.demo.keycloak.KeycloakServer;
import io.sekisho.demo.mail.CaughtMail;
import io.sekisho.demo.mail.MailCatcher;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * The Keycloak that all test classes share, with the realms of the demo and a mail catcher. It starts when the first
 * class asks for it, on free ports and with an empty database, and ends with the test run.
 */
public final class Server implements AutoCloseable {

    private static final Duration START = Duration.ofMinutes(5);
    private static final Duration MAIL = Duration.ofSeconds(30);
    /** A mail that fails is tried after 1, 2 and 4 s, and then given up. */
    private static final String[] NOTICES_IN_SECONDS = {
        "--spi-jpa-entity-provider--sekisho-notice--interval-seconds=1",
        "--spi-jpa-entity-provider--sekisho-notice--retry-first-seconds=1",
        "--spi-jpa-entity-provider--sekisho-notice--max-attempts=4"};

    private final MailCatcher mail = new MailCatcher(0, 0);
    private final KeycloakHome home;
    private final KeycloakServer keycloak;
    private final Admin admin;
    private final Metrics metrics;

    private Server() {
        Path state = Artifacts.state();
        home = KeycloakHome.unpack(Artifacts.distribution(), state.resolve("keycloak"))
                .install(Artifacts.jar())
                .forget()
                .realms(KeycloakHome.realmFiles(Artifacts.realms()));
        keycloak = new KeycloakServer(KeycloakServer.Settings.development(
                home, Ports.free(), Ports.free(), mail.smtpPort(), state.resolve("keycloak.log"), List.of("mito", "hokuyo", "sample-bank", "kenshin", "sample-direct"))
                .with(NOTICES_IN_SECONDS));
        admin = new Admin(keycloak.url());
        metrics = new Metrics(keycloak.managementUrl());
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

    public Database database() {
        return new Database(home.folder());
    }

    /** The keyring of development mode. */
    public Path keyring() {
        return home.data().resolve("sekisho-keyring.properties");
    }

    public Metrics metrics() {
        return metrics;
    }

    /** Where Keycloak is unpacked. */
    public Path home() {
        return home.folder();
    }

    /** Ends Keycloak in good order and starts it again, with the same database. */
    public void restart() {
        keycloak.stop();
        keycloak.start(START);
    }

    public MailCatcher mail() {
        return mail;
    }

    /** The newest mail to this customer whose subject holds this text; waits for it. */
    public CaughtMail mailTo(Customer customer, String subjectPart) {
        return mail.await(caught -> caught.wentTo(customer.email()) && caught.subject().contains(subjectPart), MAIL);
    }

    @Override
    public void close() {
        keycloak.close();
        mail.close();
    }

    /** Gives the server to test classes that name it as a parameter. */
    public static final class Extension implements ParameterResolver {

        @Override
        public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
            return parameter.getParameter().getType() == Server.class;
        }

        @Override
        public Server resolveParameter(ParameterContext parameter, ExtensionContext context) {
            return shared(context);
        }

        static Server shared(ExtensionContext context) {
            // JUnit closes what its root store holds when the last class is done.
            return context.getRoot().getStore(ExtensionContext.Namespace.create(Server.class))
                    .getOrComputeIfAbsent(Server.class, type -> new Server(), Server.class);
        }
    }
}
