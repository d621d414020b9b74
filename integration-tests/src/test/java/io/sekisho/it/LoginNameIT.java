package io.sekisho.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sekisho.it.harness.Admin;
import io.sekisho.it.harness.BindWalk;
import io.sekisho.it.harness.Customer;
import io.sekisho.it.harness.FormClient;
import io.sekisho.it.harness.FormClient.Answer;
import io.sekisho.it.harness.KeycloakVersion;
import io.sekisho.it.harness.Server;
import io.sekisho.it.harness.TestRealm;
import io.sekisho.it.harness.WithServer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A login name that was typed in full width, or pasted with what nobody sees in it, is taken as it was meant, wherever
 * Keycloak asks for it.
 */
@WithServer
class LoginNameIT {

    private static final String REALM = "login-names";
    private static final String STOCK = "login-names-stock";
    private static final String LOGIN = "ログイン";
    private static final String STATUS = "登録情報照会";

    private static TestRealm realm;

    private final Server server;
    private final Admin admin;

    LoginNameIT(Server server) {
        this.server = server;
        this.admin = server.admin();
    }

    @BeforeAll
    static void makeRealms(Server server) {
        realm = TestRealm.like(server, "sample-direct", REALM, changes -> {
            TestRealm.hashFast(changes);
            changes.put("resetPasswordAllowed", true);
            // Asks for the name on a page of its own.
            ObjectNode flow = changes.withArray("/authenticationFlows")
                    .addObject()
                    .put("id", REALM + "-name-first")
                    .put("alias", "name first")
                    .put("providerId", "basic-flow")
                    .put("topLevel", true);
            flow.putArray("authenticationExecutions")
                    .add(execution("auth-username-form", 10))
                    .add(execution("auth-password-form", 20));
            ObjectNode client = changes.withArray("/clients")
                    .addObject()
                    .put("clientId", "name-first")
                    .put("publicClient", true)
                    .put("rootUrl", "${authBaseUrl}");
            client.putArray("redirectUris").add("/realms/" + REALM + "/otp-service");
            client.putObject("authenticationFlowBindingOverrides").put("browser", REALM + "-name-first");
        });
        server.admin()
                .importRealm(new ObjectMapper()
                        .createObjectNode()
                        .put("realm", STOCK)
                        .put("enabled", true));
    }

    private static ObjectNode execution(String authenticator, int priority) {
        return new ObjectMapper()
                .createObjectNode()
                .put("authenticator", authenticator)
                .put("requirement", "REQUIRED")
                .put("priority", priority);
    }

    @AfterAll
    static void deleteRealms(Server server) {
        realm.close();
        server.admin().deleteRealm(STOCK);
    }

    /** What Japanese keyboards, messengers and editors make of a number. */
    private static List<String> waysToType(String number) {
        StringBuilder fullWidth = new StringBuilder();
        number.chars().forEach(digit -> fullWidth.append((char) (digit - '0' + '０')));
        return List.of(
                fullWidth.toString(),
                "\u3000" + number + "\u3000",
                "\u2068" + number + "\u2069",
                "\uFEFF" + number,
                number + "\u200B",
                "\u202A" + number.charAt(0) + "\u2060" + number.substring(1) + "\u202C\u200E",
                number.charAt(0) + "\u00AD" + number.substring(1) + "\uFE0F");
    }

    private String service() {
        return server.url() + "/realms/" + REALM + "/otp-service";
    }

    private static Answer login(FormClient client, Answer page, String name, String password) {
        return client.submit(page, Map.of("username", name, "password", password));
    }

    @Test
    void the_login_page_takes_it() {
        Customer customer = admin.newCustomer(REALM);
        for (String typed : waysToType(customer.number())) {
            FormClient client = new FormClient();
            Answer status = login(client, client.get(service()), typed, customer.loginPassword());
            assertEquals(STATUS, status.heading(), typed);
            assertTrue(status.body().contains(customer.number()));
        }
    }

    @Test
    void an_address_is_taken_as_well() {
        Customer customer = admin.newCustomer(REALM);
        FormClient client = new FormClient();
        assertEquals(
                STATUS,
                login(
                                client,
                                client.get(service()),
                                "\u2068" + customer.number() + "＠example．com\u2069",
                                customer.loginPassword())
                        .heading());
    }

