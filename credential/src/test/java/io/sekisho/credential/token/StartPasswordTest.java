package io.sekisho.credential.token;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.sekisho.credential.token.StartPassword.Violation;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StartPasswordTest {

    @ParameterizedTest
    @ValueSource(strings = {"0000", "1234", "12345678"})
    void fourToEightDigitsAreTaken(String password) {
        assertEquals(Optional.empty(), StartPassword.violation(password));
    }

    @ParameterizedTest
    @CsvSource({
        "123, TOO_SHORT",
        "123456789, TOO_LONG",
        "12a4, NOT_DIGITS",
        "１２３４, NOT_DIGITS",
        "12 34, NOT_DIGITS",
        "-1234, NOT_DIGITS",
        "'', MISSING"
    })
    void anythingElseIsRefusedWithItsReason(String password, Violation violation) {
        assertEquals(Optional.of(violation), StartPassword.violation(password));
    }

    @Test
    void nothingIsMissing() {
        assertEquals(Optional.of(Violation.MISSING), StartPassword.violation(null));
    }
}
