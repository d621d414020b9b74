package io.sekisho.requiredaction.walk;

/** What a form has brought about. */
public enum Outcome {
    /** The walk goes on, on the same page or another one. */
    CONTINUE,
    /** The walk is over. */
    FINISH,
    /** The customer leaves the walk before its end; only where he has started it. */
    LEAVE,
    /** The login in which the walk was asked for begins anew, for it lacks what is asked of the customer by now. */
    LOGIN_AGAIN
}