    @Test
    void a_wrong_password_is_that_customers_and_the_page_shows_what_was_typed() {
        Customer customer = admin.newCustomer(REALM);
        String typed = waysToType(customer.number()).get(0);
        FormClient client = new FormClient();
        Answer refused = login(client, client.get(service()), typed, "wrong");
        assertEquals(LOGIN, refused.heading());
        assertTrue(refused.body().contains("value=\"" + typed + "\""), refused.body());
        assertEquals(
                "invalid_user_credentials",
                admin.events(customer, "LOGIN_ERROR").get(0).get("error").asText());
        // An unknown one is answered in the same words.
        Answer unknown = login(client, refused, "９９９９９９９９", "wrong");
        assertEquals(refused.error("username"), unknown.error("username"));
        assertTrue(unknown.body().contains("value=\"９９９９９９９９\""), unknown.body());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", " ", "\u3000", "\u200B", "\uFEFF\u2060", "' or '1'='1", "%", "<script>", "\uD800", "Ａ\u0000"
            })
    void what_is_nobodys_name_is_refused(String typed) {
        FormClient client = new FormClient();
        Answer refused = login(client, client.get(service()), typed, "wrong");
        assertTrue(refused.status() < 500, refused.body());
        assertFalse(client.get(service()).heading().equals(STATUS));
    }

    @Test
    void a_name_that_is_somebodys_as_it_was_typed_is_that_customers() {
        Customer plain = admin.newCustomer(REALM);
        String fullWidth = waysToType(plain.number()).get(0);
        assertEquals(
                200,
                admin.importCustomer(
                                REALM, fullWidth, user -> user.put("email", "full-" + plain.number() + "@example.com"))
                        .statusCode());
        for (String name : List.of(plain.number(), fullWidth)) {
            FormClient client = new FormClient();
            Answer status = login(client, client.get(service()), name, "login-" + name);
            assertEquals(STATUS, status.heading(), name);
        }
        FormClient client = new FormClient();
        assertEquals(
                LOGIN,
                login(client, client.get(service()), fullWidth, plain.loginPassword())
                        .heading());
    }

    @Test
    void a_form_for_the_name_alone_takes_it() {
        Customer customer = admin.newCustomer(REALM);
        String authorization = server.url() + "/realms/" + REALM
                + "/protocol/openid-connect/auth?client_id=name-first&response_type=none&scope=openid&redirect_uri="
                + service();
        for (String typed : waysToType(customer.number())) {
            FormClient client = new FormClient();
            Answer name = client.get(authorization);
            Answer unknown = client.submit(name, Map.of("username", "９９９９９９９９"));
            assertTrue(unknown.body().contains("id=\"input-error-username\""), unknown.body());
            assertFalse(unknown.body().contains("name=\"password\""), unknown.body());
            assertTrue(unknown.body().contains("value=\"９９９９９９９９\""), unknown.body());
            Answer password = client.submit(unknown, Map.of("username", typed));
            assertEquals(
                    STATUS,
                    client.submit(password, Map.of("password", customer.loginPassword()))
                            .heading(),
                    typed);
        }
    }

    @Test
    void the_page_for_a_forgotten_password_takes_it() {
        Customer customer = admin.newCustomer(REALM);
        FormClient client = new FormClient();
        client.get(service());
        Answer forgot = client.get(
                server.url() + "/realms/" + REALM + "/login-actions/reset-credentials?client_id=otp-service");
        client.submit(forgot, Map.of("username", waysToType(customer.number()).get(0)));
        server.mail()
                .await(
                        mail -> mail.wentTo(customer.email()) && mail.text().contains("/login-actions/action-token"),
                        Duration.ofSeconds(30));
    }

    @Test
    void the_links_of_the_login_page_take_it() {
        Customer customer = admin.newCustomer(REALM);
        for (String typed : waysToType(customer.number())) {
            BindWalk walk = BindWalk.register(server, customer);
            walk.send(Map.of("username", typed, "password", "wrong"));
            assertTrue(
                    walk.page().body().contains("value=\"" + typed + "\""),
                    walk.page().body());
            walk.send(Map.of("username", typed, "password", customer.loginPassword()));
            assertEquals("トークンの登録", walk.page().heading(), typed);
        }
    }

    @Test
    void a_program_that_asks_for_it_may_hand_it_on_as_it_was_typed() {
        Customer customer = admin.newCustomer(REALM);
        for (String typed : waysToType(customer.number())) {
            assertEquals(
                    200, admin.directGrant(customer, Map.of("username", typed)).statusCode(), typed);
        }
    }

    @Test
    void without_the_service_a_name_is_what_was_typed_as_ever() {
        Customer customer =
                admin.newCustomer(STOCK, user -> user.withArray("/credentials").remove(1));
        assertEquals(200, admin.directGrant(customer, Map.of()).statusCode());
        for (String typed : waysToType(customer.number())) {
            assertEquals(
                    KeycloakVersion.refusedGrant(),
                    admin.directGrant(customer, Map.of("username", typed)).statusCode(),
                    typed);
        }
        FormClient client = new FormClient();
        String stock = server.url() + "/realms/" + STOCK;
        Answer page = client.get(
                stock + "/protocol/openid-connect/auth?client_id=account&response_type=none&scope=openid&redirect_uri="
                        + stock + "/account/");
        Answer refused = login(client, page, waysToType(customer.number()).get(0), customer.loginPassword());
        assertTrue(refused.body().contains("name=\"password\""), refused.body());
    }
}
