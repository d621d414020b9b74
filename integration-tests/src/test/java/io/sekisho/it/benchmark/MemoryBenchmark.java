package io.sekisho.it.benchmark;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sekisho.demo.keycloak.KeycloakHome;
import io.sekisho.demo.keycloak.KeycloakServer;
import io.sekisho.demo.mail.MailCatcher;
import io.sekisho.it.harness.Admin;
import io.sekisho.it.harness.Artifacts;
import io.sekisho.it.harness.Crowd;
import io.sekisho.it.harness.FormClient;
import io.sekisho.it.harness.FormClient.Answer;
import io.sekisho.it.harness.FreePort;
import io.sekisho.it.harness.Oath;
import io.sekisho.it.harness.TestRealm;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How much more memory a node takes with the JAR than without it, and how much more of the processor a login takes. Two
 * Keycloaks in production mode, started a second time, with the same options of the Java VM: one with the JAR and the
 * realm {@code mito}, one as it is delivered, with a realm that has the same settings, Keycloak's own flow and
 * Keycloak's own theme. Customers log in at both in turns, each once, with password and code. Login passwords are
 * hashed fast in both: the hash, which is Keycloak's, would hide the rest.
 *
 * <p>Linux only. System properties: {@code benchmark.logins} of each (1000), {@code benchmark.rounds} (3), for each of
 * which both are started anew, {@code benchmark.jvm}: further options for both Java VMs, {@code benchmark.detail}:
 * whether to say what the memory is taken by (with {@code -XX:NativeMemoryTracking=summary} among these options).
 */
public final class MemoryBenchmark {

    private static final String REALM = "mito";
    private static final String CLIENT = "benchmark";
    private static final Duration START = Duration.ofMinutes(5);
    private static final int WARM_UP = 50;
    private static final int BROWSERS = 4;
    /**
     * How large a heap is depends on chance; so that what is resident after a collection is what is in use, it is made
     * to shrink then.
     */
    private static final List<String> JVM =
            List.of("-XX:ActiveProcessorCount=2", "-XX:MinHeapFreeRatio=5", "-XX:MaxHeapFreeRatio=10");

    private static final int BATCH = 100;
    /** Of {@code /proc/<pid>/stat}, milliseconds. */
    private static final int TICK = 10;

    private static final ObjectMapper JSON = new ObjectMapper();

    private final String name;
    private final Path state;
    private final boolean withJar;
    private final int smtpPort;
    private KeycloakHome home;
    private KeycloakServer keycloak;
    private Admin admin;
    private final List<Oath> apps = new ArrayList<>();
    private final List<Measured> rounds = new ArrayList<>();

    /**
     * All in MB but the last one, which is in ms.
     *
     * @param heap that is used after a collection
     * @param metaspace that is used
     */
    private record Measured(
            double rssBefore,
            double pssBefore,
            double rss,
            double pss,
            double heap,
            double metaspace,
            double cpuPerLogin) {}

    private MemoryBenchmark(String name, boolean withJar, int smtpPort) {
        this.name = name;
        this.state = Artifacts.state().resolve("memory").resolve(withJar ? "sekisho" : "stock");
        this.withJar = withJar;
        this.smtpPort = smtpPort;
    }

    public static void main(String[] arguments) {
        int logins = Integer.getInteger("benchmark.logins", 1_000);
        try (MailCatcher mail = new MailCatcher(0, 0)) {
            MemoryBenchmark stock = new MemoryBenchmark("stock", false, mail.smtpPort());
            MemoryBenchmark sekisho = new MemoryBenchmark("Sekisho", true, mail.smtpPort());
            List.of(stock, sekisho).forEach(side -> side.prepare(WARM_UP + logins));
            for (int round = 0; round < Integer.getInteger("benchmark.rounds", 3); round++) {
                // Whoever is first has it neither better nor worse in the long run.
                List<MemoryBenchmark> both = round % 2 == 0 ? List.of(stock, sekisho) : List.of(sekisho, stock);
                try {
                    both.forEach(side -> side.start("--optimized"));
                    login(both, 0, WARM_UP);
                    long[] cpu =
                            both.stream().mapToLong(MemoryBenchmark::cpuMillis).toArray();
                    login(both, WARM_UP, logins);
                    for (int side = 0; side < 2; side++) {
                        both.get(side).measure((double) (both.get(side).cpuMillis() - cpu[side]) / logins);
                    }
                } finally {
                    both.forEach(MemoryBenchmark::stop);
                }
            }
            report(stock, sekisho, logins);
        }
    }

