package io.sekisho.it;

import static io.sekisho.it.harness.Inventory.json;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sekisho.it.harness.Admin;
import io.sekisho.it.harness.Await;
import io.sekisho.it.harness.Crowd;
import io.sekisho.it.harness.Customer;
import io.sekisho.it.harness.FormClient.Answer;
import io.sekisho.it.harness.HardwareToken;
import io.sekisho.it.harness.Inventory;
import io.sekisho.it.harness.Oath;
import io.sekisho.it.harness.Server;
import io.sekisho.it.harness.TestCompany;
import io.sekisho.it.harness.TestRealm;
import io.sekisho.it.harness.Visitor;
import io.sekisho.it.harness.WithServer;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the staff see of one customer, and do for him, whatever kind of OTP he has. */
@WithServer
class CustomerAdminIT {

    private static final String APPS = "customer-apps";
    private static final String BANK = "customer-bank";
    private static final String COMPANIES = "customer-companies";
    private static final Duration SHORT_WHILE = Duration.ofSeconds(30);

    private static List<TestRealm> realms;

    private final Server server;
    private final Admin admin;
    private final Inventory inventory;

    CustomerAdminIT(Server server) {
        this.server = server;
        this.admin = server.admin();
        this.inventory = new Inventory(admin, BANK);
    }

    @BeforeAll
    static void makeRealms(Server server) {
        realms = List.of(
                TestRealm.like(server, "mito", APPS, realm -> {
                    TestRealm.hashFast(realm);
                    realm.put("bruteForceProtected", true).put("failureFactor", 2);
                }),
                TestRealm.like(server, "sample-direct", BANK, TestRealm::hashFast),
                TestRealm.like(server, "kenshin", COMPANIES, realm -> {
                    TestRealm.hashFast(realm);
                    realm.put("bruteForceProtected", true)
                            .put("permanentLockout", true)
                            .put("failureFactor", 2);
                    realm.withObject("/attributes")
                            .put("sekisho.enrolmentProof", "none")
                            .put("sekisho.reissueBlackout", "");
                }));
    }

    @AfterAll
    static void deleteRealms() {
        realms.forEach(TestRealm::close);
    }

    private HttpResponse<String> post(Customer customer, String call) {
        return new Inventory(admin, customer.realm()).send("POST", "users/" + customer.id() + "/" + call, null);
    }

    private HttpResponse<String> revoke(Customer customer) {
        return post(customer, "otp/revoke");
    }

    private List<String> mails(Customer customer) {
        return server.database()
                .rows("select KIND from SEKISHO_NOTICE where USER_ID = ? order by OCCURRED_AT", customer.id());
    }

    private List<String> removals(Customer customer) {
        List<String> actions = new ArrayList<>();
        admin.events(customer, "REMOVE_CREDENTIAL")
                .forEach(event -> actions.add(event.at("/details/action").asText()));
        return actions;
    }

    /** The kinds of OTP that a customer can have, and what is told of each when it is revoked. */
    private enum Kind {
        APP("revoked", "OTP_REMOVED") {
            @Override
            Customer customer(CustomerAdminIT test) {
                return test.admin.newOtpCustomer(APPS, Oath.withNewKey().key());
            }
        },
        /** Of a realm whose customers had apps before they bound tokens. */
        APP_OF_BEFORE("revoked", "OTP_REMOVED") {
            @Override
            Customer customer(CustomerAdminIT test) {
                return test.admin.newOtpCustomer(BANK, Oath.withNewKey().key());
            }
        },
        BOUND_TOKEN("unbound", "TOKEN_UNBOUND") {
            @Override
            Customer customer(CustomerAdminIT test) {
                return test.bound(test.inventory.newToken());
            }
        },
        ISSUED_TOKEN("revoked", "TOKEN_REVOKED") {
            @Override
            Customer customer(CustomerAdminIT test) {
                return TestCompany.in(test.admin, COMPANIES).user(Oath.withNewKey());
            }
        };

        private final String action;
        private final String mail;

        Kind(String action, String mail) {
            this.action = action;
            this.mail = mail;
        }

        abstract Customer customer(CustomerAdminIT test);
    }

    private Customer bound(HardwareToken token) {
        Customer customer = admin.newCustomer(BANK);
        assertEquals(204, inventory.bind(token, customer).statusCode());
        return customer;
    }

