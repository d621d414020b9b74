package io.sekisho.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sekisho.demo.keycloak.KeycloakServer;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;

/** Tells realms that were imported before that the demo's ports have moved, through Keycloak's admin REST. */
final class RealmPorts {

    private final HttpClient client;
    private final ObjectMapper json;
    private final String url;
    private final String token;

    private RealmPorts(HttpClient client, ObjectMapper json, String url, String token) {
        this.client = client;
        this.json = json;
        this.url = url;
        this.token = token;
    }

    static RealmPorts login(String url) throws IOException, InterruptedException {
        HttpClient client = HttpClient.newHttpClient();
        ObjectMapper json = new ObjectMapper();
        String form = "grant_type=password&client_id=admin-cli&username=" + KeycloakServer.ADMIN + "&password=" + KeycloakServer.ADMIN;
        HttpRequest request = HttpRequest.newBuilder(URI.create(url + "/realms/master/protocol/openid-connect/token"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(form))
                .build();
        return new RealmPorts(client, json, url, json.readTree(send(client, request)).path("access_token").asText());
    }

    /** Where a realm sends its mail. */
    void mail(String realm, int port) throws IOException, InterruptedException {
        String address = url + "/admin/realms/" + realm;
        ObjectNode change = json.createObjectNode();
        ObjectNode smtp = change.putObject("smtpServer");
        smtp.setAll((ObjectNode) get(address).path("smtpServer"));
        smtp.put("port", Integer.toString(port));
        put(address, change);
    }

    /** Where a realm's payments come from, if it has any. */
    void payment(String realm, String paymentUrl) throws IOException, InterruptedException {
        String address = url + "/admin/realms/" + realm + "/clients";
        for (JsonNode client : get(address + "?clientId=payment")) {
            ObjectNode changed = client.deepCopy();
            put(address + "/" + client.path("id").asText(), changed.put("rootUrl", paymentUrl));
        }
    }

    private JsonNode get(String address) throws IOException, InterruptedException {
        return json.readTree(send(client, HttpRequest.newBuilder(URI.create(address)).header("Authorization", "Bearer " + token).build()));
    }

    private void put(String address, ObjectNode body) throws IOException, InterruptedException {
        send(client, HttpRequest.newBuilder(URI.create(address))
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .PUT(BodyPublishers.ofString(body.toString()))
                .build());
    }

    private static String send(HttpClient client, HttpRequest request) throws IOException, InterruptedException {
        HttpResponse<String> response = client.send(request, BodyHandlers.ofString());
        if (response.statusCode() / 100 != 2) {
            throw new IOException(request.method() + " " + request.uri() + " gave " + response.statusCode());
        }
        return response.body();
    }
}
