package io.sekisho.it.benchmark;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sekisho.demo.keycloak.KeycloakServer;
import io.sekisho.demo.mail.MailCatcher;
import io.sekisho.it.harness.Artifacts;
import io.sekisho.it.harness.Await;
import io.sekisho.it.harness.BuiltKeycloak;
import io.sekisho.it.harness.FreePort;
import io.sekisho.it.harness.Metrics;
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
import java.util.List;
import java.util.Map;

/**
 * How fast mails leave however many wait, and what a mass mailing costs those who log in meanwhile: one Keycloak in
 * production mode on PostgreSQL, with a long history of mails that were sent. Customers log in at a steady pace, in
 * turns without and with mails going out. In the end the mail server is down for a while with many mails waiting.
 *
 * <p>Linux only. System properties: {@code benchmark.sent} mails in the history (1000000), {@code benchmark.backlogs}
 * that wait (2000,10000,50000,200000), {@code benchmark.outage} that wait while the mail server is down (200000),
 * {@code benchmark.rounds} of logins without and with mails (4), {@code benchmark.logins} of each (150),
 * {@code benchmark.pace} logins a second (5), {@code benchmark.jvm}: further options for the Java VM of Keycloak.
 */
public final class OutboxBenchmark {

    private static final String REALM = "mito";
    private static final Duration START = Duration.ofMinutes(5);
    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final int WARM_UP_MAILS = 5_000;
    /** Of one look at the speed. */
    private static final int LOOK_SECONDS = 20;
    /** In a second. */
    private static final int MORE_THAN_LEAVE = 300;

    private static final int LOGIN_MAILS = 50_000;
    private static final int OUTAGE_SECONDS = 30;
    /** Seconds instead of the minutes of real life, so that an outage is over soon. */
    private static final List<String> NOTICES = List.of(
            "--spi-jpa-entity-provider--sekisho-notice--interval-seconds=1",
            "--spi-jpa-entity-provider--sekisho-notice--retry-first-seconds=5");

    private static final ObjectMapper JSON = new ObjectMapper();

    private final MailCatcher mail;
    private final Postgres postgres;
    private final KeycloakServer keycloak;
    private final Logins logins;

    private OutboxBenchmark(MailCatcher mail, Postgres postgres) {
        this.mail = mail;
        this.postgres = postgres;
        Path state = Artifacts.state().resolve("outbox");
        List<String> arguments = new ArrayList<>(List.of(
                "--import-realm",
                "--cache=local",
                "--http-enabled=true",
                "--hostname-strict=false",
                "--spi-credential--keycloak-otp--keyring-file=" + state.resolve("keyring.properties")));
        arguments.addAll(NOTICES);
        arguments.addAll(postgres.keycloakOptions());
        List<String> jvm = new ArrayList<>(List.of("-Xmx768m", "-XX:ActiveProcessorCount=2"));
        jvm.addAll(Arrays.stream(System.getProperty("benchmark.jvm", "").split(" "))
                .filter(option -> !option.isBlank())
                .toList());
        keycloak = new KeycloakServer(new KeycloakServer.Settings(
                BuiltKeycloak.copy(state.resolve("keycloak")).realms(List.of(realm(state))),
                "start",
                FreePort.next(),
                FreePort.next(),
                state.resolve("keycloak.log"),
                arguments,
                Map.of("SEKISHO_SMTP_PORT", Integer.toString(mail.smtpPort())),
                jvm,
                List.of(REALM)));
        logins = new Logins(keycloak.url(), REALM);
    }

    public static void main(String[] arguments) throws SQLException {
        try (MailCatcher mail = new MailCatcher(0, 0);
                Postgres postgres = new Postgres(Artifacts.state().resolve("outbox-postgres"))) {
            OutboxBenchmark benchmark = new OutboxBenchmark(mail, postgres);
            try (KeycloakServer keycloak = benchmark.keycloak) {
                keycloak.start(START);
                benchmark.run();
            }
        }
    }

