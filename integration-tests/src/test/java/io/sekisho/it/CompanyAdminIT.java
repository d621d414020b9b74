package io.sekisho.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sekisho.it.harness.Admin;
import io.sekisho.it.harness.Await;
import io.sekisho.it.harness.Crowd;
import io.sekisho.it.harness.Customer;
import io.sekisho.it.harness.Delegation;
import io.sekisho.it.harness.FormClient.Answer;
import io.sekisho.it.harness.Oath;
import io.sekisho.it.harness.Server;
import io.sekisho.it.harness.TestCompany;
import io.sekisho.it.harness.TestRealm;
import io.sekisho.it.harness.TokenApi;
import io.sekisho.it.harness.Visitor;
import io.sekisho.it.harness.WithServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What the branch does by the admin REST: start the service for a customer or a company, see how tokens stand, revoke
 * one.
 */
@WithServer
class CompanyAdminIT {

    private static final String REALM = "branches";
    private static final Duration SHORT_WHILE = Duration.ofSeconds(20);

    private static TestRealm realm;

    private final Server server;
    private final Admin admin;

    CompanyAdminIT(Server server) {
        this.server = server;
        this.admin = server.admin();
    }

    @BeforeAll
    static void makeRealm(Server server) {
        realm = TestRealm.like(server, "kenshin", REALM, changes -> {
            TestRealm.hashFast(changes);
            changes.withObject("/attributes")
                    .put("sekisho.enrolmentProof", "none")
                    .put("sekisho.reissueBlackout", "");
        });
    }

    @AfterAll
    static void deleteRealm() {
        realm.close();
    }

    // Start

    @Test
    void a_start_is_made_once_with_one_event_and_one_mail_and_the_issue_is_asked_for_from_then_on() {
        Customer customer = TestCompany.in(admin, REALM).user();
        assertEquals("登録情報照会", new Visitor(server.url(), customer).login().heading(), "nothing is asked before");
        assertEquals("NOT_ISSUED", token(customer).get("standing").asText());
        assertFalse(token(customer).has("startedAt"));

        Admin branch = admin.as(staff("view-users", "manage-users"));
        assertEquals(204, start(branch, customer).statusCode());
        String startedAt = token(customer).get("startedAt").asText();
        assertTrue(
                Duration.between(Instant.parse(startedAt), Instant.now()).abs().toMinutes() < 2, startedAt);
        assertEquals(startedAt, token(customer).get("since").asText());
        server.mailTo(customer, "ご利用開始");
        assertEquals(204, start(branch, customer).statusCode());

        assertEquals(startedAt, token(customer).get("startedAt").asText());
        JsonNode events = admin.events(customer, "UPDATE_CREDENTIAL");
        assertEquals(1, events.size(), events.toString());
        assertEquals("started", events.get(0).get("details").get("action").asText());
        assertEquals(1, adminEvents("users/" + customer.id() + "/start").size());
        assertEquals(
                1,
                server.mail().mails().stream()
                        .filter(mail -> mail.wentTo(customer.email()))
                        .count());
        assertTrue(new Visitor(server.url(), customer).login().heading().contains("トークン発行"));
    }

    @Test
    void the_event_of_a_start_names_who_made_it() {
        Customer customer = TestCompany.in(admin, REALM).user();
        Customer clerk = staff("view-users", "manage-users");

        assertEquals(204, start(admin.as(clerk), customer).statusCode());

        assertEquals(
                clerk.id(),
                admin.events(customer, "UPDATE_CREDENTIAL")
                        .get(0)
                        .get("details")
                        .get("admin")
                        .asText());
    }

    @Test
    void parallel_starts_leave_one_event_and_one_mail() {
        Customer customer = TestCompany.in(admin, REALM).user();

        List<Integer> answers = Crowd.run(8, 16, time -> start(admin, customer).statusCode());

        assertEquals(List.of(204), answers.stream().distinct().toList());
        assertEquals(1, admin.events(customer, "UPDATE_CREDENTIAL").size());
        server.mailTo(customer, "ご利用開始");
        assertEquals(
                1,
                server.mail().mails().stream()
                        .filter(mail -> mail.wentTo(customer.email()))
                        .count());
    }

