package io.sekisho.it.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sekisho.it.harness.Admin;
import io.sekisho.it.harness.Artifacts;
import io.sekisho.it.harness.Await;
import io.sekisho.it.harness.Customer;
import io.sekisho.it.harness.FormClient.Answer;
import io.sekisho.it.harness.HardwareToken;
import io.sekisho.it.harness.Oath;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/** A disk is full: for the key file of development mode, for the database, for log and temporary files. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class DiskFaultIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Path state = Artifacts.state().resolve("disk");
    private SmallDisk data;
    private SmallDisk database;
    private SmallDisk scratch;
    private FaultyServer server;
    private Admin admin;

    @BeforeAll
    void start() {
        SmallDisk.removeAllBelow(state);
        database = new SmallDisk(state.resolve("database-disk"), 400);
        scratch = new SmallDisk(state.resolve("scratch-disk"), 32);
        server = new FaultyServer(new FaultyServer.Plan("disk")
                .development()
                .postgresFolder(database.folder().resolve("postgres"))
                .log(scratch.folder().resolve("keycloak.log"))
                .jvmOption("-Djava.io.tmpdir=" + scratch.folder())
                .beforeData(home -> data = new SmallDisk(home.forget().data(), 8))
                .beforeStart(unstarted -> {
                    keepLogOfChangesElsewhere(unstarted);
                    data.fill(0);
                }));
        admin = server.admin();
    }

    /**
     * As an operator should: without room for its log of changes (WAL), PostgreSQL does not refuse a change but ends.
     */
    private void keepLogOfChangesElsewhere(FaultyServer unstarted) {
        Path inside = database.folder().resolve("postgres").resolve("pg_wal");
        Path elsewhere = state.resolve("wal");
        unstarted.postgres().stop();
        run("rm", "-rf", elsewhere.toString());
        run("mv", inside.toString(), elsewhere.toString());
        run("ln", "-s", elsewhere.toString(), inside.toString());
        unstarted.postgres().start();
    }

    private static void run(String... command) {
        try {
            assertEquals(0, new ProcessBuilder(command).inheritIO().start().waitFor(), command[0]);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @AfterAll
    void end() {
        if (server != null) {
            server.close();
        }
        Stream.of(data, database, scratch).filter(disk -> disk != null).forEach(SmallDisk::close);
    }

    private Path keyring() {
        return data.folder().resolve("sekisho-keyring.properties");
    }

    @Test
    @Order(1)
    void withoutRoomForTheKeyFileNobodyCanApplyAndNothingIsPlainUntilThereIsRoom() throws Exception {
        Customer customer = admin.newCustomer("mito");
        for (int attempt = 0; attempt < 3; attempt++) {
            Walks walks = new Walks(server.url());
            Answer refused = walks.client().submit(walks.start(customer, "sekisho-otp-apply"), Walks.login(customer));
            assertEquals("このお手続きはできません", refused.heading());
            assertTrue(refused.message().contains("このサービスはただいま利用できません"), refused.message());
        }
        assertEquals(
                400,
                admin.importCustomer(
                                "mito",
                                "10098",
                                user -> user.withArray("/credentials")
                                        .add(admin.otpCredential(
                                                Oath.withNewKey().key())))
                        .statusCode());
        assertEquals(List.of(), server.rows("select ID from CREDENTIAL where TYPE = 'otp'"));
        assertFalse(Files.exists(keyring()), "no half keyring");
        try (Stream<Path> left = Files.list(data.folder())) {
            assertEquals(
                    List.of(),
                    left.filter(file -> file.toString().endsWith(".tmp")).toList(),
                    "no draft");
        }
        List<String> errors = server.errors();
        assertEquals(
                1,
                errors.stream()
                        .filter(line -> line.contains(
                                "nobody can apply for the OTP service: the keyring for development cannot be written"))
                        .count(),
                errors.toString());

        data.free();

        Oath app = new Walks(server.url()).apply(customer);
        assertTrue(server.seeds(customer).get(0).contains("sekisho1.dev."));
        assertLogsIn(customer, app);
    }

    private Answer login(Customer customer, String code) {
        Walks walks = new Walks(server.url());
        Answer page = walks.client().submit(walks.open(customer), Walks.login(customer));
        return page.status() == 200 ? walks.client().submit(page, Map.of("otp", code)) : page;
    }

    private void assertLogsIn(Customer customer, Oath app) {
        Answer status = login(customer, app.code());
        assertEquals(Walks.STATUS, status.heading(), status.body());
    }

    @Test
    @Order(2)
    void anImportThatFillsTheDiskStoresNoRowAndSaysSo() {
        List<HardwareToken> tokens =
                Stream.generate(HardwareToken::unknown).limit(30_000).toList();
        database.fill(1_024);

        HttpResponse<String> refused;
        try {
            refused = admin.sendText(
                    "POST",
                    "/sample-direct/otp-service/tokens/import?format=csv",
                    "text/csv",
                    HardwareToken.csv(tokens));
        } finally {
            // Before anybody looks: without room PostgreSQL may not even take a new connection.
            database.free();
        }

        assertTrue(refused.statusCode() >= 500, refused.statusCode() + " " + refused.body());
        assertFalse(
                refused.body().contains("\tat ")
                        || refused.body().contains(tokens.get(0).codes().key()),
                refused.body());
        System.out.println("Import on a full disk: " + refused.statusCode() + " " + refused.body());
        assertEquals(List.of("0"), server.rows("select count(*) from SEKISHO_TOKEN"));

        Await.until(
                "an import that comes through",
                PATIENCE,
                () -> admin.sendText(
                                        "POST",
                                        "/sample-direct/otp-service/tokens/import?format=csv",
                                        "text/csv",
                                        HardwareToken.csv(tokens))
                                .statusCode()
                        == 200);
        assertEquals(List.of("30000"), server.rows("select count(*) from SEKISHO_TOKEN"));
    }

    @Test
    @Order(3)
    void withoutRoomForLogAndTemporaryFilesCustomersLogInAndApply() {
        Oath app = Oath.withNewKey();
        Customer customer = admin.newOtpCustomer("mito", app.key());
        scratch.fill(0);
        try {
            assertLogsIn(customer, app);
            Customer applicant = admin.newCustomer("mito");
            new Walks(server.url()).apply(applicant);
            assertEquals(1, server.seeds(applicant).size());
            List<HardwareToken> tokens =
                    Stream.generate(HardwareToken::unknown).limit(200).toList();
            HttpResponse<String> imported = admin.sendText(
                    "POST",
                    "/sample-direct/otp-service/tokens/import?format=csv",
                    "text/csv",
                    HardwareToken.csv(tokens));
            System.out.println("Import without room for temporary files: " + imported.statusCode());
            int stored = Integer.parseInt(server.rows(
                            "select count(*) from SEKISHO_TOKEN where TOKEN_ID >= ? and TOKEN_ID <= ?",
                            tokens.get(0).id(),
                            tokens.get(199).id())
                    .get(0));
            assertEquals(imported.statusCode() == 200 ? 200 : 0, stored, imported.body());
        } finally {
            scratch.free();
        }
    }
}
