package io.sekisho.inventory;

import io.sekisho.credential.otp.OneTimePassword;
import java.util.OptionalLong;

/**
 * How the clock of a token is found out from its codes (RFC 6238, section 6; RFC 4226, section 7.4 for the two codes in
 * a row). Plain values in and out.
 *
 * @param oneTimePassword how codes are made
 * @param periodSeconds   length of a time step
 * @param secret          the seed
 * @param lastStep        the last step whose code was accepted: codes of it, and of those before, are void; or null
 */
record ClockCheck(OneTimePassword oneTimePassword, int periodSeconds, byte[] secret, Long lastStep) {

    /** @param epochSeconds the server's time */
    long step(long epochSeconds) {
        return Math.floorDiv(epochSeconds, periodSeconds);
    }

    /**
     * The step that a code belongs to, the nearest one first.
     *
     * @param expected where the token's clock is thought to be
     * @param steps    how many steps before and after it are looked at
     */
    OptionalLong find(String code, long expected, int steps) {
        long found = 0;
        boolean any = false;
        // Always all of them, so that the time taken does not tell how far off a clock is, or that a token is nobody's.
        for (int distance = steps; distance >= 0; distance--) {
            for (long step : new long[] {expected + distance, expected - distance}) {
                if (oneTimePassword.matches(secret, step, code) && !isVoid(step)) {
                    found = step;
                    any = true;
                }
            }
        }
        return any ? OptionalLong.of(found) : OptionalLong.empty();
    }

    /** The step of the second of two codes in a row. */
    OptionalLong findPair(String code, String next, long expected, int steps) {
        for (int distance = 0; distance <= steps; distance++) {
            for (long step : new long[] {expected - distance, expected + distance}) {
                if (oneTimePassword.matches(secret, step, code) && follows(step, next)) {
                    return OptionalLong.of(step + 1);
                }
            }
        }
        return OptionalLong.empty();
    }

    /** Whether a code is the one after a step's. */
    boolean follows(long step, String next) {
        return oneTimePassword.matches(secret, step + 1, next) && !isVoid(step + 1);
    }

    private boolean isVoid(long step) {
        return lastStep != null && step <= lastStep;
    }
}
