package io.sekisho.it.benchmark;

import static io.sekisho.it.harness.ManyCustomers.APPS;
import static io.sekisho.it.harness.ManyCustomers.BINDS;
import static io.sekisho.it.harness.ManyCustomers.COMPANIES;

import com.fasterxml.jackson.databind.JsonNode;
import io.sekisho.demo.keycloak.KeycloakServer;
import io.sekisho.demo.mail.MailCatcher;
import io.sekisho.it.harness.Admin;
import io.sekisho.it.harness.Artifacts;
import io.sekisho.it.harness.Await;
import io.sekisho.it.harness.BuiltKeycloak;
import io.sekisho.it.harness.Customer;
import io.sekisho.it.harness.FormClient;
import io.sekisho.it.harness.FormClient.Answer;
import io.sekisho.it.harness.FreePort;
import io.sekisho.it.harness.ManyCustomers;
import io.sekisho.it.harness.Metrics;
import io.sekisho.it.harness.Oath;
import io.sekisho.it.harness.Postgres;
import io.sekisho.it.harness.TestCompany;
import io.sekisho.it.harness.TestRealm;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/**
 * What costs more with more customers: one Keycloak in production mode on PostgreSQL does the same with 4,000 customers
 * and with a million, started anew for each. Then companies are started, seeds swept, and a key is rotated, with
 * customers who log in beside it. All of it is printed as one table.
 *
 * <p>Linux only. System properties: {@code benchmark.customers} in the end (1000000), {@code benchmark.requests} of
 * each kind (200) after {@code benchmark.warmUp} (50), {@code benchmark.companies}: users of those that are started
 * (10000,50000), {@code benchmark.seeds} that are rotated (100000), {@code benchmark.logins} that are measured with
 * nothing beside them (150), {@code benchmark.sweepSeconds}: longer than the first sweep takes (60),
 * {@code benchmark.jvm}: further options for the Java VM of Keycloak.
 */
public final class GrowthBenchmark {

    private static final String ROTATED = "rotation";
    private static final Duration START = Duration.ofMinutes(5);
    private static final Duration PATIENCE = Duration.ofMinutes(20);
    private static final int FEW = 4_000;
    /** Logins a second. */
    private static final double PACE = 3;

    private static final int NEVER = 1_000_000;
    /** Tables are vacuumed and analysed when they have been filled, and not at any other time. */
    private static final Map<String, String> DATABASE = Map.of(
            "autovacuum", "off", "shared_buffers", "512MB", "max_wal_size", "4GB", "checkpoint_timeout", "30min");

    private final int customers = Integer.getInteger("benchmark.customers", 1_000_000);
    private final int requests = Integer.getInteger("benchmark.requests", 200);
    private final int warmUp = Integer.getInteger("benchmark.warmUp", 50);
    private final int seeds = Integer.getInteger("benchmark.seeds", 100_000);
    private final int quietLogins = Integer.getInteger("benchmark.logins", 150);
    private final int sweepSeconds = Integer.getInteger("benchmark.sweepSeconds", 60);
    private final Path state = Artifacts.state().resolve("growth");
    private final Path keyring = state.resolve("keyring.properties");
    private final MailCatcher mail;
    private final Postgres postgres;
    private final KeycloakServer.Settings settings;
    private final Logins logins;
    private final Logins rotated;
    private KeycloakServer keycloak;
    private Admin admin;
    private TestCompany company;
    private Customer manager;

    private GrowthBenchmark(MailCatcher mail, Postgres postgres) {
        this.mail = mail;
        this.postgres = postgres;
        List<String> arguments = new ArrayList<>(List.of(
                "--cache=local",
                "--http-enabled=true",
                "--hostname-strict=false",
                "--spi-credential--keycloak-otp--keyring-file=" + keyring,
                // Some mails of the many customers are to be tried again tomorrow.
                "--spi-jpa-entity-provider--sekisho-notice--retry-max-seconds=172800"));
        arguments.addAll(postgres.keycloakOptions());
        List<String> jvm = new ArrayList<>(List.of("-Xmx768m", "-XX:ActiveProcessorCount=2"));
        jvm.addAll(Arrays.stream(System.getProperty("benchmark.jvm", "").split(" "))
                .filter(option -> !option.isBlank())
                .toList());
        settings = new KeycloakServer.Settings(
                BuiltKeycloak.copy(state.resolve("keycloak")),
                "start",
                FreePort.next(),
                FreePort.next(),
                state.resolve("keycloak.log"),
                arguments,
                Map.of(),
                jvm,
                List.of("master"));
        String url = KeycloakServer.url(settings.httpPort());
        logins = new Logins(url, APPS);
        rotated = new Logins(url, ROTATED);
    }

