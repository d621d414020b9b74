package io.sekisho.inventory.load;

import io.sekisho.credential.seed.Keyring;
import io.sekisho.credential.seed.SeedCipher;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.StringReader;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import liquibase.Liquibase;
import liquibase.Scope;
import liquibase.UpdateSummaryEnum;
import liquibase.database.DatabaseFactory;
import liquibase.database.jvm.JdbcConnection;
import liquibase.resource.ClassLoaderResourceAccessor;
import liquibase.ui.LoggerUIService;

/** An inventory in an embedded database, made by the change log that Keycloak runs. */
final class TokenTable implements AutoCloseable {

    static final String REALM_ID = "f3c7f1e0-0000-4000-8000-000000000001";
    static final String KEYRING = "active=k1\nk1=" + Base64.getEncoder().encodeToString(new byte[32]) + "\n";

    private final String url;
    private final String user;
    private final Connection connection;

    TokenTable(String url) throws Exception {
        this(url, "sa");
    }

    private TokenTable(String url, String user) throws Exception {
        this.url = url;
        this.user = user;
        this.connection = connect();
        try (Connection own = connect();
                Liquibase liquibase = new Liquibase(
                        "META-INF/sekisho-credential-changelog.xml",
                        new ClassLoaderResourceAccessor(),
                        DatabaseFactory.getInstance().findCorrectDatabaseImplementation(new JdbcConnection(own)))) {
            liquibase.setShowSummary(UpdateSummaryEnum.OFF);
            // Else it tells its story on the console.
            Scope.child(Scope.Attr.ui, new LoggerUIService(), () -> liquibase.update(""));
        }
        execute("create table REALM (ID varchar(36) primary key, NAME varchar(255))");
        execute("create table USER_ENTITY (ID varchar(36) primary key, USERNAME varchar(255))");
        execute("insert into REALM values ('" + REALM_ID + "', 'bank')");
    }

    static TokenTable inMemory() throws Exception {
        return new TokenTable("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1;LOCK_TIMEOUT=2000");
    }

    /** In a database of its own. */
    static TokenTable in(EmbeddedPostgres postgres) throws Exception {
        String name = "t" + UUID.randomUUID().toString().replace("-", "");
        try (Connection connection = postgres.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("create database " + name);
        }
        return new TokenTable(postgres.getJdbcUrl("postgres", name), "postgres");
    }

    static SeedCipher cipher() {
        try {
            return new SeedCipher(Keyring.parse(new StringReader(KEYRING)));
        } catch (java.io.IOException e) {
            throw new IllegalStateException(e);
        }
    }

    String url() {
        return url;
    }

    /** With commits of its own. */
    Connection connect() throws SQLException {
        return DriverManager.getConnection(url, user, "");
    }

    void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** The first column of all rows. */
    List<String> select(String sql, String... parameters) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(sql)) {
            for (int index = 0; index < parameters.length; index++) {
                select.setString(index + 1, parameters[index]);
            }
            List<String> values = new ArrayList<>();
            ResultSet rows = select.executeQuery();
            while (rows.next()) {
                values.add(rows.getString(1));
            }
            return values;
        }
    }

    long count() throws SQLException {
        return Long.parseLong(select("select count(*) from SEKISHO_TOKEN").get(0));
    }

    @Override
    public void close() throws SQLException {
        if (url.startsWith("jdbc:h2:")) {
            execute("shutdown");
        }
        connection.close();
    }
}
