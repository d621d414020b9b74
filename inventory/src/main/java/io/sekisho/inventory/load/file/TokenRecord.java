package io.sekisho.inventory.load.file;

import io.sekisho.inventory.TokenId;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;

/** One record of a vendor's file. */
public sealed interface TokenRecord {

    /** Where it stands: the line of a CSV, the key package of a PSKC; the first one is 1. */
    long number();

    /**
     * A token that can be imported.
     *
     * @param vendor        or null
     * @param model         or null
     * @param secret        the seed
     * @param algorithm     HMAC of the JCA, such as {@code HmacSHA1}
     * @param digits        of a code
     * @param periodSeconds of a time step
     * @param driftSteps    by how many steps the vendor has seen its clock ahead; negative if behind
     */
    record Token(
            long number,
            TokenId id,
            String vendor,
            String model,
            byte[] secret,
            String algorithm,
            int digits,
            int periodSeconds,
            int driftSteps)
            implements TokenRecord {

        @Override
        public boolean equals(Object other) {
            return other instanceof Token token
                    && number == token.number
                    && id.equals(token.id)
                    && Objects.equals(vendor, token.vendor)
                    && Objects.equals(model, token.model)
                    && Arrays.equals(secret, token.secret)
                    && algorithm.equals(token.algorithm)
                    && digits == token.digits
                    && periodSeconds == token.periodSeconds
                    && driftSteps == token.driftSteps;
        }

        @Override
        public int hashCode() {
            return id.hashCode();
        }

        /** Never the seed. */
        @Override
        public String toString() {
            return "Token[" + number + ", " + id + ", " + algorithm + ", " + digits + " digits, " + periodSeconds
                    + " s, drift " + driftSteps + "]";
        }
    }

    /**
     * A record that no token can be made of.
     *
     * @param id     or null if it has none
     * @param reason a sentence
     */
    record Invalid(long number, TokenId id, String reason) implements TokenRecord {}

    /**
     * A good record of something else, such as a token whose codes go by an event: files have them among tokens that
     * can be imported.
     *
     * @param id     or null if it has none
     * @param reason a sentence
     */
    record OtherKind(long number, TokenId id, String reason) implements TokenRecord {}

    /**
     * What a record says before it is checked; null is what it does not say.
     *
     * @param places for the reasons
     */
    record Draft(
            long number,
            Field.Places places,
            String id,
            String vendor,
            String model,
            byte[] secret,
            String algorithm,
            Long digits,
            Long periodSeconds,
            Long driftSteps) {

        /** Below it a seed can be guessed (RFC 4226, section 4, R6). */
        public static final int MIN_SECRET_BYTES = 16;
        /** The block of SHA-512: a longer seed would be hashed before its use. */
        public static final int MAX_SECRET_BYTES = 128;

        private static final int MAX_NAME_LENGTH = 255;
        private static final int MIN_DIGITS = 6;
        private static final int MAX_DIGITS = 8;
        private static final int MAX_PERIOD_SECONDS = 3_600;
        private static final int MAX_DRIFT_STEPS = 10_000;
        private static final String ID_FORM =
                "1 to " + TokenId.MAX_LENGTH + " letters and digits; spaces and hyphens between them do not count.";
        private static final String NAME_FORM = "it can have " + MAX_NAME_LENGTH + " characters.";
        private static final String SECRET_FORM = MIN_SECRET_BYTES + " to " + MAX_SECRET_BYTES + " bytes.";

        public Optional<TokenId> tokenId() {
            return TokenId.parse(id);
        }

        /** Whether it is a token, and else why not. */
        public TokenRecord check() {
            return problem()
                    .<TokenRecord>map(this::invalid)
                    .orElseGet(() -> new Token(
                            number,
                            tokenId().orElseThrow(),
                            blankToNull(vendor),
                            blankToNull(model),
                            secret,
                            algorithm,
                            Math.toIntExact(digits),
                            Math.toIntExact(periodSeconds),
                            Math.toIntExact(driftSteps)));
        }

        /** The record is not a token for a reason that its reader has found. */
        public Invalid invalid(String reason) {
            return new Invalid(number, tokenId().orElse(null), reason);
        }

        /** The same for a reason that lies in one field. */
        public Invalid invalid(Field field, String reason) {
            return invalid(at(field, reason));
        }

        /** The record is of a kind that its reader does not read. */
        public OtherKind otherKind(String reason) {
            return new OtherKind(number, tokenId().orElse(null), reason);
        }

        private String at(Field field, String reason) {
            return places.of(field) + ": " + reason;
        }

        private Optional<String> problem() {
            if (blankToNull(id) == null) {
                return problem(Field.SERIAL_NUMBER, "there is no serial number; it must be " + ID_FORM);
            } else if (tokenId().isEmpty()) {
                return problem(Field.SERIAL_NUMBER, "the serial number must be " + ID_FORM);
            } else if (tooLong(vendor)) {
                return problem(Field.MANUFACTURER, NAME_FORM);
            } else if (tooLong(model)) {
                return problem(Field.MODEL, NAME_FORM);
            } else if (secret == null) {
                return problem(Field.SECRET_KEY, "there is no secret key; it must have " + SECRET_FORM);
            } else if (secret.length < MIN_SECRET_BYTES || secret.length > MAX_SECRET_BYTES) {
                return problem(
                        Field.SECRET_KEY,
                        "the secret key has " + secret.length + " bytes; it must have " + SECRET_FORM);
            } else if (digits == null || digits < MIN_DIGITS || digits > MAX_DIGITS) {
                return problem(
                        Field.DIGITS, "the length of a code must be " + MIN_DIGITS + " to " + MAX_DIGITS + " digits.");
            } else if (periodSeconds == null || periodSeconds < 1 || periodSeconds > MAX_PERIOD_SECONDS) {
                return problem(
                        Field.TIME_INTERVAL,
                        "the time interval must be a whole number of seconds, 1 to " + MAX_PERIOD_SECONDS
                                + ", without a unit.");
            } else if (driftSteps == null || driftSteps < -MAX_DRIFT_STEPS || driftSteps > MAX_DRIFT_STEPS) {
                return problem(
                        Field.DRIFT,
                        "the drift of the clock must be a whole number of time steps, " + -MAX_DRIFT_STEPS + " to "
                                + MAX_DRIFT_STEPS + ".");
            }
            return Optional.empty();
        }

        private Optional<String> problem(Field field, String reason) {
            return Optional.of(at(field, reason));
        }

        private static boolean tooLong(String name) {
            return name != null && name.length() > MAX_NAME_LENGTH;
        }

        private static String blankToNull(String text) {
            return text == null || text.isBlank() ? null : text.strip();
        }

        /** Never the seed. */
        @Override
        public String toString() {
            return "Draft[" + number + "]";
        }
    }
}
