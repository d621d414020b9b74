package io.sekisho.inventory.load;

import io.sekisho.credential.seed.Keyring;
import io.sekisho.credential.seed.SeedCipher;
import io.sekisho.credential.seed.SeedUnavailableException;
import io.sekisho.inventory.load.csv.CsvLine;
import io.sekisho.inventory.load.file.TokenReader;
import io.sekisho.inventory.load.pskc.PskcSecret;
import java.io.BufferedInputStream;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.UUID;

/**
 * The import as a command, for the first load of an inventory: straight into the database, without a limit on the
 * file's size and without a server. Run it with {@code java -cp "providers/sekisho-<version>.jar:lib/lib/main/*"} in
 * Keycloak's folder.
 *
 * <p>Ends with status 0 if all was stored (or could be, in a dry run), 1 if the file is refused, 2 if the options are
 * wrong, 3 if something else is in the way; whatever the reason, nothing is stored then.
 */
public final class ImportTokens {

    static final int DONE = 0;
    static final int REFUSED = 1;
    static final int USAGE = 2;
    static final int FAILED = 3;

    private static final Set<String> FLAGS = Set.of("--dry-run", "--replace", "--skip-other-kinds");
    private static final Set<String> OPTIONS = Set.of(
            "--db-url",
            "--db-username",
            "--db-password-file",
            "--keyring-file",
            "--realm",
            "--format",
            "--file",
            "--pskc-key-file",
            "--pskc-password-file",
            "--report");
    private static final List<String> REQUIRED = List.of("--db-url", "--keyring-file", "--realm", "--format", "--file");
    private static final String HELP = """
            Usage: ImportTokens --db-url <JDBC URL> [--db-username <name>] [--db-password-file <file>] --keyring-file <file> --realm <name>
                   --format pskc|csv --file <file> [--pskc-key-file <file> | --pskc-password-file <file>] [--dry-run]
                   [--replace] [--skip-other-kinds] [--report <file.csv>]""";

    /** What was asked cannot be done, and why, in a sentence. */
    private static final class Refusal extends Exception {

        private final int status;

        private Refusal(int status, String message) {
            super(message);
            this.status = status;
        }
    }

    private final Map<String, String> options;
    private final PrintStream out;
    private final PrintStream err;

    private ImportTokens(Map<String, String> options, PrintStream out, PrintStream err) {
        this.options = options;
        this.out = out;
        this.err = err;
    }

    public static void main(String[] arguments) {
        System.exit(run(arguments, System.out, System.err));
    }

    /** @return the status to end with */
    static int run(String[] arguments, PrintStream out, PrintStream err) {
        try {
            return new ImportTokens(parse(arguments), out, err).run();
        } catch (Refusal e) {
            err.println(e.getMessage());
            return e.status;
        } catch (NoSuchFileException e) {
            err.println("There is no file " + e.getFile() + ".");
        } catch (IOException e) {
            err.println("A file cannot be read or written: " + e.getMessage());
        } catch (SQLException e) {
            err.println("The database has refused: " + e.getMessage());
        } catch (SeedUnavailableException e) {
            err.println("The seeds cannot be sealed: " + e.getMessage());
        } catch (ImportCollisionException e) {
            err.println(
                    "The same tokens were stored or changed by somebody else at the same time, such as another import. Nothing of this one was stored; run it again.");
        }
        return FAILED;
    }

    private static Map<String, String> parse(String[] arguments) throws Refusal {
        Map<String, String> options = new HashMap<>();
        for (int index = 0; index < arguments.length; index++) {
            String name = arguments[index];
            boolean flag = FLAGS.contains(name);
            if (!flag && !OPTIONS.contains(name)) {
                throw new Refusal(USAGE, "There is no option " + name + ".\n" + HELP);
            } else if (!flag && index + 1 == arguments.length) {
                throw new Refusal(USAGE, "Option " + name + " needs a value.\n" + HELP);
            } else if (options.put(name, flag ? "" : arguments[++index]) != null) {
                throw new Refusal(USAGE, "Option " + name + " was given twice.");
            }
        }
        for (String name : REQUIRED) {
            if (!options.containsKey(name)) {
                throw new Refusal(USAGE, "Option " + name + " is missing.\n" + HELP);
            }
        }
        return options;
    }

    private int run() throws Refusal, IOException, SQLException {
        ImportFormat format = ImportFormat.parse(options.get("--format"))
                .orElseThrow(() -> new Refusal(USAGE, "--format must be pskc or csv."));
        PskcSecret secret = secret();
        SeedCipher cipher = cipher();
        try (InputStream file = new BufferedInputStream(Files.newInputStream(Path.of(options.get("--file"))), 1 << 16);
                ReadAhead reader = new ReadAhead(format.reader(file, secret));
                Connection connection = connect()) {
            connection.setAutoCommit(false);
            try {
                return load(connection, reader, cipher);
            } finally {
                // Also what was not committed because of an error.
                connection.rollback();
            }
        }
    }