    @Test
    void a_company_is_started_in_one_call_that_can_be_made_again() {
        TestCompany company = TestCompany.in(admin, REALM);
        List<Customer> users =
                new ArrayList<>(List.of(company.master(), company.administrator(), company.user(), company.user()));
        Customer elsewhere = TestCompany.in(admin, REALM).user();
        start(admin, users.get(2));

        Admin branch = admin.as(staff("view-users", "manage-users", "query-groups"));
        assertEquals(
                "{\"started\":3,\"alreadyStarted\":1,\"leftOut\":0}",
                startCompany(branch, company).body());
        assertEquals(
                "{\"started\":0,\"alreadyStarted\":4,\"leftOut\":0}",
                startCompany(branch, company).body());
        users.add(company.user());
        assertEquals(
                "{\"started\":1,\"alreadyStarted\":4,\"leftOut\":0}",
                startCompany(branch, company).body());

        for (Customer user : users) {
            assertTrue(token(user).has("startedAt"));
            assertEquals(1, admin.events(user, "UPDATE_CREDENTIAL").size());
            server.mailTo(user, "ご利用開始");
        }
        assertFalse(token(elsewhere).has("startedAt"));
        assertEquals(
                2,
                adminEvents("companies/" + company.id() + "/start").size(),
                "a call that changes nothing is no event");
    }

    @Test
    void a_company_is_started_once_by_two_calls_at_the_same_time() {
        TestCompany company = TestCompany.in(admin, REALM);
        List<Customer> users = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            users.add(company.user());
        }

        List<String> answers =
                Crowd.run(2, 2, time -> startCompany(admin, company).body());

