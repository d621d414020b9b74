package io.sekisho.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sekisho.it.harness.Admin;
import io.sekisho.it.harness.Customer;
import io.sekisho.it.harness.FormClient.Answer;
import io.sekisho.it.harness.HardwareToken;
import io.sekisho.it.harness.Inventory;
import io.sekisho.it.harness.IssueWalk;
import io.sekisho.it.harness.Oath;
import io.sekisho.it.harness.Server;
import io.sekisho.it.harness.TestRealm;
import io.sekisho.it.harness.TokenApi;
import io.sekisho.it.harness.Visitor;
import io.sekisho.it.harness.WithServer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Each walk is there for the kind of service that has it, whatever actions a realm has registered, and whatever kind it
 * had before.
 */
@WithServer
class EnrolmentMethodIT {

    private static final String BOUND = "methods-bound";
    private static final String ISSUED = "methods-issued";
    private static final String APPS = "methods-apps";
    private static final List<String> ALL = List.of(
            "sekisho-otp-apply",
            "sekisho-otp-redisplay",
            "sekisho-otp-stop",
            "sekisho-token-issue",
            "sekisho-token-bind");
    private static final String REFUSED = "このお手続きはできません";
    private static final String NOT_OFFERED = "このサービスは提供していません。";

    private static List<TestRealm> realms;

    private final Server server;
    private final Admin admin;

    EnrolmentMethodIT(Server server) {
        this.server = server;
        this.admin = server.admin();
    }

    @BeforeAll
    static void makeRealms(Server server) {
        realms = List.of(
                TestRealm.like(server, "sample-direct", BOUND, EnrolmentMethodIT::registerAll),
                TestRealm.like(server, "kenshin", ISSUED, EnrolmentMethodIT::registerAll),
                TestRealm.like(server, "mito", APPS, EnrolmentMethodIT::registerAll));
    }

    @AfterAll
    static void deleteRealms() {
        realms.forEach(TestRealm::close);
    }

    private static void registerAll(ObjectNode realm) {
        for (String action : ALL) {
            if (realm.withArray("/requiredActions").findValuesAsText("alias").stream()
                    .noneMatch(action::equals)) {
                realm.withArray("/requiredActions")
                        .addObject()
                        .put("alias", action)
                        .put("name", action)
                        .put("providerId", action)
                        .put("enabled", true)
                        .put("priority", 2_000);
            }
        }
    }

    /** The customer's login with a code, and after it an action. */
    private Answer start(Visitor visitor, String action, Oath app) {
        Answer page = visitor.start(action);
        return page.body().contains("kc-otp-login-form") ? visitor.submit(page, Map.of("otp", app.code())) : page;
    }

    private static void assertRefused(Visitor visitor, Answer page, String sentence) {
        assertEquals(REFUSED, page.heading(), page.body());
        assertTrue(page.message().contains(sentence), page.message());
        assertTrue(visitor.answers().stream().allMatch(answer -> answer.key().isEmpty()), "no page has shown a key");
    }

    private Visitor visitor(Customer customer) {
        return new Visitor(server.url(), customer);
    }

    @ParameterizedTest
    @ValueSource(strings = {"sekisho-otp-apply", "sekisho-otp-redisplay", "sekisho-token-issue"})
    void where_tokens_are_bound_nobody_applies_or_sees_a_key(String action) {
        Customer customer = admin.newCustomer(BOUND);
        HardwareToken token = new Inventory(admin, BOUND).newToken();
        assertEquals(204, new Inventory(admin, BOUND).bind(token, customer).statusCode());
        Visitor visitor = visitor(customer);

        Answer page = start(visitor, action, token.codes());

        assertRefused(visitor, page, NOT_OFFERED);
        assertRefused(
                visitor,
                visitor.submit(
                        page,
                        Map.of(
                                "step",
                                "proof",
                                "otp",
                                token.codes().code(),
                                "transactionPassword",
                                customer.transactionPassword())),
                NOT_OFFERED);
        Visitor without = visitor(admin.newCustomer(BOUND));
        assertRefused(without, without.start(action), NOT_OFFERED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"sekisho-otp-apply", "sekisho-otp-redisplay", "sekisho-otp-stop", "sekisho-token-bind"})
    void where_tokens_are_issued_nobody_applies_sees_a_key_or_stops(String action) {
        Oath app = Oath.withNewKey();
        Customer customer = admin.newOtpCustomer(ISSUED, app.key());
        Visitor visitor = visitor(customer);

        Answer page = start(visitor, action, app);

        assertRefused(visitor, page, NOT_OFFERED);
        assertRefused(visitor, visitor.submit(page, Map.of("step", "confirm", "otp", app.code())), NOT_OFFERED);
        assertEquals("IN_USE", admin.factors(customer).at("/otp/status").asText());
    }

