package io.sekisho.credential.otp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;

class OtpCodeTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "123456",
                "１２３４５６",
                " 123 456 ",
                "123-456",
                "123－456",
                "123\u3000456",
                "12\t34\n56",
                "１２３ー４５６",
                "123\u2212456",
                "\u2068123456\u2069",
                "\uFEFF123\u200B456",
                "\u202A123\u2060456\u202C",
                "1\u00AD23456\u200E",
                "1\uFE0F2\uFE0F3\uFE0F4\uFE0F5\uFE0F6\uFE0F"
            })
    void digitsOfAnyWidthWithSpacesHyphensAndWhatCannotBeSeenAreTaken(String input) {
        assertEquals(Optional.of("123456"), OtpCode.parse(input, 6));
    }

    @ParameterizedTest
    @NullAndEmptySource
    @ValueSource(
            strings = {
                " ",
                "　",
                "1",
                "12345",
                "1234567",
                "123456789",
                "abcdef",
                "12345a",
                "12.456",
                "1.2345",
                "12 34",
                "-1234",
                "+123456",
                "0x1234",
                "１２３４５",
                "٣٤٥٦٧٨",
                "١٢٣٤٥٦x",
                "一二三四五六",
                "12345六",
                "\u0000123456x"
            })
    void everythingElseIsNotACode(String input) {
        assertEquals(Optional.empty(), OtpCode.parse(input, 6));
    }

    @Test
    void aThousandCharactersAreNotLookedAt() {
        assertEquals(Optional.empty(), OtpCode.parse("1".repeat(1_000), 6));
        assertEquals(Optional.empty(), OtpCode.parse(" ".repeat(1_000) + "123456", 6));
    }

    @Test
    void theNumberOfDigitsIsThePolicys() {
        assertEquals(Optional.of("00000001"), OtpCode.parse("0000 0001", 8));
        assertEquals(Optional.empty(), OtpCode.parse("000001", 8));
    }
}
