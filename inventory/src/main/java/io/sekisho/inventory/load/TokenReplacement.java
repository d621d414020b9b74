package io.sekisho.inventory.load;

import io.sekisho.inventory.load.file.TokenRecord;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;

/**
 * Puts tokens right that the inventory has otherwise. What the token has been through stays: its status, and since when.
 */
final class TokenReplacement implements AutoCloseable {

    // Only what is still as it was when it was looked up: the update waits for whoever has locked the row, and looks
    // again. With another seed or time interval the token's clock is another one, and no code of it was used yet.
    private static final String UPDATE = """
            update SEKISHO_TOKEN set VENDOR = coalesce(?, VENDOR), MODEL = coalesce(?, MODEL), SEED = ?, ALGORITHM = ?, DIGITS = ?, PERIOD_SECONDS = ?,
            DRIFT_STEPS = case when ? = 1 then DRIFT_STEPS else ? end, LAST_STEP = case when ? = 1 then LAST_STEP end, IMPORT_ID = ?
            where REALM_ID = ? and TOKEN_ID = ? and STATUS = ? and SEED = ?""";

    private final PreparedStatement update;
    private final String realmId;
    private final String importId;

    TokenReplacement(Connection connection, String realmId, String importId) throws SQLException {
        this.update = connection.prepareStatement(UPDATE);
        this.realmId = realmId;
        this.importId = importId;
    }

    /**
     * @param before    as it was looked up
     * @param seed      sealed
     * @param sameClock whether seed and time interval are the same
     * @throws ImportCollisionException if it is not as it was any more
     */
    void replace(TokenRows.Stored before, TokenRecord.Token token, String seed, boolean sameClock) throws SQLException {
        int kept = sameClock ? 1 : 0;
        update.setObject(1, token.vendor(), Types.VARCHAR);
        update.setObject(2, token.model(), Types.VARCHAR);
        update.setString(3, seed);
        update.setString(4, token.algorithm());
        update.setInt(5, token.digits());
        update.setInt(6, token.periodSeconds());
        update.setInt(7, kept);
        update.setInt(8, token.driftSteps());
        update.setInt(9, kept);
        update.setString(10, importId);
        update.setString(11, realmId);
        update.setString(12, token.id().value());
        update.setString(13, before.status().name());
        update.setString(14, before.seed());
        if (update.executeUpdate() != 1) {
            throw new ImportCollisionException();
        }
    }

    @Override
    public void close() throws SQLException {
        update.close();
    }
}
