package io.sekisho.account.company;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class SearchWordsTest {

    @Test
    void nothingTypedAsksForEverybody() {
        assertEquals(List.of(), SearchWords.patterns(null));
        assertEquals(List.of(), SearchWords.patterns(" \u3000\t"));
    }

    @Test
    void aWordIsPartOfWhatIsLookedForInLowerCase() {
        assertEquals(List.of(List.of("%user1%")), SearchWords.patterns(" User1 "));
    }

    @Test
    void fullWidthAndHalfWidthFindEachOther() {
        assertEquals(List.of(List.of("%ｕｓｅｒ１%", "%user1%")), SearchWords.patterns("ＵＳＥＲ１"));
        assertEquals(List.of(List.of("%ﾔﾏﾀﾞ%", "%ヤマダ%")), SearchWords.patterns("ﾔﾏﾀﾞ"));
    }

    @Test
    void whatCannotBeSeenIsLookedForAsStoredAndIsNoWordByItself() {
        assertEquals(List.of(List.of("%us\u200Ber1%", "%user1%")), SearchWords.patterns("us\u200Ber1"));
        assertEquals(List.of(List.of("%user1%")), SearchWords.patterns("\u200B user1 \u2060"));
    }

    @Test
    void wordsAreSeparatedByAnySpace() {
        assertEquals(List.of(List.of("%山田%"), List.of("%花子%")), SearchWords.patterns("山田\u3000花子"));
    }

    @Test
    void wildcardsStandForThemselves() {
        assertEquals(List.of(List.of("%100!%%"), List.of("%a!_b!!%")), SearchWords.patterns("100% a_b!"));
        assertEquals(List.of(List.of("%％%", "%!%%")), SearchWords.patterns("％"));
    }

    @Test
    void whatNoDatabaseTakesIsLeftOut() {
        assertEquals(List.of(List.of("%a%"), List.of("%b%")), SearchWords.patterns("a\u0000b"));
        assertEquals(List.of(List.of("%a?%")), SearchWords.patterns("a\ud800"));
    }

    @Test
    void moreThanAHandTypesIsCutOff() {
        assertEquals(102, SearchWords.patterns("x".repeat(5_000)).get(0).get(0).length());
        assertEquals(5, SearchWords.patterns("a ".repeat(50)).size());
    }
}
