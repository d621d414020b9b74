package io.sekisho.credential.transactionpassword;

import java.util.random.RandomGenerator;

/** A transaction password for one use, made by the server: to be read out at the phone, or printed. */
final class TemporaryTransactionPassword {

    /** Without what looks alike (0 and o, 1 and l and i), and in small letters, which need no words on the phone. */
    static final String ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789";

    /** Fifty-nine bits: guards against guessing far beyond what the suspension after a few failures asks for. */
    private static final int LENGTH = 12;

    private TemporaryTransactionPassword() {}

    /** One that the policy takes; of two characters and more it holds letters and digits. */
    static String make(TransactionPasswordPolicy policy, String username, RandomGenerator random) {
        int length = Math.min(Math.max(LENGTH, policy.minLength()), policy.maxLength());
        while (true) {
            String password = random.ints(length, 0, ALPHABET.length())
                    .collect(
                            StringBuilder::new,
                            (text, index) -> text.append(ALPHABET.charAt(index)),
                            StringBuilder::append)
                    .toString();
            boolean mixed = password.chars().anyMatch(Character::isDigit)
                    && password.chars().anyMatch(Character::isLetter);
            if ((mixed || length < 2) && policy.check(password, username).isEmpty()) {
                return password;
            }
        }
    }
}