    @ParameterizedTest
    @EnumSource
    void an_otp_of_any_kind_is_revoked_once_of_two_at_the_same_time_and_told_once(Kind kind) {
        Customer customer = kind.customer(this);
        assertEquals("IN_USE", admin.factors(customer).at("/otp/status").asText());

        List<Integer> answers = Crowd.run(2, 2, time -> revoke(customer).statusCode());

        assertEquals(List.of(204, 409), answers.stream().sorted().toList());
        assertEquals("NOT_REGISTERED", admin.factors(customer).at("/otp/status").asText());
        assertEquals(
                List.of(),
                admin.credentials(customer).findValuesAsText("type").stream()
                        .filter("otp"::equals)
                        .toList());
        assertEquals(List.of(kind.action), removals(customer));
        assertEquals(
                1,
                mails(customer).stream().filter(kind.mail::equals).count(),
                mails(customer).toString());
        assertFalse(mails(customer).contains(kind.mail.equals("OTP_REMOVED") ? "TOKEN_REVOKED" : "OTP_REMOVED"));
        JsonNode refused = json(revoke(customer));
        assertEquals("Nothing to revoke", refused.get("title").asText());
    }

    @Test
    void a_bound_token_is_free_after_that_and_a_lost_one_stays_lost() {
        HardwareToken free = inventory.newToken();
        HardwareToken lost = inventory.newToken();
        Customer one = bound(free);
        Customer other = bound(lost);
        assertEquals(204, inventory.change(lost, "mark-lost").statusCode());

        assertEquals(204, revoke(one).statusCode());
        assertEquals(204, revoke(other).statusCode());

        assertEquals("FREE", inventory.get(free).get("status").asText());
        assertEquals("LOST", inventory.get(lost).get("status").asText());
        assertFalse(inventory.get(lost).has("userId"));
        assertFalse(admin.factors(other).has("boundToken"));
    }

    @Test
    void who_is_not_there_has_nothing_to_revoke() {
        assertEquals(
                404,
                inventory
                        .send("POST", "users/00000000-0000-0000-0000-000000000000/otp/revoke", null)
                        .statusCode());
    }

    @Test
    void the_staff_see_what_an_otp_is_since_when_and_when_it_was_last_used() {
        Oath app = Oath.withNewKey();
        Instant since = Instant.parse("2025-05-01T00:22:00Z");
        Customer customer = admin.newCustomer(
                APPS,
                user -> user.withArray("/credentials")
                        .add(admin.otpCredential(app.key())
                                .put("userLabel", "a phone")
                                .put("createdDate", since.toEpochMilli())));
        JsonNode unused = admin.factors(customer).get("otp");
        assertEquals(
                "a phone " + since,
                unused.get("label").asText() + " " + unused.get("since").asText());
        assertFalse(unused.has("lastUsedAt"), unused.toString());

        Instant before = Instant.now().minusSeconds(61);
        assertEquals(200, admin.directGrant(customer, Map.of("otp", app.code())).statusCode());

        JsonNode used = admin.factors(customer);
        Instant lastUsed = Instant.parse(used.at("/otp/lastUsedAt").asText());
        assertTrue(lastUsed.isAfter(before) && lastUsed.isBefore(Instant.now().plusSeconds(1)), used.toString());
        assertFalse(used.toString().contains(app.key()), used.toString());
    }

    @Test
    void whoever_has_a_token_next_has_not_used_it() {
        HardwareToken token = inventory.newToken();
        Customer before = bound(token);
        assertEquals(
                200,
                admin.directGrant(before, Map.of("otp", token.codes().code())).statusCode());
        assertEquals(204, revoke(before).statusCode());

        JsonNode otp = admin.factors(bound(token)).get("otp");

        assertEquals(token.id(), otp.get("label").asText());
        assertTrue(
                Instant.parse(otp.get("since").asText()).isAfter(Instant.now().minus(SHORT_WHILE)), otp.toString());
        assertFalse(otp.has("lastUsedAt"), otp.toString());
    }

    @Test
    void a_lost_token_is_lost_as_an_otp_as_well_and_in_use_when_it_was_found() {
        HardwareToken token = inventory.newToken();
        Customer customer = bound(token);
        assertEquals(204, inventory.change(token, "mark-lost").statusCode());
        assertEquals("LOST", admin.factors(customer).at("/otp/status").asText());
        assertEquals("LOST", admin.factors(customer).at("/boundToken/status").asText());
        assertEquals(204, inventory.change(token, "reinstate").statusCode());
        assertEquals("IN_USE", admin.factors(customer).at("/otp/status").asText());
        assertEquals("TOKEN_REINSTATED", mails(customer).get(2));
        server.mailTo(customer, "再び使えるようにした");
    }

