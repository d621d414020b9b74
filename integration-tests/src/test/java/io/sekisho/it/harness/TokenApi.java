package io.sekisho.it.harness;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;

/** What a token app of somebody else's making sends. */
public final class TokenApi {

    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static final ObjectMapper JSON = new ObjectMapper();

    private final String url;

    /** @param realmUrl such as {@code http://localhost:8080/realms/kenshin} */
    public TokenApi(String realmUrl) {
        this.url = realmUrl + "/otp-service/token";
    }

    public static TokenApi of(Server server, String realm) {
        return new TokenApi(server.url() + "/realms/" + realm);
    }

    /**
     * An answer.
     *
     * @param body as JSON; missing if it is empty
     * @param text the same as it came
     */
    public record Answer(int status, HttpHeaders headers, JsonNode body, String text) {

        /** The app with the seed that was handed out. */
        public Oath app() {
            return Oath.ofKeyUri(body.get("keyUri").asText());
        }
    }

    public Answer activate(String serviceId, String userId, String startPassword, String... headers) {
        return post(
                JSON.createObjectNode()
                        .put("serviceId", serviceId)
                        .put("userId", userId)
                        .put("startPassword", startPassword)
                        .toString(),
                headers);
    }

    /**
     * Any body.
     *
     * @param headers names and values in turn
     */
    public Answer post(String body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url + "/activate"))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body));
        return send(headers.length == 0 ? request : request.headers(headers));
    }

    /** Any body of any kind. */
    public Answer postAs(String contentType, String body) {
        return send(HttpRequest.newBuilder(URI.create(url + "/activate"))
                .header("Content-Type", contentType)
                .POST(BodyPublishers.ofString(body)));
    }

    /** What a browser asks before it sends to another origin. */
    public Answer preflight(String origin) {
        return send(HttpRequest.newBuilder(URI.create(url + "/activate"))
                .method("OPTIONS", BodyPublishers.noBody())
                .headers(
                        "Origin",
                        origin,
                        "Access-Control-Request-Method",
                        "POST",
                        "Access-Control-Request-Headers",
                        "content-type"));
    }

    public Answer time() {
        return send(HttpRequest.newBuilder(URI.create(url + "/time")));
    }

    private static Answer send(HttpRequest.Builder request) {
        try {
            HttpResponse<String> response = CLIENT.send(request.build(), BodyHandlers.ofString());
            return new Answer(
                    response.statusCode(), response.headers(), JSON.readTree(response.body()), response.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
