package io.sekisho.requiredaction.token;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

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
