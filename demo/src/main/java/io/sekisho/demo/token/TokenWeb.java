package io.sekisho.demo.token;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sekisho.demo.web.Answer;
import io.sekisho.demo.web.Request;
import io.sekisho.demo.web.Site;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * {@code /}: the tokens; {@code /<token ID>}: one of them; {@code /<token ID>/code}: its code of this moment, for the
 * page's script.
 */
final class TokenWeb implements Site {

    /**
     * By how many time steps the clock of a token can be told to be off: not, within one code, as after years on a
     * shelf, and beyond help.
     */
    static final List<Integer> STEPS_OFF = List.of(0, 1, -15, 30);

    private static final Map<String, String> FILES = Map.of("/token.js", "token.js", "/token.css", "token.css");

    private final ObjectMapper json = new ObjectMapper();
    private final List<DemoToken> tokens;
    private final List<TokenDemo.Institution> institutions;
    private final Clock clock;

    TokenWeb(List<DemoToken> tokens, List<TokenDemo.Institution> institutions, Clock clock) {
        this.tokens = tokens;
        this.institutions = institutions;
        this.clock = clock;
    }

    @Override
    public String policy() {
        return "default-src 'none'; script-src 'self'; style-src 'self'; img-src data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
    }

    @Override
    public Answer get(Request request) throws IOException {
        String path = request.path();
        if (FILES.containsKey(path)) {
            return Answer.file(TokenWeb.class, FILES.get(path));
        }
        TokenPages pages = new TokenPages(language(request));
        if ("/".equals(path)) {
            return Answer.page(200, pages.shelf(tokens, institutions));
        }
        Optional<DemoToken> token = tokens.stream()
                .filter(one -> path.equals("/" + one.id()) || path.equals("/" + one.id() + "/code"))
                .findFirst();
        Optional<Integer> stepsOff = stepsOff(request);
        if (token.isEmpty() || stepsOff.isEmpty()) {
            return Answer.notFound();
        }
        Display display = display(token.get(), stepsOff.get());
        return path.endsWith("/code")
                ? code(display)
                : Answer.page(200, pages.token(token.get(), stepsOff.get(), display, institutions));
    }

    /**
     * What a token shows.
     *
     * @param code       of its own time
     * @param millisLeft until the next one
     */
    record Display(String code, long millisLeft) {}

    private Display display(DemoToken token, int stepsOff) {
        long now = clock.millis();
        return new Display(token.code(token.step(now) + stepsOff), token.millisLeft(now));
    }

    private Answer code(Display display) throws IOException {
        ObjectNode node = json.createObjectNode().put("code", display.code()).put("millisLeft", display.millisLeft());
        return Answer.json(json.writeValueAsBytes(node));
    }

    private static Optional<Integer> stepsOff(Request request) {
        String asked = request.parameter("steps").orElse("0");
        return STEPS_OFF.stream()
                .filter(steps -> steps.toString().equals(asked))
                .findFirst();
    }

    /** What was chosen on the page, else what the browser prefers, else English. */
    private static Locale language(Request request) {
        String asked = request.parameter("lang").orElse("");
        if (TokenPages.LANGUAGES.stream()
                .anyMatch(language -> language.getLanguage().equals(asked))) {
            return Locale.forLanguageTag(asked);
        }
        try {
            Locale preferred = request.languages() == null
                    ? null
                    : Locale.lookup(Locale.LanguageRange.parse(request.languages()), TokenPages.LANGUAGES);
            return preferred == null ? Locale.ENGLISH : preferred;
        } catch (IllegalArgumentException malformed) {
            return Locale.ENGLISH;
        }
    }
}
