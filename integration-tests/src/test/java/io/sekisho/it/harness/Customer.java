package io.sekisho.it.harness;

/** A customer as the demo's realms have them: passwords and address follow from the number. */
public record Customer(String realm, String id, String number) {

    public String loginPassword() {
        return "login-" + number;
    }

    public String transactionPassword() {
        return "trade-" + number;
    }

    public String email() {
        return number + "@example.com";
    }
}
