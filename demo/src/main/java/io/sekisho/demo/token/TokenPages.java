package io.sekisho.demo.token;

import java.text.MessageFormat;
import java.util.List;
import java.util.Locale;
import java.util.ResourceBundle;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The shelf with all tokens, and one of them as one holds it in the hand, in one language. */
final class TokenPages {

    static final List<Locale> LANGUAGES = List.of(Locale.JAPANESE, Locale.ENGLISH);

    /**
     * A digit of a display, 28 by 48: its seven segments under their usual letters; the style sheet knows which digit
     * has which.
     */
    private static final String SEGMENTS = """
            <path class="a" d="M3 0H25L20 5H8z"/><path class="b" d="M28 2V21L25.5 23L23 20.5V7z"/><path class="c" d="M28 46V27L25.5 25L23 27.5V41z"/>\
            <path class="d" d="M3 48H25L20 43H8z"/><path class="e" d="M0 46V27L2.5 25L5 27.5V41z"/><path class="f" d="M0 2V21L2.5 23L5 20.5V7z"/>\
            <path class="g" d="M4 24L8 21.5H20L24 24L20 26.5H8z"/>""";

    private static final int DIGIT_WIDTH = 28;
    private static final int DIGIT_GAP = 9;
    private static final int GROUP_GAP = 8;
    private static final int DISPLAY_CENTRE = 200;
    private static final int BARS_WIDTH = 220;

    private final Locale language;
    private final ResourceBundle texts;

