package io.sekisho.account.company;

import io.sekisho.institution.TypedText;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** What was typed into a search field, as patterns of {@code LIKE}. Plain values in and out. */
final class SearchWords {

    /** Marks a wildcard that is meant as itself. Not the backslash, which some databases take for themselves. */
    static final char ESCAPE = '!';

    private static final int MAX_LENGTH = 100;
    private static final int MAX_WORDS = 5;

    private SearchWords() {}

    /**
     * The words, each in the forms that are looked for: lower case, as typed and made plain, so that full-width
     * letters find half-width ones and what was stored in full width is found too. What cannot be seen is no word, and
     * more than a hand types is left out.
     *
     * @param typed may be null
     */
    static List<List<String>> patterns(String typed) {
        if (typed == null) {
            return List.of();
        }
        // No database takes control characters or half a surrogate pair.
        String text = new String(typed.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8)
                .replaceAll("[\\p{Cntrl}\\p{Z}]+", " ")
                .strip();
        String cut = text.codePointCount(0, text.length()) > MAX_LENGTH
                ? text.substring(0, text.offsetByCodePoints(0, MAX_LENGTH))
                : text;
        return Arrays.stream(cut.split(" "))
                .filter(word -> !TypedText.stripped(word).isEmpty())
                .limit(MAX_WORDS)
                .map(SearchWords::forms)
                .toList();
    }

    private static List<String> forms(String word) {
        return Stream.of(word, TypedText.stripped(word))
                .map(form -> "%" + escaped(form.toLowerCase(Locale.ROOT)) + "%")
                .distinct()
                .toList();
    }

    private static String escaped(String text) {
        return text.replaceAll("[!%_]", ESCAPE + "$0");
    }
}
