package io.sekisho.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sekisho.it.harness.Admin;
import io.sekisho.it.harness.Await;
import io.sekisho.it.harness.Customer;
import io.sekisho.it.harness.FormClient;
import io.sekisho.it.harness.FormClient.Answer;
import io.sekisho.it.harness.HardwareToken;
import io.sekisho.it.harness.Inventory;
import io.sekisho.it.harness.KeycloakVersion;
import io.sekisho.it.harness.Oath;
import io.sekisho.it.harness.ProductionServer;
import io.sekisho.it.harness.Server;
import io.sekisho.it.harness.TestRealm;
import io.sekisho.it.harness.WithServer;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A realm with its customers, taken along by Keycloak's own export and import: to another server, and back to the one
 * that has it.
 */
@WithServer
@Tag("distribution")
class RealmExportIT {

    private static final Duration LOGGED = Duration.ofSeconds(10);

    private final ObjectMapper json = new ObjectMapper();
    private final Server origin;
    private final ProductionServer other = new ProductionServer("production-other");
    private final Oath counterApp = Oath.withNewKey();
    private String realm;
    private HardwareToken lostToken;
    private HardwareToken token;
    private HardwareToken suspendedToken;
    private Customer loser;
    private Customer holder;
    private Customer guessed;
    private Customer forgetful;
    private Customer counting;

    RealmExportIT(Server origin) {
        this.origin = origin;
    }

    @AfterEach
    void stop() {
        other.close();
    }

    @Test
    void on_another_server_a_lost_token_is_lost_and_a_suspended_customer_suspended() {
        try (TestRealm taken = realm("taken-elsewhere")) {
            customersOfAllKinds();
            String export = other.export(origin.database(), realm);
            assertFalse(export.contains(token.codes().key()), "no seed in the clear");
            String keyring = "--spi-credential--keycloak-otp--keyring-file=" + origin.keyring();
            other.start(keyring);

            String printed = other.importRealm(export, keyring);

            allIsAsBefore(other.url(), other.admin());
            assertTrue(
                    printed.contains(
                            "4 encrypted OTPs were imported, 1 of lost tokens, 1 suspended, 3 of tokens of the inventory"),
                    printed);
            whatWasMeantToStopThemCanBeLifted();
        }
    }

    @Test
    void on_the_server_where_it_is_an_import_opens_nothing_either() throws IOException {
        try (TestRealm taken = realm("taken-back")) {
            customersOfAllKinds();
            String export = other.export(origin.database(), realm);

            anImportThatOverwritesForgetsNothing(export);
            anotherCopyIsToldToBeOfNoUse(export);
            aDeletedRealmComesBack(export);
            aCustomerWhoIsDeletedLeavesAToken();
        }
    }

    private TestRealm realm(String name) {
        realm = name;
        return TestRealm.like(origin, "sample-direct", name, changes -> {
            TestRealm.hashFast(changes);
            TestRealm.addStepUp(changes);
        });
    }

    private void customersOfAllKinds() {
        Admin admin = origin.admin();
        Inventory inventory = new Inventory(admin, realm);
        List<HardwareToken> tokens = inventory.newTokens(3);
        lostToken = tokens.get(0);
        token = tokens.get(1);
        suspendedToken = tokens.get(2);
        loser = admin.newCustomer(realm);
        holder = admin.newCustomer(realm);
        guessed = admin.newCustomer(realm);
        forgetful = admin.newCustomer(realm);
        counting = admin.newCustomer(realm, user -> {
            ObjectNode credential = admin.otpCredential(counterApp.key());
            credential.put(
                    "credentialData", credential.get("credentialData").asText().replace("totp", "hotp"));
            user.withArray("/credentials").add(credential);
        });
        assertEquals(204, inventory.bind(lostToken, loser).statusCode());
        assertEquals(204, inventory.bind(token, holder).statusCode());
        assertEquals(204, inventory.bind(suspendedToken, guessed).statusCode());
        assertEquals(200, logIn(admin, holder, token.codes().code()));
        assertEquals(204, inventory.change(lostToken, "mark-lost").statusCode());
        admin.suspendOtp(guessed, suspendedToken.codes());
        while (!suspended(admin, forgetful, "transactionPassword")) {
            assertEquals(
                    "取引パスワード認証", stepUp(origin.url(), "nothing of the kind").heading());
        }
        assertEquals(200, logIn(admin, counting, counterApp.codeOfCounter(0)));
        assertEquals(200, logIn(admin, counting, counterApp.codeOfCounter(1)));
    }

