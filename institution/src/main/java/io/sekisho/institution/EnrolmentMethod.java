package io.sekisho.institution;

/**
 * How an institution's customers come to the token that makes their codes. In a realm attribute written in kebab-case.
 */
public enum EnrolmentMethod {
    /** Any authenticator app: the customer applies, and reads the seed from a QR code or types it. */
    AUTHENTICATOR_APP,
    /**
     * A token issued to the customer's phone: announced by e-mail, activated in the token app by IDs and a start
     * password.
     */
    ISSUED_TOKEN,
    /**
     * A token that the customer holds, hardware or software: bound by its ID and a code of it. The institution has its
     * seed in the inventory.
     */
    BOUND_TOKEN
}
