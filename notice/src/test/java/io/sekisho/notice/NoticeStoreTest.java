package io.sekisho.notice;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the outbox asks its tables, and in which order it gets it. */
class NoticeStoreTest {

    static final String REALM = "realm-1";
    static final long NOW = 1_795_132_800_000L;
    private static final long MINUTE = 60_000;
    /** Between two attempts, at the longest. */
    private static final long WAIT = 60 * MINUTE;

    OutboxTables tables;

    @BeforeEach
    void open() throws Exception {
        tables = new OutboxTables(newDatabase());
        tables.execute("insert into REALM (ID) values ('" + REALM + "'), ('realm-2')");
    }

    @AfterEach
    void close() {
        tables.close();
    }

    String newDatabase() throws SQLException {
        return "jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1";
    }

    private static NoticeEntity notice(String id, NoticeKind kind, long occurredAt) {
        NoticeEntity notice = new NoticeEntity(id, REALM, "user-1", kind, "user@example.com", "ja", occurredAt, null);
        notice.enqueue(occurredAt);
        return notice;
    }

    private void add(String id, NoticeKind kind, long occurredAt, Consumer<NoticeEntity> change) {
        NoticeEntity notice = notice(id, kind, occurredAt);
        change.accept(notice);
        tables.with(store -> store.add(notice));
    }

    private void add(String id, NoticeKind kind, long occurredAt) {
        add(id, kind, occurredAt, notice -> {});
    }

    private List<String> due(long now) {
        return tables.inTransaction(em -> new NoticeStore(em)
                .lockDue(REALM, now, 10).stream().map(NoticeEntity::getId).toList());
    }

    @Test
    void whatACustomerWaitsForGoesBeforeAllOthersAndElseTheOldestFirst() {
        add("second", NoticeKind.TOKEN_STARTED, NOW - 20 * MINUTE);
        add("code", NoticeKind.MAIL_CODE, NOW);
        add("first", NoticeKind.OTP_STOPPED, NOW - 30 * MINUTE);
        add("activation", NoticeKind.TOKEN_ACTIVATION, NOW - MINUTE);
        add("future", NoticeKind.MAIL_CODE, NOW, notice -> notice.moveTo(NoticeState.PENDING, NOW + 1));
        add("elsewhere", NoticeKind.OTP_STOPPED, NOW, notice -> notice.moveTo(NoticeState.CLAIMED, NOW - MINUTE));
        assertEquals(List.of("activation", "code", "first", "second"), due(NOW));
    }

    private static NoticeEntity code(String id, NoticeKind kind, long occurredAt) {
        NoticeEntity notice = new NoticeEntity(
                id, REALM, "user-1", kind, "user@example.com", "ja", occurredAt, "{\"mailCode\":\"12345678\"}");
        notice.enqueue(occurredAt);
        return notice;
    }

    @Test
    void aCodeIsForgottenWhenItsMailIsSettledAndNotBefore() {
        for (NoticeKind kind : NoticeKind.CODES) {
            for (NoticeState state : NoticeState.values()) {
                NoticeEntity notice = code("code", kind, NOW);
                notice.moveTo(state, NOW);
                assertEquals(NoticeState.SETTLED.contains(state), notice.getFacts() == null, kind + " " + state);
            }
        }
        NoticeEntity ids = code("ids", NoticeKind.TOKEN_ACTIVATION, NOW);
        ids.moveTo(NoticeState.SENT, NOW);
        assertNotNull(ids.getFacts(), "a mail without a code keeps what it said");
    }

    @Test
    void aCodeThatNobodyCanUseAnyMoreIsForgottenThoughItsMailStillWaits() {
        tables.with(store -> {
            store.add(code("old", NoticeKind.MAIL_CODE, NOW - 11 * MINUTE));
            store.add(code("older", NoticeKind.TRANSACTION_PASSWORD_CODE, NOW - 60 * MINUTE));
            store.add(code("new", NoticeKind.MAIL_CODE, NOW - 9 * MINUTE));
            store.add(code("ids", NoticeKind.TOKEN_ACTIVATION, NOW - 60 * MINUTE));
        });
        tables.with(store -> store.forgetExpiredCodes(NOW));
        tables.with(store -> {
            assertNull(store.find("old").getFacts());
            assertNull(store.find("older").getFacts());
            assertNotNull(store.find("new").getFacts());
            assertNotNull(store.find("ids").getFacts());
        });
    }

