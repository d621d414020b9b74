package io.sekisho.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.sekisho.demo.keycloak.KeycloakServer;
import io.sekisho.it.harness.Admin;
import io.sekisho.it.harness.Artifacts;
import io.sekisho.it.harness.Await;
import io.sekisho.it.harness.Customer;
import io.sekisho.it.harness.FormClient.Answer;
import io.sekisho.it.harness.Oath;
import io.sekisho.it.harness.ProductionServer;
import io.sekisho.it.harness.Visitor;
import java.io.IOException;
import java.net.BindException;
import java.net.ServerSocket;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A server in production mode and its keyring: none, a file, the vault. One life of a server, because each start takes
 * its time.
 */
@Tag("distribution")
class ProductionModeIT {

    private static final String OPTION = "--spi-credential--keycloak-otp--";
    private static final Duration COMPLAINT = Duration.ofSeconds(30);

    private final ProductionServer server = new ProductionServer();
    private final Admin admin = server.admin();
    private final Path keyring = Artifacts.state().resolve("production-keyring.properties");
    private final String firstKey = "first=" + newKey();
    private final String secondKey = "second=" + newKey();
    /** Of a customer who enrolled before the service was there, and of one who applies for it. */
    private final Oath oldApp = Oath.withNewKey();

    private Customer old;
    private Customer applicant;
    private Oath app;

    @AfterEach
    void stop() throws IOException {
        server.close();
        Files.deleteIfExists(keyring);
    }

    @Test
    void without_a_keyring_nothing_is_stored_and_with_one_everything_is_sealed() throws IOException {
        aServerThatMustHaveAKeyringDoesNotStart();
        server.start();
        nobodyCanApply();
        noPlainSeedIsImported();
        noRealmIsSetUp();
        whoEnrolledBeforeLogsInAsEver();

        write("active=first", firstKey);
        server.start(OPTION + "keyring-file=" + keyring, OPTION + "seed-sweep-seconds=1");
        assertEquals(List.of(), errors());
        plainSeedsAreSealedInTheBackground();
        aCustomerApplies();
        aTeardownThatBrokeOffIsFinishedInTheBackground();
        aRotationNeedsNoRestartAndNoLogin();
        aFileThatIsNoKeyringAnyMoreChangesNothing();

        server.stop();
        anExportHoldsNoSeed();

        Files.writeString(
                server.vault().resolve("mito_otp-keyring"), String.join("\n", "active=second", firstKey, secondKey));
        server.start(OPTION + "keyring-vault-entry=otp-keyring");
        assertEquals(List.of(), errors());
        theVaultServesAsWell();
    }

    private void aServerThatMustHaveAKeyringDoesNotStart() {
        KeycloakServer.StartFailed failed =
                assertThrows(KeycloakServer.StartFailed.class, () -> server.start(OPTION + "require-keyring=true"));
        assertTrue(failed.getMessage().contains("Keycloak ended with status 1"), failed.getMessage());
        assertTrue(failed.getMessage().contains("Sekisho: there is no keyring"), failed.getMessage());
    }

    private void nobodyCanApply() {
        assertError("Sekisho: there is no keyring", "keyring-file");
        applicant = admin.newCustomer("mito");
        Visitor visitor = new Visitor(server.url(), applicant);

        Answer refused = visitor.start("sekisho-otp-apply");

        assertEquals(200, refused.status());
        assertEquals("このお手続きはできません", refused.heading());
        assertTrue(refused.message().contains("このサービスはただいま利用できません"), refused.body());
        assertError("Realm mito: nobody can apply", "there is no keyring");
        assertEquals("登録情報照会", visitor.submit(refused, Map.of()).heading());
        assertFalse(admin.credentials(applicant).findValuesAsText("type").contains("otp"));
    }

    private void noPlainSeedIsImported() {
        assertEquals(
                400,
                admin.importCustomer(
                                "mito",
                                "10010",
                                user -> user.withArray("/credentials").add(admin.otpCredential(oldApp.key())))
                        .statusCode());
        assertError("Error creating 10010", "there is no keyring");
        assertEquals(0, admin.get("/mito/users?exact=true&username=10010").size());
    }

    private void noRealmIsSetUp() throws IOException {
        admin.importRealm(new ObjectMapper().readTree("{\"realm\": \"late\", \"enabled\": true}"));
        HttpResponse<String> refused = setUp();
        assertEquals(409, refused.statusCode());
        assertTrue(refused.body().contains("there is no keyring"), refused.body());
    }

    private HttpResponse<String> setUp() {
        return admin.sendText("POST", "/late/otp-service/setup", "{\"kind\": \"authenticator-app\"}");
    }

