package io.sekisho.inventory;

import io.sekisho.institution.TypedText;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * トークンID: what stands on a token, or in the app, and names it in the inventory.
 *
 * @param value normalised: letters {@code A} to {@code Z} and digits
 */
public record TokenId(String value) {

    public static final int MAX_LENGTH = 64;

    /** Longer input is not looked at. */
    private static final int MAX_INPUT_LENGTH = 4 * MAX_LENGTH;
    /** Nothing else, so that an index finds a prefix in whatever order the database has its texts. */
    private static final Pattern PLAIN = Pattern.compile("[0-9A-Z]{1," + MAX_LENGTH + "}");

    public TokenId {
        if (!PLAIN.matcher(value).matches()) {
            throw new IllegalArgumentException("token ID: 1 to " + MAX_LENGTH + " letters and digits");
        }
    }

    /**
     * Forgives case, full-width characters, spaces, hyphens and what cannot be seen.
     *
     * @param input as typed, or as it stands in a file; or null
     * @return empty if it cannot be a token's ID
     */
    public static Optional<TokenId> parse(String input) {
        return normalised(input).filter(plain -> PLAIN.matcher(plain).matches()).map(TokenId::new);
    }

    /** The same for the beginning of one; an empty one is the beginning of all. */
    public static Optional<String> prefix(String input) {
        return normalised(input)
                .filter(plain -> plain.isEmpty() || PLAIN.matcher(plain).matches());
    }

    private static Optional<String> normalised(String input) {
        if (input == null || input.length() > MAX_INPUT_LENGTH) {
            return Optional.empty();
        }
        return Optional.of(TypedText.ungrouped(input).toUpperCase(Locale.ROOT));
    }

    /** For mails: the last four characters. */
    public String masked() {
        return "*".repeat(Math.max(0, value.length() - 4)) + value.substring(Math.max(0, value.length() - 4));
    }

    @Override
    public String toString() {
        return value;
    }
}
