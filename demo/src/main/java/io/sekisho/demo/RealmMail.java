package io.sekisho.demo;

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

/** Changes where realms send their mail, through Keycloak's admin REST. */
final class RealmMail {

    private final HttpClient client;
    private final ObjectMapper json;
    private final String url;
    private final String token;

    private RealmMail(HttpClient client, ObjectMapper json, String url, String token) {
        this.client = client;
        this.json = json;
        this.url = url;
        this.token = token;
    }

    static RealmMail login(String url) throws IOException, InterruptedException {
        HttpClient client = HttpClient.newHttpClient();
        ObjectMapper json = new ObjectMapper();
        String form = "grant_type=password&client_id=admin-cli&username=" + KeycloakServer.ADMIN + "&password=" + KeycloakServer.ADMIN;
        HttpRequest request = HttpRequest.newBuilder(URI.create(url + "/realms/master/protocol/openid-connect/token"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(form))
                .build();
        return new RealmMail(client, json, url, json.readTree(send(client, request)).path("access_token").asText());
    }

    void port(String realm, String port) throws IOException, InterruptedException {
        URI address = URI.create(url + "/admin/realms/" + realm);
        HttpRequest read = HttpRequest.newBuilder(address).header("Authorization", "Bearer " + token).build();
        ObjectNode change = json.createObjectNode();
        ObjectNode smtp = change.putObject("smtpServer");
        smtp.setAll((ObjectNode) json.readTree(send(client, read)).path("smtpServer"));
        smtp.put("port", port);
        send(client, HttpRequest.newBuilder(address)
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .PUT(BodyPublishers.ofString(change.toString()))
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
