package io.sekisho.themes;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * One look at one page or mail.
 *
 * @param theme  whose it is
 * @param locale its language
 * @param state  its address below that of the theme and the language, see {@link PageHost}
 * @param width  of the window, in CSS pixels
 */
record Look(String theme, Locale locale, String state, int width) {

    static final int PHONE = 375;
    static final int PC = 1280;

    /** A form, a list, a code to scan, a page that waits, and pictures: where a brand's colours meet most. */
    static final List<String> MOST_DIFFERENT =
            List.of("login", "status-in-use", "apply-register", "token-issue-confirm", "token-bind");

    /** Every page and mail in every state. */
    static List<String> states() {
        return Stream.concat(
                        Pages.all().stream().map(Page::name),
                        Mails.all().stream().map(mail -> PageHost.MAIL + mail.name()))
                .toList();
    }

    /** Each state once, and what differs most in each brand; on a phone, in Japanese. */
    static List<Look> ofEachBuild() {
        List<Look> looks = new ArrayList<>();
        states().forEach(state -> looks.add(new Look("sekisho", Locale.JAPANESE, state, PHONE)));
        for (String brand : Sources.BRANDS) {
            MOST_DIFFERENT.forEach(state -> looks.add(new Look(brand, Locale.JAPANESE, state, PHONE)));
        }
        return looks;
    }

    /** Each state in each theme and language, on a phone and on a PC. */
    static List<Look> all(ThemeFolders folders) {
        List<Look> looks = new ArrayList<>();
        for (String theme : folders.names()) {
            for (Locale locale : PageHost.LANGUAGES) {
                for (String state : states()) {
                    looks.add(new Look(theme, locale, state, PHONE));
                    looks.add(new Look(theme, locale, state, PC));
                }
            }
        }
        return looks;
    }

    @Override
    public String toString() {
        return theme + " " + locale + " " + state + " " + width + " px";
    }
}
