package io.sekisho.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sekisho.it.harness.Admin;
import io.sekisho.it.harness.Customer;
import io.sekisho.it.harness.FormClient;
import io.sekisho.it.harness.FormClient.Answer;
import io.sekisho.it.harness.KeycloakVersion;
import io.sekisho.it.harness.Oath;
import io.sekisho.it.harness.Server;
import io.sekisho.it.harness.TestRealm;
import io.sekisho.it.harness.Visitor;
import io.sekisho.it.harness.WithServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.keycloak.models.utils.Base32;

/**
 * A realm that has not turned the service on is as in Keycloak without us; and what Keycloak offers its users around an
 * OTP is of no use in a realm that has.
 */
@WithServer
class StockRealmIT {

    private static final String STOCK = "stock";
    private static final String SERVICE = "service";
    private static final Pattern NEW_SECRET = Pattern.compile("name=\"totpSecret\" value=\"([^\"]+)\"");

    private static TestRealm service;

    private final ObjectMapper json = new ObjectMapper();
    private final HttpClient client = HttpClient.newHttpClient();
    private final Server server;
    private final Admin admin;

    StockRealmIT(Server server) {
        this.server = server;
        this.admin = server.admin();
    }

    @BeforeAll
    static void makeRealms(Server server) {
        ObjectNode stock =
                new ObjectMapper().createObjectNode().put("realm", STOCK).put("enabled", true);
        addClient(stock);
        server.admin().importRealm(stock);
        service = TestRealm.like(server, "mito", SERVICE, changes -> {
            addClient(changes);
            TestRealm.addStepUp(changes);
        });
    }

    /** Of a customer's program: it logs in by a browser or without one, and may call the account REST. */
    private static void addClient(ObjectNode realm) {
        realm.withArray("/clients")
                .addObject()
                .put("clientId", "program")
                .put("publicClient", true)
                .put("directAccessGrantsEnabled", true)
                .put("fullScopeAllowed", true)
                .put("rootUrl", "${authBaseUrl}")
                .putArray("redirectUris")
                .add("/realms/" + realm.get("realm").asText());
    }

    @AfterAll
    static void deleteRealms(Server server) {
        service.close();
        server.admin().deleteRealm(STOCK);
    }

    @Test
    void without_the_service_an_otp_is_set_up_stored_and_checked_as_ever() {
        Customer customer =
                admin.newCustomer(STOCK, user -> user.withArray("/credentials").remove(1));
        FormClient browser = new FormClient();
        Answer setUp = login(browser, customer, "&kc_action=CONFIGURE_TOTP");
        Matcher secret = NEW_SECRET.matcher(setUp.body());
        assertTrue(secret.find(), setUp.body());
        Oath app = Oath.with(Base32.encode(secret.group(1).getBytes(StandardCharsets.UTF_8)));

        Answer done = browser.submit(
                setUp, Map.of("totp", app.currentCode(), "totpSecret", secret.group(1), "userLabel", "phone"));

        assertTrue(
                done.uri().getQuery().contains("kc_action_status=success"),
                done.uri().toString());
        assertEquals(secret.group(1), server.database().awaitSeed(customer, ""));
        FormClient another = new FormClient();
        Answer otp = login(another, customer, "");
        assertTrue(otp.body().contains("name=\"otp\""), otp.body());
        assertTrue(
                another.submit(otp, Map.of("otp", app.code())).uri().getQuery().contains("code="));
        assertEquals(secret.group(1), server.database().awaitSeed(customer, ""), "as it was");
    }

    @Test
    void without_the_service_no_wrong_code_suspends_anything() {
        Oath app = Oath.withNewKey();
        Customer customer = admin.newOtpCustomer(STOCK, app.key());
        for (String wrong : app.wrongCodes(6)) {
            assertEquals(
                    KeycloakVersion.refusedGrant(),
                    admin.directGrant(customer, Map.of("otp", wrong)).statusCode());
        }

        assertEquals(200, admin.directGrant(customer, Map.of("otp", app.code())).statusCode());
        assertEquals(Map.of(), server.metrics().verifications(STOCK, "otp"));
    }

