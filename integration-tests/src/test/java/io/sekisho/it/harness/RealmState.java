package io.sekisho.it.harness;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Everything that Keycloak's export says of a realm, but for its users: to be compared field by field. */
public final class RealmState {

    private RealmState() {}

    /** Values by where they stand; lists whose order means nothing are by the names of what they hold. */
    public static Map<String, String> of(Admin admin, String realm) {
        try {
            Map<String, String> fields = new TreeMap<>();
            JsonNode export = new ObjectMapper()
                    .readTree(admin.send(
                                    "POST",
                                    "/" + realm + "/partial-export?exportClients=true&exportGroupsAndRoles=true",
                                    null)
                            .body());
            if (!export.has("authenticationFlows") || !export.has("clients") || !export.has("requiredActions")) {
                throw new AssertionError("Not an export: " + export);
            }
            collect("realm", admin.get("/" + realm), fields);
            collect("export", export, fields);
            return fields;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void collect(String path, JsonNode node, Map<String, String> fields) {
        if (node.isObject()) {
            node.fields().forEachRemaining(field -> collect(path + "/" + field.getKey(), field.getValue(), fields));
        } else if (node.isArray()) {
            List<String> values = new ArrayList<>();
            int number = 0;
            for (JsonNode each : node) {
                number++;
                if (each.isObject()) {
                    // Steps of a flow are in order; everything else has a name.
                    String name = path.endsWith("authenticationExecutions") ? "" + number : name(each, number);
                    collect(path + "[" + name + "]", each, fields);
                } else {
                    values.add(each.asText());
                }
            }
            if (!values.isEmpty()) {
                values.sort(null);
                fields.put(path, values.toString());
            }
        } else {
            fields.put(path, node.asText());
        }
    }

    private static String name(JsonNode node, int number) {
        for (String key : List.of("clientId", "alias", "name", "id")) {
            if (node.hasNonNull(key)) {
                return ((ObjectNode) node).get(key).asText();
            }
        }
        return Integer.toString(number);
    }
}
