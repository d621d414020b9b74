package io.sekisho.notice;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.Locale;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.utils.EmailValidationUtil;

class NoticeMailTest {

    private final Properties messages = new Properties();

    @Test
    void aTextThatIsAKeyIsReadFromTheTheme() {
        messages.setProperty("mitoSupportHours", "平日 8:30 から 17:00 まで");

        assertEquals("平日 8:30 から 17:00 まで", NoticeMail.translate("${mitoSupportHours}", messages, Locale.JAPANESE));
    }

    @Test
    void aTextThatIsNoKeyIsTakenLiterally() {
        assertEquals("It's {0} {open", NoticeMail.translate("It's {0} {open", messages, Locale.ENGLISH));
    }

    @Test
    void aKeyThatTheThemeLacksIsShownAsItIs() {
        assertEquals("mitoSupportHours", NoticeMail.translate("${mitoSupportHours}", messages, Locale.JAPANESE));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Mito\r\nBcc: thief@example.com",
                "Mito\nBcc: thief@example.com",
                "Mito\r\n\tBcc: thief@example.com",
                "Mito\u0085Bcc: thief@example.com",
                "Mito\u2028Bcc: thief@example.com"
            })
    void aNameCannotBeginANewHeader(String name) {
        assertEquals("Mito Bcc: thief@example.com", NoticeMail.oneLine(name));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "taro@example.com\r\nBcc: thief@example.com",
                "taro\r\nBcc: thief@example.com",
                "taro@example.com\n",
                "\"taro\r\n\"@example.com"
            })
    void keycloakSendsNothingToAnAddressWithALineBreak(String address) {
        assertFalse(EmailValidationUtil.isValidEmail(address, EmailValidationUtil.MAX_LOCAL_PART_LENGTH));
    }
}
