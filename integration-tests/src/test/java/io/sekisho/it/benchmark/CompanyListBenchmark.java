package io.sekisho.it.benchmark;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sekisho.demo.keycloak.KeycloakHome;
import io.sekisho.demo.keycloak.KeycloakServer;
import io.sekisho.demo.mail.MailCatcher;
import io.sekisho.it.harness.Admin;
import io.sekisho.it.harness.Artifacts;
import io.sekisho.it.harness.Await;
import io.sekisho.it.harness.Customer;
import io.sekisho.it.harness.FormClient;
import io.sekisho.it.harness.FormClient.Answer;
import io.sekisho.it.harness.FreePort;
import io.sekisho.it.harness.Oath;
import io.sekisho.it.harness.TestCompany;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * How long the management pages take to list a company of many users, and whether the server's memory stays flat.
 *
 * <p>It starts a Keycloak of its own on loopback. System properties: {@code benchmark.users} (10000),
 * {@code benchmark.requests} of each kind (500), {@code benchmark.database}: arguments for Keycloak that name another
 * database than the embedded one.
 */
public final class CompanyListBenchmark {

    private static final String REALM = "kenshin";
    private static final Duration START = Duration.ofMinutes(5);
    private static final int BATCH = 500;
    private static final int WARM_UP = 100;
    private static final Pattern HEAP_USED = Pattern.compile("used (\\d+)K");
    private static final ObjectMapper JSON = new ObjectMapper();

    private final KeycloakServer keycloak;
    private final Admin admin;
    private final int users = Integer.getInteger("benchmark.users", 10_000);
    private final int requests = Integer.getInteger("benchmark.requests", 500);

    private CompanyListBenchmark(KeycloakServer keycloak) {
        this.keycloak = keycloak;
        this.admin = new Admin(keycloak.url());
    }

    public static void main(String[] arguments) throws IOException, InterruptedException {
        Path state = Artifacts.state();
        KeycloakHome home = KeycloakHome.unpack(Artifacts.distribution(), state.resolve("keycloak"))
                .install(Artifacts.jar())
                .forget()
                .realms(KeycloakHome.realmFiles(Artifacts.realms()));
        String database = System.getProperty("benchmark.database", "");
        try (MailCatcher mail = new MailCatcher(0, 0);
                KeycloakServer keycloak = new KeycloakServer(new KeycloakServer.Settings(
                        home,
                        "start-dev",
                        FreePort.next(),
                        FreePort.next(),
                        state.resolve("keycloak.log"),
                        database.isBlank()
                                ? List.of("--import-realm")
                                : Arrays.asList(("--import-realm " + database).split(" +")),
                        Map.of("SEKISHO_SMTP_PORT", Integer.toString(mail.smtpPort())),
                        List.of("-Xmx512m", "-XX:ActiveProcessorCount=2"),
                        List.of(REALM)))) {
            keycloak.start(START);
            new CompanyListBenchmark(keycloak).run();
        }
    }

    private void run() throws IOException, InterruptedException {
        TestCompany company = TestCompany.in(admin, REALM);
        Customer master = company.master();
        Customer administrator = company.administrator();
        long began = System.nanoTime();
        fill(company);
        System.out.printf("%d users made in %d s%n", users, seconds(began));

        Map<String, Map<String, String>> kinds = new LinkedHashMap<>();
        for (Customer manager : List.of(master, administrator)) {
            String role = manager == master ? "master" : "administrator";
            Map<String, String> pages = new LinkedHashMap<>();
            pages.put(role + ": first page", "");
            pages.put(role + ": last page", "?page=" + (users / 50 + 1));
            pages.put(role + ": search, one found", "?search=member-" + (users - 1));
            pages.put(role + ": search, all found", "?search=example.com");
            pages.put(role + ": search, none found", "?search=nobody");
            pages.put(role + ": revoke list", "/revoke-token");
            pages.put(role + ": lift list", "/lift-suspension");
            kinds.put(manager.number(), pages);
        }
        FormClient asMaster = login(master);
        FormClient asAdministrator = login(administrator);
        for (int round = 0; round < WARM_UP; round++) {
            for (String query : kinds.get(master.number()).values()) {
                get(asMaster, query);
            }
        }
        System.out.printf("heap before: %d MB%n", heapMegabytes());
        System.out.printf("%-38s %8s %8s %8s %8s %8s%n", "ms", "p50", "p95", "p99", "max", "CPU");
        kinds.get(master.number()).forEach((name, query) -> measure(name, asMaster, query));
        kinds.get(administrator.number()).forEach((name, query) -> measure(name, asAdministrator, query));
        System.out.printf("heap after: %d MB%n", heapMegabytes());
        kinds.get(master.number()).forEach((name, query) -> measure(name + ", again", asMaster, query));
        System.out.printf("heap at the end: %d MB%n", heapMegabytes());

        for (String time : List.of("started", "started again")) {
            began = System.nanoTime();
            String address = "/" + REALM + "/otp-service/companies/" + company.id() + "/start";
            admin.send("POST", address, null);
            long answered = seconds(began);
            Await.until(
                    "the end of the start",
                    START.multipliedBy(6),
                    () -> !admin.get(address).get("state").asText().equals("RUNNING"));
            System.out.printf(
                    "company %s in %d s, answered after %d s: %s%n",
                    time, seconds(began), answered, admin.get(address));
        }
        System.out.printf("heap after the start: %d MB%n", heapMegabytes());
    }

