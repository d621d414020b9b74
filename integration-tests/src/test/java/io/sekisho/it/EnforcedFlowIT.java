package io.sekisho.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sekisho.it.harness.Admin;
import io.sekisho.it.harness.BindWalk;
import io.sekisho.it.harness.Customer;
import io.sekisho.it.harness.FormClient;
import io.sekisho.it.harness.FormClient.Answer;
import io.sekisho.it.harness.Server;
import io.sekisho.it.harness.TestRealm;
import io.sekisho.it.harness.WithServer;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A client policy has logins of an application go through a flow of its own, which asks for the transaction password
 * besides. Nothing of ours that leads back to such a login, or begins it anew, lets it through the realm's flow
 * (CVE-2026-94218).
 */
@WithServer
class EnforcedFlowIT {

    private static final String REALM = "enforced-flow";
    private static final String LOGIN = "ログイン";
    private static final String TRANSACTION_PASSWORD = "取引パスワード認証";
    private static final String TOKEN = "トークンの登録";
    private static final String STATUS = "登録情報照会";

    private static TestRealm realm;

    private final Server server;
    private final Admin admin;

    EnforcedFlowIT(Server server) {
        this.server = server;
        this.admin = server.admin();
    }

    @BeforeAll
    static void makeRealm(Server server) {
        realm = TestRealm.like(server, "sample-direct", REALM, changes -> {
            TestRealm.hashFast(changes);
            ObjectNode flow = changes.withArray("/authenticationFlows")
                    .addObject()
                    .put("alias", "strong")
                    .put("providerId", "basic-flow")
                    .put("topLevel", true);
            ArrayNode steps = flow.putArray("authenticationExecutions");
            steps.addObject()
                    .put("authenticator", "auth-username-password-form")
                    .put("requirement", "REQUIRED")
                    .put("priority", 10);
            steps.addObject()
                    .put("authenticator", "sekisho-transaction-password")
                    .put("requirement", "REQUIRED")
                    .put("priority", 20);
            // The only application with a secret; the policy is for such.
            ObjectNode application = changes.withArray("/clients")
                    .addObject()
                    .put("clientId", "orders")
                    .put("secret", "orders")
                    .put("rootUrl", "${authBaseUrl}");
            application.putArray("redirectUris").add("/realms/" + REALM + "/otp-service/orders");
            ObjectNode profile = changes.putObject("clientProfiles")
                    .putArray("profiles")
                    .addObject()
                    .put("name", "strong");
            profile.putArray("executors")
                    .addObject()
                    .put("executor", "auth-flow-enforcer")
                    .putObject("configuration")
                    .put("auth-flow-alias", "strong");
            ObjectNode policy = changes.putObject("clientPolicies")
                    .putArray("policies")
                    .addObject()
                    .put("name", "strong")
                    .put("enabled", true);
            policy.putArray("profiles").add("strong");
            policy.putArray("conditions")
                    .addObject()
                    .put("condition", "client-access-type")
                    .putObject("configuration")
                    .putArray("type")
                    .add("confidential");
        });
    }

    @AfterAll
    static void deleteRealm() {
        realm.close();
    }

    private String service() {
        return server.url() + "/realms/" + REALM + "/otp-service";
    }

    /** The application's request for a login. */
    private String orders(String more) {
        return server.url() + "/realms/" + REALM
                + "/protocol/openid-connect/auth?client_id=orders&response_type=code&scope=openid&state=s1&nonce=n1&redirect_uri="
                + service() + "/orders" + more;
    }

    private Answer login(FormClient client, Answer page, Customer customer) {
        assertEquals(LOGIN, page.heading(), page.body());
        return client.submit(page, Map.of("username", customer.number(), "password", customer.loginPassword()));
    }

    /** It asks for the transaction password, and without it there is no answer to the application. */
    private void assertEnforced(FormClient client, Answer afterPassword, Customer customer) {
        assertEquals(
                TRANSACTION_PASSWORD,
                afterPassword.heading(),
                afterPassword.uri().toString());
        Answer answered = client.submit(afterPassword, Map.of("transactionPassword", customer.transactionPassword()));
        assertTrue(
                answered.uri().getPath().endsWith("/otp-service/orders")
                        && answered.uri().getQuery().matches("(.*&)?state=s1(&.*)?")
                        && answered.uri().getQuery().contains("code="),
                answered.uri().toString());
    }

    private static String link(Answer page, String pattern) {
        Matcher link = Pattern.compile("<a [^>]*?href=\"([^\"]*" + pattern + "[^\"]*)\"")
                .matcher(page.body());
        assertTrue(link.find(), page.body());
        return page.uri().resolve(link.group(1).replace("&amp;", "&")).toString();
    }

    private static String back(Answer page) {
        Matcher link = Pattern.compile("<a class=\"button button-secondary button-back\" href=\"([^\"]*)\"")
                .matcher(page.body());
        assertTrue(link.find(), page.body());
        return link.group(1).replace("&amp;", "&");
    }

    @Test
    void the_policy_is_at_work() {
        Customer customer = admin.newCustomer(REALM);
        FormClient client = new FormClient();
        assertEnforced(client, login(client, client.get(orders("")), customer), customer);
        FormClient other = new FormClient();
        assertEquals(
                STATUS,
                login(other, other.get(service()), customer).heading(),
                "other applications have the realm's flow");
    }

