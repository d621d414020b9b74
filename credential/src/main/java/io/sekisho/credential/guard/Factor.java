package io.sekisho.credential.guard;

/** What is guarded: each factor has a counter of its own, and suspending one leaves the other alone. */
public enum Factor {
    OTP("otp"),
    TRANSACTION_PASSWORD("transaction-password");

    private final String credentialType;

    Factor(String credentialType) {
        this.credentialType = credentialType;
    }

    /** Keycloak's credential type; also the name under which events and metrics speak of the factor. */
    public String credentialType() {
        return credentialType;
    }
}
