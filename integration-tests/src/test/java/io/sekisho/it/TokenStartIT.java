package io.sekisho.it;

import static io.sekisho.it.harness.IssueWalk.CONFIRM;
import static io.sekisho.it.harness.IssueWalk.ISSUE;
import static io.sekisho.it.harness.IssueWalk.RECEIPT;
import static io.sekisho.it.harness.IssueWalk.START_PASSWORD;
import static io.sekisho.it.harness.IssueWalk.phoneOf;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sekisho.it.harness.Admin;
import io.sekisho.it.harness.Await;
import io.sekisho.it.harness.Customer;
import io.sekisho.it.harness.FormClient;
import io.sekisho.it.harness.FormClient.Answer;
import io.sekisho.it.harness.IssueWalk;
import io.sekisho.it.harness.Oath;
import io.sekisho.it.harness.Server;
import io.sekisho.it.harness.TestRealm;
import io.sekisho.it.harness.TokenApi;
import io.sekisho.it.harness.Visitor;
import io.sekisho.it.harness.WithServer;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** From the start by the branch on a token is asked for at each login, by whatever way; before it, nothing is. */
@WithServer
class TokenStartIT {

    private static final String REALM = "starts";
    private static final String SERVICE_ID = "2001";
    private static final String PROOF = "確認用パスワード認証";
    private static final String STATUS = "登録情報照会";
    private static final String OTHER_CLIENT = "other";
    private static final String CODE_CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
    private static final ZoneId JAPAN = ZoneId.of("Asia/Tokyo");

    private static TestRealm realm;
    private static int logLength;

    private final Server server;
    private final Admin admin;
    private final TokenApi api;

    TokenStartIT(Server server) {
        this.server = server;
        this.admin = server.admin();
        this.api = TokenApi.of(server, REALM);
    }

    @BeforeAll
    static void makeRealm(Server server) {
        logLength = server.log().length();
        realm = TestRealm.like(server, "kenshin", REALM, changes -> {
            TestRealm.hashFast(changes);
            changes.withArray("/clients")
                    .addObject()
                    .put("clientId", OTHER_CLIENT)
                    .put("publicClient", true)
                    .put("directAccessGrantsEnabled", true)
                    .put("rootUrl", "${authBaseUrl}")
                    .putArray("redirectUris")
                    .add("/other");
        });
    }

    @AfterAll
    static void noFaultOfTheServer(Server server) {
        realm.close();
        assertEquals(
                List.of(),
                server.log()
                        .substring(logLength)
                        .lines()
                        .filter(line -> line.contains("Uncaught") || line.contains(" ERROR "))
                        .toList());
    }

    private Customer started() {
        Customer customer = admin.newCustomer(REALM);
        start(customer);
        return customer;
    }

    private void start(Customer customer) {
        assertEquals(
                204,
                admin.send("POST", "/" + REALM + "/otp-service/users/" + customer.id() + "/start", null)
                        .statusCode());
    }

    private void revoke(Customer customer) {
        assertEquals(
                204,
                admin.send("POST", "/" + REALM + "/otp-service/users/" + customer.id() + "/token/revoke", null)
                        .statusCode());
    }

    private IssueWalk login(Customer customer) {
        return IssueWalk.login(server, customer);
    }

    // Without a start

    @Test
    void without_a_start_no_token_is_issued_either() {
        Customer customer = admin.newCustomer(REALM);
        Visitor visitor = new Visitor(server.url(), customer);
        Answer page = visitor.start("sekisho-token-issue");
        assertEquals("このお手続きはできません", page.heading());
        assertTrue(page.message().contains("お取引店"), page.message());
        assertEquals(STATUS, visitor.submit(page, Map.of()).heading());
        assertFalse(
                visitor.get(server.url() + "/realms/" + REALM + "/otp-service")
                        .body()
                        .contains("/actions/token-issue"),
                "no button");
    }

    @Test
    void without_a_start_nothing_is_asked() {
        Customer customer = admin.newCustomer(REALM);
        assertEquals(STATUS, login(customer).page().heading());
        assertEquals(200, admin.directGrant(customer, Map.of()).statusCode());
        FormClient client = new FormClient();
        assertEquals(
                server.url() + "/other",
                passLogin(client, client.get(authUrl(OTHER_CLIENT, "/other", "")), customer)
                        .uri()
                        .toString()
                        .replaceFirst("\\?.*", ""));
        assertEquals(List.of(), requiredActions(customer));
    }

    // With it

