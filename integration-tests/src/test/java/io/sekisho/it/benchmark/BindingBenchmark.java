package io.sekisho.it.benchmark;

import io.sekisho.demo.keycloak.KeycloakHome;
import io.sekisho.demo.keycloak.KeycloakServer;
import io.sekisho.demo.mail.MailCatcher;
import io.sekisho.it.harness.Admin;
import io.sekisho.it.harness.Artifacts;
import io.sekisho.it.harness.Customer;
import io.sekisho.it.harness.FormClient;
import io.sekisho.it.harness.FormClient.Answer;
import io.sekisho.it.harness.FreePort;
import io.sekisho.it.harness.HardwareToken;
import io.sekisho.it.harness.Oath;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Whether binding a token and logging in with it take longer where the inventory is long: two Keycloaks with a short
 * and with a long inventory, customers of both in turns.
 *
 * <p>System properties: {@code benchmark.tokens} of the long one (1000000), {@code benchmark.customers} of each (200),
 * {@code benchmark.databases}: arguments for Keycloak that name other databases than the embedded ones, with {@code
 * {name}} for {@code small} and {@code large}.
 */
public final class BindingBenchmark {

    private static final String REALM = "sample-direct";
    private static final Duration START = Duration.ofMinutes(5);
    private static final int SMALL = 1_000;
    private static final int BATCH = 100_000;
    private static final int WARM_UP = 25;

    private final KeycloakServer keycloak;
    private final Admin admin;
    private final String name;
    private final long[] binds;
    private final long[] logins;

    private BindingBenchmark(KeycloakServer keycloak, String name, int customers) {
        this.keycloak = keycloak;
        this.admin = new Admin(keycloak.url());
        this.name = name;
        this.binds = new long[customers];
        this.logins = new long[customers];
    }

    public static void main(String[] arguments) {
        int customers = Integer.getInteger("benchmark.customers", 200);
        int tokens = Integer.getInteger("benchmark.tokens", 1_000_000);
        try (MailCatcher mail = new MailCatcher(0, 0);
                KeycloakServer small = server("small", mail);
                KeycloakServer large = server("large", mail)) {
            small.start(START);
            large.start(START);
            BindingBenchmark few = new BindingBenchmark(small, SMALL + " tokens", customers);
            BindingBenchmark many = new BindingBenchmark(large, tokens + " tokens", customers);
            few.fill(SMALL);
            many.fill(tokens);
            for (int round = -WARM_UP; round < customers; round++) {
                // Whoever is first has it neither better nor worse in the long run.
                for (BindingBenchmark side : round % 2 == 0 ? List.of(few, many) : List.of(many, few)) {
                    side.customer(round);
                }
            }
            System.out.printf("%-28s %10s %10s %10s%n", "ms", "p50", "p95", "p99");
            few.report();
            many.report();
            System.out.printf(
                    "ratio of the medians: binding %.3f, login %.3f%n",
                    percentile(many.binds, 50) / percentile(few.binds, 50),
                    percentile(many.logins, 50) / percentile(few.logins, 50));
        }
    }

    private static KeycloakServer server(String name, MailCatcher mail) {
        Path state = Artifacts.state().resolve(name);
        KeycloakHome home = KeycloakHome.unpack(Artifacts.distribution(), state.resolve("keycloak"))
                .install(Artifacts.jar())
                .forget()
                .realms(KeycloakHome.realmFiles(Artifacts.realms()));
        String database = System.getProperty("benchmark.databases", "").replace("{name}", name);
        return new KeycloakServer(new KeycloakServer.Settings(
                home,
                "start-dev",
                FreePort.next(),
                FreePort.next(),
                state.resolve("keycloak.log"),
                Arrays.asList(("--import-realm " + database).strip().split(" +")),
                Map.of("SEKISHO_SMTP_PORT", Integer.toString(mail.smtpPort())),
                List.of("-Xmx1g", "-XX:ActiveProcessorCount=2"),
                List.of(REALM)));
    }

    /** Tokens that nobody binds, in files of a size that is easy to send. */
    private void fill(int count) {
        long began = System.nanoTime();
        String key = Oath.withNewKey().key();
        for (int first = 0; first < count; first += BATCH) {
            StringBuilder file = new StringBuilder("upn,serial number,secret key,time interval,manufacturer,model\r\n");
            for (int number = first; number < Math.min(first + BATCH, count); number++) {
                file.append(',')
                        .append("SHLF%08d".formatted(number))
                        .append(',')
                        .append(key)
                        .append(",30,Example Tokens,ET-1\r\n");
            }
            if (admin.sendText(
                                    "POST",
                                    "/" + REALM + "/otp-service/tokens/import?format=csv",
                                    "text/csv",
                                    file.toString())
                            .statusCode()
                    != 200) {
                throw new IllegalStateException("the tokens from " + first + " on were not imported");
            }
        }
        System.out.printf(
                "%s: imported in %d s%n",
                name, Duration.ofNanos(System.nanoTime() - began).toSeconds());
    }

    /** One customer binds a token and logs in with it; a round below 0 warms up. */
    private void customer(int round) {
        Customer customer = admin.newCustomer(REALM);
        HardwareToken token = HardwareToken.delivered(admin, REALM);
        FormClient browser = new FormClient();
        Map<String, String> login = Map.of("username", customer.number(), "password", customer.loginPassword());
        Answer page = browser.submit(browser.get(url("/register")), login);
        String code = token.codes().currentCode();
        long began = System.nanoTime();
        page = browser.submit(page, Map.of("tokenId", token.id(), "otp", code));
        long bound = System.nanoTime();
        require(page.body().contains("00001"), page);

        page = browser.submit(browser.get(url("")), login);
        code = token.codes().code();
        long asked = System.nanoTime();
        page = browser.submit(page, Map.of("otp", code));
        long in = System.nanoTime();
        require(page.uri().getPath().endsWith("/otp-service"), page);
        if (round >= 0) {
            binds[round] = bound - began;
            logins[round] = in - asked;
        }
    }

    private String url(String path) {
        return keycloak.url() + "/realms/" + REALM + "/otp-service" + path;
    }

    private static void require(boolean expected, Answer page) {
        if (!expected) {
            throw new IllegalStateException(page.status() + " " + page.uri() + " " + page.message());
        }
    }

    private void report() {
        for (Map.Entry<String, long[]> kind :
                Map.of("binding", binds, "login's code", logins).entrySet()) {
            System.out.printf(
                    "%-28s %10.1f %10.1f %10.1f%n",
                    name + ": " + kind.getKey(),
                    percentile(kind.getValue(), 50),
                    percentile(kind.getValue(), 95),
                    percentile(kind.getValue(), 99));
        }
    }

    private static double percentile(long[] nanos, int percent) {
        long[] sorted = Arrays.stream(nanos).sorted().toArray();
        return sorted[Math.min(sorted.length - 1, sorted.length * percent / 100)] / 1e6;
    }
}
