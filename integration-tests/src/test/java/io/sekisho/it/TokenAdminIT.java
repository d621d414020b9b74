package io.sekisho.it;

import static io.sekisho.it.harness.Inventory.json;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sekisho.demo.mail.CaughtMail;
import io.sekisho.it.harness.Admin;
import io.sekisho.it.harness.Await;
import io.sekisho.it.harness.Crowd;
import io.sekisho.it.harness.Customer;
import io.sekisho.it.harness.Delegation;
import io.sekisho.it.harness.HardwareToken;
import io.sekisho.it.harness.Inventory;
import io.sekisho.it.harness.KeycloakVersion;
import io.sekisho.it.harness.Oath;
import io.sekisho.it.harness.Server;
import io.sekisho.it.harness.TestRealm;
import io.sekisho.it.harness.WithServer;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the staff do with the tokens of the inventory by the admin REST, and who of them may. */
@WithServer
class TokenAdminIT {

    private static final String REALM = "inventory";
    private static final Duration SHORT_WHILE = Duration.ofSeconds(20);
    private static final Duration MOST_OF_A_STEP = Duration.ofSeconds(12);
    private static final List<String> SEE_AND_CHANGE = List.of("view", "manage");
    private static final String NOBODY = "00000000-0000-0000-0000-000000000000";

    private static TestRealm realm;

    private final Server server;
    private final Admin admin;
    private final Inventory inventory;
    private final Delegation delegation;

    TokenAdminIT(Server server) {
        this.server = server;
        this.admin = server.admin();
        this.inventory = new Inventory(admin, REALM);
        this.delegation = new Delegation(admin, REALM);
    }

    @AfterEach
    void takePermissionsBack() {
        delegation.close();
    }

    @BeforeAll
    static void makeRealm(Server server) {
        realm = TestRealm.like(server, "sample-direct", REALM, changes -> {
            TestRealm.hashFast(changes);
            changes.put("adminPermissionsEnabled", true);
        });
    }

    @AfterAll
    static void deleteRealm() {
        realm.close();
    }

    // Find

    @Test
    void tokens_are_found_by_the_beginning_of_their_id_page_by_page() {
        List<HardwareToken> tokens = inventory.newTokens(10);
        // Between two of them there can be those of other tests only if these run at the same time, which they do not.
        String prefix = tokens.get(0).id().substring(0, 4);

        JsonNode all = inventory.list("?max=500&prefix=" + prefix.toLowerCase().replaceFirst("vs", "vs-%20"));
        List<String> ids = all.findValuesAsText("tokenId");
        assertTrue(ids.containsAll(tokens.stream().map(HardwareToken::id).toList()), ids.toString());
        assertEquals(ids.stream().sorted().toList(), ids);
        int first = ids.indexOf(tokens.get(3).id());
        assertEquals(
                List.of(tokens.get(3).id(), tokens.get(4).id()),
                inventory.list("?prefix=" + prefix + "&max=2&first=" + first).findValuesAsText("tokenId"));
        assertEquals(
                List.of(tokens.get(5).id()),
                inventory.list("?prefix=" + tokens.get(5).id()).findValuesAsText("tokenId"));
        String after = "&max=2&after=" + tokens.get(2).id().toLowerCase();
        assertEquals(
                List.of(tokens.get(3).id(), tokens.get(4).id()),
                inventory.list("?prefix=" + prefix + after).findValuesAsText("tokenId"));
        assertEquals(
                List.of(tokens.get(4).id(), tokens.get(5).id()),
                inventory.list("?prefix=" + prefix + after + "&first=1").findValuesAsText("tokenId"));
        assertEquals(0, inventory.list("?prefix=" + tokens.get(2).id() + after).size(), "after the last one");
        assertEquals(0, inventory.list("?prefix=NONE").size());
        assertEquals(0, inventory.list("?prefix=" + prefix + "&first=100000").size());
    }

    @Test
    void tokens_are_found_by_how_they_stand() {
        List<HardwareToken> tokens = inventory.newTokens(2);
        assertEquals(204, inventory.change(tokens.get(0), "mark-lost").statusCode());

        assertEquals(
                List.of(tokens.get(0).id()),
                inventory.list("?status=LOST&prefix=" + tokens.get(0).id()).findValuesAsText("tokenId"));
        assertEquals(
                0, inventory.list("?status=FREE&prefix=" + tokens.get(0).id()).size());
        assertEquals(
                List.of(tokens.get(1).id()),
                inventory.list("?status=FREE&prefix=" + tokens.get(1).id()).findValuesAsText("tokenId"));
    }

    @Test
    void a_token_is_told_with_everything_but_its_seed() {
        HardwareToken token = inventory.newToken();

        JsonNode told = inventory.get(token);

        String since = ((ObjectNode) told).remove("since").asText();
        assertTrue(Duration.between(Instant.parse(since), Instant.now()).abs().toMinutes() < 2, since);
        assertEquals(
                "{\"tokenId\":\"" + token.id()
                        + "\",\"vendor\":\"Example Tokens\",\"model\":\"ET-1\",\"algorithm\":\"SHA1\",\"digits\":6,\"periodSeconds\":30,"
                        + "\"driftSteps\":0,\"status\":\"FREE\"}",
                told.toString());
    }

