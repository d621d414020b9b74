package io.sekisho.inventory.load;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.sekisho.inventory.TokenStatus;
import io.sekisho.inventory.load.file.TokenRecord;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.postgresql.PGConnection;

/** By COPY: with inserts, most of the time went into the driver's handling of their parameters. */
final class PostgresTokenRows implements TokenRows {

    private static final String COPY = """
            copy SEKISHO_TOKEN (REALM_ID, TOKEN_ID, VENDOR, MODEL, SEED, ALGORITHM, DIGITS, PERIOD_SECONDS, DRIFT_STEPS, STATUS, SINCE, IMPORT_ID) from stdin""";
    // One look by the key for each ID, whatever the planner believes: it does not know how many rows this very
    // transaction has written, and would go through all of them for each batch. As it may take the index of the
    // statuses for the key's, the statuses are named, all of them: with them, that index finds a token as fast.
    private static final String SELECT = """
            select T.TOKEN_ID, T.SEED, T.ALGORITHM, T.DIGITS, T.PERIOD_SECONDS, T.IMPORT_ID, T.STATUS from unnest(?::varchar[]) IDS (ID)
            cross join lateral (select * from SEKISHO_TOKEN where REALM_ID = ? and TOKEN_ID = IDS.ID and STATUS in (%s) limit 1) T""".formatted(Arrays.stream(TokenStatus.values())
            .map(status -> "'" + status + "'")
            .collect(Collectors.joining(", ")));

    private final Connection connection;
    private final String realmId;
    private final String importId;
    private final long now;
    private final PreparedStatement select;

    PostgresTokenRows(Connection connection, String realmId, String importId, long now) throws SQLException {
        this.connection = connection;
        this.realmId = realmId;
        this.importId = importId;
        this.now = now;
        try (PreparedStatement once = connection.prepareStatement("set local enable_seqscan = off")) {
            // For this transaction only, for the plan is made while the table may be small, and then kept.
            once.execute();
        }
        this.select = connection.prepareStatement(SELECT);
    }

    @Override
    public Map<String, Stored> find(List<String> ids) throws SQLException {
        Map<String, Stored> found = new HashMap<>();
        select.setArray(1, connection.createArrayOf("varchar", ids.toArray()));
        select.setString(2, realmId);
        try (ResultSet rows = select.executeQuery()) {
            while (rows.next()) {
                found.put(rows.getString(1), Stored.of(rows));
            }
        }
        return found;
    }

    @Override
    public void insert(List<Fresh> tokens) throws SQLException {
        if (tokens.isEmpty()) {
            return;
        }
        StringBuilder lines = new StringBuilder();
        for (Fresh fresh : tokens) {
            TokenRecord.Token token = fresh.token();
            lines.append(realmId).append('\t').append(token.id()).append('\t');
            append(lines, token.vendor());
            append(lines, token.model());
            lines.append(fresh.seed())
                    .append('\t')
                    .append(token.algorithm())
                    .append('\t')
                    .append(token.digits())
                    .append('\t')
                    .append(token.periodSeconds())
                    .append('\t')
                    .append(token.driftSteps())
                    .append('\t')
                    .append(TokenStatus.FREE)
                    .append('\t')
                    .append(now)
                    .append('\t')
                    .append(importId)
                    .append('\n');
        }
        try {
            connection
                    .unwrap(PGConnection.class)
                    .getCopyAPI()
                    .copyIn(COPY, new ByteArrayInputStream(lines.toString().getBytes(UTF_8)));
        } catch (IOException e) {
            throw new UncheckedIOException("memory does not fail to be read", e);
        }
    }

    /** The only columns that hold what a file says as it says it. */
    private static void append(StringBuilder lines, String name) {
        if (name == null) {
            lines.append("\\N");
        } else {
            lines.append(name.replace("\\", "\\\\")
                    .replace("\t", "\\t")
                    .replace("\n", "\\n")
                    .replace("\r", "\\r"));
        }
        lines.append('\t');
    }

    @Override
    public void close() throws SQLException {
        select.close();
    }
}
