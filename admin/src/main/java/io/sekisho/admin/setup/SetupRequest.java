package io.sekisho.admin.setup;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.sekisho.account.Problem;
import jakarta.ws.rs.core.Response;
import java.io.IOException;

/**
 * The body of a set-up.
 *
 * @param kind      of service, see {@link ServiceKind#id()}
 * @param theme     login theme, or null for the one that the realm has if it will do, or else the kind's own
 * @param serviceId of issued tokens, or null if the realm has one
 * @param dryRun    whether to tell what would be done, and do nothing
 */
record SetupRequest(String kind, String theme, String serviceId, boolean dryRun) {

    /** Strict, for a mistyped dryRun must not become a real run. */
    private static final ObjectMapper JSON = JsonMapper.builder()
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    /** The body of a teardown. */
    record Teardown(boolean dryRun) {}

    static SetupRequest parse(String body) {
        return parse(body, SetupRequest.class, "{\"kind\": \"authenticator-app\", \"dryRun\": true}");
    }

    /** Nothing at all is a real run. */
    static Teardown parseTeardown(String body) {
        return body == null || body.isBlank() ? new Teardown(false) : parse(body, Teardown.class, "{\"dryRun\": true}");
    }

    private static <T> T parse(String body, Class<T> type, String example) {
        try {
            T request = body == null || body.isBlank() ? null : JSON.readValue(body, type);
            if (request == null) {
                throw badBody("There is none. It is like " + example + ".");
            }
            return request;
        } catch (UnrecognizedPropertyException e) {
            throw badBody("It has an unknown property: " + e.getPropertyName() + ". It is like " + example + ".");
        } catch (MismatchedInputException e) {
            String where = e.getPath().isEmpty()
                    ? "It is not an object"
                    : "The property " + e.getPath().get(0).getFieldName() + " has a value of another kind";
            throw badBody(where + ". It is like " + example + ".");
        } catch (JsonProcessingException e) {
            throw badBody("It is not JSON. It is like " + example + ".");
        } catch (IOException e) {
            throw new IllegalStateException("a string can be read", e);
        }
    }

    private static RuntimeException badBody(String detail) {
        return Problem.of(Response.Status.BAD_REQUEST, "Body not understood", detail);
    }
}
