package io.sekisho.inventory.load.pskc;

import java.util.Base64;
import java.util.HexFormat;
import java.util.regex.Pattern;

/** What opens the encrypted values of a PSKC file, agreed with the vendor outside of it. */
public sealed interface PskcSecret {

    /** Nothing: the values must be plain. */
    record None() implements PskcSecret {}

    /**
     * A pre-shared AES key (RFC 6030, section 6.1).
     *
     * @param key of 16, 24 or 32 bytes
     */
    record PreSharedKey(byte[] key) implements PskcSecret {

        private static final Pattern HEX = Pattern.compile("([0-9A-Fa-f]{32}|[0-9A-Fa-f]{48}|[0-9A-Fa-f]{64})");

        public PreSharedKey {
            if (key.length != 16 && key.length != 24 && key.length != 32) {
                throw new IllegalArgumentException("a pre-shared key has 16, 24 or 32 bytes, this one " + key.length);
            }
        }

        /**
         * From hexadecimal digits or Base64.
         *
         * @throws IllegalArgumentException if it is neither, or no AES key; the message does not quote it
         */
        public static PreSharedKey parse(String text) {
            String stripped = text.strip();
            if (HEX.matcher(stripped).matches()) {
                return new PreSharedKey(HexFormat.of().parseHex(stripped));
            }
            byte[] key;
            try {
                key = Base64.getDecoder().decode(stripped);
            } catch (IllegalArgumentException e) {
                // Without its cause, which may quote the key.
                throw new IllegalArgumentException("a pre-shared key is written in hexadecimal digits or Base64");
            }
            return new PreSharedKey(key);
        }

        @Override
        public String toString() {
            return "PreSharedKey";
        }
    }

    /** A password from which the key is derived (RFC 6030, section 6.2). */
    record Password(String password) implements PskcSecret {

        @Override
        public String toString() {
            return "Password";
        }
    }
}
