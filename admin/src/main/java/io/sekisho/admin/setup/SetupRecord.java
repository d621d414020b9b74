package io.sekisho.admin.setup;

import com.fasterxml.jackson.annotation.JsonAutoDetect.Visibility;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.PropertyAccessor;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sekisho.account.Problem;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.keycloak.models.RealmModel;

/**
 * What a realm was before it was set up, and what the set-up made: kept with the realm, as an attribute, so that a
 * teardown can put it back. What was not touched is not in it. Holds no secret.
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
    Binding browserFlow;
    Binding resetCredentialsFlow;
    /** Fingerprints of the flows that were made, by their ids. */
    Map<String, String> flowsMade = new TreeMap<>();

    TreeSet<String> requiredActionsAdded = new TreeSet<>();
    /** Whether they were enabled, of those that were there and were changed. */
    Map<String, Boolean> requiredActionsChanged = new TreeMap<>();
    /** Ids of clients, by their names. */
    Map<String, String> clientsMade = new TreeMap<>();

    Map<String, ClientChange> clientsChanged = new TreeMap<>();
    TreeSet<String> attributesAdded = new TreeSet<>();
    /** Values of attributes that were there and were changed. */
    Map<String, String> attributesChanged = new TreeMap<>();

    Replaced loginTheme;
    Replaced emailTheme;
    boolean internationalizationAdded;
    TreeSet<String> localesAdded = new TreeSet<>();
    Replaced defaultLocale;

    /**
     * What a flow of the realm was. The name serves where the flow has been made anew.
     *
     * @param made the id of the one that took its place
     */
    static final class Binding {
        String id;
        String alias;
        String made;

        Binding() {}

        Binding(String id, String alias, String made) {
            this.id = id;
            this.alias = alias;
            this.made = made;
        }
    }

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

    /** What was done to a client that was there before. */
    static final class ClientChange {
        boolean enabled;
        List<String> redirectUrisAdded = new ArrayList<>();
        String browserFlowAdded;
    }

    /** @throws WebApplicationException with a problem, if somebody has damaged it */
    static Optional<SetupRecord> of(RealmModel realm) {
        String json = realm.getAttribute(ATTRIBUTE);
        try {
            return json == null || json.isBlank() ? Optional.empty() : Optional.of(parse(json));
        } catch (UncheckedIOException e) {
            throw Problem.of(
                    Response.Status.CONFLICT,
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
