package io.sekisho.credential.transactionpassword;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.sekisho.credential.transactionpassword.TransactionPasswordPolicy.Violation;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TransactionPasswordPolicyTest {

    private static final TransactionPasswordPolicy POLICY = new TransactionPasswordPolicy(8, 12);

    private static Optional<Violation> check(String password) {
        return POLICY.check(password, "customer1");
    }

    @Test
    void theBoundsThemselvesAreAllowed() {
        assertEquals(Optional.empty(), check("12345678"));
        assertEquals(Optional.empty(), check("123456789012"));
        assertEquals(Optional.of(Violation.TOO_SHORT), check("1234567"));
        assertEquals(Optional.of(Violation.TOO_LONG), check("1234567890123"));
    }

    @Test
    void lengthIsCountedInCharactersNotInUnits() {
        assertEquals(Optional.of(Violation.TOO_SHORT), check("𠮷𠮷𠮷𠮷"));
        assertEquals(Optional.empty(), check("𠮷".repeat(12)));
    }

    @Test
    void theCustomersOwnNumberIsRefusedInAnyCase() {
        assertEquals(Optional.of(Violation.SAME_AS_USERNAME), check("Customer1"));
    }

    @Test
    void fullWidthLettersAreTheSamePassword() {
        assertEquals("trade-10001", TransactionPasswordPolicy.normalise("ｔｒａｄｅ－１０００１"));
    }

    @Test
    void whatNobodySeesMakesNoPasswordLonger() {
        assertEquals(Optional.of(Violation.TOO_SHORT), check(TransactionPasswordPolicy.normalise("\u200B".repeat(8))));
        assertEquals(" trade ", TransactionPasswordPolicy.normalise(" tra\u200Bde "));
    }

    @Test
    void onlyATextWithCharactersThatNobodySeesMayBeStoredInTwoForms() {
        assertEquals(List.of("trade-10001"), TransactionPasswordPolicy.forms("ｔｒａｄｅ－１０００１"));
        assertEquals(List.of("trade-10001", "trade\u200B-10001"), TransactionPasswordPolicy.forms("trade\u200B-10001"));
        assertEquals(List.of("\u200B"), TransactionPasswordPolicy.forms("\u200B"));
    }
}
