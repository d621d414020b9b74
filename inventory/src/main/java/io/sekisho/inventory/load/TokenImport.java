package io.sekisho.inventory.load;

import io.sekisho.credential.seed.SeedCipher;
import io.sekisho.credential.seed.SeedUnavailableException;
import io.sekisho.inventory.TokenId;
import io.sekisho.inventory.load.file.BrokenFileException;
import io.sekisho.inventory.load.file.TokenReader;
import io.sekisho.inventory.load.file.TokenRecord;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.LongConsumer;
import org.keycloak.models.utils.Base32;

/**
 * Writes the tokens of a file into the inventory of a realm, in one transaction of the caller's, who commits it if the
 * result is acceptable and rolls it back otherwise; a dry run is an import that is rolled back. However long the file,
 * no more than a few batches of it are in memory.
 */
public final class TokenImport {

    /** After as many records the progress is told. */
    public static final long PROGRESS_ROWS = 100_000;

    /**
     * Each costs some turns between this process and the database, whatever its length; a token takes less than a
     * kilobyte.
     */
    private static final int BATCH = 2_000;

    private final Connection connection;
    private final SeedCipher cipher;
    private final String realmId;
    private final String importId;
    private final long now;

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
    public ImportResult run(TokenReader reader, ImportReport report, LongConsumer progress)
            throws IOException, SQLException {
        ExecutorService sealer = Executors.newSingleThreadExecutor();
        try (TokenRows rows = TokenRows.of(connection, realmId, importId, now)) {
            return new Run(rows, report, progress, sealer).run(reader);
        } catch (SQLException e) {
            if (ImportCollisionException.shownBy(e)) {
                throw new ImportCollisionException(e);
            }
            throw e;
        } finally {
            sealer.shutdownNow();
        }
    }

    /** @param seeds sealed, by the numbers of their records */
    private record Batch(List<TokenRecord> records, Future<Map<Long, String>> seeds) {

        Map<Long, String> sealedSeeds() throws IOException {
            try {
                return seeds.get();
            } catch (ExecutionException e) {
                if (e.getCause() instanceof RuntimeException failure) {
                    throw failure;
                }
                throw new IllegalStateException(e.getCause());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted", e);
            }
        }
    }

    /** One file. */
    private final class Run {

        private final TokenRows rows;
        private final ImportReport report;
        private final LongConsumer progress;
        private final Map<Outcome, Long> counts = new HashMap<>();
        private final ExecutorService sealer;
        private long read;

        private Run(TokenRows rows, ImportReport report, LongConsumer progress, ExecutorService sealer) {
            this.rows = rows;
            this.report = report;
            this.progress = progress;
            this.sealer = sealer;
        }

        private ImportResult run(TokenReader reader) throws IOException, SQLException {
            String broken = null;
            List<TokenRecord> batch = new ArrayList<>(BATCH);
            Batch before = new Batch(List.of(), CompletableFuture.completedFuture(Map.of()));
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
                    Batch sealing = sealed(batch);
                    store(before);
                    before = sealing;
                    batch = new ArrayList<>(BATCH);
                }
            }
            store(before);
            return new ImportResult(
                    read,
                    count(Outcome.NEW),
                    count(Outcome.EQUAL),
                    count(Outcome.CONFLICT),
                    count(Outcome.INVALID),
                    broken);
        }

        private long count(Outcome outcome) {
            return counts.getOrDefault(outcome, 0L);
        }

        /** Begins to seal the seeds of a batch, while the one before is looked up and written. */
        private Batch sealed(List<TokenRecord> records) {
            return new Batch(records, sealer.submit(() -> {
                Map<Long, String> seeds = new HashMap<>();
                for (TokenRecord entry : records) {
                    if (entry instanceof TokenRecord.Token token) {
                        seeds.put(token.number(), cipher.seal(Base32.encode(token.secret()), owner(token)));
                    }
                }
                return seeds;
            }));
        }

        private void store(Batch batch) throws IOException, SQLException {
            Map<Long, String> seeds = batch.sealedSeeds();
            Map<String, TokenRows.Stored> stored = rows.find(batch.records().stream()
                    .filter(TokenRecord.Token.class::isInstance)
                    .map(entry -> ((TokenRecord.Token) entry).id().value())
                    .toList());
            List<TokenRows.Fresh> fresh = new ArrayList<>(batch.records().size());
            Set<TokenId> seen = new HashSet<>();
            for (TokenRecord entry : batch.records()) {
                if (entry instanceof TokenRecord.Invalid invalid) {
                    tell(entry.number(), invalid.id(), Outcome.INVALID, invalid.reason());
                } else if (entry instanceof TokenRecord.OtherKind other) {
                    tell(entry.number(), other.id(), Outcome.INVALID, other.reason());
                } else if (entry instanceof TokenRecord.Token token) {
                    TokenRows.Stored before = stored.get(token.id().value());
                    String conflict = before != null
                            ? conflict(token, before)
                            : seen.add(token.id()) ? null : "The file has this serial number twice.";
                    if (conflict != null) {
                        tell(token.number(), token.id(), Outcome.CONFLICT, conflict);
                    } else if (before != null) {
                        tell(token.number(), token.id(), Outcome.EQUAL, null);
                    } else {
                        fresh.add(new TokenRows.Fresh(token, seeds.get(token.number())));
                        tell(token.number(), token.id(), Outcome.NEW, null);
                    }
                }
            }
            rows.insert(fresh);
        }

        private void tell(long number, TokenId id, Outcome outcome, String reason) throws IOException {
            counts.merge(outcome, 1L, Long::sum);
            report.row(number, id, outcome, reason);
            if (++read % PROGRESS_ROWS == 0) {
                progress.accept(read);
            }
        }

        /** Why a token is not the one that the inventory has; null if it is. */
        private String conflict(TokenRecord.Token token, TokenRows.Stored before) {
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
            boolean same = before.algorithm().equals(token.algorithm())
                    && before.digits() == token.digits()
                    && before.periodSeconds() == token.periodSeconds();
            return same
                    ? null
                    : "The inventory has this token with another algorithm, number of digits or time interval.";
        }

        private SeedCipher.Owner owner(TokenRecord.Token token) {
            return SeedCipher.Owner.token(realmId, token.id().value());
        }
    }
}
