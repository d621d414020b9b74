package io.sekisho.distribution;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The bill of materials says of the JAR what is in it. */
final class SbomIT {

    private static final Path JAR = Path.of(System.getProperty("sekisho.jar"));
    private static final Path SBOM = Path.of(System.getProperty("sekisho.sbom"));
    private static final Pattern MODULE = Pattern.compile("(sekisho-[a-z-]+)-\\d.*\\.jar");
    /** By the packing. */
    private static final Set<String> ADDED = Set.of("META-INF/MANIFEST.MF", "META-INF/LICENSE", "META-INF/NOTICE");

    /** The plugin that writes it does nothing when Maven is offline; a run that counts is not. */
    @BeforeAll
    static void itIsThere() {
        assumeTrue(
                Files.exists(SBOM) || System.getenv("CI") != null,
                "no bill of materials was written: Maven is offline");
    }

    @Test
    void everyModuleInTheJarIsListedAndNothingElse() throws IOException {
        Set<String> shipped = entries(JAR);
        Set<String> unexplained = new TreeSet<>(shipped);
        Set<String> modules = new TreeSet<>();
        for (Map.Entry<String, Path> module : modulesOfTheBuild().entrySet()) {
            Set<String> entries = entries(module.getValue());
            assertFalse(entries.isEmpty(), module.getKey());
            if (shipped.containsAll(entries)) {
                modules.add(module.getKey());
                unexplained.removeAll(entries);
            }
        }
        assertEquals(Set.of(), unexplained, "in the JAR, and of no module");
        assertEquals(modules, names(sbom().get("components")));
    }

    @Test
    void itIsTheBillOfThisJarUnderItsLicence() throws IOException {
        JsonNode sbom = sbom();
        assertEquals("CycloneDX", sbom.get("bomFormat").asText());
        assertEquals("1.6", sbom.get("specVersion").asText());
        JsonNode jar = sbom.get("metadata").get("component");
        assertEquals("sekisho", jar.get("name").asText());
        assertEquals(
                JAR.getFileName().toString(), "sekisho-" + jar.get("version").asText() + ".jar");
        assertEquals("Apache-2.0", licence(jar));
        sbom.get("components")
                .forEach(component -> assertEquals(
                        "Apache-2.0", licence(component), component.get("name").asText()));
        sbom.get("components")
                .forEach(component -> assertEquals(
                        jar.get("version"),
                        component.get("version"),
                        component.get("name").asText()));
    }

    @Test
    void nothingInItChangesFromBuildToBuild() throws IOException {
        JsonNode sbom = sbom();
        assertFalse(sbom.has("serialNumber"));
        assertFalse(sbom.get("metadata").has("timestamp"), "a time of the build");
    }

    @ParameterizedTest
    @CsvSource({"SHA-256, SHA256SUMS", "SHA-512, SHA512SUMS"})
    void theChecksumsAreThoseOfTheFilesAsSha256sumAndSha512sumReadThem(String algorithm, String sums) throws Exception {
        Set<String> expected = new TreeSet<>();
        for (Path file : Set.of(JAR, SBOM)) {
            expected.add(HexFormat.of()
                            .formatHex(MessageDigest.getInstance(algorithm).digest(Files.readAllBytes(file))) + " *"
                    + file.getFileName());
        }
        assertEquals(expected, new TreeSet<>(Files.readAllLines(JAR.resolveSibling(sums))));
    }

    /** The modules that this one depends on, as the build has packed them. */
    private static Map<String, Path> modulesOfTheBuild() {
        Map<String, Path> modules = new TreeMap<>();
        for (String element : System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"))
                .split(File.pathSeparator)) {
            Matcher matcher = MODULE.matcher(Path.of(element).getFileName().toString());
            if (matcher.matches()) {
                modules.put(matcher.group(1), Path.of(element));
            }
        }
        return modules;
    }

    /** Files, without what packing adds. */
    private static Set<String> entries(Path jar) throws IOException {
        try (ZipFile zip = new ZipFile(jar.toFile())) {
            return zip.stream()
                    .filter(entry -> !entry.isDirectory())
                    .map(ZipEntry::getName)
                    .filter(name -> !ADDED.contains(name) && !name.startsWith("META-INF/maven/"))
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }

    private static Set<String> names(JsonNode components) {
        return StreamSupport.stream(components.spliterator(), false)
                .map(component -> component.get("name").asText())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String licence(JsonNode component) {
        JsonNode licences = component.get("licenses");
        assertEquals(1, licences.size());
        return licences.get(0).get("license").get("id").asText();
    }

    private static JsonNode sbom() throws IOException {
        return new ObjectMapper().readTree(SBOM.toFile());
    }
}
