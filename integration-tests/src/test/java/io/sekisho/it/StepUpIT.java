package io.sekisho.it;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import io.sekisho.demo.mail.CaughtMail;
import io.sekisho.demo.payment.PaymentDemo;
import io.sekisho.it.harness.Accessibility;
import io.sekisho.it.harness.Admin;
import io.sekisho.it.harness.Application;
import io.sekisho.it.harness.Application.Request;
import io.sekisho.it.harness.Await;
import io.sekisho.it.harness.Browser;
import io.sekisho.it.harness.Customer;
import io.sekisho.it.harness.FormClient;
import io.sekisho.it.harness.FormClient.Answer;
import io.sekisho.it.harness.Metrics;
import io.sekisho.it.harness.Oath;
import io.sekisho.it.harness.Server;
import io.sekisho.it.harness.TestRealm;
import io.sekisho.it.harness.WithServer;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Step-ups that an application asks for: what customers are asked, what the token says, and what nobody gets past. */
@WithServer
class StepUpIT {

    private static final String BANK = "step-up-bank";
    private static final String COMPANIES = "step-up-companies";
    private static final String API_SECRET = "not-a-secret";
    private static final Map<String, String> OTP = Map.of("acr_values", "otp");
    private static final Map<String, String> TRANSACTION_PASSWORD = Map.of("acr_values", "transaction-password");
    private static final Map<String, String> NOTHING = Map.of();
    private static final Pattern LINK = Pattern.compile("https?://\\S*/login-actions/action-token\\?\\S+");
    private static final Pattern TAB = Pattern.compile("tab_id=([^&\"]+)");

    private static final List<TestRealm> REALMS = new ArrayList<>();
    private static PaymentDemo payment;

    private final Server server;
    private final Browser browser;
    private final Admin admin;

    StepUpIT(Server server, Browser browser) {
        this.server = server;
        this.browser = browser;
        this.admin = server.admin();
    }

    /** As the demo has them, but that nobody must have a token first, and that an app has some codes in a row. */
    @BeforeAll
    static void makeRealms(Server server) {
        payment = new PaymentDemo(
                0,
                server.url(),
                Stream.of(BANK, COMPANIES)
                        .map(realm -> new PaymentDemo.Bank(realm, "銀行 " + realm, server.url() + "/realms/" + realm))
                        .toList());
        Map.of(BANK, "sample-bank", COMPANIES, "kenshin")
                .forEach((name, model) -> REALMS.add(TestRealm.like(server, model, name, changes -> {
                    changes.withObject("/attributes")
                            .put("sekisho.issueObligatory", "never")
                            .put("sekisho.lookAroundSteps", "10");
                    changes.put("resetPasswordAllowed", true);
                    TestRealm.hashFast(changes);
                    changes.get("clients").forEach(client -> {
                        if (client.get("clientId").asText().equals("payment")) {
                            ((ObjectNode) client).put("rootUrl", payment.url());
                            ((ObjectNode) client)
                                    .withArray("/protocolMappers")
                                    .addObject()
                                    .put("name", "for the API")
                                    .put("protocol", "openid-connect")
                                    .put("protocolMapper", "oidc-audience-mapper")
                                    .putObject("config")
                                    .put("included.client.audience", "api")
                                    .put("access.token.claim", "true");
                        }
                    });
                    ObjectNode approvals = changes.withArray("/clients")
                            .addObject()
                            .put("clientId", "approvals")
                            .put("publicClient", true)
                            .put("rootUrl", payment.url());
                    approvals.putArray("redirectUris").add("/*");
                    approvals.putObject("attributes").put("minimum.acr.value", "otp");
                    changes.withArray("/clients")
                            .addObject()
                            .put("clientId", "api")
                            .put("secret", API_SECRET)
                            .put("standardFlowEnabled", false);
                })));
    }

    @AfterAll
    static void deleteRealms() {
        REALMS.forEach(TestRealm::close);
        REALMS.clear();
        payment.close();
    }

    /** A customer with an OTP, at a browser, and the application they pay through. */
    private final class Payer {

        private final Oath app = Oath.withNewKey().stepsAhead(10);
        private final FormClient client = new FormClient();
        private final boolean otp;
        private final Customer customer;
        private Application application;
        private final List<String> asked = new ArrayList<>();
        private Request request;
        private Answer page;

