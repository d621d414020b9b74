package io.sekisho.notice;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NoticeOutboxTest {

    @Test
    void theLanguageOfTheProfileGoesFirst() {
        assertEquals("en", NoticeOutbox.locale("en", "ja", "ja"));
        assertEquals("ja-JP", NoticeOutbox.locale("ja-JP", null, "en"));
    }

    @Test
    void withoutOneItIsTheLanguageOfTheCustomersOwnPages() {
        assertEquals("en", NoticeOutbox.locale(null, "en", "ja"));
    }

    @Test
    void whenOthersActForTheCustomerItIsTheRealms() {
        assertEquals("ja", NoticeOutbox.locale(null, null, "ja"));
        assertEquals("en", NoticeOutbox.locale(null, null, null));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "日本語",
                "x",
                "ja_JP\r\nBcc: thief@example.com",
                "../../etc",
                "ja-x-aaaaaaaa-aaaaaaaa-aaaaaaaa-aaaaaaaa-aaaaaaaa-aaaaaaaa-aaaaaaaa-aaaaaaaa"
            })
    void aProfileWithoutALanguageTagSaysNothing(String chosen) {
        assertEquals("ja", NoticeOutbox.locale(chosen, null, "ja"));
    }
}
