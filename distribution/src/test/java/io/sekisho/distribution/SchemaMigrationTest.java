package io.sekisho.distribution;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.UUID;
import java.util.stream.IntStream;
import liquibase.changelog.ChangeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The tables from their first version on: what customers' databases hold outlives every update. */
class SchemaMigrationTest {

    static final List<ChangeLog> CHANGE_LOGS = ChangeLog.all();

    private final List<Connection> connections = new ArrayList<>();
    private Connection connection;
    private Schema schema;

    @BeforeEach
    void connect() throws SQLException {
        connection = open(newDatabase());
        schema = new Schema(connection);
    }

    @AfterEach
    void disconnect() throws SQLException {
        for (Connection open : connections) {
            open.close();
        }
    }

    /** Empty, in another place than every other. */
    String newDatabase() throws SQLException {
        return "jdbc:h2:mem:" + UUID.randomUUID();
    }

    final Connection open(String url) throws SQLException {
        Connection open = DriverManager.getConnection(url);
        connections.add(open);
        return open;
    }

    /** How many change sets of each log the versions before the newest had. */
    static IntStream earlierVersions() throws Exception {
        try (Connection connection = DriverManager.getConnection("jdbc:h2:mem:")) {
            int newest = 0;
            for (ChangeLog log : CHANGE_LOGS) {
                newest = Math.max(newest, log.changeSets(connection).size());
            }
            return IntStream.range(1, newest);
        }
    }

    @ParameterizedTest
    @MethodSource("earlierVersions")
    void anEarlierSchemaWithItsRowsBecomesTheNewestAndKeepsThem(int changeSets) throws Exception {
        install(changeSets);
        Map<String, List<String>> columns = schema.columns();
        write(changeSets, "before");
        Map<String, List<String>> rows = schema.rows(columns);
        rows.forEach((table, lines) -> assertFalse(lines.isEmpty(), "no row was written into " + table));

        update(connection);

        assertEquals(rows, schema.rows(columns));
        Connection fresh = open(newDatabase());
        update(fresh);
        assertEquals(new Schema(fresh).description(), schema.description());
    }

    /** While the nodes of a cluster are upgraded one by one, the older ones go on writing what they know. */
    @ParameterizedTest
    @MethodSource("earlierVersions")
    void whatOlderNodesWriteIsTakenByTheNewestSchema(int changeSets) throws Exception {
        update(connection);
        write(changeSets, "after");
        install(open(newDatabase()), changeSets);
        assertTrue(schema.rows(schema.columns()).values().stream()
                .anyMatch(lines -> lines.stream().anyMatch(line -> line.contains("after"))));
    }

    @Test
    void aCredentialFromBeforeTheInventoryIsNotLostAndItsClockIsNotFollowed() throws Exception {
        install(1);
        write(1, "before");
        update(connection);
        assertEquals(
                List.of("null false"),
                schema
                        .select(
                                "select DRIFT_STEPS, case when LOST then 'true' else 'false' end from SEKISHO_OTP_STATE")
                        .stream()
                        .distinct()
                        .toList());
    }

    /**
     * What was issued or bound before this was noted must not be taken for an app whose key is the customer's to see.
     */
    @Test
    void theCredentialOfWhoeverEverHadATokenIsAToken() throws Exception {
        install(3);
        write(3, "before");
        update(connection);
        assertEquals(
                List.of("bound-before true", "credential-before true", "unused-before false"),
                schema.select(
                        "select CREDENTIAL_ID, case when OF_TOKEN then 'true' else 'false' end from SEKISHO_OTP_STATE order by CREDENTIAL_ID"));
    }

    @Test
    void aSecondUpdateChangesNothing() throws Exception {
        update(connection);
        SortedSet<String> before = schema.description();
        List<String> history = history();
        update(connection);
        assertEquals(before, schema.description());
        assertEquals(history, history());
    }

    /**
     * Keycloak cuts the name of a log's history to ten letters: two logs with one history would each take the other's
     * change sets for its own.
     */
    @Test
    void everyChangeLogHasAHistoryOfItsOwn() {
        assertEquals(3, CHANGE_LOGS.size());
        List<String> historyTables = ChangeLog.historyTables();
        assertEquals(4, historyTables.size());
        assertEquals(historyTables.size(), historyTables.stream().distinct().count());
    }

    /** A database that has run one refuses to start when it looks otherwise afterwards. */
    @Test
    void noChangeSetIsEverEdited() throws Exception {
        List<String> present = new ArrayList<>();
        for (ChangeLog log : CHANGE_LOGS) {
            for (ChangeSet changeSet : log.changeSets(connection)) {
                present.add(ChangeLog.recorded(changeSet));
            }
        }
        assertEquals(
                String.join("\n", lines("change-sets.txt")),
                String.join("\n", present),
                "A change set that databases may have run must stay as it is, and in its place: add a new one, and its line to change-sets.txt");
    }

    /** The schema as it was when each log had this many change sets. */
    private void install(int changeSets) throws Exception {
        install(connection, changeSets);
    }

    private static void install(Connection connection, int changeSets) throws Exception {
        for (ChangeLog log : CHANGE_LOGS) {
            log.update(connection, changeSets);
        }
    }

    static void update(Connection connection) throws Exception {
        for (ChangeLog log : CHANGE_LOGS) {
            log.update(connection);
        }
    }

    /** Rows of every table, as the code of that version wrote them. */
    private void write(int changeSets, String name) throws Exception {
        connection.setAutoCommit(true);
        try (Statement statement = connection.createStatement()) {
            for (ChangeLog log : CHANGE_LOGS) {
                List<ChangeSet> all = log.changeSets(connection);
                for (ChangeSet changeSet : all.subList(0, Math.min(changeSets, all.size()))) {
                    for (String insert : String.join("\n", lines("rows/" + changeSet.getId() + ".sql"))
                            .replace("{name}", name)
                            .split(";")) {
                        statement.executeUpdate(insert);
                    }
                }
            }
        }
    }

    private List<String> history() throws SQLException {
        List<String> history = new ArrayList<>();
        for (ChangeLog log : CHANGE_LOGS) {
            history.addAll(schema.select("select ID, DATEEXECUTED, ORDEREXECUTED, MD5SUM, DEPLOYMENT_ID from "
                    + log.historyTable() + " order by ORDEREXECUTED"));
        }
        return history;
    }

    private static List<String> lines(String resource) throws IOException {
        try (InputStream in = SchemaMigrationTest.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new AssertionError(resource + " is missing");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .strip()
                    .lines()
                    .toList();
        }
    }
}
