package io.sekisho.credential.otp;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * How a code is made from a secret and a moving factor (RFC 4226, section 5.3; RFC 6238, section 4).
 *
 * @param macAlgorithm {@code HmacSHA1}, {@code HmacSHA256} or {@code HmacSHA512}
 * @param digits       6 to 8
 */
public record OneTimePassword(String macAlgorithm, int digits) {

    private static final int[] POWERS_OF_TEN = {1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000};

    public OneTimePassword {
        if (digits < 6 || digits > 8) {
            throw new IllegalArgumentException("digits: 6 to 8");
        }
    }

    /** The code for one moving factor, with its leading zeros. */
    public String code(byte[] secret, long movingFactor) {
        byte[] hash = mac(secret)
                .doFinal(ByteBuffer.allocate(Long.BYTES).putLong(movingFactor).array());
        int offset = hash[hash.length - 1] & 0x0f;
        int truncated = ByteBuffer.wrap(hash, offset, Integer.BYTES).getInt() & 0x7fff_ffff;
        return String.format("%0" + digits + "d", truncated % POWERS_OF_TEN[digits]);
    }

    /** Compares in constant time, so that the time taken does not tell how many digits are right. */
    public boolean matches(byte[] secret, long movingFactor, String code) {
        return MessageDigest.isEqual(code(secret, movingFactor).getBytes(US_ASCII), code.getBytes(US_ASCII));
    }

    private Mac mac(byte[] secret) {
        try {
            Mac mac = Mac.getInstance(macAlgorithm);
            mac.init(new SecretKeySpec(secret, macAlgorithm));
            return mac;
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("no such MAC: " + macAlgorithm, e);
        }
    }
}
