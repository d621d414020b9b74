package io.sekisho.demo.token;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.ResourceBundle;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TokenDemoTest {

    /** 12.5 s into a time step. */
    private static final Instant NOW = Instant.ofEpochMilli(1_795_000_032_500L);

    private final DemoToken first = DemoTokens.read().get(0);
    private final HttpClient client = HttpClient.newHttpClient();
    private final TokenDemo demo = new TokenDemo(
            0,
            List.of(new TokenDemo.Institution("r", "A & <B>", "http://localhost:1/realms/r/otp-service")),
            Clock.fixed(NOW, ZoneOffset.UTC));

    @AfterEach
    void close() {
        demo.close();
    }

    @Test
    void each_token_stands_on_the_shelf_with_its_id() throws Exception {
        String shelf = get("/?lang=ja").body();

        for (DemoToken token : DemoTokens.read()) {
            assertTrue(shelf.contains("href=\"/" + token.id() + "?lang=ja\""), token.id());
            assertEquals(200, get("/" + token.id()).statusCode());
        }
        assertTrue(
                shelf.contains("A &amp; &lt;B&gt; (r): <a href=\"http://localhost:1/realms/r/otp-service/register\">"),
                shelf);
    }

    @Test
    void without_its_script_a_page_shows_the_code_of_the_moment() throws Exception {
        String page = get("/DEMO00000001").body();
        String code = first.code(first.step(NOW.toEpochMilli()));

        assertTrue(page.contains("<dd id=\"code\">" + code + "</dd>"), page);
        assertEquals(code, digits(page));
        assertTrue(page.contains("<span id=\"left\">18</span>"), page);
        assertEquals(
                18, Pattern.compile("class=\"bar\"").matcher(page).results().count());
        assertEquals(
                12,
                Pattern.compile("class=\"bar spent\"").matcher(page).results().count());
    }

    private static String digits(String page) {
        StringBuilder digits = new StringBuilder();
        Pattern.compile("data-digit=\"(\\d)\"").matcher(page).results().forEach(digit -> digits.append(digit.group(1)));
        return digits.toString();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, -15, 30})
    void a_clock_that_is_off_shows_another_steps_code_at_the_same_pace(int steps) throws Exception {
        JsonNode shown = new ObjectMapper()
                .readTree(get("/DEMO00000001/code?steps=" + steps).body());

        assertEquals(
                first.code(first.step(NOW.toEpochMilli()) + steps),
                shown.get("code").asText());
        assertEquals(17_500, shown.get("millisLeft").asInt());
        String page = get("/DEMO00000001?lang=en&steps=" + steps).body();
        assertEquals(shown.get("code").asText(), digits(page));
        assertTrue(page.contains("?steps=" + steps + "&amp;lang=en\" aria-current=\"true\""), page);
        assertTrue(page.contains("data-codes=\"/DEMO00000001/code?steps=" + steps + "\""), page);
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "none",
            value = {
                "'', none, en",
                "'', 'ja,en;q=0.9', ja",
                "'', ja-JP, ja",
                "'', 'fr, en', en",
                "'', ';;;', en",
                "?lang=ja, en, ja",
                "?lang=en, ja, en",
                "?lang=fr, ja, ja",
                "?lang=\"x, ja, ja"
            })
    void the_language_is_what_was_chosen_else_what_the_browser_prefers(String query, String preferred, String language)
            throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(demo.url() + "/" + query.replace("\"", "%22")));
        if (preferred != null) {
            request.header("Accept-Language", preferred);
        }

        String page = client.send(request.build(), BodyHandlers.ofString()).body();

        assertTrue(page.contains("<html lang=\"" + language + "\">"), page);
    }

    @Test
    void it_says_in_both_languages_that_its_keys_are_public() throws Exception {
        for (String path : List.of("/?lang=", "/DEMO00000020?lang=")) {
            assertTrue(get(path + "ja").body().contains("鍵は公開されている"));
            assertTrue(get(path + "en").body().contains("The keys are public"));
        }
    }

    @Test
    void both_languages_have_the_same_texts() {
        ResourceBundle.Control alone =
                ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_PROPERTIES);
        List<TreeSet<String>> keys = TokenPages.LANGUAGES.stream()
                .map(language -> new TreeSet<>(ResourceBundle.getBundle("io.sekisho.demo.token.texts", language, alone)
                        .keySet()))
                .toList();

        assertEquals(keys.get(0), keys.get(1));
        TokenWeb.STEPS_OFF.forEach(
                steps -> assertTrue(keys.get(0).containsAll(List.of("clock" + steps, "clockMeans" + steps))));
    }

    @Test
    void nothing_is_inline_and_nothing_comes_from_elsewhere() throws Exception {
        for (String path : List.of("/", "/DEMO00000001")) {
            HttpResponse<String> page = get(path);

            assertFalse(
                    Pattern.compile(
                                    "<style|style=|<script(?! type=\"module\" src=\"/token.js\"></script>)| on[a-z]+=|src=\"http")
                            .matcher(page.body())
                            .find(),
                    page.body());
            String policy = page.headers().firstValue("Content-Security-Policy").orElse("");
            assertTrue(
                    policy.startsWith("default-src 'none'; script-src 'self'; style-src 'self'")
                            && !policy.contains("unsafe"),
                    policy);
            assertEquals("no-store", page.headers().firstValue("Cache-Control").orElse(""));
        }
        assertEquals(
                "text/javascript; charset=utf-8",
                get("/token.js").headers().firstValue("Content-Type").orElse(""));
        assertEquals(
                "text/css; charset=utf-8",
                get("/token.css").headers().firstValue("Content-Type").orElse(""));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/DEMO00000021",
                "/DEMO0000000",
                "/demo-tokens.xml",
                "/DEMO00000001/",
                "/DEMO00000001?steps=7",
                "/DEMO00000001/code?steps=x",
                "/DEMO00000001?steps="
            })
    void what_is_unknown_is_not_found(String path) throws Exception {
        assertEquals(404, get(path).statusCode());
    }

    @Test
    void it_is_there_to_be_looked_at_only() throws Exception {
        HttpResponse<String> posted = client.send(
                HttpRequest.newBuilder(URI.create(demo.url() + "/"))
                        .POST(BodyPublishers.ofString("x"))
                        .build(),
                BodyHandlers.ofString());
        assertEquals(405, posted.statusCode());
        assertEquals("GET, HEAD", posted.headers().firstValue("Allow").orElse(""));

        HttpResponse<String> head = client.send(
                HttpRequest.newBuilder(URI.create(demo.url() + "/"))
                        .method("HEAD", BodyPublishers.noBody())
                        .build(),
                BodyHandlers.ofString());
        assertEquals(200, head.statusCode());
        assertTrue(head.headers().firstValueAsLong("Content-Length").orElse(0) > 1_000);
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return client.send(HttpRequest.newBuilder(URI.create(demo.url() + path)).build(), BodyHandlers.ofString());
    }
}
