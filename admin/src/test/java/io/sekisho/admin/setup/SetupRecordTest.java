package io.sekisho.admin.setup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.sekisho.admin.setup.SetupRecord.Binding;
import io.sekisho.admin.setup.SetupRecord.Replaced;
import java.io.UncheckedIOException;
import org.junit.jupiter.api.Test;

class SetupRecordTest {

    @Test
    void whatWasNotTouchedIsNotInIt() {
        SetupRecord before = new SetupRecord();
        before.kind = "bound-token";
        assertEquals("{\"kind\":\"bound-token\",\"internationalizationAdded\":false}", before.json());
    }

    @Test
    void itIsReadAsItWasWritten() {
        SetupRecord before = new SetupRecord();
        before.kind = "bound-token";
        before.browserFlow = new Binding("1", "browser", "2");
        before.attributesAdded.add("sekisho.enabled");
        before.attributesChanged.put("sekisho.enrolment", "");
        before.requiredActionsChanged.put("CONFIGURE_TOTP", true);
        before.loginTheme = new Replaced(null, "sekisho");

        SetupRecord read = SetupRecord.parse(before.json());

        assertEquals(before.json(), read.json());
        assertNull(read.loginTheme.before);
        assertEquals("2", read.browserFlow.made);
    }

    @Test
    void anEmptyValueIsRememberedAsOne() {
        SetupRecord before = new SetupRecord();
        before.attributesChanged.put("sekisho.enrolment", "");
        assertEquals("", SetupRecord.parse(before.json()).attributesChanged.get("sekisho.enrolment"));
    }

    @Test
    void aValueThatIsReplacedAgainGoesBackToTheFirst() {
        assertEquals("first", Replaced.again(new Replaced("first", "second"), "second", "third").before);
        assertNull(Replaced.again(new Replaced(null, "second"), "second", "third").before);
        assertEquals("first", Replaced.again(null, "first", "second").before);
    }

    @Test
    void oneThatIsDamagedIsToldApart() {
        assertThrows(UncheckedIOException.class, () -> SetupRecord.parse("{\"kind\": "));
    }
}