    @Test
    void onlyACodeExpires() {
        assertTrue(NoticeEntity.expired(NoticeKind.MAIL_CODE, NOW - 10 * MINUTE - 1, NOW));
        assertFalse(NoticeEntity.expired(NoticeKind.MAIL_CODE, NOW - 10 * MINUTE, NOW));
        assertFalse(NoticeEntity.expired(NoticeKind.OTP_STOPPED, NOW - 24 * 60 * MINUTE, NOW));
    }

    @Test
    void aKindOfALaterVersionIsLeftToTheNodesThatKnowIt() {
        add("known", NoticeKind.OTP_STOPPED, NOW);
        add("unknown", NoticeKind.OTP_STOPPED, NOW - MINUTE);
        tables.execute("update SEKISHO_NOTICE set KIND = 'OF_A_LATER_VERSION' where ID = 'unknown'");
        assertEquals(List.of("known"), due(NOW));
        tables.with(store -> {
            assertEquals(
                    List.of("known"),
                    store.undelivered(REALM, 0, 10).stream()
                            .map(NoticeEntity::getId)
                            .toList());
            assertEquals(List.of(REALM), store.realmsDue(NOW));
        });
        tables.execute("delete from SEKISHO_NOTICE where ID = 'known'");
        tables.with(store -> assertEquals(List.of(), store.realmsDue(NOW)));
    }

    @Test
    void theListOfWhatWasNotSentGoesByAgeWhateverTheState() {
        add("b", NoticeKind.MAIL_CODE, NOW - 3 * MINUTE);
        add("c", NoticeKind.OTP_STOPPED, NOW - 2 * MINUTE, notice -> notice.moveTo(NoticeState.FAILED, NOW + MINUTE));
        add(
                "a",
                NoticeKind.OTP_STOPPED,
                NOW - 4 * MINUTE,
                notice -> notice.moveTo(NoticeState.UNDELIVERABLE, NOW + MINUTE));
        add("e", NoticeKind.OTP_STOPPED, NOW, notice -> notice.moveTo(NoticeState.CLAIMED, NOW + MINUTE));
        add("d", NoticeKind.OTP_STOPPED, NOW - MINUTE);
        add("sent", NoticeKind.OTP_STOPPED, NOW - 5 * MINUTE, notice -> notice.moveTo(NoticeState.SENT, NOW + MINUTE));
        tables.with(store -> {
            assertEquals(
                    List.of("a", "b", "c", "d", "e"),
                    store.undelivered(REALM, 0, 10).stream()
                            .map(NoticeEntity::getId)
                            .toList());
            assertEquals(
                    List.of("c", "d"),
                    store.undelivered(REALM, 2, 2).stream()
                            .map(NoticeEntity::getId)
                            .toList());
            assertEquals(List.of(), store.undelivered("realm-2", 0, 10));
            assertEquals(List.of(), store.undelivered(REALM, Integer.MAX_VALUE, 10));
            assertEquals(new NoticeStore.Waiting(3, NOW - 3 * MINUTE), store.waiting());
            assertEquals(1, store.countFailed());
        });
    }

