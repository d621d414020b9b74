package io.sekisho.credential.inventory.load;

import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongConsumer;

import io.sekisho.credential.inventory.TokenId;
import io.sekisho.credential.inventory.TokenStatus;
import io.sekisho.credential.seed.SeedCipher;
import io.sekisho.credential.seed.SeedUnavailableException;
import org.keycloak.models.utils.Base32;

/**
 * Writes the tokens of a file into the inventory of a realm, in one transaction of the caller's, who commits it if the result is
 * acceptable and rolls it back otherwise; a dry run is an import that is rolled back. However long the file, no more than one
 * batch of it is in memory.
 */
public final class TokenImport {

    /** After as many records the progress is told. */
    public static final long PROGRESS_ROWS = 100_000;

    private static final int BATCH = 500;
    /** Tokens of one statement: databases limit the number of parameters. */
    private static final int CHUNK = 100;
    private static final int COLUMNS = 12;
    private static final String INSERT = """
            insert into SEKISHO_TOKEN (REALM_ID, TOKEN_ID, VENDOR, MODEL, SEED, ALGORITHM, DIGITS, PERIOD_SECONDS, DRIFT_STEPS, STATUS, SINCE, IMPORT_ID)
            values """;
    private static final String SELECT = """
            select TOKEN_ID, SEED, ALGORITHM, DIGITS, PERIOD_SECONDS, IMPORT_ID from SEKISHO_TOKEN where REALM_ID = ? and TOKEN_ID = ?""";

    private final Connection connection;
    private final SeedCipher cipher;
    private final String realmId;
    private final String importId;
    private final long now;

    /** A token of the inventory. */
    private record Stored(String seed, String algorithm, int digits, int periodSeconds, String importId) {
    }

    /**
     * @param connection in a transaction; is neither committed nor closed here
     * @param cipher     under which the seeds are stored
     * @param realmId    Keycloak's id of the realm
     * @param importId   nobody else's, of at most 36 characters; stands in each row that is written
     * @param now        milliseconds of the epoch
     */
    public TokenImport(Connection connection, SeedCipher cipher, String realmId, String importId, long now) {
        this.connection = connection;
        this.cipher = cipher;
        this.realmId = realmId;
        this.importId = importId;
        this.now = now;
    }

    /**
     * Reads the file to its end, or as far as it can be read.
     *
     * @param progress is told how many records have been read, from time to time
     * @throws ImportCollisionException if another import is under way with the same tokens
     * @throws IOException              if the file cannot be read for reasons that are not the file's
     * @throws SeedUnavailableException if there is no key to seal seeds with
     */
    public ImportResult run(TokenReader reader, ImportReport report, LongConsumer progress) throws IOException, SQLException {
        lookByKey();
        try (PreparedStatement select = connection.prepareStatement(select());
                PreparedStatement insert = connection.prepareStatement(insert(CHUNK))) {
            return new Run(select, insert, report, progress).run(reader);
        } catch (SQLException e) {
            if (ImportCollisionException.shownBy(e)) {
                throw new ImportCollisionException(e);
            }
            throw e;
        }
    }

    /** PostgreSQL keeps the plan that it made while the table was small, and would go through all of it at each look. */
    private void lookByKey() throws SQLException {
        if (connection.getMetaData().getDatabaseProductName().equals("PostgreSQL")) {
            try (Statement statement = connection.createStatement()) {
                // For this transaction only.
                statement.execute("set local enable_seqscan = off");
            }
        }
    }

    /**
     * One look by the whole key for each ID. With an "in", H2 goes through the whole realm, and so does PostgreSQL while it does
     * not know yet how many rows this very transaction has written: a million tokens would take days.
     */
    private static String select() {
        return String.join(" union all ", Collections.nCopies(CHUNK, SELECT));
    }

    private static String insert(int rows) {
        return INSERT + String.join(", ", Collections.nCopies(rows, "(" + places(COLUMNS) + ")"));
    }

    private static String places(int count) {
        return String.join(", ", Collections.nCopies(count, "?"));
    }

    /** One file. */
    private final class Run {

        private final PreparedStatement select;
        private final PreparedStatement insert;
        private final ImportReport report;
        private final LongConsumer progress;
        private final Map<Outcome, Long> counts = new HashMap<>();
        private long read;

        private Run(PreparedStatement select, PreparedStatement insert, ImportReport report, LongConsumer progress) {
            this.select = select;
            this.insert = insert;
            this.report = report;
            this.progress = progress;
        }

        private ImportResult run(TokenReader reader) throws IOException, SQLException {
            String broken = null;
            List<TokenRecord> batch = new ArrayList<>(BATCH);
            boolean more = true;
            while (more) {
                try {
                    Optional<TokenRecord> next = reader.next();
                    next.ifPresent(batch::add);
                    more = next.isPresent();
                } catch (BrokenFileException e) {
                    broken = e.getMessage();
                    more = false;
                }
                if (batch.size() == BATCH || !more) {
                    store(batch);
                    batch.clear();
                }
            }
            return new ImportResult(read, count(Outcome.NEW), count(Outcome.EQUAL), count(Outcome.CONFLICT), count(Outcome.INVALID), broken);
        }

