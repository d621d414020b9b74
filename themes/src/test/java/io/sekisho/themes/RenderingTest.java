package io.sekisho.themes;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.keycloak.theme.Theme;

/** Renders every page as Keycloak would, and leaves them in {@code target/pages/<theme>/<language>} to look at. */
final class RenderingTest {

    private static final Path OUT = Path.of("target/pages");
    private static final int FIRST_VIEW_LIMIT_BYTES = 90_000;
    private static final List<String> RESOURCES = List.of("css/sekisho.css", "js/sekisho.js", "img/favicon.svg", "img/wordmark.svg");

    static Stream<Arguments> everyPage() {
        List<Arguments> pages = new ArrayList<>();
        for (String brand : List.of("sekisho", "mito", "hokuyo")) {
            for (Locale locale : List.of(Locale.JAPANESE, Locale.ENGLISH)) {
                Pages.all().forEach(page -> pages.add(Arguments.of(brand, locale, page)));
            }
        }
        return pages.stream();
    }

    @BeforeAll
    static void putTheResourcesBesideThePages() throws IOException {
        for (String brand : List.of("sekisho", "mito", "hokuyo")) {
            ThemeChain theme = new ThemeChain(brand, Theme.Type.LOGIN);
            for (String resource : Stream.concat(RESOURCES.stream(), Stream.of("css/" + brand + ".css")).toList()) {
                try (InputStream in = theme.getResourceAsStream(resource)) {
                    if (in != null) {
                        Path file = OUT.resolve(brand).resolve("resources").resolve(resource);
                        Files.createDirectories(file.getParent());
                        Files.write(file, in.readAllBytes());
                    }
                }
            }
        }
    }

    private static String render(String brand, Locale locale, Page page) throws Exception {
        PageModel model = new PageModel(brand, locale);
        page.data().accept(model);
        String html = model.render(page.template());
        assertEquals(Set.of(), model.unknownKeys(), "keys without a text");
        return html;
    }

    @ParameterizedTest(name = "{0} {1} {2}")
    @MethodSource("everyPage")
    void everyPageRendersWithoutGapsAndStaysSmall(String brand, Locale locale, Page page) throws Exception {
        String html = render(brand, locale, page);
        Path file = OUT.resolve(brand).resolve(locale.getLanguage()).resolve(page.name() + ".html");
        Files.createDirectories(file.getParent());
        Files.writeString(file, html);

        String title = firstGroup(html, "<title>(.*?)</title>");
        boolean inError = html.contains("role=\"alert\"");
        String errorPrefix = locale == Locale.JAPANESE ? "エラー：" : "Error:";
        assertAll(
                () -> assertFalse(Pattern.compile("\\bsekisho[A-Z]").matcher(html).find(), "an unresolved key"),
                () -> assertFalse(html.contains("${"), "an unresolved expression"),
                () -> assertTrue(html.contains("<html lang=\"" + locale.getLanguage() + "\""), "language"),
                () -> assertEquals(1, count(html, "<h1[ >]"), "headings of the first level"),
                () -> assertEquals(inError && !page.name().startsWith("status-suspended"), title.startsWith(errorPrefix), "title: " + title),
                () -> assertFalse(title.contains("<"), "markup in the title"),
                () -> assertEquals(Set.of(), danglingReferences(html)),
                () -> assertEquals(List.of(), repeatedIds(html)),
                () -> assertTrue(html.contains("href=\"tel:0120031003\""), "the support telephone"),
                () -> assertTrue(html.contains("kc_locale=en"), "the way to the other language"),
                () -> assertEquals(count(html, "class=\"field field-invalid\""), count(html, "aria-invalid=\"true\""), "only a field in error says so"),
                () -> assertFalse(html.contains("maxlength"), "the server cuts nothing off, and neither does the page"),
                () -> assertFalse(html.contains("<script>") || html.contains("<b>"), "markup from outside"),
                () -> assertTrue(firstViewBytes(brand, html) <= FIRST_VIEW_LIMIT_BYTES, firstViewBytes(brand, html) + " bytes"));
    }

    @Test
    void aPageOfTheWizardTellsItsStepInTheTitleAndAsText() throws Exception {
        String html = render("mito", Locale.JAPANESE, page("apply-confirm"));
        assertTrue(html.contains("<title>サービス申込 -確認-（4ステップ中3） | 水戸証券</title>"), firstGroup(html, "<title>(.*?)</title>"));
        assertTrue(html.contains("4ステップ中3</p>"));
    }

    @Test
    void anErrorLeadsToItsFieldAndIsReadWithIt() throws Exception {
        String html = render("mito", Locale.JAPANESE, page("apply-confirm-sekishoOtpWrong"));
        assertTrue(html.contains("<a href=\"#otp\">ワンタイムパスワードが違います。</a>"), "the summary says what is wrong in one sentence");
        assertTrue(html.contains("（当社の時刻は09:22:31です）。</p>"), "the field says the rest");
        String input = firstGroup(html, "(<input[^>]*id=\"otp\"[^>]*>)");
        assertTrue(input.contains("aria-describedby=\"otp-hint otp-error\""), input);
        assertTrue(input.contains("type=\"text\"") && input.contains("inputmode=\"numeric\"") && input.contains("autocomplete=\"one-time-code\""), input);
    }

    @Test
    void theStockErrorOfAWrongCodeStandsAtTheSameField() throws Exception {
        String html = render("mito", Locale.JAPANESE, page("login-otp-wrong-stock"));
        assertTrue(html.contains("<a href=\"#otp\">"));
        assertTrue(firstGroup(html, "(<input[^>]*id=\"otp\"[^>]*>)").contains("aria-invalid=\"true\""));
    }

