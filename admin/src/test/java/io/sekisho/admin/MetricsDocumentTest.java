package io.sekisho.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sekisho.credential.guard.ChangedBy;
import io.sekisho.credential.guard.Factor;
import io.sekisho.credential.guard.FactorChange;
import io.sekisho.credential.guard.Verification;
import io.sekisho.credential.otp.OutdatedSeeds;
import io.sekisho.credential.seed.SealedStore;
import io.sekisho.credential.seed.SealedStores;
import io.sekisho.credential.seed.SeedFailure;
import io.sekisho.institution.ServiceCounter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Constructor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.keycloak.connections.jpa.entityprovider.JpaEntityProviderFactory;

/**
 * What {@code docs/metrics.md} says against what the code counts; what a server really shows is a test with a server.
 */
class MetricsDocumentTest {

    private static final Path ROOT = Path.of("..");
    private static final Pattern BUILDER = Pattern.compile("(MultiGauge\\.builder|Gauge\\.builder)\\(\\s*\"([^\"]+)\"");
    /** Of a counter whose values are literals in calls of {@code count}. */
    private static final Pattern COUNT = Pattern.compile("count\\([^;{]*;");

    private static final Pattern LITERAL = Pattern.compile("\"([a-z-]+)\"");
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `(sekisho_\\w+)` \\| (counter|gauge) \\| (.*?) \\|");
    private static final Pattern CODE = Pattern.compile("`([^`]+)`");

    private static String document;
    /** By metric, the values of each label; none where they are not listed. */
    private static final Map<String, Map<String, Set<String>>> DOCUMENTED = new TreeMap<>();

    @BeforeAll
    static void read() throws IOException {
        document = Files.readString(ROOT.resolve("docs/metrics.md"));
        ROW.matcher(document).results().forEach(row -> {
            Map<String, Set<String>> labels = new TreeMap<>();
            for (String label : row.group(3).split(";")) {
                List<String> words = words(label);
                if (!words.isEmpty()) {
                    labels.put(words.get(0), new TreeSet<>(words.subList(1, words.size())));
                }
            }
            DOCUMENTED.put(row.group(1), labels);
        });
    }

    private static List<String> words(String text) {
        return CODE.matcher(text).results().map(word -> word.group(1)).toList();
    }

