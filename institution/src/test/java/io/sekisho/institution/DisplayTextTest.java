package io.sekisho.institution;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Locale;
import java.util.Properties;
import org.junit.jupiter.api.Test;

class DisplayTextTest {

    private final Properties messages = new Properties();

    @Test
    void aKeyIsTheMessageOfThatKey() {
        messages.setProperty("hours", "It''s 8:30 to 17:00");
        assertEquals("It's 8:30 to 17:00", DisplayText.resolve("${hours}", messages, Locale.ENGLISH));
    }

    @Test
    void anythingElseIsWhatItIs() {
        assertEquals("{0} it's", DisplayText.resolve("{0} it's", messages, Locale.ENGLISH));
        assertEquals("${a} b", DisplayText.resolve("${a} b", messages, Locale.ENGLISH));
    }

    @Test
    void aKeyThatIsMissingStandsForItself() {
        assertEquals("missing", DisplayText.resolve("${missing}", messages, Locale.ENGLISH));
    }
}
