package io.sekisho.institution;

/**
 * Who sets a customer's first transaction password, from which on it is a proof. In a realm attribute written in
 * kebab-case.
 */
public enum FirstTransactionPassword {
    /** The staff, who know whom they speak with: a temporary one, which the customer has to replace. */
    STAFF,
    /** The customer, by the login password alone: whoever knows that has both. */
    CUSTOMER,
    /**
     * The customer, by a code that is sent to the registered e-mail address, and by the login password where there is
     * one.
     */
    MAIL_CODE;

    /** What a customer has to prove. */
    public enum Proof {
        LOGIN_PASSWORD,
        MAIL_CODE,
        MAIL_CODE_AND_LOGIN_PASSWORD,
        /** Nothing would do: the customer has to ask the staff. */
        STAFF_ONLY,
        /** A code, which there is no address for. */
        NO_ADDRESS;

        /** Whether the customer can give it. */
        public boolean possible() {
            return this != STAFF_ONLY && this != NO_ADDRESS;
        }

        public boolean mailCodeAsked() {
            return this == MAIL_CODE || this == MAIL_CODE_AND_LOGIN_PASSWORD;
        }

        public boolean loginPasswordAsked() {
            return this == LOGIN_PASSWORD || this == MAIL_CODE_AND_LOGIN_PASSWORD;
        }
    }

    /**
     * What a customer has to prove; never nothing, for not every walk began with a login.
     *
     * @param loginPassword whether the customer has one; one from an identity provider, or with a passkey, need not
     * @param address       whether an e-mail address is registered
     */
    public Proof proof(boolean loginPassword, boolean address) {
        return switch (this) {
            case STAFF -> Proof.STAFF_ONLY;
            case CUSTOMER -> loginPassword ? Proof.LOGIN_PASSWORD : Proof.STAFF_ONLY;
            case MAIL_CODE ->
                !address ? Proof.NO_ADDRESS : loginPassword ? Proof.MAIL_CODE_AND_LOGIN_PASSWORD : Proof.MAIL_CODE;
        };
    }
}
