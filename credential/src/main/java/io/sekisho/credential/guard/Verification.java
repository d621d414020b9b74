package io.sekisho.credential.guard;

import java.util.Locale;

/**
 * What became of one attempt to prove a factor. A caller handles each case; only {@link Accepted} is a proof.
 */
public sealed interface Verification {

    /** The proof holds, and is used up. */
    record Accepted() implements Verification {}

    /**
     * Not what was expected; counted.
     *
     * @param failuresLeft how many more of them suspend the factor; set by the guard
     */
    record Wrong(int failuresLeft) implements Verification {
        /** Before the guard has counted it, or where there is nothing to be guarded. */
        public Wrong() {
            this(0);
        }
    }

    /** A code that was right a short time ago; counted. */
    record Expired() implements Verification {}

    /** A code of a device whose clock is off; counted. */
    record ClockOff() implements Verification {}

    /**
     * A code that was accepted before, or is older than one that was. Not counted: whoever sends it twice guesses
     * nothing.
     */
    record Replayed() implements Verification {}

    /** Nothing that could be right, such as letters in a code. Not looked at and not counted. */
    record Malformed() implements Verification {}

    /**
     * Too many failures in a row.
     *
     * @param now whether this very attempt was evaluated, failed and brought it about; else nothing was evaluated
     */
    record Suspended(boolean now) implements Verification {
        @Override
        public String reason() {
            return now ? "suspending" : "suspended";
        }
    }

    /** So many failures in a row in all that lifting a suspension no longer helps: the factor must be set up anew. */
    record Exhausted() implements Verification {}

    /** Right, but not enough by itself: a second code is needed. Not counted. */
    record Inconclusive() implements Verification {}

    /** The token is reported lost. Nothing is evaluated. */
    record Lost() implements Verification {}

    /**
     * Could not be checked through no fault of the customer: a missing key, a lock that could not be had. Not counted.
     */
    record Unavailable() implements Verification {}

    default boolean accepted() {
        return this instanceof Accepted;
    }

    /** Whether the attempt was evaluated and failed, so that the guard has counted it. */
    default boolean counted() {
        return this instanceof Wrong
                || this instanceof Expired
                || this instanceof ClockOff
                || this instanceof Suspended suspended && suspended.now();
    }

    /** For events and metrics; kebab-case. */
    default String reason() {
        return getClass().getSimpleName().replaceAll("(?<=[a-z])(?=[A-Z])", "-").toLowerCase(Locale.ROOT);
    }
}