        private Payer(String realm, boolean otp, boolean transactionPassword) {
            this.otp = otp;
            customer = admin.newCustomer(realm, user -> {
                if (!transactionPassword) {
                    user.withArray("/credentials").remove(1);
                }
                if (otp) {
                    user.withArray("/credentials").add(admin.otpCredential(app.key()));
                }
            });
            application = new Application(server, realm, "payment", payment.url() + "/");
        }

        /** Sends an authorization request; what comes next is the present page. */
        Payer asks(Map<String, String> parameters) {
            asked.clear();
            request = application.request(parameters);
            return go(request.url());
        }

        Payer go(String url) {
            page = client.get(url);
            return this;
        }

        /** Gives whatever is asked for, until the application has its answer or an error shows. */
        Payer answers() {
            while (!application.isHome(page) && page.status() == 200) {
                answer(Map.of());
            }
            return this;
        }

        /** Gives what this page asks for, or something else. */
        Payer answer(Map<String, String> instead) {
            asked.add(asking());
            Map<String, String> fields = new LinkedHashMap<>(
                    switch (asking()) {
                        case "login" -> Map.of("username", customer.number(), "password", customer.loginPassword());
                        case "otp" -> Map.of("otp", instead.containsKey("otp") ? "" : app.code());
                        case "transaction-password" -> Map.of("transactionPassword", customer.transactionPassword());
                        default -> throw new AssertionError("Asks for nothing: " + page.uri() + " " + page.body());
                    });
            fields.putAll(instead);
            page = client.submit(page, fields);
            return this;
        }

        /** What the present page asks for. */
        String asking() {
            if (application.isHome(page)) {
                return "nothing";
            }
            return page.body().contains("name=\"transactionPassword\"")
                    ? "transaction-password"
                    : page.body().contains("name=\"otp\"")
                            ? "otp"
                            : page.body().contains("name=\"password\"") ? "login" : "error " + page.status();
        }

        JsonNode tokens() {
            JsonNode tokens = application.exchange(request, page);
            assertEquals(
                    request.nonce(), Application.idToken(tokens).get("nonce").asText());
            return tokens;
        }

        String acr() {
            return acrOf(tokens());
        }
    }

    private Payer payer(String realm) {
        return new Payer(realm, true, true);
    }

    /** Logged in with password and code, an hour before as far as anybody cares. */
    private Payer loggedIn(String realm) {
        Payer payer = payer(realm);
        assertEquals("password", payer.asks(NOTHING).answers().acr());
        assertEquals(List.of("login", "otp"), payer.asked);
        return payer;
    }

    private static String acrOf(JsonNode tokens) {
        JsonNode access = Application.claims(tokens, "access_token").path("acr");
        // Of the client of the admin REST, access tokens are light and leave it out.
        assertTrue(
                access.isMissingNode()
                        || access.equals(Application.idToken(tokens).get("acr")),
                access + " in the access token");
        return Application.idToken(tokens).get("acr").asText();
    }

    private static List<String> amrOf(JsonNode tokens) {
        return StreamSupport.stream(Application.idToken(tokens).get("amr").spliterator(), false)
                .map(JsonNode::asText)
                .distinct()
                .sorted()
                .toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {BANK, COMPANIES})
    void each_step_up_asks_for_its_own_proof_alone_and_the_token_says_which(String realm) {
        Payer payer = loggedIn(realm);

        long before = Instant.now().getEpochSecond();
        JsonNode tokens = payer.asks(OTP).answers().tokens();
        assertEquals(List.of("otp"), payer.asked);
        assertEquals("otp", acrOf(tokens));
        assertEquals(List.of("otp", "pwd"), amrOf(tokens));
        assertTrue(Application.idToken(tokens).get("auth_time").asLong() >= before, "auth_time is that of the step-up");

        tokens = payer.asks(TRANSACTION_PASSWORD).answers().tokens();
        assertEquals(List.of("transaction-password"), payer.asked);
        assertEquals("transaction-password", acrOf(tokens));
        assertEquals(List.of("otp", "pwd", "transaction-password"), amrOf(tokens));

        tokens = payer.asks(NOTHING).answers().tokens();
        assertEquals(List.of(), payer.asked, "whoever is logged in is not asked again");
        assertEquals("password", acrOf(tokens), "and no step-up before counts for this login");
    }

