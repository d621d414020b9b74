package io.sekisho.admin.setup;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/** By which it is told later whether somebody has changed a flow: a hash of the flow as JSON, with sorted names. */
final class FlowFingerprint {

    private static final JsonMapper CANONICAL = JsonMapper.builder()
            .enable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .build();

    private FlowFingerprint() {}

    static String of(FlowTree flow) {
        try {
            return hash(CANONICAL.writeValueAsString(flow));
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether the flow still is what had this fingerprint. */
    static boolean matches(FlowTree flow, String fingerprint) {
        return fingerprint.equals(of(flow)) || fingerprint.equals(ofOlderRecords(flow));
    }

    /** Set-ups of before have hashed the record's own text, so its classes and components must keep their names. */
    private static String ofOlderRecords(FlowTree flow) {
        return hash(flow.toString());
    }

    private static String hash(String text) {
        try {
            return Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