    @Test
    void anOutageIsOneRowAndItsEndPutsBackInTheirPlacesThoseThatWereTried() {
        add("untouched", NoticeKind.OTP_STOPPED, NOW - 10 * MINUTE);
        add(
                "tried",
                NoticeKind.OTP_STOPPED,
                NOW - 20 * MINUTE,
                notice -> failed(notice, DeliveryFailure.UNREACHABLE, 2 * MINUTE));
        add(
                "tried-code",
                NoticeKind.MAIL_CODE,
                NOW - 2 * MINUTE,
                notice -> failed(notice, DeliveryFailure.TIMEOUT, 3 * MINUTE));
        add(
                "deferred",
                NoticeKind.OTP_STOPPED,
                NOW - 20 * MINUTE,
                notice -> failed(notice, DeliveryFailure.DEFERRED, 4 * MINUTE));
        tables.with(store -> assertFalse(store.endOutage(REALM, NOW)));
        tables.with(store -> store.noteOutage(REALM, NOW - MINUTE, DeliveryFailure.UNREACHABLE, WAIT));
        tables.with(store -> store.noteOutage(REALM, NOW, DeliveryFailure.TIMEOUT, WAIT));
        tables.with(store -> {
            MailOutageEntity outage = store.outage(REALM);
            assertEquals(NOW - MINUTE, outage.getSince());
            assertEquals("mail-server-timeout", outage.getReason());
            assertTrue(outage.concerns(store.find("untouched")));
            assertFalse(outage.concerns(store.find("tried")), "has a wait of its own");
            assertNull(store.outage("realm-2"));
        });
        assertEquals(List.of("untouched"), due(NOW));

        tables.with(store -> assertTrue(store.endOutage(REALM, NOW)));

        assertEquals(List.of("tried-code", "tried", "untouched"), due(NOW));
        tables.with(store -> assertNull(store.outage(REALM)));
    }

    /** As {@link NoticeClaims} does it. */
    private static void failed(NoticeEntity notice, DeliveryFailure failure, long wait) {
        notice.setAttempts(1);
        notice.setLastError(failure.reason());
        notice.moveTo(NoticeState.PENDING, NOW + wait);
    }

    @Test
    void anOutageBeginsAnewWhenSomebodyHasSeenToIt() {
        tables.with(store -> store.beginOutageAnew(REALM, NOW));
        tables.with(store -> assertNull(store.outage(REALM)));
        tables.with(store -> store.noteOutage(REALM, NOW - 10 * MINUTE, DeliveryFailure.UNREACHABLE, WAIT));
        tables.with(store -> store.beginOutageAnew(REALM, NOW - 5 * MINUTE));
        tables.with(store -> store.noteOutage(REALM, NOW, DeliveryFailure.UNREACHABLE, WAIT));
        tables.with(store -> assertEquals(NOW - 5 * MINUTE, store.outage(REALM).getSince()));
        tables.with(store -> assertEquals(5 * MINUTE, store.outage(REALM).getLastedMillis()));
    }

    @Test
    void anOutageLastsForAsLongAsItWasTriedInVainWhateverTheClockDoes() {
        tables.with(store -> store.noteOutage(REALM, NOW, DeliveryFailure.UNREACHABLE, WAIT));
        tables.with(store -> store.noteOutage(REALM, NOW + 5 * MINUTE, DeliveryFailure.UNREACHABLE, WAIT));
        tables.with(store -> assertEquals(5 * MINUTE, store.outage(REALM).getLastedMillis()));
        long tomorrow = NOW + 24 * 60 * MINUTE;
        tables.with(store -> store.noteOutage(REALM, tomorrow, DeliveryFailure.UNREACHABLE, WAIT));
        tables.with(store -> assertEquals(5 * MINUTE + WAIT, store.outage(REALM).getLastedMillis()));
        tables.with(store -> store.noteOutage(REALM, NOW + 6 * MINUTE, DeliveryFailure.UNREACHABLE, WAIT));
        tables.with(store -> store.noteOutage(REALM, NOW + 8 * MINUTE, DeliveryFailure.UNREACHABLE, WAIT));
        tables.with(store -> assertEquals(7 * MINUTE + WAIT, store.outage(REALM).getLastedMillis()));
    }

    @Test
    void anOutageThatBeganInAFutureThatWasNoneEndsForWhatWasTriedInIt() {
        add(
                "tried",
                NoticeKind.OTP_STOPPED,
                NOW - MINUTE,
                notice -> failed(notice, DeliveryFailure.UNREACHABLE, MINUTE));
        tables.with(store -> store.noteOutage(REALM, NOW + 60 * MINUTE, DeliveryFailure.UNREACHABLE, WAIT));
        tables.with(store -> assertTrue(store.endOutage(REALM, NOW)));
        assertEquals(List.of("tried"), due(NOW));
    }