    /** Builds, and stores realm and customers, in a process that is not measured. */
    private void prepare(int customers) {
        home = KeycloakHome.unpack(Artifacts.distribution(), state.resolve("keycloak"))
                .forget();
        if (withJar) {
            home.install(Artifacts.jar());
        }
        home.realms(List.of(realm()));
        start("--import-realm", "--db=dev-file", "--cache=local");
        try {
            store(customers);
        } finally {
            stop();
        }
    }

    /** On ports of its own each time: those of before may have been taken since. */
    private void start(String... options) {
        List<String> jvm = new ArrayList<>(JVM);
        jvm.addAll(Arrays.stream(System.getProperty("benchmark.jvm", "").split(" "))
                .filter(option -> !option.isBlank())
                .toList());
        keycloak = new KeycloakServer(new KeycloakServer.Settings(
                        home,
                        "start",
                        FreePort.next(),
                        FreePort.next(),
                        state.resolve("keycloak.log"),
                        List.of("--http-enabled=true", "--hostname-strict=false"),
                        environment(),
                        jvm,
                        List.of(REALM))
                .with(options));
        keycloak.start(START);
    }

    private void store(int customers) {
        admin = new Admin(keycloak.url());
        require2xx(admin.sendText(
                "POST",
                "/" + REALM + "/clients",
                "{\"clientId\": \"" + CLIENT
                        + "\", \"publicClient\": true, \"rootUrl\": \"${authBaseUrl}\", \"redirectUris\": [\"/realms/"
                        + REALM + "\"]}"));
        for (int customer = 0; customer < customers; customer += BATCH) {
            ObjectNode batch = JSON.createObjectNode();
            ArrayNode users = batch.putArray("users");
            for (int member = customer; member < Math.min(customers, customer + BATCH); member++) {
                users.add(customer(member));
            }
            require2xx(admin.send("POST", "/" + REALM + "/partialImport", batch));
        }
    }

