package io.sekisho.it.harness;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * A realm for one test class: like one of the demo's, without its customers and Keycloak's brute-force detection, and
 * with changes. Deleted when closed.
 */
public final class TestRealm implements AutoCloseable {

    private final String url;
    private final Admin admin;
    private final String name;

    private TestRealm(String url, Admin admin, String name) {
        this.url = url;
        this.admin = admin;
        this.name = name;
    }

    /**
     * Imports it.
     *
     * @param model name of the demo's realm
     * @param name  must be nobody else's
     */
    public static TestRealm like(Server server, String model, String name, Consumer<ObjectNode> changes) {
        return like(
                server.url(),
                server.admin(),
                server.mail().smtpHost(),
                server.mail().smtpPort(),
                model,
                name,
                changes);
    }

    /** The same in a cluster. */
    public static TestRealm like(Cluster cluster, String model, String name, Consumer<ObjectNode> changes) {
        return like(cluster.url(), cluster.admin(), "localhost", cluster.mail().smtpPort(), model, name, changes);
    }

    /**
     * The same in any other Keycloak.
     *
     * @param url of it, without a slash at the end
     * @param smtpHost and port: of the mail server
     */
    public static TestRealm like(
            String url,
            Admin admin,
            String smtpHost,
            int smtpPort,
            String model,
            String name,
            Consumer<ObjectNode> changes) {
        ObjectNode realm;
        try {
            String file = Files.readString(Artifacts.realms().resolve(model + "-realm.json"))
                    .replace("\"realm\": \"" + model + "\"", "\"realm\": \"" + name + "\"")
                    .replace("/realms/" + model + "/", "/realms/" + name + "/")
                    // Placeholders are filled in only where Keycloak imports at its start.
                    .replaceAll("\\$\\{SEKISHO_[A-Z_]+:([^}]*)}", "$1");
            realm = (ObjectNode) new ObjectMapper().readTree(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        giveOwnFlowIds(realm);
        realm.putArray("users");
        mailTo(realm, smtpHost, smtpPort);
        // It turns away an attempt while it still records the one before, which a quick test meets and a customer
        // hardly ever.
        realm.put("bruteForceProtected", false);
        changes.accept(realm);
        admin.importRealm(realm);
        return new TestRealm(url, admin, name);
    }

    /** A client names its flow by the id, which is the demo's own realm's already. */
    private static void giveOwnFlowIds(ObjectNode realm) {
        Map<String, String> ids = new HashMap<>();
        for (JsonNode flow : realm.withArray("/authenticationFlows")) {
            if (flow.has("id")) {
                ids.put(flow.get("id").asText(), UUID.randomUUID().toString());
                ((ObjectNode) flow).put("id", ids.get(flow.get("id").asText()));
            }
        }
        for (JsonNode client : realm.withArray("/clients")) {
            JsonNode overrides = client.path("authenticationFlowBindingOverrides");
            overrides
                    .fieldNames()
                    .forEachRemaining(binding -> ((ObjectNode) overrides)
                            .put(
                                    binding,
                                    ids.getOrDefault(
                                            overrides.get(binding).asText(),
                                            overrides.get(binding).asText())));
        }
    }

    /** Has its mails sent to the mail server of this name and port. */
    public static void mailTo(ObjectNode realm, String host, int port) {
        realm.withObject("/smtpServer").put("host", host).put("port", Integer.toString(port));
    }

    /**
     * Has login and transaction passwords hashed fast: for tests that send hundreds of guesses and would otherwise wait
     * for the hashes, which besides keep the guesses from being at the guard at the same time.
     */
    public static void hashFast(ObjectNode realm) {
        realm.put("passwordPolicy", "hashAlgorithm(pbkdf2-sha512) and hashIterations(1000)");
    }

    /** Adds a client {@code trade}, whose login asks for the login password and then for the transaction password. */
    public static void addStepUp(ObjectNode realm) {
        // A client names its flow by the id, which must be nobody else's.
        String id = realm.get("realm").asText() + "-step-up";
        ObjectNode flow = realm.withArray("/authenticationFlows")
                .addObject()
                .put("id", id)
                .put("alias", "step up")
                .put("providerId", "basic-flow")
                .put("topLevel", true);
        flow.putArray("authenticationExecutions")
                .add(execution(realm, "auth-username-password-form", 10))
                .add(execution(realm, "sekisho-transaction-password", 20));
        ObjectNode client = realm.withArray("/clients")
                .addObject()
                .put("clientId", "trade")
                .put("publicClient", true)
                .put("rootUrl", "${authBaseUrl}");
        client.putArray("redirectUris").add("/realms/" + realm.get("realm").asText() + "/otp-service*");
        client.putObject("authenticationFlowBindingOverrides").put("browser", id);
    }

    private static ObjectNode execution(ObjectNode realm, String authenticator, int priority) {
        return realm.objectNode()
                .put("authenticator", authenticator)
                .put("requirement", "REQUIRED")
                .put("priority", priority);
    }

    public String name() {
        return name;
    }

    /**
     * Where the client {@code trade} of {@link #addStepUp} sends a customer who is to log in, and is sent back to the
     * status page.
     */
    public String stepUpUrl() {
        return url + "/realms/" + name + "/protocol/openid-connect/auth?client_id=trade&response_type=code&scope=openid"
                + "&redirect_uri=" + url + "/realms/" + name + "/otp-service";
    }

    @Override
    public void close() {
        admin.deleteRealm(name);
    }
}
