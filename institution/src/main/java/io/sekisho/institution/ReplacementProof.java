package io.sekisho.institution;

/**
 * What a customer proves before another token takes the place of the bound one, besides the login password: the code of
 * the old one cannot be asked for, since it may be lost. In a realm attribute written in kebab-case.
 */
public enum ReplacementProof {
    /** The login password is enough: whoever knows it can replace the customer's token by one of his own. */
    NONE,
    /** The transaction password as well. */
    TRANSACTION_PASSWORD,
    /** A code that is sent to the customer's registered e-mail address as well. */
    MAIL_CODE
}
