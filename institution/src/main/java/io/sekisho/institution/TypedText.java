package io.sekisho.institution;

import java.text.Normalizer;
import java.util.regex.Pattern;

/**
 * What somebody has typed or pasted, as it was meant: the one way in which codes, IDs, names, addresses and passwords
 * are made plain. Messengers and editors put characters into a text that nobody sees, and Japanese keyboards write in
 * full width.
 */
public final class TypedText {

    /**
     * What nobody sees: format characters, and whatever else Unicode has rendered as nothing
     * (Default_Ignorable_Code_Point, which Java's patterns do not know), such as variation selectors and fillers.
     */
    private static final Pattern INVISIBLE = Pattern.compile(
            "[\\p{Cf}\\u034F\\u115F\\u1160\\u17B4\\u17B5\\u180B-\\u180F\\u2065\\u3164\\uFE00-\\uFE0F\\uFFA0\\uFFF0-\\uFFF8\\x{E0000}-\\x{E0FFF}]");
    /** Spaces and hyphens of any script; a Japanese keyboard gives a long vowel mark or a line for a hyphen. */
    private static final Pattern SEPARATORS = Pattern.compile("[\\s\\p{Z}\\p{Pd}\\u2212\\u30FC\\u2500]");

    private static final Pattern SPACES_AROUND = Pattern.compile("^[\\s\\p{Z}]+|[\\s\\p{Z}]+$");

    private TypedText() {}

    /**
     * What can be seen of it, in one form for what looks the same (NFKC), so that full width is half width. Spaces
     * stay.
     *
     * @param typed or null
     */
    public static String visible(String typed) {
        // Before the normal form, for two characters that become one may stand on either side.
        return typed == null
                ? ""
                : Normalizer.normalize(INVISIBLE.matcher(typed).replaceAll(""), Normalizer.Form.NFKC);
    }

    /**
     * The same without the spaces around it: a name, an address.
     *
     * @param typed or null
     */
    public static String stripped(String typed) {
        return SPACES_AROUND.matcher(visible(typed)).replaceAll("");
    }

    /**
     * The same without any space or hyphen: what is read off in groups, such as a code.
     *
     * @param typed or null
     */
    public static String ungrouped(String typed) {
        return SEPARATORS.matcher(visible(typed)).replaceAll("");
    }
}
