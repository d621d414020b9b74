package io.sekisho.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.sekisho.it.harness.Admin;
import io.sekisho.it.harness.Customer;
import io.sekisho.it.harness.FormClient.Answer;
import io.sekisho.it.harness.Server;
import io.sekisho.it.harness.TokenApi;
import io.sekisho.it.harness.Visitor;
import io.sekisho.it.harness.WithServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The document by which a bank writes its own token app says what the server does. */
@WithServer
class TokenApiDocumentIT {

    private final JsonNode document =
            new YAMLMapper().readTree(Path.of("../docs/token-api.yaml").toFile());
    private final Admin admin;
    private final Server server;

    TokenApiDocumentIT(Server server) throws IOException {
        this.server = server;
        this.admin = server.admin();
    }

    private void check(String path, String method, TokenApi.Answer answer) {
        JsonNode response = document.path("paths")
                .path(path)
                .path(method)
                .path("responses")
                .path(Integer.toString(answer.status()));
        assertFalse(
                response.isMissingNode(), path + " " + answer.status() + " is not in the document: " + answer.body());
        String mediaType =
                answer.headers().firstValue("Content-Type").orElseThrow().replaceFirst(";.*", "");
        JsonNode reference =
                response.path("content").path(mediaType).path("schema").path("$ref");
        assertFalse(reference.isMissingNode(), path + " " + answer.status() + " answers in " + mediaType);
        JsonNode schema = document.at(reference.asText().substring(1));
        Set<String> listed = names(schema.path("properties"));
        schema.path("required")
                .forEach(name -> assertTrue(answer.body().has(name.asText()), name + " is missing: " + answer.body()));
        for (String name : names(answer.body())) {
            assertTrue(listed.contains(name), name + " is not in the document");
            JsonNode property = schema.path("properties").path(name);
            assertEquals(
                    property.path("type").asText().equals("integer"),
                    answer.body().get(name).isIntegralNumber(),
                    name);
            if (property.has("enum")) {
                assertTrue(
                        property.get("enum")
                                .toString()
                                .contains("\"" + answer.body().get(name).asText() + "\""),
                        name);
            }
        }
    }

    private static Set<String> names(JsonNode object) {
        Set<String> names = new TreeSet<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }

    @Test
    void every_answer_is_one_that_the_document_describes() {
        Customer customer = admin.newCustomer("sample-bank");
        Visitor visitor = new Visitor(server.url(), customer);
        Answer page = visitor.submit(visitor.login(), Map.of("transactionPassword", customer.transactionPassword()));
        page = visitor.submit(
                page,
                Map.of(
                        "email",
                        customer.email(),
                        "emailConfirm",
                        customer.email(),
                        "startPassword",
                        "1234",
                        "startPasswordConfirm",
                        "1234"));
        String userId = page.body()
                .replaceAll("(?s).*id=\"user-id\"[^>]*>(.*?)</td>.*", "$1")
                .replaceAll("<[^>]*>|\\s", "");

        TokenApi api = TokenApi.of(server, "sample-bank");
        TokenApi.Answer malformed = api.activate("1001", userId, "12a4");
        assertEquals(400, malformed.status());
        check("/activate", "post", malformed);
        TokenApi.Answer refused = api.activate("1001", userId, "9999");
        assertEquals(403, refused.status());
        check("/activate", "post", refused);
        TokenApi.Answer elsewhere = TokenApi.of(server, "mito").activate("1001", userId, "1234");
        assertEquals(404, elsewhere.status());
        check("/activate", "post", elsewhere);
        TokenApi.Answer activated = api.activate("1001", userId, "1234");
        assertEquals(200, activated.status());
        check("/activate", "post", activated);
        TokenApi.Answer time = api.time();
        assertEquals(200, time.status());
        check("/time", "get", time);
    }

    @Test
    void the_request_of_the_document_is_what_the_server_takes() {
        JsonNode example = document.at("/paths/~1activate/post/requestBody/content/application~1json/example");
        assertEquals(names(document.at("/components/schemas/ActivationRequest/properties")), names(example));
        assertEquals(
                403, TokenApi.of(server, "sample-bank").post(example.toString()).status(), "taken, and nobody's");
    }
}
