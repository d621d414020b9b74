package io.sekisho.credential.transactionpassword;

import java.text.Normalizer;
import java.util.Optional;

/**
 * What a new transaction password must be like, as far as its text alone tells.
 *
 * @param minLength in characters (code points)
 * @param maxLength in characters (code points)
 */
public record TransactionPasswordPolicy(int minLength, int maxLength) {

    /** Why a new transaction password is refused. */
    public enum Violation {
        TOO_SHORT,
        TOO_LONG,
        /** The same as the customer's number, or as the login password. */
        SAME_AS_LOGIN,
        SAME_AS_OLD
    }

    /** @param password normalised */
    public Optional<Violation> check(String password, String username) {
        int length = password.codePointCount(0, password.length());
        if (length < minLength) {
            return Optional.of(Violation.TOO_SHORT);
        }
        if (length > maxLength) {
            return Optional.of(Violation.TOO_LONG);
        }
        return password.equalsIgnoreCase(username) ? Optional.of(Violation.SAME_AS_LOGIN) : Optional.empty();
    }

    /**
     * One form for what looks the same, so that full-width letters of a Japanese keyboard do not lock anybody out
     * (NIST SP 800-63B-4, section 3.1.1.2: NFKC).
     */
    static String normalise(String password) {
        return Normalizer.normalize(password, Normalizer.Form.NFKC);
    }
}
