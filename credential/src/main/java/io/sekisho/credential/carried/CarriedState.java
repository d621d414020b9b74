package io.sekisho.credential.carried;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sekisho.credential.seed.SeedCipher;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.keycloak.credential.CredentialModel;
import org.keycloak.models.credential.OTPCredentialModel;
import org.keycloak.util.JsonSerialization;

/**
 * What a credential itself tells of its state, so that it goes wherever Keycloak's own export and import carry the
 * credential, which know nothing of our tables. The tables are what counts; this is a copy, written at the change and
 * not at each login, and read where they have no row.
 *
 * <p>An OTP has it behind the sealed seed, where Keycloak without us could make nothing of it; one that is not sealed
 * carries nothing. Any other credential has it among the additional parameters of its hash. It is no secret and not
 * authenticated: whoever can change what is imported can leave the credential out as well.
 *
 * @param lost       whether the token is reported lost
 * @param suspension or null while the factor is not suspended
 */
public record CarriedState(boolean lost, @Nullable Suspension suspension) {

    public static final CarriedState NONE = new CarriedState(false, null);
    /** What the text of a lost token's begins with. */
    public static final String LOST = "lost";
    /** Name of the additional parameter. */
    public static final String PARAMETER = "sekisho";

    private static final String SEPARATOR = "+";
    private static final Pattern TEXT = Pattern.compile("(lost)?\\+?(?:suspended-(\\d{1,18})-(\\d{1,9})-(\\d{1,9}))?");

    /**
     * A suspension of the factor.
     *
     * @param at            since when, in milliseconds of the epoch
     * @param failures      since the last success or lifted suspension
     * @param failuresInAll since the last success
     */
    public record Suspension(long at, int failures, int failuresInAll) {}

    /** What a credential carries; what is no text of ours is nothing. */
    public static CarriedState of(CredentialModel credential) {
        return parse(text(credential.getType(), credential.getSecretData(), credential.getCredentialData()));
    }

    private static String text(String type, String secretData, String credentialData) {
        if (OTPCredentialModel.TYPE.equals(type)) {
            String value = read(secretData).path("value").asText();
            return SeedCipher.isSealed(value) ? SeedCipher.carried(value) : "";
        }
        return read(credentialData)
                .path("additionalParameters")
                .path(PARAMETER)
                .path(0)
                .asText();
    }

    static CarriedState parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        if (!matcher.matches()) {
            return NONE;
        }
        return new CarriedState(
                matcher.group(1) != null,
                matcher.group(2) == null
                        ? null
                        : new Suspension(
                                Long.parseLong(matcher.group(2)),
                                Integer.parseInt(matcher.group(3)),
                                Integer.parseInt(matcher.group(4))));
    }

    String text() {
        List<String> words = new ArrayList<>();
        if (lost) {
            words.add(LOST);
        }
        if (suspension != null) {
            words.add("suspended-" + suspension.at + "-" + suspension.failures + "-" + suspension.failuresInAll);
        }
        return String.join(SEPARATOR, words);
    }

    public CarriedState withLost(boolean lost) {
        return new CarriedState(lost, suspension);
    }

    /** @param suspension or null for none */
    public CarriedState withSuspension(@Nullable Suspension suspension) {
        return new CarriedState(lost, suspension);
    }

    /** What both tell; of two suspensions this one. */
    public CarriedState and(CarriedState other) {
        return new CarriedState(lost || other.lost, suspension == null ? other.suspension : suspension);
    }

    /** The credential with this instead of what it carries; the same where it carries this, or can carry nothing. */
    public CredentialModel on(CredentialModel credential) {
        if (of(credential).equals(this)) {
            return credential;
        }
        CredentialModel carrying = credential.shallowClone();
        if (OTPCredentialModel.TYPE.equals(credential.getType())) {
            carrying.setSecretData(onSecretData(credential.getSecretData()));
        } else {
            carrying.setCredentialData(onCredentialData(credential.getCredentialData()));
        }
        return carrying;
    }

    private String onSecretData(String secretData) {
        JsonNode data = read(secretData);
        String value = data.path("value").asText();
        return SeedCipher.isSealed(value)
                ? write(((ObjectNode) data).put("value", SeedCipher.carrying(value, text())))
                : secretData;
    }

    private String onCredentialData(String credentialData) {
        if (!(read(credentialData) instanceof ObjectNode data)) {
            return credentialData;
        }
        ObjectNode parameters = data.withObject("/additionalParameters");
        parameters.remove(PARAMETER);
        if (!equals(NONE)) {
            parameters.putArray(PARAMETER).add(text());
        }
        return write(data);
    }

    private static JsonNode read(@Nullable String json) {
        try {
            return json == null || json.isBlank()
                    ? JsonSerialization.mapper.missingNode()
                    : JsonSerialization.mapper.readTree(json);
        } catch (IOException e) {
            // Whoever uses the credential says so.
            return JsonSerialization.mapper.missingNode();
        }
    }

    private static String write(JsonNode data) {
        try {
            return JsonSerialization.writeValueAsString(data);
        } catch (IOException e) {
            throw new IllegalStateException("a tree of JSON is always JSON", e);
        }
    }
}