        int started = answers.stream()
                .mapToInt(answer -> json(answer).get("started").asInt())
                .sum();
        assertEquals(users.size(), started, answers.toString());
        for (Customer user : users) {
            assertEquals(1, admin.events(user, "UPDATE_CREDENTIAL").size());
        }
    }

    @Test
    void a_user_of_two_companies_is_of_none() {
        TestCompany one = TestCompany.in(admin, REALM);
        TestCompany other = TestCompany.in(admin, REALM);
        Customer both = one.user();
        other.join(both);

        assertEquals(
                "{\"started\":0,\"alreadyStarted\":0,\"leftOut\":0}",
                startCompany(admin, one).body());
        assertEquals(0, company(one).get("members").asInt());
        other.leave(both);
        assertEquals(1, company(one).get("members").asInt());
        assertEquals(
                "{\"started\":1,\"alreadyStarted\":0,\"leftOut\":0}",
                startCompany(admin, one).body());
    }

    // Companies

    @Test
    void companies_are_found_by_their_name_and_counted() {
        TestCompany company = TestCompany.in(admin, REALM);
        company.user();
        company.master();

        JsonNode found = company(company);
        assertEquals(company.id(), found.get("id").asText());
        assertEquals(2, found.get("members").asInt());
        JsonNode all = admin.get("/" + REALM + "/otp-service/companies?max=2");
        assertEquals(List.of("A", "B"), all.findValuesAsText("name"));
        assertEquals(
                List.of("B"),
                admin.get("/" + REALM + "/otp-service/companies?first=1&max=1").findValuesAsText("name"));
        assertEquals(
                0, admin.get("/" + REALM + "/otp-service/companies?search=%25").size(), "a wildcard stands for itself");
        assertEquals(
                400,
                admin.send("GET", "/" + REALM + "/otp-service/companies?max=0", null)
                        .statusCode());
    }

    @Test
    void what_is_no_company_is_not_found() {
        String parent =
                admin.get("/" + REALM + "/group-by-path/companies").get("id").asText();
        for (String id : List.of(parent, "00000000-0000-0000-0000-000000000000", "%25")) {
            HttpResponse<String> answer =
                    admin.send("POST", "/" + REALM + "/otp-service/companies/" + id + "/start", null);
            assertEquals(404, answer.statusCode());
            assertEquals(
                    "application/problem+json",
                    answer.headers().firstValue("Content-Type").orElseThrow().split(";")[0]);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /companies",
                "POST /companies/x/start",
                "POST /users/{id}/start",
                "POST /users/{id}/token/revoke"
            })
    void a_realm_without_issued_tokens_has_none_of_this(String call) {
        Customer customer = admin.customer("mito", "10001");
        HttpResponse<String> answer = admin.send(
                call.split(" ")[0], "/mito/otp-service" + call.split(" ")[1].replace("{id}", customer.id()), null);
        assertEquals(404, answer.statusCode());
        assertEquals("No issued tokens", json(answer.body()).get("title").asText());
        assertFalse(admin.factors(customer).has("token"));
    }

    // Who may

    @Test
    void whoever_may_not_manage_users_starts_and_revokes_nothing() {
        TestCompany company = TestCompany.in(admin, REALM);
        Oath app = Oath.withNewKey();
        Customer user = company.user(app);
        for (Customer clerk : List.of(staff(), staff("view-users", "query-groups"), company.master())) {
            Admin powerless = admin.as(clerk);
            assertEquals(403, start(powerless, user).statusCode());
            assertEquals(403, startCompany(powerless, company).statusCode());
            assertEquals(403, revoke(powerless, user).statusCode());
        }
        assertEquals(
                403,
                admin.as(staff())
                        .send("GET", "/" + REALM + "/otp-service/companies", null)
                        .statusCode());
        assertFalse(token(user).has("startedAt"));
        assertEquals("IN_USE", token(user).get("standing").asText());
    }

    @Test
    void a_delegated_admin_starts_the_company_whose_members_he_may_manage_and_no_other() {
        TestCompany mine = TestCompany.in(admin, REALM);
        TestCompany others = TestCompany.in(admin, REALM);
        Customer user = mine.user();
        Customer foreign = others.user();
        Customer clerk = staff("query-groups", "query-users");
        assertEquals(
                204,
                admin.send(
                                "PUT",
                                "/" + REALM,
                                new ObjectMapper().createObjectNode().put("adminPermissionsEnabled", true))
                        .statusCode());
        new Delegation(admin, REALM).allowGroups(clerk, List.of("view", "view-members", "manage-members"), mine.id());

        Admin delegated = admin.as(clerk);
        assertEquals(List.of(mine.name()), names(delegated.send("GET", "/" + REALM + "/otp-service/companies", null)));
        assertEquals(
                "{\"started\":1,\"alreadyStarted\":0,\"leftOut\":0}",
                startCompany(delegated, mine).body());
        assertEquals(403, startCompany(delegated, others).statusCode());
        assertEquals(403, start(delegated, foreign).statusCode());
        assertTrue(token(user).has("startedAt"));
        assertFalse(token(foreign).has("startedAt"));
    }

    // Standing and revocation

    @Test
    void the_standing_follows_a_token_from_its_issue_to_its_revocation() {
        TestCompany company = TestCompany.in(admin, REALM);
        Customer customer = company.user();
        start(admin, customer);
        Visitor visitor = new Visitor(server.url(), customer);
        String address = "phone-" + customer.number() + "@mobile.example.com";
        Answer confirm = visitor.submit(
                visitor.login(),
                Map.of(
                        "email",
                        address,
                        "emailConfirm",
                        address,
                        "startPassword",
                        "1234",
                        "startPasswordConfirm",
                        "1234"));

        JsonNode issued = token(customer);
        assertEquals("ISSUED", issued.get("standing").asText());
        assertEquals("OPEN", issued.get("issue").get("state").asText());
        assertEquals(issued.get("since"), issued.get("issue").get("issuedAt"));
        assertFalse(issued.get("issue").has("activatedAt"));
        assertFalse(issued.toString().contains("@") || issued.toString().contains("userId"), issued.toString());

        String tokenUserId = server.mail()
                .await(mail -> mail.wentTo(address), SHORT_WHILE)
                .text()
                .replaceFirst("(?s).*?([0-9]{10}).*", "$1");
        Oath app =
                TokenApi.of(server, REALM).activate("2001", tokenUserId, "1234").app();
        assertEquals("ACTIVATED", token(customer).get("issue").get("state").asText());
        visitor.submit(confirm, Map.of("otp", app.currentCode()));
        assertEquals("IN_USE", token(customer).get("standing").asText());
        assertFalse(token(customer).has("issue"));

        assertEquals(204, revoke(admin, customer).statusCode());
        JsonNode revoked = token(customer);
        assertEquals("NOT_ISSUED", revoked.get("standing").asText());
        assertTrue(
                Duration.between(
                                        Instant.now(),
                                        Instant.parse(revoked.get("notBefore").asText()))
                                .minusMinutes(30)
                                .abs()
                                .toMinutes()
                        < 2,
                revoked.toString());
        server.mailTo(customer, "トークンの失効");
        JsonNode event = admin.events(customer, "REMOVE_CREDENTIAL").get(0).get("details");
        assertEquals("revoked", event.get("action").asText());
        assertTrue(event.hasNonNull("admin"));
        assertEquals(409, revoke(admin, customer).statusCode());
        assertEquals(1, admin.events(customer, "REMOVE_CREDENTIAL").size());
    }

    @Test
    void a_token_that_is_issued_and_not_in_use_is_revoked_too() {
        Customer customer = TestCompany.in(admin, REALM).user();
        start(admin, customer);
        Visitor visitor = new Visitor(server.url(), customer);
        String address = "phone-" + customer.number() + "@mobile.example.com";
        visitor.submit(
                visitor.login(),
                Map.of(
                        "email",
                        address,
                        "emailConfirm",
                        address,
                        "startPassword",
                        "1234",
                        "startPasswordConfirm",
                        "1234"));
        String tokenUserId = server.mail()
                .await(mail -> mail.wentTo(address), SHORT_WHILE)
                .text()
                .replaceFirst("(?s).*?([0-9]{10}).*", "$1");

        assertEquals(204, revoke(admin, customer).statusCode());

        assertNotEquals(
                200,
                TokenApi.of(server, REALM).activate("2001", tokenUserId, "1234").status());
        assertEquals("NOT_ISSUED", token(customer).get("standing").asText());
    }

    @Test
    void a_suspension_is_told_with_its_time_and_lifted_by_the_branch() {
        Customer master = TestCompany.in(admin, REALM).suspended(TestCompany.role("company-master"));
        JsonNode suspended = token(master);
        assertEquals("SUSPENDED", suspended.get("standing").asText());
        assertEquals(admin.factors(master).get("otp").get("suspendedAt"), suspended.get("since"));

        assertEquals(
                204,
                admin.as(staff("view-users", "manage-users"))
                        .lift(master, "otp")
                        .statusCode());

        assertEquals("IN_USE", token(master).get("standing").asText());
    }

    @Test
    void parallel_revocations_leave_one_event_and_one_mail() {
        Customer customer = TestCompany.in(admin, REALM).user(Oath.withNewKey());

        List<Integer> answers = Crowd.run(6, 6, time -> revoke(admin, customer).statusCode());

        assertEquals(1, answers.stream().filter(status -> status == 204).count(), answers.toString());
        assertEquals(5, answers.stream().filter(status -> status == 409).count(), answers.toString());
        assertEquals(1, admin.events(customer, "REMOVE_CREDENTIAL").size());
        server.mailTo(customer, "トークンの失効");
        assertEquals(
                1,
                server.mail().mails().stream()
                        .filter(mail ->
                                mail.wentTo(customer.email()) && mail.subject().contains("失効"))
                        .count());
    }

    // Helpers

    private Customer staff(String... roles) {
        Consumer<ObjectNode> changes = user -> {
            for (String role : roles) {
                user.withObject("/clientRoles").withArray("realm-management").add(role);
            }
        };
        return admin.newCustomer(REALM, changes);
    }

    private JsonNode token(Customer customer) {
        return admin.factors(customer).get("token");
    }

    private JsonNode company(TestCompany company) {
        JsonNode found = admin.get(
                "/" + REALM + "/otp-service/companies?search=" + company.name().toLowerCase(Locale.ROOT));
        for (JsonNode one : found) {
            if (one.get("name").asText().equals(company.name())) {
                return one;
            }
        }
        throw new AssertionError("not found: " + company.name() + " in " + found);
    }

    private List<String> names(HttpResponse<String> answer) {
        assertEquals(200, answer.statusCode(), answer.body());
        return json(answer.body()).findValuesAsText("name");
    }

    private JsonNode adminEvents(String pathPart) {
        List<JsonNode> found = new ArrayList<>();
        Await.until("an admin event of " + pathPart, SHORT_WHILE, () -> {
            found.clear();
            for (JsonNode event : admin.get("/" + REALM + "/admin-events?max=500")) {
                if (event.path("resourcePath").asText().contains(pathPart)) {
                    found.add(event);
                }
            }
            return !found.isEmpty();
        });
        return new ObjectMapper().valueToTree(found);
    }

    private static HttpResponse<String> start(Admin by, Customer customer) {
        return by.send("POST", "/" + customer.realm() + "/otp-service/users/" + customer.id() + "/start", null);
    }

    private static HttpResponse<String> revoke(Admin by, Customer customer) {
        return by.send("POST", "/" + customer.realm() + "/otp-service/users/" + customer.id() + "/token/revoke", null);
    }

    private static HttpResponse<String> startCompany(Admin by, TestCompany company) {
        return by.send("POST", "/" + REALM + "/otp-service/companies/" + company.id() + "/start", null);
    }

    private static JsonNode json(String text) {
        try {
            return new ObjectMapper().readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