    @Test
    void aWarningOfTheWizardIsShownThoughTheCustomerStartedIt() throws Exception {
        assertTrue(render("mito", Locale.JAPANESE, page("apply-register-old-page")).contains("古い画面から送信されました。"));
    }

    @Test
    void theKeyIsCopiedWithoutSpacesAndStandsNowhereInAnAlternativeText() throws Exception {
        String html = render("mito", Locale.JAPANESE, page("apply-register"));
        String key = firstGroup(html, "<code id=\"otp-key\"[^>]*>(.*?)</code>");
        assertEquals(Pages.KEY, key.replaceAll("<[^>]*>", ""));
        assertTrue(firstGroup(html, "(<details class=\"key-details\"[^>]*>)").equals("<details class=\"key-details\">"), "closed at first");
        assertEquals(1, count(html, Pages.KEY), "only in the otpauth link in one piece");
        assertFalse(firstGroup(html, "(<svg id=\"otp-qr\"[^>]*>)").contains(Pages.KEY.substring(0, 4)));
    }

    @Test
    void goingBackIsAFormOfItsOwnSoThatEnterNeverMeansBack() throws Exception {
        String html = render("mito", Locale.JAPANESE, page("apply-proof"));
        assertTrue(html.contains("form=\"sekisho-leave\" name=\"cancel-aia\" value=\"true\" formnovalidate>戻る</button>"));
        assertTrue(Pattern.compile("<form id=\"sekisho-leave\"[^>]*method=\"post\"").matcher(html).find());
    }

    @Test
    void everyActionOfTheStatusPageIsAFormWithTheStateChecker() throws Exception {
        String html = render("hokuyo", Locale.JAPANESE, page("status-in-use"));
        assertEquals(count(html, "<form "), count(html, "name=\"stateChecker\" value=\"checker\""));
        assertTrue(html.contains(">コード再表示</button>") && html.contains(">利用停止</button>"));
    }

    @Test
    void whatABrandSwitchesOnIsShownThereAndNowhereElse() throws Exception {
        assertTrue(render("hokuyo", Locale.JAPANESE, page("apply-proof")).contains("現在のサービス利用状況"));
        assertFalse(render("mito", Locale.JAPANESE, page("apply-proof")).contains("現在のサービス利用状況"));
        assertTrue(render("hokuyo", Locale.JAPANESE, page("apply-confirm")).contains("ご注意事項"));
        assertFalse(render("mito", Locale.JAPANESE, page("apply-confirm")).contains("ご注意事項"));
    }

    @Test
    void theBrandNamesWhatTheCustomerLogsInWith() throws Exception {
        assertTrue(render("mito", Locale.JAPANESE, page("login")).contains(">お客様コード</label>"));
        assertTrue(render("hokuyo", Locale.JAPANESE, page("login")).contains(">ログインID</label>"));
    }

    @Test
    void everyTemplateOfTheThemeIsRenderedByOneOfThePages() {
        Set<String> rendered = Pages.all().stream().map(Page::template).collect(Collectors.toSet());
        Set<String> shared = Set.of("template.ftl", "sekisho-parts.ftl", "sekisho-apply-parts.ftl", "sekisho-registration.ftl", "sekisho-token-issue-parts.ftl", "sekisho-manage-parts.ftl");
        Sources.loginTemplates().stream().map(file -> file.getFileName().toString()).filter(name -> !shared.contains(name))
                .forEach(name -> assertTrue(rendered.contains(name), name));
    }

    private static Page page(String name) {
        return Pages.all().stream().filter(page -> page.name().equals(name)).findFirst().orElseThrow();
    }

    private static int firstViewBytes(String brand, String html) throws IOException {
        int bytes = html.getBytes(StandardCharsets.UTF_8).length;
        for (Path file : Sources.below(OUT.resolve(brand).resolve("resources"), "")) {
            if (Files.isRegularFile(file)) {
                bytes += (int) Files.size(file);
            }
        }
        return bytes;
    }

    private static int count(String html, String pattern) {
        return (int) Pattern.compile(pattern).matcher(html).results().count();
    }

    private static String firstGroup(String html, String pattern) {
        Matcher matcher = Pattern.compile(pattern, Pattern.DOTALL).matcher(html);
        assertTrue(matcher.find(), pattern);
        return matcher.group(1);
    }

    private static List<String> ids(String html) {
        return Pattern.compile("\\sid=\"([^\"]+)\"").matcher(html).results().map(result -> result.group(1)).toList();
    }

    private static List<String> repeatedIds(String html) {
        Set<String> seen = new HashSet<>();
        return ids(html).stream().filter(id -> !seen.add(id)).toList();
    }

    private static Set<String> danglingReferences(String html) {
        Set<String> known = new HashSet<>(ids(html));
        // The script gives the key's panel its id when it takes it out of the <details>.
        known.add("otp-key-panel");
        Set<String> dangling = new TreeSet<>();
        Matcher matcher = Pattern.compile("\\s(?:for|form|aria-describedby|aria-labelledby|aria-controls|data-reveals)=\"([^\"]+)\"|href=\"#([^\"]+)\"").matcher(html);
        while (matcher.find()) {
            for (String id : (matcher.group(1) == null ? matcher.group(2) : matcher.group(1)).trim().split("\\s+")) {
                if (!known.contains(id)) {
                    dangling.add(id);
                }
            }
        }
        return dangling;
    }
}
