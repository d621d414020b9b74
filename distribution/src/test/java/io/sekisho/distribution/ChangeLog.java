package io.sekisho.distribution;

import java.sql.Connection;
import java.util.Comparator;
import java.util.List;
import java.util.ServiceLoader;
import java.util.stream.Stream;
import liquibase.ChecksumVersion;
import liquibase.Contexts;
import liquibase.LabelExpression;
import liquibase.Scope;
import liquibase.changelog.ChangeSet;
import liquibase.database.AbstractJdbcDatabase;
import liquibase.database.Database;
import liquibase.database.DatabaseFactory;
import liquibase.database.jvm.JdbcConnection;
import liquibase.exception.LiquibaseException;
import liquibase.resource.ClassLoaderResourceAccessor;
import liquibase.ui.LoggerUIService;
import org.keycloak.connections.jpa.entityprovider.JpaEntityProvider;
import org.keycloak.connections.jpa.entityprovider.JpaEntityProviderFactory;
import org.keycloak.connections.jpa.updater.liquibase.conn.DefaultLiquibaseConnectionProvider;
import org.keycloak.connections.jpa.updater.liquibase.conn.KeycloakLiquibase;
import org.keycloak.connections.jpa.util.JpaUtils;

/**
 * One of the JAR's change logs, run as Keycloak runs it.
 *
 * @param location     on the class path
 * @param historyTable where Keycloak has noted what was run
 */
record ChangeLog(String location, String historyTable) {

    /** Above so many rows, Keycloak leaves it to the operator to make an index that is new in a log of its own. */
    static final long LONG_TABLE = 300_000;

    /** All that Keycloak finds in the JAR. */
    static List<ChangeLog> all() {
        return providers()
                .filter(provider -> provider.getChangelogLocation() != null)
                .map(provider -> new ChangeLog(provider.getChangelogLocation(), historyTable(provider)))
                .sorted(Comparator.comparing(ChangeLog::location))
                .toList();
    }

    /**
     * Where Keycloak notes what was run, of each module that has tables: also of one that has no log yet, and may come
     * to have one.
     */
    static List<String> historyTables() {
        return providers().map(ChangeLog::historyTable).toList();
    }

    private static Stream<JpaEntityProvider> providers() {
        return ServiceLoader.load(JpaEntityProviderFactory.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(factory -> factory.getClass().getName().startsWith("io.sekisho."))
                .map(factory -> factory.create(null));
    }

    private static String historyTable(JpaEntityProvider provider) {
        return JpaUtils.getCustomChangelogTableName(provider.getFactoryId());
    }

    /** In their order. */
    List<ChangeSet> changeSets(Connection connection) throws LiquibaseException {
        KeycloakLiquibase liquibase = liquibase(connection);
        List<ChangeSet> changeSets = liquibase.getDatabaseChangeLog().getChangeSets();
        liquibase.resetServices();
        return changeSets;
    }

    /** As the database remembers a change set: the file, the id and the author, and what it did. */
    static String recorded(ChangeSet changeSet) {
        return changeSet.toString(false) + ' ' + changeSet.generateCheckSum(ChecksumVersion.V9);
    }

    /** All that has not been run yet. */
    void update(Connection connection) throws Exception {
        quietly(connection, liquibase -> liquibase.update((Contexts) null));
    }

    /** On an empty database: the first change sets only, as an earlier version had them. */
    void update(Connection connection, int changeSets) throws Exception {
        quietly(connection, liquibase -> liquibase.update(changeSets, new Contexts(), new LabelExpression()));
    }

    /** All that has not been run yet, as Keycloak runs its own logs. */
    void updateWithoutIndexesOfLongTables(Connection connection) throws Exception {
        KeycloakLiquibase liquibase = liquibase(connection);
        ((AbstractJdbcDatabase) liquibase.getDatabase())
                .set(DefaultLiquibaseConnectionProvider.INDEX_CREATION_THRESHOLD_PARAM, LONG_TABLE);
        quietly(liquibase, each -> each.update((Contexts) null));
    }

    private void quietly(Connection connection, Update update) throws Exception {
        quietly(liquibase(connection), update);
    }

    /** Else it tells its story on the console. */
    private static void quietly(KeycloakLiquibase liquibase, Update update) throws Exception {
        Scope.child(Scope.Attr.ui, new LoggerUIService(), () -> update.run(liquibase));
        liquibase.resetServices();
    }

    private KeycloakLiquibase liquibase(Connection connection) throws LiquibaseException {
        Database database =
                DatabaseFactory.getInstance().findCorrectDatabaseImplementation(new JdbcConnection(connection));
        database.setDatabaseChangeLogTableName(historyTable);
        return new KeycloakLiquibase(location, new ClassLoaderResourceAccessor(), database);
    }

    @FunctionalInterface
    private interface Update {
        void run(KeycloakLiquibase liquibase) throws LiquibaseException;
    }
}
