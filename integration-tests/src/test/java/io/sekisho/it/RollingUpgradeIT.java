package io.sekisho.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sekisho.it.harness.Admin;
import io.sekisho.it.harness.Artifacts;
import io.sekisho.it.harness.Await;
import io.sekisho.it.harness.Cluster;
import io.sekisho.it.harness.Crowd;
import io.sekisho.it.harness.Customer;
import io.sekisho.it.harness.FormClient;
import io.sekisho.it.harness.FormClient.Answer;
import io.sekisho.it.harness.IssueWalk;
import io.sekisho.it.harness.KeycloakVersion;
import io.sekisho.it.harness.Metrics;
import io.sekisho.it.harness.Oath;
import io.sekisho.it.harness.TestRealm;
import io.sekisho.it.harness.TokenApi;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * One node after the other gets another provider JAR, while customers are logged in, in the middle of walks, and
 * logging in all the time. Requests go to nodes that say that they are ready.
 *
 * <p>The JAR before is the one that was built, and the one after it the same with another version in it; the system
 * property {@code sekisho.jar.before} names an older one to begin with.
 */
@Tag("distribution")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RollingUpgradeIT {

    private static final String APPS = "upgrade-apps";
    private static final String ISSUES = "upgrade-issues";
    private static final String STATUS = "登録情報照会";
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int STEPS_AHEAD = 10;
    private static final int LOGGED_IN = 6;
    private static final int GUESSES = 40;
    private static final int MAX_FAILURES = 5;

    /**
     * A stopping node says at once that it is not ready, and goes on serving for as long as the load balancer needs to
     * see it. Keycloak 26.5 cannot.
     */
    private static final String[] DRAINING = KeycloakVersion.underTest().compareTo(KeycloakVersion.of("26.6.0")) < 0
            ? new String[0]
            : new String[] {"--shutdown-delay=3s", "--shutdown-timeout=5s"};

    private Cluster cluster;
    private Path after;
    private Admin admin;

    @BeforeAll
    void startOldNodes() throws IOException {
        String before = System.getProperty("sekisho.jar.before");
        after = before == null ? repacked() : Artifacts.jar();
        cluster = new Cluster("upgrade", 2, before == null ? Artifacts.jar() : Path.of(before), DRAINING);
        admin = cluster.admin();
        realm("mito", APPS);
        realm("sample-bank", ISSUES);
    }

    private void realm(String model, String name) {
        TestRealm.like(cluster, model, name, changes -> {
            TestRealm.hashFast(changes);
            changes.put("otpPolicyPeriod", 30);
            ObjectNode attributes = changes.withObject("/attributes");
            attributes
                    .put("sekisho.lookAroundSteps", Integer.toString(STEPS_AHEAD))
                    .put("sekisho.enrolmentLookAroundSteps", "10")
                    .put("sekisho.enrolmentProof", "none");
        });
    }

    @AfterAll
    void end() {
        cluster.close();
    }

    /** The JAR under test as another version of itself. */
    private static Path repacked() throws IOException {
        Path copy = Artifacts.state().resolve("sekisho-next.jar");
        Files.createDirectories(copy.getParent());
        try (JarFile jar = new JarFile(Artifacts.jar().toFile())) {
            Manifest manifest = new Manifest();
            manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
            manifest.getMainAttributes().put(Attributes.Name.IMPLEMENTATION_VERSION, "next");
            try (OutputStream file = Files.newOutputStream(copy);
                    JarOutputStream out = new JarOutputStream(file, manifest)) {
                jar.stream()
                        .filter(entry -> !entry.getName().equals(JarFile.MANIFEST_NAME))
                        .forEach(entry -> copy(jar, entry, out));
                out.putNextEntry(new JarEntry("sekisho-next.txt"));
                out.write("next".getBytes(StandardCharsets.US_ASCII));
                out.closeEntry();
            }
        }
        return copy;
    }

    private static void copy(JarFile jar, JarEntry entry, JarOutputStream out) {
        try {
            out.putNextEntry(new JarEntry(entry.getName()));
            jar.getInputStream(entry).transferTo(out);
            out.closeEntry();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A customer who is logged in. */
    private record Guest(Customer customer, FormClient client, Oath app) {}

    private Guest login(String number) {
        Oath app = Oath.withNewKey().stepsAhead(STEPS_AHEAD);
        Customer customer = admin.newOtpCustomer(APPS, app.key());
        FormClient client = new FormClient();
        Answer otp = client.submit(
                client.get(service(APPS)), Map.of("username", customer.number(), "password", customer.loginPassword()));
        assertEquals(STATUS, client.submit(otp, Map.of("otp", app.code())).heading(), number);
        return new Guest(customer, client, app);
    }

    private String service(String realm) {
        return cluster.url() + "/realms/" + realm + "/otp-service";
    }

    private String auth(String action) {
        return cluster.url() + "/realms/" + APPS
                + "/protocol/openid-connect/auth?client_id=otp-service&response_type=code&scope=openid&redirect_uri="
                + service(APPS) + "&kc_action=" + action;
    }

    @Test
    void customers_notice_nothing_while_one_node_after_the_other_is_given_another_jar() {
        cluster.inTurn();
        List<Guest> guests = IntStream.range(0, LOGGED_IN)
                .mapToObj(number -> login("guest " + number))
                .toList();
        Walks first = new Walks();
        Walks second = new Walks();
        Logins logins = new Logins();
        cluster.onlyReady();
        logins.start();
        try {
            upgrade(0, logins);
            // An old and a new node side by side, on the schema of the new one.
            assertLoggedIn(guests, "at an old and a new node");
            cluster.inTurn();
            first.finish();
            assertGuessesAreCounted();
            Walks between = new Walks();
            cluster.onlyReady();
            upgrade(1, logins);
            assertLoggedIn(guests, "at new nodes");
            second.finish();
            between.finish();
        } finally {
            logins.stop();
        }
        cluster.inTurn();
        assertLoggedIn(guests, "at both new nodes");
        assertGuessesAreCounted();
        System.out.printf("%d logins during the upgrade, failed: %s%n", logins.done, logins.failures);
        assertEquals(List.of(), logins.failures);
        assertTrue(logins.done > 50, "logins during the upgrade: " + logins.done);
        for (int node = 0; node < 2; node++) {
            assertEquals(
                    List.of(),
                    cluster.node(node)
                            .log()
                            .lines()
                            .filter(line -> line.contains("Uncaught"))
                            .toList());
        }
    }

    private void upgrade(int node, Logins logins) {
        if (DRAINING.length == 0) {
            // Its operator takes it out at the load balancer, and lets what is under way come to its end.
            cluster.only(1 - node);
            int done = logins.done;
            Await.until("logins at the other node", PATIENCE, () -> logins.done > done + 1);
        }
        cluster.node(node).stop();
        cluster.install(node, after);
        cluster.start(node);
        cluster.onlyReady();
    }

    private static void assertLoggedIn(List<Guest> guests, String when) {
        for (Guest guest : guests) {
            Answer status = guest.client()
                    .get(guest.client()
                            .answers()
                            .get(guest.client().answers().size() - 1)
                            .uri()
                            .toString());
            assertEquals(STATUS, status.heading(), when);
        }
    }

    private void assertGuessesAreCounted() {
        Oath app = Oath.withNewKey();
        Customer customer = admin.newOtpCustomer(APPS, app.key());
        List<String> guesses = app.wrongCodes(GUESSES);
        Map<String, Integer> before = cluster.verifications(APPS, "otp");
        Crowd.run(8, GUESSES, guess -> admin.directGrant(customer, Map.of("otp", guesses.get(guess))));
        Map<String, Integer> evaluated = Metrics.added(before, cluster.verifications(APPS, "otp"));
        assertEquals(
                Map.of("wrong", MAX_FAILURES - 1, "suspending", 1, "suspended", GUESSES - MAX_FAILURES),
                Map.of(
                        "wrong",
                        evaluated.get("wrong"),
                        "suspending",
                        evaluated.get("suspending"),
                        "suspended",
                        evaluated.get("suspended")));
    }

    /** Customers in the middle of walks. */
    private final class Walks {

        private final FormClient applying = new FormClient();
        private final Answer confirm;
        private final Oath applied;
        private final Guest redisplaying = login("re-display");
        private final Answer proof;
        private final Guest stopping = login("stop");
        private final Answer stop;
        private final IssueWalk issuing;
        private final String userId;

        Walks() {
            Customer customer = admin.newCustomer(APPS);
            Answer page = applying.submit(
                    applying.get(auth("sekisho-otp-apply")),
                    Map.of("username", customer.number(), "password", customer.loginPassword()));
            Answer register = applying.submit(page, Map.of("transactionPassword", customer.transactionPassword()));
            applied = Oath.with(register.key());
            confirm = applying.submit(register, Map.of());
            assertEquals("サービス申込 -確認-", confirm.heading());
            proof = redisplaying.client().get(auth("sekisho-otp-redisplay"));
            stop = stopping.client().get(auth("sekisho-otp-stop"));
            assertEquals("サービス利用停止 -確認-", stop.heading());
            Customer holder = admin.newCustomer(ISSUES);
            issuing = IssueWalk.login(cluster.url(), holder).issue(IssueWalk.phoneOf(holder));
            userId = issuing.userId();
            assertFalse(userId.isEmpty(), issuing.page().body());
        }

        void finish() {
            assertEquals(
                    "サービス申込 -受付-",
                    applying.submit(confirm, Map.of("otp", applied.codeOfStep(0)))
                            .heading());
            assertEquals(
                    "登録コード再表示",
                    redisplaying
                            .client()
                            .submit(proof, Map.of("otp", redisplaying.app().code()))
                            .heading());
            assertEquals(
                    "サービス利用停止 -受付-",
                    stopping.client()
                            .submit(stop, Map.of("otp", stopping.app().code()))
                            .heading());
            TokenApi.Answer activated = new TokenApi(cluster.url() + "/realms/" + ISSUES)
                    .activate("1001", userId, IssueWalk.START_PASSWORD);
            assertEquals(200, activated.status(), activated.text());
            assertEquals(
                    IssueWalk.RECEIPT,
                    issuing.confirm(activated.app().codeOfStep(0)).heading(),
                    issuing.page().body());
        }
    }

    /** Customers who log in all the time. */
    private final class Logins {

        private final List<String> failures = Collections.synchronizedList(new ArrayList<>());
        private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();
        private final List<Oath> apps = new ArrayList<>();
        private final List<Customer> customers = new ArrayList<>();
        private volatile int done;

        Logins() {
            for (int number = 0; number < 60; number++) {
                apps.add(Oath.withNewKey());
                customers.add(admin.newOtpCustomer(APPS, apps.get(number).key()));
            }
        }

        void start() {
            thread.scheduleWithFixedDelay(
                    () -> {
                        try {
                            login(done);
                        } catch (RuntimeException | AssertionError e) {
                            failures.add(e.toString());
                        }
                        done++;
                    },
                    0,
                    200,
                    TimeUnit.MILLISECONDS);
        }

        private void login(int number) {
            int index = number % customers.size();
            Customer customer = customers.get(index);
            FormClient client = new FormClient();
            Answer page = client.get(service(APPS));
            for (Map<String, String> fields : List.of(
                    Map.of("username", customer.number(), "password", customer.loginPassword()),
                    // Each round takes the code after the one before; real time only makes the distance longer.
                    Map.of("otp", apps.get(index).codeOfStep(number / customers.size() - STEPS_AHEAD / 2)))) {
                if (page.status() != 200) {
                    break;
                }
                page = client.submit(page, fields);
            }
            if (!STATUS.equals(page.heading())) {
                failures.add(number + ": " + page.status() + " " + page.heading() + " " + page.message()
                        + page.error("otp"));
            }
        }

        void stop() {
            thread.shutdown();
            try {
                assertTrue(thread.awaitTermination(30, TimeUnit.SECONDS));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
