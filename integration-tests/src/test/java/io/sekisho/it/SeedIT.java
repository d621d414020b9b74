package io.sekisho.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sekisho.it.harness.Admin;
import io.sekisho.it.harness.Await;
import io.sekisho.it.harness.Customer;
import io.sekisho.it.harness.Database;
import io.sekisho.it.harness.FormClient.Answer;
import io.sekisho.it.harness.KeycloakVersion;
import io.sekisho.it.harness.Metrics;
import io.sekisho.it.harness.Oath;
import io.sekisho.it.harness.Server;
import io.sekisho.it.harness.TestRealm;
import io.sekisho.it.harness.Visitor;
import io.sekisho.it.harness.WithServer;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.keycloak.models.utils.Base32;

/** Where a seed lies, and where it does not: sealed in the database, under a key of the keyring, and nowhere else. */
@WithServer
class SeedIT {

    private static final String REALM = "seeds";
    /** For a code at the far end of the window to arrive before it leaves the window. */
    private static final Duration MOMENT = Duration.ofSeconds(3);

    private static final Duration WRITTEN = Duration.ofSeconds(10);

    private static TestRealm realm;

    private final Server server;
    private final Admin admin;
    private final Database database;

    SeedIT(Server server) {
        this.server = server;
        this.admin = server.admin();
        this.database = server.database();
    }

    @BeforeAll
    static void makeRealm(Server server) {
        realm = TestRealm.like(server, "mito", REALM, TestRealm::hashFast);
    }

    @AfterAll
    static void deleteRealm() {
        realm.close();
    }

    @Test
    void a_seed_stands_on_the_page_that_hands_it_out_and_nowhere_else() {
        Customer customer = admin.newCustomer(REALM);
        Visitor client = visitor(customer);
        Answer registration = registration(client, customer);
        String key = registration.key();
        int shown = client.answers().size();
        Answer confirm = client.submit(registration, Map.of());
        // The key typed as a code and as a step: whatever says what was amiss must not repeat it.
        confirm = client.submit(confirm, Map.of("otp", key));
        confirm = client.submit(confirm, Map.of("step", key));
        Oath app = Oath.with(key);
        confirm = client.submit(confirm, Map.of("otp", app.wrongCode()));
        Answer receipt = client.submit(confirm, Map.of("otp", app.currentCode()));
        assertEquals("サービス申込 -受付-", receipt.heading());
        assertEquals("登録情報照会", client.submit(receipt, Map.of()).heading());
        client.submit(confirm, Map.of("otp", key));
        client.get(server.url() + "/realms/" + REALM
                + "/login-actions/required-action?execution=sekisho-otp-apply&tab_id=none&client_id=otp-service&key="
                + key.substring(0, 4));
        Visitor another = visitor(customer);
        another.submit(another.submit(otpPage(another), Map.of("otp", key)), Map.of("otp", app.code()));

        // What is found wherever a plain seed would be: a customer of a realm without the service.
        Customer stock;
        String control = Oath.withNewKey().key();
        try (TestRealm without = TestRealm.like(
                server,
                "mito",
                "seeds-stock",
                changes -> changes.withObject("/attributes").put("sekisho.enabled", "false"))) {
            stock = admin.newOtpCustomer(without.name(), control);
            Await.until(
                    "a plain seed in the database",
                    WRITTEN,
                    () -> !database.placesWith(control).isEmpty());
            assertFalse(database.placesWith("{\"value\":\"" + control).isEmpty());
            assertEquals(control, database.awaitSeed(stock, ""));
        }

        String sealed = database.awaitSeed(customer, "sekisho1.dev.");
        for (String form : List.of(
                key,
                key.toLowerCase(Locale.ROOT),
                Base64.getEncoder().encodeToString(Base32.decode(key)),
                HexFormat.of().formatHex(Base32.decode(key)))) {
            assertEquals(List.of(), database.placesWith(form));
        }
        assertEquals(List.of(), database.placesWith(Base32.decode(key)));
        for (String form : List.of(key, sealed)) {
            assertFalse(server.log().contains(form), "in the log");
            client.answers().stream()
                    .skip(shown)
                    .forEach(answer -> assertFalse(answer.body().contains(form), "on " + answer.uri()));
            another.answers().forEach(answer -> assertFalse(answer.body().contains(form), "on " + answer.uri()));
            adminAnswers(customer).forEach((what, answer) -> assertFalse(answer.contains(form), what));
            server.mail().mails().stream()
                    .filter(mail -> mail.wentTo(customer.email()))
                    .forEach(mail ->
                            assertFalse((mail.subject() + mail.text() + mail.html()).contains(form), mail.subject()));
        }
    }

