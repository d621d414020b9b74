package io.sekisho.it.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.SQLException;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;

/** The H2 that Keycloak runs in itself. It writes what is committed within half a second; a copy taken in the middle of it does not open. */
final class EmbeddedDatabase extends Database {

    private static final String NAME = "keycloakdb";
    private static final String H2_OPTIONS = ";NON_KEYWORDS=VALUE;IFEXISTS=TRUE";

    private final Path home;

    /** @param home folder of a Keycloak, which may be running */
    EmbeddedDatabase(Path home) {
        this.home = home;
    }

    /** The server must not be running, since it has the file for itself. */
    @Override
    public List<String> commandLineOptions() {
        return List.of("--db-url", url(home.resolve(Path.of("data", "h2"))));
    }

    private static String url(Path folder) {
        return "jdbc:h2:file:" + folder.resolve(NAME) + H2_OPTIONS;
    }

    @Override
    boolean sees(Look look) throws SQLException {
        try {
            Path copy = Files.createTempDirectory("keycloak-database");
            try {
                Files.copy(home.resolve(Path.of("data", "h2", NAME + ".mv.db")), copy.resolve(NAME + ".mv.db"));
                try (URLClassLoader loader = new URLClassLoader(new URL[] {driver().toUri().toURL()}); Connection connection = connect(loader, copy)) {
                    return look.seenIn(connection);
                }
            } finally {
                for (Path file : files(copy)) {
                    Files.delete(file);
                }
                Files.delete(copy);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** By the driver that this Keycloak brings, which reads its file for certain. */
    private Path driver() throws IOException {
        try (Stream<Path> libraries = Files.list(home.resolve(Path.of("lib", "lib", "main")))) {
            return libraries.filter(file -> file.getFileName().toString().startsWith("com.h2database.h2-")).findFirst().orElseThrow();
        }
    }

    private static Connection connect(ClassLoader loader, Path folder) throws SQLException {
        Properties login = new Properties();
        login.put("user", "");
        login.put("password", "");
        try {
            Driver driver = (Driver) loader.loadClass("org.h2.Driver").getConstructor().newInstance();
            return driver.connect(url(folder), login);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The files below Keycloak's data folder. */
    @Override
    public List<String> placesWith(byte[] bytes) {
        String wanted = new String(bytes, StandardCharsets.ISO_8859_1);
        return files(home.resolve("data")).stream().filter(file -> {
            try {
                return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).contains(wanted);
            } catch (NoSuchFileException gone) {
                return false;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }).map(Path::toString).toList();
    }

    private static List<Path> files(Path folder) {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(Files::isRegularFile).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
