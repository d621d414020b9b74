package io.sekisho.distribution;

import java.sql.Connection;
import java.sql.DriverManager;

/** What a node does with the JAR's tables when it starts, as a process of its own. */
final class UpdatingNode {

    private UpdatingNode() {}

    /** @param arguments the URL of the database */
    @SuppressWarnings("try")
    public static void main(String[] arguments) throws Exception {
        try (DatabaseLock held = DatabaseLock.take(DriverManager.getConnection(arguments[0]));
                Connection connection = DriverManager.getConnection(arguments[0])) {
            SchemaMigrationTest.update(connection);
        }
    }
}
