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
    private final Set<ImportChoice> choices;
    private final long now;

    /**
     * @param connection in a transaction; is neither committed nor closed here
     * @param cipher     under which the seeds are stored
     * @param realmId    Keycloak's id of the realm
     * @param importId   nobody else's, of at most 36 characters; stands in each row that is written
     * @param choices    of whoever imports
     * @param now        milliseconds of the epoch
     */
    public TokenImport(
            Connection connection,
            SeedCipher cipher,
            String realmId,
            String importId,
            Set<ImportChoice> choices,
            long now) {
        this.connection = connection;
        this.cipher = cipher;
        this.realmId = realmId;
        this.importId = importId;
        this.choices = choices;
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
        try (TokenRows rows = TokenRows.of(connection, realmId, importId, now);
                TokenReplacement replacement = new TokenReplacement(connection, realmId, importId)) {
            return new Run(rows, replacement, report, progress, sealer).run(reader);
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
        private final TokenReplacement replacement;
        private final ImportReport report;
        private final LongConsumer progress;
        private final Map<Outcome, Long> counts = new HashMap<>();
        private final ExecutorService sealer;
        private long read;
        private long warnings;

        private Run(
                TokenRows rows,
                TokenReplacement replacement,
                ImportReport report,
                LongConsumer progress,
                ExecutorService sealer) {
            this.rows = rows;
            this.replacement = replacement;
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
                    count(Outcome.REPLACED),
                    count(Outcome.EQUAL),
                    count(Outcome.CONFLICT),
                    count(Outcome.SKIPPED),
                    count(Outcome.INVALID),
                    warnings,
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
            Set<TokenId> written = new HashSet<>();
            for (TokenRecord entry : batch.records()) {
                if (entry instanceof TokenRecord.Token token) {
                    store(token, stored.get(token.id().value()), seeds.get(token.number()), written, fresh);
                } else if (entry instanceof TokenRecord.OtherKind other) {
                    boolean skipped = choices.contains(ImportChoice.SKIP_OTHER_KINDS);
                    tell(new ReportRow(
                            other.number(),
                            other.id(),
                            skipped ? Outcome.SKIPPED : Outcome.INVALID,
                            other.reason(),
                            null));
                } else if (entry instanceof TokenRecord.Invalid invalid) {
                    tell(new ReportRow(invalid.number(), invalid.id(), Outcome.INVALID, invalid.reason(), null));
                }
            }
            rows.insert(fresh);
        }

        /**
         * @param before  what the inventory has under this ID, or null
         * @param seed    sealed
         * @param written tokens of the same batch; {@code before} tells those of the batches before
         * @param fresh   what is to be inserted
         */
        private void store(
                TokenRecord.Token token,
                TokenRows.Stored before,
                String seed,
                Set<TokenId> written,
                List<TokenRows.Fresh> fresh)
                throws IOException, SQLException {
            if (written.contains(token.id())
                    || before != null && before.importId().equals(importId)) {
                tell(token, Outcome.CONFLICT, "The file has this serial number twice.");
                return;
            } else if (before == null) {
                written.add(token.id());
                fresh.add(new TokenRows.Fresh(token, seed));
                tell(token, Outcome.NEW, null);
                return;
            }
            String secret = secretDifference(token, before);
            String difference = secret != null ? secret : parameterDifference(token, before);
            if (difference == null) {
                tell(token, Outcome.EQUAL, null);
            } else if (!before.replaceable()) {
                tell(
                        token,
                        Outcome.CONFLICT,
                        difference + " It is " + before.status()
                                + "; only a token that is FREE or RETIRED can be replaced.");
            } else if (!choices.contains(ImportChoice.REPLACE)) {
                tell(
                        token,
                        Outcome.CONFLICT,
                        difference + " It is " + before.status() + "; an import that replaces puts it right.");
            } else {
                written.add(token.id());
                replacement.replace(
                        before, token, seed, secret == null && before.periodSeconds() == token.periodSeconds());
                tell(token, Outcome.REPLACED, difference);
            }
        }

        private void tell(TokenRecord.Token token, Outcome outcome, String reason) throws IOException {
            String warning = SuspiciousSecret.warning(token.secret()).orElse(null);
            tell(new ReportRow(token.number(), token.id(), outcome, reason, warning));
        }

        private void tell(ReportRow row) throws IOException {
            counts.merge(row.outcome(), 1L, Long::sum);
            if (row.warning() != null) {
                warnings++;
            }
            report.row(row);
            if (++read % PROGRESS_ROWS == 0) {
                progress.accept(read);
            }
        }

        /** Null if the secrets are the same. */
        private String secretDifference(TokenRecord.Token token, TokenRows.Stored before) {
            try {
                byte[] secret = Base32.decode(cipher.open(before.seed(), owner(token)));
                return Arrays.equals(secret, token.secret())
                        ? null
                        : "The inventory has this token with another secret key.";
            } catch (SeedUnavailableException e) {
                return "The inventory has this token with a secret key that cannot be opened: " + e.getMessage() + ".";
            }
        }

        /** Null if all is the same but, perhaps, the secrets. */
        private static String parameterDifference(TokenRecord.Token token, TokenRows.Stored before) {
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
