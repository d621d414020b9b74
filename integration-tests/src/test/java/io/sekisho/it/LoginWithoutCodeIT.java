package io.sekisho.it;

import static io.sekisho.it.harness.IssueWalk.CONFIRM;
import static io.sekisho.it.harness.IssueWalk.RECEIPT;
import static io.sekisho.it.harness.IssueWalk.START_PASSWORD;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sekisho.it.harness.Admin;
import io.sekisho.it.harness.Crowd;
import io.sekisho.it.harness.Customer;
import io.sekisho.it.harness.FormClient;
import io.sekisho.it.harness.FormClient.Answer;
import io.sekisho.it.harness.IssueWalk;
import io.sekisho.it.harness.Oath;
import io.sekisho.it.harness.Server;
import io.sekisho.it.harness.TestRealm;
import io.sekisho.it.harness.TokenApi;
import io.sekisho.it.harness.WithServer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * A customer's first OTP is taken into use while other logins of the same customer are under way. Whoever knows the
 * login password and nothing else gets no session out of that: a login ends only with a code that was typed in it.
 */
@WithServer
class LoginWithoutCodeIT {

    private static final String ISSUES = "overtaken-issues";
    private static final String APPS = "overtaken-apps";
    /** Where a login asks for the transaction password after the code. */
    private static final String LATE = "overtaken-late";

    private static final String SERVICE_ID = "1001";
    private static final String LOGIN_AGAIN = "もう一度ログインしてください。";
    private static final int BROWSERS = 6;
    private static final int ROUNDS = 4;
    /** Left in a time step for a few pages. */
    private static final Duration WALK = Duration.ofSeconds(8);

    private static TestRealm issues;
    private static TestRealm apps;
    private static TestRealm late;
    private static int logLength;

    private final Server server;
    private final Admin admin;

    LoginWithoutCodeIT(Server server) {
        this.server = server;
        this.admin = server.admin();
    }

    @BeforeAll
    static void makeRealms(Server server) {
        logLength = server.log().length();
        issues = TestRealm.like(server, "sample-bank", ISSUES, changes -> {
            TestRealm.hashFast(changes);
            changes.put("otpPolicyPeriod", 30);
            // So that the login password alone leads to the last page.
            changes.withObject("/attributes").put("sekisho.enrolmentProof", "none");
        });
        apps = TestRealm.like(server, "mito", APPS, TestRealm::hashFast);
        late = TestRealm.like(server, "mito", LATE, changes -> {
            TestRealm.hashFast(changes);
            ((ObjectNode) changes.at("/authenticationFlows/1"))
                    .withArray("/authenticationExecutions")
                    .addObject()
                    .put("authenticator", "sekisho-transaction-password")
                    .put("requirement", "REQUIRED")
                    .put("priority", 30);
        });
    }

    @AfterAll
    static void noFaultOfTheServer(Server server) {
        issues.close();
        apps.close();
        late.close();
        assertEquals(
                List.of(),
                server.log()
                        .substring(logLength)
                        .lines()
                        .filter(line -> line.contains("Uncaught") || line.contains(" ERROR "))
                        .toList());
    }

    @Test
    void of_many_browsers_at_the_last_page_of_an_issue_the_one_that_typed_the_code_is_let_in() {
        for (int round = 0; round < ROUNDS; round++) {
            IssueWalk owner = issued();
            Oath app = activate(owner);
            List<IssueWalk> thieves = Stream.generate(
                            () -> owner.inAnotherBrowser().skip())
                    .limit(BROWSERS)
                    .toList();
            thieves.forEach(thief ->
                    assertEquals(CONFIRM, thief.page().heading(), thief.page().body()));
            String code = app.earlyInStep(WALK).codeOfStep(0);
            String nonsense = app.wrongCode();

            Crowd.run(
                    BROWSERS + 1,
                    BROWSERS + 1,
                    number -> number == 0
                            ? owner.confirm(code)
                            : thieves.get(number - 1).confirm(nonsense));

            assertEquals(RECEIPT, owner.reload().heading());
            owner.send(Map.of());
            assertTrue(isLoggedIn(owner.client()), owner.page().body());
            thieves.forEach(this::assertNoWayIn);
        }
    }

    /**
     * As where another node's memory of the customer is not up to date: the page was there before, and the form comes
     * after.
     */
    @Test
    void a_form_that_comes_after_the_code_was_accepted_elsewhere_ends_no_login_whatever_it_holds() {
        IssueWalk owner = issued();
        Oath app = activate(owner);
        IssueWalk nonsense = owner.inAnotherBrowser().skip();
        IssueWalk replay = owner.inAnotherBrowser().skip();
        IssueWalk reload = owner.inAnotherBrowser().skip();
        String code = app.earlyInStep(WALK).codeOfStep(0);
        assertEquals(RECEIPT, owner.confirm(code).heading());

        nonsense.confirm(app.wrongCode());
        replay.confirm(code);
        reload.reload();

        Stream.of(nonsense, replay, reload).forEach(this::assertNoWayIn);
    }

