package io.sekisho.institution;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The documents of the whole repository: they are found, their links lead somewhere, and the first one stays short. */
class DocumentsTest {

    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final int README_LIMIT_BYTES = 8_192;
    private static final int README_PICTURES = 4;

    private static final Pattern CODE_BLOCK = Pattern.compile("(?ms)^ *```.*?^ *```$");
    private static final Pattern INLINE_CODE = Pattern.compile("`[^`\n]+`");
    private static final Pattern LINK = Pattern.compile("]\\(([^)\\s]+)\\)");
    private static final Pattern HEADING = Pattern.compile("(?m)^#{1,6} +(.+?) *$");
    /** Of an alert, to the part of a document that says what to do. */
    private static final Pattern RUNBOOK = Pattern.compile("(?m)^ *runbook: (\\S+)$");

    static List<Path> documents() throws IOException {
        try (Stream<Path> folders = Files.list(ROOT)) {
            return folders.filter(entry -> entry.toString().endsWith(".md")
                            || Set.of("docs", "benchmarks")
                                    .contains(entry.getFileName().toString()))
                    .flatMap(DocumentsTest::below)
                    .filter(file -> file.toString().endsWith(".md"))
                    .sorted()
                    .toList();
        }
    }

    private static Stream<Path> below(Path entry) {
        try (Stream<Path> files = Files.walk(entry)) {
            return files.filter(Files::isRegularFile).toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String prose(Path document) {
        try {
            return CODE_BLOCK.matcher(Files.readString(document)).replaceAll("");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The links of a document but those to other hosts. */
    private static List<String> links(Path document) {
        return LINK.matcher(INLINE_CODE.matcher(prose(document)).replaceAll(""))
                .results()
                .map(link -> link.group(1))
                .filter(link -> !link.matches("[a-z]+:.*"))
                .toList();
    }

    /** What a link names behind the hash, made of the heading as GitHub makes it. */
    private static Set<String> anchors(Path document) {
        Set<String> anchors = new HashSet<>();
        for (MatchResult heading : HEADING.matcher(prose(document)).results().toList()) {
            String anchor = heading.group(1)
                    .toLowerCase(Locale.ROOT)
                    .replaceAll("[^\\p{L}\\p{N} _-]", "")
                    .replace(' ', '-');
            String unique = anchor;
            for (int again = 1; !anchors.add(unique); again++) {
                unique = anchor + "-" + again;
            }
        }
        return anchors;
    }

    /**
     * Why a link leads nowhere; empty if it leads somewhere.
     *
     * @param folder that the link starts from
     */
    private static Optional<String> fault(Path document, Path folder, String link) {
        int hash = link.indexOf('#');
        String file = hash < 0 ? link : link.substring(0, hash);
        Path target = file.isEmpty() ? document : folder.resolve(file).normalize();
        if (!Files.exists(target)) {
            return Optional.of(link + ": there is no such file");
        }
        if (hash >= 0 && target.toString().endsWith(".md") && !anchors(target).contains(link.substring(hash + 1))) {
            return Optional.of(link + ": there is no such heading");
        }
        return Optional.empty();
    }

    @ParameterizedTest
    @MethodSource("documents")
    void everyLinkOfADocumentLeadsToAFileAndToAHeadingThatAreThere(Path document) {
        assertEquals(
                List.of(),
                links(document).stream()
                        .flatMap(link -> fault(document, document.getParent(), link).stream())
                        .toList());
    }

    @Test
    void everyAlertNamesAPartOfADocumentThatIsThere() throws IOException {
        Path alerts = ROOT.resolve("monitoring/alerts.yml");
        List<String> runbooks = RUNBOOK.matcher(Files.readString(alerts))
                .results()
                .map(runbook -> runbook.group(1))
                .toList();
        assertFalse(runbooks.isEmpty());
        assertEquals(
                List.of(),
                runbooks.stream()
                        .flatMap(runbook -> fault(alerts, ROOT, runbook).stream())
                        .toList());
    }

    @Test
    void theIndexOfTheDocumentsNamesEachOfThem() throws IOException {
        Path index = ROOT.resolve("docs/README.md");
        Set<Path> named = links(index).stream()
                .map(link -> index.resolveSibling(link.replaceAll("#.*", "")).normalize())
                .collect(Collectors.toSet());
        Set<Path> missing = new TreeSet<>(below(ROOT.resolve("docs"))
                .filter(file ->
                        file.toString().endsWith(".md") || file.toString().endsWith("-api.yaml"))
                .toList());
        missing.removeAll(named);
        missing.remove(index);
        assertEquals(Set.of(), missing);
    }

    @Test
    void theReadmeIsReadInFiveMinutes() throws IOException {
        Path readme = ROOT.resolve("README.md");
        long bytes = Files.size(readme);
        assertTrue(bytes <= README_LIMIT_BYTES, bytes + " bytes: what is more belongs into docs/");
        long pictures =
                links(readme).stream().filter(link -> link.endsWith(".png")).count();
        assertTrue(pictures <= README_PICTURES, pictures + " pictures");
    }

    @Test
    void everyPictureIsShown() throws IOException {
        Set<Path> shown = new HashSet<>();
        for (Path document : documents()) {
            links(document).stream()
                    .map(link -> document.resolveSibling(link).normalize())
                    .forEach(shown::add);
        }
        Set<Path> forgotten = new TreeSet<>(below(ROOT.resolve("docs/images")).toList());
        forgotten.removeAll(shown);
        assertEquals(Set.of(), forgotten);
    }
}
