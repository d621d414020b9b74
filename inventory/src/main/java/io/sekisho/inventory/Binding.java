package io.sekisho.inventory;

import io.sekisho.credential.guard.Verification;

/** What became of a customer's attempt to bind a token. */
public sealed interface Binding {

    /**
     * The token is the customer's from the commit of the caller's transaction on.
     *
     * @param replaced whether another one was before
     */
    record Bound(boolean replaced) implements Binding {}

    /**
     * The code is right, and the token is the customer's already; whether this very walk has bound it,
     * {@link io.sekisho.credential.otp.OtpEnrolments#enrolledIn} tells. Nothing has changed.
     */
    record AlreadyYours() implements Binding {}

    /** The code is right, but the token's clock is so far off that the code after it is needed as well. */
    record NextCodeNeeded(Pending pending) implements Binding {}

    /**
     * The code is right, but the customer has got an OTP meanwhile, and the proof that a replacement asks for is
     * missing. Nothing has changed.
     */
    record ProofNeeded() implements Binding {}

    /**
     * Refused: a wrong code, an ID that nobody has, somebody else's token, one that was lost or retired; the answer
     * does not tell which. Or suspended, or no code at all.
     *
     * @param verification what the guard says
     */
    record Refused(Verification verification) implements Binding {}

    /**
     * A token whose clock is far off, after a first code.
     *
     * @param timeStep that the code belonged to
     */
    record Pending(TokenId id, long timeStep) {

        private static final char SEPARATOR = ':';

        /** As it is remembered between two pages, on the server. */
        public String note() {
            return id.value() + SEPARATOR + timeStep;
        }

        public static Pending of(String note) {
            int separator = note.indexOf(SEPARATOR);
            return new Pending(
                    new TokenId(note.substring(0, separator)), Long.parseLong(note.substring(separator + 1)));
        }
    }
}
