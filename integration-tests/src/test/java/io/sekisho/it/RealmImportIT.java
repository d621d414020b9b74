package io.sekisho.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sekisho.it.harness.Admin;
import io.sekisho.it.harness.Artifacts;
import io.sekisho.it.harness.Customer;
import io.sekisho.it.harness.Server;
import io.sekisho.it.harness.WithServer;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The realm files on a server that had nothing before: the shared server was started with {@code --import-realm}. */
@WithServer
class RealmImportIT {

    private final ObjectMapper json = new ObjectMapper();
    private final Server server;

    RealmImportIT(Server server) {
        this.server = server;
    }

    @ParameterizedTest
    @CsvSource({
        "mito, 水戸証券",
        "hokuyo, 北洋証券",
        "sample-bank, サンプル銀行",
        "kenshin, けんしんビジネスバンキング",
        "sample-direct, サンプルダイレクト"
    })
    void the_realm_speaks_for_its_institution(String name, String displayName) {
        JsonNode realm = server.admin().get("/" + name);

        assertEquals(displayName, realm.get("displayName").asText());
        assertEquals(name, realm.get("loginTheme").asText());
        assertEquals(name, realm.get("emailTheme").asText());
        assertEquals("ja", realm.get("defaultLocale").asText());
        assertTrue(realm.get("internationalizationEnabled").asBoolean());
        assertTrue(realm.get("bruteForceProtected").asBoolean());
        assertEquals(
                Integer.toString(server.mail().smtpPort()),
                realm.path("smtpServer").path("port").asText());
        assertEquals("true", realm.path("attributes").path("sekisho.enabled").asText());
    }

    @ParameterizedTest
    @ValueSource(strings = {"mito", "hokuyo", "sample-direct"})
    void customers_log_in_through_our_flow(String name) {
        assertEquals(
                name + " browser",
                server.admin().get("/" + name).get("browserFlow").asText());
        List<String> steps = new ArrayList<>();
        for (JsonNode step :
                server.admin().get("/" + name + "/authentication/flows/" + name + "%20browser/executions")) {
            steps.add(step.get("level").asInt() + " "
                    + step.path("providerId").asText(step.get("displayName").asText()) + " "
                    + step.get("requirement").asText());
        }

        assertEquals(
                List.of(
                        "0 auth-cookie ALTERNATIVE",
                        "0 " + name + " forms ALTERNATIVE",
                        "1 auth-username-password-form REQUIRED",
                        "1 " + name + " otp CONDITIONAL",
                        "2 conditional-user-configured REQUIRED",
                        "2 sekisho-otp REQUIRED"),
                steps);
    }

    @ParameterizedTest
    @ValueSource(strings = {"sample-bank", "kenshin"})
    void customers_of_applications_that_step_up_log_in_through_levels(String name) {
        assertEquals(
                name + " browser",
                server.admin().get("/" + name).get("browserFlow").asText());
        assertEquals(
                "{\"password\":1,\"transaction-password\":2,\"otp\":3}",
                server.admin().get("/" + name).at("/attributes/acr.loa.map").asText());
        List<String> steps = new ArrayList<>();
        for (JsonNode step :
                server.admin().get("/" + name + "/authentication/flows/" + name + "%20browser/executions")) {
            JsonNode config = step.has("authenticationConfig")
                    ? server.admin()
                            .get("/" + name + "/authentication/config/"
                                    + step.get("authenticationConfig").asText())
                            .get("config")
                    : json.createObjectNode();
            steps.add(step.get("level").asInt() + " "
                    + step.path("providerId").asText(step.get("displayName").asText()) + " "
                    + step.get("requirement").asText()
                    + (config.has("loa-condition-level")
                            ? " " + config.get("loa-condition-level").asText() + " for "
                                    + config.get("loa-max-age").asText() + " s"
                            : "")
                    + (config.has("flow_to_check")
                            ? " " + config.get("flow_to_check").asText() + " "
                                    + config.get("check_result").asText()
                            : ""));
        }

        assertEquals(
                List.of(
                        "0 auth-cookie ALTERNATIVE",
                        "0 " + name + " forms ALTERNATIVE",
                        "1 " + name + " password CONDITIONAL",
                        "2 conditional-level-of-authentication REQUIRED 1 for 36000 s",
                        "2 auth-username-password-form REQUIRED",
                        "1 " + name + " step-up otp CONDITIONAL",
                        "2 conditional-level-of-authentication REQUIRED 3 for 0 s",
                        "2 sekisho-otp REQUIRED",
                        "1 " + name + " login otp CONDITIONAL",
                        "2 conditional-user-configured REQUIRED",
                        "2 conditional-sub-flow-executed REQUIRED " + name + " password executed",
                        "2 conditional-sub-flow-executed REQUIRED " + name + " step-up otp not-executed",
                        "2 sekisho-otp REQUIRED",
                        "1 " + name + " step-up transaction password CONDITIONAL",
                        "2 conditional-level-of-authentication REQUIRED 2 for 0 s",
                        "2 conditional-sub-flow-executed REQUIRED " + name + " step-up otp not-executed",
                        "2 sekisho-transaction-password REQUIRED"),
                steps);
    }