    @Test
    void whatHasWaitedForALongTimeIsFoundWhetherOrNotItWasTried() {
        add("old", NoticeKind.OTP_STOPPED, NOW - 100 * MINUTE);
        add("old-code", NoticeKind.MAIL_CODE, NOW - 100 * MINUTE);
        add(
                "tried",
                NoticeKind.OTP_STOPPED,
                NOW - 100 * MINUTE,
                notice -> failed(notice, DeliveryFailure.UNREACHABLE, MINUTE));
        add("new", NoticeKind.OTP_STOPPED, NOW - 10 * MINUTE);
        add("new-code", NoticeKind.MAIL_CODE, NOW - 10 * MINUTE);
        tables.with(store -> assertEquals(
                List.of("old", "old-code", "tried"),
                store.lockOlder(REALM, NOW - 60 * MINUTE, 10).stream()
                        .map(NoticeEntity::getId)
                        .sorted()
                        .toList()));
    }

    @Test
    void whatALostNodeOrAWrongClockHasLeftIsFound() {
        add("lapsed", NoticeKind.OTP_STOPPED, NOW, notice -> notice.moveTo(NoticeState.CLAIMED, NOW));
        add("claimed", NoticeKind.OTP_STOPPED, NOW, notice -> notice.moveTo(NoticeState.CLAIMED, NOW + MINUTE));
        add("astray", NoticeKind.OTP_STOPPED, NOW, notice -> notice.moveTo(NoticeState.PENDING, NOW + 61 * MINUTE));
        add(
                "astray-claim",
                NoticeKind.OTP_STOPPED,
                NOW,
                notice -> notice.moveTo(NoticeState.CLAIMED, NOW + 61 * MINUTE));
        add("kept", NoticeKind.OTP_STOPPED, NOW, notice -> notice.moveTo(NoticeState.SENT, NOW + 61 * MINUTE));
        tables.with(store -> {
            assertEquals(
                    List.of("lapsed"),
                    store.lockLapsed(NOW, 10).stream().map(NoticeEntity::getId).toList());
            assertEquals(
                    List.of("astray"),
                    store.lockAstray(NoticeState.PENDING, NOW + 60 * MINUTE, 10).stream()
                            .map(NoticeEntity::getId)
                            .toList());
            assertEquals(
                    List.of("astray-claim"),
                    store.lockAstray(NoticeState.CLAIMED, NOW + 60 * MINUTE, 10).stream()
                            .map(NoticeEntity::getId)
                            .toList());
        });
    }

    @Test
    void whatHasBeenKeptForLongEnoughIsRemovedAndNothingElse() {
        add("outlived", NoticeKind.OTP_STOPPED, NOW, notice -> notice.moveTo(NoticeState.SENT, NOW));
        add("kept", NoticeKind.OTP_STOPPED, NOW, notice -> notice.moveTo(NoticeState.SENT, NOW + 1));
        add("given-up", NoticeKind.OTP_STOPPED, NOW, notice -> notice.moveTo(NoticeState.FAILED, NOW));
        add("waiting", NoticeKind.OTP_STOPPED, NOW - MINUTE);
        tables.with(store -> assertEquals(1, store.removeOutlived(NoticeState.SENT, NOW, 10)));
        tables.with(store -> {
            assertNull(store.find("outlived"));
            assertEquals(
                    3,
                    List.of("kept", "given-up", "waiting").stream()
                            .map(store::find)
                            .filter(Objects::nonNull)
                            .count());
        });
    }

    @Test
    void nothingIsLeftOfARealmThatIsRemoved() {
        add("waiting", NoticeKind.OTP_STOPPED, NOW);
        tables.with(store -> store.noteOutage(REALM, NOW, DeliveryFailure.TLS, WAIT));
        tables.with(store -> store.removeOfRealm(REALM));
        tables.with(store -> {
            assertNull(store.find("waiting"));
            assertNull(store.outage(REALM));
        });
    }
}
