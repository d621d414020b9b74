package io.sekisho.themes;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The page that shows all others, of one theme in one language, each at the width of a phone and of a PC. Plain HTML: a
 * picture is a frame with the page itself in it, out of reach for pointer and keyboard, and without scripts, which would
 * take the focus; the state's name is the link to it.
 */
final class Gallery {

    private static final String MAIL_TEMPLATE = "sekisho-notice.ftl";

    /** What stands beside the pages, in the language that these are in. */
    private record Words(
            String language,
            String themes,
            String languages,
            String contents,
            String count,
            String phone,
            String pc,
            String asText) {

        static Words in(Locale locale) {
            return Locale.JAPANESE.equals(locale)
                    ? new Words(
                            "日本語",
                            "テーマ",
                            "言語",
                            "テンプレート",
                            "画面 %d 種、メール %d 種。テンプレート・文言・スタイルを保存すると、すぐに反映されます。",
                            "スマートフォン",
                            "PC",
                            "テキスト形式")
                    : new Words(
                            "English",
                            "Theme",
                            "Language",
                            "Templates",
                            "%d states of pages and %d of mails. A template, a text or a style is shown as soon as it is saved.",
                            "Phone",
                            "PC",
                            "as text");
        }
    }

    /** A state, by its address below that of the gallery. */
    private record State(String name, String address, String more) {}

    private Gallery() {}

    static String html(ThemeFolders folders, String theme, Locale locale, String stamp) {
        Words words = Words.in(locale);
        Map<String, List<State>> states = states(words);
        String contents = states.entrySet().stream()
                .map(entry -> "<li><a href=\"#%s\">%s</a> <span>%d</span></li>"
                        .formatted(
                                entry.getKey(), entry.getKey(), entry.getValue().size()))
                .collect(Collectors.joining("\n"));
        String sections = states.entrySet().stream()
                .map(entry -> "<section id=\"%s\" aria-label=\"%s\">\n<h2>%s</h2>\n%s\n</section>"
                        .formatted(
                                entry.getKey(),
                                entry.getKey(),
                                entry.getKey(),
                                entry.getValue().stream()
                                        .map(state -> article(state, words))
                                        .collect(Collectors.joining("\n"))))
                .collect(Collectors.joining("\n"));
        return document(locale.getLanguage(), theme + " – Sekisho", stamp, """
                <header>
                <h1>Sekisho <span>%s</span></h1>
                <nav aria-label="%s"><ul>%s</ul></nav>
                <nav aria-label="%s"><ul>%s</ul></nav>
                </header>
                <div class="columns">
                <nav class="contents" aria-labelledby="contents"><h2 id="contents">%s</h2><ol>
                %s
                </ol></nav>
                <main>
                <p>%s</p>
                %s
                </main>
                </div>
                """.formatted(
                        theme,
                        words.themes(),
                        themes(folders, theme, locale),
                        words.languages(),
                        languages(theme, locale),
                        words.contents(),
                        contents,
                        words.count().formatted(Pages.all().size(), Mails.all().size()),
                        sections));
    }

    /** The states of each template, in the order of the lists. */
    private static Map<String, List<State>> states(Words words) {
        Map<String, List<State>> states = new LinkedHashMap<>();
        for (Page page : Pages.all()) {
            states.computeIfAbsent(page.template(), template -> new ArrayList<>())
                    .add(new State(page.name(), page.name(), ""));
        }
        for (Mail mail : Mails.all()) {
            states.computeIfAbsent(MAIL_TEMPLATE, template -> new ArrayList<>())
                    .add(new State(
                            mail.name(),
                            "mail/" + mail.name(),
                            " <a class=\"more\" href=\"mail/%s.txt\">%s</a>".formatted(mail.name(), words.asText())));
        }
        return states;
    }

    private static String article(State state, Words words) {
        return """
                <article id="%1$s">
                <h3><a href="%2$s">%1$s</a>%3$s</h3>
                <div class="frames" inert>
                <div class="frame phone"><iframe src="%2$s" title="%1$s, %4$s" loading="lazy" sandbox="allow-same-origin" scrolling="no"></iframe></div>
                <div class="frame pc"><iframe src="%2$s" title="%1$s, %5$s" loading="lazy" sandbox="allow-same-origin" scrolling="no"></iframe></div>
                </div>
                </article>""".formatted(state.name(), state.address(), state.more(), words.phone(), words.pc());
    }

    private static String themes(ThemeFolders folders, String here, Locale locale) {
        return folders.names().stream()
                .map(name -> choice("/" + name + "/" + locale.getLanguage() + "/", name, name.equals(here)))
                .collect(Collectors.joining());
    }

    private static String languages(String theme, Locale here) {
        return PageHost.LANGUAGES.stream()
                .map(locale -> choice(
                        "/" + theme + "/" + locale.getLanguage() + "/",
                        Words.in(locale).language(),
                        locale.equals(here)))
                .collect(Collectors.joining());
    }

    private static String choice(String address, String name, boolean here) {
        return "<li><a href=\"%s\"%s>%s</a></li>".formatted(address, here ? " aria-current=\"true\"" : "", name);
    }

    /** Where the links and forms of a page lead that is shown without its server. */
    static String nothing(String stamp) {
        return document("en", "Nothing here – Sekisho", stamp, """
                <main class="alone">
                <h1>Nothing here</h1>
                <p>This is a preview without a server: the forms of a page, and most of its links, lead nowhere. <a href="/">All pages</a></p>
                </main>
                """);
    }

    /** Instead of what cannot be rendered: why, until it is mended. */
    static String failure(Exception failure, String stamp) {
        StringBuilder reasons = new StringBuilder();
        for (Throwable reason = failure; reason != null; reason = reason.getCause()) {
            reasons.append(reason.getMessage()).append("\n\n");
        }
        return document("en", "Not rendered – Sekisho", stamp, """
                <main class="alone">
                <h1>This cannot be rendered</h1>
                <pre>%s</pre>
                </main>
                """.formatted(
                        escaped(reasons.toString().strip())));
    }

    private static String document(String language, String title, String stamp, String body) {
        return """
                <!DOCTYPE html>
                <html lang="%s">
                <head>
                <meta charset="utf-8">
                <meta name="viewport" content="width=device-width, initial-scale=1">
                <title>%s</title>
                <link rel="icon" href="data:,">
                <link rel="stylesheet" href="/gallery.css">
                </head>
                <body>
                %s%s
                </body>
                </html>
                """.formatted(language, title, body, reload(stamp));
    }

    /** What a page ends with that follows its files. */
    static String reload(String stamp) {
        return "\n<script src=\"/reload.js?" + stamp + "\" defer></script>\n";
    }

    /** A file that stands beside this class. */
    static byte[] file(String name) throws IOException {
        try (InputStream in = Gallery.class.getResourceAsStream(name)) {
            return in.readAllBytes();
        }
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;");
    }
}
