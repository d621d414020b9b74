package io.sekisho.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sekisho.demo.keycloak.KeycloakHome;
import io.sekisho.demo.keycloak.KeycloakServer;
import io.sekisho.demo.mail.MailCatcher;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** {@code mvn -Pdemo}: Keycloak with the JAR and the realms, a mail catcher, and a table that says where everything is. */
public final class Demo {

    private static final Duration START = Duration.ofMinutes(5);

    private final DemoOptions options;
    private final PrintStream out;

    private Demo(DemoOptions options, PrintStream out) {
        this.options = options;
        this.out = out;
    }

    /** A reason why the demo cannot run, in one sentence for the person who started it. */
    private static final class CannotRun extends Exception {

        private static final long serialVersionUID = 1;

        CannotRun(String reason) {
            super(reason);
        }
    }

    /** Runs until it is interrupted, or until Keycloak ends. */
    public static void main(String[] arguments) {
        try {
            new Demo(DemoOptions.of(System.getProperties()), System.out).run();
        } catch (CannotRun | IllegalArgumentException | KeycloakServer.StartFailed e) {
            System.err.println("The demo did not start. " + e.getMessage());
            System.exit(1);
        } catch (IOException | InterruptedException e) {
            System.err.println("The demo ended: " + e);
            System.exit(1);
        }
    }

    private void run() throws CannotRun, IOException, InterruptedException {
        long begin = System.nanoTime();
        Files.createDirectories(options.state());
        try (FileChannel channel = FileChannel.open(options.state().resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            alone(channel);
            portsFree();
            List<Path> realmFiles = KeycloakHome.realmFiles(options.realms());
            List<String> realms = realms(realmFiles);
            Path log = options.state().resolve("keycloak.log");
            out.println("Starting Keycloak; the first start takes about half a minute (log: " + log + ")");

            try (MailCatcher mail = new MailCatcher(options.smtpPort(), options.mailPort())) {
                KeycloakHome home = KeycloakHome.unpack(options.distribution(), options.state().resolve("keycloak"))
                        .install(options.jar())
                        .realms(realmFiles);
                KeycloakServer keycloak = new KeycloakServer(
                        KeycloakServer.Settings.development(home, options.httpPort(), options.managementPort(), mail.smtpPort(), log, realms));
                // Ctrl-C reaches this process; the hook takes Keycloak with it, also in the middle of its start.
                Thread end = new Thread(keycloak::close, "end-keycloak");
                Runtime.getRuntime().addShutdownHook(end);
                keycloak.start(START);
                followMailPort(keycloak, realms);
                table(keycloak, realms, log, (System.nanoTime() - begin) / 1_000_000);
                int status = keycloak.waitFor();
                throw new CannotRun("Keycloak ended by itself with status " + status + "; its log is " + log + ".");
            }
        }
    }

    private void alone(FileChannel channel) throws CannotRun, IOException {
        String reason = "It is running already from this folder (" + options.state() + "): end that one first.";
        try {
            FileLock lock = channel.tryLock();
            if (lock == null) {
                throw new CannotRun(reason);
            }
        } catch (OverlappingFileLockException e) {
            throw new CannotRun(reason);
        }
    }

    private void portsFree() throws CannotRun {
        for (Map.Entry<String, Integer> port : options.ports().entrySet()) {
            if (Ports.taken(port.getValue())) {
                throw new CannotRun("Port " + port.getValue() + " is taken: free it, or choose another one with -D" + port.getKey() + "=<port>.");
            }
        }
    }

    /** The names of the realms in these files. */
    private static List<String> realms(List<Path> files) throws IOException {
        ObjectMapper json = new ObjectMapper();
        Stream.Builder<String> names = Stream.builder();
        for (Path file : files) {
            JsonNode realm = json.readTree(file.toFile());
            names.add(realm.path("realm").asText());
        }
        return names.build().toList();
    }

    /** Realms are imported once and keep the mail port of that day; when the port has moved, they are told. */
    private void followMailPort(KeycloakServer keycloak, List<String> realms) throws IOException, InterruptedException {
        Path known = options.state().resolve("smtp-port");
        String port = Integer.toString(options.smtpPort());
        if (!Files.exists(known)) {
            Files.writeString(known, port);
        } else if (!Files.readString(known).equals(port)) {
            RealmMail realmMail = RealmMail.login(keycloak.url());
            for (String realm : realms) {
                realmMail.port(realm, port);
            }
            Files.writeString(known, port);
        }
    }

    private void table(KeycloakServer keycloak, List<String> realms, Path log, long millis) {
        String statusPages = String.join("\n               ", realms.stream().map(realm -> keycloak.url() + "/realms/" + realm + "/otp-service").toList());
        out.print("""

                Sekisho is ready, after %.1f s. Ctrl-C ends it.

                  Status page  %s
                  Customers    10001 to 10009 in each realm, e-mail <number>@example.com
                               login password login-<number>, transaction password trade-<number>
                  Mail         http://localhost:%d  (SMTP port %d)
                  Admin        %s/admin  admin / admin
                  Health       %s/health/ready, metrics at /metrics
                  Log          %s

                """.formatted(millis / 1_000.0, statusPages, options.mailPort(), options.smtpPort(), keycloak.url(), keycloak.managementUrl(), log));
        out.flush();
    }
}
