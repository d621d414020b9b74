package io.sekisho.it;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sekisho.it.harness.Admin;
import io.sekisho.it.harness.Customer;
import io.sekisho.it.harness.FormClient;
import io.sekisho.it.harness.FormClient.Answer;
import io.sekisho.it.harness.Server;
import io.sekisho.it.harness.TestRealm;
import io.sekisho.it.harness.WithServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A realm that gets another name goes on, as Keycloak's own clients do. */
@WithServer
class RenamedRealmIT {

    private static final String OLD = "renamed-before";
    private static final String NEW = "renamed after";
    private static final String PATH = NEW.replace(" ", "%20");

    private final Server server;
    private final Admin admin;

    RenamedRealmIT(Server server) {
        this.server = server;
        this.admin = server.admin();
    }

    private void rename(String from, String to) {
        HttpResponse<String> answer = admin.send(
                "PUT", "/" + from, new ObjectMapper().createObjectNode().put("realm", to));
        assertEquals(204, answer.statusCode(), answer.body());
    }

    private JsonNode client(String realm, String clientId) {
        return admin.get("/" + realm + "/clients?clientId=" + clientId).get(0);
    }

    @Test
    void status_page_and_entrances_go_on_under_the_new_name_and_back() {
        try (TestRealm realm = TestRealm.like(server, "sample-direct", OLD, TestRealm::hashFast)) {
            Customer customer = admin.newCustomer(OLD);
            rename(OLD, NEW);
            assertGoesOn(PATH, customer);
            rename(PATH, OLD);
            assertGoesOn(OLD, customer);
            assertEquals(OLD, realm.name());
        }
    }

    private void assertGoesOn(String path, Customer customer) {
        String service = server.url() + "/realms/" + path + "/otp-service";
        FormClient browser = new FormClient();
        Answer status = browser.submit(
                browser.get(service), Map.of("username", customer.number(), "password", customer.loginPassword()));
        assertEquals("登録情報照会", status.heading(), status.body());
        assertEquals("200 ワンタイムパスワード利用登録", heading(service + "/register"));
        assertEquals("200 ワンタイムパスワード利用停止", heading(service + "/stop"));
        for (String clientId : new String[] {"otp-service", "otp-service-entrance"}) {
            assertEquals(
                    "/realms/" + path + "/otp-service",
                    client(path, clientId).get("baseUrl").asText());
        }
    }

    private static String heading(String url) {
        Answer answer = new FormClient().get(url);
        return answer.status() + " " + answer.heading();
    }

    @Test
    void a_set_up_is_still_whole_under_the_new_name_and_can_be_taken_back() {
        String realm = "renamed-set-up";
        admin.importRealm(
                new ObjectMapper().createObjectNode().put("realm", realm).put("enabled", true));
        String renamed = realm + "-again";
        try {
            assertEquals(
                    200,
                    call(realm, "setup", "{\"kind\": \"authenticator-app\"}").statusCode());

            rename(realm, renamed);

            HttpResponse<String> again = call(renamed, "setup", "{\"kind\": \"authenticator-app\"}");
            assertEquals(0, json(again).get("changes").asInt(), again.body());
            assertEquals(200, call(renamed, "teardown", "{}").statusCode());
            assertEquals(
                    0,
                    admin.get("/" + renamed + "/clients?clientId=otp-service").size());
        } finally {
            admin.deleteRealm(renamed);
        }
    }

    private HttpResponse<String> call(String realm, String call, String body) {
        return admin.sendText("POST", "/" + realm + "/otp-service/" + call, body);
    }

    private static JsonNode json(HttpResponse<String> answer) {
        try {
            return new ObjectMapper().readTree(answer.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
