package io.sekisho.credential.otp;

import io.sekisho.institution.TypedText;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a customer types as a code, made plain: full-width digits, spaces, hyphens and what cannot be seen are forgiven.
 */
public final class OtpCode {

    /** Longer input is not looked at; eight digits with separators of any taste fit. */
    private static final int MAX_INPUT_LENGTH = 64;

    private OtpCode() {}

    /**
     * @param input  as typed, or null
     * @param digits as many as the token shows
     * @return the digits, or empty if the input is not that many digits
     */
    public static Optional<String> parse(@Nullable String input, int digits) {
        return digits(input).filter(code -> code.length() == digits);
    }

    /**
     * The same for digits of any number, such as an ID that is read off in groups.
     *
     * @param input as typed, or null
     * @return the digits, or empty if the input is anything else
     */
    public static Optional<String> digits(@Nullable String input) {
        if (input == null || input.length() > MAX_INPUT_LENGTH) {
            return Optional.empty();
        }
        String plain = TypedText.ungrouped(input);
        return !plain.isEmpty() && plain.chars().allMatch(c -> c >= '0' && c <= '9')
                ? Optional.of(plain)
                : Optional.empty();
    }
}
