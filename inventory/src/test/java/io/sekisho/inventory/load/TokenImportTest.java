package io.sekisho.inventory.load;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sekisho.credential.seed.SeedCipher;
import io.sekisho.inventory.TokenId;
import io.sekisho.inventory.load.file.BrokenFileException;
import io.sekisho.inventory.load.file.TokenReader;
import io.sekisho.inventory.load.file.TokenRecord;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.LongFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.models.utils.Base32;

class TokenImportTest {

    private static final long NOW = 1_795_000_000_000L;

    private TokenTable table;
    private final List<String> report = new ArrayList<>();

    /** Of a file in which nothing is replaced, left out or warned of. */
    private static ImportResult result(long read, long fresh, long equal, long conflicts, long invalid, String broken) {
        return new ImportResult(read, fresh, 0, equal, conflicts, 0, invalid, 0, broken);
    }

    @BeforeEach
    void makeTable() throws Exception {
        table = newTable();
    }

    /**
     * What the second import comes to while the first one has written the same and not yet committed. This database
     * gives up waiting.
     */
    ExecutionException collision(Connection first, Future<ImportResult> second) throws Exception {
        ExecutionException collided = assertThrows(ExecutionException.class, second::get);
        first.commit();
        return collided;
    }

    final List<String> select(String sql) throws SQLException {
        return table.select(sql);
    }

    final Connection connect() throws SQLException {
        Connection connection = table.connect();
        connection.setAutoCommit(false);
        return connection;
    }

    /** In the database that these tests run on. */
    TokenTable newTable() throws Exception {
        return TokenTable.inMemory();
    }

    @AfterEach
    void dropTable() throws SQLException {
        table.close();
    }

    private static byte[] secret(long seed) {
        byte[] secret = new byte[20];
        new java.util.Random(seed).nextBytes(secret);
        return secret;
    }

    private static TokenRecord.Token token(long number, String id, long seed) {
        return new TokenRecord.Token(number, new TokenId(id), "例トークン", null, secret(seed), "HmacSHA1", 6, 30, 0);
    }

    /** So many records, each made when it is read. */
    private static TokenReader records(long count, LongFunction<TokenRecord> each) {
        return new TokenReader() {
            private long read;

            @Override
            public Optional<TokenRecord> next() {
                return read++ < count ? Optional.of(each.apply(read)) : Optional.empty();
            }
        };
    }

    static TokenReader numbered(long count) {
        return records(count, number -> token(number, "T" + number, number));
    }

    private static TokenReader list(TokenRecord... records) {
        return records(records.length, number -> records[(int) number - 1]);
    }

    private ImportResult load(TokenReader reader, ImportChoice... choices) throws Exception {
        try (Connection connection = connect()) {
            return load(connection, reader, choices);
        }
    }

    final ImportResult load(Connection connection, TokenReader reader, ImportChoice... choices) throws Exception {
        report.clear();
        ImportResult result = load(
                connection,
                reader,
                row -> report.add(row.number() + " " + row.id() + " " + row.outcome()
                        + (row.reason() == null ? "" : " " + row.reason())
                        + (row.warning() == null ? "" : " WARNING " + row.warning())),
                choices);
        if (result.acceptable()) {
            connection.commit();
        } else {
            connection.rollback();
        }
        return result;
    }

    private static ImportResult load(
            Connection connection, TokenReader reader, ImportReport report, ImportChoice... choices)
            throws IOException, SQLException {
        return new TokenImport(
                        connection,
                        TokenTable.cipher(),
                        TokenTable.REALM_ID,
                        UUID.randomUUID().toString(),
                        Set.of(choices),
                        NOW)
                .run(reader, report, rows -> {});
    }