    private void allIsAsBefore(String url, Admin admin) {
        assertEquals(
                KeycloakVersion.refusedGrant(),
                logIn(admin, loser, lostToken.codes().code()));
        assertEquals(200, logIn(admin, holder, token.codes().code()));
        assertTrue(suspended(admin, guessed, "otp"));
        assertEquals(
                KeycloakVersion.refusedGrant(),
                logIn(admin, guessed, suspendedToken.codes().code()));
        assertTrue(suspended(admin, forgetful, "transactionPassword"));
        assertFalse(stepUp(url, forgetful.transactionPassword())
                .error("transactionPassword")
                .isEmpty());
        assertEquals(KeycloakVersion.refusedGrant(), logIn(admin, counting, counterApp.codeOfCounter(1)));
        assertEquals(200, logIn(admin, counting, counterApp.codeOfCounter(2)));
        Inventory inventory = new Inventory(admin, realm);
        assertEquals("LOST " + loser.id(), standing(inventory, lostToken));
        assertEquals("BOUND " + holder.id(), standing(inventory, token));
        assertEquals("BOUND " + guessed.id(), standing(inventory, suspendedToken));
    }

    private void whatWasMeantToStopThemCanBeLifted() {
        Admin admin = other.admin();
        assertEquals(
                204, new Inventory(admin, realm).change(lostToken, "reinstate").statusCode());
        assertEquals(200, logIn(admin, loser, lostToken.codes().code()));
        assertEquals(204, admin.lift(guessed, "otp").statusCode());
        assertEquals(200, logIn(admin, guessed, suspendedToken.codes().code()));
        assertEquals(204, admin.lift(forgetful, "transaction-password").statusCode());
        assertEquals(
                "登録情報照会", stepUp(other.url(), forgetful.transactionPassword()).heading());
        assertFalse(other.database()
                .rows("select SECRET_DATA from CREDENTIAL where TYPE = 'otp'")
                .toString()
                .contains("lost"));
        assertFalse(other.database()
                .rows("select CREDENTIAL_DATA from CREDENTIAL where TYPE = 'transaction-password'")
                .toString()
                .contains("suspended"));
    }

    /** The file is older than what has happened since: a token is lost, a suspension lifted. */
    private void anImportThatOverwritesForgetsNothing(String export) throws IOException {
        Admin admin = origin.admin();
        Inventory inventory = new Inventory(admin, realm);
        assertEquals(204, inventory.change(token, "mark-lost").statusCode());
        assertEquals(204, admin.lift(guessed, "otp").statusCode());
        String used = suspendedToken.codes().code();
        assertEquals(200, logIn(admin, guessed, used));
        ObjectNode change = json.createObjectNode().put("ifResourceExists", "OVERWRITE");
        change.putArray("users").addAll(List.of(user(export, holder), user(export, guessed)));

        assertEquals(
                200, admin.send("POST", "/" + realm + "/partialImport", change).statusCode());

        assertEquals(holder.id(), admin.customer(realm, holder.number()).id(), "with the id that the file has");
        assertEquals("LOST " + holder.id(), standing(inventory, token));
        assertEquals(
                KeycloakVersion.refusedGrant(),
                logIn(admin, holder, token.codes().code()));
        assertEquals("BOUND " + guessed.id(), standing(inventory, suspendedToken));
        assertTrue(suspended(admin, guessed, "otp"), "as the file has it");
        assertEquals(204, admin.lift(guessed, "otp").statusCode());
        assertEquals(KeycloakVersion.refusedGrant(), logIn(admin, guessed, used), "a used code stays void");
        assertEquals(200, logIn(admin, guessed, suspendedToken.codes().code()));
    }

