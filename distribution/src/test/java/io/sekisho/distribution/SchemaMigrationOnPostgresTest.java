package io.sekisho.distribution;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
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
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The same on a real PostgreSQL, and what only several nodes do. */
final class SchemaMigrationOnPostgresTest extends SchemaMigrationTest {

    /** Change sets of each log without those that add an index to a table that may be long. */
    private static final Map<String, Integer> BEFORE_INDEXES = Map.of("META-INF/sekisho-notice-changelog.xml", 3);

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
        try (Connection connection = postgres.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
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
                nodes.add(new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java")
                                        .toString(),
                                "-cp",
                                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                                UpdatingNode.class.getName(),
                                url)
                        .redirectErrorStream(true)
                        .redirectOutput(logs.resolve(node + ".log").toFile())
                        .start());
            }
            awaitWaiting(url, nodes);
        }
        for (int node = 1; node <= 2; node++) {
            assertEquals(
                    0,
                    nodes.get(node - 1).waitFor(),
                    Files.readString(logs.resolve(node + ".log"), StandardCharsets.UTF_8));
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

    /**
     * Keycloak makes the indexes of a provider whatever the length of the table; of its own it leaves them out where a
     * table is long, and a later version may do so with ours.
     */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatOperatorsMakeOnALongTableIsWhatTheUpdateMakesOnAShortOne(boolean beforeTheUpdate) throws Exception {
        Connection connection = open(newDatabase());
        for (ChangeLog log : CHANGE_LOGS) {
            log.update(connection, BEFORE_INDEXES.getOrDefault(log.location(), Integer.MAX_VALUE));
        }
        connection.setAutoCommit(true);
        try (Statement statement = connection.createStatement()) {
            statement.execute(
                    "insert into SEKISHO_NOTICE (ID, REALM_ID, USER_ID, KIND, LOCALE, OCCURRED_AT, STATE, ATTEMPTS, DUE_AT)"
                            + " select number::text, 'realm-1', 'user-1', 'OTP_APPLIED', 'ja', 0, 'SENT', 0, 0 from generate_series(1, "
                            + (ChangeLog.LONG_TABLE + 1) + ") number");
            statement.execute("analyze");
            if (beforeTheUpdate) {
                byOperator(statement);
                update(connection);
            } else {
                for (ChangeLog log : CHANGE_LOGS) {
                    log.updateWithoutIndexesOfLongTables(connection);
                }
                connection.setAutoCommit(true);
                assertFalse(new Schema(connection)
                        .description().stream().anyMatch(line -> line.contains("idx_sekisho_notice_list")));
                byOperator(statement);
            }
        }
        Connection fresh = open(newDatabase());
        update(fresh);
        assertEquals(new Schema(fresh).description(), new Schema(connection).description());
    }

    private static void byOperator(Statement statement) throws IOException, SQLException {
        List<String> statements = Files.readString(Path.of("../docs/operations.md"))
                .lines()
                .filter(line -> line.startsWith("create index concurrently "))
                .toList();
        assertFalse(statements.isEmpty());
        for (String each : statements) {
            statement.execute(each);
        }
    }

    private void awaitWaiting(String url, List<Process> nodes) throws SQLException {
        Schema schema = new Schema(open(url));
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (!schema.select(
                        "select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'")
                .equals(List.of("2"))) {
            assertTrue(nodes.stream().allMatch(Process::isAlive), "a node did not wait for the lock");
            assertTrue(System.nanoTime() < deadline, "the nodes did not come to the lock");
            Thread.onSpinWait();
        }
    }
}
