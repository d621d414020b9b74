package io.sekisho.inventory.load;

import io.sekisho.inventory.TokenStatus;
import io.sekisho.inventory.load.file.TokenRecord;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** In SQL that every database understands. */
final class PlainTokenRows implements TokenRows {

    /** Tokens of one statement: databases limit the number of parameters. */
    private static final int CHUNK = 100;

    private static final int COLUMNS = 12;
    private static final String INSERT = """
            insert into SEKISHO_TOKEN (REALM_ID, TOKEN_ID, VENDOR, MODEL, SEED, ALGORITHM, DIGITS, PERIOD_SECONDS, DRIFT_STEPS, STATUS, SINCE, IMPORT_ID)
            values\s""";
    private static final String SELECT = """
            select TOKEN_ID, SEED, ALGORITHM, DIGITS, PERIOD_SECONDS, IMPORT_ID, STATUS from SEKISHO_TOKEN where REALM_ID = ? and TOKEN_ID = ?""";

    private final Connection connection;
    private final String realmId;
    private final String importId;
    private final long now;
    private final PreparedStatement select;
    private final PreparedStatement insert;

    PlainTokenRows(Connection connection, String realmId, String importId, long now) throws SQLException {
        this.connection = connection;
        this.realmId = realmId;
        this.importId = importId;
        this.now = now;
        // One look by the whole key for each ID. With an "in", H2 goes through the whole realm each time.
        this.select = connection.prepareStatement(String.join(" union all ", Collections.nCopies(CHUNK, SELECT)));
        this.insert = connection.prepareStatement(insert(CHUNK));
    }

    private static String insert(int rows) {
        String row = "(" + String.join(", ", Collections.nCopies(COLUMNS, "?")) + ")";
        return INSERT + String.join(", ", Collections.nCopies(rows, row));
    }

    @Override
    public Map<String, Stored> find(List<String> ids) throws SQLException {
        Map<String, Stored> found = new HashMap<>();
        for (int first = 0; first < ids.size(); first += CHUNK) {
            for (int index = 0; index < CHUNK; index++) {
                select.setString(2 * index + 1, realmId);
                // The same statement for a chunk that is not full: an ID is asked for more than once.
                select.setString(2 * index + 2, ids.get(Math.min(first + index, ids.size() - 1)));
            }
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    found.put(rows.getString(1), Stored.of(rows));
                }
            }
        }
        return found;
    }

    @Override
    public void insert(List<Fresh> tokens) throws SQLException {
        int whole = tokens.size() - tokens.size() % CHUNK;
        for (int first = 0; first < whole; first += CHUNK) {
            insert(insert, tokens.subList(first, first + CHUNK));
        }
        if (whole < tokens.size()) {
            try (PreparedStatement rest = connection.prepareStatement(insert(tokens.size() - whole))) {
                insert(rest, tokens.subList(whole, tokens.size()));
            }
        }
    }

    private void insert(PreparedStatement statement, List<Fresh> tokens) throws SQLException {
        int place = 0;
        for (Fresh fresh : tokens) {
            TokenRecord.Token token = fresh.token();
            statement.setString(++place, realmId);
            statement.setString(++place, token.id().value());
            setName(statement, ++place, token.vendor());
            setName(statement, ++place, token.model());
            statement.setString(++place, fresh.seed());
            statement.setString(++place, token.algorithm());
            statement.setInt(++place, token.digits());
            statement.setInt(++place, token.periodSeconds());
            statement.setInt(++place, token.driftSteps());
            statement.setString(++place, TokenStatus.FREE.name());
            statement.setLong(++place, now);
            statement.setString(++place, importId);
        }
        statement.executeUpdate();
    }

    private static void setName(PreparedStatement statement, int place, String name) throws SQLException {
        if (name == null) {
            statement.setNull(place, Types.VARCHAR);
        } else {
            statement.setString(place, name);
        }
    }

    @Override
    public void close() throws SQLException {
        try (select) {
            insert.close();
        }
    }
}
