package io.sekisho.it.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sekisho.it.harness.Admin;
import io.sekisho.it.harness.Await;
import io.sekisho.it.harness.Customer;
import io.sekisho.it.harness.FormClient.Answer;
import io.sekisho.it.harness.Oath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The keyring is rotated while customers are at work, and is damaged in every way a file can be. */
@ExtendWith(FaultyServer.Extension.class)
class KeyringFaultIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String CANNOT_BE_CHECKED = "ただいま確認できません";
    private static final String UNDER_FIRST =
            "select ID from CREDENTIAL where TYPE = 'otp' and SECRET_DATA like '%sekisho1.k1.%'";

    private final FaultyServer server;
    private final Admin admin;

    KeyringFaultIT(FaultyServer server) {
        this.server = server;
        this.admin = server.admin();
    }

    /** Everything under the first key again, as the next test expects it. */
    @AfterEach
    void firstKeyAgain() {
        server.keyring("active=k1", FaultyServer.FIRST_KEY, FaultyServer.SECOND_KEY);
        Await.until(
                "all seeds under the first key",
                PATIENCE,
                () -> server.rows(
                                "select ID from CREDENTIAL where TYPE = 'otp' and SECRET_DATA not like '%sekisho1.k1.%'")
                        .isEmpty());
        server.keyring("active=k1", FaultyServer.FIRST_KEY);
    }

    @Test
    void aRotationUnderLoadFailsNoLogin() throws InterruptedException, ExecutionException {
        int logLength = server.keycloak().log().length();
        AtomicBoolean applying = new AtomicBoolean(true);
        AtomicBoolean working = new AtomicBoolean(true);
        AtomicInteger logins = new AtomicInteger();
        AtomicInteger enrolments = new AtomicInteger();
        List<Customer> everybody = Collections.synchronizedList(new ArrayList<>());
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Future<?>> work = new ArrayList<>();
            List<Future<?>> applications = new ArrayList<>();
            for (int thread = 0; thread < 3; thread++) {
                work.add(threads.submit(() -> {
                    while (working.get()) {
                        Oath app = Oath.withNewKey();
                        Customer customer = admin.newOtpCustomer("mito", app.key());
                        everybody.add(customer);
                        showAgain(customer, app);
                        logins.incrementAndGet();
                    }
                }));
            }
            applications.add(threads.submit(() -> {
                while (applying.get()) {
                    Customer customer = admin.newCustomer("mito");
                    everybody.add(customer);
                    Oath app = new Walks(server.url()).apply(customer);
                    assertLogsIn(customer, app);
                    enrolments.incrementAndGet();
                }
            }));
            awaitMore(logins, 6);
            awaitMore(enrolments, 1);
            server.keyring("active=k1", FaultyServer.FIRST_KEY, FaultyServer.SECOND_KEY);
            awaitMore(logins, 6);
            server.keyring("active=k2", FaultyServer.FIRST_KEY, FaultyServer.SECOND_KEY);
            awaitMore(logins, 6);
            awaitMore(enrolments, 1);
            // As docs/security.md says: no walk under the old key is under way any more.
            applying.set(false);
            for (Future<?> application : applications) {
                application.get();
            }
            Await.until(
                    "no seed under the first key",
                    PATIENCE,
                    () -> server.rows(UNDER_FIRST).isEmpty());
            server.keyring("active=k2", FaultyServer.SECOND_KEY);
            awaitMore(logins, 6);
            working.set(false);
            for (Future<?> each : work) {
                each.get();
            }
        } finally {
            working.set(false);
            applying.set(false);
            threads.shutdownNow();
        }
        everybody.forEach(
                customer -> assertTrue(server.seeds(customer).get(0).contains("sekisho1.k2."), customer.number()));
        assertEquals(List.of(), errors(logLength));
        System.out.printf(
                "A rotation with %d logins and re-displays and %d enrolments%n", logins.get(), enrolments.get());
    }

    private static void awaitMore(AtomicInteger count, int more) {
        int before = count.get();
        Await.until(more + " more", PATIENCE.multipliedBy(2), () -> count.get() >= before + more);
    }

    /** Logs in with a code, and has the key shown again with the next one. */
    private void showAgain(Customer customer, Oath app) {
        Walks walks = new Walks(server.url());
        Answer code = walks.client().submit(walks.start(customer, "sekisho-otp-redisplay"), Walks.login(customer));
        Answer proof = walks.client().submit(code, Map.of("otp", app.code()));
        Answer shown = walks.client().submit(proof, Map.of("otp", app.code()));
        assertEquals(app.key(), shown.key(), shown.body());
    }

    private Answer login(Customer customer, String code) {
        Walks walks = new Walks(server.url());
        return walks.client()
                .submit(walks.client().submit(walks.open(customer), Walks.login(customer)), Map.of("otp", code));
    }

    private void assertLogsIn(Customer customer, Oath app) {
        Answer status = login(customer, app.code());
        assertEquals(Walks.STATUS, status.heading(), status.body());
    }

    private List<String> errors(int logLength) {
        return server.keycloak()
                .log()
                .substring(logLength)
                .lines()
                .filter(line -> line.contains(" ERROR "))
                .toList();
    }

    private interface Damage {
        void to(Path keyring) throws IOException;
    }

    @Test
    void aFileThatIsDamagedChangesNothingAndIsSaidOnce() throws IOException {
        byte[] whole = Files.readAllBytes(server.keyring());
        Map<String, Damage> damages = Map.of(
                "missing", Files::delete,
                "a folder in its place",
                        file -> {
                            Files.delete(file);
                            Files.createDirectory(file);
                        },
                "empty", file -> Files.write(file, new byte[0]),
                "garbage", file -> Files.write(file, new byte[] {(byte) 0xff, (byte) 0xfe, 0, 0, (byte) 0xc3, 0x28}),
                "cut off in the middle of a key", file -> Files.write(file, Arrays.copyOf(whole, whole.length - 20)));
        for (Map.Entry<String, Damage> damage : damages.entrySet()) {
            int logLength = server.keycloak().log().length();
            damage.getValue().to(server.keyring());
            for (int customer = 0; customer < 3; customer++) {
                Oath app = Oath.withNewKey();
                assertLogsIn(admin.newOtpCustomer("mito", app.key()), app);
            }
            Customer applicant = admin.newCustomer("mito");
            new Walks(server.url()).apply(applicant);
            assertTrue(server.seeds(applicant).get(0).contains("sekisho1.k1."), damage.getKey());
            List<String> errors = errors(logLength);
            assertEquals(1, errors.size(), damage.getKey() + ": " + errors);
            assertTrue(
                    errors.get(0).contains("The keyring ")
                            && errors.get(0).contains("the one read before stays in use".substring(4)),
                    errors.get(0));

            if (Files.isDirectory(server.keyring())) {
                Files.delete(server.keyring());
            }
            server.keyring("active=k2", FaultyServer.FIRST_KEY, FaultyServer.SECOND_KEY);
            Await.until(
                    "the keyring read again after it was " + damage.getKey(),
                    PATIENCE,
                    () -> server.seeds(applicant).get(0).contains("sekisho1.k2."));
            firstKeyAgain();
        }
    }

    @Test
    void whoseKeyIsGoneIsToldSoAndEverybodyElseIsServed() {
        Oath app = Oath.withNewKey();
        Customer customer = admin.newOtpCustomer("mito", app.key());
        Oath otherApp = Oath.withNewKey();
        Customer other = admin.newOtpCustomer("mito", otherApp.key());
        int logLength = server.keycloak().log().length();

        server.keyring("active=k2", FaultyServer.SECOND_KEY);

        for (int attempt = 0; attempt < 3; attempt++) {
            String code = app.codeOfStep(0);
            assertTrue(login(customer, code).error("otp").contains(CANNOT_BE_CHECKED));
            assertTrue(
                    login(other, otherApp.wrongCode()).error("otp").contains(CANNOT_BE_CHECKED),
                    "right and wrong get one answer");
        }
        assertEquals(0, admin.factors(other).get("otp").get("failures").asInt(), "nothing was counted");
        Oath newApp = Oath.withNewKey();
        assertLogsIn(admin.newOtpCustomer("mito", newApp.key()), newApp);
        Customer applicant = admin.newCustomer("mito");
        new Walks(server.url()).apply(applicant);
        assertTrue(server.seeds(applicant).get(0).contains("sekisho1.k2."));
        List<String> checked = errors(logLength).stream()
                .filter(line -> line.contains("cannot be checked"))
                .toList();
        assertEquals(1, checked.size(), checked.toString());
        assertTrue(checked.get(0).contains("the keyring has no key k1"), checked.get(0));
        assertTrue(errors(logLength).size() <= 3, "one line for each cause: " + errors(logLength));

        server.keyring("active=k2", FaultyServer.FIRST_KEY, FaultyServer.SECOND_KEY);

        assertLogsIn(customer, app);
        assertLogsIn(other, otherApp);
    }

    @Test
    void aServerThatStartsWithoutAUsableKeyringServesWhomItCanAndAllOfThemOnceThereIsOne() throws IOException {
        Oath app = Oath.withNewKey();
        Customer customer = admin.newOtpCustomer("mito", app.key());
        Customer applicant = admin.newCustomer("mito");
        Files.writeString(server.keyring(), "active=k1\nk1=c2Vra");
        server.restart();

        for (int attempt = 0; attempt < 3; attempt++) {
            Walks walks = new Walks(server.url());
            Answer refused = walks.client().submit(walks.start(applicant, "sekisho-otp-apply"), Walks.login(applicant));
            assertEquals("このお手続きはできません", refused.heading());
            assertTrue(refused.message().contains("このサービスはただいま利用できません"), refused.message());
            assertTrue(login(customer, app.codeOfStep(0)).error("otp").contains(CANNOT_BE_CHECKED));
        }
        assertEquals(
                400,
                admin.importCustomer(
                                "mito",
                                "10099",
                                user -> user.withArray("/credentials").add(admin.otpCredential(app.key())))
                        .statusCode());
        assertEquals(
                List.of(),
                server.rows("select ID from CREDENTIAL where TYPE = 'otp' and SECRET_DATA not like '%sekisho1.%'"),
                "nothing plain");
        List<String> errors = server.errors();
        for (String cause : List.of("Sekisho: the keyring", "nobody can apply", "cannot be checked")) {
            assertEquals(1, errors.stream().filter(line -> line.contains(cause)).count(), cause + ": " + errors);
        }
        assertFalse(server.keycloak().log().contains("c2Vra"), "no part of a key in the log");

        server.keyring("active=k1", FaultyServer.FIRST_KEY);

        assertLogsIn(customer, app);
        new Walks(server.url()).apply(applicant);
        assertNotEquals(List.of(), server.seeds(applicant));
    }
}
