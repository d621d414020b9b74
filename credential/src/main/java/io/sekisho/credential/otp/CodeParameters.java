package io.sekisho.credential.otp;

import org.keycloak.models.OTPPolicy;
import org.keycloak.models.credential.OTPCredentialModel;

/**
 * Under which parameters codes are made by the time.
 *
 * @param algorithm     HMAC of the JCA, such as {@code HmacSHA1}
 * @param digits        of a code
 * @param periodSeconds of a time step
 */
public record CodeParameters(String algorithm, int digits, int periodSeconds) {

    private static final String SEPARATOR = " ";

    public static CodeParameters of(OTPPolicy policy) {
        return new CodeParameters(policy.getAlgorithm(), policy.getDigits(), policy.getPeriod());
    }

    /** As it is remembered between two pages, on the server. */
    public String note() {
        return String.join(SEPARATOR, algorithm, Integer.toString(digits), Integer.toString(periodSeconds));
    }

    /** @param note a {@link #note()} */
    public static CodeParameters ofNote(String note) {
        String[] parts = note.split(SEPARATOR);
        return new CodeParameters(parts[0], Integer.parseInt(parts[1]), Integer.parseInt(parts[2]));
    }

    /** As Keycloak judges apps by. */
    OTPPolicy policy() {
        return new OTPPolicy(OTPCredentialModel.TOTP, algorithm, 0, digits, 1, periodSeconds);
    }
}
