package io.sekisho.institution;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MailAddressTest {

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '\'',
            value = {
                "taro.@docomo.example, '\"taro.\"@docomo.example'",
                "a..b@docomo.example, '\"a..b\"@docomo.example'",
                ".a@docomo.example, '\".a\"@docomo.example'",
                "taro..banking.@docomo.example, '\"taro..banking.\"@docomo.example'"
            })
    void aNameWithDotsThatMailServersRefuseIsQuotedAndReadWithoutQuotes(String plain, String deliverable) {
        assertEquals(deliverable, MailAddress.deliverable(plain));
        assertEquals(deliverable, MailAddress.deliverable(deliverable));
        assertEquals(plain, MailAddress.plain(deliverable));
        assertEquals(plain, MailAddress.plain(plain));
    }

    @ParameterizedTest
    @CsvSource({"\"taro\"@example.com, taro@example.com", "taro.yamada@example.com, taro.yamada@example.com"})
    void aNameThatNeedsNoQuotesHasNone(String address, String same) {
        assertEquals(same, MailAddress.deliverable(address));
        assertEquals(same, MailAddress.plain(address));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "@",
                "taro",
                "ta..ro",
                "..ta ro@example.com",
                "\"ta ro\"@example.com",
                "\"ta\\\"ro\"@example.com",
                "\"a\"@b@example.com",
                "..<a>@example.com",
                "a..b@c\"@example.com"
            })
    void whatIsNoSuchAddressComesBackAsItIs(String text) {
        assertEquals(text, MailAddress.plain(text));
        assertEquals(text, MailAddress.deliverable(text));
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '\'',
            value = {
                "10001@example.com, 1***@example.com",
                "a@b.jp, a***@b.jp",
                "\"a..b.\"@docomo.example, a***@docomo.example",
                "@example.com, ***",
                "taro, ***"
            })
    void theNameOfAMaskedAddressIsHidden(String address, String masked) {
        assertEquals(masked, MailAddress.masked(address));
    }
}
