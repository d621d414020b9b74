package io.sekisho.tokenapp.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The files of the app, as they are delivered. */
public final class AppFiles {

    /** As the build has left it; tests run in the module's folder. */
    private static final Path FOLDER = Path.of("target/classes/META-INF/sekisho-token-app");

    private AppFiles() {}

    /** Bytes by name. */
    public static Map<String, byte[]> all() {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.collect(Collectors.toMap(
                    file -> file.getFileName().toString(), AppFiles::read, (one, other) -> one, TreeMap::new));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] read(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
