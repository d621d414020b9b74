package io.sekisho.credential.inventory.load;

import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.sql.Connection;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The same on a real PostgreSQL, where rows are looked up and written in another way. */
final class TokenImportOnPostgresTest extends TokenImportTest {

    private static EmbeddedPostgres postgres;

    @BeforeAll
    static void start() throws IOException {
        postgres = EmbeddedPostgres.start();
    }

    @AfterAll
    static void stop() throws IOException {
        postgres.close();
    }

    /** This one waits for as long as it takes. */
    @Override
    ExecutionException collision(Connection first, Future<ImportResult> second) throws Exception {
        while (select("select 1 from pg_locks where not granted").isEmpty()) {
            Thread.onSpinWait();
        }
        first.commit();
        return assertThrows(ExecutionException.class, second::get);
    }

    @Override
    TokenTable newTable() throws Exception {
        return TokenTable.in(postgres);
    }
}