    @Test
    void without_the_service_its_pages_and_calls_are_not_there() {
        Customer customer = admin.newCustomer(STOCK);
        FormClient browser = new FormClient();
        login(browser, customer, "");
        String service = server.url() + "/realms/" + STOCK + "/otp-service";
        for (Answer page : List.of(
                browser.get(service),
                browser.get(service + "/transaction-password-reset"),
                browser.get(service + "/actions/apply"),
                browser.get(service + "/logout"),
                browser.post(service + "/actions/apply", Map.of("stateChecker", "any")))) {
            assertEquals(404, page.status(), page.uri().toString());
            assertTrue(page.body().contains("This service is not offered"), page.body());
        }
        assertEquals(
                404,
                admin.send("GET", "/" + STOCK + "/otp-service/users/" + customer.id(), null)
                        .statusCode());
        assertEquals(
                404,
                admin.send("GET", "/" + STOCK + "/otp-service/notices", null).statusCode());
        assertEquals(
                404, admin.resetTransactionPassword(customer, "temporary-one").statusCode());
        Answer nowhere = browser.get(server.url() + "/realms/no-such-realm/otp-service");
        assertEquals(404, nowhere.status());
    }

    @Test
    void without_the_service_none_of_its_walks_can_be_gone() {
        Customer customer = admin.newCustomer(STOCK);
        for (String action : List.of(
                "sekisho-otp-apply", "sekisho-otp-redisplay", "sekisho-otp-stop", "sekisho-transaction-password")) {
            Answer answer = login(new FormClient(), customer, "&kc_action=" + action);
            assertEquals(200, answer.status());
            assertTrue(answer.uri().getQuery().contains("code="), action + " was not started: " + answer.uri());
        }
        assertFalse(admin.credentials(customer).findValuesAsText("type").contains("otp"));
    }

    @Test
    void the_account_rest_deletes_an_otp_in_a_stock_realm_alone() {
        Oath app = Oath.withNewKey();
        Customer stock = admin.newOtpCustomer(STOCK, app.key());
        assertEquals(
                204,
                account("DELETE", stock, admin.credentialId(stock, "otp"), accessToken(stock, app.code()))
                        .statusCode());
        assertFalse(admin.credentials(stock).findValuesAsText("type").contains("otp"));

        Oath ours = Oath.withNewKey();
        Customer customer = admin.newOtpCustomer(SERVICE, ours.key());
        String id = admin.credentialId(customer, "otp");
        String token = accessToken(customer, ours.code());
        for (String each : List.of(
                id, "otp-id", admin.credentialId(customer, "transaction-password"), "transaction-password-id")) {
            assertEquals(400, account("DELETE", customer, each, token).statusCode(), each);
        }
        assertEquals(
                List.of("otp", "password", "transaction-password"),
                admin.credentials(customer).findValuesAsText("type").stream()
                        .sorted()
                        .toList());

        HttpResponse<String> listed = account("GET", customer, "", token);
        assertEquals(200, listed.statusCode());
        assertTrue(listed.body().contains(id), listed.body());
        assertFalse(listed.body().contains("sekisho1.") || listed.body().contains("secretData"), listed.body());
        JsonNode otp = null;
        for (JsonNode type : parsed(listed)) {
            assertFalse(
                    type.get("removeable").asBoolean()
                            && !"password".equals(type.get("type").asText()),
                    type.toString());
            otp = "otp".equals(type.get("type").asText()) ? type : otp;
        }
        assertFalse(otp.hasNonNull("createAction"), "the account console offers no set-up of its own: " + otp);
        assertEquals(
                200, admin.directGrant(customer, Map.of("otp", ours.code())).statusCode());
    }

