package io.sekisho.credential.token;

import io.sekisho.credential.otp.Enrolment;

/** What became of the code by which a customer confirms an issued token. */
public sealed interface Confirmation {

    /**
     * A code was judged.
     *
     * @param enrolment how; the token is in use if it has enrolled
     */
    record Judged(Enrolment enrolment) implements Confirmation {}

    /** The app has not been set up, so no code can be right. Nothing has changed. */
    record NotActivated() implements Confirmation {}

    /** There is no issue (any more), or it has expired or is void. Nothing has changed. */
    record NothingToConfirm() implements Confirmation {}
}
