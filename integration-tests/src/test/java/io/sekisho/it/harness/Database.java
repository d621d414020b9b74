package io.sekisho.it.harness;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;

/** What a Keycloak has stored, seen from outside: by SQL, and as bytes. */
public abstract class Database {

    private static final Duration WRITTEN = Duration.ofSeconds(10);

    Database() {
    }

    /** A look at what is committed. */
    interface Look {
        boolean seenIn(Connection connection) throws SQLException;
    }

    /** Whether this can be seen now. @throws SQLException if the database cannot be looked into just now */
    abstract boolean sees(Look look) throws SQLException;

    /** Where these bytes are stored: names of files or tables, for people. */
    public abstract List<String> placesWith(byte[] bytes);

    /** What tells the command line that imports tokens where the database is, and the Java libraries that it needs. */
    public abstract List<String> commandLineOptions();

    /** Where this text is stored: names of files or tables, for people. */
    public final List<String> placesWith(String text) {
        return placesWith(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Waits for a credential whose secret data begins like this, and gives the value that Keycloak has stored in it. */
    public String awaitSeed(Customer customer, String prefix) {
        List<String> found = new ArrayList<>();
        await("a stored seed beginning with " + prefix + " of customer " + customer.number(), copy -> {
            found.clear();
            found.addAll(firstColumn(copy, "select SECRET_DATA from CREDENTIAL where USER_ID = ? and TYPE = ?", customer.id(), "otp"));
            return found.size() == 1 && found.get(0).startsWith("{\"value\":\"" + prefix);
        });
        return found.get(0).replaceFirst("\\{\"value\":\"([^\"]*)\".*", "$1");
    }

    /** Waits until so many OTP credentials of a realm are sealed. */
    public void awaitSealedSeeds(String realmId, int wanted) {
        await(wanted + " sealed seeds", copy -> firstColumn(copy, "select c.ID from CREDENTIAL c join USER_ENTITY u on u.ID = c.USER_ID"
                + " where u.REALM_ID = ? and c.TYPE = ? and c.SECRET_DATA like ?", realmId, "otp", "%\"sekisho1.%").size() == wanted);
    }

    /** Waits until a customer has a wanted number of rows in all of our own tables. */
    public void awaitOwnRows(Customer customer, IntPredicate wanted) {
        await("rows of customer " + customer.number(), copy -> {
            int rows = 0;
            for (String table : firstColumn(copy, "select TABLE_NAME from INFORMATION_SCHEMA.COLUMNS where upper(TABLE_NAME) like 'SEKISHO%' and upper(COLUMN_NAME) = ?", "USER_ID")) {
                rows += firstColumn(copy, "select 1 from " + table + " where USER_ID = ?", customer.id()).size();
            }
            return wanted.test(rows);
        });
    }

    /** Waits until a query gives these rows, of which the first column is looked at. */
    public void awaitRows(List<String> rows, String sql, String... parameters) {
        await("rows " + rows + " of " + sql, copy -> firstColumn(copy, sql, parameters).equals(rows));
    }

    private void await(String description, Look look) {
        List<Exception> problems = new ArrayList<>();
        try {
            Await.until(description, WRITTEN, () -> {
                try {
                    return sees(look);
                } catch (SQLException e) {
                    // The next look will work.
                    problems.add(e);
                    return false;
                }
            });
        } catch (AssertionError e) {
            problems.forEach(e::addSuppressed);
            throw e;
        }
    }

    private static List<String> firstColumn(Connection connection, String sql, String... parameters) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(sql)) {
            for (int index = 0; index < parameters.length; index++) {
                query.setString(index + 1, parameters[index]);
            }
            List<String> values = new ArrayList<>();
            ResultSet rows = query.executeQuery();
            while (rows.next()) {
                values.add(rows.getString(1));
            }
            return values;
        }
    }
}
