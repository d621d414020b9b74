package io.sekisho.it.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** A PostgreSQL that Keycloak keeps everything in. */
final class PostgresDatabase extends Database {

    private final String url;
    private final String user;
    private final String password;

    /** @param url as JDBC knows it, from here */
    PostgresDatabase(String url, String user, String password) {
        this.url = url;
        this.user = user;
        this.password = password;
    }

    private Connection connect() throws SQLException {
        return DriverManager.getConnection(url, user, password);
    }

    @Override
    boolean sees(Look look) throws SQLException {
        try (Connection connection = connect()) {
            return look.seenIn(connection);
        }
    }

    @Override
    public List<String> commandLineOptions() {
        try {
            return List.of("--db-url", url, "--db-username", user,
                    "--db-password-file", Files.writeString(Artifacts.state().resolve("db-password"), password).toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The tables, each column of each row looked at. */
    @Override
    public List<String> placesWith(byte[] bytes) {
        String wanted = new String(bytes, StandardCharsets.ISO_8859_1);
        List<String> places = new ArrayList<>();
        try (Connection connection = connect(); ResultSet tables = connection.getMetaData().getTables(null, "public", "%", new String[] {"TABLE"})) {
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
        try (Statement statement = connection.createStatement(); ResultSet rows = statement.executeQuery("select * from \"" + table + "\"")) {
            int columns = rows.getMetaData().getColumnCount();
            while (rows.next()) {
                for (int column = 1; column <= columns; column++) {
                    // Of bytes as of text: what a search in the file would see.
                    byte[] value = rows.getMetaData().getColumnTypeName(column).equals("bytea") ? rows.getBytes(column) : text(rows.getString(column));
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
}
