package io.sekisho.it.benchmark;

import io.sekisho.demo.keycloak.KeycloakHome;
import io.sekisho.it.harness.Artifacts;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.Writer;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import liquibase.Liquibase;
import liquibase.Scope;
import liquibase.UpdateSummaryEnum;
import liquibase.database.DatabaseFactory;
import liquibase.database.jvm.JdbcConnection;
import liquibase.resource.ClassLoaderResourceAccessor;
import liquibase.ui.LoggerUIService;
import org.keycloak.models.utils.Base32;
import org.postgresql.PGConnection;

/**
 * How long the command line takes to import tokens into PostgreSQL, and how much memory, against PostgreSQL's own COPY
 * of the same finished rows into the same table. Both in one transaction, in turns; the time of the import is that of
 * the whole process, with the start of Java.
 *
 * <p>System properties: {@code benchmark.tokens} (10000,100000,1000000), {@code benchmark.rounds} (3).
 */
public final class TokenImportBenchmark {

    private static final String HEAP = "-Xmx128m";
    private static final Pattern AFTER_COLLECTION = Pattern.compile("->(\\d+)M\\(");

    private final Path state = Artifacts.state();
    private final int rounds = Integer.getInteger("benchmark.rounds", 3);
    private final Path keycloak;
    private final EmbeddedPostgres postgres;
    private final Connection connection;

    /** What one run took. */
    private record Run(double seconds, int heapMegabytes) {}

    private TokenImportBenchmark(Path keycloak, EmbeddedPostgres postgres, Connection connection) {
        this.keycloak = keycloak;
        this.postgres = postgres;
        this.connection = connection;
    }

