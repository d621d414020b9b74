package io.sekisho.requiredaction.walk;

/** Why a walk does not go on, and nothing of it is shown or changed. */
public enum Interruption {
    /** The request comes from another browser than the one in which the walk was begun. */
    OTHER_BROWSER,
    /** What the customer had proved at the login holds no longer. */
    LOGIN_OVER,
    /** The login was let through without a code that it would be asked for by now. */
    OVERTAKEN
}
