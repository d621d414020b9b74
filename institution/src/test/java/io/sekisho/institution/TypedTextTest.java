package io.sekisho.institution;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TypedTextTest {

    /**
     * First and last of each range of what messengers, editors and browsers are known to put into a text, and of
     * Unicode's list.
     */
    private static final List<int[]> INVISIBLE = List.of(
            new int[] {0xAD, 0xAD},
            new int[] {0x34F, 0x34F},
            new int[] {0x61C, 0x61C},
            new int[] {0x115F, 0x1160},
            new int[] {0x17B4, 0x17B5},
            new int[] {0x180B, 0x180F},
            new int[] {0x200B, 0x200F},
            new int[] {0x202A, 0x202E},
            new int[] {0x2060, 0x206F},
            new int[] {0x3164, 0x3164},
            new int[] {0xFE00, 0xFE0F},
            new int[] {0xFEFF, 0xFEFF},
            new int[] {0xFFA0, 0xFFA0},
            new int[] {0xFFF0, 0xFFFB},
            new int[] {0x1BCA0, 0x1BCA3},
            new int[] {0x1D173, 0x1D17A},
            new int[] {0xE0000, 0xE0FFF});

    private static IntStream invisible() {
        return INVISIBLE.stream().flatMapToInt(range -> IntStream.rangeClosed(range[0], range[1]));
    }

    @Test
    void whatCannotBeSeenIsNotThereWhereverItStands() {
        invisible().mapToObj(Character::toString).forEach(character -> {
            String typed = character + "12" + character + "34" + character;
            String name =
                    typed.codePoints().mapToObj(Integer::toHexString).toList().toString();
            assertEquals("1234", TypedText.visible(typed), name);
            assertEquals("1234", TypedText.stripped(" " + typed + " "), name);
            assertEquals("1234", TypedText.ungrouped(typed), name);
            assertEquals("", TypedText.stripped(character), name);
        });
    }

    @Test
    void everythingThatCanBeSeenStays() {
        assertEquals("tarō.やまだ+otp@例え.jp é 𠮷 #%_!", TypedText.stripped("tarō.やまだ+otp@例え.jp é 𠮷 #%_!"));
    }

    @Test
    void fullWidthIsHalfWidth() {
        assertEquals("Taro@example.com 0123", TypedText.visible("Ｔａｒｏ＠ｅｘａｍｐｌｅ．ｃｏｍ\u3000０１２３"));
        assertEquals("ヤマダ", TypedText.visible("ﾔﾏﾀﾞ"));
    }

    @Test
    void twoCharactersThatMakeOneDoSoWithAnInvisibleOneBetweenThem() {
        assertEquals("が", TypedText.visible("か\u200B\u3099"));
    }

    @ParameterizedTest
    @ValueSource(strings = {" 10001 ", "\u300010001\u3000", "\t10001\r\n", "\u00A010001\u2003", "\u200B 10001 \uFEFF"})
    void spacesAreTakenFromAroundAName(String typed) {
        assertEquals("10001", TypedText.stripped(typed));
    }

    @Test
    void spacesWithinStayInAName() {
        assertEquals("山田 花子", TypedText.stripped(" 山田\u3000花子 "));
        assertEquals(" a ", TypedText.visible("\u200B a "));
    }

    @ParameterizedTest
    @CsvSource({
        "123 456",
        "123-456",
        "123－456",
        "123\u3000456",
        "123ー456",
        "123─456",
        "123\u2212456",
        "\u2068123\u2069\u00A0\u2068456\u2069"
    })
    void spacesAndHyphensAreTakenOutOfWhatIsReadOffInGroups(String typed) {
        assertEquals("123456", TypedText.ungrouped(typed));
    }

    @Test
    void nothingIsEmpty() {
        assertEquals("", TypedText.visible(null));
        assertEquals("", TypedText.stripped(null));
        assertEquals("", TypedText.ungrouped(null));
    }

    @Test
    void whatIsPlainStaysAsItIs() {
        IntStream.rangeClosed(0, Character.MAX_CODE_POINT)
                .filter(point -> point < Character.MIN_SURROGATE || point > Character.MAX_SURROGATE)
                .forEach(point -> {
                    String plain = TypedText.visible("a" + Character.toString(point) + "b");
                    assertEquals(plain, TypedText.visible(plain), () -> Integer.toHexString(point));
                });
    }
}
