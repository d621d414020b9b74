package io.sekisho.credential.otp;

/** What became of the code that should confirm an enrolment. */
public sealed interface Enrolment {

    /** The service is in use from the commit of the caller's transaction on. */
    record Enrolled() implements Enrolment {
    }

    /** This very seed was enrolled a moment ago, by the same form sent twice or by another tab. Nothing has changed. */
    record EnrolledBefore() implements Enrolment {
    }

    /** The customer has a credential with another seed. Nothing has changed. */
    record AlreadyInUse() implements Enrolment {
    }

    /** The code does not confirm; nothing has changed. @param match why */
    record Refused(TimeStepCheck.Match match) implements Enrolment {
    }

    /** Not a code at all. */
    record Malformed() implements Enrolment {
    }
}
