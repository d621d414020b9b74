package io.sekisho.demo.token;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * A hardware token of the demo; its seed is public.
 *
 * @param id            what stands on its back
 * @param vendor        invented
 * @param model         invented
 * @param seed          for HMAC-SHA1
 * @param digits        of a code
 * @param periodSeconds for which a code is shown
 */
record DemoToken(String id, String vendor, String model, byte[] seed, int digits, int periodSeconds) {

    /** The code of a time step (RFC 6238, section 4; RFC 4226, section 5.3), with leading zeros. */
    String code(long step) {
        try {
            Mac mac = Mac.getInstance("HmacSHA1");
            mac.init(new SecretKeySpec(seed, "RAW"));
            byte[] hash =
                    mac.doFinal(ByteBuffer.allocate(Long.BYTES).putLong(step).array());
            int number = ByteBuffer.wrap(hash).getInt(hash[hash.length - 1] & 0xf) & Integer.MAX_VALUE;
            return ("%0" + digits + "d").formatted(number % (int) Math.pow(10, digits));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("HMAC-SHA1 is in every Java", e);
        }
    }

    /** The time step of a moment, for a clock that is right. */
    long step(long epochMillis) {
        return Math.floorDiv(epochMillis, periodMillis());
    }

    /** How long the code of this moment is still shown; never 0. */
    long millisLeft(long epochMillis) {
        return periodMillis() - Math.floorMod(epochMillis, periodMillis());
    }

    private long periodMillis() {
        return periodSeconds * 1_000L;
    }
}