    private Map<String, String> environment() {
        try {
            Path keyring = state.resolve("keyring.properties");
            Files.writeString(keyring, "active=k1\nk1=" + "A".repeat(43) + "=\n");
            return Map.of(
                    "SEKISHO_SMTP_PORT",
                    Integer.toString(smtpPort),
                    "KC_SPI_CREDENTIAL__KEYCLOAK_OTP__KEYRING_FILE",
                    keyring.toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** {@code mito}; or of it what Keycloak itself knows, without flows, clients, actions and themes of ours. */
    private Path realm() {
        try {
            ObjectNode mito = (ObjectNode)
                    JSON.readTree(Files.readString(Artifacts.realms().resolve(REALM + "-realm.json")));
            TestRealm.hashFast(mito);
            Path file = Files.createDirectories(state).resolve(REALM + "-realm.json");
            if (withJar) {
                return Files.writeString(file, mito.toPrettyString());
            }
            ObjectNode stock = JSON.createObjectNode();
            mito.fields().forEachRemaining(field -> {
                boolean plain = field.getValue().isValueNode()
                        || field.getValue().isArray()
                                && (field.getValue().isEmpty()
                                        || field.getValue().get(0).isValueNode());
                if (plain
                        && !field.getKey().endsWith("Theme")
                        && !field.getKey().endsWith("Flow")) {
                    stock.set(field.getKey(), field.getValue());
                }
            });
            return Files.writeString(file, stock.toPrettyString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private ObjectNode customer(int number) {
        Oath app = Oath.withNewKey();
        apps.add(app);
        ObjectNode user = JSON.createObjectNode()
                .put("username", username(number))
                .put("enabled", true)
                .put("email", username(number) + "@example.com")
                .put("emailVerified", true)
                .put("firstName", "A")
                .put("lastName", "B");
        user.putArray("realmRoles").add("default-roles-" + REALM);
        user.putArray("credentials")
                .add(JSON.createObjectNode().put("type", "password").put("value", "login-" + username(number)))
                .add(admin.otpCredential(app.key()));
        return user;
    }

    private static String username(int number) {
        return "m" + number;
    }

    /** Each customer at both, in turns; a few at a time, as the next codes are waited for. */
    private static void login(List<MemoryBenchmark> both, int first, int count) {
        Crowd.run(BROWSERS, count, next -> {
            int customer = first + next;
            for (MemoryBenchmark side : customer % 2 == 0 ? both : List.of(both.get(1), both.get(0))) {
                side.login(customer);
            }
            return customer;
        });
    }

    /** Password and code, as a browser sends them; ends where the client is sent the authorization code. */
    private void login(int customer) {
        FormClient browser = new FormClient();
        String target = keycloak.url() + "/realms/" + REALM;
        Answer page = browser.get(target + "/protocol/openid-connect/auth?client_id=" + CLIENT
                + "&response_type=code&scope=openid&redirect_uri=" + target);
        page = browser.submit(page, Map.of("username", username(customer), "password", "login-" + username(customer)));
        page = browser.submit(page, Map.of("otp", apps.get(customer).currentCode()));
        if (page.uri().getQuery() == null || !page.uri().getQuery().contains("code=")) {
            throw new IllegalStateException(name + ": customer " + customer + " is not logged in: " + page.status()
                    + " " + page.uri() + " " + page.body());
        }
    }

    private void measure(double cpuPerLogin) {
        double rssBefore = fromSmaps("Rss");
        double pssBefore = fromSmaps("Pss");
        // Twice: what the first one has only found to be garbage, and the heap that it gives back.
        jcmd("GC.run");
        jcmd("GC.run");
        String heap = jcmd("GC.heap_info");
        rounds.add(new Measured(
                rssBefore,
                pssBefore,
                fromSmaps("Rss"),
                fromSmaps("Pss"),
                kilobytes(heap, "heap .*?used (\\d+)K"),
                kilobytes(heap, "Metaspace +used (\\d+)K"),
                cpuPerLogin));
        System.out.printf("%s: %s%n", name, rounds.get(rounds.size() - 1));
        if (Boolean.getBoolean("benchmark.detail")) {
            System.out.println(jcmd("VM.native_memory").strip());
            System.out.println(jcmd("GC.class_histogram")
                    .lines()
                    .filter(line -> line.contains("sekisho") || line.startsWith("Total"))
                    .reduce("", (all, line) -> all + line + "\n"));
        }
    }

    private void stop() {
        if (keycloak != null) {
            keycloak.close();
        }
    }

    /** MB. */
    private double fromSmaps(String what) {
        return kilobytes(read("smaps_rollup"), "(?m)^" + what + ": +(\\d+) kB");
    }

    private long cpuMillis() {
        // After the name in brackets, user and system time are the 12th and 13th.
        String[] fields = read("stat").replaceFirst("^.*\\) ", "").split(" ");
        return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) * TICK;
    }

    private String read(String file) {
        try {
            return Files.readString(Path.of("/proc", Long.toString(keycloak.pid()), file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static double kilobytes(String text, String pattern) {
        Matcher found = Pattern.compile(pattern).matcher(text);
        if (!found.find()) {
            throw new IllegalStateException("No " + pattern + " in " + text);
        }
        return Long.parseLong(found.group(1)) / 1024.0;
    }

    private String jcmd(String command) {
        try {
            Process process = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "jcmd")
                                    .toString(),
                            Long.toString(keycloak.pid()),
                            command)
                    .start();
            String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            process.waitFor();
            return out;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static void require2xx(HttpResponse<String> answer) {
        if (answer.statusCode() / 100 != 2) {
            throw new IllegalStateException(answer.statusCode() + " " + answer.body());
        }
    }

    private static void report(MemoryBenchmark stock, MemoryBenchmark sekisho, int logins) {
        System.out.printf(
                "%nafter %d logins each%n%-34s %28s %28s %12s%n", logins, "", "stock", "Sekisho", "difference");
        line("resident (RSS), MB", stock, sekisho, Measured::rss);
        line("proportional (PSS), MB", stock, sekisho, Measured::pss);
        line("RSS before the collection, MB", stock, sekisho, Measured::rssBefore);
        line("PSS before the collection, MB", stock, sekisho, Measured::pssBefore);
        line("heap in use, MB", stock, sekisho, Measured::heap);
        line("metaspace in use, MB", stock, sekisho, Measured::metaspace);
        line("CPU of the server per login, ms", stock, sekisho, Measured::cpuPerLogin);
    }

    /** Each round, and the difference of the medians. */
    private static void line(
            String what, MemoryBenchmark stock, MemoryBenchmark sekisho, ToDoubleFunction<Measured> value) {
        System.out.printf(
                "%-34s %28s %28s %12.1f%n",
                what, stock.values(value), sekisho.values(value), sekisho.median(value) - stock.median(value));
    }

    private String values(ToDoubleFunction<Measured> value) {
        return String.join(
                " ",
                rounds.stream()
                        .map(round -> "%.1f".formatted(value.applyAsDouble(round)))
                        .toList());
    }

    private double median(ToDoubleFunction<Measured> value) {
        double[] sorted = rounds.stream().mapToDouble(value).sorted().toArray();
        return sorted[sorted.length / 2];
    }
}
