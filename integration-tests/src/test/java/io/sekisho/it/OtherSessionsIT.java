package io.sekisho.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.sekisho.it.harness.Admin;
import io.sekisho.it.harness.Application;
import io.sekisho.it.harness.Customer;
import io.sekisho.it.harness.FormClient.Answer;
import io.sekisho.it.harness.Oath;
import io.sekisho.it.harness.Server;
import io.sekisho.it.harness.TestRealm;
import io.sekisho.it.harness.Visitor;
import io.sekisho.it.harness.WithServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** When a factor changes, whoever else is logged in as the customer is so no longer. */
@WithServer
class OtherSessionsIT {

    private static final String APPS = "ends-apps";
    private static final String ISSUES = "ends-issues";
    private static final String STATUS = "登録情報照会";
    private static final String LOGIN = "ログイン";
    private static final Map<String, String> OFF = Map.of("sekisho.endOtherSessions", "false");
    /** Left in a time step for a few pages. */
    private static final Duration WALK = Duration.ofSeconds(8);

    private static TestRealm apps;
    private static TestRealm issues;
    private static int logLength;

    private final Server server;
    private final Admin admin;

    OtherSessionsIT(Server server) {
        this.server = server;
        this.admin = server.admin();
    }

    @BeforeAll
    static void makeRealms(Server server) {
        logLength = server.log().length();
        apps = TestRealm.like(server, "mito", APPS, TestRealm::hashFast);
        issues = TestRealm.like(server, "sample-bank", ISSUES, TestRealm::hashFast);
    }

    @AfterAll
    static void noFaultOfTheServer(Server server) {
        apps.close();
        issues.close();
        assertEquals(
                List.of(),
                server.log()
                        .substring(logLength)
                        .lines()
                        .filter(line -> line.contains("Uncaught") || line.contains(" ERROR "))
                        .toList());
    }

    private Visitor loggedIn(Customer customer) {
        Visitor visitor = new Visitor(server.url(), customer);
        assertEquals(STATUS, visitor.login().heading());
        return visitor;
    }

    /** The page that the browser gets to by now, with nothing typed. */
    private String page(Visitor visitor, Customer customer) {
        return visitor.get(server.url() + "/realms/" + customer.realm() + "/otp-service")
                .heading();
    }