        private long count(Outcome outcome) {
            return counts.getOrDefault(outcome, 0L);
        }

        private void store(List<TokenRecord> batch) throws IOException, SQLException {
            Map<String, Stored> stored = stored(batch);
            List<TokenRecord.Token> fresh = new ArrayList<>(batch.size());
            Set<TokenId> seen = new HashSet<>();
            for (TokenRecord entry : batch) {
                if (entry instanceof TokenRecord.Invalid invalid) {
                    tell(entry.number(), invalid.id(), Outcome.INVALID, invalid.reason());
                } else if (entry instanceof TokenRecord.Token token) {
                    Stored before = stored.get(token.id().value());
                    String conflict = before != null ? conflict(token, before) : seen.add(token.id()) ? null : "The file has this serial number twice.";
                    if (conflict != null) {
                        tell(token.number(), token.id(), Outcome.CONFLICT, conflict);
                    } else if (before != null) {
                        tell(token.number(), token.id(), Outcome.EQUAL, null);
                    } else {
                        fresh.add(token);
                        tell(token.number(), token.id(), Outcome.NEW, null);
                    }
                }
            }
            insert(fresh);
        }

        private void tell(long number, TokenId id, Outcome outcome, String reason) throws IOException {
            counts.merge(outcome, 1L, Long::sum);
            report.row(number, id, outcome, reason);
            if (++read % PROGRESS_ROWS == 0) {
                progress.accept(read);
            }
        }

        private Map<String, Stored> stored(List<TokenRecord> batch) throws SQLException {
            List<String> ids = batch.stream().filter(TokenRecord.Token.class::isInstance).map(entry -> ((TokenRecord.Token) entry).id().value()).toList();
            Map<String, Stored> found = new HashMap<>();
            for (int first = 0; first < ids.size(); first += CHUNK) {
                for (int index = 0; index < CHUNK; index++) {
                    select.setString(2 * index + 1, realmId);
                    // The same statement for a chunk that is not full: an ID is asked for more than once.
                    select.setString(2 * index + 2, ids.get(Math.min(first + index, ids.size() - 1)));
                }
                try (ResultSet rows = select.executeQuery()) {
                    while (rows.next()) {
                        found.put(rows.getString(1), new Stored(rows.getString(2), rows.getString(3), rows.getInt(4), rows.getInt(5), rows.getString(6)));
                    }
                }
            }
            return found;
        }

        /** Why a token is not the one that the inventory has; null if it is. */
        private String conflict(TokenRecord.Token token, Stored before) {
            if (before.importId().equals(importId)) {
                return "The file has this serial number twice.";
            }
            try {
                byte[] secret = Base32.decode(cipher.open(before.seed(), owner(token)));
                if (!Arrays.equals(secret, token.secret())) {
                    return "The inventory has this token with another secret key.";
                }
            } catch (SeedUnavailableException e) {
                return "The inventory has this token with a secret key that cannot be opened: " + e.getMessage() + ".";
            }
            boolean same = before.algorithm().equals(token.algorithm()) && before.digits() == token.digits() && before.periodSeconds() == token.periodSeconds();
            return same ? null : "The inventory has this token with another algorithm, number of digits or time interval.";
        }

        private void insert(List<TokenRecord.Token> tokens) throws SQLException {
            int whole = tokens.size() - tokens.size() % CHUNK;
            for (int first = 0; first < whole; first += CHUNK) {
                insert(insert, tokens.subList(first, first + CHUNK));
            }
            if (whole < tokens.size()) {
                try (PreparedStatement rest = connection.prepareStatement(TokenImport.insert(tokens.size() - whole))) {
                    insert(rest, tokens.subList(whole, tokens.size()));
                }
            }
        }

        private void insert(PreparedStatement statement, List<TokenRecord.Token> tokens) throws SQLException {
            int place = 0;
            for (TokenRecord.Token token : tokens) {
                statement.setString(++place, realmId);
                statement.setString(++place, token.id().value());
                setName(statement, ++place, token.vendor());
                setName(statement, ++place, token.model());
                statement.setString(++place, cipher.seal(Base32.encode(token.secret()), owner(token)));
                statement.setString(++place, token.algorithm());
                statement.setInt(++place, token.digits());
                statement.setInt(++place, token.periodSeconds());
                statement.setInt(++place, token.driftSteps());
                statement.setString(++place, TokenStatus.FREE.name());
                statement.setLong(++place, now);
                statement.setString(++place, importId);
            }
            statement.executeUpdate();
        }

        private void setName(PreparedStatement statement, int place, String name) throws SQLException {
            if (name == null) {
                statement.setNull(place, Types.VARCHAR);
            } else {
                statement.setString(place, name);
            }
        }

        private SeedCipher.Owner owner(TokenRecord.Token token) {
            return SeedCipher.Owner.token(realmId, token.id().value());
        }
    }
}
