package io.sekisho.credential.guard;

import io.sekisho.credential.carried.CarriedState;
import org.jspecify.annotations.Nullable;

/**
 * How often a factor has failed, and what follows: the rule, without database or Keycloak.
 *
 * @param failures      since the last success or lifted suspension
 * @param failuresInAll since the last success, whoever lifted suspensions in between (NIST SP 800-63B-4, section 3.2.2:
 *                      no more than 100 in a row in an authenticator's life)
 * @param suspendedAt   when the factor was suspended, in milliseconds of the epoch; null while it is not
 */
public record AttemptState(
        int failures, int failuresInAll, @Nullable Long suspendedAt) {

    /** With so many failures in a row the factor has to be set up anew. */
    public static final int MAX_FAILURES_IN_ALL = 100;

    public static final AttemptState FRESH = new AttemptState(0, 0, null);

    /**
     * How it stands by what a credential carries.
     *
     * @param suspension or null
     */
    static AttemptState carried(CarriedState.@Nullable Suspension suspension) {
        return suspension == null
                ? FRESH
                : new AttemptState(suspension.failures(), suspension.failuresInAll(), suspension.at());
    }

    /** What a credential is to carry of it; null while the factor is not suspended. */
    CarriedState.@Nullable Suspension toCarry() {
        return suspendedAt == null ? null : new CarriedState.Suspension(suspendedAt, failures, failuresInAll);
    }

    public boolean suspended() {
        return suspendedAt != null;
    }

    public boolean exhausted() {
        return failuresInAll >= MAX_FAILURES_IN_ALL;
    }

    /** @param maxFailures failures that suspend */
    public AttemptState afterFailure(int maxFailures, long nowMillis) {
        int count = failures + 1;
        int countInAll = failuresInAll + 1;
        boolean suspends = count >= maxFailures || countInAll >= MAX_FAILURES_IN_ALL;
        return new AttemptState(count, countInAll, suspends ? Long.valueOf(nowMillis) : suspendedAt);
    }

    /**
     * Whether one more failure leaves at least half of those that suspend; for failures that a customer brings about
     * without typing the factor.
     */
    public boolean leavesHalf(int maxFailures) {
        return failures < maxFailures / 2 && failuresInAll < MAX_FAILURES_IN_ALL / 2;
    }

    public AttemptState afterSuccess() {
        return FRESH;
    }

    /** What a manager or the staff may grant; an exhausted factor stays suspended. */
    public AttemptState afterLift() {
        return exhausted() ? this : new AttemptState(0, failuresInAll, null);
    }
}