    TokenPages(Locale language) {
        this.language = language;
        this.texts = ResourceBundle.getBundle(
                "io.sekisho.demo.token.texts",
                language,
                ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_PROPERTIES));
    }

    String shelf(List<DemoToken> tokens, List<TokenDemo.Institution> institutions) {
        String backs = tokens.stream()
                .map(token -> """
                <li><a class="back" href="/%1$s?%2$s"><span class="maker">%3$s %4$s</span> <span class="label">%5$s</span> <span class="number">%1$s</span></a></li>""".formatted(
                                token.id(), lang(), escaped(token.vendor()), escaped(token.model()), text("tokenId")))
                .collect(Collectors.joining("\n"));
        return page(
                text("heading"),
                "/?",
                """
                <h1>%s</h1>
                <p class="warning">%s</p>
                <h2>%s</h2>
                <p>%s</p>
                <ul class="shelf">
                %s
                </ul>
                %s""".formatted(
                                text("heading"),
                                text("warning"),
                                text("choose"),
                                text("whereTheId"),
                                backs,
                                walk(institutions)),
                "");
    }

    String token(DemoToken token, int stepsOff, TokenWeb.Display display, List<TokenDemo.Institution> institutions) {
        int secondsLeft = (int) ((display.millisLeft() + 999) / 1_000);
        return page(
                text("token", token.id()),
                "/" + token.id() + "?steps=" + stepsOff + "&amp;",
                """
                <p><a href="/?%s">%s</a></p>
                <h1>%s</h1>
                <p class="warning">%s</p>
                %s
                <dl class="shown">
                <dt>%s</dt><dd>%s</dd>
                <dt>%s</dt><dd id="code">%s</dd>
                <dt>%s</dt><dd><span role="timer">%s</span></dd>
                </dl>
                <p class="failure" id="silent" role="alert" hidden>%s</p>
                <noscript><p>%s <a href="/%s?steps=%d&amp;%s">%s</a></p></noscript>
                <h2 id="clock">%s</h2>
                <p>%s</p>
                <ul class="clocks" aria-labelledby="clock">
                %s
                </ul>
                <p>%s</p>
                %s""".formatted(
                                lang(),
                                text("others"),
                                text("token", token.id()),
                                text("warning"),
                                picture(token, stepsOff, display, secondsLeft),
                                text("tokenId"),
                                token.id(),
                                text("code"),
                                display.code(),
                                text("next"),
                                text("seconds", "<span id=\"left\">" + secondsLeft + "</span>"),
                                text("silent"),
                                text("still"),
                                token.id(),
                                stepsOff,
                                lang(),
                                text("again"),
                                text("clock"),
                                text("clockWhy"),
                                clocks(token, stepsOff),
                                text("clockMeans" + stepsOff),
                                walk(institutions)),
                "\n<script type=\"module\" src=\"/token.js\"></script>");
    }

    private String clocks(DemoToken token, int stepsOff) {
        return TokenWeb.STEPS_OFF.stream()
                .map(steps -> "<li><a href=\"/%s?steps=%d&amp;%s\"%s><strong>%s</strong> %s</a></li>"
                        .formatted(
                                token.id(),
                                steps,
                                lang(),
                                steps == stepsOff ? " aria-current=\"true\"" : "",
                                steps == 0 ? "±0" : (steps < 0 ? "−" : "+") + Math.abs(steps),
                                text("clock" + steps)))
                .collect(Collectors.joining("\n"));
    }

    /** Drawn for the eye; the list below it says the same. */
    private static String picture(DemoToken token, int stepsOff, TokenWeb.Display display, int secondsLeft) {
        int width = token.digits() * DIGIT_WIDTH + (token.digits() - 1) * DIGIT_GAP + GROUP_GAP;
        String digits = IntStream.range(0, token.digits())
                .mapToObj(index -> "<g class=\"digit\" data-digit=\"%s\" transform=\"translate(%d 62)\">%s</g>"
                        .formatted(
                                display.code().charAt(index),
                                DISPLAY_CENTRE
                                        - width / 2
                                        + index * (DIGIT_WIDTH + DIGIT_GAP)
                                        + (2 * index < token.digits() ? 0 : GROUP_GAP),
                                SEGMENTS))
                .collect(Collectors.joining("\n"));
        double pitch = (double) BARS_WIDTH / token.periodSeconds();
        String bars = IntStream.range(0, token.periodSeconds())
                .mapToObj(second -> String.format(
                        Locale.ROOT,
                        "<rect class=\"bar%s\" x=\"%.2f\" y=\"122\" width=\"%.2f\" height=\"10\"/>",
                        second < secondsLeft ? "" : " spent",
                        DISPLAY_CENTRE - BARS_WIDTH / 2 + second * pitch,
                        pitch - 2))
                .collect(Collectors.joining());
        return """
                <svg id="device" class="device" viewBox="0 0 400 200" aria-hidden="true" data-codes="/%s/code?steps=%d">
                <rect class="case" x="2" y="2" width="396" height="196" rx="72"/>
                <circle class="hole" cx="34" cy="100" r="13"/>
                <rect class="frame" x="64" y="44" width="272" height="100" rx="10"/>
                <rect class="lcd" x="70" y="50" width="260" height="88" rx="5"/>
                %s
                <g>%s</g>
                <circle class="key" cx="366" cy="100" r="15"/>
                <text class="maker" x="200" y="31">%s %s</text>
                <text class="number" x="200" y="173">%s</text>
                </svg>""".formatted(
                token.id(), stepsOff, digits, bars, escaped(token.vendor()), escaped(token.model()), token.id());
    }

    private String walk(List<TokenDemo.Institution> institutions) {
        String links = institutions.stream()
                .map(institution -> """
                <li>%s (%s): <a href="%s/register">%s</a> · <a href="%s/stop">%s</a> · <a href="%s">%s</a></li>""".formatted(
                                escaped(institution.displayName()),
                                escaped(institution.name()),
                                escaped(institution.service()),
                                text("register"),
                                escaped(institution.service()),
                                text("stop"),
                                escaped(institution.service()),
                                text("status")))
                .collect(Collectors.joining("\n"));
        return links.isEmpty()
                ? ""
                : "<h2>%s</h2>\n<p>%s</p>\n<ul>\n%s\n</ul>".formatted(text("try"), text("tryHow"), links);
    }

    private String page(String title, String here, String main, String script) {
        String languages = LANGUAGES.stream()
                .map(other -> "<a href=\"%slang=%s\" lang=\"%2$s\" hreflang=\"%2$s\"%s>%s</a>"
                        .formatted(
                                here,
                                other.getLanguage(),
                                other.equals(language) ? " aria-current=\"true\"" : "",
                                other.getDisplayLanguage(other)))
                .collect(Collectors.joining(" "));
        return """
                <!DOCTYPE html>
                <html lang="%s">
                <head>
                <meta charset="utf-8">
                <meta name="viewport" content="width=device-width, initial-scale=1">
                <title>%s</title>
                <link rel="stylesheet" href="/token.css">
                <link rel="icon" href="data:,">%s
                </head>
                <body>
                <header>
                <p class="brand">%s</p>
                <nav aria-label="%s">%s</nav>
                </header>
                <main>
                %s
                </main>
                </body>
                </html>
                """.formatted(language.getLanguage(), title, script, text("brand"), text("language"), languages, main);
    }

    private String lang() {
        return "lang=" + language.getLanguage();
    }

    private String text(String key, Object... values) {
        return new MessageFormat(texts.getString(key), language).format(values);
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }
}