    @ParameterizedTest
    @ValueSource(strings = {BANK, COMPANIES})
    void each_payment_asks_anew_also_right_after_the_same_proof(String realm) {
        Payer payer = loggedIn(realm);
        for (Map<String, String> stepUp : List.of(OTP, OTP, TRANSACTION_PASSWORD, TRANSACTION_PASSWORD, OTP)) {
            assertEquals(stepUp.get("acr_values"), payer.asks(stepUp).answers().acr());
            assertEquals(List.of(stepUp.get("acr_values")), payer.asked);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {BANK, COMPANIES})
    void an_essential_claim_asks_for_the_same(String realm) {
        Payer payer = loggedIn(realm);
        for (String acr : List.of("otp", "transaction-password")) {
            assertEquals(
                    acr,
                    payer.asks(Map.of("claims", Application.essential(acr)))
                            .answers()
                            .acr());
            assertEquals(List.of(acr), payer.asked);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {BANK, COMPANIES})
    void a_login_that_steps_up_to_the_otp_at_once_asks_for_one_code(String realm) {
        Payer payer = payer(realm);
        assertEquals("otp", payer.asks(OTP).answers().acr());
        assertEquals(List.of("login", "otp"), payer.asked);

        payer = payer(realm);
        assertEquals(
                "transaction-password",
                payer.asks(TRANSACTION_PASSWORD).answers().acr());
        assertEquals(
                List.of("login", "otp", "transaction-password"), payer.asked, "the code belongs to the login here");

        payer = loggedIn(realm);
        assertEquals(
                "otp",
                payer.asks(Map.of("acr_values", "otp", "prompt", "login"))
                        .answers()
                        .acr());
        assertEquals(List.of("login", "otp"), payer.asked);
    }

    @ParameterizedTest
    @ValueSource(strings = {BANK, COMPANIES})
    void a_step_up_to_the_transaction_password_checks_it_once_and_nothing_else(String realm) {
        Payer payer = loggedIn(realm);
        Map<String, Integer> passwordsBefore = server.metrics().verifications(realm, "transaction-password");
        Map<String, Integer> codesBefore = server.metrics().verifications(realm, "otp");

        payer.asks(TRANSACTION_PASSWORD).answers();

        assertEquals(
                Map.of("accepted", 1),
                Metrics.added(passwordsBefore, server.metrics().verifications(realm, "transaction-password")));
        assertEquals(Map.of(), Metrics.added(codesBefore, server.metrics().verifications(realm, "otp")));
    }

    @ParameterizedTest
    @ValueSource(strings = {BANK, COMPANIES})
    void a_code_that_the_login_has_used_is_void_for_the_payment(String realm) {
        Payer payer = payer(realm);
        payer.asks(NOTHING).answer(Map.of());
        String used = payer.app.code();
        payer.answer(Map.of("otp", used));
        assertEquals("nothing", payer.asking());

        payer.asks(OTP).answer(Map.of("otp", used));

        assertEquals("otp", payer.asking());
        assertTrue(
                payer.page.error("otp").contains("使用済み")
                        && payer.page.error("otp").contains("数字が切り替わるのを待って"),
                payer.page.error("otp"));
        assertEquals("otp", payer.answers().acr(), "the next one is good");
        payer.asks(OTP).answer(Map.of("otp", used));
        assertTrue(payer.page.error("otp").contains("使用済み"), "and stays void");
    }

    @ParameterizedTest
    @ValueSource(strings = {BANK, COMPANIES})
    void without_the_factor_there_is_an_error_and_never_a_lower_level(String realm) {
        Payer withoutOtp = new Payer(realm, false, true);
        Payer withoutTransactionPassword = new Payer(realm, true, false);
        for (Map<String, String> stepUp : List.of(OTP, Map.of("claims", Application.essential("otp")))) {
            assertRefused(withoutOtp.asks(stepUp).answers());
            assertEquals(List.of("login"), withoutOtp.asked);
            assertEquals(
                    0,
                    admin.get("/" + realm + "/users/" + withoutOtp.customer.id() + "/sessions")
                            .size());
        }
        assertEquals("password", withoutOtp.asks(NOTHING).answers().acr(), "to log in is possible");
        assertEquals(List.of("login"), withoutOtp.asked);
        assertEquals(
                "transaction-password",
                withoutOtp.asks(TRANSACTION_PASSWORD).answers().acr());
        assertRefused(withoutOtp.asks(OTP));
        assertEquals("password", withoutOtp.asks(NOTHING).acr(), "and to stay so");

        for (Map<String, String> stepUp :
                List.of(TRANSACTION_PASSWORD, Map.of("claims", Application.essential("transaction-password")))) {
            assertRefused(withoutTransactionPassword.asks(stepUp).answers());
        }
        assertEquals("otp", withoutTransactionPassword.asks(OTP).answers().acr());
        assertRefused(withoutTransactionPassword.asks(TRANSACTION_PASSWORD));
    }

    private static void assertRefused(Payer payer) {
        assertEquals("error 400", payer.asking());
        assertTrue(payer.page.body().contains("まだ登録されていません"), payer.page.body());
        assertFalse(
                payer.page.body().contains("/login-actions/required-action"), "and nothing leads to setting one up");
    }

    @ParameterizedTest
    @ValueSource(strings = {BANK, COMPANIES})
    void a_suspended_factor_is_no_reason_for_a_lower_level(String realm) {
        Payer payer = loggedIn(realm);
        admin.suspendOtp(payer.customer, payer.app);

        payer.asks(OTP).answer(Map.of());

        assertEquals("otp", payer.asking());
        assertTrue(payer.page.body().contains("利用を停止しています"), payer.page.body());
        assertEquals(
                "transaction-password",
                payer.asks(TRANSACTION_PASSWORD).answers().acr(),
                "the other factor is not touched");
    }

    @ParameterizedTest
    @ValueSource(strings = {BANK, COMPANIES})
    void without_a_page_there_is_no_step_up(String realm) {
        Payer payer = loggedIn(realm);
        for (Map<String, String> stepUp :
                List.of(OTP, TRANSACTION_PASSWORD, Map.of("claims", Application.essential("otp")))) {
            Map<String, String> silent = new LinkedHashMap<>(stepUp);
            silent.put("prompt", "none");
            payer.asks(silent);
            assertEquals("login_required", payer.application.parameter(payer.page, "error"));
            assertEquals("", payer.application.parameter(payer.page, "code"));
        }
        assertEquals("password", payer.asks(Map.of("prompt", "none")).acr());
    }

    @ParameterizedTest
    @ValueSource(strings = {BANK, COMPANIES})
    void what_the_realm_does_not_know_is_refused_if_it_is_essential_and_a_plain_login_if_not(String realm) {
        Payer payer = loggedIn(realm);
        assertEquals(
                "error 400",
                payer.asks(Map.of("claims", Application.essential("gold"))).asking());
        assertEquals("password", payer.asks(Map.of("acr_values", "gold")).acr());
        assertEquals(
                "otp",
                payer.asks(Map.of("acr_values", "9")).answers().acr(),
                "a level above all others is the highest that there is");
        assertEquals(
                "error 400",
                payer.asks(Map.of("claims", Application.essential("9")))
                        .answers()
                        .asking());
        assertEquals(
                "transaction-password",
                payer.asks(Map.of("acr_values", "otp transaction-password"))
                        .answers()
                        .acr(),
                "of two the lower level");
        assertEquals(List.of("transaction-password"), payer.asked);
    }

    @ParameterizedTest
    @ValueSource(strings = {BANK, COMPANIES})
    void a_code_is_never_taken_for_the_transaction_password_nor_the_other_way_round(String realm) {
        Payer payer = loggedIn(realm);
        // What is left of an older request must not name the level of a newer one.
        assertEquals(
                "password",
                payer.asks(Map.of("claims", Application.essential("transaction-password", "1")))
                        .acr());
        assertEquals("otp", payer.asks(OTP).answers().acr());
        assertEquals(List.of("otp"), payer.asked);

        // An action can raise the level that Keycloak asks for.
        for (String type : List.of("otp", "transaction-password")) {
            String action = "delete_credential:" + admin.credentialId(payer.customer, type);
            for (String acr : List.of("otp", "transaction-password")) {
                String got = payer.asks(Map.of("acr_values", acr, "kc_action", action))
                        .answers()
                        .acr();
                assertEquals(List.of(got), payer.asked, "what it says is what was asked for");
            }
            payer.asks(Map.of("kc_action", action)).answers();
            String got = payer.acr();
            assertEquals(got.equals("password") ? List.of() : List.of(got), payer.asked);
        }
        assertEquals(3, admin.credentials(payer.customer).size());
    }

    @ParameterizedTest
    @ValueSource(strings = {BANK, COMPANIES})
    void one_proof_is_not_taken_for_two_payments(String realm) {
        Payer payer = loggedIn(realm);
        payer.asks(NOTHING);
        Request waiting = payer.request;
        Answer waitingAnswer = payer.page;

        assertEquals("otp", acrOf(payer.asks(OTP).answers().tokens()));

        assertEquals(
                "password",
                acrOf(payer.application.exchange(waiting, waitingAnswer)),
                "of an authorization code that has waited");
    }

    @ParameterizedTest
    @ValueSource(strings = {BANK, COMPANIES})
    void a_proof_ends_with_the_tokens_that_it_was_given_for(String realm) {
        Payer payer = loggedIn(realm);
        JsonNode before = payer.asks(NOTHING).tokens();
        JsonNode tokens = payer.asks(OTP).answers().tokens();

        JsonNode refreshed = payer.application.refresh(tokens);
        assertEquals("password", acrOf(refreshed));
        assertEquals("password", acrOf(payer.application.refresh(before)));
        for (JsonNode token : List.of(before, tokens, refreshed)) {
            JsonNode introspected = payer.application.introspect(token, "api", API_SECRET);
            assertTrue(introspected.get("active").asBoolean(), introspected.toString());
            assertEquals(
                    "password",
                    introspected.get("acr").asText(),
                    "the server does not remember which login a token was of");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {BANK, COMPANIES})
    void an_edited_address_and_the_restart_link_leave_the_step_up_as_it_is(String realm) {
        Payer payer = loggedIn(realm);
        payer.asks(OTP);
        String tab = tab(payer);
        String actions = server.url() + "/realms/" + realm + "/login-actions/";
        String place = "?client_id=payment&tab_id=" + tab + "&client_data=" + clientData(payer);

        for (String address : List.of(
                actions + "authenticate" + place + "&acr_values=password",
                actions + "authenticate" + place + "&acr_values=",
                actions + "restart" + place + "&skip_logout=true")) {
            payer.go(address);
            assertEquals("otp", payer.asking(), address);
        }
        payer.go(actions + "restart" + place);
        assertEquals("login", payer.asking(), "who restarts is logged out");
        payer.asked.clear();
        assertEquals("otp", payer.answers().acr());
        assertEquals(List.of("login", "otp"), payer.asked);

        payer.asks(OTP).go(payer.request.url().replace("&acr_values=otp", ""));
        assertEquals("password", payer.acr(), "this is why the application has to check");
    }

    @ParameterizedTest
    @ValueSource(strings = {BANK, COMPANIES})
    void a_client_with_a_least_acr_gets_it_whatever_is_edited_away(String realm) {
        Payer payer = loggedIn(realm);
        payer.application = new Application(server, realm, "approvals", payment.url() + "/");
        for (Map<String, String> request :
                List.of(NOTHING, OTP, TRANSACTION_PASSWORD, Map.of("acr_values", "password"))) {
            assertEquals("otp", payer.asks(request).answers().acr());
            assertEquals(List.of("otp"), payer.asked);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {BANK, COMPANIES})
    void a_maximum_age_asks_for_the_login_as_well(String realm) {
        Payer payer = loggedIn(realm);
        // Keycloak compares whole seconds.
        Await.until(
                "the next second",
                Duration.ofSeconds(2),
                () -> Instant.now().getEpochSecond()
                        > Application.idToken(payer.asks(NOTHING).tokens())
                                .get("auth_time")
                                .asLong());

        assertEquals(
                "otp",
                payer.asks(Map.of("acr_values", "otp", "max_age", "0"))
                        .answers()
                        .acr());
        assertEquals(List.of("login", "otp"), payer.asked);
        assertEquals(
                "otp",
                payer.asks(Map.of("acr_values", "otp", "max_age", "60"))
                        .answers()
                        .acr());
        assertEquals(List.of("otp"), payer.asked);
    }

    private static String tab(Payer payer) {
        Matcher tab = TAB.matcher(payer.page.body());
        assertTrue(tab.find(), payer.page.body());
        return tab.group(1);
    }

    private static String clientData(Payer payer) {
        return payer.page.action().replaceFirst(".*client_data=([^&]*).*", "$1");
    }

    @ParameterizedTest
    @ValueSource(strings = {BANK, COMPANIES})
    void a_second_tab_proves_nothing_for_the_first(String realm) {
        Payer payer = loggedIn(realm);
        payer.asks(OTP);
        Answer first = payer.page;
        Request firstRequest = payer.request;

        assertEquals("password", payer.asks(NOTHING).acr());
        assertEquals(
                "transaction-password",
                payer.asks(TRANSACTION_PASSWORD).answers().acr());

        payer.request = firstRequest;
        payer.page = payer.client.get(first.uri().toString());
        assertEquals("otp", payer.asking(), "still");
        assertEquals("otp", payer.answers().acr());
    }

    @ParameterizedTest
    @ValueSource(strings = {BANK, COMPANIES})
    void a_login_without_a_browser_proves_no_more_than_a_login(String realm) throws IOException {
        Payer payer = payer(realm);
        HttpResponse<String> answer = admin.directGrant(
                payer.customer,
                Map.of(
                        "otp",
                        payer.app.code(),
                        "scope",
                        "openid",
                        "acr_values",
                        "otp",
                        "claims",
                        Application.essential("otp")));
        assertEquals(200, answer.statusCode(), answer.body());
        assertEquals("password", acrOf(new ObjectMapper().readTree(answer.body())));
        HttpResponse<String> payment = admin.directGrant(payer.customer, Map.of("client_id", "payment"));
        assertEquals(400, payment.statusCode());
        assertTrue(payment.body().contains("unauthorized_client"), payment.body());
    }

    @ParameterizedTest
    @ValueSource(strings = {BANK, COMPANIES})
    void a_forgotten_password_is_no_way_around(String realm) {
        Payer payer = payer(realm);
        payer.asks(Map.of("claims", Application.essential("otp")));
        payer.go(server.url() + "/realms/" + realm + "/login-actions/reset-credentials?client_id=payment&tab_id="
                + tab(payer) + "&client_data=" + clientData(payer));
        payer.page = payer.client.submit(payer.page, Map.of("username", payer.customer.number()));
        CaughtMail mail = server.mail()
                .await(
                        caught -> caught.wentTo(payer.customer.email())
                                && LINK.matcher(caught.text()).find(),
                        Duration.ofSeconds(30));
        Matcher link = LINK.matcher(mail.text());
        assertTrue(link.find());
        payer.go(link.group());
        assertEquals("otp", payer.asking(), "the code is asked for here whatever the application wants");
        payer.answer(Map.of());

        payer.page = payer.client.submit(
                payer.page, Map.of("password-new", "login-changed", "password-confirm", "login-changed"));

        if (payer.application.isHome(payer.page)) {
            assertEquals("password", payer.acr(), "and does not count as the step-up");
        } else {
            assertEquals(
                    "", payer.page.uri().getQuery() == null ? "" : payer.application.parameter(payer.page, "code"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {BANK, COMPANIES})
    void the_payment_client_needs_pkce(String realm) {
        Payer payer = payer(realm);
        payer.asks(Map.of("code_challenge", "", "code_challenge_method", ""));
        assertEquals("invalid_request", payer.application.parameter(payer.page, "error"));
        payer.asks(Map.of("code_challenge_method", "plain"));
        assertEquals("invalid_request", payer.application.parameter(payer.page, "error"));
    }

    @Test
    void realms_without_step_ups_say_what_keycloak_says() throws IOException {
        HttpResponse<String> answer = admin.directGrant(admin.newCustomer("hokuyo"), Map.of("scope", "openid"));
        assertEquals("1", acrOf(new ObjectMapper().readTree(answer.body())));
    }

    @Test
    void a_payment_page_asks_with_each_payment_and_shows_what_it_checked() {
        Payer payer = payer(COMPANIES);
        Page page = browser.open();
        List<String> errors = new ArrayList<>();
        page.onConsoleMessage(message -> {
            if (message.type().equals("error")) {
                errors.add(message.text());
            }
        });
        page.onPageError(errors::add);
        page.navigate(payment.url());
        page.getByLabel("金融機関").selectOption(COMPANIES);
        Accessibility.assertNoViolations(page);
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("ログイン"))
                .click();
        login(page, payer);
        heading(page, "ログインしました");
        page.getByText("もう一度振り込む").click();
        assertThat(page.locator("#who")).containsText(payer.customer.number());
        assertThat(page.getByLabel("金融機関")).hasValue(COMPANIES);

        pay(page, "ワンタイムパスワード（otp）", "acr_values で求める");
        code(page, payer);
        heading(page, "振込を受け付けました");
        assertThat(page.locator("#checks .failed")).hasCount(0);
        assertThat(page.locator("#checks li")).hasCount(10);
        assertThat(page.locator("#sent")).containsText("acr_values");
        assertThat(page.locator("#token")).containsText("\"acr\": \"otp\"");
        assertEquals(payment.url() + "/", page.url(), "the code is taken out of the address");
        Accessibility.assertNoViolations(page);
        page.reload();
        assertThat(page.locator("#start")).isVisible();

        pay(page, "ワンタイムパスワード（otp）", "claims で必須として求める（essential）");
        code(page, payer);
        heading(page, "振込を受け付けました");
        page.getByText("もう一度振り込む").click();

        pay(page, "取引パスワード・確認用パスワード（transaction-password）", "acr_values で求める");
        page.locator("#transactionPassword").fill(payer.customer.transactionPassword());
        page.locator("#transactionPassword").press("Enter");
        heading(page, "振込を受け付けました");
        page.getByText("もう一度振り込む").click();

        pay(page, "ワンタイムパスワード（otp）", "求めない（途中で acr_values を消された場合の例。アプリケーションが断ります）");
        heading(page, "振込を受け付けませんでした");
        assertThat(page.locator("#checks .failed")).hasText("不一致acr が otp（受け取った値：password）");
        page.getByText("もう一度振り込む").click();
        assertThat(page.locator("#payments li")).hasCount(4);

        Payer another = payer(COMPANIES);
        pay(page, "取引パスワード・確認用パスワード（transaction-password）", "acr_values で求める");
        page.locator("#reset-login").click();
        login(page, another);
        page.locator("#transactionPassword").fill(another.customer.transactionPassword());
        page.locator("#transactionPassword").press("Enter");
        heading(page, "振込を受け付けませんでした");
        assertThat(page.locator("#checks .failed")).hasText("不一致sub が、ログインしているお客様");
        page.getByText("もう一度振り込む").click();
        assertThat(page.locator("#who")).containsText(payer.customer.number());
        assertEquals(List.of(), errors);

        page.locator("#logout").click();
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("ログアウト"))
                .click();
        page.waitForURL(payment.url() + "/?out");
        assertThat(page.locator("#who")).hasText("");
    }

    @Test
    void a_payment_page_says_so_when_a_customer_has_no_otp_and_when_an_answer_is_not_its_own() {
        Payer payer = new Payer(BANK, false, true);
        Page page = browser.open(Browser.Screen.PHONE, options -> options.setLocale("en-US"));
        page.navigate(payment.url());
        assertThat(page.locator("h1:visible")).hasText("Payment");
        assertEquals("en", page.locator("html").getAttribute("lang"));
        Accessibility.assertNoViolations(page);
        assertEquals(
                page.evaluate("document.documentElement.clientWidth"),
                page.evaluate("document.documentElement.scrollWidth"),
                "scrolls sideways");
        page.getByLabel("Bank").selectOption(BANK);
        page.getByRole(
                        AriaRole.BUTTON,
                        new Page.GetByRoleOptions().setName("Pay").setExact(true))
                .click();
        login(page, payer);
        assertThat(page.locator("main")).containsText("not set up yet");

        page.navigate(payment.url() + "/?state=another&code=stolen");
        heading(page, "The payment is refused");
        assertThat(page.locator("#result-text")).containsText("no answer to a request");
        assertThat(page.locator("#checks li")).hasCount(0);
        page.getByText("日本語").click();
        assertThat(page.locator("h1:visible")).hasText("お振込");
    }

    private static void login(Page page, Payer payer) {
        page.locator("#username").fill(payer.customer.number());
        page.locator("#password").fill(payer.customer.loginPassword());
        page.locator("#password").press("Enter");
        if (payer.otp) {
            code(page, payer);
        }
    }

    private static void pay(Page page, String proof, String how) {
        page.getByLabel(proof).check();
        page.getByLabel(how).check();
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("振込する"))
                .click();
    }

    private static void code(Page page, Payer payer) {
        Locator otp = page.locator("#otp");
        otp.fill(payer.app.code());
        otp.press("Enter");
    }

    private static void heading(Page page, String text) {
        assertThat(page.locator("h1:visible")).hasText(text);
        assertThat(page.locator("h1:visible")).isFocused();
    }
}