    private void anotherCopyIsToldToBeOfNoUse(String export) throws IOException {
        String name = realm + "-again";
        String copy = export.replace("\"" + realm + "\"", "\"" + name + "\"")
                .replace("/realms/" + realm + "/", "/realms/" + name + "/")
                .replace("default-roles-" + realm, "default-roles-" + name);
        for (String id : json.readTree(export).findValuesAsText("id")) {
            copy = copy.replace(id, UUID.randomUUID().toString());
        }
        origin.admin().importRealm(json.readTree(copy));

        Await.until(
                "a line for the OTPs that cannot be used",
                LOGGED,
                () -> logged("ERROR", "Realm " + name + ": OTPs were imported that cannot be used here {damaged=4}"));
        assertEquals(
                4,
                origin.metrics()
                        .sum(
                                "sekisho_seed_failures_total",
                                "realm",
                                name,
                                "use",
                                "credential-import",
                                "reason",
                                "damaged"));
        Customer clone = origin.admin().customer(name, loser.number());
        assertEquals(
                KeycloakVersion.refusedGrant(),
                logIn(origin.admin(), clone, lostToken.codes().code()));
        assertEquals(0, new Inventory(origin.admin(), name).list("").size());
        origin.admin().deleteRealm(name);
    }

    private void aDeletedRealmComesBack(String export) throws IOException {
        origin.admin().deleteRealm(realm);
        origin.admin().importRealm(json.readTree(export));
        allIsAsBefore(origin.url(), origin.admin());
    }

    private void aCustomerWhoIsDeletedLeavesAToken() {
        origin.admin().deleteCustomer(holder);

        assertEquals("RETIRED ", standing(new Inventory(origin.admin(), realm), token));
        Await.until(
                "a line for the token",
                LOGGED,
                () -> logged(
                        "INFO",
                        "token " + token.id() + " is retired, for its customer " + holder.id() + " was deleted"));
    }

    private boolean logged(String level, String text) {
        return origin.log().lines().anyMatch(line -> line.contains(level) && line.contains(text));
    }

    private JsonNode user(String export, Customer customer) throws IOException {
        for (JsonNode user : json.readTree(export).get("users")) {
            if (customer.id().equals(user.get("id").asText())) {
                return user;
            }
        }
        throw new AssertionError("No customer " + customer.number() + " in the export");
    }

    private static String standing(Inventory inventory, HardwareToken token) {
        JsonNode seen = inventory.get(token);
        return seen.get("status").asText() + " " + seen.path("userId").asText("");
    }

    private static boolean suspended(Admin admin, Customer customer, String factor) {
        return "SUSPENDED"
                .equals(admin.factors(customer).get(factor).get("status").asText());
    }

    private static int logIn(Admin admin, Customer customer, String code) {
        return admin.directGrant(customer, Map.of("otp", code)).statusCode();
    }

    /** What comes after the transaction password of the customer who forgets it. */
    private Answer stepUp(String url, String transactionPassword) {
        String address = url + "/realms/" + realm;
        FormClient client = new FormClient();
        Answer login = client.get(
                address + "/protocol/openid-connect/auth?client_id=trade&response_type=code&scope=openid&redirect_uri="
                        + address + "/otp-service");
        Answer page =
                client.submit(login, Map.of("username", forgetful.number(), "password", forgetful.loginPassword()));
        return client.submit(page, Map.of("transactionPassword", transactionPassword));
    }
}