    /** Tokens of an app on a phone that stays logged in. */
    private JsonNode offlineTokens(Customer customer, Map<String, String> more) {
        HttpResponse<String> answer = admin.directGrant(customer, more);
        assertEquals(200, answer.statusCode(), answer.body());
        try {
            return new ObjectMapper().readTree(answer.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private JsonNode offlineTokens(Customer customer) {
        JsonNode tokens = offlineTokens(customer, Map.of("scope", "openid offline_access"));
        assertEquals(
                "Offline",
                Application.claims(tokens, "refresh_token").get("typ").asText());
        return tokens;
    }

    private String refresh(Customer customer, JsonNode tokens) {
        return new Application(server, customer.realm(), "admin-cli", server.url())
                .refresh(tokens)
                .path("error")
                .asText("refreshed");
    }

    private void resetTransactionPassword(Customer customer) {
        HttpResponse<String> answer = admin.resetTransactionPassword(customer, "by-the-staff-1");
        assertEquals(204, answer.statusCode(), answer.body());
    }

    @Test
    void the_login_in_which_an_app_is_registered_goes_on_and_the_others_end() {
        Customer customer = admin.newCustomer(APPS);
        Visitor thief = loggedIn(customer);
        JsonNode thiefsApp = offlineTokens(customer);
        Visitor owner = loggedIn(customer);

        Answer register = owner.submit(
                owner.start("sekisho-otp-apply"), Map.of("transactionPassword", customer.transactionPassword()));
        Oath app = Oath.with(register.key());
        Answer confirm = owner.submit(register, Map.of());
        assertEquals(STATUS, page(thief, customer), "nothing has changed yet");
        assertEquals("refreshed", refresh(customer, thiefsApp));
        Answer receipt =
                owner.submit(confirm, Map.of("otp", app.earlyInStep(WALK).codeOfStep(0)));

        assertEquals(LOGIN, page(thief, customer));
        assertEquals("invalid_grant", refresh(customer, thiefsApp));
        assertEquals(STATUS, owner.submit(receipt, Map.of()).heading(), receipt.body());
        assertEquals(STATUS, page(owner, customer));
    }

    @Test
    void a_login_password_that_the_customer_has_changed_ends_the_others() {
        Customer customer = admin.newCustomer(APPS);
        Visitor thief = loggedIn(customer);
        Visitor owner = loggedIn(customer);

        Answer page = owner.start("UPDATE_PASSWORD");
        assertEquals(
                STATUS,
                owner.submit(page, Map.of("password-new", "another-login-1", "password-confirm", "another-login-1"))
                        .heading(),
                page.body());

        assertEquals(LOGIN, page(thief, customer));
        assertEquals(STATUS, page(owner, customer));
    }

    @Test
    void a_token_that_the_staff_have_revoked_ends_all_of_them() {
        Oath app = Oath.withNewKey();
        Customer customer = admin.newOtpCustomer(ISSUES, app.key());
        app.earlyInStep(WALK);
        Visitor visitor = new Visitor(server.url(), customer);
        assertEquals(
                STATUS,
                visitor.submit(visitor.login(), Map.of("otp", app.codeOfStep(0)))
                        .heading());
        JsonNode offline = offlineTokens(customer, Map.of("scope", "openid offline_access", "otp", app.codeOfStep(1)));

        assertEquals(
                204,
                admin.send("POST", "/" + ISSUES + "/otp-service/users/" + customer.id() + "/token/revoke", null)
                        .statusCode());

        assertEquals(LOGIN, page(visitor, customer));
        assertEquals("invalid_grant", refresh(customer, offline));
    }

    @Test
    void a_login_password_that_was_reset_in_keycloaks_console_ends_all_of_them() {
        Customer customer = admin.newCustomer(APPS);
        Visitor visitor = loggedIn(customer);
        JsonNode online = offlineTokens(customer, Map.of());
        JsonNode offline = offlineTokens(customer);
        assertEquals("refreshed", refresh(customer, online));

        assertEquals(
                204,
                admin.send(
                                "PUT",
                                "/" + APPS + "/users/" + customer.id() + "/reset-password",
                                JsonNodeFactory.instance
                                        .objectNode()
                                        .put("type", "password")
                                        .put("value", "by-the-staff-1"))
                        .statusCode());

        assertEquals(LOGIN, page(visitor, customer));
        assertEquals("invalid_grant", refresh(customer, online));
        assertEquals("invalid_grant", refresh(customer, offline));
        assertTrue(
                server.log().contains("a factor of user " + customer.id() + " has changed; 3 other sessions are ended"),
                "the log says so");
    }

    @Test
    void other_customers_stay_logged_in() {
        Customer customer = admin.newCustomer(APPS);
        Customer other = admin.newCustomer(APPS);
        Visitor visitor = loggedIn(customer);
        Visitor neighbour = loggedIn(other);
        resetTransactionPassword(customer);
        assertEquals(LOGIN, page(visitor, customer));
        assertEquals(STATUS, page(neighbour, other));
    }

    @Test
    void where_the_institution_has_not_chosen_it_nothing_ends() {
        admin.with(APPS, OFF, () -> {
            Customer customer = admin.newCustomer(APPS);
            Visitor visitor = loggedIn(customer);
            JsonNode offline = offlineTokens(customer);
            resetTransactionPassword(customer);
            assertEquals(STATUS, page(visitor, customer));
            assertEquals("refreshed", refresh(customer, offline));
        });
    }

    @Test
    void whoever_guesses_logs_nobody_out() {
        Oath app = Oath.withNewKey();
        Customer customer = admin.newOtpCustomer(APPS, app.key());
        Visitor visitor = new Visitor(server.url(), customer);
        assertEquals(
                STATUS,
                visitor.submit(
                                visitor.login(),
                                Map.of("otp", app.earlyInStep(WALK).codeOfStep(0)))
                        .heading());
        admin.suspendOtp(customer, app);
        assertEquals(STATUS, page(visitor, customer));
        assertEquals(204, admin.lift(customer, "otp").statusCode());
        assertEquals(STATUS, page(visitor, customer));
    }
}
