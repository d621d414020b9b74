package io.sekisho.institution;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sekisho.institution.InstitutionSettings.Setting;
import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingOptionsTest {

    private static final Pattern ATTRIBUTE = Pattern.compile("`(sekisho\\.[A-Za-z]+)`");

    /** A row of an option table: cells without the outer bars. */
    private static List<List<String>> documentRows() throws IOException {
        return Files.readAllLines(Path.of("../docs/options.md")).stream()
                .filter(line -> line.startsWith("| `sekisho."))
                .map(line -> Arrays.stream(
                                line.substring(1, line.lastIndexOf('|')).split("\\|", -1))
                        .map(String::strip)
                        .toList())
                .toList();
    }

    private static List<SettingOption<?>> options(String cell) {
        return ATTRIBUTE
                .matcher(cell)
                .results()
                .map(MatchResult::group)
                .map(name -> name.replace("`", ""))
                .<SettingOption<?>>map(name -> SettingOptions.find(name)
                        .orElseThrow(() -> new AssertionError("docs/options.md lists " + name)))
                .toList();
    }

    private static String unit(SettingOption<?> option) {
        String range = option.least() == null ? null : option.least() + "–" + option.greatest();
        return Stream.of(option.unit(), range).filter(Objects::nonNull).collect(Collectors.joining(", "));
    }

    @Test
    void theTablesOfTheDocumentListEveryAttributeOnceWithItsUnitAndItsDefault() throws IOException {
        List<String> listed = new ArrayList<>();
        for (List<String> row : documentRows()) {
            List<SettingOption<?>> options = options(row.get(0));
            options.forEach(option -> listed.add(option.name()));
            assertEquals(4, row.size(), row.toString());
            assertEquals(
                    options.stream().map(SettingOptionsTest::unit).distinct().collect(Collectors.joining(", ")),
                    row.get(1).replace("`", ""),
                    row.toString());
            assertEquals(
                    options.stream().map(SettingOption::defaultText).distinct().collect(Collectors.joining(", ")),
                    row.get(2).replace("`", ""),
                    row.toString());
            options.stream()
                    .filter(option -> !option.choices().contains("true"))
                    .flatMap(option -> option.choices().stream())
                    .forEach(choice -> assertTrue(row.toString().contains("`" + choice + "`"), choice + " in " + row));
        }
        assertEquals(
                SettingOptions.all().stream().map(SettingOption::name).sorted().toList(),
                listed.stream().sorted().toList());
    }

    @Test
    void everyDeclarationIsInTheList() throws IllegalAccessException {
        Set<Object> declared = new HashSet<>();
        for (Field field : SettingOptions.class.getFields()) {
            declared.add(field.get(null));
        }
        assertEquals(Set.copyOf(SettingOptions.all()), declared);
        assertEquals(declared.size(), SettingOptions.all().size());
    }

    /** So that nothing can read an attribute in another way than it is declared. */
    @Test
    void theCodeNamesEachAttributeOnce() throws IOException {
        for (Path module : modules()) {
            try (Stream<Path> files = Files.walk(module)) {
                for (Path file : files.filter(
                                each -> each.toString().endsWith(".java") && !each.endsWith("SettingOptions.java"))
                        .toList()) {
                    String text = Files.readString(file);
                    for (SettingOption<?> option : SettingOptions.all()) {
                        assertFalse(text.contains('"' + option.name() + '"'), option.name() + " in " + file);
                    }
                }
            }
        }
    }

    /** Sources of what is in the JAR. */
    private static List<Path> modules() throws IOException {
        try (Stream<Path> modules = Files.list(Path.of(".."))) {
            return modules.filter(module -> !module.endsWith("demo"))
                    .map(module -> module.resolve(Path.of("src", "main", "java")))
                    .filter(Files::isDirectory)
                    .toList();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "sekisho.enabled, yes, must be true or false",
        "sekisho.maxFailures, 0, must be a number from 1 to 100",
        "sekisho.maxFailures, x, must be a number from 1 to 100",
        "sekisho.timeZone, Mars/Olympus, 'must be the id of a time zone, such as Asia/Tokyo'",
        "sekisho.siteUrl, http://a.example, must begin with https://",
        "sekisho.enrolment, BOUND_TOKEN, 'must be one of authenticator-app, issued-token, bound-token'",
        "sekisho.serviceId, x1, must be 1 to 10 digits",
        "sekisho.reissueBlackout, night, 'must be two different times, such as 20:50-08:10'",
        "sekisho.extraRows, [{}], must have section and name in each row"
    })
    void whatCannotBeUsedIsSaidInASentence(String name, String text, String violation) {
        assertEquals(
                violation,
                SettingOptions.find(name).orElseThrow().violation(text).orElseThrow());
    }

    @ParameterizedTest
    @CsvSource({
        "sekisho.siteUrl, ${site}",
        "sekisho.siteUrl, https://a.example/",
        "sekisho.reissueBlackout, 20:50-08:10",
        "sekisho.enrolment, bound-token",
        "sekisho.enabled, false",
        "sekisho.bindingLookAroundSteps, 0",
        "sekisho.extraRows, []"
    })
    void whatCanBeUsedIsTaken(String name, String text) {
        assertTrue(SettingOptions.find(name).orElseThrow().violation(text).isEmpty());
    }

    private static Setting setting(Map<String, String> attributes, String name) {
        return InstitutionSettings.of("a-realm", "A realm", attributes::get).all().stream()
                .filter(setting -> setting.option().name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void anAttributeThatIsAbsentIsInEffectByItsDefault() {
        Setting failures = setting(Map.of(), SettingOptions.MAX_FAILURES.name());
        assertEquals("5 5", failures.value() + " " + failures.standard());
        assertFalse(failures.set());
        assertEquals(
                "A realm", setting(Map.of(), SettingOptions.ACCOUNT_NAME.name()).value());
        assertEquals(
                "authenticator-app",
                setting(Map.of(), SettingOptions.ENROLMENT.name()).value());
        assertNull(setting(Map.of(), SettingOptions.EXTRA_ROWS.name()).value());
        assertNull(setting(Map.of(), SettingOptions.SUPPORT_NAME.name()).value());
    }

    @Test
    void anAttributeThatCannotBeUsedIsToldWithItsReason() {
        Setting failures =
                setting(Map.of(SettingOptions.MAX_FAILURES.name(), "many"), SettingOptions.MAX_FAILURES.name());
        assertEquals("5", failures.value());
        assertTrue(failures.set());
        assertEquals("It must be a number from 1 to 100.", failures.warning());
    }

    @Test
    void anAttributeThatAnotherOneOverrulesIsToldToo() {
        Setting length = setting(
                Map.of(
                        SettingOptions.TRANSACTION_PASSWORD_MIN_LENGTH.name(),
                        "20",
                        SettingOptions.TRANSACTION_PASSWORD_MAX_LENGTH.name(),
                        "10"),
                SettingOptions.TRANSACTION_PASSWORD_MAX_LENGTH.name());
        assertEquals("20", length.value());
        assertEquals("It is taken as 20, since another attribute does not allow less.", length.warning());
    }

    @Test
    void aSettingIsInEffectAsItIsWritten() {
        Setting domains = setting(
                Map.of(SettingOptions.MAIL_DOMAINS.name(), " a.example, b.example "),
                SettingOptions.MAIL_DOMAINS.name());
        assertEquals("a.example, b.example", domains.value());
        assertNull(domains.warning());
    }
}
