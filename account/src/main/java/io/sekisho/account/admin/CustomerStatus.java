package io.sekisho.account.admin;

import java.time.Instant;

import io.sekisho.credential.guard.AttemptState;

/**
 * How a customer's factors stand, as the staff see it. No secret.
 *
 * @param otp                 of the one-time password
 * @param transactionPassword of the transaction password
 */
record CustomerStatus(FactorStatus otp, FactorStatus transactionPassword) {

    /**
     * @param status        {@code NOT_REGISTERED}, {@code IN_USE}, {@code TEMPORARY} (to be changed by the customer), {@code SUSPENDED},
     *                      or {@code EXHAUSTED}: so many failures that it must be set up anew
     * @param failures      since the last success or lifted suspension
     * @param failuresInAll since the last success
     * @param suspendedAt   ISO 8601 in UTC, or null
     */
    record FactorStatus(String status, int failures, int failuresInAll, String suspendedAt) {

        static FactorStatus of(String unsuspended, AttemptState state) {
            String status = state.exhausted() ? "EXHAUSTED" : state.suspended() ? "SUSPENDED" : unsuspended;
            return new FactorStatus("NOT_REGISTERED".equals(unsuspended) ? unsuspended : status, state.failures(), state.failuresInAll(),
                    state.suspended() ? Instant.ofEpochMilli(state.suspendedAt()).toString() : null);
        }
    }
}
