package io.sekisho.it.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;

/** What a Keycloak has stored in PostgreSQL, seen from outside: by SQL, and as bytes. */
public final class Database {

    private static final Duration WRITTEN = Duration.ofSeconds(10);

    private final String url;
    private final String user;
    private final String password;

    /** @param url as JDBC knows it, from here */
    Database(String url, String user, String password) {
        this.url = url;
        this.user = user;
        this.password = password;
    }

    Database(Postgres postgres) {
        this(postgres.jdbcUrl(), "postgres", "none");
    }

    /** A look at what is committed. */
    private interface Look {
        boolean seenIn(Connection connection) throws SQLException;
    }

    private Connection connect() throws SQLException {
        return DriverManager.getConnection(url, user, password);
    }

    /** What tells Keycloak where the database is. */
    List<String> keycloakOptions() {
        return List.of("--db-url=" + url, "--db-username=" + user, "--db-password=" + password);
    }

    /** What tells the command line that imports tokens where the database is. */
    public List<String> commandLineOptions() {
        try {
            return List.of(
                    "--db-url",
                    url,
                    "--db-username",
                    user,
                    "--db-password-file",
                    Files.writeString(Artifacts.state().resolve("db-password"), password)
                            .toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Changes rows behind Keycloak's back, as another node does of which this one has not heard. */
    public void update(String sql, String... parameters) {
        try (Connection connection = connect();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int index = 0; index < parameters.length; index++) {
                statement.setString(index + 1, parameters[index]);
            }
            statement.executeUpdate();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The tables that hold this text. */
    public List<String> placesWith(String text) {
        return placesWith(text.getBytes(StandardCharsets.UTF_8));
    }

    /** The tables that hold these bytes: each column of each row is looked at. */
    public List<String> placesWith(byte[] bytes) {
        String wanted = new String(bytes, StandardCharsets.ISO_8859_1);
        List<String> places = new ArrayList<>();
        try (Connection connection = connect();
                ResultSet tables = connection.getMetaData().getTables(null, "public", "%", new String[] {"TABLE"})) {
            while (tables.next()) {
                String table = tables.getString("TABLE_NAME");
                if (holds(connection, table, wanted)) {
                    places.add(table);
                }
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return places;
    }

    private static boolean holds(Connection connection, String table, String wanted) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select * from \"" + table + "\"")) {
            int columns = rows.getMetaData().getColumnCount();
            while (rows.next()) {
                for (int column = 1; column <= columns; column++) {
                    // Text as the bytes that PostgreSQL stores.
                    byte[] value = rows.getMetaData().getColumnTypeName(column).equals("bytea")
                            ? rows.getBytes(column)
                            : text(rows.getString(column));
                    if (value != null && new String(value, StandardCharsets.ISO_8859_1).contains(wanted)) {
                        return true;
                    }
                }
            }
            return false;
        }
    }

    private static byte[] text(String value) {
        return value == null ? null : value.getBytes(StandardCharsets.UTF_8);
    }

    /**
     * Waits for a credential whose secret data begins like this, and gives the value that Keycloak has stored in it.
     */
    public String awaitSeed(Customer customer, String prefix) {
        List<String> found = new ArrayList<>();
        await("a stored seed beginning with " + prefix + " of customer " + customer.number(), copy -> {
            found.clear();
            found.addAll(firstColumn(
                    copy, "select SECRET_DATA from CREDENTIAL where USER_ID = ? and TYPE = ?", customer.id(), "otp"));
            return found.size() == 1 && found.get(0).startsWith("{\"value\":\"" + prefix);
        });
        return found.get(0).replaceFirst("\\{\"value\":\"([^\"]*)\".*", "$1");
    }

    /** Waits until so many OTP credentials of a realm are sealed. */
    public void awaitSealedSeeds(String realmId, int wanted) {
        await(
                wanted + " sealed seeds",
                copy -> firstColumn(
                                        copy,
                                        "select c.ID from CREDENTIAL c join USER_ENTITY u on u.ID = c.USER_ID"
                                                + " where u.REALM_ID = ? and c.TYPE = ? and c.SECRET_DATA like ?",
                                        realmId,
                                        "otp",
                                        "%\"sekisho1.%")
                                .size()
                        == wanted);
    }

    /** Waits until a customer has a wanted number of rows in all of our own tables. */
    public void awaitOwnRows(Customer customer, IntPredicate wanted) {
        await("rows of customer " + customer.number(), copy -> {
            int rows = 0;
            for (String table : firstColumn(
                    copy,
                    "select TABLE_NAME from INFORMATION_SCHEMA.COLUMNS where upper(TABLE_NAME) like 'SEKISHO%' and upper(COLUMN_NAME) = ?",
                    "USER_ID")) {
                rows += firstColumn(copy, "select 1 from " + table + " where USER_ID = ?", customer.id())
                        .size();
            }
            return wanted.test(rows);
        });
    }

    /** The first column of what a query gives now. */
    public List<String> rows(String sql, String... parameters) {
        try (Connection connection = connect()) {
            return firstColumn(connection, sql, parameters);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What a statement has locked; closed, it is let go, and nothing has changed. */
    public interface Held extends AutoCloseable {
        @Override
        void close();
    }

    /** Runs a statement in a transaction that stays open, as that of somebody else who takes long. */
    public Held hold(String sql, String... parameters) {
        try {
            Connection connection = connect();
            connection.setAutoCommit(false);
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                for (int index = 0; index < parameters.length; index++) {
                    statement.setString(index + 1, parameters[index]);
                }
                statement.execute();
            }
            return () -> {
                try (connection) {
                    connection.rollback();
                } catch (SQLException e) {
                    throw new IllegalStateException(e);
                }
            };
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** How many transactions are open since more than a second, the held ones among them. */
    public int longTransactions() {
        return rows("select pid from pg_stat_activity where xact_start < now() - interval '1 second'")
                .size();
    }

    /** Waits until a query gives these rows, of which the first column is looked at. */
    public void awaitRows(List<String> rows, String sql, String... parameters) {
        await(
                "rows " + rows + " of " + sql,
                copy -> firstColumn(copy, sql, parameters).equals(rows));
    }

    private void await(String description, Look look) {
        List<Exception> problems = new ArrayList<>();
        try {
            Await.until(description, WRITTEN, () -> {
                try (Connection connection = connect()) {
                    return look.seenIn(connection);
                } catch (SQLException e) {
                    // The next look will work.
                    problems.add(e);
                    return false;
                }
            });
        } catch (AssertionError e) {
            problems.forEach(e::addSuppressed);
            throw e;
        }
    }

    private static List<String> firstColumn(Connection connection, String sql, String... parameters)
            throws SQLException {
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
}
