package io.sekisho.it.harness;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A real PostgreSQL for tests, without Docker: empty at first, on loopback, and at the same port after each start. */
public final class Postgres implements AutoCloseable {

    private static final String USER = "postgres";

    private final Path folder;
    private final Map<String, String> settings;
    private final int port = FreePort.next();
    private EmbeddedPostgres running;

    /** @param folder for its data; emptied */
    public Postgres(Path folder) {
        this(folder, Map.of());
    }

    /** The same with settings of the server that hold at each start. */
    public Postgres(Path folder, Map<String, String> settings) {
        this.folder = folder;
        this.settings = settings;
        delete(folder);
        start();
    }

    /** Starts it, or starts it again with all that it held. */
    public void start() {
        try {
            EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder()
                    .setPort(port)
                    .setDataDirectory(folder)
                    .setCleanDataDirectory(false)
                    // As an operator runs it: what is acknowledged is on the disk.
                    .setServerConfig("synchronous_commit", "on");
            settings.forEach(builder::setServerConfig);
            running = builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends it at once, with all its connections. */
    public void stop() {
        try {
            if (running != null) {
                running.close();
            }
            running = null;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public String jdbcUrl() {
        return "jdbc:postgresql://127.0.0.1:" + port + "/postgres?user=" + USER;
    }

    public Connection connect() throws SQLException {
        return DriverManager.getConnection(jdbcUrl());
    }

    /** The first column of what a query gives. */
    public List<String> query(String sql, Object... parameters) {
        try (Connection connection = connect();
                PreparedStatement query = connection.prepareStatement(sql)) {
            for (int index = 0; index < parameters.length; index++) {
                query.setObject(index + 1, parameters[index]);
            }
            List<String> values = new ArrayList<>();
            ResultSet rows = query.executeQuery();
            while (rows.next()) {
                values.add(rows.getString(1));
            }
            return values;
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    /** Statements one after the other, each in a transaction of its own. */
    public void execute(String... statements) {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What tells a Keycloak to keep everything in it. */
    public List<String> keycloakOptions() {
        return List.of(
                "--db=postgres",
                "--db-url=jdbc:postgresql://127.0.0.1:" + port + "/postgres",
                "--db-username=" + USER,
                "--db-password=none");
    }

    @Override
    public void close() {
        stop();
        delete(folder);
    }

    private static void delete(Path folder) {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path file : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
