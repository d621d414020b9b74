package io.sekisho.credential.transactionpassword;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TemporaryTransactionPasswordTest {

    private final RandomGenerator random = new Random(1);

    private String make(int minLength, int maxLength, String username) {
        TransactionPasswordPolicy policy = new TransactionPasswordPolicy(minLength, maxLength);
        String password = TemporaryTransactionPassword.make(policy, username, random);
        assertEquals(Optional.empty(), policy.check(password, username));
        return password;
    }

    @ParameterizedTest
    @CsvSource({"8, 64, 12", "1, 256, 12", "20, 64, 20", "4, 6, 6", "256, 256, 256", "1, 2, 2", "1, 1, 1"})
    void itIsAsLongAsThePolicyTakesAndAtLeastTwelveCharactersWhereItMayBe(int minLength, int maxLength, int length) {
        assertEquals(length, make(minLength, maxLength, "1000001").length());
    }

    @Test
    void itHoldsLettersAndDigitsAndNothingThatLooksAlike() {
        Set<String> made = new HashSet<>();
        for (int i = 0; i < 2_000; i++) {
            String password = make(8, 64, "1000001");
            assertTrue(password.matches("(?=.*[0-9])(?=.*[a-z])[a-z2-9]+"), password);
            assertFalse(password.matches(".*[0OoIil1].*"), password);
            assertTrue(made.add(password), "never twice");
        }
        assertEquals(
                TemporaryTransactionPassword.ALPHABET.length(),
                String.join("", made).chars().distinct().count(),
                "every character is used");
    }

    @Test
    void itIsNeverTheUsername() {
        // Of one character, so that it would be met by chance.
        IntStream.range(0, 1_000).forEach(i -> assertFalse(make(1, 1, "K").equalsIgnoreCase("K")));
    }
}
