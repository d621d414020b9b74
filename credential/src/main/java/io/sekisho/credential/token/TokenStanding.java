package io.sekisho.credential.token;

import org.jspecify.annotations.Nullable;

/**
 * How a customer's token stands, as managers and the staff see it. Times are milliseconds of the epoch.
 *
 * @param status    of the four that a list shows
 * @param since     when it came to be so: started, issued, taken into use, suspended; null if that is not known
 * @param startedAt when the staff have started the service for the customer, or null
 * @param exhausted whether so many codes were wrong in all that lifting the suspension does not help
 */
public record TokenStanding(
        Status status, @Nullable Long since, @Nullable Long startedAt, boolean exhausted) {

    /** The status of a token; an issue that has expired or is void counts as none. */
    public enum Status {
        NOT_ISSUED,
        ISSUED,
        IN_USE,
        SUSPENDED
    }

    /** Whether there is anything that could be revoked. */
    public boolean revocable() {
        return status != Status.NOT_ISSUED;
    }

    /** Whether there is a suspension. It may be one that cannot be lifted, see {@link #exhausted}. */
    public boolean suspended() {
        return status == Status.SUSPENDED;
    }

    /**
     * The rule, with null for what there is not.
     *
     * @param suspendedAt  of the OTP
     * @param enrolledAt   when the credential was made; {@link #UNKNOWN} if it does not say
     * @param openIssuedAt of an issue that can still be activated or confirmed
     */
    static TokenStanding of(
            @Nullable Long suspendedAt,
            boolean exhausted,
            @Nullable Long enrolledAt,
            @Nullable Long openIssuedAt,
            @Nullable Long startedAt) {
        if (enrolledAt == null) {
            return openIssuedAt == null
                    ? new TokenStanding(Status.NOT_ISSUED, startedAt, startedAt, false)
                    : new TokenStanding(Status.ISSUED, openIssuedAt, startedAt, false);
        }
        return suspendedAt == null
                ? new TokenStanding(Status.IN_USE, enrolledAt == UNKNOWN ? null : enrolledAt, startedAt, false)
                : new TokenStanding(Status.SUSPENDED, suspendedAt, startedAt, exhausted);
    }

    /** Stands for the time of a credential that was imported without one. */
    static final long UNKNOWN = -1;
}