    @ParameterizedTest
    @CsvSource({
        "mito, sekisho-otp-apply sekisho-otp-redisplay sekisho-otp-stop",
        "hokuyo, sekisho-otp-apply sekisho-otp-redisplay sekisho-otp-stop",
        "sample-bank, sekisho-token-issue",
        "kenshin, sekisho-token-issue",
        "sample-direct, sekisho-otp-stop sekisho-token-bind"
    })
    void our_actions_are_on_and_those_that_pass_by_them_are_off(String name, String enrolment) {
        Map<String, Boolean> actions = new LinkedHashMap<>();
        for (JsonNode action : server.admin().get("/" + name + "/authentication/required-actions")) {
            actions.put(action.get("alias").asText(), action.get("enabled").asBoolean());
            assertEquals(action.get("alias"), action.get("providerId"));
        }

        for (String on : (enrolment + " sekisho-transaction-password UPDATE_PASSWORD VERIFY_PROFILE").split(" ")) {
            assertEquals(true, actions.get(on), on);
        }
        assertEquals(false, actions.get("CONFIGURE_TOTP"));
        assertFalse(actions.getOrDefault("delete_credential", false));
        assertEquals(
                enrolment,
                actions.keySet().stream()
                        .filter(action ->
                                action.startsWith("sekisho-") && !action.equals("sekisho-transaction-password"))
                        .sorted()
                        .collect(Collectors.joining(" ")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"mito", "hokuyo", "sample-bank", "sample-direct"})
    void nine_customers_have_two_passwords_and_no_otp(String name) {
        for (int number = 10_001; number <= 10_009; number++) {
            assertTwoPasswords(server.admin().customer(name, Integer.toString(number)));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"mito", "hokuyo", "sample-direct"})
    void customers_are_known_by_their_login_password(String name) {
        for (int number = 10_001; number <= 10_009; number++) {
            assertEquals(
                    200,
                    server.admin()
                            .directGrant(server.admin().customer(name, Integer.toString(number)), Map.of())
                            .statusCode());
        }
        HttpResponse<String> wrong =
                server.admin().directGrant(server.admin().customer(name, "10001"), Map.of("password", "trade-10001"));
        assertTrue(wrong.body().contains("invalid_grant"), wrong.body());
    }

    @Test
    void two_companies_have_a_master_user_each_and_one_has_an_administrator_user() {
        Admin admin = server.admin();
        Map<String, String> members = new TreeMap<>();
        String companies =
                admin.get("/kenshin/group-by-path/companies").get("id").asText();
        for (JsonNode company : admin.get("/kenshin/groups/" + companies + "/children")) {
            admin.get("/kenshin/groups/" + company.get("id").asText() + "/members")
                    .forEach(member -> members.merge(
                            company.get("path").asText(),
                            member.get("username").asText(),
                            (one, more) -> one + " " + more));
        }
        assertEquals(
                Map.of("/companies/A", "admin1 master1 user1 user2 user3", "/companies/B", "master2 user21"), members);
        assertEquals(List.of("master1", "master2"), holders("company-master"));
        assertEquals(List.of("admin1"), holders("company-administrator"));
        for (String name : List.of("master1", "admin1", "user1", "user2", "user3", "master2", "user21")) {
            Customer customer = admin.customer("kenshin", name);
            assertTwoPasswords(customer);
            assertEquals(200, admin.directGrant(customer, Map.of()).statusCode());
            assertEquals(
                    customer.email(),
                    admin.get("/kenshin/users/" + customer.id()).get("email").asText());
        }
    }

    private List<String> holders(String role) {
        String client = server.admin()
                .get("/kenshin/clients?clientId=otp-service")
                .get(0)
                .get("id")
                .asText();
        return server.admin()
                .get("/kenshin/clients/" + client + "/roles/" + role + "/users")
                .findValuesAsText("username");
    }

    @Test
    void the_branch_may_manage_users_and_nothing_else() {
        Customer branch = server.admin().customer("kenshin", "branch1");
        List<String> types = server.admin().credentials(branch).findValuesAsText("type");
        assertEquals(List.of("password"), types);

        Admin staff = server.admin().as(branch);

        assertEquals(8, staff.get("/kenshin/users").size());
        assertEquals(200, staff.send("GET", "/kenshin/groups", null).statusCode());
        assertEquals(
                204,
                staff.sendText("PUT", "/kenshin/users/" + branch.id(), "{}").statusCode());
        assertEquals(403, staff.sendText("PUT", "/kenshin", "{}").statusCode());
        assertEquals(
                403,
                staff.send(
                                "GET",
                                "/kenshin/clients/"
                                        + server.admin()
                                                .get("/kenshin/clients?clientId=payment")
                                                .get(0)
                                                .get("id")
                                                .asText(),
                                null)
                        .statusCode());
        assertNotEquals(200, staff.send("GET", "/sample-bank/users", null).statusCode());
        assertNotEquals(
                200,
                server.admin()
                        .as(server.admin().customer("kenshin", "master1"))
                        .send("GET", "/kenshin/users", null)
                        .statusCode());
    }

    private void assertTwoPasswords(Customer customer) {
        List<String> types = server.admin().credentials(customer).findValuesAsText("type");
        assertEquals(Set.of("password", "transaction-password"), Set.copyOf(types));
        assertEquals(2, types.size());
    }

    @ParameterizedTest
    @CsvSource({"sample-bank, 6", "kenshin, 8"})
    void codes_are_those_of_the_institution(String name, int digits) {
        JsonNode realm = server.admin().get("/" + name);

        assertEquals(
                "totp HmacSHA1 " + digits + " 60",
                realm.get("otpPolicyType").asText() + " "
                        + realm.get("otpPolicyAlgorithm").asText() + " "
                        + realm.get("otpPolicyDigits").asInt() + " "
                        + realm.get("otpPolicyPeriod").asInt());
    }

    @ParameterizedTest
    @ValueSource(strings = {"sample-bank", "kenshin"})
    void the_payment_client_gets_codes_with_pkce_and_tells_how_a_customer_proved_himself(String name) {
        JsonNode client =
                server.admin().get("/" + name + "/clients?clientId=payment").get(0);

        assertTrue(client.get("publicClient").asBoolean());
        assertTrue(client.get("standardFlowEnabled").asBoolean());
        for (String off : List.of(
                "implicitFlowEnabled", "directAccessGrantsEnabled", "serviceAccountsEnabled", "fullScopeAllowed")) {
            assertFalse(client.get(off).asBoolean(), off);
        }
        assertEquals("S256", client.at("/attributes/pkce.code.challenge.method").asText());
        assertEquals("http://localhost:8090", client.get("rootUrl").asText());
        assertEquals("[\"/*\"]", client.get("redirectUris").toString());
        assertEquals(
                "[\"oidc-amr-mapper\"]",
                json.valueToTree(client.get("protocolMappers").findValuesAsText("protocolMapper"))
                        .toString());
        List<String> scopes = new ArrayList<>();
        client.get("defaultClientScopes").forEach(scope -> scopes.add(scope.asText()));
        assertTrue(scopes.containsAll(List.of("acr", "basic", "email", "profile")), scopes.toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"mito", "hokuyo", "sample-bank", "kenshin", "sample-direct"})
    void the_client_can_do_nothing_but_lead_to_the_status_page(String name) {
        JsonNode client =
                server.admin().get("/" + name + "/clients?clientId=otp-service").get(0);

        assertTrue(client.get("publicClient").asBoolean());
        assertTrue(client.get("standardFlowEnabled").asBoolean());
        for (String off : List.of(
                "implicitFlowEnabled", "directAccessGrantsEnabled", "serviceAccountsEnabled", "fullScopeAllowed")) {
            assertFalse(client.get(off).asBoolean(), off);
        }
        assertEquals(
                "[\"/realms/" + name + "/otp-service*\"]",
                client.get("redirectUris").toString());
        assertEquals(0, client.get("webOrigins").size());
    }

    @Test
    void the_links_of_the_login_page_lead_into_a_flow_of_their_own() {
        JsonNode client = server.admin()
                .get("/sample-direct/clients?clientId=otp-service-entrance")
                .get(0);

        assertTrue(client.get("publicClient").asBoolean());
        for (String off : List.of(
                "implicitFlowEnabled", "directAccessGrantsEnabled", "serviceAccountsEnabled", "fullScopeAllowed")) {
            assertFalse(client.get(off).asBoolean(), off);
        }
        assertEquals(
                "[\"/realms/sample-direct/otp-service\"]",
                client.get("redirectUris").toString());
        assertEquals(0, client.get("webOrigins").size());
        assertEquals(1, client.get("authenticationFlowBindingOverrides").size());
        JsonNode flow = server.admin()
                .get("/sample-direct/authentication/flows/"
                        + client.at("/authenticationFlowBindingOverrides/browser")
                                .asText());
        assertEquals("sample-direct entrance", flow.get("alias").asText());
        List<String> steps = new ArrayList<>();
        flow.get("authenticationExecutions")
                .forEach(step -> steps.add(step.get("authenticator").asText() + " "
                        + step.get("requirement").asText()));
        assertEquals(List.of("sekisho-entrance-identification REQUIRED", "sekisho-entrance REQUIRED"), steps);
    }

    @Test
    void tokens_are_bound_by_what_the_guide_asks_for_and_replaced_by_the_transaction_password_as_well() {
        JsonNode attributes = server.admin().get("/sample-direct").get("attributes");

        assertEquals(
                "bound-token none transaction-password",
                attributes.get("sekisho.enrolment").asText() + " "
                        + attributes.get("sekisho.enrolmentProof").asText() + " "
                        + attributes.get("sekisho.replacementProof").asText());
    }

    @ParameterizedTest
    @ValueSource(strings = {"mito", "hokuyo", "sample-bank", "kenshin", "sample-direct"})
    void the_file_holds_no_id_but_of_a_flow_that_a_client_names_and_nothing_that_keycloak_would_do_anyway(String name)
            throws IOException {
        JsonNode file = json.readTree(file(name));
        assertEquals(
                file.findValues("authenticationFlowBindingOverrides").stream()
                        .map(overrides -> overrides.get("browser"))
                        .toList(),
                file.findValues("id"));
        server.admin().importRealm(json.readTree("{\"realm\": \"bare\"}"));
        try {
            JsonNode bare = server.admin().get("/bare");
            // Of a policy of codes Keycloak takes all or nothing.
            file.fields()
                    .forEachRemaining(setting -> assertTrue(
                            setting.getKey().startsWith("otpPolicy")
                                    || !setting.getValue().equals(bare.get(setting.getKey())),
                            setting.getKey()));
        } finally {
            server.admin().deleteRealm("bare");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "mito, 10001, 200",
        "hokuyo, 10001, 200",
        "sample-bank, 10001, 400",
        "kenshin, user1, 200",
        "sample-direct, 10001, 200"
    })
    void the_file_can_be_imported_through_the_admin_rest_as_well(String name, String username, int directGrant)
            throws IOException {
        String copy = name + "-copy";
        String content = file(name)
                .replace("\"realm\": \"" + name + "\"", "\"realm\": \"" + copy + "\"")
                .replace("default-roles-" + name, "default-roles-" + copy)
                .replace("/realms/" + name + "/", "/realms/" + copy + "/");
        // Keycloak takes the ID of a flow that a client names from the file, and has each but once.
        for (JsonNode id : json.readTree(content).findValues("id")) {
            content = content.replace(id.asText(), UUID.randomUUID().toString());
        }
        server.admin().importRealm(json.readTree(content));
        try {
            Customer customer = server.admin().customer(copy, username);
            // sample-bank lets nobody in before a token is issued.
            assertEquals(
                    directGrant, server.admin().directGrant(customer, Map.of()).statusCode());
            assertEquals(2, server.admin().credentials(customer).size());
            for (JsonNode client : server.admin().get("/" + copy + "/clients")) {
                // An override that names the flow of the realm it was copied from would lead there.
                client.get("authenticationFlowBindingOverrides")
                        .forEach(flow -> assertEquals(
                                name + " entrance",
                                server.admin()
                                        .get("/" + copy + "/authentication/flows/" + flow.asText())
                                        .get("alias")
                                        .asText()));
            }
        } finally {
            server.admin().deleteRealm(copy);
        }
    }

    private static String file(String name) throws IOException {
        return Files.readString(Artifacts.realms().resolve(name + "-realm.json"));
    }
}
