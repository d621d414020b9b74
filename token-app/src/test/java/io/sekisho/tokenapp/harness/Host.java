package io.sekisho.tokenapp.harness;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.LongSupplier;

/**
 * A server on this machine that serves the app and answers as the activation API does. Several institutions may share
 * it, as realms share one Keycloak.
 */
public final class Host implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
                    + "manifest-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
    private static final Map<String, String> TYPES = Map.of(
            "html",
            "text/html; charset=utf-8",
            "css",
            "text/css",
            "js",
            "text/javascript",
            "svg",
            "image/svg+xml",
            "webmanifest",
            "application/manifest+json",
            "json",
            "application/json");

    private final Map<String, byte[]> files = AppFiles.all();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<Asked> asked = new CopyOnWriteArrayList<>();
    private final Map<String, Institution> institutions = new HashMap<>();
    private HttpServer server;
    private int port;
    private LongSupplier clock = System::currentTimeMillis;

    /** A request that has come. */
    public record Asked(String method, String path, String body) {}

    /** What one answers to. */
    private record Answer(int status, Map<String, String> headers, String body) {}

    public Host() {
        start();
    }

    private void start() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("localhost"), port), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        port = server.getAddress().getPort();
        server.setExecutor(threads);
        server.createContext("/", this::answer);
        server.start();
    }

    /** From now on nobody answers. */
    public void goDown() {
        server.stop(0);
    }

    /** At the same address as before. */
    public void comeBack() {
        start();
    }

    /** What it takes the time from; milliseconds. */
    public void setClock(LongSupplier millis) {
        clock = millis;
    }

    /** Gives out another text of a file, as a new version would. */
    public void replace(String file, String text) {
        files.put(file, text.getBytes(StandardCharsets.UTF_8));
    }

    public String file(String name) {
        return new String(files.get(name), StandardCharsets.UTF_8);
    }

    public String origin() {
        return "http://localhost:" + port;
    }

    /** Every request so far. */
    public List<Asked> asked() {
        return asked;
    }

    /** A new institution, with an app of its own. */
    public Institution institution(String realm, String serviceId, String ja, String en) {
        Institution institution = new Institution(realm, serviceId, ja, en);
        institutions.put(realm, institution);
        return institution;
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            asked.add(new Asked(exchange.getRequestMethod(), path, body));
            String[] parts = path.split("/", 5);
            Institution institution = parts.length == 5 ? institutions.get(parts[2]) : null;
            String rest = institution == null ? "" : parts[4];
            if (rest.equals("token/activate")) {
                send(exchange, institution.activate(body));
            } else if (rest.equals("token/time")) {
                send(
                        exchange,
                        new Answer(
                                200,
                                Map.of("Content-Type", "application/json"),
                                "{\"epochMillis\":" + clock.getAsLong() + "}"));
            } else if (rest.equals("token-app/config.json")) {
                send(
                        exchange,
                        new Answer(
                                200,
                                Map.of("Content-Type", "application/json", "Cache-Control", "no-cache"),
                                institution.config()));
            } else {
                sendFile(exchange, rest.equals("token-app/") ? "index.html" : rest.replace("token-app/", ""));
            }
        }
    }

    private void sendFile(HttpExchange exchange, String name) throws IOException {
        byte[] bytes = files.get(name);
        if (bytes == null) {
            exchange.sendResponseHeaders(404, -1);
            return;
        }
        exchange.getResponseHeaders().set("Content-Type", TYPES.get(name.substring(name.lastIndexOf('.') + 1)));
        exchange.getResponseHeaders().set("Content-Security-Policy", POLICY);
        exchange.getResponseHeaders().set("Cache-Control", "no-cache");
        exchange.sendResponseHeaders(200, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    private static void send(HttpExchange exchange, Answer answer) throws IOException {
        answer.headers().forEach(exchange.getResponseHeaders()::set);
        byte[] bytes = answer.body().getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(answer.status(), bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    /** One that issues tokens. */
    public final class Institution {

        private final String realm;
        private final String serviceId;
        private final String ja;
        private final String en;
        private final Map<String, Key> issues = new HashMap<>();
        private final List<Institution> alsoListed = new ArrayList<>();
        private Answer fault;
        private CountDownLatch held = new CountDownLatch(0);

        private Institution(String realm, String serviceId, String ja, String en) {
            this.realm = realm;
            this.serviceId = serviceId;
            this.ja = ja;
            this.en = en;
        }

        /** Where its app is. */
        public String app() {
            return origin() + "/realms/" + realm + "/otp-service/token-app/";
        }

        public String serviceId() {
            return serviceId;
        }

        public String activatePath() {
            return "/realms/" + realm + "/otp-service/token/activate";
        }

        /** Its app sets up tokens of this one too, as an app does that is hosted for several institutions. */
        public void alsoLists(Institution other) {
            alsoListed.add(other);
        }

        /** Can be activated once with these values. */
        public void issue(String userId, String startPassword, Key key) {
            issues.put(userId + "/" + startPassword, key);
        }

        /** From now on every activation is answered so. */
        public void answerWith(int status, Map<String, String> headers, String body) {
            fault = new Answer(status, headers, body);
        }

        /** Holds answers back until the latch is open. */
        public void holdUntil(CountDownLatch open) {
            held = open;
        }

        private Answer activate(String body) throws IOException {
            try {
                held.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            if (fault != null) {
                return fault;
            }
            JsonNode values = JSON.readTree(body);
            String userId = values.path("userId").asText();
            Key key = serviceId.equals(values.path("serviceId").asText())
                    ? issues.remove(userId + "/" + values.path("startPassword").asText())
                    : null;
            return key == null
                    ? new Answer(
                            403,
                            Map.of("Content-Type", "application/problem+json"),
                            "{\"title\":\"Refused\",\"status\":403}")
                    : new Answer(
                            200,
                            Map.of("Content-Type", "application/json", "Cache-Control", "no-store"),
                            JSON.writeValueAsString(Map.of(
                                    "keyUri",
                                    key.uri(ja, userId),
                                    "issuer",
                                    ja,
                                    "accountName",
                                    userId,
                                    "digits",
                                    key.digits(),
                                    "periodSeconds",
                                    key.periodSeconds(),
                                    "algorithm",
                                    key.algorithm(),
                                    "serverTimeMillis",
                                    clock.getAsLong())));
        }

        private String config() throws IOException {
            List<Institution> listed = new ArrayList<>(List.of(this));
            listed.addAll(alsoListed);
            return JSON.writeValueAsString(Map.of(
                    "services",
                    listed.stream()
                            .map(one -> Map.of(
                                    "serviceId",
                                    one.serviceId,
                                    "name",
                                    Map.of("ja", one.ja, "en", one.en),
                                    "activateUrl",
                                    "../../../" + one.realm + "/otp-service/token/activate",
                                    "timeUrl",
                                    "../../../" + one.realm + "/otp-service/token/time",
                                    "support",
                                    Map.of(
                                            "name",
                                            Map.of("ja", one.ja + "サポートデスク", "en", one.en + " support desk"),
                                            "telephone",
                                            "0120-000-000",
                                            "hours",
                                            Map.of("ja", "平日 9:00〜17:00", "en", "Weekdays 9:00–17:00"))))
                            .toList()));
        }
    }
}
