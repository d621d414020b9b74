package io.sekisho.it;

import static io.sekisho.it.harness.Inventory.json;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sekisho.it.harness.Admin;
import io.sekisho.it.harness.Customer;
import io.sekisho.it.harness.Server;
import io.sekisho.it.harness.TestRealm;
import io.sekisho.it.harness.WithServer;
import java.net.http.HttpResponse;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The realm attributes of the service, looked at and set by the admin REST. */
@WithServer
class SettingsAdminIT {

    private static final String REALM = "settings";

    private static TestRealm realm;

    private final Admin admin;

    SettingsAdminIT(Server server) {
        this.admin = server.admin();
    }

    @BeforeAll
    static void makeRealm(Server server) {
        realm = TestRealm.like(server, "mito", REALM, TestRealm::hashFast);
    }

    @AfterAll
    static void deleteRealm() {
        realm.close();
    }

    private JsonNode setting(String name) {
        return admin.get("/" + REALM + "/otp-service/settings").get(name);
    }

    private HttpResponse<String> put(Admin by, String body) {
        return by.sendText("PUT", "/" + REALM + "/otp-service/settings", body);
    }

    @Test
    void a_setting_is_told_with_what_is_in_effect_and_what_it_can_be() {
        assertEquals(
                "{\"value\":\"authenticator-app\",\"default\":\"authenticator-app\",\"set\":false,\"choices\":[\"authenticator-app\",\"issued-token\",\"bound-token\"]}",
                setting("sekisho.enrolment").toString());
        assertEquals(
                "{\"value\":\"1\",\"default\":\"1\",\"set\":false,\"unit\":\"time steps\",\"least\":0,\"greatest\":10}",
                setting("sekisho.lookAroundSteps").toString());
        assertTrue(setting("sekisho.enabled").get("set").asBoolean());
    }

    @Test
    void an_attribute_that_keycloak_has_taken_and_that_cannot_be_used_is_told_with_a_warning() {
        admin.with(REALM, Map.of("sekisho.maxFailures", "many"), () -> {
            JsonNode told = setting("sekisho.maxFailures");
            assertEquals("5", told.get("value").asText());
            assertTrue(told.get("set").asBoolean());
            assertEquals(
                    "It must be a number from 1 to 100.", told.get("warning").asText());
        });
    }

    @Test
    void settings_are_set_and_removed_and_the_others_stay() {
        String name =
                admin.get("/" + REALM).at("/attributes/sekisho.institutionName").asText();
        HttpResponse<String> answer = put(
                admin,
                "{\"sekisho.maxFailures\": 3, \"sekisho.passwordRows\": false, \"sekisho.timeZone\": \"Europe/Prague\"}");
        assertEquals(200, answer.statusCode(), answer.body());
        assertEquals("3", json(answer).at("/sekisho.maxFailures/value").asText());
        assertEquals(
                "Europe/Prague",
                admin.get("/" + REALM).at("/attributes/sekisho.timeZone").asText());
        assertEquals(
                name,
                admin.get("/" + REALM).at("/attributes/sekisho.institutionName").asText());

        assertEquals(
                200,
                put(admin, "{\"sekisho.maxFailures\": null, \"sekisho.timeZone\": null}")
                        .statusCode());
        assertFalse(admin.get("/" + REALM).get("attributes").has("sekisho.maxFailures"));
        assertEquals("5", setting("sekisho.maxFailures").get("value").asText());
        assertTrue(admin.get("/" + REALM + "/admin-events?operationTypes=UPDATE&max=100")
                .findValuesAsText("resourcePath")
                .contains("otp-service/settings"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"sekisho.maxFailures\": 0, \"sekisho.appName\": \"X\"} | sekisho.maxFailures must be a number from 1 to 100.",
                "{\"sekisho.appName\": \"X\", \"sekisho.maxFailure\": 3} | sekisho.maxFailure is no attribute of the service.",
                "{\"sekisho.appName\": \"X\", \"loginTheme\": null} | loginTheme is no attribute of the service.",
                "{\"sekisho.appName\": \"X\", \"sekisho.siteUrl\": \"javascript:alert(1)\"} | sekisho.siteUrl must begin with https://.",
                "{\"sekisho.appName\": \"X\", \"sekisho.enabled\": \"yes\"} | sekisho.enabled must be true or false.",
                "{\"sekisho.appName\": \" \"} | sekisho.appName must not be empty; null removes it.",
                "{\"sekisho.appName\": \"X\", \"sekisho.extraRows\": []} | sekisho.extraRows must be a text, a number, true, false or null.",
                "[] | The body must be one JSON object."
            })
    void what_cannot_be_used_is_named_and_nothing_is_changed(String body, String detail) {
        JsonNode before = admin.get("/" + REALM).get("attributes");

        HttpResponse<String> answer = put(admin, body);

        assertEquals(400, answer.statusCode(), answer.body());
        assertEquals(detail, json(answer).get("detail").asText());
        assertEquals(before, admin.get("/" + REALM).get("attributes"));
    }

    @Test
    void a_realm_without_the_service_can_be_given_settings() {
        admin.importRealm(new ObjectMapper()
                .createObjectNode()
                .put("realm", "settings-stock")
                .put("enabled", true)
                .put("displayName", "A bank"));
        try {
            assertEquals(
                    "A bank",
                    admin.get("/settings-stock/otp-service/settings")
                            .at("/sekisho.accountName/value")
                            .asText());
            assertEquals(
                    200,
                    admin.sendText(
                                    "PUT",
                                    "/settings-stock/otp-service/settings",
                                    "{\"sekisho.supportTelephone\": \"0120-000-000\"}")
                            .statusCode());
        } finally {
            admin.deleteRealm("settings-stock");
        }
    }

    @Test
    void seeing_needs_the_right_to_view_the_realm_and_setting_the_right_to_manage_it() {
        Customer viewer = admin.newCustomer(
                REALM,
                user -> user.withObject("/clientRoles")
                        .putArray("realm-management")
                        .add("view-realm")
                        .add("manage-users"));
        Customer manager = admin.newCustomer(
                REALM,
                user -> user.withObject("/clientRoles")
                        .putArray("realm-management")
                        .add("manage-realm"));

        assertEquals(
                200,
                admin.as(viewer)
                        .send("GET", "/" + REALM + "/otp-service/settings", null)
                        .statusCode());
        assertEquals(403, put(admin.as(viewer), "{\"sekisho.maxFailures\": 3}").statusCode());
        assertEquals(
                403,
                admin.as(admin.newCustomer(REALM))
                        .send("GET", "/" + REALM + "/otp-service/settings", null)
                        .statusCode());
        assertEquals(200, put(admin.as(manager), "{\"sekisho.appName\": null}").statusCode());
    }
}