    /** As if the node had ended between the commit of the teardown and the last of the seeds. */
    private void aTeardownThatBrokeOffIsFinishedInTheBackground() {
        assertEquals(200, setUp().statusCode());
        Oath lateApp = Oath.withNewKey();
        Customer late = admin.newOtpCustomer("late", lateApp.key());
        server.database().awaitSeed(late, "sekisho1.first.");

        admin.attributes("late", Map.of("sekisho.enabled", "false", "sekisho.unsealing", "true"));

        server.database().awaitSeed(late, lateApp.key());
        Await.until(
                "the end of the teardown",
                COMPLAINT,
                () -> !admin.get("/late").get("attributes").has("sekisho.unsealing"));
        assertEquals(200, directGrant(late, lateApp.code()));
        assertEquals(List.of(), errors());
    }

    private void whoEnrolledBeforeLogsInAsEver() {
        admin.attributes("mito", Map.of("sekisho.enabled", "false"));
        old = admin.newOtpCustomer("mito", oldApp.key());
        admin.attributes("mito", Map.of("sekisho.enabled", "true"));

        assertEquals(200, directGrant(old, oldApp.code()));

        assertEquals(oldApp.key(), server.database().awaitSeed(old, ""), "as it was");
    }

    private void plainSeedsAreSealedInTheBackground() {
        server.database().awaitSeed(old, "sekisho1.first.");
    }

    private void aCustomerApplies() {
        Visitor visitor = new Visitor(server.url(), applicant);
        Answer registration = visitor.submit(
                visitor.start("sekisho-otp-apply"), Map.of("transactionPassword", applicant.transactionPassword()));
        app = Oath.with(registration.key());
        Answer receipt = visitor.submit(visitor.submit(registration, Map.of()), Map.of("otp", app.currentCode()));
        assertEquals("サービス申込 -受付-", receipt.heading());
        server.database().awaitSeed(applicant, "sekisho1.first.");
    }

    private void aRotationNeedsNoRestartAndNoLogin() throws IOException {
        write("active=second", firstKey, secondKey);

        server.database().awaitSeed(applicant, "sekisho1.second.");
        server.database().awaitSeed(old, "sekisho1.second.");
        assertEquals(List.of(), errors());
    }

    private void aFileThatIsNoKeyringAnyMoreChangesNothing() throws IOException {
        write("active=second");

        Await.until(
                "a complaint about the keyring",
                COMPLAINT,
                () -> errors().stream().anyMatch(line -> line.contains("cannot be used")));
        assertEquals(200, directGrant(applicant, app.code()));
    }

    private void anExportHoldsNoSeed() throws IOException {
        String sealed = server.database().awaitSeed(applicant, "sekisho1.second.");

        String export;
        try (ServerSocket ignored = listenAsADemo()) {
            export = server.export("mito");
        }

        assertTrue(export.contains(applicant.id()) && export.contains(sealed));
        assertFalse(export.contains(app.key()) || export.contains(oldApp.key()));
        assertEquals(List.of(), server.database().placesWith(app.key()));
    }

    /** At its port of health and metrics, which is Keycloak's own; null if a demo runs. */
    private static ServerSocket listenAsADemo() throws IOException {
        try {
            return new ServerSocket(9000);
        } catch (BindException e) {
            return null;
        }
    }

    /** To each realm that has an entry in it. */
    private void theVaultServesAsWell() throws IOException {
        Oath lateApp = Oath.withNewKey();
        Customer latecomer = admin.newOtpCustomer("mito", lateApp.key());
        server.database().awaitSeed(latecomer, "sekisho1.second.");
        assertEquals(200, directGrant(latecomer, lateApp.code()));
        assertEquals(200, directGrant(old, oldApp.code()));

        admin.importRealm(
                new ObjectMapper()
                        .readTree(
                                "{\"realm\": \"vaultless\", \"enabled\": true, \"attributes\": {\"sekisho.enabled\": \"true\"}}"));
        assertEquals(
                400,
                admin.importCustomer(
                                "vaultless",
                                "10010",
                                user -> user.withArray("/credentials").add(admin.otpCredential(lateApp.key())))
                        .statusCode());
        assertError("Error creating 10010", "the vault has no entry");
    }

    private int directGrant(Customer customer, String code) {
        return admin.directGrant(customer, Map.of("otp", code)).statusCode();
    }

    private void assertError(String... parts) {
        assertTrue(
                errors().stream().anyMatch(line -> List.of(parts).stream().allMatch(line::contains)),
                errors().toString());
    }

    private List<String> errors() {
        return server.log().lines().filter(line -> line.contains(" ERROR ")).toList();
    }

    /** In one move, as an operator should: the server may look at any time. */
    private void write(String... lines) throws IOException {
        Path draft = Files.writeString(keyring.resolveSibling("production-keyring.draft"), String.join("\n", lines));
        Files.move(draft, keyring, StandardCopyOption.REPLACE_EXISTING);
    }

    private static String newKey() {
        byte[] key = new byte[32];
        new SecureRandom().nextBytes(key);
        return Base64.getEncoder().encodeToString(key);
    }
}
