package io.sekisho.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sekisho.it.harness.Admin;
import io.sekisho.it.harness.Artifacts;
import io.sekisho.it.harness.Await;
import io.sekisho.it.harness.Customer;
import io.sekisho.it.harness.Database;
import io.sekisho.it.harness.Database.Held;
import io.sekisho.it.harness.Oath;
import io.sekisho.it.harness.ProductionServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Sweeps of seeds, one a second, while somebody holds what they are to write. */
@Tag("distribution")
class SeedSweepIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String WRITTEN = "seeds re-encrypted under the active key";
    private static final int MASS_MAILING = 500;
    private static final int MAILS_PER_SECOND = 25;
    private static final String STILL_AT_IT = "still at it";
    private static final ProductionServer SERVER = new ProductionServer();
    private static final Path KEYRING = Artifacts.state().resolve("sweep-keyring.properties");
    private static final List<String> KEYS = List.of("first=" + newKey(), "second=" + newKey());

    private final Admin admin = SERVER.admin();
    private final Database database = SERVER.database();
    /** Customers and their apps, in the order in which a sweep comes to their seeds. */
    private final Map<String, Customer> customers = new TreeMap<>();

    private final Map<Customer, Oath> apps = new HashMap<>();

    @BeforeAll
    static void start() throws IOException {
        activate("first");
        startServer();
    }

    private static void startServer() {
        SERVER.start(
                "--spi-credential--keycloak-otp--keyring-file=" + KEYRING,
                "--spi-credential--keycloak-otp--seed-sweep-seconds=1",
                "--spi-jpa-entity-provider--sekisho-notice--mails-per-second=" + MAILS_PER_SECOND,
                "--log-level=INFO,io.sekisho.credential:debug");
    }

    @AfterAll
    static void stop() throws IOException {
        SERVER.close();
        Files.deleteIfExists(KEYRING);
    }

    @BeforeEach
    void fourCustomersUnderTheFirstKey() throws IOException {
        activate("first");
        for (int number = 0; number < 4; number++) {
            Oath app = Oath.withNewKey();
            Customer customer = admin.newOtpCustomer("mito", app.key());
            apps.put(customer, app);
            customers.put(admin.credentialId(customer, "otp"), customer);
            database.awaitSeed(customer, "sekisho1.first.");
        }
    }

    @Test
    void a_seed_that_somebody_holds_keeps_neither_the_others_nor_any_customer_waiting() throws IOException {
        String heldId = customers.keySet().iterator().next();
        Customer heldCustomer = customers.remove(heldId);
        int lines = lines(WRITTEN);
        try (Held held = database.hold("select ID from CREDENTIAL where ID = ? for update", heldId)) {
            activate("second");
            for (Customer customer : customers.values()) {
                assertLogsIn(customer);
                database.awaitSeed(customer, "sekisho1.second.");
            }
            assertLogsIn(heldCustomer);
            database.awaitSeed(heldCustomer, "sekisho1.first.");
        }
        database.awaitSeed(heldCustomer, "sekisho1.second.");
        Await.until("a line for each sweep that wrote something", PATIENCE, () -> lines(WRITTEN) > lines);
    }

    @Test
    void a_sweep_that_is_held_up_is_the_only_one() throws IOException {
        try (Held held = database.hold("lock table CREDENTIAL in exclusive mode")) {
            activate("second");
            assertOnlyOneWaits();
        }
        for (Customer customer : customers.values()) {
            database.awaitSeed(customer, "sekisho1.second.");
        }
    }

    @Test
    void so_it_is_with_seeds_that_are_given_back() {
        String heldId = customers.keySet().iterator().next();
        Customer heldCustomer = customers.remove(heldId);
        try {
            try (Held held = database.hold("lock table CREDENTIAL in exclusive mode")) {
                admin.attributes("mito", Map.of("sekisho.enabled", "false", "sekisho.unsealing", "true"));
                assertOnlyOneWaits();
            }
            awaitGivenBack();

            // What somebody holds just then is done later, and the wish is remembered until then.
            admin.attributes("mito", Map.of("sekisho.enabled", "true"));
            customers.put(heldId, heldCustomer);
            for (Customer customer : customers.values()) {
                database.awaitSeed(customer, "sekisho1.first.");
            }
            customers.remove(heldId);
            int lines = lines("seeds are Keycloak's again");
            try (Held held = database.hold("select ID from CREDENTIAL where ID = ? for update", heldId)) {
                admin.attributes("mito", Map.of("sekisho.enabled", "false", "sekisho.unsealing", "true"));
                for (Customer customer : customers.values()) {
                    database.awaitSeed(customer, apps.get(customer).key());
                    assertLogsIn(customer);
                }
                Await.until("a line for the sweep", PATIENCE, () -> lines("seeds are Keycloak's again") > lines);
                assertEquals(
                        "true",
                        admin.get("/mito").at("/attributes/sekisho.unsealing").asText());
                database.awaitSeed(heldCustomer, "sekisho1.first.");
            }
            database.awaitSeed(heldCustomer, apps.get(heldCustomer).key());
            awaitGivenBack();
        } finally {
            admin.attributes("mito", Map.of("sekisho.enabled", "true"));
        }
    }

    @Test
    void where_all_is_under_the_active_key_no_sweep_and_no_count_looks_at_the_seeds() {
        AtomicReference<Scans> quiet = new AtomicReference<>(scans());
        Await.until("ten looks at what was swept, and none at the credentials", PATIENCE, () -> {
            Scans now = scans();
            if (now.ofCredentials() != quiet.get().ofCredentials()) {
                quiet.set(now);
            }
            return now.ofSweptRealms() >= quiet.get().ofSweptRealms() + 10;
        });
    }

    /** How often PostgreSQL has read two tables. */
    private record Scans(long ofCredentials, long ofSweptRealms) {}

    private Scans scans() {
        return new Scans(scans("credential"), scans("sekisho_swept_realm"));
    }

    private long scans(String table) {
        return Long.parseLong(
                database.rows("select seq_scan + idx_scan from pg_stat_user_tables where relname = ?", table)
                        .get(0));
    }

    @Test
    void a_rotation_during_a_mass_mailing_keeps_neither_mails_nor_customers_waiting() throws IOException {
        String sent =
                "select count(*) from SEKISHO_NOTICE where USER_ID like 'mass-%' and STATE = 'SENT' and ATTEMPTS <= 1";
        database.update(
                "insert into SEKISHO_NOTICE (ID, REALM_ID, USER_ID, KIND, RECIPIENT, LOCALE, OCCURRED_AT, STATE, ATTEMPTS, DUE_AT)"
                        + " select gen_random_uuid()::text, r.ID, 'mass-' || number, 'TOKEN_STARTED', 'mass-' || number || '@example.com', 'ja', number, 'PENDING', 0, number"
                        + " from REALM r, generate_series(1, " + MASS_MAILING + ") number where r.NAME = 'mito'");
        Await.until(
                "a mass mailing under way", PATIENCE, () -> !database.rows(sent).equals(List.of("0")));

        activate("second");

        for (Customer customer : customers.values()) {
            assertLogsIn(customer);
            database.awaitSeed(customer, "sekisho1.second.");
        }
        assertNotEquals(List.of(Integer.toString(MASS_MAILING)), database.rows(sent), "the mailing is still under way");
        Await.until(
                "the end of the mass mailing",
                PATIENCE,
                () -> database.rows(sent).equals(List.of(Integer.toString(MASS_MAILING))));
        List<String> recipients = SERVER.mail().mails().stream()
                .map(mail -> mail.to().get(0).address())
                .filter(address -> address.startsWith("mass-"))
                .toList();
        assertEquals(MASS_MAILING, recipients.size());
        assertEquals(MASS_MAILING, Set.copyOf(recipients).size());
    }

    /** As Keycloak's import brings it from a server that wrote under an older key. */
    @Test
    void a_seed_that_comes_in_under_an_old_key_is_found_by_the_next_sweep() throws IOException {
        Customer customer = customers.values().iterator().next();
        ObjectNode file = exported(customer);
        activate("second");
        for (Customer each : customers.values()) {
            database.awaitSeed(each, "sekisho1.second.");
        }
        Await.until(
                "that all is known to be under the new key",
                PATIENCE,
                () -> database.rows("select ACTIVE_KEY from SEKISHO_SWEPT_REALM")
                        .toString()
                        .contains("second"));
        assertEquals(200, admin.send("POST", "/mito/partialImport", file).statusCode());
        assertEquals(
                List.of("1"),
                database.rows("select count(*) from CREDENTIAL where USER_ID = ? and TYPE = 'otp'", customer.id()));
        database.awaitSeed(customer, "sekisho1.second.");
    }

    @Test
    void what_a_version_before_knew_by_its_tables_alone_is_in_the_credentials_after_the_first_sweep_of_a_node() {
        String credentialId = customers.keySet().iterator().next();
        Customer customer = customers.get(credentialId);
        assertLogsIn(customer);
        admin.suspendOtp(customer, apps.get(customer));
        assertTrue(database.awaitSeed(customer, "sekisho1.first.").contains(".suspended-"));
        database.update(
                "update CREDENTIAL set SECRET_DATA = regexp_replace(SECRET_DATA, '[.]suspended[^\"]*', '') where ID = ?",
                credentialId);
        assertFalse(database.awaitSeed(customer, "sekisho1.first.").contains(".suspended-"));
        database.update("update SEKISHO_OTP_STATE set LOST = true where CREDENTIAL_ID = ?", credentialId);

        startServer();

        Await.until(
                "both in the credential",
                PATIENCE,
                () -> database.awaitSeed(customer, "sekisho1.first.").contains(".lost+suspended-"));
    }

    private ObjectNode exported(Customer customer) {
        ObjectNode user = (ObjectNode) admin.get("/mito/users/" + customer.id());
        user.putArray("credentials")
                .addObject()
                .put("type", "otp")
                .put("secretData", otp(customer, "SECRET_DATA"))
                .put("credentialData", otp(customer, "CREDENTIAL_DATA"));
        ObjectNode file = user.objectNode().put("ifResourceExists", "OVERWRITE");
        file.putArray("users").add(user);
        return file;
    }

    private String otp(Customer customer, String column) {
        return database.rows("select " + column + " from CREDENTIAL where USER_ID = ? and TYPE = 'otp'", customer.id())
                .get(0);
    }

    private void awaitGivenBack() {
        Await.until(
                "the end of the unsealing",
                PATIENCE,
                () -> !admin.get("/mito").get("attributes").has("sekisho.unsealing"));
    }

    /** Over some turns of the timer. */
    private void assertOnlyOneWaits() {
        int before = lines(STILL_AT_IT);
        Await.until(
                "three turns of the timer during one sweep",
                PATIENCE,
                () -> database.longTransactions() > 2 || lines(STILL_AT_IT) >= before + 3);
        assertEquals(2, database.longTransactions(), "the one that holds it, and one sweep");
    }

    private void assertLogsIn(Customer customer) {
        CompletableFuture<Integer> login = CompletableFuture.supplyAsync(() -> admin.directGrant(
                        customer, Map.of("otp", apps.get(customer).code()))
                .statusCode());
        Await.until("an answer to customer " + customer.number(), PATIENCE, login::isDone);
        assertEquals(200, login.join());
    }

    private int lines(String part) {
        return (int) SERVER.log().lines().filter(line -> line.contains(part)).count();
    }

    private static void activate(String key) throws IOException {
        Path draft = Files.write(
                KEYRING.resolveSibling("sweep-keyring.draft"), List.of("active=" + key, KEYS.get(0), KEYS.get(1)));
        Files.move(draft, KEYRING, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }

    private static String newKey() {
        byte[] key = new byte[32];
        new SecureRandom().nextBytes(key);
        return Base64.getEncoder().encodeToString(key);
    }
}
