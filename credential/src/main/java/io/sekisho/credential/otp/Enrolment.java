package io.sekisho.credential.otp;

/** What became of the code that should confirm an enrolment. */
public sealed interface Enrolment {

    /** The service is in use from the commit of the caller's transaction on. */
    record Enrolled() implements Enrolment {}

    /**
     * The customer has a credential by now; whether this very walk has made it, {@link OtpEnrolments#enrolledIn}
     * tells. Nothing has changed.
     */
    record AlreadyInUse() implements Enrolment {}

    /**
     * The code does not confirm; nothing has changed.
     *
     * @param match why
     */
    record Refused(TimeStepCheck.Match match) implements Enrolment {}

    /** Not a code at all. */
    record Malformed() implements Enrolment {}
}