    public static void main(String[] arguments) {
        try (MailCatcher mail = new MailCatcher(0, 0);
                Postgres postgres = new Postgres(Artifacts.state().resolve("growth-postgres"), DATABASE)) {
            new GrowthBenchmark(mail, postgres).run();
        }
    }

    private void run() {
        activate("k1");
        withKeycloak(NEVER, this::makeRealms);
        ManyCustomers.store(postgres, 0, FEW);
        Map<String, Times> few = new LinkedHashMap<>();
        withKeycloak(NEVER, () -> few.putAll(measure(FEW)));
        long began = System.nanoTime();
        ManyCustomers.store(postgres, FEW, customers);
        System.out.printf("%d customers stored in %.0f s%n%n", customers - FEW, seconds(began));
        System.out.printf(
                "| ms | %d customers: p50 | p99 | %d customers: p50 | p99 | ratio of p50 | p99 |%n|---|---|---|---|---|---|---|%n",
                FEW, customers);
        withKeycloak(NEVER, () -> {
            measure(customers).forEach((name, times) -> row(name, few.get(name), times));
            Times quiet = logins.atPace(quietLogins, PACE);
            for (String size :
                    System.getProperty("benchmark.companies", "10000,50000").split(",")) {
                startCompany(Integer.parseInt(size), quiet);
            }
        });
        withKeycloak(sweepSeconds, () -> {
            sweep();
            rotate();
        });
    }

    private void withKeycloak(int sweepSeconds, Runnable task) {
        keycloak =
                new KeycloakServer(settings.with("--spi-credential--keycloak-otp--seed-sweep-seconds=" + sweepSeconds));
        try (KeycloakServer running = keycloak) {
            running.start(START);
            admin = new Admin(running.url());
            task.run();
        }
    }

    private void makeRealms() {
        ManyCustomers.MODELS.forEach((name, model) -> TestRealm.like(
                keycloak.url(), admin, "localhost", mail.smtpPort(), model, name, ManyCustomers::adjust));
        TestRealm.like(keycloak.url(), admin, "localhost", mail.smtpPort(), "mito", ROTATED, realm -> {
            ManyCustomers.adjust(realm);
            realm.withObject("/attributes").put("sekisho.enabled", "false");
        });
        logins.store();
        company = TestCompany.in(admin, COMPANIES);
        manager = company.master();
    }

    private static void row(String name, Times before, Times now) {
        System.out.printf(
                "| %s | %.1f | %.1f | %.1f | %.1f | %.2f | %.2f |%n",
                name,
                before.percentile(50),
                before.percentile(99),
                now.percentile(50),
                now.percentile(99),
                now.percentile(50) / before.percentile(50),
                now.percentile(99) / before.percentile(99));
    }

    private static double seconds(long began) {
        return (System.nanoTime() - began) / 1e9;
    }

    // What is done for one customer or shows one page

    /** All kinds in turn, so that whatever else the machine does meets them alike. */
    private Map<String, Times> measure(int stored) {
        Map<String, LongSupplier> kinds = kinds(stored);
        Map<String, List<Long>> nanos = new LinkedHashMap<>();
        for (int round = 0; round < warmUp + requests; round++) {
            // The admin's own login, which is due twice a minute, is none of them.
            admin.get("/" + APPS);
            for (Map.Entry<String, LongSupplier> kind : kinds.entrySet()) {
                long taken = kind.getValue().getAsLong();
                if (round >= warmUp) {
                    nanos.computeIfAbsent(kind.getKey(), name -> new ArrayList<>())
                            .add(taken);
                }
            }
        }
        Map<String, Times> times = new LinkedHashMap<>();
        nanos.forEach((name, each) -> times.put(name, new Times(each)));
        return times;
    }

