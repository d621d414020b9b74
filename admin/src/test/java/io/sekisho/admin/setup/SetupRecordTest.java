package io.sekisho.admin.setup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sekisho.admin.setup.BoundFlow.Binding;
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
        before.attributes.attributesAdded.add("sekisho.enabled");
        before.attributes.attributesChanged.put("sekisho.enrolment", "");
        before.requiredActions.requiredActionsChanged.put("CONFIGURE_TOTP", true);
        before.themes.loginTheme = new Replaced(null, "sekisho");

        SetupRecord read = SetupRecord.parse(before.json());

        assertEquals(before.json(), read.json());
        assertNull(read.themes.loginTheme.before);
        assertEquals("2", read.browserFlow.made);
    }

    @Test
    void anEmptyValueIsRememberedAsOne() {
        SetupRecord before = new SetupRecord();
        before.attributes.attributesChanged.put("sekisho.enrolment", "");
        assertEquals(
                "",
                SetupRecord.parse(before.json()).attributes.attributesChanged.get("sekisho.enrolment"));
    }

    @Test
    void aValueThatIsReplacedAgainGoesBackToTheFirst() {
        assertEquals("first", Replaced.again(new Replaced("first", "second"), "second", "third").before);
        assertNull(Replaced.again(new Replaced(null, "second"), "second", "third").before);
        assertEquals("first", Replaced.again(null, "first", "second").before);
    }

    /** An upgrade comes between a set-up and its teardown; and a node of before must understand what ours writes. */
    @Test
    void whatSetUpsOfBeforeHaveWrittenIsReadAndWrittenAsItWas() throws JsonProcessingException {
        ObjectMapper json = new ObjectMapper();
        assertEquals(
                json.readTree(OlderRecord.JSON),
                json.readTree(SetupRecord.parse(OlderRecord.JSON).json()));
    }

    @Test
    void oneThatIsDamagedIsToldApart() {
        assertThrows(UncheckedIOException.class, () -> SetupRecord.parse("{\"kind\": "));
    }
}
