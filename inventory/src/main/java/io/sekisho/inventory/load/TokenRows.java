package io.sekisho.inventory.load;

import io.sekisho.inventory.TokenStatus;
import io.sekisho.inventory.load.file.TokenRecord;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;

/** The rows of a realm in the table of tokens, as the import looks them up and writes them. */
interface TokenRows extends AutoCloseable {

    /** A token that is there. */
    record Stored(String seed, String algorithm, int digits, int periodSeconds, String importId, TokenStatus status) {

        /** Of the columns from the second on, in this order. */
        static Stored of(ResultSet row) throws SQLException {
            return new Stored(
                    row.getString(2),
                    row.getString(3),
                    row.getInt(4),
                    row.getInt(5),
                    row.getString(6),
                    TokenStatus.valueOf(row.getString(7)));
        }

        /** Whether it may be put right: no customer has it, and nobody else may have it in hands. */
        boolean replaceable() {
            return status == TokenStatus.FREE || status == TokenStatus.RETIRED;
        }
    }

    /**
     * A token that is to be.
     *
     * @param seed sealed
     */
    record Fresh(TokenRecord.Token token, String seed) {}

    /** Those of these tokens that are there, by their IDs. */
    Map<String, Stored> find(List<String> ids) throws SQLException;

    /** None of which is there. */
    void insert(List<Fresh> tokens) throws SQLException;

    @Override
    void close() throws SQLException;

    /**
     * The fastest way that the database has.
     *
     * @param now milliseconds of the epoch
     */
    static TokenRows of(Connection connection, String realmId, String importId, long now) throws SQLException {
        return connection.getMetaData().getDatabaseProductName().equals("PostgreSQL")
                ? new PostgresTokenRows(connection, realmId, importId, now)
                : new PlainTokenRows(connection, realmId, importId, now);
    }
}
