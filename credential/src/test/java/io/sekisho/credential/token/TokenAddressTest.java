package io.sekisho.credential.token;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.sekisho.credential.token.TokenAddress.Violation;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenAddressTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a@b.jp",
                "10001@example.com",
                "taro.yamada+otp@mail.example.co.jp",
                "a..b.@docomo.example",
                "o'neil@example.com"
            })
    void anAddressIsTaken(String address) {
        assertEquals(Optional.empty(), TokenAddress.violation(address));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "abcd",
                "a@bc",
                "@example.com",
                "a@@example.com",
                "a@example.com,b@example.com",
                "a@example.com;b@example.com",
                "a@example..com",
                "a@-x.com",
                "a@example.com.",
                "<a@b.jp>",
                "\"a\"@b.jp",
                "a@[127.0.0.1]"
            })
    void whatIsNotOneAddressIsRefused(String address) {
        assertEquals(Optional.of(Violation.NO_ADDRESS), TokenAddress.violation(address));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ａ@example.com",
                "a@example.com\r\nBcc: b@example.com",
                "a@exam ple.com",
                "太郎@example.com",
                "a@example.com\t",
                "a@example.com\u0000"
            })
    void whatIsNotHalfWidthIsRefusedLineBreaksIncluded(String address) {
        assertEquals(Optional.of(Violation.NOT_HALF_WIDTH), TokenAddress.violation(address));
    }

    @Test
    void theLengthIsFourToSixtyFourCharacters() {
        assertEquals(Optional.of(Violation.MISSING), TokenAddress.violation(""));
        assertEquals(Optional.of(Violation.MISSING), TokenAddress.violation(null));
        assertEquals(Optional.of(Violation.TOO_SHORT), TokenAddress.violation("a@b"));
        String name = "a".repeat(64 - "@example.com".length());
        assertEquals(Optional.empty(), TokenAddress.violation(name + "@example.com"));
        assertEquals(Optional.of(Violation.TOO_LONG), TokenAddress.violation(name + "a@example.com"));
    }
}
