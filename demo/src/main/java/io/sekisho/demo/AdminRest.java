package io.sekisho.demo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sekisho.demo.keycloak.KeycloakServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;

/** Keycloak's admin REST, as the demo's admin. A login is good for a minute. */
final class AdminRest {

    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final ObjectMapper JSON = new ObjectMapper();

    private final String realms;
    private final String token;

    private AdminRest(String realms, String token) {
        this.realms = realms;
        this.token = token;
    }

    /** An answer that is none of success; the message says what was asked, and what was answered. */
    static final class Refused extends IOException {

        private static final long serialVersionUID = 1;

        Refused(HttpRequest request, int status, String reason) {
            super(request.method() + " " + request.uri() + " gave " + status + (reason.isEmpty() ? "" : ": " + reason));
        }
    }

    static AdminRest login(String url) throws IOException, InterruptedException {
        String form = "grant_type=password&client_id=admin-cli&username=" + KeycloakServer.ADMIN + "&password="
                + KeycloakServer.ADMIN;
        HttpRequest request = HttpRequest.newBuilder(URI.create(url + "/realms/master/protocol/openid-connect/token"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(form))
                .build();
        return new AdminRest(
                url + "/admin/realms",
                JSON.readTree(send(request)).path("access_token").asText());
    }

    JsonNode get(String path) throws IOException, InterruptedException {
        return JSON.readTree(send(request(path).build()));
    }

    void put(String path, JsonNode body) throws IOException, InterruptedException {
        send(request(path)
                .header("Content-Type", "application/json")
                .PUT(BodyPublishers.ofString(body.toString()))
                .build());
    }

    void post(String path, String type, byte[] body) throws IOException, InterruptedException {
        send(request(path)
                .header("Content-Type", type)
                .POST(BodyPublishers.ofByteArray(body))
                .build());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(realms + path)).header("Authorization", "Bearer " + token);
    }

    private static String send(HttpRequest request) throws IOException, InterruptedException {
        HttpResponse<String> response = CLIENT.send(request, BodyHandlers.ofString());
        if (response.statusCode() / 100 != 2) {
            throw new Refused(request, response.statusCode(), reason(response.body()));
        }
        return response.body();
    }

    /** What problem details (RFC 9457) or Keycloak's own answers say. */
    private static String reason(String body) {
        try {
            JsonNode said = JSON.readTree(body);
            return said.path("detail")
                    .asText(said.path("error_description")
                            .asText(said.path("errorMessage").asText()));
        } catch (JsonProcessingException notJson) {
            return "";
        }
    }
}