    /** A third with a token in use. No login passwords, whose hashes would take longest, and nobody logs in. */
    private void fill(TestCompany company) {
        for (int first = 0; first < users; first += BATCH) {
            ObjectNode batch = JSON.createObjectNode();
            ArrayNode list = batch.putArray("users");
            for (int number = first; number < Math.min(first + BATCH, users); number++) {
                ObjectNode user = list.addObject()
                        .put("username", "member-" + number)
                        .put("enabled", true)
                        .put("email", "member-" + number + "@example.com")
                        .put("lastName", "利用者")
                        .put("firstName", "その" + number);
                user.putArray("realmRoles").add("default-roles-" + REALM);
                user.putArray("groups").add(company.path());
                if (number % 3 == 0) {
                    user.putArray("credentials")
                            .add(admin.otpCredential(Oath.withNewKey().key()));
                }
            }
            if (admin.send("POST", "/" + REALM + "/partialImport", batch).statusCode() != 200) {
                throw new IllegalStateException("the users from " + first + " on were not made");
            }
        }
    }

    private FormClient login(Customer manager) {
        FormClient client = new FormClient();
        client.submit(client.get(url("")), Map.of("username", manager.number(), "password", manager.loginPassword()));
        return client;
    }

    private void get(FormClient client, String query) {
        Answer answer = client.get(url(query));
        client.forget();
        if (answer.status() != 200 || !answer.body().contains("class=\"search\"")) {
            throw new IllegalStateException(answer.status() + " " + answer.uri());
        }
    }

    private void measure(String name, FormClient client, String query) {
        long cpuBefore = cpuNanos();
        long[] nanos = IntStream.range(0, requests)
                .mapToLong(i -> {
                    long began = System.nanoTime();
                    get(client, query);
                    return System.nanoTime() - began;
                })
                .sorted()
                .toArray();
        double cpu = (cpuNanos() - cpuBefore) / 1_000_000.0 / requests;
        System.out.printf(
                "%-38s %8.1f %8.1f %8.1f %8.1f %8.1f%n",
                name, at(nanos, 0.50), at(nanos, 0.95), at(nanos, 0.99), at(nanos, 1), cpu);
    }

    /** What the server has computed, which does not depend on what else the machine does. */
    private long cpuNanos() {
        return ProcessHandle.of(keycloak.pid())
                .orElseThrow()
                .info()
                .totalCpuDuration()
                .orElse(Duration.ZERO)
                .toNanos();
    }

    private static double at(long[] sorted, double quantile) {
        return sorted[(int) Math.min(sorted.length - 1L, Math.round(quantile * sorted.length))] / 1_000_000.0;
    }

    private static long seconds(long began) {
        return Duration.ofNanos(System.nanoTime() - began).toSeconds();
    }

    /** What is alive after a full collection. */
    private long heapMegabytes() throws IOException, InterruptedException {
        jcmd("GC.run");
        Matcher used = HEAP_USED.matcher(jcmd("GC.heap_info"));
        if (!used.find()) {
            throw new IllegalStateException("jcmd does not tell the heap");
        }
        return Long.parseLong(used.group(1)) / 1024;
    }

    private String jcmd(String command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                        Long.toString(keycloak.pid()),
                        command)
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return output;
    }

    private String url(String query) {
        return keycloak.url() + "/realms/" + REALM + "/otp-service/manage" + query;
    }
}
