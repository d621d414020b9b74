package io.sekisho.admin.setup;

import com.fasterxml.jackson.annotation.JsonAutoDetect.Visibility;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.annotation.PropertyAccessor;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * What a realm was before it was set up, and what the set-up made, so that a teardown can put it back
 * ({@link SetupRecords} keeps it). What was not touched is not in it; what the first set-up has found is not replaced by
 * a second one. Holds no secret. Each thing has its own part of it; all parts lie side by side in the JSON, as set-ups
 * of before have written it.
 */
final class SetupRecord {

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

    @JsonUnwrapped
    MailAddressRule.Before mailAddress = new MailAddressRule.Before();

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
