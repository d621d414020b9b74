package io.sekisho.institution;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.sekisho.institution.FirstTransactionPassword.Proof;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FirstTransactionPasswordTest {

    @ParameterizedTest
    @CsvSource({
        "STAFF, true, true, STAFF_ONLY", "STAFF, true, false, STAFF_ONLY", "STAFF, false, true, STAFF_ONLY",
                "STAFF, false, false, STAFF_ONLY",
        "CUSTOMER, true, true, LOGIN_PASSWORD", "CUSTOMER, true, false, LOGIN_PASSWORD",
                "CUSTOMER, false, true, STAFF_ONLY", "CUSTOMER, false, false, STAFF_ONLY",
        "MAIL_CODE, true, true, MAIL_CODE_AND_LOGIN_PASSWORD", "MAIL_CODE, true, false, NO_ADDRESS",
                "MAIL_CODE, false, true, MAIL_CODE", "MAIL_CODE, false, false, NO_ADDRESS"
    })
    void whatIsAskedForIsNeverNothing(
            FirstTransactionPassword setting, boolean loginPassword, boolean address, Proof proof) {
        assertEquals(proof, setting.proof(loginPassword, address));
        assertEquals(proof.possible(), proof.mailCodeAsked() || proof.loginPasswordAsked());
    }

    @Test
    void nobodyIsAskedForAPasswordThatHeDoesNotHave() {
        for (FirstTransactionPassword setting : FirstTransactionPassword.values()) {
            assertEquals(false, setting.proof(false, true).loginPasswordAsked());
            assertEquals(false, setting.proof(true, false).mailCodeAsked());
        }
    }
}