    private Map<String, LongSupplier> kinds(int stored) {
        Metrics metrics = new Metrics(keycloak.managementUrl());
        Queue<Customer> leaving = new ArrayDeque<>();
        for (int number = 0; number < warmUp + requests; number++) {
            leaving.add(admin.newOtpCustomer(APPS, Oath.withNewKey().key()));
        }
        Queue<String> shown = new ArrayDeque<>(postgres.query(
                "select u.id from USER_ENTITY u join REALM r on r.ID = u.REALM_ID where r.NAME = ? and u.USERNAME like 'customer-%'"
                        + " order by u.CREATED_TIMESTAMP limit ?",
                APPS, warmUp + requests));
        String tokens = "/" + BINDS + "/otp-service/tokens";
        Map<String, LongSupplier> kinds = new LinkedHashMap<>();
        kinds.put("login with password and code", logins::one);
        kinds.put("scrape of `/metrics`", timed(() -> metrics.series("sekisho_")));
        kinds.put("deletion of a user", timed(() -> admin.deleteCustomer(leaving.remove())));
        kinds.put("`GET /users/{id}`", timed(() -> admin.get("/" + APPS + "/otp-service/users/" + shown.remove())));
        kinds.put("`GET /tokens/{id}`", timed(() -> admin.get(tokens + "/T00000777")));
        kinds.put("`GET /tokens`, 50 of them", timed(() -> admin.get(tokens + "?max=50")));
        kinds.put("the same by a status that many have", timed(() -> admin.get(tokens + "?max=50&status=FREE")));
        kinds.put(
                "the same by a status that few have, 20 of them",
                timed(() -> admin.get(tokens + "?max=20&status=RETIRED")));
        kinds.put(
                "the same `after` half of all",
                timed(() -> admin.get(tokens + "?max=50&after=T%08d".formatted(stored / 2))));
        kinds.put("`GET /notices`, 20 of them", timed(() -> admin.get("/" + APPS + "/otp-service/notices?max=20")));
        kinds.put(
                "`GET /companies`, 20 of them",
                timed(() -> admin.get("/" + COMPANIES + "/otp-service/companies?max=20")));
        FormClient browser = new FormClient();
        String pages = keycloak.url() + "/realms/" + COMPANIES + "/otp-service/manage";
        browser.submit(browser.get(pages), Map.of("username", manager.number(), "password", manager.loginPassword()));
        kinds.put("a manager's page", timed(() -> get(browser, pages)));
        kinds.put("the same with a search", timed(() -> get(browser, pages + "?search=customer-1")));
        kinds.put("a manager's page “revoke”", timed(() -> get(browser, pages + "/revoke-token")));
        return kinds;
    }

    private static LongSupplier timed(Runnable task) {
        return () -> {
            long began = System.nanoTime();
            task.run();
            return System.nanoTime() - began;
        };
    }

    private static void get(FormClient browser, String address) {
        Answer page = browser.get(address);
        browser.forget();
        require(page.status() == 200 && page.body().contains("class=\"search\""), page.status() + " " + page.uri());
    }

    private static void require(boolean expected, String otherwise) {
        if (!expected) {
            throw new IllegalStateException(otherwise);
        }
    }

    // What goes on in the background

    private static Times beside(Logins logins, Runnable task) {
        AtomicBoolean ended = new AtomicBoolean();
        CompletableFuture<Times> times = CompletableFuture.supplyAsync(() -> logins.atPaceUntil(ended, PACE));
        try {
            task.run();
        } finally {
            ended.set(true);
        }
        return times.join();
    }

    /** Looks once a second: more often, the looks would be what is measured. */
    private static void await(String what, BooleanSupplier condition) {
        Await.until(what, PATIENCE, () -> {
            LockSupport.parkNanos(Duration.ofSeconds(1).toNanos());
            return condition.getAsBoolean();
        });
    }

    /** Of users who were in small companies before, and have not been started. */
    private void startCompany(int size, Times quiet) {
        TestCompany large = TestCompany.in(admin, COMPANIES);
        String its = " where USER_ID in (select m.USER_ID from USER_GROUP_MEMBERSHIP m where m.GROUP_ID = '"
                + large.id() + "')";
        postgres.execute(
                "update USER_GROUP_MEMBERSHIP set GROUP_ID = '" + large.id()
                        + "' where ctid = any(array(select m.ctid from USER_GROUP_MEMBERSHIP m"
                        + " join KEYCLOAK_GROUP g on g.ID = m.GROUP_ID and g.NAME ~ '^L[0-9]+$' limit " + size + "))",
                "delete from SEKISHO_TOKEN_HOLDER" + its,
                "delete from SEKISHO_TOKEN_ISSUE" + its,
                "delete from CREDENTIAL" + its + " and TYPE = 'otp'",
                "vacuum analyze USER_GROUP_MEMBERSHIP, SEKISHO_TOKEN_HOLDER, SEKISHO_TOKEN_ISSUE, CREDENTIAL");
        String address = "/" + COMPANIES + "/otp-service/companies/" + large.id() + "/start";
        double[] seconds = new double[2];
        Times beside = beside(logins, () -> {
            long began = System.nanoTime();
            require(admin.send("POST", address, null).statusCode() / 100 == 2, address);
            seconds[0] = seconds(began);
            await(
                    "the end of the start",
                    () -> !admin.get(address).get("state").asText().equals("RUNNING"));
            seconds[1] = seconds(began);
        });
        JsonNode end = admin.get(address);
        require(end.get("state").asText().equals("DONE") && end.get("started").asInt() == size, end.toString());
        row(
                "login beside the start of a company of %d users: answered after %.1f s, done after %.0f s; before it and meanwhile"
                        .formatted(size, seconds[0], seconds[1]),
                quiet,
                beside);
        postgres.execute("delete from SEKISHO_NOTICE where STATE in ('PENDING', 'CLAIMED')");
        mail.clear();
    }