    @ParameterizedTest
    @ValueSource(strings = {"sekisho-token-issue", "sekisho-token-bind"})
    void where_customers_use_an_app_no_token_is_issued_or_bound(String action) {
        Visitor visitor = visitor(admin.newCustomer(APPS));

        assertRefused(visitor, visitor.start(action), NOT_OFFERED);
    }

    @Test
    void the_seed_of_a_bound_token_stays_in_it_also_where_the_institution_goes_over_to_apps() {
        Customer customer = admin.newCustomer(BOUND);
        HardwareToken token = new Inventory(admin, BOUND).newToken();
        assertEquals(204, new Inventory(admin, BOUND).bind(token, customer).statusCode());
        admin.with(BOUND, Map.of("sekisho.enrolment", "authenticator-app"), () -> {
            assertSeedStaysInTheToken(customer, token.codes());
            assertStoppedAndAppliedAnew(customer, token.codes());
        });
    }

    @Test
    void the_seed_of_an_issued_token_stays_in_it_also_where_the_institution_goes_over_to_apps() {
        Customer customer = admin.newCustomer(ISSUED);
        assertEquals(
                204,
                admin.send("POST", "/" + ISSUED + "/otp-service/users/" + customer.id() + "/start", null)
                        .statusCode());
        IssueWalk walk = IssueWalk.login(server, customer).prove().issue(IssueWalk.phoneOf(customer));
        Oath app = TokenApi.of(server, ISSUED)
                .activate("2001", walk.userId(), IssueWalk.START_PASSWORD)
                .app();
        assertEquals(IssueWalk.RECEIPT, walk.confirm(app.currentCode()).heading());
        admin.with(
                ISSUED,
                Map.of("sekisho.enrolment", "authenticator-app"),
                () -> assertSeedStaysInTheToken(customer, app));
    }

    private void assertSeedStaysInTheToken(Customer customer, Oath app) {
        Visitor visitor = visitor(customer);
        Answer status = visitor.submit(visitor.login(), Map.of("otp", app.code()));
        assertTrue(
                status.body().contains("/actions/stop") && !status.body().contains("/actions/redisplay"),
                status.body());

        Answer page = visitor.start("sekisho-otp-redisplay");

        assertRefused(visitor, page, "お使いのトークンは、コードを再表示できません");
        assertRefused(
                visitor, visitor.submit(page, Map.of("step", "proof", "otp", app.code())), "お使いのトークンは、コードを再表示できません");
    }

    private void assertStoppedAndAppliedAnew(Customer customer, Oath token) {
        Visitor visitor = visitor(customer);
        visitor.submit(visitor.login(), Map.of("otp", token.code()));
        visitor.submit(visitor.start("sekisho-otp-stop"), Map.of("otp", token.code()));
        assertEquals("NOT_REGISTERED", admin.factors(customer).at("/otp/status").asText());
        Answer page = visitor.submit(
                visitor.start("sekisho-otp-apply"), Map.of("transactionPassword", customer.transactionPassword()));
        Oath app = Oath.with(page.key().replace(" ", ""));
        page = visitor.submit(page, Map.of());
        page = visitor.submit(page, Map.of("otp", app.currentCode()));
        assertEquals("サービス申込 -受付-", page.heading());

        page = visitor.submit(visitor.start("sekisho-otp-redisplay"), Map.of("otp", app.code()));

        assertEquals(app.key(), page.key().replace(" ", ""), "an app's key is the customer's to see");
    }

    @Test
    void what_customers_have_of_stock_keycloak_is_an_app() {
        Oath app = Oath.withNewKey();
        Customer customer = admin.newOtpCustomer(APPS, app.key());
        Visitor visitor = visitor(customer);

        Answer page = visitor.submit(start(visitor, "sekisho-otp-redisplay", app), Map.of("otp", app.code()));

        assertEquals(app.key(), page.key().replaceAll("\\s", ""));
    }
}
