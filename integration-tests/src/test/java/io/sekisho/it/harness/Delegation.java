package io.sekisho.it.harness;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * Keycloak's fine-grained admin permissions of one realm, which must have them turned on. Taken back when closed: what
 * is given to one of the staff for all users is asked of all others, too, and denied.
 */
public final class Delegation implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Admin admin;
    private final String authorization;
    private final List<String> permissions = new ArrayList<>();

    public Delegation(Admin admin, String realm) {
        this.admin = admin;
        this.authorization = "/" + realm + "/clients/"
                + admin.get("/" + realm + "/clients?clientId=admin-permissions")
                        .get(0)
                        .get("id")
                        .asText() + "/authz/resource-server";
    }

    /** Gives one of the staff these scopes for some users, or for all if none is named. */
    public void allow(Customer clerk, List<String> scopes, Customer... users) {
        permit(clerk, "POSITIVE", "Users", scopes, ids(users));
    }

    /** Denies one of the staff these scopes for some users, whatever he is given for all. */
    public void deny(Customer clerk, List<String> scopes, Customer... users) {
        permit(clerk, "NEGATIVE", "Users", scopes, ids(users));
    }

    /** The same for groups. */
    public void allowGroups(Customer clerk, List<String> scopes, String... groups) {
        permit(clerk, "POSITIVE", "Groups", scopes, List.of(groups));
    }

    /** The same for groups. */
    public void denyGroups(Customer clerk, List<String> scopes, String... groups) {
        permit(clerk, "NEGATIVE", "Groups", scopes, List.of(groups));
    }

    private static List<String> ids(Customer... users) {
        return List.of(users).stream().map(Customer::id).toList();
    }

    private void permit(Customer clerk, String logic, String type, List<String> scopes, List<String> resources) {
        ObjectNode policy = JSON.createObjectNode()
                .put("name", "policy " + UUID.randomUUID())
                .put("logic", logic);
        policy.putArray("users").add(clerk.id());
        ObjectNode permission = JSON.createObjectNode()
                .put("name", "permission " + UUID.randomUUID())
                .put("resourceType", type)
                .put("decisionStrategy", "UNANIMOUS");
        permission
                .putArray("policies")
                .add(Inventory.json(made(authorization + "/policy/user", policy))
                        .get("id")
                        .asText());
        scopes.forEach(permission.putArray("scopes")::add);
        if (!resources.isEmpty()) {
            resources.forEach(permission.putArray("resources")::add);
        }
        permissions.add(Inventory.json(made(authorization + "/permission/scope", permission))
                .get("id")
                .asText());
    }

    private HttpResponse<String> made(String path, ObjectNode body) {
        HttpResponse<String> answer = admin.send("POST", path, body);
        assertEquals(201, answer.statusCode(), answer.body());
        return answer;
    }

    @Override
    public void close() {
        permissions.forEach(id -> assertEquals(
                204,
                admin.send("DELETE", authorization + "/permission/scope/" + id, null)
                        .statusCode()));
    }
}