    /** Each must be there, and speak of the customer's OTP where it has anything to say of it. */
    private Map<String, String> adminAnswers(Customer customer) {
        String user = "/" + REALM + "/users/" + customer.id();
        JsonNode credentials = admin.credentials(customer);
        assertTrue(credentials.findValuesAsText("type").contains("otp"));
        JsonNode events = admin.get("/" + REALM + "/events?user=" + customer.id());
        assertTrue(
                events.toString().contains("applied") && events.toString().contains("LOGIN_ERROR"), events.toString());
        HttpResponse<String> export =
                admin.send("POST", "/" + REALM + "/partial-export?exportClients=true&exportGroupsAndRoles=true", null);
        assertEquals(200, export.statusCode());
        return Map.of(
                "user",
                admin.get(user).toString(),
                "credentials",
                credentials.toString(),
                "events",
                events.toString(),
                "admin events",
                admin.get("/" + REALM + "/admin-events").toString(),
                "service",
                admin.factors(customer).toString(),
                "partial export",
                export.body());
    }

    @Test
    void a_seed_of_before_the_service_works_is_sealed_at_its_first_use_and_works_still() {
        Oath app = Oath.withNewKey();
        try (TestRealm migrated = TestRealm.like(
                server,
                "mito",
                "seeds-migrated",
                changes -> changes.withObject("/attributes").put("sekisho.enabled", "false"))) {
            Customer customer = admin.newOtpCustomer(migrated.name(), app.key());
            assertEquals(app.key(), database.awaitSeed(customer, ""), "as stock Keycloak stores it");
            admin.attributes(migrated.name(), Map.of("sekisho.enabled", "true"));
            assertEquals("IN_USE", admin.factors(customer).at("/otp/status").asText());
            app.earlyInStep(MOMENT);

            Visitor client = visitor(customer);
            assertEquals(
                    "登録情報照会",
                    client.submit(otpPage(client), Map.of("otp", app.codeOfStep(-1)))
                            .heading());

            database.awaitSeed(customer, "sekisho1.dev.");
            String used = app.codeOfStep(0);
            assertEquals(200, directGrant(customer, used));

            // A sealed seed stays in our hands where the service was turned off since: stock Keycloak could not read
            // it.
            admin.attributes(migrated.name(), Map.of("sekisho.enabled", "false"));
            assertEquals(KeycloakVersion.refusedGrant(), directGrant(customer, used));
            assertEquals(200, directGrant(customer, app.codeOfStep(1)));
        }
    }

    @Test
    void a_key_is_rotated_without_a_restart_and_one_that_is_missing_harms_nobody() throws IOException {
        Oath regular = Oath.withNewKey();
        Oath rare = Oath.withNewKey();
        Customer regularCustomer = admin.newOtpCustomer(REALM, regular.key());
        Customer rareCustomer = admin.newOtpCustomer(REALM, rare.key());
        Customer applicant = admin.newCustomer(REALM);
        database.awaitSeed(regularCustomer, "sekisho1.dev.");
        regular.earlyInStep(MOMENT);
        Visitor rareClient = visitor(rareCustomer);
        assertEquals(
                "登録情報照会",
                rareClient
                        .submit(otpPage(rareClient), Map.of("otp", rare.codeOfStep(-1)))
                        .heading());
        Visitor applicantClient = visitor(applicant);
        Answer registration = registration(applicantClient, applicant);
        String before = Files.readString(server.keyring());
        String next = "next=" + newKey() + "\n";
        try {
            Files.writeString(server.keyring(), before.replace("active=dev", "active=next") + next);
            assertEquals(200, directGrant(regularCustomer, regular.codeOfStep(-1)));
            database.awaitSeed(regularCustomer, "sekisho1.next.");

            // Now the old key is taken away, too early: one customer's seed lies under it still, and so does an
            // application's.
            Files.writeString(server.keyring(), "active=next\n" + next);
            assertEquals(200, directGrant(regularCustomer, regular.codeOfStep(0)));
            Map<String, Integer> counted = server.metrics().verifications(REALM, "otp");
            Visitor client = visitor(rareCustomer);
            Answer page = client.submit(otpPage(client), Map.of("otp", rare.codeOfStep(0)));
            assertEquals(200, page.status());
            assertTrue(page.error("otp").contains("ワンタイムパスワードをただいま確認できません"), page.body());
            assertEquals(KeycloakVersion.refusedGrant(), directGrant(rareCustomer, rare.codeOfStep(0)));
            assertEquals(
                    Map.of("unavailable", 2),
                    Metrics.added(counted, server.metrics().verifications(REALM, "otp")));
            assertEquals(0, admin.factors(rareCustomer).at("/otp/failures").asInt());
            assertTrue(server.log()
                    .lines()
                    .anyMatch(line -> line.contains("ERROR")
                            && line.contains(rareCustomer.id())
                            && line.contains("the keyring has no key dev")));

            Answer redisplay = rareClient.start("sekisho-otp-redisplay");
            assertEquals(200, redisplay.status());
            assertEquals("このお手続きはできません", redisplay.heading());
            assertTrue(redisplay.message().contains("このサービスはただいま利用できません"), redisplay.body());
            Answer stop = rareClient.submit(rareClient.start("sekisho-otp-stop"), Map.of("otp", rare.codeOfStep(0)));
            assertTrue(stop.error("otp").contains("ワンタイムパスワードをただいま確認できません"), stop.body());
            assertTrue(admin.credentials(rareCustomer).findValuesAsText("type").contains("otp"));

            Answer begun = applicantClient.submit(registration, Map.of());
            assertEquals("取引パスワード認証", begun.heading(), "the application begins anew");
            assertTrue(begun.message().contains("現在の画面から続けてください"), begun.body());
            Answer anew = applicantClient.submit(begun, Map.of("transactionPassword", applicant.transactionPassword()));
            assertNotEquals(registration.key(), anew.key());

            Files.writeString(server.keyring(), before + next);
            assertEquals(
                    "登録情報照会",
                    client.submit(page, Map.of("otp", rare.codeOfStep(0))).heading());
        } finally {
            Files.writeString(server.keyring(), before);
        }
    }

