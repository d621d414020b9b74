package io.sekisho.admin.setup;

import com.fasterxml.jackson.annotation.JsonAutoDetect.Visibility;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.annotation.PropertyAccessor;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.ws.rs.WebApplicationException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import org.keycloak.models.RealmModel;

/**
 * What a realm was before it was set up, and what the set-up made: kept with the realm, as an attribute, so that a
 * teardown can put it back. What was not touched is not in it. Holds no secret. Each thing has its own part of it; all
 * parts lie side by side in the JSON, as set-ups of before have written it.
 */
final class SetupRecord {

    static final String ATTRIBUTE = "sekisho.setup.before";

    private static final ObjectMapper JSON = new ObjectMapper()
            .setVisibility(PropertyAccessor.ALL, Visibility.NONE)
            .setVisibility(PropertyAccessor.FIELD, Visibility.ANY)
            .setDefaultPropertyInclusion(
                    JsonInclude.Value.construct(JsonInclude.Include.NON_EMPTY, JsonInclude.Include.ALWAYS))
            .configure(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, false);

    static {
        // An empty text is one that was there.
        JSON.configOverride(String.class)
                .setInclude(JsonInclude.Value.construct(JsonInclude.Include.NON_NULL, JsonInclude.Include.ALWAYS));
    }

    String kind;
    BoundFlow.Binding browserFlow;
    BoundFlow.Binding resetCredentialsFlow;

    @JsonUnwrapped
    MadeFlows.Before flows = new MadeFlows.Before();

    @JsonUnwrapped
    RequiredActions.Before requiredActions = new RequiredActions.Before();

    @JsonUnwrapped
    ServiceClients.Before clients = new ServiceClients.Before();

    @JsonUnwrapped
    RealmAttributes.Before attributes = new RealmAttributes.Before();

    @JsonUnwrapped
    RealmThemes.Before themes = new RealmThemes.Before();

    @JsonUnwrapped
    Languages.Before languages = new Languages.Before();

    /** A value that was replaced; none at all is null. */
    static final class Replaced {
        String before;
        String after;

        Replaced() {}

        Replaced(String before, String after) {
            this.before = before;
            this.after = after;
        }

        /** Of a value that is replaced again: what was there before all. */
        static Replaced again(Replaced earlier, String before, String after) {
            return new Replaced(earlier == null ? before : earlier.before, after);
        }
    }

    /** @throws WebApplicationException with a problem, if somebody has damaged it */
    static Optional<SetupRecord> of(RealmModel realm) {
        String json = realm.getAttribute(ATTRIBUTE);
        try {
            return json == null || json.isBlank() ? Optional.empty() : Optional.of(parse(json));
        } catch (UncheckedIOException e) {
            throw SetupPlan.conflict(
                    "Record damaged",
                    "The attribute " + ATTRIBUTE + ", which says what the realm was before, cannot be read.");
        }
    }

    static SetupRecord parse(String json) {
        try {
            SetupRecord read = JSON.readValue(json, SetupRecord.class);
            if (read == null) {
                throw new IOException("null");
            }
            return read;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String json() {
        try {
            return JSON.writeValueAsString(this);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
