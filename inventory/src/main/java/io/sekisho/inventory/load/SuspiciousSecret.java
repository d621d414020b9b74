package io.sekisho.inventory.load;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;
import org.keycloak.models.utils.Base32;

/**
 * A secret that looks as if somebody had taken its written form for the secret itself, or one written form for another.
 * Its codes would be none of the token's, and nobody would notice before the first customer. By chance a good secret is
 * hardly ever like that: one of 16 bytes once in two thousand million.
 */
final class SuspiciousSecret {

    private static final Pattern HEXADECIMAL = Pattern.compile("([0-9a-f]{2})+|([0-9A-F]{2})+");
    private static final Pattern BASE32 = Pattern.compile("([A-Z2-7]+|[a-z2-7]+)=*");
    private static final Pattern BASE64 = Pattern.compile("[A-Za-z0-9+/_-]+=*");
    /** What is Base32 by chance is of any length; 32 characters are the 20 bytes that nearly all tokens have. */
    private static final int BASE32_BLOCK = 8;

    private static final String LOOK = " Compare a code of the token before you hand it out, or ask the vendor.";

    private SuspiciousSecret() {}

    /** A sentence that tells nothing of the secret; empty if nothing is amiss. */
    static Optional<String> warning(byte[] secret) {
        String text = new String(secret, ISO_8859_1).strip();
        if (HEXADECIMAL.matcher(text).matches()) {
            return twice("hexadecimal digits");
        } else if (BASE32.matcher(text).matches()) {
            return twice("Base32");
        } else if (BASE64.matcher(text).matches()) {
            return twice("Base64");
        }
        String base64 = Base64.getEncoder().encodeToString(secret);
        if (HEXADECIMAL.matcher(Base32.encode(secret)).matches()
                || HEXADECIMAL.matcher(base64).matches()) {
            return mistaken("hexadecimal digits");
        } else if (base64.length() % BASE32_BLOCK == 0 && BASE32.matcher(base64).matches() && !base64.endsWith("=")) {
            return mistaken("Base32");
        }
        return Optional.empty();
    }

    private static Optional<String> twice(String writing) {
        return Optional.of("The secret key is itself a text in " + writing
                + ": it may have been encoded twice, and then makes other codes than the token." + LOOK);
    }

    private static Optional<String> mistaken(String writing) {
        return Optional.of("The secret key may stand in the file in " + writing
                + ", and was read as something else: then it makes other codes than the token." + LOOK);
    }
}
