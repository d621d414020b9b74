package io.sekisho.requiredaction.walk;

/** What a customer proves once in a walk of several pages. A proof names what it was given with, and dies with it. */
public enum Proof {

    /** Given with the present transaction password; worth nothing as soon as there is another one. */
    TRANSACTION_PASSWORD,
    /** Given with a code that was mailed to the registered address; worth nothing as soon as that is another one. */
    MAIL_CODE
}