    public static void main(String[] arguments) throws Exception {
        Path keycloak = KeycloakHome.unpack(
                        Artifacts.distribution(), Artifacts.state().resolve("keycloak"))
                .folder();
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start();
                Connection connection = postgres.getPostgresDatabase().getConnection()) {
            new TokenImportBenchmark(keycloak, postgres, connection).run();
        }
    }

    private void run() throws Exception {
        makeTables();
        Files.writeString(
                state.resolve("keyring.properties"),
                "active=k\nk=" + Base64.getEncoder().encodeToString(new byte[32]) + "\n");
        System.out.printf(
                "%s, %d processors, import with %s, medians of %d%n",
                select("select version()").split(",")[0], Runtime.getRuntime().availableProcessors(), HEAP, rounds);
        System.out.printf(
                "%9s %6s %12s %12s %8s %14s%n", "tokens", "format", "import s", "COPY s", "ratio", "heap in use MB");
        for (String size :
                System.getProperty("benchmark.tokens", "10000,100000,1000000").split(",")) {
            for (String format : List.of("csv", "pskc")) {
                measure(Integer.parseInt(size), format);
            }
        }
    }

    private void measure(int tokens, String format) throws Exception {
        Path file = state.resolve("tokens." + format);
        write(file, format, tokens);
        Path rows = state.resolve("rows.copy");
        List<Run> imports = new ArrayList<>();
        List<Double> copies = new ArrayList<>();
        for (int round = 0; round < rounds; round++) {
            empty();
            imports.add(load(file, format));
            expect(tokens);
            if (round == 0) {
                save(rows);
            }
            empty();
            copies.add(copy(rows));
            expect(tokens);
        }
        double imported = median(imports.stream().mapToDouble(Run::seconds).toArray());
        double copied = median(copies.stream().mapToDouble(Double::doubleValue).toArray());
        System.out.printf(
                "%9d %6s %12.2f %12.2f %8.2f %14d%n",
                tokens,
                format,
                imported,
                copied,
                copied / imported,
                imports.stream().mapToInt(Run::heapMegabytes).max().orElseThrow());
    }

    /** By the change log in the JAR; of Keycloak's own tables, the one that is looked at. */
    private void makeTables() throws Exception {
        try (URLClassLoader jar =
                        new URLClassLoader(new URL[] {Artifacts.jar().toUri().toURL()});
                Connection own = postgres.getPostgresDatabase().getConnection();
                Liquibase liquibase = new Liquibase(
                        "META-INF/sekisho-credential-changelog.xml",
                        new ClassLoaderResourceAccessor(jar),
                        DatabaseFactory.getInstance().findCorrectDatabaseImplementation(new JdbcConnection(own)))) {
            liquibase.setShowSummary(UpdateSummaryEnum.OFF);
            Scope.child(Scope.Attr.ui, new LoggerUIService(), () -> liquibase.update(""));
        }
        execute("create table realm (id varchar(36) primary key, name varchar(255))");
        execute("insert into realm values ('f3c7f1e0-0000-4000-8000-000000000001', 'bank')");
    }

    private static void write(Path file, String format, int tokens) throws IOException {
        Random random = new Random(tokens);
        byte[] secret = new byte[20];
        try (Writer writer = Files.newBufferedWriter(file)) {
            writer.write(
                    format.equals("csv")
                            ? "upn,serial number,secret key,time interval,manufacturer,model\n"
                            : "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<KeyContainer Version=\"1.0\" xmlns=\"urn:ietf:params:xml:ns:keyprov:pskc\">\n");
            for (int token = 0; token < tokens; token++) {
                random.nextBytes(secret);
                String serial = String.format("EX%09d", token);
                writer.write(
                        format.equals("csv")
                                ? "," + serial + "," + Base32.encode(secret) + ",30,Example Tokens,T-100\n"
                                : """
                          <KeyPackage>
                            <DeviceInfo><Manufacturer>Example Tokens</Manufacturer><SerialNo>%1$s</SerialNo><Model>T-100</Model></DeviceInfo>
                            <Key Id="%1$s" Algorithm="urn:ietf:params:xml:ns:keyprov:pskc:totp">
                              <AlgorithmParameters><Suite>HMAC-SHA1</Suite><ResponseFormat Length="6" Encoding="DECIMAL"/></AlgorithmParameters>
                              <Data><Secret><PlainValue>%2$s</PlainValue></Secret><TimeInterval><PlainValue>30</PlainValue></TimeInterval></Data>
                            </Key>
                          </KeyPackage>
                        """.formatted(serial, Base64.getEncoder().encodeToString(secret)));
            }
            writer.write(format.equals("csv") ? "" : "</KeyContainer>\n");
        }
    }

    private Run load(Path file, String format) throws IOException, InterruptedException {
        Path collections = state.resolve("gc.log");
        Files.deleteIfExists(collections);
        Path output = state.resolve("import.log");
        long began = System.nanoTime();
        int status = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        HEAP,
                        "-XX:+UseSerialGC",
                        "-Xlog:gc:" + collections,
                        "-cp",
                        Artifacts.jar() + File.pathSeparator + keycloak.resolve(Path.of("lib", "lib", "main"))
                                + File.separator + "*",
                        "io.sekisho.inventory.load.ImportTokens",
                        "--db-url",
                        postgres.getJdbcUrl("postgres", "postgres"),
                        "--db-username",
                        "postgres",
                        "--keyring-file",
                        state.resolve("keyring.properties").toString(),
                        "--realm",
                        "bank",
                        "--format",
                        format,
                        "--file",
                        file.toString())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start()
                .waitFor();
        double seconds = seconds(began);
        if (status != 0) {
            throw new IllegalStateException(Files.readString(output));
        }
        Matcher after = AFTER_COLLECTION.matcher(Files.readString(collections));
        int heap = 0;
        while (after.find()) {
            heap = Math.max(heap, Integer.parseInt(after.group(1)));
        }
        return new Run(seconds, heap);
    }

    private void save(Path rows) throws SQLException, IOException {
        try (OutputStream out = Files.newOutputStream(rows)) {
            connection.unwrap(PGConnection.class).getCopyAPI().copyOut("copy sekisho_token to stdout", out);
        }
    }

    private double copy(Path rows) throws SQLException, IOException {
        long began = System.nanoTime();
        try (InputStream in = Files.newInputStream(rows)) {
            connection.unwrap(PGConnection.class).getCopyAPI().copyIn("copy sekisho_token from stdin", in, 1 << 16);
        }
        return seconds(began);
    }

    private void empty() throws SQLException {
        execute("truncate table sekisho_token");
        execute("checkpoint");
    }

    private void expect(int tokens) throws SQLException {
        if (!select("select count(*) from sekisho_token").equals(Integer.toString(tokens))) {
            throw new IllegalStateException("not all rows are there");
        }
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private String select(String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getString(1);
        }
    }

    private static double seconds(long began) {
        return (System.nanoTime() - began) / 1e9;
    }

    private static double median(double[] values) {
        Arrays.sort(values);
        return values[values.length / 2];
    }
}
