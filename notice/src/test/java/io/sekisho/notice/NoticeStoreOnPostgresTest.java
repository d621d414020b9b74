package io.sekisho.notice;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import jakarta.persistence.EntityManager;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.function.ToLongFunction;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The same on a real PostgreSQL, and what an answer costs there. */
final class NoticeStoreOnPostgresTest extends NoticeStoreTest {

    private static final int SENT = 200_000;
    private static final int WAITING = 100_000;
    private static final int TURN = 20;
    private static final int PAGE = 100;
    /** Rows that are read besides those that are asked for: here and there one that another condition leaves out. */
    private static final int SOME = 10;

    private static EmbeddedPostgres postgres;

    @BeforeAll
    static void start() throws IOException {
        postgres = EmbeddedPostgres.start();
    }

    @AfterAll
    static void stop() throws IOException {
        postgres.close();
    }

    @Override
    String newDatabase() throws SQLException {
        String name = "t" + UUID.randomUUID().toString().replace("-", "");
        try (Connection connection = postgres.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("create database " + name);
        }
        return postgres.getJdbcUrl("postgres", name);
    }

    private void fill(String realm, String state, int count, String dueAt) {
        tables.execute(
                "insert into SEKISHO_NOTICE (ID, REALM_ID, USER_ID, KIND, RECIPIENT, LOCALE, OCCURRED_AT, STATE, ATTEMPTS, DUE_AT)"
                        + " select gen_random_uuid()\\:\\:text, '" + realm
                        + "', 'user-' || number, 'TOKEN_STARTED', 'c@example.com', 'ja', " + NOW + " - number, '"
                        + state + "', 0, " + dueAt
                        + " from generate_series(1, " + count + ") number");
    }

    /** All notices of a mass mailing may have been left at the same moment, and another realm has its own. */
    @Test
    void noAnswerReadsMoreRowsBecauseMoreWaitOrWereSent() {
        for (String realm : new String[] {REALM, "realm-2"}) {
            fill(realm, "SENT", SENT, (NOW + 600_000_000) + " - number");
            fill(realm, "PENDING", WAITING, Long.toString(NOW));
            fill(realm, "FAILED", 1_000, Long.toString(NOW + 600_000_000));
        }
        tables.execute("analyze");

        Map<String, Long> reads = new LinkedHashMap<>();
        reads.put("a turn", reads(TURN, store -> store.lockDue(REALM, NOW, TURN).size()));
        reads.put("realms", reads(2, store -> store.realmsDue(NOW).size()));
        reads.put(
                "realms without anything due",
                reads(0, store -> store.realmsDue(NOW - 1).size()));
        reads.put("lapsed claims", reads(0, store -> store.lockLapsed(NOW, PAGE).size()));
        reads.put(
                "a clock that was set back",
                reads(
                        0,
                        store -> store.lockAstray(NoticeState.PENDING, NOW + 3_600_000, PAGE)
                                .size()));
        reads.put(
                "outlasted by an outage",
                reads(0, store -> store.lockOlder(REALM, NOW - 1_000_000, PAGE).size()));
        reads.put(
                "first page of the list",
                reads(PAGE, store -> store.undelivered(REALM, 0, PAGE).size()));
        reads.put("outlived", reads(0, store -> store.removeOutlived(NoticeState.SENT, NOW, PAGE)));
        tables.with(store -> store.noteOutage(REALM, NOW, DeliveryFailure.UNREACHABLE, 3_600_000));
        reads.put("end of an outage", reads(1, store -> store.endOutage(REALM, NOW) ? 1 : 0));
        System.out.println("rows read: " + reads);
    }

    /** @param expected size of the answer */
    private long reads(int expected, ToLongFunction<NoticeStore> question) {
        return tables.inTransaction(em -> {
            long before = rowsRead(em);
            assertEquals(expected, question.applyAsLong(new NoticeStore(em)));
            long rows = rowsRead(em) - before;
            assertTrue(rows <= 2 * expected + SOME, rows + " rows were read for an answer of " + expected);
            return rows;
        });
    }

    /** By this connection, as far as PostgreSQL has not added it to those of all. */
    private static long rowsRead(EntityManager em) {
        return (Long) em.createNativeQuery(
                        "select coalesce(sum(seq_tup_read + coalesce(idx_tup_fetch, 0)), 0)\\:\\:bigint from pg_stat_xact_user_tables where relname = 'sekisho_notice'",
                        Long.class)
                .getSingleResult();
    }
}