    @Test
    void an_id_may_be_written_with_spaces_hyphens_and_small_letters() {
        HardwareToken token = inventory.newToken();
        String typed = token.id().toLowerCase().replaceFirst("vs", "vs-").replaceFirst("(\\d{4})(\\d{4})", "$1%20$2");

        assertEquals(
                token.id(),
                json(inventory.send("GET", "tokens/" + typed, null))
                        .get("tokenId")
                        .asText());
    }

    @ParameterizedTest
    @CsvSource({
        "GET, tokens?first=-1",
        "GET, tokens?first=x",
        "GET, tokens?max=0",
        "GET, tokens?max=501",
        "GET, tokens?status=free",
        "GET, tokens?prefix=a*",
        "GET, tokens?after=a*",
        "GET, tokens/A*",
        "GET, tokens/%E3%81%82",
        "DELETE, tokens/A*",
        "POST, tokens/A*/unbind",
        "POST, tokens/%25/retire"
    })
    void what_cannot_be_meant_is_refused(String method, String path) {
        assertProblem(400, inventory.send(method, path, null));
    }

    @ParameterizedTest
    @ValueSource(strings = {"unbind", "mark-lost", "retire", "reinstate", "resync", "bind"})
    void a_token_that_is_not_in_the_inventory_is_told_to_be_none(String change) {
        HardwareToken unknown = new HardwareToken("UNKNOWN1", Oath.withNewKey());
        String body = "{\"first\": \"123456\", \"next\": \"123456\", \"userId\": \""
                + admin.newCustomer(REALM).id() + "\"}";

        assertProblem(404, inventory.change(unknown, change, body));
        assertProblem(404, inventory.send("GET", "tokens/UNKNOWN1", null));
        assertProblem(404, inventory.send("DELETE", "tokens/UNKNOWN1", null));
    }

    // Bind, unbind

    @Test
    void a_bound_token_is_asked_for_at_the_next_login() {
        HardwareToken token = inventory.newToken();
        Customer customer = admin.newCustomer(REALM);
        assertEquals(200, admin.directGrant(customer, Map.of()).statusCode());

        assertEquals(204, inventory.bind(token, customer).statusCode());

        assertEquals(
                KeycloakVersion.refusedGrant(),
                admin.directGrant(customer, Map.of()).statusCode());
        assertEquals(
                200,
                admin.directGrant(customer, Map.of("otp", token.codes().code())).statusCode());
        JsonNode told = inventory.get(token);
        assertEquals("BOUND", told.get("status").asText());
        assertEquals(
                customer.id() + " " + customer.number(),
                told.get("userId").asText() + " " + told.get("username").asText());
        ObjectNode bound = (ObjectNode) admin.factors(customer).get("boundToken");
        assertEquals(told.get("since"), bound.remove("since"));
        assertEquals(
                "{\"tokenId\":\"" + token.id()
                        + "\",\"vendor\":\"Example Tokens\",\"model\":\"ET-1\",\"status\":\"BOUND\",\"driftSteps\":0}",
                bound.toString());
        assertEquals("IN_USE", admin.factors(customer).at("/otp/status").asText());
        assertEquals(
                token.id(),
                admin.credentials(customer).findValuesAsText("userLabel").stream()
                        .filter(label -> !label.isEmpty())
                        .findFirst()
                        .orElseThrow());
        awaitStored(token, "BOUND", customer);
    }

    @Test
    void a_binding_leaves_an_event_that_names_who_made_it_and_a_mail_that_names_the_end_of_the_id() {
        HardwareToken token = inventory.newToken();
        Customer customer = admin.newCustomer(REALM);
        Customer clerk = staff("view-users", "manage-users");

        assertEquals(204, inventory.as(clerk).bind(token, customer).statusCode());

        assertReported(customer, clerk, token, "UPDATE_CREDENTIAL", "bound");
        assertEquals(1, adminEvents("tokens/" + token.id() + "/bind").size());
        assertMailed(customer, token, 1);
    }

    @Test
    void a_customer_without_an_address_is_bound_all_the_same_and_the_notice_is_there_for_the_staff_to_see() {
        HardwareToken token = inventory.newToken();
        Customer customer = admin.newCustomer(REALM, user -> user.remove("email"));

        assertEquals(204, inventory.bind(token, customer).statusCode());

        JsonNode undelivered = json(inventory.send("GET", "notices?max=500", null));
        assertTrue(undelivered.findValuesAsText("userId").contains(customer.id()), undelivered.toString());
    }