    @Test
    void the_issue_is_asked_for_at_every_login_until_a_token_is_in_use() {
        Customer customer = started();
        for (int login = 0; login < 2; login++) {
            assertEquals(PROOF, login(customer).page().heading());
        }
        IssueWalk walk = login(customer).prove().issue(phoneOf(customer));
        assertEquals(CONFIRM, walk.page().heading());
        assertEquals(PROOF, login(customer).page().heading());
        TokenApi.Answer activated = api.activate(SERVICE_ID, walk.userId(), START_PASSWORD);
        assertEquals(
                "8 60", activated.body().get("digits") + " " + activated.body().get("periodSeconds"));
        assertEquals(PROOF, login(customer).page().heading(), "activated is not confirmed");
        assertNoSession(customer);

        Oath app = activated.app();
        assertTrue(
                walk.confirm("123456").error("otp").contains("8桁の数字"),
                walk.page().body());
        assertEquals(RECEIPT, walk.confirm(app.currentCode()).heading());
        assertEquals(STATUS, walk.send(Map.of()).heading());
        IssueWalk next = login(customer);
        assertEquals("ワンタイムパスワード認証", next.page().heading());
        assertEquals(STATUS, next.send(Map.of("otp", app.code())).heading());
        assertEquals(List.of(), requiredActions(customer));
    }

    @Test
    void a_restart_of_the_login_does_not_drop_it() {
        Customer customer = started();
        IssueWalk walk = login(customer);
        for (int restart = 0; restart < 2; restart++) {
            Answer login = walk.client().get(walk.page().action().replace("/required-action?", "/restart?"));
            assertEquals("ログイン", login.heading());
            assertEquals(PROOF, passLogin(walk.client(), login, customer).heading());
        }
        walk.inAnotherTab().prove().issue(walk.phone());
        Answer login = walk.client().get(walk.page().action().replace("/required-action?", "/restart?"));
        assertEquals(PROOF, passLogin(walk.client(), login, customer).heading());
        assertNoSession(customer);
    }

    @Test
    void no_other_client_leads_past_it() {
        Customer customer = started();
        for (String url : List.of(
                authUrl(OTHER_CLIENT, "/other", ""),
                authUrl(OTHER_CLIENT, "/other", "&prompt=login"),
                authUrl(OTHER_CLIENT, "/other", "&acr_values=password"),
                authUrl(
                        "account-console",
                        "/realms/" + REALM + "/account/",
                        "&code_challenge_method=S256&code_challenge=" + CODE_CHALLENGE),
                authUrl(
                        "security-admin-console",
                        "/admin/" + REALM + "/console/",
                        "&code_challenge_method=S256&code_challenge=" + CODE_CHALLENGE))) {
            FormClient client = new FormClient();
            Answer page = passLogin(client, client.get(url), customer);
            assertEquals("200 " + PROOF, page.status() + " " + page.heading(), url);
            assertEquals(
                    "ログイン",
                    client.get(server.url() + "/realms/" + REALM + "/otp-service")
                            .heading(),
                    "nobody is logged in yet");
        }
        Answer silent =
                new FormClient().get(authUrl("otp-service", "/realms/" + REALM + "/otp-service", "&prompt=none"));
        assertFalse(silent.heading().equals(STATUS));
        assertNoSession(customer);
    }