    private void run() throws SQLException {
        logins.store();
        execute(insert("'SENT'", "now.ms + 600000000", "now.ms"), Integer.getInteger("benchmark.sent", 1_000_000));
        execute("vacuum analyze");
        // Compiles what is measured, and opens every customer's seed once.
        logins.atPace(Logins.CUSTOMERS, 2.0 * Integer.getInteger("benchmark.pace", 5));
        mailing(WARM_UP_MAILS);
        look(WARM_UP_MAILS);
        stopMailing();
        for (int backlog : Arrays.stream(System.getProperty("benchmark.backlogs", "2000,10000,50000,200000")
                        .split(","))
                .mapToInt(Integer::parseInt)
                .toArray()) {
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
            ObjectNode mito = (ObjectNode)
                    JSON.readTree(Files.readString(Artifacts.realms().resolve(REALM + "-realm.json")));
            TestRealm.hashFast(mito);
            mito.put("bruteForceProtected", false)
                    .withObject("/attributes")
                    .put("sekisho.lookAroundSteps", Integer.toString(Logins.STEPS_AHEAD));
            return Files.writeString(state.resolve(REALM + "-realm.json"), mito.toPrettyString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    // Mails

    private static String insert(String state, String dueAt, String sentAt) {
        return "insert into SEKISHO_NOTICE (ID, REALM_ID, USER_ID, KIND, RECIPIENT, LOCALE, OCCURRED_AT, STATE, ATTEMPTS, DUE_AT, SENT_AT)"
                + " select gen_random_uuid()::text, r.ID, gen_random_uuid()::text, 'TOKEN_STARTED', 'c' || number || '@example.com', 'ja', now.ms, "
                + state + ", 0, " + dueAt + ", " + sentAt
                + " from REALM r, generate_series(1, ?) number, lateral (select (extract(epoch from clock_timestamp()) * 1000)::bigint + number * 0 as ms) now where r.NAME = '"
                + REALM + "'";
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
        Processor before = Processor.of(keycloak, postgres);
        long began = System.nanoTime();
        long ends = began
                + Duration.ofSeconds(Math.min(LOOK_SECONDS, waiting / MORE_THAN_LEAVE))
                        .toNanos();
        Await.until("the end of the look", PATIENCE, () -> System.nanoTime() > ends);
        double mails = sent() - first;
        double seconds = (System.nanoTime() - began) / 1e9;
        Processor taken = Processor.of(keycloak, postgres).since(before);
        return new Speed(mails / seconds, taken.keycloakMillis() / mails, taken.postgresMillis() / mails);
    }

    private record Speed(double mailsPerSecond, double keycloakMillis, double postgresMillis) {

        @Override
        public String toString() {
            return "%.0f mails a second; a mail takes %.1f ms of the processor for Keycloak and %.1f ms for PostgreSQL"
                    .formatted(mailsPerSecond, keycloakMillis, postgresMillis);
        }
    }

    private void execute(String sql, Object... parameters) throws SQLException {
        try (Connection connection = postgres.connect();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int index = 0; index < parameters.length; index++) {
                statement.setObject(index + 1, parameters[index]);
            }
            statement.execute();
        }
    }

    // Logins

    private void compareLogins() throws SQLException {
        int rounds = Integer.getInteger("benchmark.rounds", 4);
        int count = Integer.getInteger("benchmark.logins", 150);
        double pace = Integer.getInteger("benchmark.pace", 5);
        List<Long> quiet = new ArrayList<>();
        List<Long> busy = new ArrayList<>();
        double mails = 0;
        for (int round = 0; round < rounds; round++) {
            quiet.addAll(logins.atPace(count, pace).nanos());
            mailing(LOGIN_MAILS);
            int first = awaitFirst();
            long began = System.nanoTime();
            busy.addAll(logins.atPace(count, pace).nanos());
            mails += (sent() - first) / ((System.nanoTime() - began) / 1e9) / rounds;
            stopMailing();
        }
        Times without = new Times(quiet);
        Times with = new Times(busy);
        System.out.printf(
                "logins without mails: %s%nlogins with %.0f mails a second: %s%nratio: p50 %.2f, p95 %.2f, p99 %.2f%n",
                without,
                mails,
                with,
                with.percentile(50) / without.percentile(50),
                with.percentile(95) / without.percentile(95),
                with.percentile(99) / without.percentile(99));
    }

    // The mail server is down

    private void outage(int mails) throws SQLException {
        mail.refuse();
        long writes = writes();
        mailing(mails);
        Times meanwhile = logins.atPace(5 * OUTAGE_SECONDS, 5);
        long down = writes() - writes - mails;
        writes = writes();
        long back = System.nanoTime();
        mail.accept();
        awaitFirst();
        double seconds = (System.nanoTime() - back) / 1e9;
        long up = writes() - writes;
        System.out.printf(
                "the mail server is down with %d waiting: logins %s; %d rows written in %d s; the first mail %.1f s after it is back, %d rows written until then; then %s%n",
                mails, meanwhile, down, OUTAGE_SECONDS, seconds, up, look(mails));
        stopMailing();
    }

    /** Rows of the outbox that were inserted or changed so far. */
    private long writes() {
        return Long.parseLong(
                postgres.query("select n_tup_ins + n_tup_upd from pg_stat_user_tables where relname = 'sekisho_notice'")
                        .get(0));
    }
}
