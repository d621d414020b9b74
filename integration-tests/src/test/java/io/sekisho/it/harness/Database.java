package io.sekisho.it.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;

/** What a Keycloak with its embedded database has stored, seen from outside: by SQL, and as bytes in files. */
public final class Database {

    /** The database writes what is committed within half a second; a copy taken in the middle of it does not open. */
    private static final Duration WRITTEN = Duration.ofSeconds(10);
    private static final String NAME = "keycloakdb";

    private final Path home;

    /** @param home folder of a Keycloak, which may be running */
    public Database(Path home) {
        this.home = home;
    }

    /** Waits for a credential whose secret data begins like this, and gives the value that Keycloak has stored in it. */
    public String awaitSeed(Customer customer, String prefix) {
        List<String> found = new ArrayList<>();
        List<Exception> problems = new ArrayList<>();
        try {
            Await.until("a stored seed beginning with " + prefix + " of customer " + customer.number(), WRITTEN, () -> {
                found.clear();
                try {
                    found.addAll(secretData(customer, "otp"));
                } catch (SQLException e) {
                    // The copy was torn; the next one will not be.
                    problems.add(e);
                }
                return found.size() == 1 && found.get(0).startsWith("{\"value\":\"" + prefix);
            });
        } catch (AssertionError e) {
            problems.forEach(e::addSuppressed);
            throw e;
        }
        return found.get(0).replaceFirst("\\{\"value\":\"([^\"]*)\".*", "$1");
    }

    /** What is stored of a customer's credentials of one type, as it is. */
    private List<String> secretData(Customer customer, String type) throws SQLException {
        List<String> values = new ArrayList<>();
        try {
            Path copy = Files.createTempDirectory("keycloak-database");
            try {
                Files.copy(home.resolve(Path.of("data", "h2", NAME + ".mv.db")), copy.resolve(NAME + ".mv.db"), StandardCopyOption.REPLACE_EXISTING);
                try (URLClassLoader loader = new URLClassLoader(new URL[] {driver().toUri().toURL()});
                        Connection connection = connect(loader, copy.resolve(NAME));
                        PreparedStatement query = connection.prepareStatement("select SECRET_DATA from CREDENTIAL where USER_ID = ? and TYPE = ?")) {
                    query.setString(1, customer.id());
                    query.setString(2, type);
                    ResultSet rows = query.executeQuery();
                    while (rows.next()) {
                        values.add(rows.getString(1));
                    }
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
        return values;
    }

    /** By the driver that this Keycloak brings, which reads its file for certain. */
    private Path driver() throws IOException {
        try (Stream<Path> libraries = Files.list(home.resolve(Path.of("lib", "lib", "main")))) {
            return libraries.filter(file -> file.getFileName().toString().startsWith("com.h2database.h2-")).findFirst().orElseThrow();
        }
    }

    private static Connection connect(ClassLoader loader, Path database) throws SQLException {
        Properties login = new Properties();
        login.put("user", "");
        login.put("password", "");
        try {
            Driver driver = (Driver) loader.loadClass("org.h2.Driver").getConstructor().newInstance();
            return driver.connect("jdbc:h2:file:" + database + ";NON_KEYWORDS=VALUE;IFEXISTS=TRUE", login);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The files below Keycloak's data folder that hold this text. */
    public List<Path> filesWith(String text) {
        return filesWith(text.getBytes(StandardCharsets.UTF_8));
    }

    /** The files below Keycloak's data folder that hold these bytes. */
    public List<Path> filesWith(byte[] bytes) {
        String wanted = new String(bytes, StandardCharsets.ISO_8859_1);
        return files(home.resolve("data")).stream().filter(file -> {
            try {
                return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).contains(wanted);
            } catch (NoSuchFileException gone) {
                return false;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }).toList();
    }

    private static List<Path> files(Path folder) {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(Files::isRegularFile).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