    @Test
    void a_sealed_seed_that_was_copied_to_another_customer_does_not_open() {
        Oath app = Oath.withNewKey();
        String sealed = database.awaitSeed(admin.newOtpCustomer(REALM, app.key()), "sekisho1.");
        Customer thief = admin.newOtpCustomer(REALM, sealed);
        assertEquals(sealed, database.awaitSeed(thief, "sekisho1."));

        Visitor client = visitor(thief);
        Answer page = client.submit(otpPage(client), Map.of("otp", app.code()));

        assertTrue(page.error("otp").contains("ワンタイムパスワードをただいま確認できません"), page.body());
        assertEquals(0, admin.factors(thief).at("/otp/failures").asInt());
        assertTrue(server.log()
                .lines()
                .anyMatch(
                        line -> line.contains("ERROR") && line.contains(thief.id()) && line.contains("does not open")));
    }

    @ParameterizedTest
    @CsvSource({
        "HmacSHA1, 6, 30, '', 123456",
        "HmacSHA999, 6, 30, GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ, 123456",
        "HmacSHA1, 10, 30, GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ, 1234567890",
        "HmacSHA1, 6, 0, GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ, 123456"
    })
    void an_imported_credential_that_makes_no_codes_cannot_be_checked_and_is_logged(
            String algorithm, int digits, int period, String key, String code) {
        Customer customer = admin.newCustomer(REALM, user -> {
            ObjectNode credential = admin.otpCredential(key);
            credential.put(
                    "credentialData",
                    credential
                            .get("credentialData")
                            .asText()
                            .replace("HmacSHA1", algorithm)
                            .replace("\"digits\":6", "\"digits\":" + digits)
                            .replace("\"period\":30", "\"period\":" + period));
            user.withArray("/credentials").add(credential);
        });
        Visitor client = visitor(customer);

        Answer page = client.submit(otpPage(client), Map.of("otp", code));

        assertTrue(page.error("otp").contains("ワンタイムパスワードをただいま確認できません"), page.body());
        assertEquals(0, admin.factors(customer).at("/otp/failures").asInt());
        assertEquals(KeycloakVersion.refusedGrant(), directGrant(customer, code));
        assertTrue(server.log()
                .lines()
                .anyMatch(line ->
                        line.contains("ERROR") && line.contains(customer.id()) && line.contains("cannot be checked")));
    }

    /** Up to the page that asks for the OTP. */
    private static Answer otpPage(Visitor visitor) {
        Answer page = visitor.login();
        assertEquals("ワンタイムパスワード認証", page.heading());
        return page;
    }

    /** Up to the page that hands the seed out. */
    private static Answer registration(Visitor visitor, Customer customer) {
        Answer page = visitor.submit(
                visitor.start("sekisho-otp-apply"), Map.of("transactionPassword", customer.transactionPassword()));
        assertTrue(page.key().matches("[A-Z2-7]{32}"), "160 bits in Base32");
        return page;
    }

    private Visitor visitor(Customer customer) {
        return new Visitor(server.url(), customer);
    }

    private int directGrant(Customer customer, String code) {
        return admin.directGrant(customer, Map.of("otp", code)).statusCode();
    }

    private static String newKey() {
        byte[] key = new byte[32];
        new SecureRandom().nextBytes(key);
        return Base64.getEncoder().encodeToString(key);
    }
}
