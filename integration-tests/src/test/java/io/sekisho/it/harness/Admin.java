package io.sekisho.it.harness;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sekisho.demo.keycloak.KeycloakServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Keycloak's admin REST, as the bootstrap admin if nobody else is named. */
public final class Admin {

    /** The token lives for a minute. */
    private static final Duration TOKEN_REUSE = Duration.ofSeconds(30);

    private static final Duration SUSPENSION = Duration.ofSeconds(30);
    /** Customers of the tests start behind those of the realm files, so that each test has its own. */
    private static final AtomicInteger NEXT_NUMBER = new AtomicInteger(20_001);

    /** One connection for each request that is under way, as of many clients. */
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final ObjectMapper json = new ObjectMapper();
    private final String url;
    private final String realm;
    private final String username;
    private final String password;
    private String token;
    private long tokenTime;

    /** @param url of the server, without a slash at the end */
    public Admin(String url) {
        this(url, "master", KeycloakServer.ADMIN, KeycloakServer.ADMIN);
    }

    private Admin(String url, String realm, String username, String password) {
        this.url = url;
        this.realm = realm;
        this.username = username;
        this.password = password;
    }

    /** The same calls made by a member of an institution's staff. */
    public Admin as(Customer staff) {
        return new Admin(url, staff.realm(), staff.number(), staff.loginPassword());
    }

    /** {@code GET /admin/realms<path>}, which must succeed. */
    public JsonNode get(String path) {
        return parsed(expect2xx(send("GET", path, null)));
    }

    /** {@code GET /admin/serverinfo}. */
    public JsonNode serverInfo() {
        return parsed(expect2xx(send(HttpRequest.newBuilder(URI.create(url + "/admin/serverinfo"))
                .header("Authorization", "Bearer " + token())
                .build())));
    }

    /** Any call below {@code /admin/realms}; the answer may be any status. */
    public HttpResponse<String> send(String method, String path, JsonNode body) {
        return sendText(method, path, body == null ? null : body.toString());
    }

    /** The same with a body that need not be JSON. */
    public HttpResponse<String> sendText(String method, String path, String body) {
        return sendText(method, path, "application/json", body);
    }

