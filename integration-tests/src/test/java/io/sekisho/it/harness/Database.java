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
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.function.IntPredicate;
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
        await("a stored seed beginning with " + prefix + " of customer " + customer.number(), copy -> {
            found.clear();
            found.addAll(firstColumn(copy, "select SECRET_DATA from CREDENTIAL where USER_ID = ? and TYPE = ?", customer.id(), "otp"));
            return found.size() == 1 && found.get(0).startsWith("{\"value\":\"" + prefix);
        });
        return found.get(0).replaceFirst("\\{\"value\":\"([^\"]*)\".*", "$1");
    }

    /** Waits until so many OTP credentials of a realm are sealed. */
    public void awaitSealedSeeds(String realmId, int wanted) {
        await(wanted + " sealed seeds", copy -> firstColumn(copy, "select c.ID from CREDENTIAL c join USER_ENTITY u on u.ID = c.USER_ID"
                + " where u.REALM_ID = ? and c.TYPE = ? and c.SECRET_DATA like ?", realmId, "otp", "%\"sekisho1.%").size() == wanted);
    }

    /** Waits until a customer has a wanted number of rows in all of our own tables. */
    public void awaitOwnRows(Customer customer, IntPredicate wanted) {
        await("rows of customer " + customer.number(), copy -> {
            int rows = 0;
            for (String table : firstColumn(copy, "select TABLE_NAME from INFORMATION_SCHEMA.COLUMNS where TABLE_NAME like 'SEKISHO%' and COLUMN_NAME = ?", "USER_ID")) {
                rows += firstColumn(copy, "select 1 from " + table + " where USER_ID = ?", customer.id()).size();
            }
            return wanted.test(rows);
        });
    }

    /** Waits until a query gives these rows, of which the first column is looked at. */
    public void awaitRows(List<String> rows, String sql, String... parameters) {
        await("rows " + rows + " of " + sql, copy -> firstColumn(copy, sql, parameters).equals(rows));
    }

    private interface Look {
        boolean seenIn(Connection copy) throws SQLException;
    }

    private void await(String description, Look look) {
        List<Exception> problems = new ArrayList<>();
        try {
            Await.until(description, WRITTEN, () -> {
                try {
                    return seenInCopy(look);
                } catch (SQLException e) {
                    // The copy was torn; the next one will not be.
                    problems.add(e);
                    return false;
                }
            });
        } catch (AssertionError e) {
            problems.forEach(e::addSuppressed);
            throw e;
        }
    }

    private boolean seenInCopy(Look look) throws SQLException {
        try {
            Path copy = Files.createTempDirectory("keycloak-database");
            try {
                Files.copy(home.resolve(Path.of("data", "h2", NAME + ".mv.db")), copy.resolve(NAME + ".mv.db"));
                try (URLClassLoader loader = new URLClassLoader(new URL[] {driver().toUri().toURL()}); Connection connection = connect(loader, copy.resolve(NAME))) {
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

    private static List<String> firstColumn(Connection connection, String sql, String... parameters) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(sql)) {
            for (int index = 0; index < parameters.length; index++) {
                query.setString(index + 1, parameters[index]);
            }
            List<String> values = new ArrayList<>();
            ResultSet rows = query.executeQuery();
            while (rows.next()) {
                values.add(rows.getString(1));
            }
            return values;
        }
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
