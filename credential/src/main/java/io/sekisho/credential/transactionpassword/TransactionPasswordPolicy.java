package io.sekisho.credential.transactionpassword;

import io.sekisho.institution.TypedText;
import java.text.Normalizer;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

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
        /** The same as the customer's number. */
        SAME_AS_USERNAME
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
        return password.equalsIgnoreCase(username) ? Optional.of(Violation.SAME_AS_USERNAME) : Optional.empty();
    }

    /**
     * One form for what looks the same, so that neither full-width letters of a Japanese keyboard lock anybody out
     * (NIST SP 800-63B-4, section 3.1.1.2: NFKC), nor a character that nobody sees and nobody can type again. Nor does
     * such a one make a password longer. Spaces are part of it.
     */
    static String normalise(String password) {
        return TypedText.visible(password);
    }

    /**
     * What may be stored of a password that is typed now: its one form, or, where it holds characters that nobody sees,
     * the form with them, as it was stored by versions that kept them. Two where they differ; for the guard they are
     * one guess, since whoever guesses at the one has nothing to gain from the other.
     */
    static List<String> forms(String password) {
        return Stream.of(normalise(password), Normalizer.normalize(password, Normalizer.Form.NFKC))
                .filter(form -> !form.isEmpty())
                .distinct()
                .toList();
    }
}
