package io.sekisho.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sekisho.demo.keycloak.KeycloakHome;
import io.sekisho.demo.keycloak.KeycloakServer;
import io.sekisho.demo.mail.MailCatcher;
import io.sekisho.demo.payment.PaymentDemo;
import io.sekisho.demo.token.DemoTokens;
import io.sekisho.demo.token.TokenDemo;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * {@code mvn -Pdemo}: Keycloak with the JAR and the realms, a mail catcher, an application that asks for step-ups,
 * hardware tokens on a screen, and a table that says where everything is.
 */
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
        try (FileChannel channel = FileChannel.open(
                options.state().resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            alone(channel);
            portsFree();
            List<Path> realmFiles = KeycloakHome.realmFiles(options.realms());
            List<JsonNode> realmContents = contents(realmFiles);
            List<String> realms = realmContents.stream()
                    .map(realm -> realm.path("realm").asText())
                    .toList();
            Path log = options.state().resolve("keycloak.log");
            out.println("Starting Keycloak; the first start takes about half a minute (log: " + log + ")");

            String keycloakUrl = KeycloakServer.url(options.httpPort());
            try (MailCatcher mail = new MailCatcher(options.smtpPort(), options.mailPort());
                    PaymentDemo payment =
                            new PaymentDemo(options.paymentPort(), keycloakUrl, banks(realmContents, keycloakUrl));
                    TokenDemo tokens = new TokenDemo(options.tokenPort(), institutions(realmContents, keycloakUrl))) {
                KeycloakHome home = KeycloakHome.unpack(
                                options.distribution(), options.state().resolve("keycloak"))
                        .install(options.jar())
                        .realms(realmFiles);
                KeycloakServer keycloak = new KeycloakServer(KeycloakServer.Settings.development(
                                home, options.httpPort(), options.managementPort(), mail.smtpPort(), log, realms)
                        .with("--spi-theme--folder--dir=" + options.themes()));
                // Ctrl-C reaches this process; the hook takes Keycloak with it, also in the middle of its start.
                Thread end = new Thread(keycloak::close, "end-keycloak");
                Runtime.getRuntime().addShutdownHook(end);
                keycloak.start(START);
                followPorts(keycloak, realms, payment);
                importTokens(keycloak, realmContents);
                table(keycloak, realmContents, payment, tokens, log, (System.nanoTime() - begin) / 1_000_000);
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

    /** They were free before the build; somebody may have been quicker since. */
    private void portsFree() throws CannotRun {
        Optional<String> complaint = Ports.complaint(options.ports());
        if (complaint.isPresent()) {
            throw new CannotRun(complaint.get());
        }
    }

    private static List<JsonNode> contents(List<Path> files) throws IOException {
        ObjectMapper json = new ObjectMapper();
        List<JsonNode> contents = new ArrayList<>();
        for (Path file : files) {
            contents.add(json.readTree(file.toFile()));
        }
        return contents;
    }

    /** The realms that the payment page is known to. */
    private static List<PaymentDemo.Bank> banks(List<JsonNode> realms, String keycloakUrl) {
        return realms.stream()
                .filter(realm ->
                        realm.path("clients").findValuesAsText("clientId").contains("payment"))
                .map(realm -> new PaymentDemo.Bank(
                        realm.path("realm").asText(),
                        realm.path("displayName").asText(),
                        keycloakUrl + "/realms/" + realm.path("realm").asText()))
                .toList();
    }

    /** The realms whose customers bind tokens. */
    private static List<TokenDemo.Institution> institutions(List<JsonNode> realms, String keycloakUrl) {
        return realms.stream()
                .filter(Demo::bindsTokens)
                .map(realm -> new TokenDemo.Institution(
                        realm.path("realm").asText(), realm.path("displayName").asText(), service(keycloakUrl, realm)))
                .toList();
    }

    /**
     * Tokens that are there from a start before are found to be equal, whatever became of them since. The rest of the
     * demo is of use without them, so a refusal (to a demo whose admin has another password by now, say) is told and
     * ends nothing.
     */
    private void importTokens(KeycloakServer keycloak, List<JsonNode> realms) throws IOException, InterruptedException {
        for (JsonNode realm : realms.stream().filter(Demo::bindsTokens).toList()) {
            String name = realm.path("realm").asText();
            try {
                AdminRest.login(keycloak.url())
                        .post(
                                "/" + name + "/otp-service/tokens/import?format=pskc",
                                "application/pskc+xml",
                                DemoTokens.pskc());
            } catch (AdminRest.Refused e) {
                out.println("The demo's tokens could not be imported into " + name + ": " + e.getMessage());
            }
        }
    }

    /** What is told to each realm. */
    private interface Change {

        void tell(RealmPorts ports, String realm) throws IOException, InterruptedException;
    }

    /**
     * Realms are imported once and keep the ports of that day; when one has moved, they are told. The mail port of the
     * day is handed to the import, the address of the payment page stands in the files.
     */
    private void followPorts(KeycloakServer keycloak, List<String> realms, PaymentDemo payment)
            throws IOException, InterruptedException {
        followPort(
                "smtp-port",
                options.smtpPort(),
                options.smtpPort(),
                keycloak,
                realms,
                (ports, realm) -> ports.mail(realm, options.smtpPort()));
        followPort(
                "payment-port",
                Ports.PAYMENT,
                options.paymentPort(),
                keycloak,
                realms,
                (ports, realm) -> ports.payment(realm, payment.url()));
    }

    private void followPort(
            String name, int imported, int port, KeycloakServer keycloak, List<String> realms, Change change)
            throws IOException, InterruptedException {
        Path known = options.state().resolve(name);
        String now = Integer.toString(port);
        String before = Files.exists(known) ? Files.readString(known) : Integer.toString(imported);
        if (!before.equals(now)) {
            RealmPorts ports = new RealmPorts(AdminRest.login(keycloak.url()));
            for (String realm : realms) {
                change.tell(ports, realm);
            }
        }
        Files.writeString(known, now);
    }

    private void table(
            KeycloakServer keycloak,
            List<JsonNode> realms,
            PaymentDemo payment,
            TokenDemo tokens,
            Path log,
            long millis) {
        out.print("""

                Sekisho is ready, after %.1f s. Ctrl-C ends it.

                  Begin at     %s/realms/mito/otp-service as 10001 / login-10001

                  Status page  %s
                  Customers    mito, hokuyo, sample-bank, sample-direct: 10001 to 10009
                               kenshin: company A master1, admin1, user1, user2, user3; company B master2, user21
                               login password login-<name>, transaction password trade-<name>, e-mail <name>@example.com
                  Branch       branch1 / login-branch1 of kenshin, for the admin REST
                  Token app    %s
                  Payment      %s  asks sample-bank and kenshin for step-ups
                  Tokens       %s  shows DEMO00000001 to DEMO00000020, for sample-direct
                  Entrances    %s
                               %s
                  Mail         http://localhost:%d  (SMTP port %d)
                  Admin        %s/admin  admin / admin
                  Health       %s/health/ready, metrics at /metrics
                  Log          %s
                  Themes       %s  a change of a template, a text or a style is on the next page

                """.formatted(
                        millis / 1_000.0,
                        keycloak.url(),
                        addresses(keycloak, realms.stream(), ""),
                        addresses(keycloak, realms.stream().filter(Demo::issuesTokens), "/token-app/"),
                        payment.url(),
                        tokens.url(),
                        addresses(keycloak, realms.stream().filter(Demo::bindsTokens), "/register"),
                        addresses(keycloak, realms.stream().filter(Demo::bindsTokens), "/stop"),
                        options.mailPort(),
                        options.smtpPort(),
                        keycloak.url(),
                        keycloak.managementUrl(),
                        log,
                        options.themes()));
        out.flush();
    }

    private static boolean issuesTokens(JsonNode realm) {
        return "issued-token".equals(enrolment(realm));
    }

    private static boolean bindsTokens(JsonNode realm) {
        return "bound-token".equals(enrolment(realm));
    }

    private static String enrolment(JsonNode realm) {
        return realm.path("attributes").path("sekisho.enrolment").asText();
    }

    private static String service(String keycloakUrl, JsonNode realm) {
        return keycloakUrl + "/realms/" + realm.path("realm").asText() + "/otp-service";
    }

    private static String addresses(KeycloakServer keycloak, Stream<JsonNode> realms, String page) {
        return realms.map(realm -> service(keycloak.url(), realm) + page)
                .collect(Collectors.joining("\n               "));
    }
}
