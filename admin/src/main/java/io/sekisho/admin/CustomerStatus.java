package io.sekisho.admin;

import io.sekisho.credential.guard.AttemptState;
import io.sekisho.credential.token.TokenIssue;
import io.sekisho.credential.token.TokenStanding;
import io.sekisho.inventory.InventoryToken;
import java.time.Instant;
import org.keycloak.models.credential.OTPCredentialModel;

/**
 * How a customer's factors stand, as the staff see it, and whether Keycloak lets the customer in at all. No secret.
 *
 * @param enabled whether the account is
 * @param bruteForceLock Keycloak's own lock after failed logins, of the account and not of a factor; null if there is
 *     none
 * @param otp                 of the one-time password
 * @param transactionPassword of the transaction password
 * @param token               of the issued token; absent where the realm issues none
 * @param boundToken the token of the inventory that is the customer's; absent where the realm binds none, or the
 *     customer has none
 */
record CustomerStatus(
        boolean enabled,
        BruteForceLock bruteForceLock,
        OtpFactorStatus otp,
        FactorStatus transactionPassword,
        TokenStatus token,
        BoundToken boundToken) {

    /** How Keycloak's brute-force detection keeps an account out. */
    enum BruteForceLock {
        /** For a while. */
        TEMPORARY,
        /** Until the staff enable the account again. */
        PERMANENT
    }

    /**
     * @param status   as that of every factor, or {@code LOST}: it is of a token that is reported lost, and no code of
     *     it is accepted, though the login asks for one. A suspension is told besides
     * @param label    of the credential; null if it has none
     * @param since    when it was registered, ISO 8601 in UTC, or null
     * @param lastUsedAt when the last code was accepted since then, or null
     */
    record OtpFactorStatus(
            String status,
            int failures,
            int failuresInAll,
            String suspendedAt,
            String label,
            String since,
            String lastUsedAt) {

        static OtpFactorStatus none(AttemptState state) {
            FactorStatus factor = FactorStatus.of("NOT_REGISTERED", state);
            return new OtpFactorStatus(
                    factor.status(), factor.failures(), factor.failuresInAll(), factor.suspendedAt(), null, null, null);
        }

        static OtpFactorStatus of(OTPCredentialModel credential, boolean lost, Instant lastUsed, AttemptState state) {
            FactorStatus factor = FactorStatus.of("IN_USE", state);
            return new OtpFactorStatus(
                    lost ? "LOST" : factor.status(),
                    factor.failures(),
                    factor.failuresInAll(),
                    factor.suspendedAt(),
                    credential.getUserLabel(),
                    time(credential.getCreatedDate()),
                    lastUsed == null ? null : lastUsed.toString());
        }
    }

    /**
     * @param status {@code NOT_REGISTERED}, {@code IN_USE}, {@code TEMPORARY} (to be changed by the customer),
     *     {@code SUSPENDED}, or {@code EXHAUSTED}: so many failures that it must be set up anew
     * @param failures      since the last success or lifted suspension
     * @param failuresInAll since the last success
     * @param suspendedAt   ISO 8601 in UTC, or null
     */
    record FactorStatus(String status, int failures, int failuresInAll, String suspendedAt) {

        static FactorStatus of(String unsuspended, AttemptState state) {
            String status = state.exhausted() ? "EXHAUSTED" : state.suspended() ? "SUSPENDED" : unsuspended;
            return new FactorStatus(
                    "NOT_REGISTERED".equals(unsuspended) ? unsuspended : status,
                    state.failures(),
                    state.failuresInAll(),
                    state.suspended()
                            ? Instant.ofEpochMilli(state.suspendedAt()).toString()
                            : null);
        }
    }

    /**
     * Times are ISO 8601 in UTC; what there is none of is absent.
     *
     * @param standing  {@code NOT_ISSUED}, {@code ISSUED}, {@code IN_USE} or {@code SUSPENDED}
     * @param since     when it came to be so
     * @param startedAt when the staff have started the service for the customer
     * @param notBefore the first moment at which a token can be issued, while there is something to wait for
     * @param issue     the newest issue that is not in use, or null
     */
    record TokenStatus(String standing, String since, String startedAt, String notBefore, IssueStatus issue) {

        static TokenStatus of(TokenStanding standing, Instant notBefore, TokenIssue issue, long now) {
            return new TokenStatus(
                    standing.status().name(),
                    time(standing.since()),
                    time(standing.startedAt()),
                    notBefore == null ? null : notBefore.toString(),
                    issue == null ? null : IssueStatus.of(issue, now));
        }
    }

    /**
     * Without address and IDs, which are the customer's.
     *
     * @param state {@code OPEN}, {@code ACTIVATED} (the app has its seed), {@code EXPIRED} or {@code VOID}
     */
    record IssueStatus(String state, String issuedAt, String expiresAt, String activatedAt) {

        static IssueStatus of(TokenIssue issue, long now) {
            String state =
                    issue.isVoid() ? "VOID" : !issue.open(now) ? "EXPIRED" : issue.activated() ? "ACTIVATED" : "OPEN";
            return new IssueStatus(state, time(issue.issuedAt()), time(issue.expiresAt()), time(issue.activatedAt()));
        }
    }

    /**
     * Without what only those need to know who look after the inventory.
     *
     * @param status     {@code BOUND}; or {@code LOST}: no code of it is accepted, though the login asks for one
     * @param since      when it came to this status
     * @param driftSteps by how many time steps its clock was ahead when last seen; negative if behind
     */
    record BoundToken(String tokenId, String vendor, String model, String status, String since, int driftSteps) {

        static BoundToken of(InventoryToken token) {
            return new BoundToken(
                    token.id().value(),
                    token.vendor(),
                    token.model(),
                    token.status().name(),
                    time(token.since()),
                    token.driftSteps());
        }
    }

    private static String time(Long millis) {
        return millis == null ? null : Instant.ofEpochMilli(millis).toString();
    }
}
