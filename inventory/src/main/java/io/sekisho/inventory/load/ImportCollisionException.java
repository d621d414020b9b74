package io.sekisho.inventory.load;

import java.sql.SQLException;
import java.util.Set;

/**
 * Somebody else has stored or changed the same tokens at the same time, most likely another import. What this one has
 * written must be rolled back; it can be repeated.
 */
public final class ImportCollisionException extends RuntimeException {

    /** A lock that did not come in time: H2's states for it. */
    private static final Set<String> WAITED = Set.of("HYT00", "90131");
    /** The same of MySQL and MariaDB, which have no state for it. */
    private static final int MYSQL_WAITED = 1205;

    private static final String MESSAGE = "the same tokens were stored or changed at the same time";

    public ImportCollisionException(SQLException cause) {
        super(MESSAGE, cause);
    }

    /** A token is not any more as it was when it was looked up. */
    ImportCollisionException() {
        super(MESSAGE);
    }

    /**
     * Whether the database has turned down an insert because of another transaction: a double key, a deadlock, a lock
     * that did not come.
     */
    static boolean shownBy(SQLException e) {
        String state = String.valueOf(e.getSQLState());
        return state.startsWith("23")
                || state.startsWith("40")
                || WAITED.contains(state)
                || e.getErrorCode() == MYSQL_WAITED;
    }
}