    @ParameterizedTest
    @CsvSource({"register, 戻る", "register, 中止", "stop, 戻る", "stop, 次へ"})
    void the_way_back_from_a_link_of_the_login_page_keeps_it(String entrance, String how) {
        Customer customer = admin.newCustomer(REALM);
        FormClient client = new FormClient();
        BindWalk walk = BindWalk.at(server, customer, client, link(client.get(orders("")), "/otp-service/" + entrance));
        Answer back;
        if (how.equals("戻る")) {
            back = client.get(back(walk.page()));
        } else if (how.equals("中止")) {
            assertEquals(TOKEN, walk.identify().page().heading());
            back = walk.send(Map.of("cancel-aia", "true"));
        } else {
            // Refused, for there is nothing to stop; the page leads back.
            back = walk.identify().send(Map.of());
        }
        assertEnforced(client, login(client, back, customer), customer);
    }

    @Test
    void a_walk_whose_customer_was_deleted_leads_to_a_login_that_keeps_it() {
        Customer deleted = admin.newCustomer(REALM);
        Customer next = admin.newCustomer(REALM);
        FormClient client = new FormClient();
        Answer proof = login(client, client.get(orders("&kc_action=sekisho-token-bind")), deleted);
        Answer walk = client.submit(proof, Map.of("transactionPassword", deleted.transactionPassword()));
        assertEquals(TOKEN, walk.heading());
        admin.deleteCustomer(deleted);
        Answer again = client.submit(walk, Map.of("tokenId", "IT1", "otp", "123456"));
        Answer afterPassword = login(client, again, next);
        assertEquals(
                TRANSACTION_PASSWORD,
                afterPassword.heading(),
                afterPassword.uri().toString());
        assertFalse(client.get(service()).heading().equals(STATUS), "not logged in before that");
    }

    @ParameterizedTest
    @ValueSource(strings = {"reset-login", "page-expired"})
    void a_login_that_a_page_begins_anew_keeps_it(String from) {
        Customer first = admin.newCustomer(REALM);
        Customer next = admin.newCustomer(REALM);
        FormClient client = new FormClient();
        Answer login = client.get(orders(""));
        Answer page = login(client, login, first);
        assertEquals(TRANSACTION_PASSWORD, page.heading());
        if (from.equals("page-expired")) {
            page = client.get(login.action()
                    .replaceFirst("session_code=[^&]*&", "")
                    .replaceFirst("execution=[^&]*", "execution=no-such-page"));
            assertTrue(page.body().contains("id=\"loginRestartLink\""), page.body());
        }
        String restart = link(page, "/restart");
        assertTrue(restart.contains("/otp-service/restart?"), restart);
        assertEnforced(client, login(client, client.get(restart), next), next);
    }

    @Test
    void who_was_logged_in_and_begins_anew_is_logged_out() {
        Customer first = admin.newCustomer(REALM);
        Customer next = admin.newCustomer(REALM);
        FormClient client = new FormClient();
        login(client, client.get(service()), first);
        Answer again = client.get(server.url() + "/realms/" + REALM
                + "/protocol/openid-connect/auth?client_id=otp-service&response_type=none&scope=openid&prompt=login"
                + "&redirect_uri=" + service());
        assertTrue(again.body().contains(first.number()), again.body());
        Answer restarted = client.get(link(again, "/restart"));
        assertTrue(restarted.body().contains("name=\"username\""), restarted.body());
        assertEquals(
                List.of(),
                admin.get("/" + REALM + "/users/" + first.id() + "/sessions").findValuesAsText("id"));
        Answer status = login(client, restarted, next);
        assertTrue(status.heading().equals(STATUS) && status.body().contains(next.number()), status.body());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "?client_id=orders",
                "?tab_id=x",
                "?client_id=orders&tab_id=garbage",
                "?client_id=garbage&tab_id=garbage",
                "?client_id=https%3A%2F%2Fevil.example%2F&tab_id=https%3A%2F%2Fevil.example%2F",
                "?client_id=orders&tab_id=x&redirect_uri=https%3A%2F%2Fevil.example%2F"
            })
    void there_is_nothing_to_begin_anew_but_a_login_of_this_browser(String parameters) {
        FormClient stranger = new FormClient();
        stranger.get(orders(""));
        Answer answer = stranger.get(service() + "/restart" + parameters);
        assertEquals("200 " + LOGIN, answer.status() + " " + answer.heading());
        assertTrue(
                answer.uri().toString().contains("client_id=otp-service")
                        && !answer.body().contains("evil.example"),
                answer.uri().toString());
    }

    @Test
    void nobody_begins_the_login_of_another_browser_anew() {
        FormClient client = new FormClient();
        String tab = client.get(orders("")).action().replaceFirst(".*[?&](tab_id=[^&]*).*", "$1");
        Answer answer = new FormClient().get(service() + "/restart?client_id=orders&" + tab);
        assertTrue(
                answer.uri().toString().contains("client_id=otp-service"),
                answer.uri().toString());
    }
}