    /**
     * The same with a body that is not said to be JSON.
     *
     * @param headers names and values in turn
     */
    public HttpResponse<String> sendText(
            String method, String path, String contentType, String body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url + "/admin/realms" + path))
                .header("Authorization", "Bearer " + token())
                .header("Content-Type", contentType)
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return send(request.build());
    }

    /** Uploads a file of any kind, with further headers; the answer may be any status. */
    public HttpResponse<String> upload(
            String path, String contentType, BodyPublisher body, Map<String, String> headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url + "/admin/realms" + path))
                .header("Authorization", "Bearer " + token())
                .header("Content-Type", contentType)
                .POST(body);
        headers.forEach(request::header);
        return send(request.build());
    }

    /**
     * Announces an upload of so many bytes and sends none: a client that sends them may find the connection closed
     * before it has read why.
     *
     * @return the status line
     */
    public String announceUpload(String path, String contentType, long bytes) {
        URI address = URI.create(url + "/admin/realms" + path);
        try (Socket socket = new Socket(address.getHost(), address.getPort())) {
            socket.setSoTimeout(30_000);
            socket.getOutputStream()
                    .write(String.join(
                                    "\r\n",
                                    "POST " + address.getRawPath() + "?" + address.getRawQuery() + " HTTP/1.1",
                                    "Host: " + address.getAuthority(),
                                    "Authorization: Bearer " + token(),
                                    "Content-Type: " + contentType,
                                    "Content-Length: " + bytes,
                                    "",
                                    "")
                            .getBytes(StandardCharsets.US_ASCII));
            return new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))
                    .readLine();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Creates a realm from a realm file's content. */
    public void importRealm(JsonNode realm) {
        expect2xx(send("POST", "", RealmKey.into(realm)));
    }

    public void deleteRealm(String realm) {
        expect2xx(send("DELETE", "/" + realm, null));
    }

    /** One of the customers that the realm file brings. */
    public Customer customer(String realm, String number) {
        return new Customer(
                realm,
                get("/" + realm + "/users?exact=true&username=" + number)
                        .get(0)
                        .get("id")
                        .asText(),
                number);
    }

    /** A customer whom no other test knows, made as a realm file makes them. */
    public Customer newCustomer(String realm) {
        return newCustomer(realm, user -> {});
    }

    /** The same, with an OTP that was set up elsewhere with this key. */
    public Customer newOtpCustomer(String realm, String base32Key) {
        return newCustomer(realm, user -> user.withArray("/credentials").add(otpCredential(base32Key)));
    }

    /** A credential as Keycloak's own set-up stores it, and as exports and imports carry it. */
    public ObjectNode otpCredential(String base32Key) {
        return json.createObjectNode()
                .put("type", "otp")
                .put(
                        "credentialData",
                        "{\"subType\":\"totp\",\"digits\":6,\"counter\":0,\"period\":30,\"algorithm\":\"HmacSHA1\",\"secretEncoding\":\"BASE32\"}")
                .put(
                        "secretData",
                        json.createObjectNode().put("value", base32Key).toString());
    }

    /** A customer whom no other test knows, made as a realm file makes them but for what is changed. */
    public Customer newCustomer(String realm, Consumer<ObjectNode> changes) {
        String number = Integer.toString(NEXT_NUMBER.getAndIncrement());
        expect2xx(importCustomer(realm, number, changes));
        return customer(realm, number);
    }

    /** Imports a customer of this number; the answer may be any status. */
    public HttpResponse<String> importCustomer(String realm, String number, Consumer<ObjectNode> changes) {
        ObjectNode user = json.createObjectNode()
                .put("username", number)
                .put("enabled", true)
                .put("email", number + "@example.com")
                .put("emailVerified", true)
                .put("lastName", "お客様")
                .put("firstName", number);
        user.putArray("realmRoles").add("default-roles-" + realm);
        user.putArray("credentials")
                .add(json.createObjectNode().put("type", "password").put("value", "login-" + number))
                .add(json.createObjectNode()
                        .put("type", "transaction-password")
                        .put("credentialData", "{}")
                        .put(
                                "secretData",
                                json.createObjectNode()
                                        .put("value", "trade-" + number)
                                        .toString()));
        changes.accept(user);
        ObjectNode users = json.createObjectNode();
        users.putArray("users").add(user);
        return send("POST", "/" + realm + "/partialImport", users);
    }

    public JsonNode credentials(Customer customer) {
        return get("/" + customer.realm() + "/users/" + customer.id() + "/credentials");
    }

    /** The id of the customer's credential of one type, which must be there. */
    public String credentialId(Customer customer, String type) {
        for (JsonNode credential : credentials(customer)) {
            if (type.equals(credential.get("type").asText())) {
                return credential.get("id").asText();
            }
        }
        throw new AssertionError("Customer " + customer.number() + " has no credential of type " + type);
    }

    /** Removes a credential, as the staff may in Keycloak's own console. */
    public void deleteCredential(Customer customer, String type) {
        expect2xx(send(
                "DELETE",
                "/" + customer.realm() + "/users/" + customer.id() + "/credentials/" + credentialId(customer, type),
                null));
    }

    public void deleteCustomer(Customer customer) {
        expect2xx(send("DELETE", "/" + customer.realm() + "/users/" + customer.id(), null));
    }

    /** How the customer's factors stand, as the staff see it. */
    public JsonNode factors(Customer customer) {
        return get("/" + customer.realm() + "/otp-service/users/" + customer.id());
    }

    /**
     * Sends wrong codes until the OTP is suspended. Keycloak's brute-force detection turns an attempt away while it
     * still records the one before, so there is no saying how many it takes.
     */
    public void suspendOtp(Customer customer, Oath app) {
        String wrong = app.wrongCode();
        Await.until("a suspended OTP", SUSPENSION, () -> {
            directGrant(customer, Map.of("otp", wrong));
            return factors(customer).get("otp").get("status").asText().equals("SUSPENDED");
        });
    }

    /** Lifts the suspension of a factor: {@code otp} or {@code transaction-password}; the answer may be any status. */
    public HttpResponse<String> lift(Customer customer, String factor) {
        return send(
                "POST",
                "/" + customer.realm() + "/otp-service/users/" + customer.id() + "/" + factor + "/lift-suspension",
                null);
    }

    /** Sets a temporary transaction password; the answer may be any status. */
    public HttpResponse<String> resetTransactionPassword(Customer customer, String value) {
        return send(
                "PUT",
                "/" + customer.realm() + "/otp-service/users/" + customer.id() + "/transaction-password",
                json.createObjectNode().put("value", value));
    }

    /** How many failures Keycloak's own brute-force detection has counted. */
    public int bruteForceFailures(Customer customer) {
        return get("/" + customer.realm() + "/attack-detection/brute-force/users/" + customer.id())
                .get("numFailures")
                .asInt();
    }

    /** The customer's events of one type, the newest first. */
    public JsonNode events(Customer customer, String type) {
        return get("/" + customer.realm() + "/events?user=" + customer.id() + "&type=" + type);
    }

    /** Sets realm attributes; the others stay. */
    public void attributes(String realm, Map<String, String> changes) {
        ObjectNode change = json.createObjectNode();
        ObjectNode attributes = change.putObject("attributes");
        attributes.setAll((ObjectNode) get("/" + realm).path("attributes"));
        changes.forEach(attributes::put);
        expect2xx(send("PUT", "/" + realm, change));
    }

    /** With other attributes of a realm for a while. */
    public void with(String realm, Map<String, String> attributes, Runnable task) {
        JsonNode before = get("/" + realm).path("attributes");
        Map<String, String> restored = new TreeMap<>();
        attributes.keySet().forEach(name -> restored.put(name, before.path(name).asText("")));
        attributes(realm, attributes);
        try {
            task.run();
        } finally {
            attributes(realm, restored);
        }
    }

    /** A login without a browser, by the resource owner password grant; the answer may be any status. */
    public HttpResponse<String> directGrant(Customer customer, Map<String, String> more) {
        Map<String, String> form = new TreeMap<>(more);
        form.putIfAbsent("username", customer.number());
        form.putIfAbsent("password", customer.loginPassword());
        return token(customer.realm(), form);
    }

    private synchronized String token() {
        if (token == null || System.nanoTime() - tokenTime > TOKEN_REUSE.toNanos()) {
            HttpResponse<String> answer = token(realm, Map.of("username", username, "password", password));
            token = parsed(expect2xx(answer)).get("access_token").asText();
            tokenTime = System.nanoTime();
        }
        return token;
    }

    private HttpResponse<String> token(String realm, Map<String, String> more) {
        Map<String, String> fields = new TreeMap<>(Map.of("grant_type", "password", "client_id", "admin-cli"));
        fields.putAll(more);
        String form = fields.entrySet().stream()
                .map(field -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        return send(HttpRequest.newBuilder(URI.create(url + "/realms/" + realm + "/protocol/openid-connect/token"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(form))
                .build());
    }

    private HttpResponse<String> send(HttpRequest request) {
        try {
            return client.send(request, BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private JsonNode parsed(HttpResponse<String> answer) {
        try {
            return json.readTree(answer.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static HttpResponse<String> expect2xx(HttpResponse<String> answer) {
        if (answer.statusCode() / 100 != 2) {
            throw new AssertionError(answer.request().method() + " " + answer.uri() + " gave " + answer.statusCode()
                    + ": " + answer.body());
        }
        return answer;
    }
}
