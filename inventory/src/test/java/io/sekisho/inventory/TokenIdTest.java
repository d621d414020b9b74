package io.sekisho.inventory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TokenIdTest {

    @ParameterizedTest
    @CsvSource({
        "DEMO00000001, DEMO00000001",
        "demo00000001, DEMO00000001",
        "' DEMO 0000 0001 ', DEMO00000001",
        "DEMO-0000-0001, DEMO00000001",
        "ＤＥＭＯ００００００００１, DEMO000000001",
        "DEMO‐0000–0001, DEMO00000001",
        "DEMOー0000−0001, DEMO00000001",
        "755224-1, 7552241"
    })
    void caseWidthSpacesAndHyphensDoNotMatter(String typed, String id) {
        assertEquals(Optional.of(new TokenId(id)), TokenId.parse(typed));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\uFEFFDEMO00000001",
                "\u2068DEMO00000001\u2069",
                "DEMO\u200B0000\u00AD0001",
                "\u202ADEMO\u20600000\u200E0001\u202C"
            })
    void whatCannotBeSeenDoesNotMatter(String typed) {
        assertEquals(Optional.of(new TokenId("DEMO00000001")), TokenId.parse(typed));
        assertEquals(Optional.of("DEMO00000001"), TokenId.prefix(typed));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "   ",
                "　",
                "-",
                "---",
                "DEMO_1",
                "DEMO.1",
                "トークン",
                "DEMO\u00001",
                "\u0000",
                "É123",
                "IT 0000_0001",
                "ET#1",
                "%00",
                "<script>alert(1)</script>",
                "' or '1'='1",
                "ＩＴ００００＿１",
                "Ⅷ．",
                "İT1"
            })
    void whatIsNoIdOfATokenIsNotTakenForOne(String typed) {
        assertEquals(Optional.empty(), TokenId.parse(typed));
    }

    @Test
    void anIdThatIsTooLongIsNone() {
        assertEquals(Optional.of(new TokenId("A".repeat(64))), TokenId.parse("a".repeat(64)));
        assertEquals(Optional.empty(), TokenId.parse("A".repeat(65)));
        assertEquals(Optional.empty(), TokenId.parse("A".repeat(100_000)));
        assertEquals(Optional.empty(), TokenId.parse(null));
    }

    @Test
    void aPrefixIsNormalisedToo() {
        assertEquals(Optional.of("DEMO00"), TokenId.prefix("demo-00"));
        assertEquals(Optional.of(""), TokenId.prefix(""));
        assertEquals(Optional.empty(), TokenId.prefix("%"));
        assertEquals(Optional.empty(), TokenId.prefix(null));
    }

    @Test
    void aTokenIdIsAlwaysNormalised() {
        assertThrows(IllegalArgumentException.class, () -> new TokenId("demo1"));
    }

    @Test
    void aMailNamesTheLastFourCharacters() {
        assertEquals("********0001", new TokenId("DEMO00000001").masked());
        assertEquals("A12", new TokenId("A12").masked());
    }
}
