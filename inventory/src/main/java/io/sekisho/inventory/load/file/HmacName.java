package io.sekisho.inventory.load.file;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The names by which files call the HMAC of a token, such as {@code HMAC-SHA256}, {@code SHA256} or {@code HmacSHA256}.
 */
public final class HmacName {

    public static final String DEFAULT = "HmacSHA1";

    private static final Map<String, String> NAMES =
            Map.of("SHA1", DEFAULT, "SHA256", "HmacSHA256", "SHA512", "HmacSHA512");

    private HmacName() {}

    /**
     * The name that the JCA has for it.
     *
     * @param name as it stands in a file; null or blank for the default
     * @return empty if it is none that tokens have (RFC 6238, section 1.2)
     */
    public static Optional<String> parse(String name) {
        if (name == null || name.isBlank()) {
            return Optional.of(DEFAULT);
        }
        return Optional.ofNullable(NAMES.get(name.strip()
                .toUpperCase(Locale.ROOT)
                .replace("-", "")
                .replace("_", "")
                .replaceFirst("^HMAC", "")));
    }
}
