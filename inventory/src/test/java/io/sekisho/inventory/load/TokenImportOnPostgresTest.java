package io.sekisho.inventory.load;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.Statement;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

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

    /**
     * PostgreSQL has not counted the table yet and keeps the plans of small imports: any index that begins with the
     * realm may seem as good to it.
     */
    @Test
    void each_token_is_looked_up_by_its_key_also_after_small_imports_into_a_table_that_was_emptied() throws Exception {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            for (int small = 0; small < 20; small++) {
                load(connection, numbered(100));
                statement.execute("delete from SEKISHO_TOKEN");
                connection.commit();
                statement.execute("analyze SEKISHO_TOKEN");
                connection.commit();
            }
            load(connection, numbered(20_000));
        }
        long blocks = Long.parseLong(select(
                        "select sum(idx_blks_hit + idx_blks_read) from pg_statio_user_indexes where relname = 'sekisho_token'")
                .get(0));
        assertTrue(blocks <= 60 * 22_000, blocks + " blocks of indexes were read for 22,000 tokens");
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