    /** Sweeps with nothing to do, each in the middle of its time. */
    private void sweep() {
        pause(sweepSeconds / 2);
        for (String which : List.of("first", "second", "third")) {
            Processor before = Processor.of(keycloak, postgres);
            long read = read();
            pause(sweepSeconds);
            Processor taken = Processor.of(keycloak, postgres).since(before);
            System.out.printf(
                    "| %s sweep after a start, and counts: %d rows read of credentials, tokens and issues; the processor's time for PostgreSQL, for Keycloak | | | %.0f | %.0f | | |%n",
                    which, read() - read, taken.postgresMillis(), taken.keycloakMillis());
        }
    }

    private static void pause(int seconds) {
        long ends = System.nanoTime() + Duration.ofSeconds(seconds).toNanos();
        await("the end of a pause", () -> System.nanoTime() > ends);
    }

    /** Of all seeds and what they are found by. */
    private long read() {
        return tuples(
                "coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0)",
                "'credential', 'sekisho_token', 'sekisho_token_issue'");
    }

    private long tuples(String counted, String tables) {
        return Long.parseLong(
                postgres.query("select sum(" + counted + ") from pg_stat_user_tables where relname in (" + tables + ")")
                        .get(0));
    }

    /** In a realm whose seeds are sealed in truth. Those of the others are not, and wait. */
    private void rotate() {
        postgres.execute("""
                insert into USER_ENTITY (ID, USERNAME, EMAIL_VERIFIED, ENABLED, REALM_ID, CREATED_TIMESTAMP, NOT_BEFORE)
                    select md5('rotated' || n)::uuid::text, 'rotated-' || n, false, true, r.ID, 0, 0 from generate_series(1, %d) n, REALM r where r.NAME = '%s'""".formatted(seeds, ROTATED), """
                insert into CREDENTIAL (ID, TYPE, USER_ID, CREATED_DATE, SECRET_DATA, CREDENTIAL_DATA, PRIORITY, VERSION)
                    select md5('seed' || n)::uuid::text, 'otp', md5('rotated' || n)::uuid::text, 0, '{"value":"' || upper(translate(md5('seed' || n), '0189', 'ghij')) || '"}',
                        '{"subType":"totp","digits":6,"counter":0,"period":30,"algorithm":"HmacSHA1","secretEncoding":"BASE32"}', 10, 0 from generate_series(1, %d) n""".formatted(seeds), "vacuum analyze USER_ENTITY, CREDENTIAL");
        ManyCustomers.MODELS.keySet().forEach(realm -> admin.attributes(realm, Map.of("sekisho.enabled", "false")));
        admin.attributes(ROTATED, Map.of("sekisho.enabled", "true"));
        double sealed = sealedPerSecond();
        rotated.store();
        rotated.atPace(Logins.CUSTOMERS, 2 * PACE);
        Times quiet = rotated.atPace(quietLogins, PACE);
        double[] resealed = new double[1];
        Times beside = beside(rotated, () -> {
            activate("k2");
            resealed[0] = sealedPerSecond();
        });
        row(
                "login beside a rotation of %d seeds, %.0f a second (plain ones, before: %.0f); before it and meanwhile"
                        .formatted(seeds, resealed[0], sealed),
                quiet,
                beside);
    }

    /** Of the sweep that comes next, from its first seed to its last. */
    private double sealedPerSecond() {
        long lines = lines();
        long before = written();
        await("seeds that are written", () -> written() >= before + seeds / 100);
        long began = System.nanoTime();
        long first = written();
        await("the end of the sweep", () -> lines() > lines);
        return (written() - first) / seconds(began);
    }

    private long written() {
        return tuples("n_tup_upd", "'credential'");
    }

    private long lines() {
        return keycloak.log()
                .lines()
                .filter(line -> line.contains("Realm " + ROTATED + ": ")
                        && line.contains("seeds re-encrypted under the active key"))
                .count();
    }

    /** Has a key be the one under which seeds are sealed. */
    private void activate(String key) {
        try {
            Path draft = Files.write(
                    keyring.resolveSibling("keyring.draft"),
                    Stream.of("active=" + key, "k1=" + "A".repeat(43) + "=", "k2=" + "B".repeat(42) + "A=")
                            .toList());
            Files.move(draft, keyring, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
