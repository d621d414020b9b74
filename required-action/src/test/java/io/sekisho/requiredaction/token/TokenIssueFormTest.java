package io.sekisho.requiredaction.token;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TokenIssueFormTest {

    private static List<String> errors(
            String address, String addressAgain, String startPassword, String startPasswordAgain) {
        return TokenIssueForm.of(address, addressAgain, startPassword, startPasswordAgain).errors().stream()
                .map(error -> error.getField() + " " + error.getMessage())
                .toList();
    }

    @Test
    void twoEqualPairsAreTaken() {
        assertEquals(List.of(), errors("a@b.jp", "a@b.jp", "1234", "1234"));
    }

    @Test
    void spacesAroundAnAddressAreNotPartOfIt() {
        assertEquals(List.of(), errors(" a@b.jp", "a@b.jp ", "1234", "1234"));
    }

    @Test
    void quotesAroundTheNameOfAnAddressAreNotPartOfIt() {
        TokenIssueForm form =
                TokenIssueForm.of("\"taro..banking.\"@docomo.example", "taro..banking.@docomo.example", "1234", "1234");
        assertEquals(List.of(), form.errors());
        assertEquals("taro..banking.@docomo.example", form.address());
    }

    @Test
    void fullWidthAndWhatCannotBeSeenAreMadePlain() {
        TokenIssueForm form = TokenIssueForm.of(
                "\u2068ｔａｒｏ＠example．com\u2069",
                "taro@exam\u00ADple.com\uFEFF",
                "１２３４\u200B",
                "\u30001\u206023\uFE0F4 ");
        assertEquals(List.of(), form.errors());
        assertEquals("taro@example.com", form.address());
        assertEquals("1234", form.startPassword());
    }

    @Test
    void whatIsNeitherAnAddressNorDigitsInHalfWidthStaysRefused() {
        assertEquals(
                List.of(
                        "email sekishoTokenIssueEmailNotHalfWidth",
                        "startPassword sekishoTokenIssueStartPasswordNotDigits"),
                errors("た\u200Bろう＠example.com", "", "12 34", ""));
        assertEquals(
                List.of("email sekishoTokenIssueEmailMissing", "startPassword sekishoTokenIssueStartPasswordMissing"),
                errors("\u200B", "", "\uFEFF", ""));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "a@b | TooShort",
                "太郎@example.com | NotHalfWidth",
                "ta ro@example.com | NotHalfWidth",
                "Taro <taro@example.com> | NotHalfWidth",
                "taro@例え.jp | NotHalfWidth",
                "taro@example。com | NotHalfWidth",
                "taro.example.com | NoAddress",
                "taro@example | NoAddress",
                "@example.com | NoAddress",
                "taro@ | NoAddress",
                "taro@example..com | NoAddress",
                "taro@-example.com | NoAddress",
                "taro@example.com. | NoAddress",
                "taro@example.com,hanako@example.com | NoAddress",
                "taro@example.com;hanako@example.com | NoAddress",
                "taro@hanako@example.com | NoAddress",
                "<taro@example.com> | NoAddress",
                "taro@[127.0.0.1] | NoAddress",
                "taro@example.com%0d%0aBcc:x@example.com | NoAddress",
                "mailto:taro@example.com | NoAddress",
                "<script>alert(1)</script>@example.com | NoAddress"
            })
    void whatCannotBeAnAddressIsSaidAtItsField(String address, String violation) {
        assertEquals(List.of("email sekishoTokenIssueEmail" + violation), errors(address, address, "739164", "739164"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"taro@example.com\r\nBcc: hanako@example.com", "taro@example.com\u0000"})
    void whatWouldEndALineOfAMailIsNoAddress(String address) {
        assertEquals(List.of("email sekishoTokenIssueEmailNotHalfWidth"), errors(address, address, "739164", "739164"));
    }

    @ParameterizedTest
    @CsvSource({
        "739, TooShort",
        "739164028, TooLong",
        "7391ab, NotDigits",
        "73 9164, NotDigits",
        "-739164, NotDigits",
        "'739164\r\n7', NotDigits",
        "٧٣٩１, NotDigits",
        "七三九一, NotDigits",
        "<b>7391</b>, NotDigits"
    })
    void whatCannotBeAStartPasswordIsSaidAtItsField(String password, String violation) {
        assertEquals(
                List.of("startPassword sekishoTokenIssueStartPassword" + violation),
                errors("taro@example.com", "taro@example.com", password, password));
    }

    @Test
    void anUnequalPairIsSaidAtItsSecondField() {
        assertEquals(
                List.of(
                        "emailConfirm sekishoTokenIssueEmailMismatch",
                        "startPasswordConfirm sekishoTokenIssueStartPasswordMismatch"),
                errors("a@b.jp", "A@b.jp", "1234", "1235"));
    }

    @Test
    void aWrongFieldIsSaidOnceWhateverStandsInItsSecond() {
        assertEquals(
                List.of(
                        "email sekishoTokenIssueEmailNoAddress",
                        "startPassword sekishoTokenIssueStartPasswordNotDigits"),
                errors("abcdef", "x", "12ab", "y"));
    }

    @Test
    void anEmptyFormLacksBothPairs() {
        assertEquals(
                List.of("email sekishoTokenIssueEmailMissing", "startPassword sekishoTokenIssueStartPasswordMissing"),
                errors(null, null, null, null));
    }
}
