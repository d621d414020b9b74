package io.sekisho.it.harness;

import io.sekisho.demo.mail.CaughtMail;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.StoreScope;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * The Keycloak that all test classes share, with the realms of the demo and a mail server. It starts when the first
 * class asks for it, on free ports and with an empty database, and ends with the test run.
 */
public final class Server implements AutoCloseable {

    static final List<String> REALMS = List.of("mito", "hokuyo", "sample-bank", "kenshin", "sample-direct");
    /**
     * Production mode behind a proxy, which says from which address a request comes; without TLS; and a mail that fails
     * is tried after 1, 2 and 4 s, and then given up.
     */
    static final List<String> OPTIONS = List.of(
            "--http-enabled=true",
            "--hostname-strict=false",
            "--proxy-headers=xforwarded",
            "--cache=local",
            "--spi-jpa-entity-provider--sekisho-notice--interval-seconds=1",
            "--spi-jpa-entity-provider--sekisho-notice--retry-first-seconds=1",
            "--spi-jpa-entity-provider--sekisho-notice--max-attempts=4");

    private static final Duration MAIL = Duration.ofSeconds(30);

    private final Launcher launcher = Launcher.chosen();
    private final Admin admin = new Admin(launcher.url());
    private final Metrics metrics = new Metrics(launcher.managementUrl());

    private Server() {
        launcher.start();
    }

    static String keyringOption(String file) {
        return "--spi-credential--keycloak-otp--keyring-file=" + file;
    }

    static void writeKeyring(Path file) {
        try {
            Files.createDirectories(file.getParent());
            Files.writeString(file, "active=dev\ndev=c2VraXNoby1zZXJ2ZXItZm9yLXRlc3RzLWtleS0wMDE=\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Without a slash at the end. */
    public String url() {
        return launcher.url();
    }

    public Admin admin() {
        return admin;
    }

    public Database database() {
        return launcher.database();
    }

    /** The keyring's file; its one key is named {@code dev} at first. */
    public Path keyring() {
        return launcher.keyring();
    }

    public Metrics metrics() {
        return metrics;
    }

    /** All that Keycloak has printed since its last start. */
    public String log() {
        return launcher.log();
    }

    /** Ends Keycloak in good order and starts it again, with the same database. */
    public void restart() {
        launcher.stop();
        launcher.start();
    }

    /** Ends Keycloak at once, as a power cut would; {@link #restart} brings it back. */
    public void kill() {
        launcher.kill();
    }

    public Inbox mail() {
        return launcher.mail();
    }

    /** The newest mail to this customer whose subject holds this text; waits for it. */
    public CaughtMail mailTo(Customer customer, String subjectPart) {
        return mail().await(
                        caught -> caught.wentTo(customer.email())
                                && caught.subject().contains(subjectPart),
                        MAIL);
    }

    /** By which name Keycloak reaches servers that a test runs itself. */
    public String hostName() {
        return launcher.hostName();
    }

    /** Where such a server must listen for that. */
    public InetAddress hostAddress() {
        return launcher.hostAddress();
    }

    @Override
    public void close() {
        launcher.close();
    }

    /** Gives the server to test classes that name it as a parameter. */
    public static final class Extension implements ParameterResolver, BeforeAllCallback {

        /** A mailbox that is asked again and again answers sooner if it holds the mails of one class only. */
        @Override
        public void beforeAll(ExtensionContext context) {
            if (context.getEnclosingTestClasses().isEmpty()) {
                shared(context).mail().clear();
            }
        }

        @Override
        public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
            return parameter.getParameter().getType() == Server.class;
        }

        @Override
        public Server resolveParameter(ParameterContext parameter, ExtensionContext context) {
            return shared(context);
        }

        static Server shared(ExtensionContext context) {
            // JUnit closes what the session's store holds when the last class of this process is done.
            return context.getStore(StoreScope.LAUNCHER_SESSION, ExtensionContext.Namespace.create(Server.class))
                    .getOrComputeIfAbsent(Server.class, type -> new Server(), Server.class);
        }
    }
}
