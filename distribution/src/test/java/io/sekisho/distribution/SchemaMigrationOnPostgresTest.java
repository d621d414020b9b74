package io.sekisho.distribution;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same on a real PostgreSQL, and what only several nodes do. */
final class SchemaMigrationOnPostgresTest extends SchemaMigrationTest {

    private static final Duration LIMIT = Duration.ofSeconds(60);

    private static EmbeddedPostgres postgres;

    @BeforeAll
    static void start() throws IOException {
        postgres = EmbeddedPostgres.start();
    }

    @AfterAll
    static void stop() throws IOException {
        postgres.close();
    }

    @Override
    String newDatabase() throws SQLException {
        String name = "t" + UUID.randomUUID().toString().replace("-", "");
        try (Connection connection = postgres.getPostgresDatabase().getConnection(); Statement statement = connection.createStatement()) {
            statement.execute("create database " + name);
        }
        return postgres.getJdbcUrl("postgres", name);
    }

    /** Both stand at Keycloak's lock before either may go on; the second then finds everything done. */
    @Test
    @SuppressWarnings("try")
    void nodesThatStartAtOnceUpdateOneAfterTheOther(@TempDir Path logs) throws Exception {
        String url = newDatabase();
        List<Process> nodes = new ArrayList<>();
        try (DatabaseLock held = DatabaseLock.take(DriverManager.getConnection(url))) {
            for (int node = 1; node <= 2; node++) {
                nodes.add(new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp", System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")), UpdatingNode.class.getName(), url)
                        .redirectErrorStream(true).redirectOutput(logs.resolve(node + ".log").toFile()).start());
            }
            awaitWaiting(url, nodes);
        }
        for (int node = 1; node <= 2; node++) {
            assertEquals(0, nodes.get(node - 1).waitFor(), Files.readString(logs.resolve(node + ".log"), StandardCharsets.UTF_8));
        }
        Connection updated = open(url);
        Connection alone = open(newDatabase());
        update(alone);
        assertEquals(new Schema(alone).description(), new Schema(updated).description());
        for (ChangeLog log : CHANGE_LOGS) {
            String history = "select ID, ORDEREXECUTED, MD5SUM from " + log.historyTable() + " order by ORDEREXECUTED";
            assertEquals(new Schema(alone).select(history), new Schema(updated).select(history));
        }
    }

    private void awaitWaiting(String url, List<Process> nodes) throws SQLException {
        Schema schema = new Schema(open(url));
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (!schema.select("select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'").equals(List.of("2"))) {
            assertTrue(nodes.stream().allMatch(Process::isAlive), "a node did not wait for the lock");
            assertTrue(System.nanoTime() < deadline, "the nodes did not come to the lock");
            Thread.onSpinWait();
        }
    }
}