    @Test
    void no_application_leads_past_it_without_a_browser() {
        Customer customer = started();
        for (String client : List.of("admin-cli", OTHER_CLIENT)) {
            HttpResponse<String> answer = admin.directGrant(customer, Map.of("client_id", client, "scope", "openid"));
            assertEquals(400, answer.statusCode());
            assertTrue(answer.body().contains("invalid_grant") && !answer.body().contains("_token\""), answer.body());
        }
        assertEquals(PROOF, login(customer).page().heading());
        assertEquals(400, admin.directGrant(customer, Map.of()).statusCode());
        assertNoSession(customer);

        admin.with(REALM, Map.of("sekisho.issueObligatory", "always"), () -> {
            Customer never = admin.newCustomer(REALM);
            assertEquals(
                    400,
                    admin.directGrant(never, Map.of()).statusCode(),
                    "always obligatory, and no login in a browser before");
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"sekisho-token-issue", "sekisho-transaction-password", "UPDATE_PASSWORD", "no-such-action"})
    void an_action_that_the_customer_has_asked_for_does_not_stand_in_for_it(String action) {
        Customer customer = started();
        FormClient client = new FormClient();
        Answer page = passLogin(client, client.get(authUrl(OTHER_CLIENT, "/other", "&kc_action=" + action)), customer);
        for (int cancel = 0; cancel < 3; cancel++) {
            assertEquals(200, page.status());
            if (!page.heading().equals(PROOF)) {
                page = client.submit(page, Map.of("cancel-aia", "true"));
            }
        }
        assertEquals(PROOF, page.heading(), action);
        for (Map<String, String> form : List.of(
                Map.of("cancel-aia", "true"),
                Map.of("step", "refused"),
                Map.of("step", "receipt"),
                Map.of("step", "in-use"),
                Map.of("step", "wait"),
                Map.of("step", "proof", "cancel-aia", "true", "skip", "true"))) {
            page = client.submit(page, form);
            assertEquals("200 " + PROOF, page.status() + " " + page.heading(), form.toString());
        }
        assertNoSession(customer);
    }

    @Test
    void the_transaction_password_that_is_missing_is_asked_for_before_it_and_cannot_be_dodged_either() {
        Customer customer =
                admin.newCustomer(REALM, user -> user.withArray("/credentials").remove(1));
        start(customer);
        for (String more : List.of("", "&kc_action=sekisho-transaction-password", "&kc_action=sekisho-token-issue")) {
            FormClient client = new FormClient();
            Answer page = passLogin(client, client.get(authUrl(OTHER_CLIENT, "/other", more)), customer);
            for (int cancel = 0; cancel < 2; cancel++) {
                assertTrue(
                        page.body().contains("newTransactionPassword")
                                || page.heading().equals("このお手続きはできません"),
                        more + "\n" + page.body());
                page = client.submit(page, Map.of("cancel-aia", "true"));
            }
            assertFalse(page.uri().getPath().endsWith("/other"), page.uri().toString());
        }
        assertNoSession(customer);
    }

    @Test
    void an_address_without_the_action_or_with_another_one_leads_back_to_it() {
        Customer customer = started();
        IssueWalk walk = login(customer);
        String action = walk.page().action();
        for (String execution : List.of(
                "",
                "sekisho-transaction-password",
                "CONFIGURE_TOTP",
                "UPDATE_PROFILE",
                "VERIFY_EMAIL",
                "update_user_locale",
                "x")) {
            String url = execution.isEmpty()
                    ? action.replaceFirst("execution=[^&]*&", "")
                    : action.replaceFirst("execution=[^&]*", "execution=" + execution);
            for (Answer answer : List.of(
                    walk.client().get(url), walk.client().post(url, Map.of("cancel-aia", "true", "step", "receipt")))) {
                assertTrue(answer.status() < 500, answer.status() + " " + url);
                assertFalse(
                        answer.uri().getPath().endsWith("/other")
                                || answer.heading().equals(STATUS),
                        url);
            }
            walk.reload();
            action = walk.page().action();
        }
        assertEquals(PROOF, walk.page().heading());
        assertNoSession(customer);
    }

    @Test
    void a_session_of_before_the_start_is_asked_at_its_next_login() {
        Customer customer = admin.newCustomer(REALM);
        IssueWalk before = login(customer);
        assertEquals(STATUS, before.page().heading());
        assertEquals(STATUS, login(customer).page().heading());
        start(customer);

        Answer other = before.client().get(authUrl(OTHER_CLIENT, "/other", ""));
        assertEquals(PROOF, other.heading());
        Answer silent = before.client().get(authUrl(OTHER_CLIENT, "/other", "&prompt=none"));
        assertTrue(
                silent.uri().getQuery().contains("error=interaction_required"),
                silent.uri().toString());
    }

    // A token that was taken into use elsewhere

    @Test
    void a_login_that_stands_in_the_walk_ends_at_a_new_login_once_the_token_is_in_use_elsewhere() {
        Customer customer = started();
        IssueWalk atProof = login(customer);
        IssueWalk atIssue = login(customer).prove();
        IssueWalk atConfirm = login(customer).prove().issue(phoneOf(customer));
        IssueWalk elsewhere = login(customer).goOn();
        Oath app = api.activate(SERVICE_ID, elsewhere.userId(), START_PASSWORD).app();
        assertEquals(RECEIPT, elsewhere.confirm(app.currentCode()).heading());

        atProof.prove();
        atIssue.issue("other@example.com");
        atConfirm.confirm(app.codeOfStep(0));
        for (IssueWalk walk : List.of(atProof, atIssue, atConfirm)) {
            Answer login = walk.page();
            assertEquals("ログイン", login.heading());
            assertTrue(login.body().contains("トークンの利用が始まりました。"), login.body());
            assertEquals(
                    "ワンタイムパスワード認証", passLogin(walk.client(), login, customer).heading());
        }
        assertEquals(
                1,
                admin.credentials(customer).findValuesAsText("type").stream()
                        .filter("otp"::equals)
                        .count());
    }

    // Waiting after a revocation

    @Test
    void in_the_blackout_after_a_revocation_the_page_says_from_when_on_a_token_is_issued() {
        Customer customer = started();
        IssueWalk walk = login(customer).prove().issue(phoneOf(customer));
        LocalDateTime now = LocalDateTime.now(JAPAN);
        DateTimeFormatter seconds = DateTimeFormatter.ofPattern("HH:mm:ss");
        LocalDateTime until = now.plusSeconds(8).withNano(0);
        String action = walk.page().action();
        admin.with(
                REALM,
                Map.of("sekisho.reissueBlackout", seconds.format(now.minusMinutes(2)) + "-" + seconds.format(until)),
                () -> {
                    revoke(customer);
                    assertEquals(
                            403,
                            api.activate(SERVICE_ID, walk.userId(), START_PASSWORD)
                                    .status());
                    String moment = DateTimeFormatter.ofPattern(
                                            until.getSecond() == 0 ? "uuuu/MM/dd HH:mm" : "uuuu/MM/dd HH:mm:ss")
                                    .format(until)
                            + "から発行できます。";
                    IssueWalk waiting = login(customer);
                    assertEquals("トークンはまだ発行できません", waiting.page().heading());
                    assertTrue(
                            waiting.page().body().contains(moment),
                            waiting.page().body());
                    walk.refresh();
                    assertTrue(walk.page().body().contains(moment), "also on the page that was open");
                    for (String step : List.of("proof", "issue", "confirm", "wait")) {
                        Map<String, String> form = new HashMap<>(
                                IssueWalk.form(walk.phone(), walk.phone(), START_PASSWORD, START_PASSWORD));
                        form.putAll(Map.of("step", step, "transactionPassword", customer.transactionPassword()));
                        assertEquals(
                                "トークンはまだ発行できません",
                                walk.client().post(action, form).heading());
                    }
                    assertNoSession(customer);

                    Await.until(
                            "the end of the blackout",
                            Duration.ofSeconds(20),
                            () -> waiting.reload().heading().equals(PROOF));
                    assertFalse(LocalDateTime.now(JAPAN).isBefore(until), "not a moment too early");
                    assertEquals(ISSUE, waiting.prove().page().heading());
                    assertEquals(CONFIRM, waiting.issue(waiting.phone()).page().heading());
                    assertEquals(
                            200,
                            api.activate(SERVICE_ID, waiting.userId(), START_PASSWORD)
                                    .status());
                });
    }

    @Test
    void the_time_on_the_page_is_never_before_the_one_from_which_on_it_works() {
        Customer customer = started();
        login(customer).prove().issue(phoneOf(customer));
        admin.with(REALM, Map.of("sekisho.reissueBlackout", "", "sekisho.reissueWaitMinutes", "30"), () -> {
            revoke(customer);
            long works = Instant.parse(admin.get("/" + REALM + "/otp-service/users/" + customer.id())
                            .at("/token/notBefore")
                            .asText())
                    .toEpochMilli();
            String shown = login(customer)
                    .page()
                    .body()
                    .replaceFirst("(?s).*<strong>(\\d{4}/\\d\\d/\\d\\d \\d\\d:\\d\\d(?::\\d\\d)?)から発行できます.*", "$1");
            LocalDateTime said = LocalDateTime.parse(
                    shown.length() == 16 ? shown + ":00" : shown, DateTimeFormatter.ofPattern("uuuu/MM/dd HH:mm:ss"));
            long ahead = said.atZone(JAPAN).toInstant().toEpochMilli() - works;
            assertTrue(
                    ahead >= 0 && ahead < 1_000, shown + " is " + ahead + " ms after the time from which on it works");
        });
    }

    private String authUrl(String client, String path, String more) {
        return server.url() + "/realms/" + REALM
                + "/protocol/openid-connect/auth?response_type=code&scope=openid&client_id=" + client + "&redirect_uri="
                + server.url() + path + more;
    }

    private static Answer passLogin(FormClient client, Answer login, Customer customer) {
        assertEquals("ログイン", login.heading(), login.body());
        return client.submit(login, Map.of("username", customer.number(), "password", customer.loginPassword()));
    }

    private List<String> requiredActions(Customer customer) {
        List<String> actions = new ArrayList<>();
        admin.get("/" + REALM + "/users/" + customer.id())
                .get("requiredActions")
                .forEach(action -> actions.add(action.asText()));
        return actions;
    }

    private void assertNoSession(Customer customer) {
        assertEquals(
                0,
                admin.get("/" + REALM + "/users/" + customer.id() + "/sessions").size(),
                "nobody is logged in");
    }
}