    @Test
    void keycloaks_own_actions_set_up_and_delete_no_otp_in_a_realm_with_the_service() {
        Oath app = Oath.withNewKey();
        Customer without = admin.newCustomer(SERVICE);
        Customer with = admin.newOtpCustomer(SERVICE, app.key());

        Answer setUp = login(new FormClient(), without, "&kc_action=CONFIGURE_TOTP");
        assertFalse(NEW_SECRET.matcher(setUp.body()).find());
        assertTrue(
                setUp.uri().getQuery().contains("kc_action_status=error"),
                setUp.uri().toString());
        assertEquals(
                204,
                admin.sendText(
                                "PUT",
                                "/" + SERVICE + "/users/" + without.id(),
                                "{\"requiredActions\": [\"CONFIGURE_TOTP\"]}")
                        .statusCode());
        assertEquals("登録情報照会", new Visitor(server.url(), without).login().heading());
        assertFalse(admin.credentials(without).findValuesAsText("type").contains("otp"));

        FormClient browser = new FormClient();
        Answer otp = login(browser, with, "&kc_action=delete_credential:" + admin.credentialId(with, "otp"));
        Answer deleted = browser.submit(otp, Map.of("otp", app.code()));
        assertTrue(
                deleted.uri().getQuery().contains("kc_action_status=error"),
                deleted.uri().toString());
        assertTrue(admin.credentials(with).findValuesAsText("type").contains("otp"));
    }

    @Test
    void an_admin_who_turns_keycloaks_own_set_up_on_gets_sealed_seeds_all_the_same() {
        try (TestRealm careless = TestRealm.like(server, "mito", "careless", changes -> {
            addClient(changes);
            changes.get("requiredActions").forEach(action -> {
                if ("CONFIGURE_TOTP".equals(action.get("alias").asText())) {
                    ((ObjectNode) action).put("enabled", true);
                }
            });
        })) {
            Customer customer = admin.newCustomer(careless.name());
            FormClient browser = new FormClient();
            Answer setUp = login(browser, customer, "&kc_action=CONFIGURE_TOTP");
            Matcher secret = NEW_SECRET.matcher(setUp.body());
            assertTrue(secret.find(), setUp.body());
            Oath app = Oath.with(Base32.encode(secret.group(1).getBytes(StandardCharsets.UTF_8)));

            browser.submit(setUp, Map.of("totp", app.currentCode(), "totpSecret", secret.group(1), "userLabel", ""));

            server.database().awaitSeed(customer, "sekisho1.");
            assertEquals(
                    200, admin.directGrant(customer, Map.of("otp", app.code())).statusCode());
        }
    }

    /** By a browser at the client, whatever comes after the login password. */
    private Answer login(FormClient browser, Customer customer, String more) {
        String realm = server.url() + "/realms/" + customer.realm();
        Answer page = browser.get(
                realm + "/protocol/openid-connect/auth?client_id=program&response_type=code&scope=openid&redirect_uri="
                        + realm + more);
        return browser.submit(page, Map.of("username", customer.number(), "password", customer.loginPassword()));
    }

    private String accessToken(Customer customer, String code) {
        HttpResponse<String> answer =
                admin.directGrant(customer, Map.of("client_id", "program", "scope", "openid", "otp", code));
        assertEquals(200, answer.statusCode(), answer.body());
        return parsed(answer).get("access_token").asText();
    }

    private HttpResponse<String> account(String method, Customer customer, String credentialId, String accessToken) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(
                        server.url() + "/realms/" + customer.realm() + "/account/credentials/" + credentialId))
                .header("Authorization", "Bearer " + accessToken)
                .header("Accept", "application/json")
                .method(method, BodyPublishers.noBody())
                .build();
        try {
            return client.send(request, BodyHandlers.ofString());
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private JsonNode parsed(HttpResponse<String> answer) {
        try {
            return json.readTree(answer.body());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