    private int load(Connection connection, TokenReader reader, SeedCipher cipher)
            throws Refusal, IOException, SQLException {
        String realmId = realmId(connection);
        boolean dryRun = options.containsKey("--dry-run");
        String report = options.get("--report");
        try (ReportSpool spool = new ReportSpool(report != null)) {
            ImportResult result = new TokenImport(
                            connection,
                            cipher,
                            realmId,
                            UUID.randomUUID().toString(),
                            choices(),
                            System.currentTimeMillis())
                    .run(reader, spool, rows -> err.println(rows + " records read"));
            boolean stored = result.acceptable() && !dryRun;
            if (stored) {
                connection.commit();
            }
            if (report != null) {
                write(spool, Path.of(report), stored);
            } else {
                spool.replay(row -> print(row, stored));
            }
            if (result.broken() != null) {
                err.println(result.broken());
            }
            out.printf(
                    "%d records: %d %s, %d already there, %d in conflict, %d invalid, %d %s, %d skipped, %d with a warning.%n",
                    result.read(),
                    result.fresh(),
                    stored ? "imported" : "new",
                    result.equal(),
                    result.conflicts(),
                    result.invalid(),
                    result.replaced(),
                    stored ? "replaced" : "to be replaced",
                    result.skipped(),
                    result.warnings());
            out.println(
                    stored
                            ? "All is stored."
                            : result.acceptable()
                                    ? "Dry run: nothing was stored."
                                    : "The file is refused: nothing was stored.");
            return result.acceptable() ? DONE : REFUSED;
        }
    }

    private void print(ReportRow row, boolean stored) {
        String record = "Record " + row.number() + (row.id() == null ? "" : ", token " + row.id()) + ": ";
        if (row.reason() != null) {
            err.println(record
                    + (row.outcome() == Outcome.REPLACED || row.outcome() == Outcome.SKIPPED
                            ? row.outcome().name(stored) + ". "
                            : "")
                    + row.reason());
        }
        if (row.warning() != null) {
            err.println(record + "WARNING. " + row.warning());
        }
    }

    private Set<ImportChoice> choices() {
        Set<ImportChoice> choices = EnumSet.noneOf(ImportChoice.class);
        if (options.containsKey("--replace")) {
            choices.add(ImportChoice.REPLACE);
        }
        if (options.containsKey("--skip-other-kinds")) {
            choices.add(ImportChoice.SKIP_OTHER_KINDS);
        }
        return choices;
    }

    private static void write(ReportSpool spool, Path file, boolean stored) throws IOException {
        try (BufferedWriter writer = Files.newBufferedWriter(file)) {
            writer.write(CsvLine.of("row", "token id", "outcome", "reason", "warning"));
            spool.replay(row -> writer.write(
                    CsvLine.of(row.number(), row.id(), row.outcome().name(stored), row.reason(), row.warning())));
        }
    }

    private Connection connect() throws SQLException, IOException {
        Properties login = new Properties();
        login.put("user", options.getOrDefault("--db-username", ""));
        String passwordFile = options.get("--db-password-file");
        login.put("password", passwordFile == null ? "" : line(passwordFile));
        return DriverManager.getConnection(options.get("--db-url"), login);
    }

    private String realmId(Connection connection) throws Refusal, SQLException {
        try (PreparedStatement look = connection.prepareStatement("select 1 from SEKISHO_TOKEN where 1 = 0")) {
            look.executeQuery();
        } catch (SQLException e) {
            throw new Refusal(
                    FAILED,
                    "The database has no table SEKISHO_TOKEN. Start Keycloak once with this JAR, which makes it; and look whether the URL names Keycloak's database and schema.");
        }
        try (PreparedStatement select = connection.prepareStatement("select ID from REALM where NAME = ?")) {
            select.setString(1, options.get("--realm"));
            try (ResultSet rows = select.executeQuery()) {
                if (!rows.next()) {
                    throw new Refusal(FAILED, "There is no realm " + options.get("--realm") + ".");
                }
                return rows.getString(1);
            }
        }
    }

    private SeedCipher cipher() throws Refusal, IOException {
        try (Reader text = Files.newBufferedReader(Path.of(options.get("--keyring-file")))) {
            return new SeedCipher(Keyring.parse(text));
        } catch (IllegalArgumentException e) {
            throw new Refusal(FAILED, "The keyring cannot be used: " + e.getMessage() + ".");
        }
    }

    private PskcSecret secret() throws Refusal, IOException {
        String keyFile = options.get("--pskc-key-file");
        String passwordFile = options.get("--pskc-password-file");
        if (keyFile != null && passwordFile != null) {
            throw new Refusal(USAGE, "Give --pskc-key-file or --pskc-password-file, not both.");
        } else if (keyFile != null) {
            try {
                return PskcSecret.PreSharedKey.parse(line(keyFile));
            } catch (IllegalArgumentException e) {
                throw new Refusal(FAILED, "The key of the PSKC file cannot be used: " + e.getMessage() + ".");
            }
        }
        return passwordFile == null ? new PskcSecret.None() : new PskcSecret.Password(line(passwordFile));
    }

    /** A secret in a file, without the end of its line. */
    private static String line(String file) throws IOException {
        return Files.readString(Path.of(file)).replaceFirst("\\R\\z", "");
    }
}