    private static String source(String path) {
        try {
            return Files.readString(ROOT.resolve(path));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Stream<MatchResult> inAllSources(Pattern pattern) throws IOException {
        try (Stream<Path> modules = Files.list(ROOT)) {
            return modules.map(module -> module.resolve("src/main/java")).filter(Files::isDirectory).toList().stream()
                    .flatMap(folder -> {
                        try (Stream<Path> files = Files.walk(folder)) {
                            return files.filter(file -> file.toString().endsWith(".java")).toList().stream()
                                    .flatMap(file -> pattern.matcher(
                                                    source(ROOT.relativize(file).toString()))
                                            .results());
                        } catch (IOException e) {
                            throw new UncheckedIOException(e);
                        }
                    });
        }
    }

    @Test
    void theDocumentListsTheMetricsOfTheCodeAndNoOthers() throws IOException {
        Set<String> counted = inAllSources(BUILDER)
                .map(found -> {
                    String name = found.group(2).replace('.', '_');
                    // As the registry for Prometheus does: the unit, and what a counter ends with.
                    return name.endsWith("_age") ? name + "_seconds" : name;
                })
                .collect(Collectors.toCollection(TreeSet::new));
        counted.addAll(
                labels(ServiceCounter.values(), counter -> counter.metric().replace('.', '_') + "_total"));
        assertTrue(
                counted.contains("sekisho_verifications_total")
                        && counted.contains("sekisho_notice_outbox_age_seconds"),
                counted.toString());
        assertEquals(counted, DOCUMENTED.keySet());
    }

    @Test
    void nothingIsCountedButByTheCountersThatAreDeclared() throws IOException {
        assertEquals(
                List.of(),
                inAllSources(Pattern.compile("Metrics\\.counter\\(.*"))
                        .map(MatchResult::group)
                        .toList());
    }

    @Test
    void eachValueThatALabelCanHaveIsListed() {
        Set<String> factors = labels(Factor.values(), Factor::credentialType);
        Set<String> results = Arrays.stream(Verification.class.getPermittedSubclasses())
                .filter(type -> type != Verification.Malformed.class)
                .map(MetricsDocumentTest::reason)
                .collect(Collectors.toCollection(TreeSet::new));
        results.add(new Verification.Suspended(true).reason());
        assertEquals(
                Map.of("realm", Set.of(), "factor", factors, "result", results),
                DOCUMENTED.get("sekisho_verifications_total"));
        assertEquals(Map.of("realm", Set.of(), "factor", factors), DOCUMENTED.get("sekisho_suspensions_total"));
        assertEquals(
                Map.of(
                        "realm",
                        Set.of(),
                        "factor",
                        factors,
                        "action",
                        Set.of(),
                        "by",
                        labels(ChangedBy.Who.values(), ChangedBy.Who::label)),
                DOCUMENTED.get("sekisho_changes_total"));
        assertEquals(
                Map.of(
                        "realm",
                        Set.of(),
                        "use",
                        labels(SeedFailure.Use.values(), SeedFailure.Use::label),
                        "reason",
                        labels(SeedFailure.values(), SeedFailure::label)),
                DOCUMENTED.get("sekisho_seed_failures_total"));
        Set<String> stores = ServiceLoader.load(JpaEntityProviderFactory.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(SealedStores.class::isInstance)
                .flatMap(factory -> ((SealedStores) factory).sealedStores().stream())
                .map(SealedStore::label)
                .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(
                Map.of(
                        "realm",
                        Set.of(),
                        "active_key",
                        Set.of(),
                        "store",
                        stores,
                        "form",
                        labels(OutdatedSeeds.Form.values(), OutdatedSeeds.Form::label)),
                DOCUMENTED.get("sekisho_seeds_outdated"));
        assertEquals(
                literals("account/src/main/java/io/sekisho/account/token/ActivationResource.java"),
                DOCUMENTED.get("sekisho_activations_total").get("result"));
        assertEquals(
                literals("admin/src/main/java/io/sekisho/admin/TokenImportCall.java"),
                DOCUMENTED.get("sekisho_imports_total").get("result"));
        assertEquals(
                literals("notice/src/main/java/io/sekisho/notice/DeliveryReport.java"),
                DOCUMENTED.get("sekisho_notice_deliveries_total").get("result"));
    }

    @Test
    void eachResultReasonAndUseHasALineThatExplainsIt() {
        DOCUMENTED.get("sekisho_verifications_total").get("result").forEach(MetricsDocumentTest::assertRow);
        labels(SeedFailure.values(), SeedFailure::label).forEach(MetricsDocumentTest::assertRow);
        labels(SeedFailure.Use.values(), SeedFailure.Use::label).forEach(MetricsDocumentTest::assertRow);
    }

    @Test
    void eachActionOfAnEventIsListedOnceAndNoOthers() {
        String events = document.substring(document.indexOf("## Events"), document.indexOf("| refusal |"));
        List<String> actions = Pattern.compile("(?m)^\\| `([a-z-]+)` \\|")
                .matcher(events)
                .results()
                .map(row -> row.group(1))
                .sorted()
                .toList();
        assertEquals(List.copyOf(labels(FactorChange.values(), FactorChange::label)), actions);
    }

    @Test
    void eachReasonOfAnotherRefusalIsListed() throws IOException {
        Set<String> reasons = inAllSources(Pattern.compile("reportRefused\\(Factor\\.\\w+, \"([a-z-]+)\""))
                .map(found -> found.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
        assertTrue(reasons.size() >= 3, reasons.toString());
        String row = document.lines()
                .filter(line -> line.contains("`not_allowed`"))
                .findFirst()
                .orElseThrow();
        assertEquals(reasons, new TreeSet<>(words(row.substring(row.indexOf("`reason`") + "`reason`".length()))));
    }

    @Test
    void dashboardAndAlertsNameOnlyMetricsAndLabelsThatThereAre() {
        Pattern name = Pattern.compile("\\bsekisho_\\w+");
        for (String file :
                List.of("monitoring/alerts.yml", "monitoring/alerts.test.yml", "monitoring/grafana-dashboard.json")) {
            Set<String> named = name.matcher(source(file))
                    .results()
                    .map(MatchResult::group)
                    .collect(Collectors.toCollection(TreeSet::new));
            assertTrue(named.size() >= 7, named.toString());
            named.removeAll(DOCUMENTED.keySet());
            assertEquals(Set.of(), named, file);
        }
        String expressions = source("monitoring/alerts.yml")
                + source("monitoring/grafana-dashboard.json").replace("\\\"", "\"");
        Pattern selector = Pattern.compile("(sekisho_\\w+)\\{([^}]*)}");
        assertTrue(selector.matcher(expressions).results().count() > 10);
        selector.matcher(expressions)
                .results()
                .forEach(selected -> Pattern.compile("(\\w+)(?:=~|!~|!=|=)\"([^\"]*)\"")
                        .matcher(selected.group(2))
                        .results()
                        .forEach(matched -> {
                            Map<String, Set<String>> labels = DOCUMENTED.get(selected.group(1));
                            assertTrue(labels.containsKey(matched.group(1)), selected.group());
                            Set<String> known = labels.get(matched.group(1));
                            assertTrue(
                                    known.isEmpty()
                                            || known.containsAll(
                                                    List.of(matched.group(2).split("\\|"))),
                                    selected.group());
                        }));
    }

    @Test
    void dashboardAndAlertsMissNoMetric() {
        String watched = source("monitoring/alerts.yml") + source("monitoring/grafana-dashboard.json");
        DOCUMENTED.keySet().forEach(metric -> assertTrue(watched.contains(metric), metric));
    }

    private static void assertRow(String word) {
        assertTrue(document.contains("\n| `" + word + "` | "), word);
    }

    private static <T> Set<String> labels(T[] values, Function<T, String> label) {
        return Arrays.stream(values).map(label).collect(Collectors.toCollection(TreeSet::new));
    }

    private static String reason(Class<?> type) {
        try {
            Optional<Constructor<?>> constructor = Arrays.stream(type.getDeclaredConstructors())
                    .filter(candidate -> candidate.getParameterCount() == 0)
                    .findFirst();
            return constructor.isPresent()
                    ? ((Verification) constructor.get().newInstance()).reason()
                    : new Verification.Suspended(false).reason();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What is given to {@code count} in a file. */
    private static Set<String> literals(String path) {
        return COUNT.matcher(source(path))
                .results()
                .flatMap(call -> LITERAL.matcher(call.group()).results())
                .map(word -> word.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
