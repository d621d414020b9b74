package io.sekisho.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sekisho.it.harness.Admin;
import io.sekisho.it.harness.BindWalk;
import io.sekisho.it.harness.Customer;
import io.sekisho.it.harness.FormClient;
import io.sekisho.it.harness.FormClient.Answer;
import io.sekisho.it.harness.HardwareToken;
import io.sekisho.it.harness.Server;
import io.sekisho.it.harness.TestRealm;
import io.sekisho.it.harness.WithServer;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The links below the form of the login page. What is behind them asks for less than a login does, so nothing of it may
 * end in one: no session, no action of a login, whatever the request asks for and however the walk ends.
 */
@WithServer
class EntranceIT {

    private static final String REALM = "entrances";
    private static final String REGISTER = "ワンタイムパスワード利用登録";
    private static final String STOP = "ワンタイムパスワード利用停止";
    private static final String TOKEN = "トークンの登録";
    private static final String RECEIPT = "トークンの登録 -処理結果-";
    private static final String LOGIN = "ログイン";
    private static final String REFUSAL = "このお手続きはできません";
    private static final Pattern LINK = Pattern.compile("<a [^>]*href=\"([^\"]*/otp-service/(register|stop)[^\"]*)\"");
    private static final Pattern BACK =
            Pattern.compile("<a class=\"button button-secondary button-back\" href=\"([^\"]*)\"");
    private static final Duration WALK = Duration.ofSeconds(8);

    private static TestRealm realm;
    private static int logLength;

    private final Server server;
    private final Admin admin;

    EntranceIT(Server server) {
        this.server = server;
        this.admin = server.admin();
    }

