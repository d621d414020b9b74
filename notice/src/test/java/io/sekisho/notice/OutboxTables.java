package io.sekisho.notice;

import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Pattern;
import liquibase.Contexts;
import liquibase.Liquibase;
import liquibase.Scope;
import liquibase.database.Database;
import liquibase.database.DatabaseFactory;
import liquibase.database.jvm.JdbcConnection;
import liquibase.resource.ClassLoaderResourceAccessor;
import liquibase.ui.LoggerUIService;
import org.hibernate.cfg.Configuration;

/**
 * The outbox's tables in a database of their own, with Hibernate as Keycloak has it, and of Keycloak's tables the one
 * that the outbox asks.
 */
final class OutboxTables implements AutoCloseable {

    private static final Pattern ENTITY = Pattern.compile("<class>([^<]+)</class>");

    private final EntityManagerFactory factory;

    /** @param url of an empty database */
    OutboxTables(String url) throws Exception {
        try (Connection connection = DriverManager.getConnection(url)) {
            connection.createStatement().execute("create table REALM (ID varchar(36) primary key)");
            Database database =
                    DatabaseFactory.getInstance().findCorrectDatabaseImplementation(new JdbcConnection(connection));
            Scope.child(
                    Scope.Attr.ui,
                    new LoggerUIService(),
                    () -> new Liquibase(
                                    "META-INF/sekisho-notice-changelog.xml",
                                    new ClassLoaderResourceAccessor(),
                                    database)
                            .update((Contexts) null));
        }
        Configuration configuration = new Configuration().setProperty("hibernate.connection.url", url);
        for (Class<?> entity : new NoticeEntityProviderFactory().create(null).getEntities()) {
            configuration.addAnnotatedClass(entity);
        }
        ENTITY.matcher(keycloaksOwn())
                .results()
                .forEach(entity -> configuration.addAnnotatedClass(load(entity.group(1))));
        factory = configuration.buildSessionFactory();
    }

    private static String keycloaksOwn() throws IOException {
        try (InputStream in = OutboxTables.class.getResourceAsStream("/default-persistence.xml")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static Class<?> load(String name) {
        try {
            return Class.forName(name);
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What a transaction gives; it is committed. */
    <T> T inTransaction(Function<EntityManager, T> work) {
        return factory.callInTransaction(work);
    }

    void execute(String sql) {
        factory.runInTransaction(em -> em.createNativeQuery(sql).executeUpdate());
    }

    void with(Consumer<NoticeStore> work) {
        factory.runInTransaction(em -> work.accept(new NoticeStore(em)));
    }

    @Override
    public void close() {
        factory.close();
    }
}
