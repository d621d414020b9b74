package io.sekisho.inventory.load.csv;

import java.util.Optional;

/** Base32 (RFC 4648, section 6) that a vendor has written: strict, where Keycloak's own decoder takes anything. */
final class Base32Text {

    private static final int BITS = 5;
    private static final int BLOCK = 8;

    private Base32Text() {}

    /** With or without padding, in capitals or not; empty if it is not Base32. */
    static Optional<byte[]> decode(String text) {
        int end = text.length();
        while (end > 0 && text.charAt(end - 1) == '=') {
            end--;
        }
        int rest = end % BLOCK;
        boolean whole = end == text.length() || text.length() % BLOCK == 0 && text.length() - end < BLOCK;
        if (!whole || rest == 1 || rest == 3 || rest == 6) {
            return Optional.empty();
        }
        byte[] bytes = new byte[end * BITS / Byte.SIZE];
        int buffer = 0;
        int bits = 0;
        int length = 0;
        for (int index = 0; index < end; index++) {
            int value = value(text.charAt(index));
            if (value < 0) {
                return Optional.empty();
            }
            buffer = buffer << BITS | value;
            bits += BITS;
            if (bits >= Byte.SIZE) {
                bits -= Byte.SIZE;
                bytes[length++] = (byte) (buffer >> bits);
            }
        }
        return Optional.of(bytes);
    }

    private static int value(char character) {
        if (character >= 'A' && character <= 'Z') {
            return character - 'A';
        } else if (character >= 'a' && character <= 'z') {
            return character - 'a';
        } else if (character >= '2' && character <= '7') {
            return character - '2' + 26;
        }
        return -1;
    }
}
