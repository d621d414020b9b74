package io.sekisho.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sekisho.it.harness.Artifacts;
import io.sekisho.it.harness.Customer;
import io.sekisho.it.harness.Server;
import io.sekisho.it.harness.WithServer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The realm files on a server that had nothing before: the shared server was started with {@code --import-realm}. */
@WithServer
class RealmImportIT {

    private final ObjectMapper json = new ObjectMapper();
    private final Server server;

    RealmImportIT(Server server) {
        this.server = server;
    }

    @ParameterizedTest
    @CsvSource({"mito, 水戸証券", "hokuyo, 北洋証券"})
    void the_realm_speaks_for_its_institution(String name, String displayName) {
        JsonNode realm = server.admin().get("/" + name);

        assertEquals(displayName, realm.get("displayName").asText());
        assertEquals(name, realm.get("loginTheme").asText());
        assertEquals(name, realm.get("emailTheme").asText());
        assertEquals("ja", realm.get("defaultLocale").asText());
        assertTrue(realm.get("internationalizationEnabled").asBoolean());
        assertTrue(realm.get("bruteForceProtected").asBoolean());
        assertEquals(Integer.toString(server.mail().smtpPort()), realm.path("smtpServer").path("port").asText());
        assertEquals("true", realm.path("attributes").path("sekisho.enabled").asText());
    }

    @ParameterizedTest
    @ValueSource(strings = {"mito", "hokuyo"})
    void customers_log_in_through_our_flow(String name) {
        assertEquals(name + " browser", server.admin().get("/" + name).get("browserFlow").asText());
        List<String> steps = new ArrayList<>();
        for (JsonNode step : server.admin().get("/" + name + "/authentication/flows/" + name + "%20browser/executions")) {
            steps.add(step.get("level").asInt() + " " + step.path("providerId").asText(step.get("displayName").asText()) + " " + step.get("requirement").asText());
        }

        assertEquals(List.of(
                "0 auth-cookie ALTERNATIVE",
                "0 " + name + " forms ALTERNATIVE",
                "1 auth-username-password-form REQUIRED",
                "1 " + name + " otp CONDITIONAL",
                "2 conditional-user-configured REQUIRED",
                "2 sekisho-otp REQUIRED"), steps);
    }

    @ParameterizedTest
    @ValueSource(strings = {"mito", "hokuyo"})
    void our_actions_are_on_and_those_that_pass_by_them_are_off(String name) {
        Map<String, Boolean> actions = new LinkedHashMap<>();
        for (JsonNode action : server.admin().get("/" + name + "/authentication/required-actions")) {
            actions.put(action.get("alias").asText(), action.get("enabled").asBoolean());
            assertEquals(action.get("alias"), action.get("providerId"));
        }

        for (String on : List.of("sekisho-otp-apply", "sekisho-otp-redisplay", "sekisho-otp-stop", "sekisho-transaction-password", "UPDATE_PASSWORD", "VERIFY_PROFILE")) {
            assertEquals(true, actions.get(on), on);
        }
        assertEquals(false, actions.get("CONFIGURE_TOTP"));
        assertFalse(actions.getOrDefault("delete_credential", false));
    }

    @ParameterizedTest
    @ValueSource(strings = {"mito", "hokuyo"})
    void nine_customers_have_two_passwords_and_no_otp(String name) {
        for (int number = 10_001; number <= 10_009; number++) {
            Customer customer = server.admin().customer(name, Integer.toString(number));
            List<String> types = new ArrayList<>();
            server.admin().credentials(customer).forEach(credential -> types.add(credential.get("type").asText()));
            assertEquals(Set.of("password", "transaction-password"), Set.copyOf(types));
            assertEquals(2, types.size());
            assertEquals(200, server.admin().directGrant(customer, Map.of()).statusCode());
        }
        HttpResponse<String> wrong = server.admin().directGrant(server.admin().customer(name, "10001"), Map.of("password", "trade-10001"));
        assertTrue(wrong.body().contains("invalid_grant"), wrong.body());
    }

    @ParameterizedTest
    @ValueSource(strings = {"mito", "hokuyo"})
    void the_client_can_do_nothing_but_lead_to_the_status_page(String name) {
        JsonNode client = server.admin().get("/" + name + "/clients?clientId=otp-service").get(0);

        assertTrue(client.get("publicClient").asBoolean());
        assertTrue(client.get("standardFlowEnabled").asBoolean());
        for (String off : List.of("implicitFlowEnabled", "directAccessGrantsEnabled", "serviceAccountsEnabled", "fullScopeAllowed")) {
            assertFalse(client.get(off).asBoolean(), off);
        }
        assertEquals("[\"/realms/" + name + "/otp-service*\"]", client.get("redirectUris").toString());
        assertEquals(0, client.get("webOrigins").size());
    }

    @ParameterizedTest
    @ValueSource(strings = {"mito", "hokuyo"})
    void the_file_holds_no_id_and_nothing_that_keycloak_would_do_anyway(String name) throws IOException {
        JsonNode file = json.readTree(file(name));
        assertTrue(file.findValues("id").isEmpty());
        server.admin().importRealm(json.readTree("{\"realm\": \"bare\"}"));
        try {
            JsonNode bare = server.admin().get("/bare");
            file.fields().forEachRemaining(setting -> assertNotEquals(bare.get(setting.getKey()), setting.getValue(), setting.getKey()));
        } finally {
            server.admin().deleteRealm("bare");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"mito", "hokuyo"})
    void the_file_can_be_imported_through_the_admin_rest_as_well(String name) throws IOException {
        String copy = name + "-copy";
        String content = file(name)
                .replace("\"realm\": \"" + name + "\"", "\"realm\": \"" + copy + "\"")
                .replace("default-roles-" + name, "default-roles-" + copy)
                .replace("/realms/" + name + "/", "/realms/" + copy + "/");
        server.admin().importRealm(json.readTree(content));
        try {
            Customer customer = server.admin().customer(copy, "10001");
            assertEquals(200, server.admin().directGrant(customer, Map.of()).statusCode());
            assertEquals(2, server.admin().credentials(customer).size());
        } finally {
            server.admin().deleteRealm(copy);
        }
    }

    private static String file(String name) throws IOException {
        return Files.readString(Artifacts.realms().resolve(name + "-realm.json"));
    }
}
