package io.sekisho.credential.otp;

/**
 * The rule by which a time-based code is judged (RFC 6238, sections 5.2 and 6). Plain values in and out.
 *
 * <p>A code is accepted when it belongs to a step of the window and to none that was accepted before, nor to an older
 * one. Codes from somewhat outside of the window are told apart, so that the customer can be told what to do: one from
 * the recent past has expired; one from further away comes from a device whose clock is off. Telling that a code of the
 * <em>future</em> is one would hand it to a guesser, so that step is void from then on.
 *
 * @param oneTimePassword how codes are made
 * @param periodSeconds   length of a time step
 * @param lookAroundSteps steps accepted before and after the current one
 */
public record TimeStepCheck(OneTimePassword oneTimePassword, int periodSeconds, int lookAroundSteps) {

    /** How far outside of the window a code is recognised at all: five minutes for steps of 30 seconds. */
    static final int RECOGNISED_STEPS = 10;
    /** Steps before the window that a slow hand explains; what is older is a clock that is off. */
    static final int EXPIRED_STEPS = 3;

    /** No step has been accepted, or made void, yet. */
    public static final long NONE = Long.MIN_VALUE;

    public TimeStepCheck {
        if (periodSeconds < 1) {
            throw new IllegalArgumentException("period: 1 second or more");
        }
    }

    /** What a code turned out to be. */
    public sealed interface Match {
        /** @param timeStep the step that is to be stored as the last accepted one */
        record InWindow(long timeStep) implements Match {}

        /** Belongs to a step that was accepted before, or to an older one, or was made void. */
        record Used() implements Match {}

        /** Was right a short time ago. */
        record Expired() implements Match {}

        /**
         * Belongs to a step far from the current one.
         *
         * @param timeStep to be made void if it lies ahead
         */
        record ClockOff(long timeStep) implements Match {}

        /** Belongs to no step that is looked at. */
        record NoMatch() implements Match {}
    }

    /**
     * @param secret       the seed
     * @param code         digits only, as many as the policy has
     * @param epochSeconds the server's time
     * @param lastAccepted the last accepted time step, or {@link #NONE}
     * @param voidStep     a step that was made void, or {@link #NONE}
     */
    public Match match(byte[] secret, String code, long epochSeconds, long lastAccepted, long voidStep) {
        long now = Math.floorDiv(epochSeconds, periodSeconds);
        // The window first and the current step before its neighbours: what is most likely is found soonest.
        for (int distance = 0; distance <= lookAroundSteps + RECOGNISED_STEPS; distance++) {
            for (long step : distance == 0 ? new long[] {now} : new long[] {now - distance, now + distance}) {
                if (oneTimePassword.matches(secret, step, code)) {
                    return judge(step, step - now, lastAccepted, voidStep);
                }
            }
        }
        return new Match.NoMatch();
    }

    private Match judge(long step, long offset, long lastAccepted, long voidStep) {
        if (step <= lastAccepted || step == voidStep) {
            return new Match.Used();
        }
        if (Math.abs(offset) <= lookAroundSteps) {
            return new Match.InWindow(step);
        }
        if (offset < 0 && offset >= -lookAroundSteps - EXPIRED_STEPS) {
            return new Match.Expired();
        }
        return new Match.ClockOff(step);
    }
}
