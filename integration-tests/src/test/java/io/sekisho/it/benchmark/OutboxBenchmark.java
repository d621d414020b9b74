package io.sekisho.it.benchmark;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sekisho.demo.keycloak.KeycloakServer;
import io.sekisho.demo.mail.MailCatcher;
import io.sekisho.it.harness.Admin;
import io.sekisho.it.harness.Artifacts;
import io.sekisho.it.harness.Await;
import io.sekisho.it.harness.BuiltKeycloak;
import io.sekisho.it.harness.FormClient;
import io.sekisho.it.harness.FormClient.Answer;
import io.sekisho.it.harness.FreePort;
import io.sekisho.it.harness.Metrics;
import io.sekisho.it.harness.Oath;
import io.sekisho.it.harness.Postgres;
import io.sekisho.it.harness.TestRealm;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * How fast mails leave however many wait, and what a mass mailing costs those who log in meanwhile: one Keycloak in production mode
 * on PostgreSQL, with a long history of mails that were sent. Customers log in at a steady pace, in turns without and with mails
 * going out. In the end the mail server is down for a while with many mails waiting.
 *
 * <p>System properties: {@code benchmark.sent} mails in the history (1000000), {@code benchmark.backlogs} that wait (2000,10000,50000,200000),
 * {@code benchmark.outage} that wait while the mail server is down (200000), {@code benchmark.rounds} of logins without and with mails (4),
 * {@code benchmark.logins} of each (150), {@code benchmark.pace} logins a second (5), {@code benchmark.jvm}: further options for the
 * Java VM of Keycloak.
 */
public final class OutboxBenchmark {

    private static final String REALM = "mito";
    private static final String STATUS = "登録情報照会";
    private static final Duration START = Duration.ofMinutes(5);
    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final int CUSTOMERS = 200;
    private static final int BATCH = 50;
    private static final int BROWSERS = 4;
    private static final int WARM_UP_MAILS = 5_000;
    /** Of one look at the speed. */
    private static final int LOOK_SECONDS = 20;
    /** In a second. */
    private static final int MORE_THAN_LEAVE = 300;
    private static final int LOGIN_MAILS = 50_000;
    private static final int OUTAGE_SECONDS = 30;
    private static final int STEPS_AHEAD = 10;
    /** Seconds instead of the minutes of real life, so that an outage is over soon. */
    private static final List<String> NOTICES = List.of("--spi-jpa-entity-provider--sekisho-notice--interval-seconds=1",
            "--spi-jpa-entity-provider--sekisho-notice--retry-first-seconds=5");
    private static final ObjectMapper JSON = new ObjectMapper();

    private final MailCatcher mail;
    private final Postgres postgres;
    private final KeycloakServer keycloak;
    private final List<Oath> apps = new ArrayList<>();
    private final AtomicInteger next = new AtomicInteger();

    private OutboxBenchmark(MailCatcher mail, Postgres postgres) {
        this.mail = mail;
        this.postgres = postgres;
        Path state = Artifacts.state().resolve("outbox");
        List<String> arguments = new ArrayList<>(List.of("--import-realm", "--cache=local", "--http-enabled=true", "--hostname-strict=false",
                "--spi-credential--keycloak-otp--keyring-file=" + state.resolve("keyring.properties")));
        arguments.addAll(NOTICES);
        arguments.addAll(postgres.keycloakOptions());
        List<String> jvm = new ArrayList<>(List.of("-Xmx768m", "-XX:ActiveProcessorCount=2"));
        jvm.addAll(Arrays.stream(System.getProperty("benchmark.jvm", "").split(" ")).filter(option -> !option.isBlank()).toList());
        keycloak = new KeycloakServer(new KeycloakServer.Settings(BuiltKeycloak.copy(state.resolve("keycloak")).realms(List.of(realm(state))), "start", FreePort.next(),
                FreePort.next(), state.resolve("keycloak.log"), arguments, Map.of("SEKISHO_SMTP_PORT", Integer.toString(mail.smtpPort())), jvm, List.of(REALM)));
    }

    public static void main(String[] arguments) throws SQLException {
        try (MailCatcher mail = new MailCatcher(0, 0); Postgres postgres = new Postgres(Artifacts.state().resolve("outbox-postgres"))) {
            OutboxBenchmark benchmark = new OutboxBenchmark(mail, postgres);
            try (KeycloakServer keycloak = benchmark.keycloak) {
                keycloak.start(START);
                benchmark.run();
            }
        }
    }

    private void run() throws SQLException {
        storeCustomers();
        execute(insert("'SENT'", "now.ms + 600000000", "now.ms"), Integer.getInteger("benchmark.sent", 1_000_000));
        execute("vacuum analyze");
        // Compiles what is measured, and opens every customer's seed once.
        logins(CUSTOMERS, 2.0 * Integer.getInteger("benchmark.pace", 5));
        mailing(WARM_UP_MAILS);
        look(WARM_UP_MAILS);
        stopMailing();
        for (int backlog : Arrays.stream(System.getProperty("benchmark.backlogs", "2000,10000,50000,200000").split(",")).mapToInt(Integer::parseInt).toArray()) {
            mailing(backlog);
            System.out.printf("%d waiting: %s%n", backlog, look(backlog));
            stopMailing();
        }
        if (Integer.getInteger("benchmark.rounds", 4) > 0) {
            compareLogins();
        }
        outage(Integer.getInteger("benchmark.outage", 200_000));
    }

