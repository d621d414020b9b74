package io.sekisho.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sekisho.it.harness.Artifacts;
import io.sekisho.it.harness.Await;
import io.sekisho.it.harness.Customer;
import io.sekisho.it.harness.FormClient.Answer;
import io.sekisho.it.harness.Oath;
import io.sekisho.it.harness.ProductionServer;
import io.sekisho.it.harness.Visitor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/** A server in production mode: first without a keyring, then with one. One test, because each start takes its time. */
class ProductionModeIT {

    private static final Duration SWEPT = Duration.ofSeconds(30);

    private final ProductionServer server = new ProductionServer();
    private final Path keyring = Artifacts.state().resolve("production-keyring.properties");

    @AfterEach
    void stop() throws IOException {
        server.close();
        Files.deleteIfExists(keyring);
    }

    @Test
    void without_a_keyring_nothing_is_stored_and_with_one_everything_is_sealed() throws IOException {
        server.start();

        assertTrue(errors().stream().anyMatch(line -> line.contains("there is no keyring") && line.contains("keyring-file")), errors().toString());
        Customer applicant = server.admin().newCustomer("mito");
        Visitor visitor = new Visitor(server.url(), applicant);
        Answer refused = visitor.start("sekisho-otp-apply");
        assertEquals(200, refused.status());
        assertEquals("このお手続きはできません", refused.heading());
        assertTrue(refused.message().contains("このサービスはただいま利用できません"), refused.body());
        assertTrue(errors().stream().anyMatch(line -> line.contains("Realm mito: nobody can apply")), errors().toString());
        assertEquals("登録情報照会", visitor.submit(refused, Map.of("step", "refused")).heading());
        assertFalse(server.admin().credentials(applicant).findValuesAsText("type").contains("otp"));

        // Nor is a plain seed taken in by an import.
        assertEquals(400, server.admin().importCustomer("mito", "10010", user -> user.withArray("/credentials").add(server.admin().otpCredential("GEZDGNBVGY3TQOJQ"))).statusCode());
        assertTrue(errors().stream().anyMatch(line -> line.contains("Error creating 10010") && line.contains("there is no keyring")), errors().toString());
        assertEquals(0, server.admin().get("/mito/users?exact=true&username=10010").size());

        // A customer of before the service logs in as ever; the seed stays as it is.
        Oath app = Oath.withNewKey();
        server.admin().attributes("mito", Map.of("sekisho.enabled", "false"));
        Customer old = server.admin().newOtpCustomer("mito", app.key());
        server.admin().attributes("mito", Map.of("sekisho.enabled", "true"));
        assertEquals(200, directGrant(old, app.code()));
        assertEquals(app.key(), server.database().awaitSeed(old, ""));

        write("first=" + newKey(), "active=first");
        server.start("--spi-credential--keycloak-otp--keyring-file=" + keyring, "--spi-credential--keycloak-otp--seed-sweep-seconds=1");

        assertEquals(List.of(), errors());
        server.database().awaitSeed(old, "sekisho1.first.");
        visitor = new Visitor(server.url(), applicant);
        Answer registration = visitor.submit(visitor.start("sekisho-otp-apply"), Map.of("transactionPassword", applicant.transactionPassword()));
        Oath anew = Oath.with(registration.key());
        Answer receipt = visitor.submit(visitor.submit(registration, Map.of()), Map.of("otp", anew.currentCode()));
        assertEquals("サービス申込 -受付-", receipt.heading());
        server.database().awaitSeed(applicant, "sekisho1.first.");

        // Rotation in the background, without a restart and without anybody's login.
        write(Files.readString(keyring).replace("active=first", "active=second"), "second=" + newKey());
        String sealed = server.database().awaitSeed(applicant, "sekisho1.second.");
        server.database().awaitSeed(old, "sekisho1.second.");

        // What is no keyring any more changes nothing but the log.
        write("active=second");
        Await.until("a complaint about the keyring", SWEPT, () -> errors().stream().anyMatch(line -> line.contains("cannot be used")));
        assertEquals(200, directGrant(applicant, anew.code()));

        server.stop();
        String export = server.export("mito");
        assertTrue(export.contains(applicant.id()) && export.contains(sealed));
        assertFalse(export.contains(anew.key()) || export.contains(app.key()));
        assertEquals(List.of(), server.database().filesWith(anew.key()));
    }

    private int directGrant(Customer customer, String code) {
        return server.admin().directGrant(customer, Map.of("otp", code)).statusCode();
    }

    private List<String> errors() {
        return server.log().lines().filter(line -> line.contains(" ERROR ")).toList();
    }

    private void write(String... lines) throws IOException {
        Path draft = Files.writeString(keyring.resolveSibling("keyring.draft"), String.join("\n", lines) + "\n");
        Files.move(draft, keyring, StandardCopyOption.REPLACE_EXISTING);
    }

    private static String newKey() {
        byte[] key = new byte[32];
        new SecureRandom().nextBytes(key);
        return Base64.getEncoder().encodeToString(key);
    }
}