    @Test
    void whatIsImportedIsFreeAndItsSeedIsSealedForItsRow() throws Exception {
        assertEquals(
                result(2, 2, 0, 0, 0, null),
                load(list(
                        token(1, "A1", 1),
                        new TokenRecord.Token(2, new TokenId("A2"), null, "M", secret(2), "HmacSHA512", 8, 60, -3))));
        assertEquals(List.of("1 A1 NEW", "2 A2 NEW"), report);
        assertEquals(
                List.of(
                        "A1 例トークン null HmacSHA1 6 30 0 FREE null " + NOW,
                        "A2 null M HmacSHA512 8 60 -3 FREE null " + NOW),
                table.select("""
                select concat_ws(' ', TOKEN_ID, coalesce(VENDOR, 'null'), coalesce(MODEL, 'null'), ALGORITHM, DIGITS, PERIOD_SECONDS, DRIFT_STEPS, STATUS,
                coalesce(USER_ID, 'null'), SINCE) from SEKISHO_TOKEN order by TOKEN_ID"""));
        String sealed = table.select("select SEED from SEKISHO_TOKEN where TOKEN_ID = 'A1'")
                .get(0);
        assertArrayEquals(
                secret(1),
                Base32.decode(TokenTable.cipher().open(sealed, SeedCipher.Owner.token(TokenTable.REALM_ID, "A1"))));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 99, 100, 101, 1_999, 2_000, 2_001, 5_234})
    void aFileOfAnyLengthIsStoredAndFoundEqualTheSecondTime(int count) throws Exception {
        assertEquals(result(count, count, 0, 0, 0, null), load(numbered(count)));
        assertEquals(count, table.count());
        assertEquals(result(count, 0, count, 0, 0, null), load(numbered(count)));
        assertEquals(count, table.count());
    }

    @Test
    void anEmptyFileIsNoHarm() throws Exception {
        assertEquals(result(0, 0, 0, 0, 0, null), load(numbered(0)));
    }

    @Test
    void aTokenThatACustomerHasIsEqualAndStaysTheCustomers() throws Exception {
        load(numbered(3));
        table.execute(
                "update SEKISHO_TOKEN set STATUS = 'BOUND', USER_ID = 'u1', CREDENTIAL_ID = 'c1', DRIFT_STEPS = 5 where TOKEN_ID = 'T2'");
        table.execute("update SEKISHO_TOKEN set STATUS = 'RETIRED' where TOKEN_ID = 'T3'");
        assertEquals(result(4, 1, 3, 0, 0, null), load(numbered(4)));
        assertEquals(
                List.of("FREE", "BOUND", "RETIRED", "FREE"),
                table.select("select STATUS from SEKISHO_TOKEN order by TOKEN_ID"));
        assertEquals(
                List.of("u1 5"),
                table.select("select concat(USER_ID, ' ', DRIFT_STEPS) from SEKISHO_TOKEN where TOKEN_ID = 'T2'"));
    }

    @Test
    void aTokenWithAnotherSeedOrOtherParametersIsAConflictAndNothingIsStored() throws Exception {
        load(numbered(2));
        assertEquals(
                result(4, 2, 0, 2, 0, null),
                load(list(
                        token(1, "B1", 1),
                        token(2, "T1", 99),
                        new TokenRecord.Token(3, new TokenId("T2"), "V", null, secret(2), "HmacSHA1", 8, 30, 0),
                        token(4, "B2", 1))));
        assertEquals(
                List.of(
                        "1 B1 NEW",
                        "2 T1 CONFLICT The inventory has this token with another secret key. It is FREE; an import that replaces puts it right.",
                        "3 T2 CONFLICT The inventory has this token with another algorithm, number of digits or time interval. It is FREE; an import that replaces puts it right.",
                        "4 B2 NEW"),
                report);
        assertEquals(2, table.count());
    }

    @Test
    void aFreeOrRetiredTokenIsReplacedByChoiceAndNobodyElses() throws Exception {
        load(list(
                token(1, "FREE1", 1),
                token(2, "RETIRED1", 2),
                token(3, "BOUND1", 3),
                token(4, "LOST1", 4),
                token(5, "SAME1", 5)));
        table.execute("update SEKISHO_TOKEN set DRIFT_STEPS = 7, LAST_STEP = 99, SINCE = 5");
        table.execute("update SEKISHO_TOKEN set STATUS = 'RETIRED' where TOKEN_ID = 'RETIRED1'");
        table.execute(
                "update SEKISHO_TOKEN set STATUS = 'BOUND', USER_ID = 'u1', CREDENTIAL_ID = 'c1' where TOKEN_ID = 'BOUND1'");
        table.execute("update SEKISHO_TOKEN set STATUS = 'LOST' where TOKEN_ID = 'LOST1'");
        TokenRecord corrected = token(1, "FREE1", 11);
        TokenRecord retired =
                new TokenRecord.Token(2, new TokenId("RETIRED1"), null, "M2", secret(12), "HmacSHA256", 8, 60, -3);

        assertEquals(
                new ImportResult(4, 0, 2, 0, 2, 0, 0, 0, null),
                load(list(corrected, retired, token(3, "BOUND1", 13), token(4, "LOST1", 14)), ImportChoice.REPLACE));
        assertEquals(
                List.of(
                        "1 FREE1 REPLACED The inventory has this token with another secret key.",
                        "2 RETIRED1 REPLACED The inventory has this token with another secret key.",
                        "3 BOUND1 CONFLICT The inventory has this token with another secret key. It is BOUND; only a token that is FREE or RETIRED can be replaced.",
                        "4 LOST1 CONFLICT The inventory has this token with another secret key. It is LOST; only a token that is FREE or RETIRED can be replaced."),
                report);
        assertArrayEquals(secret(1), storedSecret("FREE1"), "nothing of a file that is refused is stored");

        assertEquals(
                new ImportResult(3, 0, 2, 1, 0, 0, 0, 0, null),
                load(list(corrected, retired, token(3, "SAME1", 5)), ImportChoice.REPLACE));

        assertArrayEquals(secret(11), storedSecret("FREE1"));
        assertArrayEquals(secret(12), storedSecret("RETIRED1"));
        assertArrayEquals(secret(3), storedSecret("BOUND1"));
        assertEquals(
                List.of(
                        "FREE1 例トークン - HmacSHA1 6 30 0 - FREE 5",
                        "RETIRED1 例トークン M2 HmacSHA256 8 60 -3 - RETIRED 5",
                        "SAME1 例トークン - HmacSHA1 6 30 7 99 FREE 5"),
                table.select("""
                select concat_ws(' ', TOKEN_ID, VENDOR, coalesce(MODEL, '-'), ALGORITHM, DIGITS, PERIOD_SECONDS, DRIFT_STEPS,
                coalesce(cast(LAST_STEP as varchar(20)), '-'), STATUS, SINCE)
                from SEKISHO_TOKEN where TOKEN_ID in ('FREE1', 'RETIRED1', 'SAME1') order by TOKEN_ID"""));
        assertEquals(2, load(list(corrected, retired)).equal(), "it is the vendor's token now");
    }

    private byte[] storedSecret(String id) throws SQLException {
        String sealed = table.select("select SEED from SEKISHO_TOKEN where TOKEN_ID = ?", id)
                .get(0);
        return Base32.decode(TokenTable.cipher().open(sealed, SeedCipher.Owner.token(TokenTable.REALM_ID, id)));
    }

    @Test
    void whatTheTokensClockIsStaysWhereItsSeedAndTimeIntervalStay() throws Exception {
        load(numbered(1));
        table.execute("update SEKISHO_TOKEN set DRIFT_STEPS = 7, LAST_STEP = 99");
        load(
                list(new TokenRecord.Token(1, new TokenId("T1"), null, null, secret(1), "HmacSHA1", 8, 30, 0)),
                ImportChoice.REPLACE);
        assertEquals(
                List.of("8 7 99"),
                table.select("select concat_ws(' ', DIGITS, DRIFT_STEPS, LAST_STEP) from SEKISHO_TOKEN"));
    }

    @Test
    void aSeedUnderALostKeyIsReplaced() throws Exception {
        load(numbered(1));
        table.execute("update SEKISHO_TOKEN set SEED = 'sekisho1.lost.AAAA'");
        assertEquals(1, load(numbered(1), ImportChoice.REPLACE).replaced());
        assertArrayEquals(secret(1), storedSecret("T1"));
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 2_000, 2_001, 5_400})
    void aTokenThatAFileReplacesTwiceIsAConflictHoweverFarApart(int last) throws Exception {
        load(numbered(1));
        ImportResult result = load(
                records(last, number -> token(number, number == last ? "T1" : "T" + number, number + 1)),
                ImportChoice.REPLACE);
        assertEquals(new ImportResult(last, last - 2, 1, 0, 1, 0, 0, 0, null), result);
        assertEquals(last + " T1 CONFLICT The file has this serial number twice.", report.get(last - 1));
        assertArrayEquals(secret(1), storedSecret("T1"));
    }

    @Test
    void aTokenThatIsBoundAfterItWasLookedUpIsNotReplaced() throws Exception {
        load(numbered(2));
        int[] read = new int[1];
        // The first batch was looked up and replaced, and the second one is read, when somebody changes the second
        // token.
        TokenReader reader = () -> Optional.of(token(++read[0], "T" + read[0], 77));
        try (Connection connection = connect();
                TokenRows rows = TokenRows.of(connection, TokenTable.REALM_ID, "i", NOW);
                TokenReplacement replacement = new TokenReplacement(connection, TokenTable.REALM_ID, "i")) {
            TokenRecord.Token first = (TokenRecord.Token) reader.next().orElseThrow();
            TokenRows.Stored before = rows.find(List.of("T1")).get("T1");
            table.execute(
                    "update SEKISHO_TOKEN set STATUS = 'BOUND', USER_ID = 'u1', CREDENTIAL_ID = 'c1' where TOKEN_ID = 'T1'");
            assertThrows(ImportCollisionException.class, () -> replacement.replace(before, first, "sealed", false));
            TokenRecord.Token second = (TokenRecord.Token) reader.next().orElseThrow();
            TokenRows.Stored gone = rows.find(List.of("T2")).get("T2");
            table.execute("delete from SEKISHO_TOKEN where TOKEN_ID = 'T2'");
            assertThrows(ImportCollisionException.class, () -> replacement.replace(gone, second, "sealed", false));
            connection.rollback();
        }
        assertArrayEquals(secret(1), storedSecret("T1"));
    }

    @Test
    void ofTwoImportsThatReplaceATokenAtTheSameTimeOneDoesAndTheOtherIsTold() throws Exception {
        load(numbered(1));
        ExecutorService other = Executors.newSingleThreadExecutor();
        try (Connection first = connect()) {
            load(first, list(token(1, "T1", 11)), row -> {}, ImportChoice.REPLACE);
            Future<ImportResult> second = other.submit(() -> load(list(token(1, "T1", 12)), ImportChoice.REPLACE));
            ExecutionException collided = collision(first, second);
            assertInstanceOf(ImportCollisionException.class, collided.getCause());
        } finally {
            other.shutdown();
        }
        assertArrayEquals(secret(11), storedSecret("T1"));
    }

    @Test
    void goodRecordsOfAnotherKindAreLeftOutByChoice() throws Exception {
        TokenReader file =
                list(token(1, "A1", 1), new TokenRecord.OtherKind(2, new TokenId("H1"), "HOTP."), token(3, "A3", 3));
        assertEquals(result(3, 2, 0, 0, 1, null), load(file));
        assertEquals("2 H1 INVALID HOTP.", report.get(1));
        file = list(token(1, "A1", 1), new TokenRecord.OtherKind(2, new TokenId("H1"), "HOTP."), token(3, "A3", 3));
        assertEquals(new ImportResult(3, 2, 0, 0, 0, 1, 0, 0, null), load(file, ImportChoice.SKIP_OTHER_KINDS));
        assertEquals("2 H1 SKIPPED HOTP.", report.get(1));
        assertEquals(2, table.count());
        assertEquals(
                1,
                load(list(new TokenRecord.Invalid(1, null, "Why.")), ImportChoice.SKIP_OTHER_KINDS)
                        .invalid());
    }

    @Test
    void aSecretThatLooksEncodedTwiceIsStoredWithAWarning() throws Exception {
        byte[] text = "5de1a73f1c0b9d24".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        TokenRecord record = new TokenRecord.Token(1, new TokenId("W1"), null, null, text, "HmacSHA1", 6, 30, 0);
        assertEquals(new ImportResult(2, 2, 0, 0, 0, 0, 0, 1, null), load(list(record, token(2, "T2", 2))));
        assertTrue(report.get(0).startsWith("1 W1 NEW WARNING The secret key is itself a text in hexadecimal digits"));
        assertEquals("2 T2 NEW", report.get(1));
        assertEquals(1, load(list(record)).warnings(), "also when it is there already");
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 2_000, 2_001, 5_400})
    void anIdThatStandsTwiceInTheFileIsAConflictHoweverFarApart(int last) throws Exception {
        ImportResult result =
                load(records(last, number -> token(number, number == last ? "T1" : "T" + number, number)));
        assertEquals(result(last, last - 1, 0, 1, 0, null), result);
        assertEquals(last + " T1 CONFLICT The file has this serial number twice.", report.get(last - 1));
        assertEquals(0, table.count());
    }

    @Test
    void anInvalidRecordKeepsTheWholeFileOut() throws Exception {
        assertEquals(
                result(3, 2, 0, 0, 1, null),
                load(list(token(1, "A1", 1), new TokenRecord.Invalid(2, null, "Why."), token(3, "A3", 3))));
        assertEquals("2 null INVALID Why.", report.get(1));
        assertEquals(0, table.count());
        assertTrue(load(list(token(1, "A1", 1), token(3, "A3", 3))).acceptable());
        assertEquals(2, table.count());
    }

    @Test
    void aFileThatBreaksAtSomeRecordIsReportedUpToThereAndKeptOut() throws Exception {
        TokenReader whole = numbered(700);
        int[] read = new int[1];
        ImportResult result = load(() -> {
            if (++read[0] == 600) {
                throw new BrokenFileException("It ends here.");
            }
            return whole.next();
        });
        assertEquals(result(599, 599, 0, 0, 0, "It ends here."), result);
        assertEquals(0, table.count());
    }

    @Test
    void anUploadThatBreaksOffIsNotTheFilesFault() {
        assertThrows(
                IOException.class,
                () -> load(() -> {
                    throw new IOException("connection reset");
                }));
    }

    @Test
    void aSeedUnderALostKeyIsAConflict() throws Exception {
        load(numbered(1));
        table.execute("update SEKISHO_TOKEN set SEED = 'sekisho1.lost.AAAA'");
        assertEquals(1, load(numbered(1)).conflicts());
        assertEquals(
                "1 T1 CONFLICT The inventory has this token with a secret key that cannot be opened: the keyring has no key lost. It is FREE; an import that replaces puts it right.",
                report.get(0));
    }

    @Test
    void tokensOfAnotherRealmAreNotLookedAt() throws Exception {
        load(numbered(1));
        table.execute("update SEKISHO_TOKEN set REALM_ID = 'another'");
        assertTrue(load(list(token(1, "T1", 2))).acceptable());
        assertEquals(2, table.count());
    }

    @Test
    void ofTwoImportsOfTheSameFileAtTheSameTimeOneStoresItAndTheOtherIsTold() throws Exception {
        CountDownLatch written = new CountDownLatch(1);
        ExecutorService other = Executors.newSingleThreadExecutor();
        try (Connection first = table.connect()) {
            first.setAutoCommit(false);
            load(first, numbered(600), row -> {});
            Future<ImportResult> second = other.submit(() -> {
                written.countDown();
                return load(numbered(600));
            });
            written.await();
            ExecutionException collided = collision(first, second);
            assertInstanceOf(ImportCollisionException.class, collided.getCause());
        } finally {
            other.shutdown();
        }
        assertEquals(600, table.count());
        assertEquals(600, load(numbered(600)).equal());
    }

    @Test
    void aFileThatIsReadAheadIsTheSameFile() throws Exception {
        try (ReadAhead ahead = new ReadAhead(numbered(1_234))) {
            assertEquals(result(1_234, 1_234, 0, 0, 0, null), load(ahead));
        }
        TokenReader whole = numbered(1_500);
        int[] read = new int[1];
        TokenReader breaking = () -> {
            if (++read[0] == 1_200) {
                throw new BrokenFileException("It ends here.");
            }
            return whole.next();
        };
        try (ReadAhead ahead = new ReadAhead(breaking)) {
            assertEquals(result(1_199, 0, 1_199, 0, 0, "It ends here."), load(ahead));
        }
        try (ReadAhead ahead = new ReadAhead(() -> {
            throw new IllegalStateException("a defect");
        })) {
            assertThrows(IllegalStateException.class, () -> load(ahead));
        }
    }

    @Test
    void manyRecordsAreReportedFromASpoolAndCountedAsTheyGo() throws Exception {
        List<Long> progress = new ArrayList<>();
        try (Connection connection = table.connect();
                ReportSpool problems = new ReportSpool(false);
                ReportSpool all = new ReportSpool(true)) {
            connection.setAutoCommit(false);
            new TokenImport(connection, TokenTable.cipher(), TokenTable.REALM_ID, "i", Set.of(), NOW)
                    .run(
                            records(
                                    TokenImport.PROGRESS_ROWS + 1,
                                    number -> new TokenRecord.Invalid(
                                            number,
                                            number % 2 == 0 ? new TokenId("X" + number) : null,
                                            "Row " + number)),
                            row -> {
                                problems.row(row);
                                all.row(
                                        row.number() == 1
                                                ? new ReportRow(1, row.id(), Outcome.EQUAL, null, null)
                                                : row);
                            },
                            progress::add);
            long[] expected = {0};
            problems.replay(row -> {
                long number = row.number();
                assertEquals(++expected[0], number);
                assertEquals(number % 2 == 0 ? new TokenId("X" + number) : null, row.id());
                assertEquals("Row " + number, row.reason());
            });
            assertEquals(TokenImport.PROGRESS_ROWS + 1, expected[0]);
            all.replay(row -> assertEquals(row.number() == 1, row.outcome() == Outcome.EQUAL && row.reason() == null));
        }
        assertEquals(List.of(TokenImport.PROGRESS_ROWS), progress);
    }

    @Test
    void theInventoryIsListedInOrderPageByPageWithoutSeeds() throws Exception {
        load(list(token(1, "A1", 1), token(2, "A2", 2), token(3, "A3", 3)));
        table.execute("insert into USER_ENTITY values ('u1', '=10001')");
        table.execute(
                "update SEKISHO_TOKEN set STATUS = 'BOUND', USER_ID = 'u1', CREDENTIAL_ID = 'c1' where TOKEN_ID = 'A2'");
        table.execute("insert into SEKISHO_OTP_STATE (CREDENTIAL_ID, REALM_ID, USER_ID, DRIFT_STEPS) values ('c1', '"
                + TokenTable.REALM_ID + "', 'u1', -4)");
        try (Connection connection = table.connect()) {
            List<TokenExport.Row> page = TokenExport.page(connection, TokenTable.REALM_ID, "", 2);
            assertEquals(
                    List.of("A1", "A2"),
                    page.stream().map(TokenExport.Row::tokenId).toList());
            assertEquals(
                    "A2,例トークン,,HmacSHA1,6,30,-4,BOUND,'=10001," + Instant.ofEpochMilli(NOW) + "\r\n",
                    page.get(1).line(page.get(1).username()));
            assertEquals(
                    List.of("A3"),
                    TokenExport.page(connection, TokenTable.REALM_ID, "A2", 2).stream()
                            .map(TokenExport.Row::tokenId)
                            .toList());
            assertFalse(page.toString().contains("sekisho1."));
        }
    }
}
