package io.sekisho.it.harness;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Set;
import java.util.TreeSet;

/** An OpenAPI document, and which of its answers have been seen. */
public final class ApiDocument {

    private static final Set<String> METHODS = Set.of("get", "post", "put", "patch", "delete");

    private final JsonNode document;
    private final Set<String> seen = new TreeSet<>();

    /** @param name of the file in {@code docs/} */
    public ApiDocument(String name) {
        try {
            document = new YAMLMapper().readTree(Path.of("..", "docs", name).toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Everything that can be called: {@code POST /things/{id}/open}. */
    public Set<String> operations() {
        Set<String> operations = new TreeSet<>();
        document.get("paths")
                .fields()
                .forEachRemaining(path -> path.getValue().fieldNames().forEachRemaining(method -> {
                    if (METHODS.contains(method)) {
                        operations.add(method.toUpperCase() + " " + path.getKey());
                    }
                }));
        return operations;
    }

    /** Every answer that an operation can have: {@code POST /things/{id}/open 204}. */
    public Set<String> answers() {
        Set<String> answers = new TreeSet<>();
        operations()
                .forEach(operation -> operation(operation)
                        .get("responses")
                        .fieldNames()
                        .forEachRemaining(status -> answers.add(operation + " " + status)));
        return answers;
    }

    /** Those that were not seen yet. */
    public Set<String> unseen() {
        Set<String> unseen = answers();
        unseen.removeAll(seen);
        return unseen;
    }

    /** What is listed for an operation, with references followed. */
    public JsonNode operation(String operation) {
        String[] parts = operation.split(" ");
        JsonNode found = document.path("paths").path(parts[1]).path(parts[0].toLowerCase());
        assertFalse(found.isMissingNode(), operation + " is not in the document");
        return found;
    }

    /**
     * Holds an answer against the document: status, media type, and every property.
     *
     * @param operation as {@link #operations} has it
     */
    public void check(String operation, HttpResponse<String> answer) {
        String what = operation + " " + answer.statusCode();
        JsonNode response =
                resolved(operation(operation).path("responses").path(Integer.toString(answer.statusCode())));
        assertFalse(response.isMissingNode(), () -> what + " is not in the document: " + answer.body());
        seen.add(what);
        if (response.path("content").isMissingNode()) {
            assertEquals("", answer.body(), what);
            return;
        }
        String type =
                answer.headers().firstValue("Content-Type").orElse("nothing").replaceFirst(";.*", "");
        assertEquals(
                answer.statusCode() >= 400,
                type.equals("application/problem+json"),
                () -> what + " comes as " + type + ": " + answer.body());
        JsonNode content = response.path("content").path(type);
        assertFalse(content.isMissingNode(), () -> what + " comes as " + type);
        if (type.endsWith("json")) {
            checkValue(what, content.path("schema"), json(answer.body()));
        }
        if (answer.statusCode() >= 400) {
            assertFalse(
                    answer.body().matches("(?s).*(Exception|\\bat [a-z]+\\.|\\.java).*"),
                    () -> what + " has a stack trace: " + answer.body());
        }
    }

    /**
     * Holds every example of a request against its own schema.
     *
     * @return how many there are
     */
    public int checkExamples() {
        int examples = 0;
        for (String operation : operations()) {
            JsonNode json =
                    operation(operation).path("requestBody").path("content").path("application/json");
            if (json.has("example")) {
                checkValue(operation + " example", json.path("schema"), json.get("example"));
                examples++;
            }
        }
        return examples;
    }

    private void checkValue(String where, JsonNode schemaOrReference, JsonNode value) {
        JsonNode schema = resolved(schemaOrReference);
        assertFalse(schema.isMissingNode(), () -> where + " has no schema");
        assertTrue(
                isOfType(schema.path("type"), value),
                () -> where + " is " + value + ", and should be of type " + schema.path("type"));
        if (schema.has("enum")) {
            assertTrue(
                    schema.get("enum").toString().contains("\"" + value.asText() + "\""), () -> where + " is " + value);
        }
        if ("date-time".equals(schema.path("format").asText())) {
            Instant.parse(value.asText());
        }
        if (value.isArray()) {
            value.forEach(item -> checkValue(where + "[]", schema.path("items"), item));
        } else if (value.isObject()) {
            schema.path("required")
                    .forEach(name ->
                            assertTrue(value.has(name.asText()), () -> where + " lacks " + name + ": " + value));
            value.fields().forEachRemaining(property -> {
                String name = where + "." + property.getKey();
                JsonNode described = schema.path("properties").path(property.getKey());
                checkValue(
                        name,
                        described.isMissingNode() ? schema.path("additionalProperties") : described,
                        property.getValue());
            });
        }
    }

    private static boolean isOfType(JsonNode types, JsonNode value) {
        if (types.isArray()) {
            for (JsonNode type : types) {
                if (isOfType(type, value)) {
                    return true;
                }
            }
            return false;
        }
        return switch (types.asText()) {
            case "object" -> value.isObject();
            case "array" -> value.isArray();
            case "string" -> value.isTextual();
            case "integer" -> value.isIntegralNumber();
            case "boolean" -> value.isBoolean();
            case "null" -> value.isNull();
            default -> throw new AssertionError("type " + types);
        };
    }

    private JsonNode resolved(JsonNode node) {
        return node.has("$ref") ? resolved(document.at(node.get("$ref").asText().substring(1))) : node;
    }

    private static JsonNode json(String text) {
        try {
            return new ObjectMapper().readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
