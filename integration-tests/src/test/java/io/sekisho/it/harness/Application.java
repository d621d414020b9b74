package io.sekisho.it.harness;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sekisho.it.harness.FormClient.Answer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** What a public client of a realm sends: authorization requests with PKCE, and requests for tokens. */
public final class Application {

    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final SecureRandom RANDOM = new SecureRandom();

    private final String clientId;
    private final String issuer;
    private final String home;

    /** @param home where customers are sent back to, with a slash at the end; somebody must answer there */
    public Application(Server server, String realm, String clientId, String home) {
        this(server.url(), realm, clientId, home);
    }

    /** The same at a server with this address, without a slash at the end. */
    public Application(String url, String realm, String clientId, String home) {
        this.clientId = clientId;
        this.issuer = url + "/realms/" + realm + "/protocol/openid-connect";
        this.home = home;
    }

    /** A request that was made; what must be known to take its answer. */
    public record Request(String url, String nonce, String verifier) {}

    /** A request with these parameters besides those that every request has; an empty value leaves one out. */
    public Request request(Map<String, String> more) {
        String nonce = random();
        String verifier = random();
        Map<String, String> parameters = new LinkedHashMap<>(Map.of(
                "client_id",
                clientId,
                "redirect_uri",
                home,
                "response_type",
                "code",
                "scope",
                "openid",
                "state",
                random(),
                "nonce",
                nonce,
                "code_challenge",
                sha256(verifier),
                "code_challenge_method",
                "S256"));
        parameters.putAll(more);
        parameters.values().removeIf(String::isEmpty);
        return new Request(issuer + "/auth?" + form(parameters), nonce, verifier);
    }

    /** {@code claims} that demand one of these ACRs. */
    public static String essential(String... values) {
        return "{\"id_token\":{\"acr\":{\"essential\":true,\"values\":["
                + Arrays.stream(values).map(value -> '"' + value + '"').collect(Collectors.joining(",")) + "]}}}";
    }

    /** Whether the customer has come back. */
    public boolean isHome(Answer answer) {
        return answer.uri().toString().startsWith(home);
    }

    /** One parameter of the answer that a customer brought; empty if it is not there. */
    public String parameter(Answer answer, String name) {
        return Arrays.stream(answer.uri().getRawQuery().split("&"))
                .filter(part -> part.startsWith(name + "="))
                .findFirst()
                .map(part -> URLDecoder.decode(part.substring(name.length() + 1), StandardCharsets.UTF_8))
                .orElse("");
    }

    /** The answer of the token endpoint to the code that a customer brought. */
    public JsonNode exchange(Request request, Answer answer) {
        return token(Map.of(
                "grant_type",
                "authorization_code",
                "client_id",
                clientId,
                "redirect_uri",
                home,
                "code",
                parameter(answer, "code"),
                "code_verifier",
                request.verifier()));
    }

    /** The answer of the token endpoint to a refresh token. */
    public JsonNode refresh(JsonNode tokens) {
        return token(Map.of(
                "grant_type",
                "refresh_token",
                "client_id",
                clientId,
                "refresh_token",
                tokens.get("refresh_token").asText()));
    }

    /** What the server says of an access token to a client that may ask. */
    public JsonNode introspect(JsonNode tokens, String clientId, String secret) {
        return post(
                "/token/introspect",
                Map.of(
                        "client_id",
                        clientId,
                        "client_secret",
                        secret,
                        "token",
                        tokens.get("access_token").asText()));
    }

    /** The claims of the ID token among these. */
    public static JsonNode idToken(JsonNode tokens) {
        return claims(tokens, "id_token");
    }

    /** The claims of one of these tokens. */
    public static JsonNode claims(JsonNode tokens, String name) {
        if (!tokens.has(name)) {
            throw new AssertionError("No " + name + ": " + tokens);
        }
        try {
            return JSON.readTree(
                    Base64.getUrlDecoder().decode(tokens.get(name).asText().split("\\.")[1]));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private JsonNode token(Map<String, String> fields) {
        return post("/token", fields);
    }

    private JsonNode post(String path, Map<String, String> fields) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(issuer + path))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(form(fields)))
                .build();
        try {
            HttpResponse<String> response = CLIENT.send(request, BodyHandlers.ofString());
            return JSON.readTree(response.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static String form(Map<String, String> fields) {
        return fields.entrySet().stream()
                .map(field -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
    }

    private static String random() {
        byte[] bytes = new byte[32];
        RANDOM.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static String sha256(String text) {
        try {
            return Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(
                            MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.US_ASCII)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
