package io.sekisho.distribution;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.jar.JarFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the JAR says of itself. */
final class JarIT {

    private static final Path JAR = Path.of(System.getProperty("sekisho.jar"));
    private static final String VERSION = JAR.getFileName().toString().replaceFirst("^sekisho-(.+)\\.jar$", "$1");

    @Test
    void theManifestTellsTitleVersionAndLicenceAndNothingOfTheMachineThatBuilt() throws IOException {
        try (JarFile jar = new JarFile(JAR.toFile())) {
            Map<String, String> main = new TreeMap<>();
            jar.getManifest().getMainAttributes().forEach((name, value) -> main.put(name.toString(), value.toString()));
            assertEquals(
                    Map.of(
                            "Manifest-Version",
                            "1.0",
                            "Implementation-Title",
                            "Sekisho",
                            "Implementation-Version",
                            VERSION,
                            "Bundle-License",
                            "Apache-2.0"),
                    main);
        }
    }

    /** This one the server's info and the metric show. */
    @Test
    void theVersionThatTheServerTellsIsThatOfTheManifest() throws IOException {
        Properties properties = new Properties();
        properties.load(new ByteArrayInputStream(content("META-INF/sekisho.properties")));
        assertEquals(VERSION, properties.getProperty("version"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"LICENSE", "NOTICE"})
    void licenceAndNoticeAreThoseOfTheRepository(String name) throws IOException {
        assertArrayEquals(Files.readAllBytes(Path.of("..", name)), content("META-INF/" + name));
    }

    private static byte[] content(String name) throws IOException {
        try (JarFile jar = new JarFile(JAR.toFile());
                InputStream in = jar.getInputStream(jar.getEntry(name))) {
            return in.readAllBytes();
        }
    }
}