    @Test
    void a_second_click_on_the_right_code_is_the_same_login_and_is_let_in() {
        IssueWalk owner = issued();
        String code = activate(owner).earlyInStep(WALK).codeOfStep(0);

        Crowd.run(BROWSERS, BROWSERS, click -> owner.click().confirm(code));

        assertEquals(RECEIPT, owner.reload().heading());
        owner.send(Map.of());
        assertTrue(isLoggedIn(owner.client()), owner.page().body());
    }

    @Test
    void a_login_that_was_asked_to_apply_begins_anew_when_the_customer_has_applied_elsewhere() {
        Customer customer = admin.newCustomer(
                APPS, user -> user.withArray("/requiredActions").add("sekisho-otp-apply"));
        FormClient thief = new FormClient();
        Answer page = login(thief, customer);
        assertEquals("取引パスワード認証", page.heading(), page.body());

        apply(customer);

        assertBeginsAnew(thief, customer, thief.get(page.uri().toString()));
    }

    @Test
    void a_login_that_stands_at_an_action_of_keycloaks_own_begins_anew_when_the_customer_has_applied_elsewhere() {
        Customer customer = admin.newCustomer(
                APPS, user -> user.withArray("/requiredActions").add("UPDATE_PASSWORD"));
        FormClient thief = new FormClient();
        Answer page = login(thief, customer);
        assertTrue(page.uri().toString().contains("UPDATE_PASSWORD"), page.body());
        ObjectNode user = (ObjectNode) admin.get("/" + APPS + "/users/" + customer.id());
        user.putArray("requiredActions");
        assertEquals(
                204,
                admin.send("PUT", "/" + APPS + "/users/" + customer.id(), user).statusCode());

        apply(customer);

        assertBeginsAnew(thief, customer, thief.get(page.uri().toString()));
    }

    @Test
    void
            a_login_that_has_passed_by_the_code_and_stands_at_a_later_step_is_asked_for_it_when_the_customer_has_applied_elsewhere() {
        Customer customer = admin.newCustomer(LATE);
        FormClient thief = new FormClient();
        Answer page = login(thief, customer);
        assertTrue(page.body().contains("name=\"transactionPassword\""), page.body());

        apply(customer);

        Answer next = thief.submit(page, Map.of("transactionPassword", customer.transactionPassword()));
        assertTrue(next.body().contains("name=\"otp\""), next.body());
        assertFalse(isLoggedIn(thief));
    }

    private static void assertBeginsAnew(FormClient thief, Customer customer, Answer page) {
        assertFalse(isLoggedIn(thief), page.body());
        assertTrue(page.message().endsWith(LOGIN_AGAIN), page.body());
        Answer next = thief.submit(page, Map.of("username", customer.number(), "password", customer.loginPassword()));
        assertTrue(next.body().contains("name=\"otp\""), "now a code is asked for: " + next.body());
        assertFalse(isLoggedIn(thief));
    }

    private Answer login(FormClient client, Customer customer) {
        return login(client, customer, server.url() + "/realms/" + customer.realm() + "/otp-service");
    }

    private static Answer login(FormClient client, Customer customer, String address) {
        return client.submit(
                client.get(address), Map.of("username", customer.number(), "password", customer.loginPassword()));
    }

    /** The customer applies in another browser, to the end. */
    private void apply(Customer customer) {
        FormClient client = new FormClient();
        String realm = server.url() + "/realms/" + customer.realm();
        Map<String, String> password = Map.of("transactionPassword", customer.transactionPassword());
        Answer page = login(
                client,
                customer,
                realm
                        + "/protocol/openid-connect/auth?client_id=otp-service&response_type=code&scope=openid&redirect_uri="
                        + realm + "/otp-service&kc_action=sekisho-otp-apply");
        while (page.key().isEmpty()) {
            // At the login first, where that asks for it as well.
            assertTrue(page.body().contains("name=\"transactionPassword\""), page.body());
            page = client.submit(page, password);
        }
        Oath app = Oath.with(page.key());
        page = client.submit(page, Map.of());
        page = client.submit(page, Map.of("otp", app.earlyInStep(WALK).codeOfStep(0)));
        assertEquals("サービス申込 -受付-", page.heading(), page.body());
        client.submit(page, Map.of());
        assertTrue(isLoggedIn(client));
    }

    private void assertNoWayIn(IssueWalk thief) {
        for (int page = 0; page < 3 && thief.page().body().contains("name=\"step\""); page++) {
            thief.send(Map.of());
        }
        thief.client().get(server.url() + "/realms/" + ISSUES + "/otp-service");
        assertFalse(isLoggedIn(thief.client()), thief.page().body());
    }

    private static boolean isLoggedIn(FormClient client) {
        return client.cookies().contains("KEYCLOAK_IDENTITY");
    }

    private IssueWalk issued() {
        IssueWalk walk = IssueWalk.login(server, admin.newCustomer(ISSUES));
        walk.issue(walk.phone());
        assertEquals(CONFIRM, walk.page().heading(), walk.page().body());
        return walk;
    }

    private Oath activate(IssueWalk walk) {
        return TokenApi.of(server, ISSUES)
                .activate(SERVICE_ID, walk.userId(), START_PASSWORD)
                .app();
    }
}
