package io.sekisho.admin.body;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.json.JsonMapper;
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

/**
 * The body of a call, which must be a JSON object. Read here and not by the framework, whose answers to what is none
 * have no problem details.
 */
public final class JsonBody {

    private static final int MAX_BYTES = 65_536;
    /** Strict, for a mistyped dryRun must not become a real run. */
    private static final ObjectMapper JSON = JsonMapper.builder()
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .build();

    private final JsonNode object;

    private JsonBody(JsonNode object) {
        this.object = object;
    }

    private static void requireJson(KeycloakSession session) {
        MediaType type = session.getContext().getRequestHeaders().getMediaType();
        if (type == null || !MediaType.APPLICATION_JSON_TYPE.isCompatible(type)) {
            throw Problem.of(
                    Response.Status.UNSUPPORTED_MEDIA_TYPE,
                    "Not JSON",
                    "The body must be sent as " + MediaType.APPLICATION_JSON + ".");
        }
    }

    /** @throws WebApplicationException if it is anything else, is too long, or is not said to be JSON */
    public static JsonBody of(KeycloakSession session, InputStream body) {
        requireJson(session);
        try {
            JsonNode object = JSON.readTree(bytes(body));
            if (object != null && object.isObject()) {
                return new JsonBody(object);
            }
        } catch (IOException e) {
            // said below, with what is JSON and no object
        }
        throw malformed("The body must be one JSON object.");
    }

    /**
     * A body with the components of a record, and no others.
     *
     * @param example of such a body, for whoever has sent another one
     * @throws WebApplicationException if it is anything else, is too long, or is not said to be JSON
     */
    public static <T> T of(KeycloakSession session, InputStream body, Class<T> type, String example) {
        requireJson(session);
        return read(text(body), type, example);
    }

    /** The same, where nothing at all may be sent, of whatever type. */
    public static <T> Optional<T> ofAny(KeycloakSession session, InputStream body, Class<T> type, String example) {
        String text = text(body);
        if (text.isBlank()) {
            return Optional.empty();
        }
        requireJson(session);
        return Optional.of(read(text, type, example));
    }

    private static <T> T read(String body, Class<T> type, String example) {
        try {
            T read = body.isBlank() ? null : JSON.readValue(body, type);
            if (read == null) {
                throw notUnderstood("There is none", example);
            }
            return read;
        } catch (UnrecognizedPropertyException e) {
            throw notUnderstood("It has an unknown property: " + e.getPropertyName(), example);
        } catch (MismatchedInputException e) {
            throw notUnderstood(
                    e.getPath().isEmpty()
                            ? "It is not an object"
                            : "The property " + e.getPath().get(0).getFieldName() + " has a value of another kind",
                    example);
        } catch (JsonProcessingException e) {
            throw notUnderstood("It is not JSON", example);
        }
    }

    private static String text(InputStream body) {
        try {
            return new String(bytes(body), UTF_8);
        } catch (IOException e) {
            throw malformed("The body has come to an end before it was complete.");
        }
    }

    private static byte[] bytes(InputStream body) throws IOException {
        byte[] bytes = body.readNBytes(MAX_BYTES + 1);
        if (bytes.length > MAX_BYTES) {
            throw Problem.of(
                    Response.Status.REQUEST_ENTITY_TOO_LARGE, "Body too long", "It can have " + MAX_BYTES + " bytes.");
        }
        return bytes;
    }

    /**
     * A text that must be there.
     *
     * @param form of the whole body, for whoever has left it out
     */
    public String text(String name, String form) {
        return Optional.of(object.path(name))
                .filter(JsonNode::isTextual)
                .map(JsonNode::textValue)
                .filter(text -> !text.isBlank())
                .orElseThrow(() -> malformed("The body must be " + form + "."));
    }

    /** Names and texts; null where the body has null. Numbers and switches are taken as texts. */
    public Map<String, String> texts() {
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

    private static WebApplicationException notUnderstood(String why, String example) {
        return Problem.of(Response.Status.BAD_REQUEST, "Body not understood", why + ". It is like " + example + ".");
    }

    private static WebApplicationException malformed(String detail) {
        return Problem.of(Response.Status.BAD_REQUEST, "Malformed body", detail);
    }
}