    /** {@code mito}, with login passwords that are hashed fast: the hash, which is Keycloak's, would hide the rest. */
    private static Path realm(Path state) {
        try {
            Files.createDirectories(state);
            Files.writeString(state.resolve("keyring.properties"), "active=k1\nk1=" + "A".repeat(43) + "=\n");
            ObjectNode mito = (ObjectNode) JSON.readTree(Files.readString(Artifacts.realms().resolve(REALM + "-realm.json")));
            TestRealm.hashFast(mito);
            mito.put("bruteForceProtected", false).withObject("/attributes").put("sekisho.lookAroundSteps", Integer.toString(STEPS_AHEAD));
            return Files.writeString(state.resolve(REALM + "-realm.json"), mito.toPrettyString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void storeCustomers() {
        Admin admin = new Admin(keycloak.url());
        for (int first = 0; first < CUSTOMERS; first += BATCH) {
            ObjectNode batch = JSON.createObjectNode();
            ArrayNode users = batch.putArray("users");
            for (int number = first; number < first + BATCH; number++) {
                Oath app = Oath.withNewKey().stepsAhead(STEPS_AHEAD);
                apps.add(app);
                ObjectNode user = users.addObject().put("username", "m" + number).put("enabled", true).put("email", "m" + number + "@example.com").put("emailVerified", true)
                        .put("firstName", "A").put("lastName", "B");
                user.putArray("realmRoles").add("default-roles-" + REALM);
                user.putArray("credentials").add(JSON.createObjectNode().put("type", "password").put("value", "login-m" + number)).add(admin.otpCredential(app.key()));
            }
            require(admin.send("POST", "/" + REALM + "/partialImport", batch).statusCode() == 200, "customers from " + first);
        }
    }

    // Mails

    private static String insert(String state, String dueAt, String sentAt) {
        return "insert into SEKISHO_NOTICE (ID, REALM_ID, USER_ID, KIND, RECIPIENT, LOCALE, OCCURRED_AT, STATE, ATTEMPTS, DUE_AT, SENT_AT)"
                + " select gen_random_uuid()::text, r.ID, gen_random_uuid()::text, 'TOKEN_STARTED', 'c' || number || '@example.com', 'ja', now.ms, " + state + ", 0, " + dueAt + ", " + sentAt
                + " from REALM r, generate_series(1, ?) number, lateral (select (extract(epoch from clock_timestamp()) * 1000)::bigint + number * 0 as ms) now where r.NAME = '" + REALM + "'";
    }

    /** So many wait from now on. */
    private void mailing(int mails) throws SQLException {
        execute(insert("'PENDING'", "now.ms", "null"), mails);
        execute("analyze SEKISHO_NOTICE");
    }

    private void stopMailing() throws SQLException {
        execute("delete from SEKISHO_NOTICE where STATE in ('PENDING', 'CLAIMED')");
    }

    /** Since the start; of Keycloak's counter, as counting rows would cost what is measured. */
    private int sent() {
        return new Metrics(keycloak.managementUrl()).sum("sekisho_notice_deliveries_total", "result", "sent");
    }

    private int awaitFirst() {
        int before = sent();
        Await.until("a first mail", PATIENCE, () -> sent() > before);
        return sent();
    }

    /** @param waiting so many that they do not run out meanwhile */
    private Speed look(int waiting) {
        int first = awaitFirst();
        long[] processor = processorMillis();
        long began = System.nanoTime();
        long ends = began + Duration.ofSeconds(Math.min(LOOK_SECONDS, waiting / MORE_THAN_LEAVE)).toNanos();
        Await.until("the end of the look", PATIENCE, () -> System.nanoTime() > ends);
        double mails = sent() - first;
        double seconds = (System.nanoTime() - began) / 1e9;
        long[] after = processorMillis();
        return new Speed(mails / seconds, (after[0] - processor[0]) / mails, (after[1] - processor[1]) / mails);
    }

    /** What of the processor a mail takes says more than their speed, where others use the machine as well. */
    private record Speed(double mailsPerSecond, double keycloakMillis, double postgresMillis) {

        @Override
        public String toString() {
            return "%.0f mails a second; a mail takes %.1f ms of the processor for Keycloak and %.1f ms for PostgreSQL".formatted(mailsPerSecond, keycloakMillis, postgresMillis);
        }
    }

    /** So far, of Keycloak and of the processes of PostgreSQL. */
    private long[] processorMillis() {
        long backend = Long.parseLong(postgres.query("select pid from pg_stat_activity where backend_type = 'checkpointer'").get(0));
        return new long[] {millis(ProcessHandle.of(keycloak.pid()).stream()), millis(ProcessHandle.of(backend).flatMap(ProcessHandle::parent).stream().flatMap(ProcessHandle::children))};
    }

    private static long millis(Stream<ProcessHandle> processes) {
        return processes.mapToLong(process -> process.info().totalCpuDuration().map(Duration::toMillis).orElse(0L)).sum();
    }

    private void execute(String sql, Object... parameters) throws SQLException {
        try (Connection connection = postgres.connect(); PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int index = 0; index < parameters.length; index++) {
                statement.setObject(index + 1, parameters[index]);
            }
            statement.execute();
        }
    }

    // Logins

    private void compareLogins() throws SQLException {
        int rounds = Integer.getInteger("benchmark.rounds", 4);
        int logins = Integer.getInteger("benchmark.logins", 150);
        double pace = Integer.getInteger("benchmark.pace", 5);
        List<Long> quiet = new ArrayList<>();
        List<Long> busy = new ArrayList<>();
        double mails = 0;
        for (int round = 0; round < rounds; round++) {
            quiet.addAll(logins(logins, pace));
            mailing(LOGIN_MAILS);
            int first = awaitFirst();
            long began = System.nanoTime();
            busy.addAll(logins(logins, pace));
            mails += (sent() - first) / ((System.nanoTime() - began) / 1e9) / rounds;
            stopMailing();
        }
        System.out.printf("logins without mails: %s%nlogins with %.0f mails a second: %s%nratio: p50 %.2f, p95 %.2f, p99 %.2f%n", line(quiet), mails, line(busy),
                percentile(busy, 50) / percentile(quiet, 50), percentile(busy, 95) / percentile(quiet, 95), percentile(busy, 99) / percentile(quiet, 99));
    }

    private static String line(List<Long> nanos) {
        return "p50 %.0f ms, p95 %.0f ms, p99 %.0f ms (%d logins)".formatted(percentile(nanos, 50), percentile(nanos, 95), percentile(nanos, 99), nanos.size());
    }

    private static double percentile(List<Long> nanos, int percent) {
        List<Long> sorted = nanos.stream().sorted().toList();
        return sorted.get(Math.min(sorted.size() - 1, sorted.size() * percent / 100)) / 1e6;
    }

    /** Each from the time on at which the customer came, whether or not a browser was free. @return their nanoseconds */
    private List<Long> logins(int count, double pace) {
        List<String> codes = IntStream.range(next.get(), next.get() + count).mapToObj(number -> apps.get(number % CUSTOMERS).code()).toList();
        int first = next.getAndAdd(count);
        List<Long> times = Collections.synchronizedList(new ArrayList<>());
        ScheduledExecutorService browsers = Executors.newScheduledThreadPool(BROWSERS);
        try {
            long began = System.nanoTime() + 100_000_000;
            List<ScheduledFuture<?>> running = new ArrayList<>();
            for (int number = 0; number < count; number++) {
                int customer = (first + number) % CUSTOMERS;
                String code = codes.get(number);
                long comes = began + (long) (number * 1e9 / pace);
                running.add(browsers.schedule(() -> {
                    login(customer, code);
                    times.add(System.nanoTime() - comes);
                }, comes - System.nanoTime(), TimeUnit.NANOSECONDS));
            }
            for (ScheduledFuture<?> each : running) {
                each.get();
            }
            return times;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        } finally {
            browsers.shutdownNow();
        }
    }

    private void login(int customer, String code) {
        FormClient browser = new FormClient();
        Answer page = browser.get(keycloak.url() + "/realms/" + REALM + "/otp-service");
        page = browser.submit(page, Map.of("username", "m" + customer, "password", "login-m" + customer));
        page = browser.submit(page, Map.of("otp", code));
        require(STATUS.equals(page.heading()), "customer " + customer + " is not logged in: " + page.status() + " " + page.body());
    }

    private static void require(boolean expected, String otherwise) {
        if (!expected) {
            throw new IllegalStateException(otherwise);
        }
    }

    // The mail server is down

    private void outage(int mails) throws SQLException {
        mail.refuse();
        long writes = writes();
        mailing(mails);
        List<Long> meanwhile = logins(5 * OUTAGE_SECONDS, 5);
        long down = writes() - writes - mails;
        writes = writes();
        long back = System.nanoTime();
        mail.accept();
        awaitFirst();
        double seconds = (System.nanoTime() - back) / 1e9;
        long up = writes() - writes;
        System.out.printf("the mail server is down with %d waiting: logins %s; %d rows written in %d s; the first mail %.1f s after it is back, %d rows written until then; then %s%n",
                mails, line(meanwhile), down, OUTAGE_SECONDS, seconds, up, look(mails));
        stopMailing();
    }

    /** Rows of the outbox that were inserted or changed so far. */
    private long writes() {
        return Long.parseLong(postgres.query("select n_tup_ins + n_tup_upd from pg_stat_user_tables where relname = 'sekisho_notice'").get(0));
    }
}
