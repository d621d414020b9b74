package io.sekisho.distribution;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import liquibase.database.DatabaseFactory;
import liquibase.database.jvm.JdbcConnection;
import liquibase.exception.LiquibaseException;
import org.keycloak.connections.jpa.updater.liquibase.lock.CustomLockService;
import org.keycloak.models.dblock.DBLockProvider;

/** The lock under which Keycloak updates a database; Liquibase's own it leaves out. */
final class DatabaseLock implements AutoCloseable {

    private final Connection connection;
    private final CustomLockService service = new CustomLockService();

    private DatabaseLock(Connection connection) {
        this.connection = connection;
    }

    /**
     * Waits for it.
     *
     * @param connection is closed with the lock
     */
    static DatabaseLock take(Connection connection) throws LiquibaseException {
        DatabaseLock lock = new DatabaseLock(connection);
        lock.service.setChangeLogLockWaitTime(Duration.ofMinutes(1).toMillis());
        lock.service.setDatabase(
                DatabaseFactory.getInstance().findCorrectDatabaseImplementation(new JdbcConnection(connection)));
        lock.service.waitForLock(DBLockProvider.Namespace.DATABASE);
        return lock;
    }

    @Override
    public void close() throws SQLException {
        service.releaseLock();
        connection.close();
    }
}