    @BeforeAll
    static void makeRealm(Server server) {
        logLength = server.log().length();
        realm = TestRealm.like(server, "sample-direct", REALM, changes -> {
            TestRealm.hashFast(changes);
            changes.put("rememberMe", true);
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

    // The end

    @Test
    void no_end_of_a_registration_is_a_login() {
        HardwareToken token = deliver();
        Customer customer = admin.newCustomer(REALM);
        BindWalk walk = BindWalk.register(server, customer);
        assertNoLogin(walk);
        walk.send(Map.of("username", customer.number(), "password", "wrong"));
        assertEquals(REGISTER, walk.page().heading());
        assertFalse(walk.page().error("username").isEmpty());
        assertTrue(walk.page().body().contains("value=\"" + customer.number() + "\""), "the name is kept");
        assertNoSession(walk.client());
        walk.send(Map.of("username", customer.number(), "password", customer.loginPassword(), "rememberMe", "on"));
        assertEquals(TOKEN, walk.page().heading());
        assertNoSession(walk.client());
        walk.bind(token.id(), token.codes().wrongCode());
        assertNoSession(walk.client());
        assertEquals(
                RECEIPT,
                walk.bind(token.id(), token.codes().earlyInStep(WALK).codeOfStep(0))
                        .heading());
        assertNoSession(walk.client());
        walk.send(Map.of());
        assertEquals(LOGIN, walk.page().heading());
        assertNoLogin(walk);
    }

    @Test
    void no_end_of_a_stop_is_a_login() {
        HardwareToken token = deliver();
        Customer customer = bound(token);
        BindWalk walk = BindWalk.stop(server, customer).identify();
        assertNoSession(walk.client());
        walk.code(token.codes().wrongCode());
        assertFalse(walk.page().error("otp").isEmpty());
        assertEquals(1, admin.factors(customer).at("/otp/failures").asInt());
        walk.code(token.codes().earlyInStep(WALK).codeOfStep(0));
        assertFalse(walk.page().error("otp").isEmpty(), "the code that has bound the token is void");
        walk.code(token.codes().codeOfStep(1));
        assertEquals("サービス利用停止 -受付-", walk.page().heading());
        assertFalse(admin.credentials(customer).findValuesAsText("type").contains("otp"));
        walk.send(Map.of());
        assertEquals(LOGIN, walk.page().heading());
        assertNoLogin(walk);
        server.mailTo(customer, "停止");
    }

    @ParameterizedTest
    @ValueSource(strings = {"register", "stop"})
    void leaving_a_walk_leads_to_the_login_page(String entrance) {
        Customer customer = bound(deliver());
        BindWalk walk = (entrance.equals("stop")
                        ? BindWalk.stop(server, customer)
                        : BindWalk.register(server, customer))
                .identify();
        Answer page = walk.page();
        walk.send(Map.of("cancel-aia", "true"));
        assertEquals(LOGIN, walk.page().heading());
        assertNoLogin(walk);
        // And the walk is over: its old page leads to the identification.
        Answer after = walk.client().submit(page, Map.of("otp", "123456"));
        assertTrue(after.status() < 500 && after.body().contains("name=\"password\""), after.heading());
        assertNoLogin(walk);
    }

    @Test
    void a_refusal_is_no_login_either() {
        Customer unused = admin.newCustomer(REALM);
        BindWalk stop = BindWalk.stop(server, unused).identify();
        assertEquals(REFUSAL, stop.page().heading());
        assertTrue(stop.page().body().contains("利用していないため"), stop.page().body());
        assertNoSession(stop.client());
        stop.send(Map.of());
        assertEquals(LOGIN, stop.page().heading());
        assertNoLogin(stop);

        HardwareToken token = deliver();
        Customer suspended = bound(token);
        admin.suspendOtp(suspended, token.codes());
        BindWalk register = BindWalk.register(server, suspended).identify();
        assertEquals(REFUSAL, register.page().heading());
        register.send(Map.of());
        assertEquals(LOGIN, register.page().heading());
        assertNoLogin(register);
        BindWalk stopSuspended = BindWalk.stop(server, suspended).identify();
        stopSuspended.code(token.codes().earlyInStep(WALK).codeOfStep(1));
        assertTrue(
                stopSuspended.page().body().contains("停止しています"),
                stopSuspended.page().body());
        assertTrue(admin.credentials(suspended).findValuesAsText("type").contains("otp"));
        stopSuspended.send(Map.of("cancel-aia", "true"));
        assertNoLogin(stopSuspended);
    }

    // What a request asks for

    @ParameterizedTest
    @ValueSource(
            strings = {
                "kc_action=UPDATE_PASSWORD",
                "kc_action=delete_account",
                "kc_action=sekisho-otp-stop",
                "kc_action=CONFIGURE_TOTP",
                "kc_action=sekisho-token-bind",
                "kc_action=UPDATE_PROFILE",
                "acr_values=otp",
                "acr_values=transaction-password",
                "max_age=0",
                "prompt=login",
                "prompt=consent",
                "prompt=select_account",
                "login_hint=nobody",
                "response_type=code",
                "response_mode=fragment",
                "sekisho_walk=garbage",
                "sekisho_walk=",
                "sekisho_walk=STOP"
            })
    void nothing_that_a_request_asks_for_makes_a_login_of_a_walk(String parameter) {
        HardwareToken token = deliver();
        Customer customer = admin.newCustomer(REALM);
        BindWalk walk = BindWalk.at(server, customer, new FormClient(), authorization(parameter));
        assertEquals(
                "200 " + REGISTER,
                walk.page().status() + " " + walk.page().heading(),
                walk.page().uri().toString());
        walk.identify();
        assertEquals(TOKEN, walk.page().heading());
        assertEquals(
                RECEIPT,
                walk.bind(token.id(), token.codes().earlyInStep(WALK).codeOfStep(0))
                        .heading());
        walk.send(Map.of());
        assertNoLogin(walk);
        assertTrue(
                admin.get("/" + REALM + "/users/" + customer.id() + "/sessions").isEmpty());
        assertEquals(0, logins(customer));
        assertEquals(
                1,
                admin.credentials(customer).findValuesAsText("type").stream()
                        .filter("otp"::equals)
                        .count());
    }

    @Test
    void who_asks_for_no_page_gets_none() {
        BindWalk walk = BindWalk.at(server, admin.newCustomer(REALM), new FormClient(), authorization("prompt=none"));
        assertEquals(LOGIN, walk.page().heading());
        assertNoLogin(walk);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://evil.example/",
                "http://localhost/evil",
                "SERVICE/x",
                "SERVICE/register",
                "SERVICE?x=1",
                "javascript:alert(1)",
                "/realms/master"
            })
    void nowhere_else_is_an_answer_sent(String redirect) {
        String wanted = redirect.replace("SERVICE", service());
        Answer answer = new FormClient()
                .get(authorization("response_type=none")
                        .replaceFirst(
                                "redirect_uri=[^&]*",
                                "redirect_uri=" + URLEncoder.encode(wanted, StandardCharsets.UTF_8)));
        assertEquals(400, answer.status(), answer.body());
        assertFalse(answer.body().contains("name=\"password\""));
    }

    @Test
    void what_is_asked_of_a_customer_at_the_next_login_is_not_asked_here() {
        Customer customer = admin.newCustomer(
                REALM,
                user -> user.putArray("requiredActions")
                        .add("UPDATE_PASSWORD")
                        .add("VERIFY_EMAIL")
                        .add("sekisho-transaction-password"));
        HardwareToken token = deliver();
        BindWalk walk = BindWalk.register(server, customer).identify();
        assertEquals(TOKEN, walk.page().heading());
        for (String action :
                List.of("UPDATE_PASSWORD", "sekisho-token-bind", "sekisho-transaction-password", "nothing")) {
            Answer answer = walk.client()
                    .get(walk.page()
                            .uri()
                            .toString()
                            .replace("/authenticate", "/required-action")
                            .replaceFirst("execution=[^&]*", "execution=" + action));
            assertTrue(answer.status() < 500, answer.body());
            assertFalse(answer.body().contains("password-new"), answer.body());
            Answer posted = walk.client()
                    .post(
                            walk.reload()
                                    .action()
                                    .replace("/authenticate", "/required-action")
                                    .replaceFirst("execution=[^&]*", "execution=" + action),
                            Map.of("password-new", "Evil-12345", "password-confirm", "Evil-12345"));
            assertTrue(posted.status() < 500, posted.body());
            walk.reload();
        }
        assertEquals(
                RECEIPT,
                walk.bind(token.id(), token.codes().earlyInStep(WALK).codeOfStep(0))
                        .heading());
        walk.send(Map.of());
        assertNoLogin(walk);
        assertEquals(
                Set.of("UPDATE_PASSWORD", "VERIFY_EMAIL", "sekisho-transaction-password"),
                StreamSupport.stream(
                                admin.get("/" + REALM + "/users/" + customer.id())
                                        .get("requiredActions")
                                        .spliterator(),
                                false)
                        .map(JsonNode::asText)
                        .collect(Collectors.toSet()));
        assertEquals(
                "トークンの変更",
                BindWalk.at(server, customer, walk.client(), walkUrl("register"))
                        .identify()
                        .prove()
                        .page()
                        .heading(),
                "the login password has not changed");
    }

    @Test
    void other_ways_through_keycloaks_own_addresses_end_in_no_login() {
        Customer customer = admin.newCustomer(REALM);
        BindWalk walk = BindWalk.register(server, customer).identify();
        String action = walk.page().action();
        Map<String, String> login = Map.of("username", customer.number(), "password", customer.loginPassword());
        String otherExecution = "";
        for (JsonNode execution : admin.get("/" + REALM + "/authentication/flows/sample-direct%20browser/executions")) {
            if (execution.path("providerId").asText().equals("auth-username-password-form")) {
                otherExecution = execution.get("id").asText();
            }
        }
        assertFalse(otherExecution.isEmpty());
        for (String url : List.of(
                action.replaceFirst("execution=[^&]*", "execution=" + otherExecution),
                action.replaceFirst("execution=[^&]*&?", ""))) {
            assertNoLoginBy(walk, walk.client().post(url, login));
        }
        for (Map<String, String> fields : List.of(
                Map.of("tryAnotherWay", "on"),
                Map.of("authenticationExecution", otherExecution),
                Map.of("cancel", "true"),
                Map.of("switchOrganization", "x"),
                Map.of("step", "token", "rememberMe", "on"))) {
            assertNoLoginBy(
                    walk,
                    walk.client()
                            .post(
                                    BindWalk.at(server, customer, walk.client(), walkUrl("register"))
                                            .identify()
                                            .page()
                                            .action(),
                                    fields));
        }
        for (String path :
                List.of("restart", "registration", "reset-credentials", "detached-info", "consent", "action-token")) {
            BindWalk fresh = BindWalk.at(server, customer, walk.client(), walkUrl("register"))
                    .identify();
            assertNoLoginBy(
                    walk, walk.client().get(fresh.page().uri().toString().replace("/authenticate", "/" + path)));
            BindWalk again = BindWalk.at(server, customer, walk.client(), walkUrl("register"))
                    .identify();
            assertNoLoginBy(
                    walk,
                    walk.client()
                            .post(
                                    again.page().action().replace("/authenticate", "/" + path),
                                    Map.of("accept", "true")));
        }
        assertEquals(0, logins(customer));
    }

    private void assertNoLoginBy(BindWalk walk, Answer answer) {
        assertTrue(answer.status() < 500, answer.status() + " " + answer.uri() + " " + answer.body());
        assertNoLogin(walk);
    }

    // Sessions

    @Test
    void a_session_that_is_there_stays_what_it_is() {
        HardwareToken token = deliver();
        Customer before = admin.newCustomer(REALM);
        Customer other = admin.newCustomer(REALM);
        FormClient client = new FormClient();
        client.submit(client.get(service()), Map.of("username", before.number(), "password", before.loginPassword()));
        assertTrue(client.get(service()).body().contains(before.number()));

        BindWalk walk = BindWalk.at(server, other, client, walkUrl("register")).identify();
        assertEquals(TOKEN, walk.page().heading());
        assertEquals(
                RECEIPT,
                walk.bind(token.id(), token.codes().earlyInStep(WALK).codeOfStep(0))
                        .heading());
        walk.send(Map.of());
        assertEquals("登録情報照会", walk.page().heading());
        assertTrue(
                walk.page().body().contains(before.number())
                        && !walk.page().body().contains(other.number()),
                walk.page().body());
        assertEquals(List.of(before.number()), sessions(before));
        assertEquals(List.of(), sessions(other));
    }

    @Test
    void the_way_back_to_a_login_that_is_asked_for_once_more_ends_no_session() {
        Customer customer = admin.newCustomer(REALM);
        FormClient client = new FormClient();
        client.submit(
                client.get(service()), Map.of("username", customer.number(), "password", customer.loginPassword()));
        Answer again = client.get(application("prompt=login"));
        assertEquals(LOGIN, again.heading());
        Answer identification =
                client.get(again.uri().resolve(link(again, "register")).toString());
        assertEquals(REGISTER, identification.heading());
        Answer back = client.get(back(identification));
        assertEquals(LOGIN, back.heading());
        assertEquals("登録情報照会", client.get(service()).heading(), "still logged in");
    }

    // The way back

    @ParameterizedTest
    @CsvSource({"register, 次へ", "register, 戻る", "register, 中止", "stop, 戻る", "stop, 中止"})
    void the_way_back_leads_to_the_very_login_that_the_customer_came_from(String entrance, String how) {
        HardwareToken token = deliver();
        boolean stopping = entrance.equals("stop");
        Customer customer = stopping ? bound(token) : admin.newCustomer(REALM);
        FormClient client = new FormClient();
        Answer login = client.get(
                application("redirect_uri=" + URLEncoder.encode(service() + "/wanted", StandardCharsets.UTF_8)));
        assertEquals(LOGIN, login.heading());
        BindWalk walk = BindWalk.at(
                server,
                customer,
                client,
                login.uri().resolve(link(login, entrance)).toString());
        assertEquals(stopping ? STOP : REGISTER, walk.page().heading());
        Answer back;
        if (how.equals("戻る")) {
            back = client.get(back(walk.page()));
        } else if (how.equals("中止")) {
            back = walk.identify().send(Map.of("cancel-aia", "true"));
        } else {
            walk.identify().bind(token.id(), token.codes().earlyInStep(WALK).codeOfStep(0));
            back = walk.send(Map.of());
        }
        assertEquals(LOGIN, back.heading());
        Answer next = client.submit(back, Map.of("username", customer.number(), "password", customer.loginPassword()));
        if (stopping || how.equals("次へ")) {
            assertEquals("ワンタイムパスワード認証", next.heading());
            next = client.submit(
                    next, Map.of("otp", token.codes().earlyInStep(WALK).codeOfStep(1)));
        }
        assertTrue(
                next.uri().getPath().endsWith("/otp-service/wanted")
                        && next.uri().getQuery().contains("code="),
                next.uri().toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "client_id=otp-service&tab_id=garbage",
                "client_id=garbage&tab_id=garbage",
                "client_id=https%3A%2F%2Fevil.example%2F&tab_id=https%3A%2F%2Fevil.example%2F",
                "client_id=%2F%2Fevil.example&tab_id=x",
                "client_id=%7Bevil%7D&tab_id=%7Bevil%7D",
                "client_id=%25&tab_id=%25",
                "client_id=%3Cscript%3Eevil&tab_id=%22%3E%3Cscript%3Eevil",
                "client_id=otp-service",
                "tab_id=x",
                "client_id=&tab_id=",
                "client_id=otp-service-entrance&tab_id=x",
                "client_id=a&client_id=b&tab_id=c&tab_id=d",
                "kc_action=UPDATE_PASSWORD&redirect_uri=https%3A%2F%2Fevil.example"
            })
    void a_way_back_that_is_none_leads_to_the_status_page(String query) {
        Customer customer = admin.newCustomer(REALM);
        BindWalk walk = BindWalk.at(server, customer, new FormClient(), walkUrl("register") + "?" + query);
        assertEquals("200 " + REGISTER, walk.page().status() + " " + walk.page().heading());
        assertFalse(walk.page().body().contains("evil"), walk.page().body());
        assertEquals(service(), back(walk.page()));
        walk.identify().send(Map.of("cancel-aia", "true"));
        assertEquals(LOGIN, walk.page().heading());
        assertNoLogin(walk);
    }

    @Test
    void a_way_back_of_any_length_breaks_nothing() {
        for (int length : List.of(256, 2_000, 6_000)) {
            String garbage = "x".repeat(length);
            Answer page = new FormClient().get(walkUrl("stop") + "?client_id=" + garbage + "&tab_id=" + garbage);
            assertTrue(page.status() < 500, page.status() + "");
            assertEquals(length > 2_000 ? page.heading() : STOP, page.heading());
        }
    }

    @Test
    void the_tab_of_somebody_elses_browser_is_no_way_back() {
        Answer theirs = new FormClient().get(application("state=theirs"));
        Answer mine = new FormClient()
                .get(theirs.uri().resolve(link(theirs, "register")).toString());
        assertEquals(service(), back(mine));
    }

    // Not offered

    @Test
    void where_no_tokens_are_bound_there_is_no_entrance() {
        for (String other : List.of("mito", "sample-bank")) {
            for (String entrance : List.of("register", "stop")) {
                assertNotOffered(server.url() + "/realms/" + other + "/otp-service/" + entrance);
            }
            assertFalse(new FormClient()
                    .get(server.url() + "/realms/" + other + "/otp-service")
                    .body()
                    .contains("otp-service/register"));
        }
        for (Map<String, String> off :
                List.of(Map.of("sekisho.enabled", "false"), Map.of("sekisho.enrolment", "app"))) {
            admin.with(REALM, off, () -> {
                assertNotOffered(walkUrl("register"));
                assertNotOffered(walkUrl("stop"));
                BindWalk direct = BindWalk.at(
                                server, admin.newCustomer(REALM), new FormClient(), authorization("response_type=none"))
                        .identify();
                assertEquals(REFUSAL, direct.page().heading());
                direct.send(Map.of());
                assertNoSession(direct.client());
            });
        }
    }

    @Test
    void a_realm_whose_client_was_disabled_or_removed_has_no_entrance() {
        try (TestRealm without = TestRealm.like(server, "sample-direct", "entrances-closed", TestRealm::hashFast)) {
            ObjectNode client = (ObjectNode) admin.get("/" + without.name() + "/clients?clientId=otp-service-entrance")
                    .get(0);
            String url = server.url() + "/realms/" + without.name() + "/otp-service/register";
            assertEquals(REGISTER, new FormClient().get(url).heading());
            assertEquals(
                    204,
                    admin.send(
                                    "PUT",
                                    "/" + without.name() + "/clients/"
                                            + client.get("id").asText(),
                                    client.put("enabled", false))
                            .statusCode());
            assertNotOffered(url);
            assertEquals(
                    204,
                    admin.send(
                                    "DELETE",
                                    "/" + without.name() + "/clients/"
                                            + client.get("id").asText(),
                                    null)
                            .statusCode());
            assertNotOffered(url);
        }
    }

    /**
     * Set up by hand and forgotten: without its own flow the client would be one like any other, with a login behind
     * the link.
     */
    @Test
    void a_client_that_has_lost_its_flow_is_no_entrance() {
        try (TestRealm without = TestRealm.like(server, "sample-direct", "entrances-astray", TestRealm::hashFast)) {
            ObjectNode client = (ObjectNode) admin.get("/" + without.name() + "/clients?clientId=otp-service-entrance")
                    .get(0);
            client.putObject("authenticationFlowBindingOverrides").put("browser", "");
            assertEquals(
                    204,
                    admin.send(
                                    "PUT",
                                    "/" + without.name() + "/clients/"
                                            + client.get("id").asText(),
                                    client)
                            .statusCode());
            assertNotOffered(server.url() + "/realms/" + without.name() + "/otp-service/register");
        }
    }

    private void assertNotOffered(String url) {
        Answer page = new FormClient().get(url);
        assertEquals(404, page.status(), url);
        assertTrue(page.body().contains("このお手続きは、ログイン画面からはできません"), page.body());
    }

    // Means

    private HardwareToken deliver() {
        return HardwareToken.delivered(admin, REALM);
    }

    private Customer bound(HardwareToken token) {
        Customer customer = admin.newCustomer(REALM);
        assertEquals(
                RECEIPT,
                BindWalk.register(server, customer)
                        .identify()
                        .bind(token.id(), token.codes().earlyInStep(WALK).codeOfStep(0))
                        .heading());
        return customer;
    }

    private String service() {
        return server.url() + "/realms/" + REALM + "/otp-service";
    }

    private String walkUrl(String entrance) {
        return service() + "/" + entrance;
    }

    /** Where a link leads to, with a parameter that the link has not, or another value of one that it has. */
    private String authorization(String parameter) {
        String url = server.url() + "/realms/" + REALM
                + "/protocol/openid-connect/auth?client_id=otp-service-entrance&response_type=none&scope=openid"
                + "&redirect_uri=" + URLEncoder.encode(service(), StandardCharsets.UTF_8);
        String name = parameter.substring(0, parameter.indexOf('=') + 1);
        return url.contains("&" + name)
                ? url.replaceFirst("&" + name + "[^&]*", "&" + parameter)
                : url + "&" + parameter;
    }

    /** What sends customers to the login page. */
    private String application(String parameter) {
        String url = server.url() + "/realms/" + REALM
                + "/protocol/openid-connect/auth?client_id=otp-service&response_type=code&scope=openid&" + parameter;
        return parameter.startsWith("redirect_uri=")
                ? url
                : url + "&redirect_uri=" + URLEncoder.encode(service(), StandardCharsets.UTF_8);
    }

    private static String link(Answer login, String entrance) {
        Matcher link = LINK.matcher(login.body());
        while (link.find()) {
            if (link.group(2).equals(entrance)) {
                return link.group(1).replace("&amp;", "&");
            }
        }
        throw new AssertionError("No link to " + entrance + " on " + login.body());
    }

    private static String back(Answer identification) {
        Matcher back = BACK.matcher(identification.body());
        assertTrue(back.find(), identification.body());
        return back.group(1).replace("&amp;", "&");
    }

    private void assertNoLogin(BindWalk walk) {
        assertNoSession(walk.client());
        assertEquals(LOGIN, walk.client().get(service()).heading());
    }

    private static void assertNoSession(FormClient client) {
        assertTrue(
                client.cookies().stream()
                        .noneMatch(name -> name.startsWith("KEYCLOAK_IDENTITY") || name.startsWith("KEYCLOAK_SESSION")),
                client.cookies().toString());
    }

    private int logins(Customer customer) {
        return admin.events(customer, "LOGIN").size();
    }

    private List<String> sessions(Customer customer) {
        return admin.get("/" + REALM + "/users/" + customer.id() + "/sessions").findValuesAsText("username");
    }
}
