package io.sekisho.admin;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import io.sekisho.account.Problem;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.keycloak.models.KeycloakSession;
import org.keycloak.util.JsonSerialization;

/**
 * The body of a call, which must be a JSON object. Read here and not by the framework, whose answers to what is none
 * have no problem details.
 */
final class JsonBody {

    private static final int MAX_BYTES = 65_536;
    private static final ObjectReader READER = JsonSerialization.mapper
            .reader()
            .with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .with(JsonParser.Feature.STRICT_DUPLICATE_DETECTION);

    private final JsonNode object;

    private JsonBody(JsonNode object) {
        this.object = object;
    }

    /** Refuses a body that is not said to be JSON. */
    static void require(KeycloakSession session) {
        MediaType type = session.getContext().getRequestHeaders().getMediaType();
        if (type == null || !MediaType.APPLICATION_JSON_TYPE.isCompatible(type)) {
            throw Problem.of(
                    Response.Status.UNSUPPORTED_MEDIA_TYPE,
                    "Not JSON",
                    "The body must be sent as " + MediaType.APPLICATION_JSON + ".");
        }
    }

    /** @throws WebApplicationException if it is anything else, is too long, or is not said to be JSON */
    static JsonBody of(KeycloakSession session, InputStream body) {
        require(session);
        try {
            byte[] bytes = body.readNBytes(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) {
                throw Problem.of(
                        Response.Status.REQUEST_ENTITY_TOO_LARGE,
                        "Body too long",
                        "It can have " + MAX_BYTES + " bytes.");
            }
            JsonNode object = READER.readTree(bytes);
            if (object != null && object.isObject()) {
                return new JsonBody(object);
            }
        } catch (IOException e) {
            // said below, with what is JSON and no object
        }
        throw malformed("The body must be one JSON object.");
    }

    /**
     * A text that must be there.
     *
     * @param form of the whole body, for whoever has left it out
     */
    String text(String name, String form) {
        return Optional.of(object.path(name))
                .filter(JsonNode::isTextual)
                .map(JsonNode::textValue)
                .filter(text -> !text.isBlank())
                .orElseThrow(() -> malformed("The body must be " + form + "."));
    }

    /** Names and texts; null where the body has null. Numbers and switches are taken as texts. */
    Map<String, String> texts() {
        Map<String, String> texts = new LinkedHashMap<>();
        object.fields().forEachRemaining(field -> {
            if (field.getValue().isContainerNode()) {
                throw malformed(field.getKey() + " must be a text, a number, true, false or null.");
            }
            texts.put(
                    field.getKey(),
                    field.getValue().isNull() ? null : field.getValue().asText());
        });
        return texts;
    }

    private static WebApplicationException malformed(String detail) {
        return Problem.of(Response.Status.BAD_REQUEST, "Malformed body", detail);
    }
}