    @Test
    void the_staff_see_that_keycloak_does_not_let_a_customer_in() {
        Customer disabled = admin.newCustomer(APPS);
        assertTrue(admin.factors(disabled).get("enabled").asBoolean());
        assertFalse(admin.factors(disabled).has("bruteForceLock"));
        assertEquals(
                204,
                admin.send(
                                "PUT",
                                "/" + APPS + "/users/" + disabled.id(),
                                new ObjectMapper().createObjectNode().put("enabled", false))
                        .statusCode());
        assertFalse(admin.factors(disabled).get("enabled").asBoolean());
        assertFalse(admin.factors(disabled).has("bruteForceLock"));

        awaitLock(admin.newCustomer(APPS), "TEMPORARY", true);
        awaitLock(TestCompany.in(admin, COMPANIES).user(), "PERMANENT", false);
    }

    private void awaitLock(Customer customer, String lock, boolean enabled) {
        Await.until("a lock", SHORT_WHILE, () -> {
            admin.directGrant(customer, Map.of("password", "wrong"));
            JsonNode factors = admin.factors(customer);
            return lock.equals(factors.path("bruteForceLock").asText())
                    && enabled == factors.get("enabled").asBoolean();
        });
    }

    @Test
    void the_server_makes_a_temporary_transaction_password_that_is_told_once() {
        Customer customer = admin.newCustomer(APPS);
        HttpResponse<String> answer = post(customer, "transaction-password/temporary");
        assertEquals(200, answer.statusCode(), answer.body());
        assertEquals(List.of("no-store"), answer.headers().allValues("Cache-Control"));
        String value = json(answer).get("value").asText();
        assertTrue(value.matches("(?=.*[2-9])(?=.*[a-z])[a-hjkmnp-z2-9]{12}"), value);
        assertEquals(
                "TEMPORARY",
                admin.factors(customer).at("/transactionPassword/status").asText());
        assertEquals(List.of("TRANSACTION_PASSWORD_RESET"), mails(customer));
        for (String trace : List.of("admin-events?max=500", "events?user=" + customer.id())) {
            assertFalse(admin.get("/" + APPS + "/" + trace).toString().contains(value), trace);
        }

        Visitor visitor = new Visitor(server.url(), customer);
        Answer page = visitor.login();
        Map<String, String> form = Map.of(
                "currentTransactionPassword",
                value,
                "newTransactionPassword",
                "chosen-by-oneself",
                "newTransactionPasswordConfirm",
                "chosen-by-oneself");
        visitor.submit(page, form);
        assertEquals(
                "IN_USE",
                admin.factors(customer).at("/transactionPassword/status").asText());
    }

    @Test
    void a_temporary_transaction_password_of_the_server_is_as_long_as_the_realm_asks_for() {
        Customer customer = admin.newCustomer(BANK);
        admin.with(
                BANK,
                Map.of("sekisho.transactionPasswordMinLength", "20"),
                () -> assertEquals(
                        20,
                        json(post(customer, "transaction-password/temporary"))
                                .get("value")
                                .asText()
                                .length()));
    }

    @Test
    void a_service_account_can_be_looked_at_and_has_no_factor_to_be_changed() {
        for (String realm : List.of(BANK, COMPANIES)) {
            Customer account = serviceAccount(realm);
            Inventory calling = new Inventory(admin, realm);
            assertEquals(
                    "NOT_REGISTERED", admin.factors(account).at("/otp/status").asText());
            String user = "users/" + account.id() + "/";
            Stream<HttpResponse<String>> answers = Stream.of(
                    calling.send("PUT", user + "transaction-password", "{\"value\": \"temporary-1\"}"),
                    post(account, "transaction-password/temporary"),
                    post(account, "transaction-password/lift-suspension"),
                    post(account, "otp/lift-suspension"),
                    post(account, "otp/revoke"),
                    realm.equals(BANK) ? inventory.bind(inventory.newToken(), account) : post(account, "start"),
                    realm.equals(BANK) ? post(account, "otp/revoke") : post(account, "token/revoke"));
            answers.forEach(answer -> assertEquals(
                    "409 Not a customer",
                    answer.statusCode() + " " + json(answer).path("title").asText(),
                    () -> answer.uri() + ": " + answer.body()));
            assertEquals(List.of(), mails(account));
        }
    }

    private Customer serviceAccount(String realm) {
        ObjectMapper json = new ObjectMapper();
        String clientId = "batch-" + realm;
        assertEquals(
                201,
                admin.send(
                                "POST",
                                "/" + realm + "/clients",
                                json.createObjectNode()
                                        .put("clientId", clientId)
                                        .put("publicClient", false)
                                        .put("serviceAccountsEnabled", true))
                        .statusCode());
        String client = admin.get("/" + realm + "/clients?clientId=" + clientId)
                .get(0)
                .get("id")
                .asText();
        JsonNode user = admin.get("/" + realm + "/clients/" + client + "/service-account-user");
        return new Customer(realm, user.get("id").asText(), user.get("username").asText());
    }
}
