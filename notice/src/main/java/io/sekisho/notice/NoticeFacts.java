package io.sekisho.notice;

import com.fasterxml.jackson.core.type.TypeReference;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.keycloak.util.JsonSerialization;

/** The facts of a notice as they lie in the outbox. */
final class NoticeFacts {

    private static final TypeReference<LinkedHashMap<String, String>> MAP = new TypeReference<>() {};

    private NoticeFacts() {}

    /** Null for none. */
    static String write(Map<String, String> facts) {
        try {
            return facts.isEmpty() ? null : JsonSerialization.writeValueAsString(facts);
        } catch (IOException e) {
            throw new IllegalStateException("strings are always JSON", e);
        }
    }

    static Map<String, String> read(String json) {
        try {
            return json == null ? Map.of() : JsonSerialization.readValue(json, MAP);
        } catch (IOException e) {
            throw new IllegalStateException("was written above", e);
        }
    }
}