    @Test
    void a_customer_who_has_an_otp_is_bound_to_no_other_token() {
        List<HardwareToken> tokens = inventory.newTokens(2);
        Customer bound = admin.newCustomer(REALM);
        assertEquals(204, inventory.bind(tokens.get(0), bound).statusCode());
        Customer enrolled = admin.newOtpCustomer(REALM, Oath.withNewKey().key());

        for (Customer customer : List.of(bound, enrolled)) {
            assertEquals(
                    "Customer has an OTP",
                    assertProblem(409, inventory.bind(tokens.get(1), customer))
                            .get("title")
                            .asText());
        }
        assertEquals("FREE", inventory.get(tokens.get(1)).get("status").asText());
        assertEquals(1, otps(bound));
    }

    @Test
    void a_token_that_is_not_free_is_bound_to_nobody() {
        List<HardwareToken> tokens = inventory.newTokens(3);
        Customer holder = admin.newCustomer(REALM);
        inventory.bind(tokens.get(0), holder);
        inventory.change(tokens.get(1), "mark-lost");
        inventory.change(tokens.get(2), "retire");
        Customer other = admin.newCustomer(REALM);

        for (HardwareToken token : tokens) {
            JsonNode problem = assertProblem(409, inventory.bind(token, other));
            assertTrue(
                    problem.get("detail")
                            .asText()
                            .contains(inventory.get(token).get("status").asText()),
                    problem.toString());
        }
        assertEquals(0, otps(other));
        awaitStored(tokens.get(0), "BOUND", holder);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "no json",
                "[]",
                "null",
                "\"x\"",
                "{}",
                "{\"userId\": 1}",
                "{\"userId\": \" \"}",
                "{\"userId\": \"x\"} {}",
                "{\"userId\": \"x\", \"userId\": \"y\"}",
                "{\"userId\": {\"a\": [1]}}"
            })
    void a_body_that_names_no_customer_is_refused(String body) {
        HardwareToken token = inventory.newToken();

        assertProblem(400, inventory.change(token, "bind", body));
        assertEquals("FREE", inventory.get(token).get("status").asText());
    }

    @Test
    void a_body_that_is_too_long_or_of_another_kind_is_refused() {
        HardwareToken token = inventory.newToken();
        String path = "/" + REALM + "/otp-service/tokens/" + token.id() + "/bind";

        assertProblem(413, inventory.change(token, "bind", "{\"userId\": \"" + "x".repeat(70_000) + "\"}"));
        for (String type : List.of("text/plain", "application/x-www-form-urlencoded", "application/xml")) {
            assertProblem(415, admin.sendText("POST", path, type, "{\"userId\": \"x\"}"));
        }
        assertEquals(
                "No such user",
                assertProblem(404, inventory.change(token, "bind", "{\"userId\": \"" + NOBODY + "\"}"))
                        .get("title")
                        .asText());
    }

    @Test
    void of_two_customers_to_whom_a_token_is_bound_at_the_same_time_one_has_it() {
        for (int round = 0; round < 5; round++) {
            HardwareToken token = inventory.newToken();
            List<Customer> customers = List.of(admin.newCustomer(REALM), admin.newCustomer(REALM));

            List<Integer> answers = Crowd.run(
                    2, 2, time -> inventory.bind(token, customers.get(time)).statusCode());

            assertEquals(List.of(204, 409), answers.stream().sorted().toList());
            String holder = inventory.get(token).path("userId").asText();
            for (Customer customer : customers) {
                assertEquals(customer.id().equals(holder) ? 1 : 0, otps(customer));
                assertEquals(
                        customer.id().equals(holder) ? 1 : 0,
                        admin.events(customer, "UPDATE_CREDENTIAL").size());
            }
        }
    }

    @Test
    void of_two_tokens_that_are_bound_to_a_customer_at_the_same_time_one_is_his() {
        for (int round = 0; round < 5; round++) {
            List<HardwareToken> tokens = inventory.newTokens(2);
            Customer customer = admin.newCustomer(REALM);
            assertEquals(0, otps(customer), "is in the cache from here on");

            List<Integer> answers = Crowd.run(
                    2, 2, time -> inventory.bind(tokens.get(time), customer).statusCode());

            assertEquals(List.of(204, 409), answers.stream().sorted().toList());
            assertEquals(1, otps(customer));
            assertEquals(
                    List.of("BOUND", "FREE"),
                    tokens.stream()
                            .map(token -> inventory.get(token).get("status").asText())
                            .sorted()
                            .toList());
        }
    }

    @Test
    void an_unbound_token_is_free_again_and_its_customer_has_no_otp() {
        HardwareToken token = bound();
        Customer customer = holder(token);
        Customer clerk = staff("view-users", "manage-users");

        assertEquals(204, inventory.as(clerk).change(token, "unbind").statusCode());

        assertEquals("FREE", inventory.get(token).get("status").asText());
        assertFalse(inventory.get(token).has("userId"));
        assertFalse(admin.factors(customer).has("boundToken"));
        assertEquals("NOT_REGISTERED", admin.factors(customer).at("/otp/status").asText());
        assertEquals(0, otps(customer));
        assertEquals(200, admin.directGrant(customer, Map.of()).statusCode());
        assertReported(customer, clerk, token, "REMOVE_CREDENTIAL", "unbound");
        assertMailed(customer, token, 2);
        awaitStored(token, "FREE", null);
        assertProblem(409, inventory.change(token, "unbind"));
        assertEquals(204, inventory.bind(token, admin.newCustomer(REALM)).statusCode(), "somebody else's from now on");
    }

    @Test
    void a_token_is_unbound_once_by_many_calls_at_the_same_time() {
        HardwareToken token = bound();
        Customer customer = holder(token);

        List<Integer> answers =
                Crowd.run(4, 4, time -> inventory.change(token, "unbind").statusCode());

        assertEquals(List.of(204, 409, 409, 409), answers.stream().sorted().toList());
        assertEquals(1, admin.events(customer, "REMOVE_CREDENTIAL").size());
    }

    @Test
    void a_code_that_was_used_before_the_unbinding_is_void_after_the_next_binding() {
        HardwareToken token = bound();
        Customer customer = holder(token);
        String code = token.codes().earlyInStep(MOST_OF_A_STEP).codeOfStep(0);
        assertEquals(200, admin.directGrant(customer, Map.of("otp", code)).statusCode());
        inventory.change(token, "unbind");
        Customer next = admin.newCustomer(REALM);
        assertEquals(204, inventory.bind(token, next).statusCode());

        assertEquals(
                KeycloakVersion.refusedGrant(),
                admin.directGrant(next, Map.of("otp", code)).statusCode());
    }

    // Lost, retired

    @Test
    void a_lost_token_is_still_asked_for_and_no_code_of_it_is_accepted() {
        HardwareToken token = bound();
        Customer customer = holder(token);
        Customer clerk = staff("view-users", "manage-users");

        assertEquals(204, inventory.as(clerk).change(token, "mark-lost").statusCode());

        assertEquals("LOST", inventory.get(token).get("status").asText());
        assertEquals("LOST", admin.factors(customer).at("/boundToken/status").asText());
        assertEquals(
                KeycloakVersion.refusedGrant(),
                admin.directGrant(customer, Map.of()).statusCode());
        assertEquals(
                KeycloakVersion.refusedGrant(),
                admin.directGrant(customer, Map.of("otp", token.codes().codeOfStep(0)))
                        .statusCode());
        assertReported(customer, clerk, token, "UPDATE_CREDENTIAL", "lost");
        assertMailed(customer, token, 2);
        awaitStored(token, "LOST", customer);
        assertProblem(409, inventory.change(token, "mark-lost"));
        assertProblem(409, inventory.change(token, "retire"));
    }

    @Test
    void a_token_that_is_found_again_is_its_customers_again() {
        HardwareToken token = bound();
        Customer customer = holder(token);
        inventory.change(token, "mark-lost");

        assertEquals(204, inventory.change(token, "reinstate").statusCode());

        assertEquals("BOUND", inventory.get(token).get("status").asText());
        assertEquals(
                200,
                admin.directGrant(customer, Map.of("otp", token.codes().code())).statusCode());
        assertMailed(customer, token, 3);
        assertProblem(409, inventory.change(token, "reinstate"));
        awaitStored(token, "BOUND", customer);
    }

    @Test
    void a_lost_token_that_is_unbound_stays_lost() {
        HardwareToken token = bound();
        Customer customer = holder(token);
        inventory.change(token, "mark-lost");

        assertEquals(204, inventory.change(token, "unbind").statusCode());

        assertEquals(0, otps(customer));
        assertEquals("LOST", inventory.get(token).get("status").asText());
        assertFalse(inventory.get(token).has("userId"));
        awaitStored(token, "LOST", null);
        assertEquals(204, inventory.change(token, "reinstate").statusCode());
        assertEquals("FREE", inventory.get(token).get("status").asText());
    }

    private HttpResponse<String> delete(HardwareToken token) {
        return inventory.send("DELETE", "tokens/" + token.id(), null);
    }

    @Test
    void a_free_or_retired_token_is_deleted_and_leaves_an_admin_event() {
        List<HardwareToken> tokens = inventory.newTokens(2);
        assertEquals(204, inventory.change(tokens.get(1), "retire").statusCode());

        for (HardwareToken token : tokens) {
            assertEquals(204, delete(token).statusCode());
            assertProblem(404, inventory.send("GET", "tokens/" + token.id(), null));
            assertProblem(404, delete(token));
            assertEquals(
                    List.of("DELETE OTP_TOKEN"),
                    adminEvents("tokens/" + token.id()).stream()
                            .map(event -> event.get("operationType").asText() + " "
                                    + event.get("resourceType").asText())
                            .toList());
        }
    }

    @Test
    void a_token_that_is_a_customers_or_lost_is_not_deleted() {
        HardwareToken token = bound();
        Customer customer = holder(token);
        JsonNode problem = assertProblem(409, delete(token));
        assertTrue(problem.get("detail").asText().startsWith("The token is BOUND."), problem.toString());
        inventory.change(token, "mark-lost");
        assertProblem(409, delete(token));
        awaitStored(token, "LOST", customer);
        inventory.change(token, "unbind");
        problem = assertProblem(409, delete(token));
        assertEquals(
                "The token is LOST. Only a token that is FREE or RETIRED can be deleted.",
                problem.get("detail").asText());
        inventory.change(token, "retire");
        assertEquals(204, delete(token).statusCode());
    }

    @Test
    void a_token_is_deleted_once_by_many_calls_at_the_same_time() {
        for (int round = 0; round < 5; round++) {
            HardwareToken token = inventory.newToken();

            List<Integer> answers = Crowd.run(4, 4, time -> delete(token).statusCode());

            assertEquals(List.of(204, 404, 404, 404), answers.stream().sorted().toList());
        }
    }

    @Test
    void a_token_that_is_deleted_and_bound_or_retired_at_the_same_time_is_one_of_both() {
        for (int round = 0; round < 8; round++) {
            HardwareToken token = inventory.newToken();
            Customer customer = admin.newCustomer(REALM);

            Map<Integer, Integer> answers = new ConcurrentHashMap<>();

            Crowd.run(
                    3,
                    3,
                    time -> answers.put(
                            time,
                            switch (time) {
                                case 0 -> delete(token).statusCode();
                                case 1 -> inventory.bind(token, customer).statusCode();
                                default -> inventory.change(token, "mark-lost").statusCode();
                            }));

            boolean deleted = answers.get(0) == 204;
            boolean bound = answers.get(1) == 204;
            assertTrue(answers.values().stream().allMatch(List.of(204, 404, 409)::contains), answers.toString());
            assertEquals(
                    deleted ? 404 : 200,
                    inventory.send("GET", "tokens/" + token.id(), null).statusCode(),
                    answers.toString());
            assertEquals(bound ? 1 : 0, otps(customer), answers.toString());
            assertFalse(deleted && bound, answers.toString());
        }
    }

    @Test
    void a_token_that_is_nobodys_is_lost_retired_and_taken_into_use_again() {
        HardwareToken token = inventory.newToken();
        assertProblem(409, inventory.change(token, "reinstate"));
        for (String[] step : new String[][] {
            {"mark-lost", "LOST"}, {"retire", "RETIRED"}, {"reinstate", "FREE"}, {"retire", "RETIRED"}
        }) {
            assertEquals(204, inventory.change(token, step[0]).statusCode(), step[0]);
            assertEquals(step[1], inventory.get(token).get("status").asText());
        }
        assertProblem(409, inventory.change(token, "retire"));
        assertProblem(409, inventory.change(token, "mark-lost"));
        assertProblem(409, inventory.change(token, "unbind"));
        assertEquals(
                "OTP_TOKEN",
                adminEvents("tokens/" + token.id() + "/reinstate")
                        .get(0)
                        .path("resourceType")
                        .asText());
        awaitStored(token, "RETIRED", null);
    }

    @Test
    void a_token_in_use_is_not_retired() {
        HardwareToken token = bound();

        JsonNode problem = assertProblem(409, inventory.change(token, "retire"));

        assertTrue(problem.get("detail").asText().contains("BOUND"), problem.toString());
        awaitStored(token, "BOUND", holder(token));
    }

    @Test
    void the_token_of_a_customer_who_is_deleted_is_retired() {
        HardwareToken token = bound();
        Customer customer = holder(token);

        admin.deleteCustomer(customer);

        assertEquals("RETIRED", inventory.get(token).get("status").asText());
        awaitStored(token, "RETIRED", null);
    }

    @Test
    void a_token_whose_credential_the_staff_delete_in_keycloak_can_be_bound_again() {
        HardwareToken token = bound();
        Customer customer = holder(token);
        admin.deleteCredential(customer, "otp");

        assertEquals(204, inventory.bind(token, admin.newCustomer(REALM)).statusCode());
        assertFalse(admin.factors(customer).has("boundToken"));
    }

    // Clock

    @Test
    void two_codes_in_a_row_set_the_clock_of_a_bound_token_right() {
        HardwareToken token = bound();
        Customer customer = holder(token);
        Customer clerk = staff("view-users", "manage-users");
        Oath ahead = token.codes().earlyInStep(MOST_OF_A_STEP);
        assertEquals(
                KeycloakVersion.refusedGrant(),
                admin.directGrant(customer, Map.of("otp", ahead.codeOfStep(100)))
                        .statusCode());
        String first = ahead.codeOfStep(100);
        String next = ahead.codeOfStep(101);

        assertEquals(204, inventory.as(clerk).resync(token, first, next).statusCode());

        assertTrue(
                Math.abs(101 - inventory.get(token).get("driftSteps").asInt()) <= 1,
                inventory.get(token).toString());
        assertEquals(
                inventory.get(token).get("driftSteps"), admin.factors(customer).at("/boundToken/driftSteps"));
        assertEquals(
                200,
                admin.directGrant(customer, Map.of("otp", ahead.codeOfStep(102)))
                        .statusCode());
        assertReported(customer, clerk, token, "UPDATE_CREDENTIAL", "resynced");
        assertEquals(
                "Codes do not match",
                assertProblem(409, inventory.resync(token, first, next))
                        .get("title")
                        .asText(),
                "both are void");
    }

    @Test
    void two_codes_in_a_row_set_the_clock_of_a_free_token_right() {
        HardwareToken token = inventory.newToken();
        Oath behind = token.codes().earlyInStep(MOST_OF_A_STEP);

        assertEquals(
                204,
                inventory
                        .resync(token, behind.codeOfStep(-200), behind.codeOfStep(-199))
                        .statusCode());

        assertTrue(
                Math.abs(-199 - inventory.get(token).get("driftSteps").asInt()) <= 1,
                inventory.get(token).toString());
        Customer customer = admin.newCustomer(REALM);
        inventory.bind(token, customer);
        assertEquals(
                200,
                admin.directGrant(customer, Map.of("otp", behind.codeOfStep(-198)))
                        .statusCode());
    }

    @Test
    void codes_that_do_not_follow_each_other_set_no_clock() {
        HardwareToken token = inventory.newToken();
        Oath oath = token.codes().earlyInStep(MOST_OF_A_STEP);

        assertProblem(409, inventory.resync(token, oath.codeOfStep(5), oath.codeOfStep(7)));
        assertProblem(409, inventory.resync(token, oath.codeOfStep(6), oath.codeOfStep(5)));
        assertProblem(409, inventory.resync(token, oath.codeOfStep(2_000), oath.codeOfStep(2_001)));
        assertProblem(400, inventory.resync(token, "12345", "123456"));
        assertProblem(400, inventory.resync(token, "123456", "abc"));
        assertProblem(400, inventory.change(token, "resync", "{\"first\": \"123456\"}"));
        assertProblem(400, inventory.change(token, "resync", "{\"first\": 123456, \"next\": 123456}"));
        assertEquals(0, inventory.get(token).get("driftSteps").asInt());
    }

    // Who may

    @Test
    void whoever_may_only_see_sees_no_secret_and_changes_nothing() {
        HardwareToken free = inventory.newToken();
        HardwareToken token = bound();
        Customer customer = holder(token);
        Inventory seeing = inventory.as(staff("view-users"));

        for (String path : List.of(
                "tokens?max=500&prefix=VSTK",
                "tokens/" + token.id(),
                "tokens/" + free.id(),
                "users/" + customer.id(),
                "notices")) {
            HttpResponse<String> answer = seeing.send("GET", path, null);
            assertEquals(200, answer.statusCode(), path);
            for (HardwareToken one : List.of(token, free)) {
                assertFalse(
                        answer.body().contains(one.codes().key())
                                || answer.body().toLowerCase().contains("seed"),
                        answer.body());
            }
        }
        assertChangesNothing(seeing, token, free, customer);
        assertProblem(403, seeing.send("GET", "settings", null));
    }

    @Test
    void whoever_may_nothing_learns_nothing() {
        HardwareToken free = inventory.newToken();
        HardwareToken token = bound();
        Customer customer = holder(token);
        Inventory powerless = inventory.as(staff());

        assertChangesNothing(powerless, token, free, customer);
        for (String path : List.of(
                "tokens",
                "tokens/" + token.id(),
                "tokens/" + free.id(),
                "tokens/UNKNOWN1",
                "users/" + customer.id(),
                "users/" + NOBODY,
                "notices",
                "settings")) {
            assertProblem(403, powerless.send("GET", path, null));
        }
    }

    private void assertChangesNothing(Inventory by, HardwareToken token, HardwareToken free, Customer customer) {
        for (HardwareToken one : List.of(token, free, new HardwareToken("UNKNOWN1", free.codes()))) {
            for (String change : List.of("unbind", "mark-lost", "retire", "reinstate")) {
                assertProblem(403, by.change(one, change));
            }
            assertProblem(403, by.send("DELETE", "tokens/" + one.id(), null));
            assertProblem(403, by.bind(one, customer));
            assertProblem(
                    403, by.resync(one, one.codes().codeOfStep(5), one.codes().codeOfStep(6)));
        }
        assertProblem(403, by.send("POST", "users/" + customer.id() + "/otp/lift-suspension", null));
        assertProblem(
                403,
                by.send("PUT", "users/" + customer.id() + "/transaction-password", "{\"value\": \"a-new-one-1\"}"));
        assertProblem(403, by.send("PUT", "settings", "{\"sekisho.maxFailures\": 7}"));
        assertEquals("BOUND", inventory.get(token).get("status").asText());
        assertEquals("FREE", inventory.get(free).get("status").asText());
    }

    @Test
    void a_delegated_admin_looks_after_the_tokens_of_his_customers_only() {
        HardwareToken mine = bound();
        HardwareToken others = bound();
        HardwareToken free = inventory.newToken();
        Customer customer = holder(mine);
        Customer newCustomer = admin.newCustomer(REALM);
        Customer foreign = holder(others);
        Customer clerk = staff("query-users");
        delegation.allow(clerk, SEE_AND_CHANGE, customer, newCustomer);
        Inventory delegated = inventory.as(clerk);

        assertEquals(
                customer.id(),
                json(delegated.send("GET", "tokens/" + mine.id(), null))
                        .path("userId")
                        .asText());
        assertEquals(
                mine.id(),
                json(delegated.send("GET", "users/" + customer.id(), null))
                        .at("/boundToken/tokenId")
                        .asText());
        JsonNode one = assertProblem(403, delegated.send("GET", "tokens/" + others.id(), null));
        for (String path : List.of("tokens/" + free.id(), "tokens/UNKNOWN1", "tokens")) {
            assertEquals(
                    one,
                    assertProblem(403, delegated.send("GET", path, null)),
                    "no answer tells which tokens there are");
        }
        assertProblem(403, delegated.send("GET", "users/" + foreign.id(), null));
        assertChangesNothing(delegated, others, free, foreign);
        JsonNode taken = assertProblem(409, delegated.bind(others, newCustomer));
        assertEquals(
                taken,
                assertProblem(409, delegated.bind(new HardwareToken("UNKNOWN1", free.codes()), newCustomer)),
                "nor this one");

        assertEquals(204, delegated.bind(free, newCustomer).statusCode());
        for (String change : List.of("mark-lost", "reinstate", "unbind")) {
            assertEquals(204, delegated.change(mine, change).statusCode(), change);
        }
        assertProblem(403, delegated.send("GET", "tokens/" + mine.id(), null));
        awaitStored(others, "BOUND", foreign);
        awaitStored(mine, "FREE", null);
        awaitStored(free, "BOUND", newCustomer);
    }

    @Test
    void a_customer_whom_an_admin_may_not_see_is_left_out_of_his_answers() {
        HardwareToken secret = bound();
        HardwareToken open = bound();
        Customer hidden = holder(secret);
        Customer clerk = staff("query-users");
        delegation.allow(clerk, SEE_AND_CHANGE);
        delegation.deny(clerk, SEE_AND_CHANGE, hidden);
        Inventory seeing = inventory.as(clerk);

        assertEquals(
                assertProblem(404, seeing.send("GET", "users/" + NOBODY, null)),
                assertProblem(404, seeing.send("GET", "users/" + hidden.id(), null)));
        JsonNode told = json(seeing.send("GET", "tokens/" + secret.id(), null));
        assertEquals("BOUND", told.path("status").asText(), told.toString());
        assertFalse(told.has("userId"), told.toString());
        for (JsonNode token : json(seeing.send("GET", "tokens?max=500&status=BOUND", null))) {
            assertEquals(!token.get("tokenId").asText().equals(secret.id()), token.has("userId"), token.toString());
        }
        assertEquals(
                holder(open).id(),
                json(seeing.send("GET", "tokens/" + open.id(), null))
                        .path("userId")
                        .asText());
        List<String> exported = seeing.send("GET", "tokens/export", null)
                .body()
                .lines()
                .filter(line -> line.startsWith(secret.id()) || line.startsWith(open.id()))
                .toList();
        assertEquals(2, exported.size());
        assertEquals(
                List.of(holder(open).number()),
                exported.stream()
                        .flatMap(line -> Stream.of(hidden, holder(open))
                                .map(Customer::number)
                                .filter(number -> line.contains("," + number + ",")))
                        .toList());
        assertProblem(403, seeing.change(secret, "unbind"));
        assertEquals(204, seeing.change(open, "unbind").statusCode());
        awaitStored(secret, "BOUND", hidden);
    }

    // Realms and addresses

    @ParameterizedTest
    @CsvSource({
        "GET, tokens",
        "GET, tokens/A1",
        "DELETE, tokens/A1",
        "POST, tokens/A1/bind",
        "POST, tokens/A1/unbind",
        "POST, tokens/A1/mark-lost",
        "POST, tokens/A1/retire",
        "POST, tokens/A1/reinstate",
        "POST, tokens/A1/resync"
    })
    void a_realm_that_binds_no_tokens_has_none_of_this(String method, String path) {
        HttpResponse<String> answer = new Inventory(admin, "mito").send(method, path, "{}");

        assertEquals(
                "No tokens to be bound", assertProblem(404, answer).get("title").asText());
        assertEquals(
                "No OTP service",
                assertProblem(404, new Inventory(admin, "master").send(method, path, "{}"))
                        .get("title")
                        .asText());
    }

    @Test
    void a_bound_token_is_not_revoked_but_marked_lost() {
        HardwareToken token = bound();

        JsonNode problem = assertProblem(
                404, inventory.send("POST", "users/" + holder(token).id() + "/token/revoke", null));

        assertTrue(problem.get("detail").asText().contains("tokens/{id}/mark-lost"), problem.toString());
        assertEquals("BOUND", inventory.get(token).get("status").asText());
    }

    @ParameterizedTest
    @CsvSource({
        "GET, nothing",
        "GET, ''",
        "POST, tokens/A1/nothing",
        "GET, users",
        "POST, settings/x",
        "GET, tokens/A1/bind/x"
    })
    void what_is_not_there_is_told_with_problem_details(String method, String path) {
        assertProblem(404, inventory.send(method, path, "{}"));
    }

    @ParameterizedTest
    @CsvSource({
        "POST, tokens, GET",
        "PATCH, tokens/A1, 'DELETE, GET'",
        "PUT, tokens/A1/bind, POST",
        "GET, tokens/A1/bind, POST",
        "PATCH, settings, 'GET, PUT'",
        "GET, users/x/otp/lift-suspension, POST",
        "DELETE, companies/x/start, 'GET, POST'"
    })
    void what_is_called_by_another_method_is_told_which_it_takes(String method, String path, String allowed) {
        HttpResponse<String> answer = inventory.send(method, path, "{}");
        assertProblem(405, answer);
        assertTrue(
                List.of(answer.headers().firstValue("Allow").orElse("").split(", *"))
                        .containsAll(List.of(allowed.split(", "))),
                answer.headers().toString());
    }

    // Helpers

    /** A token that is bound to a customer of its own, by the bootstrap admin. */
    private HardwareToken bound() {
        HardwareToken token = inventory.newToken();
        assertEquals(204, inventory.bind(token, admin.newCustomer(REALM)).statusCode());
        return token;
    }

    private Customer holder(HardwareToken token) {
        JsonNode told = inventory.get(token);
        return new Customer(
                REALM, told.get("userId").asText(), told.get("username").asText());
    }

    private long otps(Customer customer) {
        return admin.credentials(customer).findValuesAsText("type").stream()
                .filter("otp"::equals)
                .count();
    }

    private Customer staff(String... roles) {
        return admin.newCustomer(REALM, user -> {
            for (String role : roles) {
                user.withObject("/clientRoles").withArray("realm-management").add(role);
            }
        });
    }

    private void awaitStored(HardwareToken token, String status, Customer holder) {
        server.database()
                .awaitRows(
                        List.of(status + " " + (holder == null ? "-" : holder.id())),
                        "select STATUS || ' ' || coalesce(USER_ID, '-') from SEKISHO_TOKEN where TOKEN_ID = ?",
                        token.id());
    }

    private void assertReported(Customer customer, Customer clerk, HardwareToken token, String type, String action) {
        JsonNode details = admin.events(customer, type).get(0).get("details");
        assertEquals(
                action + " " + clerk.id() + " " + token.id() + " otp",
                details.get("action").asText() + " " + details.get("admin").asText() + " "
                        + details.get("token_id").asText() + " "
                        + details.get("credential_type").asText());
    }

    /** Of all mails to the customer; each names the end of the token's ID and nothing of its beginning. */
    private void assertMailed(Customer customer, HardwareToken token, int mails) {
        Await.until(mails + " mails", SHORT_WHILE, () -> mailsTo(customer).size() >= mails);
        assertEquals(mails, mailsTo(customer).size());
        for (CaughtMail mail : mailsTo(customer)) {
            assertTrue(mail.text().contains("********" + token.id().substring(8)), mail.text());
            assertFalse(mail.text().contains(token.id()), mail.text());
        }
    }

    private List<CaughtMail> mailsTo(Customer customer) {
        return server.mail().mails().stream()
                .filter(mail -> mail.wentTo(customer.email()))
                .toList();
    }

    private List<JsonNode> adminEvents(String path) {
        List<JsonNode> found = new ArrayList<>();
        Await.until("an admin event of " + path, SHORT_WHILE, () -> {
            found.clear();
            admin.get("/" + REALM + "/admin-events?max=500").forEach(event -> {
                if (event.path("resourcePath").asText().endsWith(path)) {
                    found.add(event);
                }
            });
            return !found.isEmpty();
        });
        return found;
    }

    /** @return the problem */
    private static JsonNode assertProblem(int status, HttpResponse<String> answer) {
        String called = answer.request().method() + " " + answer.uri();
        assertEquals(status, answer.statusCode(), () -> called + " gave " + answer.body());
        assertEquals(
                "application/problem+json",
                answer.headers().firstValue("Content-Type").orElse("none").split(";")[0],
                called);
        JsonNode problem = json(answer);
        assertEquals(status, problem.path("status").asInt(), answer.body());
        assertTrue(problem.hasNonNull("title"), answer.body());
        assertEquals(problem.get("detail"), problem.get("errorMessage"), "Keycloak's programs look for this one");
        assertFalse(
                answer.body().contains("Exception")
                        || answer.body().contains("at io.")
                        || answer.body().contains("org.keycloak"),
                answer.body());
        return problem;
    }
}
