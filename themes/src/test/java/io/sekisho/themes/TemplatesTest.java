package io.sekisho.themes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class TemplatesTest {

    private static final Pattern VARIABLE = Pattern.compile("--([a-z-]+):\\s*([^;]+);");

    static List<Path> loginTemplates() {
        return Sources.loginTemplates();
    }

    static List<String> brands() {
        return Sources.BRANDS;
    }

    static Stream<String> brandsAndTheirParent() {
        return Stream.concat(Stream.of("sekisho"), Sources.BRANDS.stream());
    }

    @ParameterizedTest
    @MethodSource("brands")
    void aBrandAddsNoTemplateAndNoScript(String brand) {
        assertEquals(List.of(), Sources.below(Sources.THEMES.resolve(brand), ".ftl"));
        assertEquals(List.of(), Sources.below(Sources.THEMES.resolve(brand), ".js"));
    }

    @ParameterizedTest
    @MethodSource("brands")
    void aBrandIsOneStyleSheetThatOnlySetsVariablesOfTheParent(String brand) {
        List<Path> sheets = Sources.below(Sources.THEMES.resolve(brand), ".css");
        assertEquals(1, sheets.size());
        String sheet = Sources.text(sheets.get(0));
        assertTrue(sheet.matches("(?s)\\s*:root \\{[^{}]*}\\s*"), "more than variables in " + sheets.get(0));
        Map<String, String> known =
                variables(Sources.text(Sources.THEMES.resolve("sekisho/login/resources/css/sekisho.css")));
        variables(sheet).keySet().forEach(name -> assertTrue(known.containsKey(name), name));
    }

    @ParameterizedTest
    @MethodSource("brands")
    void aBrandKeepsTheStyleSheetOfTheParent(String brand) {
        Properties properties = Sources.properties(Sources.THEMES.resolve(brand + "/login/theme.properties"));
        assertEquals(Sources.parentOf(brand), properties.getProperty("parent"));
        assertFalse(properties.containsKey("styles"), "styles= replaces the parent's; styles.brand= adds to it");
        assertEquals("css/" + brand + ".css", properties.getProperty("styles.brand"));
    }

    @ParameterizedTest
    @ValueSource(strings = {Sources.TOKEN_LAYER, Sources.BOUND_TOKEN_LAYER})
    void aLayerForTokensIsNothingButWords(String name) {
        Path layer = Sources.THEMES.resolve(name);
        assertEquals(
                List.of("messages_en.properties", "messages_ja.properties", "theme.properties"),
                Sources.below(layer, "").stream()
                        .filter(Files::isRegularFile)
                        .map(file -> file.getFileName().toString())
                        .toList());
        assertEquals(
                "sekisho",
                Sources.properties(layer.resolve("login/theme.properties")).getProperty("parent"));
    }

    @ParameterizedTest
    @MethodSource("brands")
    void keycloakIsToldOfEveryBrandAndOfItsParent(String brand) {
        String themes = Sources.text(Path.of("src/main/resources/META-INF/keycloak-themes.json"));
        assertTrue(themes.contains("{\"name\": \"" + brand + "\", \"types\": [\"login\", \"email\"]}"), themes);
        assertTrue(
                themes.contains("\"name\": \""
                        + Sources.properties(Sources.THEMES.resolve(brand + "/login/theme.properties"))
                                .getProperty("parent")
                        + "\""),
                themes);
    }

    @ParameterizedTest
    @MethodSource("brandsAndTheirParent")
    void textsAndControlsHaveTheContrastOfLevelAa(String brand) {
        Map<String, String> colours = new HashMap<>(
                variables(Sources.text(Sources.THEMES.resolve("sekisho/login/resources/css/sekisho.css"))));
        if (!"sekisho".equals(brand)) {
            colours.putAll(
                    variables(Sources.text(Sources.THEMES.resolve(brand + "/login/resources/css/" + brand + ".css"))));
        }
        for (String pair : List.of(
                "on-brand brand",
                "on-brand brand-strong",
                "brand surface",
                "brand page",
                "brand brand-soft",
                "link surface",
                "link page",
                "link brand-soft",
                "header-text header-surface",
                "text page",
                "text surface",
                "text brand-soft",
                "text-quiet page",
                "text-quiet surface",
                "text-quiet brand-soft",
                "error surface",
                "error page",
                "error error-soft",
                "success success-soft",
                "success surface",
                "text error-soft",
                "link error-soft",
                "text success-soft",
                "text warning-soft")) {
            String[] names = pair.split(" ");
            double contrast = contrast(colours.get(names[0]), colours.get(names[1]));
            assertTrue(contrast >= 4.5, pair + " has only " + contrast);
        }
        for (String pair : List.of("line-strong surface", "line-strong page", "error page", "focus-line page")) {
            String[] names = pair.split(" ");
            assertTrue(contrast(colours.get(names[0]), colours.get(names[1])) >= 3, pair);
        }
    }

    @ParameterizedTest
    @MethodSource("loginTemplates")
    void aLoginTemplateHoldsNothingThatAStrictContentSecurityPolicyRefuses(Path template) {
        String text = Sources.text(template).replaceAll("(?s)<#--.*?-->", "");
        assertFalse(Pattern.compile("<script(?![^>]*\\ssrc=)").matcher(text).find(), "inline script");
        assertFalse(Pattern.compile("<style|\\sstyle=").matcher(text).find(), "inline style");
        assertFalse(Pattern.compile("\\son[a-z]+\\s*=\\s*[\"']").matcher(text).find(), "inline handler");
        assertFalse(text.contains("javascript:"), "script in a link");
        assertFalse(
                Pattern.compile("(src|href|action)=\"(https?:)?//")
                        .matcher(text)
                        .find(),
                "external host");
    }

    /** The bean says what is in effect; an attribute may hold anything. */
    @Test
    void noTemplateReadsARealmAttribute() {
        assertEquals(
                List.of(),
                Sources.below(Sources.THEMES, ".ftl").stream()
                        .filter(template -> Pattern.compile("\\battributes\\b|[\"']sekisho[.]")
                                .matcher(Sources.text(template))
                                .find())
                        .toList());
    }

    @Test
    void keycloakFindsNoPlaceForItsInlineScript() {
        String frame = Sources.text(Sources.THEMES.resolve("sekisho/login/template.ftl"));
        assertFalse(Pattern.compile("</head>", Pattern.CASE_INSENSITIVE)
                .matcher(frame)
                .find());
    }

    @Test
    void styleSheetsAndScriptsAskNoOtherHost() {
        for (String suffix : List.of(".css", ".js")) {
            for (Path file : Sources.below(Sources.THEMES, suffix)) {
                String text = Sources.text(file);
                assertFalse(text.contains("http://") || text.contains("https://"), file.toString());
                assertFalse(text.contains("@import") || text.contains("url("), file.toString());
            }
        }
    }

    private static Map<String, String> variables(String sheet) {
        Map<String, String> variables = new HashMap<>();
        for (Matcher matcher = VARIABLE.matcher(sheet); matcher.find(); ) {
            variables.put(matcher.group(1), matcher.group(2).trim());
        }
        return variables;
    }

    /** WCAG 2.2, relative luminance and contrast ratio. */
    private static double contrast(String one, String other) {
        double a = luminance(one);
        double b = luminance(other);
        return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    }

    private static double luminance(String colour) {
        String hex = colour.length() == 4 ? colour.replaceAll("([0-9a-f])", "$1$1") : colour;
        double[] weights = {0.2126, 0.7152, 0.0722};
        double sum = 0;
        for (int i = 0; i < 3; i++) {
            double channel = Integer.parseInt(hex.substring(1 + 2 * i, 3 + 2 * i), 16) / 255.0;
            sum += weights[i] * (channel <= 0.04045 ? channel / 12.92 : Math.pow((channel + 0.055) / 1.055, 2.4));
        }
        return sum;
    }
}
