package io.sekisho.institution;

/**
 * What a customer proves before a first token is issued or bound, besides the login. In a realm attribute written in
 * kebab-case.
 */
public enum EnrolmentProof {
    /**
     * The login is enough: whoever knows the login password can have a token issued to any address, or bind one of his
     * own.
     */
    NONE,
    /** The transaction password as well. */
    TRANSACTION_PASSWORD
}
