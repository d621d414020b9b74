package io.sekisho.inventory.load;

import io.sekisho.inventory.load.csv.CsvLine;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The inventory of a realm without its seeds, page by page. */
public final class TokenExport {

    /** The titles of the columns. */
    public static final String HEADER = CsvLine.of(
            "token id", "vendor", "model", "algorithm", "digits", "time interval", "drift", "status", "user", "since");

    // The drift of a bound token is followed by its customer's logins.
    private static final String SELECT = """
            select t.TOKEN_ID, t.VENDOR, t.MODEL, t.ALGORITHM, t.DIGITS, t.PERIOD_SECONDS, coalesce(s.DRIFT_STEPS, t.DRIFT_STEPS), t.STATUS, t.USER_ID, u.USERNAME, t.SINCE
            from SEKISHO_TOKEN t left join SEKISHO_OTP_STATE s on s.CREDENTIAL_ID = t.CREDENTIAL_ID left join USER_ENTITY u on u.ID = t.USER_ID
            where t.REALM_ID = ? and t.TOKEN_ID > ? order by t.REALM_ID, t.TOKEN_ID limit ?""";

    /**
     * A token.
     *
     * @param userId   of its customer, or null
     * @param username of its customer; null if there is none, or if a user federation has it
     * @param since    milliseconds of the epoch
     */
    public record Row(
            String tokenId,
            String vendor,
            String model,
            String algorithm,
            int digits,
            int periodSeconds,
            int driftSteps,
            String status,
            String userId,
            String username,
            long since) {

        /**
         * The line of the file.
         *
         * @param username of the customer, or null
         */
        public String line(String username) {
            return CsvLine.of(
                    tokenId,
                    vendor,
                    model,
                    algorithm,
                    digits,
                    periodSeconds,
                    driftSteps,
                    status,
                    username,
                    Instant.ofEpochMilli(since));
        }
    }

    private TokenExport() {}

    /** @param after the last token of the page before; empty at the beginning */
    public static List<Row> page(Connection connection, String realmId, String after, int max) throws SQLException {
        List<Row> page = new ArrayList<>(max);
        try (PreparedStatement select = connection.prepareStatement(SELECT)) {
            select.setString(1, realmId);
            select.setString(2, after);
            select.setInt(3, max);
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    page.add(new Row(
                            rows.getString(1),
                            rows.getString(2),
                            rows.getString(3),
                            rows.getString(4),
                            rows.getInt(5),
                            rows.getInt(6),
                            rows.getInt(7),
                            rows.getString(8),
                            rows.getString(9),
                            rows.getString(10),
                            rows.getLong(11)));
                }
            }
        }
        return page;
    }
}
