package io.sekisho.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.microsoft.playwright.Page;
import io.sekisho.it.harness.Admin;
import io.sekisho.it.harness.Await;
import io.sekisho.it.harness.Browser;
import io.sekisho.it.harness.Customer;
import io.sekisho.it.harness.FormClient;
import io.sekisho.it.harness.FormClient.Answer;
import io.sekisho.it.harness.HardwareToken;
import io.sekisho.it.harness.Inventory;
import io.sekisho.it.harness.KeycloakVersion;
import io.sekisho.it.harness.Oath;
import io.sekisho.it.harness.RealmState;
import io.sekisho.it.harness.Server;
import io.sekisho.it.harness.Visitor;
import io.sekisho.it.harness.WithServer;
import io.sekisho.it.page.ApplyWizard;
import io.sekisho.it.page.EntrancePages;
import io.sekisho.it.page.LoginPage;
import io.sekisho.it.page.RedisplayPages;
import io.sekisho.it.page.StatusPage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.models.utils.Base32;

/**
 * A realm that stock Keycloak has made gets the service by one call, and loses it by another, with its customers in it.
 */
@WithServer
class RealmSetupIT {

    private static final Pattern NEW_SECRET = Pattern.compile("name=\"totpSecret\" value=\"([^\"]+)\"");
    private static final Duration SHORT_WHILE = Duration.ofSeconds(30);
    private static final String APP = "{\"kind\": \"authenticator-app\"}";
    private static final String APP_OWN_MAIL = "{\"kind\": \"authenticator-app\", \"customersEditMailAddress\": true}";
    private static final String APP_DRY = "{\"kind\": \"authenticator-app\", \"dryRun\": true}";

    private final ObjectMapper json = new ObjectMapper();
    private final Server server;
    private final Browser browser;
    private final Admin admin;
    private final List<String> realms = new ArrayList<>();

    RealmSetupIT(Server server, Browser browser) {
        this.server = server;
        this.browser = browser;
        this.admin = server.admin();
    }

    @AfterEach
    void deleteRealms() {
        realms.forEach(admin::deleteRealm);
    }

    /** A realm as Keycloak makes it, with an application, a mail server and fast hashes. */
    private String stockRealm(String name) {
        return stockRealm(name, realm -> {});
    }

    private String stockRealm(String name, Consumer<ObjectNode> changes) {
        ObjectNode realm = json.createObjectNode()
                .put("realm", name)
                .put("enabled", true)
                .put("passwordPolicy", "hashAlgorithm(pbkdf2-sha512) and hashIterations(1000)");
        realm.putObject("smtpServer")
                .put("host", server.mail().smtpHost())
                .put("port", Integer.toString(server.mail().smtpPort()))
                .put("from", "bank@example.com");
        realm.withArray("/clients")
                .addObject()
                .put("clientId", "program")
                .put("publicClient", true)
                .put("directAccessGrantsEnabled", true)
                .put("rootUrl", "${authBaseUrl}")
                .putArray("redirectUris")
                .add("/realms/" + name);
        changes.accept(realm);
        admin.importRealm(realm);
        realms.add(name);
        return name;
    }

    private HttpResponse<String> call(Admin caller, String realm, String call, String body) {
        return caller.sendText("POST", "/" + realm + "/otp-service/" + call, body);
    }

    private JsonNode done(String realm, String call, String body) {
        HttpResponse<String> answer = call(admin, realm, call, body);
        assertEquals(200, answer.statusCode(), answer.body());
        return parsed(answer);
    }

    /** The problem of a call that is refused, dry or not, and has changed nothing. */
    private JsonNode refused(int status, String realm, String call, String body) {
        Map<String, String> before = RealmState.of(admin, realm);
        HttpResponse<String> answer = call(admin, realm, call, body);
        HttpResponse<String> dry = call(
                admin,
                realm,
                call,
                body.replaceFirst("}$", ", \"dryRun\": true}").replace("{,", "{"));
        assertEquals(status, answer.statusCode(), answer.body());
        assertEquals(
                "application/problem+json",
                answer.headers().firstValue("Content-Type").orElse("").replaceAll(";.*", ""));
        assertEquals(answer.body(), dry.body());
        assertEquals(before, RealmState.of(admin, realm));
        return parsed(answer);
    }

    private JsonNode parsed(HttpResponse<String> answer) {
        try {
            return json.readTree(answer.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<JsonNode> list(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false).toList();
    }

    private JsonNode step(JsonNode answer, String what, String name) {
        return list(answer.get("steps")).stream()
                .filter(step -> what.equals(step.get("what").asText())
                        && name.equals(step.get("name").asText()))
                .findFirst()
                .orElseThrow(() -> new AssertionError("No step " + what + " " + name + ": " + answer));
    }

    /** What a flow does, sub-flows indented, each line with the requirement. */
    private String flow(String realm, String alias) {
        StringBuilder lines = new StringBuilder();
        for (JsonNode execution :
                admin.get("/" + realm + "/authentication/flows/" + alias.replace(" ", "%20") + "/executions")) {
            lines.append("  ".repeat(execution.get("level").asInt()))
                    .append(execution.get("requirement").asText())
                    .append(' ')
                    .append(
                            execution.path("authenticationFlow").asBoolean()
                                    ? "[" + execution.get("displayName").asText() + "]"
                                    : execution.get("providerId").asText())
                    .append(
                            execution.hasNonNull("alias")
                                    ? " (" + execution.get("alias").asText() + ")"
                                    : "")
                    .append('\n');
        }
        return lines.toString();
    }

    // The calls

    @Test
    void a_dry_run_tells_what_the_call_then_does_and_changes_nothing() {
        String realm = stockRealm("setup-dry");
        Map<String, String> before = RealmState.of(admin, realm);
        JsonNode plan = done(realm, "setup", APP_DRY);
        assertEquals(before, RealmState.of(admin, realm));
        assertTrue(plan.get("dryRun").asBoolean());
        assertEquals(
                "disabled",
                step(plan, "required-action", "CONFIGURE_TOTP").get("to").asText());
        assertEquals(
                "browser",
                step(plan, "browser-flow", "sekisho browser").get("from").asText());
        assertTrue(
                plan.get("hints").toString().contains("brute-force"),
                plan.get("hints").toString());
        assertTrue(
                plan.get("hints").toString().contains("sekisho.firstTransactionPassword"),
                plan.get("hints").toString());

        JsonNode answer = done(realm, "setup", APP);

        assertEquals(plan.get("steps"), answer.get("steps"));
        assertEquals(plan.get("hints"), answer.get("hints"));
        JsonNode now = admin.get("/" + realm);
        assertEquals("sekisho browser", now.get("browserFlow").asText());
        assertEquals(
                "sekisho reset credentials", now.get("resetCredentialsFlow").asText());
        assertEquals("true", now.get("attributes").get("sekisho.enabled").asText());
        assertEquals("sekisho", now.get("loginTheme").asText());
        assertEquals("ja", now.get("defaultLocale").asText());
        assertTrue(flow(realm, "sekisho browser").contains("ALTERNATIVE sekisho-otp"), flow(realm, "sekisho browser"));
        assertFalse(flow(realm, "sekisho browser").contains("auth-otp-form"));
        assertTrue(flow(realm, "browser").contains("auth-otp-form"), "Keycloak's own is as it was");
        assertTrue(
                flow(realm, "sekisho reset credentials").matches("(?s).*sekisho-otp\\s+REQUIRED reset-password\\s+"),
                flow(realm, "sekisho reset credentials"));
    }

    @Test
    void a_second_call_changes_nothing_and_says_so() {
        String realm = stockRealm("setup-twice");
        assertTrue(done(realm, "setup", APP).get("changes").asInt() > 0);
        Map<String, String> before = RealmState.of(admin, realm);

        JsonNode again = done(realm, "setup", APP);

        assertEquals(0, again.get("changes").asInt(), again.toString());
        assertTrue(list(again.get("steps")).stream()
                .allMatch(step -> step.get("alreadySo").asBoolean()));
        assertEquals(before, RealmState.of(admin, realm));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "authenticator-app | {\"kind\": \"authenticator-app\", \"theme\": \"hokuyo\"}",
                "issued-token | {\"kind\": \"issued-token\", \"serviceId\": \"2002\"}",
                "bound-token | {\"kind\": \"bound-token\"}"
            })
    void a_teardown_makes_the_realm_what_it_was(String kind, String body) {
        String realm = stockRealm("setup-" + kind);
        Map<String, String> before = RealmState.of(admin, realm);
        done(realm, "setup", body);
        Map<String, String> during = RealmState.of(admin, realm);
        assertNotEquals(before, during);
        assertEquals(kind, during.get("realm/attributes/sekisho.enrolment"));
        assertEquals(0, done(realm, "setup", body).get("changes").asInt());

        JsonNode plan = done(realm, "teardown", "{\"dryRun\": true}");
        assertEquals(during, RealmState.of(admin, realm));
        JsonNode answer = done(realm, "teardown", "");

        assertEquals(plan.get("steps"), answer.get("steps"));
        assertEquals(kind, answer.get("kind").asText());
        assertEquals(before, RealmState.of(admin, realm));
        assertEquals(
                "Not set up", refused(409, realm, "teardown", "{}").get("title").asText());
        assertTrue(done(realm, "setup", body).get("changes").asInt() > 0, "it can be set up again");
    }

    @Test
    void a_realm_of_bound_tokens_has_its_entrances() {
        String realm = stockRealm("setup-entrances");
        done(realm, "setup", "{\"kind\": \"bound-token\"}");

        JsonNode client = admin.get("/" + realm + "/clients?clientId=otp-service-entrance")
                .get(0);
        String flowId =
                client.get("authenticationFlowBindingOverrides").get("browser").asText();
        assertEquals(
                "sekisho entrance",
                admin.get("/" + realm + "/authentication/flows/" + flowId)
                        .get("alias")
                        .asText());
        assertEquals(
                "REQUIRED sekisho-entrance-identification\nREQUIRED sekisho-entrance\n",
                flow(realm, "sekisho entrance"));
        assertTrue(client.get("publicClient").asBoolean());
        assertFalse(client.get("fullScopeAllowed").asBoolean());
    }

    // Mail addresses

    private String mailAddressAfterUpdate(Customer customer, String address) {
        FormClient client = new FormClient();
        Answer page = login(client, customer, "");
        assertTrue(page.body().contains("name=\"lastName\""), page.body());
        client.submit(page, Map.of("email", address, "firstName", "太郎", "lastName", "山田"));
        return admin.get("/" + customer.realm() + "/users/" + customer.id())
                .get("email")
                .asText();
    }

    private Customer toUpdateProfile(String realm) {
        return admin.newCustomer(
                realm, user -> user.withArray("/requiredActions").add("UPDATE_PROFILE"));
    }

    @Test
    void customers_do_not_change_their_own_mail_address_until_the_teardown() {
        String realm = stockRealm("setup-mail", changes -> changes.put("registrationAllowed", true));
        Map<String, String> before = RealmState.of(admin, realm);

        JsonNode answer = done(realm, "setup", APP);

        JsonNode step = step(answer, "user-profile", "edit of email");
        assertEquals(
                "admin, user -> admin",
                step.get("from").asText() + " -> " + step.get("to").asText());
        assertTrue(answer.get("hints").toString().contains("register themselves"), answer.toString());
        assertFalse(registration(realm).contains("name=\"email\""), "as the hint says");
        Customer during = toUpdateProfile(realm);
        assertEquals(during.email(), mailAddressAfterUpdate(during, "thief-1@example.com"));
        assertEquals(
                204,
                admin.send(
                                "PUT",
                                "/" + realm + "/users/" + during.id(),
                                ((ObjectNode) admin.get("/" + realm + "/users/" + during.id()))
                                        .put("email", "staff@example.com"))
                        .statusCode());
        assertEquals(
                "staff@example.com",
                admin.get("/" + realm + "/users/" + during.id()).get("email").asText());

        done(realm, "teardown", "{}");

        assertEquals(before, RealmState.of(admin, realm));
        assertTrue(registration(realm).contains("name=\"email\""));
        assertEquals("thief-2@example.com", mailAddressAfterUpdate(toUpdateProfile(realm), "thief-2@example.com"));
    }

    private String registration(String realm) {
        String url = server.url() + "/realms/" + realm;
        return new FormClient()
                .get(url + "/protocol/openid-connect/registrations?client_id=program&response_type=code&scope=openid"
                        + "&redirect_uri=" + url)
                .body();
    }

    @Test
    void an_institution_can_leave_the_mail_address_to_its_customers() {
        String realm = stockRealm("setup-own-mail");

        JsonNode answer = done(realm, "setup", APP_OWN_MAIL);

        assertTrue(answer.get("hints").toString().contains("and so can a thief"), answer.toString());
        assertEquals("own@example.com", mailAddressAfterUpdate(toUpdateProfile(realm), "own@example.com"));
    }

    @Test
    void keycloaks_action_for_another_mail_address_is_off_until_the_teardown() {
        String realm = stockRealm("setup-update-email");
        String path = "/" + realm + "/authentication/required-actions/UPDATE_EMAIL";
        ObjectNode action = (ObjectNode) admin.get(path);
        assertEquals(204, admin.send("PUT", path, action.put("enabled", true)).statusCode());
        Map<String, String> before = RealmState.of(admin, realm);

        done(realm, "setup", APP_OWN_MAIL);
        assertTrue(admin.get(path).get("enabled").asBoolean());
        JsonNode answer = done(realm, "setup", APP);

        assertEquals(
                "disabled",
                step(answer, "required-action", "UPDATE_EMAIL").get("to").asText());
        assertEquals(2, answer.get("changes").asInt(), answer.toString());
        assertFalse(admin.get(path).get("enabled").asBoolean());
        done(realm, "teardown", "{}");
        assertEquals(before, RealmState.of(admin, realm));
    }

    // Customers

    @Test
    void customers_with_keycloaks_otps_keep_them_through_set_up_and_teardown() {
        String realm = stockRealm("setup-customers");
        Oath imported = Oath.withNewKey();
        Customer first = admin.newOtpCustomer(realm, imported.key());
        Customer second = admin.newCustomer(realm);
        Oath scanned = enrolAtKeycloak(second);
        Customer without = admin.newCustomer(realm);
        assertTrue(stockLogin(first, imported), "before");

        done(realm, "setup", "{\"kind\": \"authenticator-app\", \"theme\": \"mito\"}");

        // By our pages: the code again, from a key that was made elsewhere, and a stop.
        Page page = browser.open();
        StatusPage status = LoginPage.open(page, server, realm).login(first, imported.code());
        assertEquals("利用中", status.otp());
        assertEquals(List.of("コード再表示", "利用停止"), status.otpActions());
        RedisplayPages redisplay = status.redisplay().prove(imported.code());
        assertEquals(imported.key(), redisplay.registration().revealedKey());
        assertTrue(redisplay.registration().qr().contains("secret=" + imported.key()));
        redisplay.toStatus().logout();
        assertEquals(
                KeycloakVersion.refusedGrant(),
                admin.directGrant(second, Map.of("otp", scanned.wrongCode())).statusCode());
        assertEquals(
                "未登録",
                LoginPage.open(browser.open(), server, realm)
                        .login(second, scanned.code())
                        .stop()
                        .prove(scanned.code())
                        .receipt()
                        .otp());
        // Another one enrols with us.
        ApplyWizard wizard = LoginPage.open(browser.open(), server, realm)
                .login(without)
                .apply()
                .prove(without.transactionPassword());
        Oath ours = Oath.with(wizard.registration().revealedKey());
        wizard.next().confirm(ours.currentCode()).receipt();
        assertEquals(
                200, admin.directGrant(first, Map.of("otp", imported.code())).statusCode());
        server.database().awaitSeed(first, "sekisho1.");

        JsonNode answer = done(realm, "teardown", "{}");

        assertEquals("2 encrypted", step(answer, "seeds", "otp").get("from").asText());
        assertTrue(answer.get("hints").toString().contains("Transaction passwords"), answer.toString());
        assertEquals(imported.key(), server.database().awaitSeed(first, imported.key()));
        assertEquals(ours.key(), server.database().awaitSeed(without, ours.key()));
        assertTrue(stockLogin(first, imported), "after");
        assertTrue(stockLogin(without, ours), "who enrolled with us");
        assertEquals(200, admin.directGrant(second, Map.of()).statusCode(), "who stopped is asked for nothing");
        Oath anew = enrolAtKeycloak(second);
        assertTrue(stockLogin(second, anew));
        server.database().awaitSealedSeeds(realmId(realm), 0);
    }

    @Test
    void bound_tokens_outlive_the_service_but_for_lost_ones() {
        String realm = stockRealm("setup-tokens");
        done(realm, "setup", "{\"kind\": \"bound-token\", \"theme\": \"sample-direct\"}");
        admin.attributes(realm, Map.of("sekisho.enrolmentProof", "none"));
        Inventory inventory = new Inventory(admin, realm);
        List<HardwareToken> tokens = inventory.newTokens(2);
        Customer keeper = admin.newCustomer(realm);
        Customer loser = admin.newCustomer(realm);
        EntrancePages.register(browser.open(), server, realm)
                .identify(keeper)
                .bind(tokens.get(0).id(), tokens.get(0).codes().currentCode())
                .result();
        assertEquals(204, inventory.bind(tokens.get(1), loser).statusCode());
        assertEquals(204, inventory.change(tokens.get(1), "mark-lost").statusCode());

        JsonNode answer = done(realm, "teardown", "{}");

        assertEquals("1 encrypted", step(answer, "seeds", "otp").get("from").asText());
        assertTrue(answer.get("hints").toString().contains("reported lost stay encrypted (1)"), answer.toString());
        assertTrue(stockLogin(keeper, tokens.get(0).codes()));
        assertNotEquals(
                200,
                admin.directGrant(loser, Map.of("otp", tokens.get(1).codes().code()))
                        .statusCode());
        server.database().awaitSeed(loser, "sekisho1.");
    }

    /** By Keycloak's own pages, as an application starts it. */
    private Oath enrolAtKeycloak(Customer customer) {
        FormClient client = new FormClient();
        Answer setUp = login(client, customer, "&kc_action=CONFIGURE_TOTP");
        Matcher secret = NEW_SECRET.matcher(setUp.body());
        assertTrue(secret.find(), setUp.body());
        Oath app = Oath.with(Base32.encode(secret.group(1).getBytes(StandardCharsets.UTF_8)));
        Answer done = client.submit(
                setUp, Map.of("totp", app.currentCode(), "totpSecret", secret.group(1), "userLabel", "phone"));
        assertTrue(
                done.uri().getQuery().contains("kc_action_status=success"),
                done.uri().toString());
        return app;
    }

    private Answer login(FormClient client, Customer customer, String more) {
        String realm = server.url() + "/realms/" + customer.realm();
        Answer page = client.get(
                realm + "/protocol/openid-connect/auth?client_id=program&response_type=code&scope=openid&redirect_uri="
                        + realm + more);
        return client.submit(page, Map.of("username", customer.number(), "password", customer.loginPassword()));
    }

    /** A login in a browser that Keycloak alone has a part in. */
    private boolean stockLogin(Customer customer, Oath app) {
        FormClient client = new FormClient();
        Answer otp = login(client, customer, "");
        assertTrue(otp.body().contains("name=\"otp\"") && !otp.body().contains("sekisho"), otp.body());
        return client.submit(otp, Map.of("otp", app.code())).uri().getQuery().contains("code=");
    }

    @Test
    void a_great_realms_seeds_are_given_back_in_many_transactions() {
        String realm = stockRealm("setup-many");
        done(realm, "setup", APP);
        List<Oath> apps =
                IntStream.range(0, 3).mapToObj(index -> Oath.withNewKey()).toList();
        List<Customer> customers =
                apps.stream().map(app -> admin.newOtpCustomer(realm, app.key())).toList();
        ObjectNode crowd = json.createObjectNode();
        ArrayNode users = crowd.putArray("users");
        for (int number = 0; number < 250; number++) {
            users.addObject()
                    .put("username", "crowd-" + number)
                    .put("enabled", true)
                    .putArray("credentials")
                    .add(admin.otpCredential(apps.get(0).key()));
        }
        assertEquals(
                200, admin.send("POST", "/" + realm + "/partialImport", crowd).statusCode());
        server.database().awaitSealedSeeds(realmId(realm), 253);

        CompletableFuture<JsonNode> teardown = CompletableFuture.supplyAsync(() -> done(realm, "teardown", "{}"));
        for (int index = 0; index < apps.size(); index++) {
            assertEquals(
                    200,
                    admin.directGrant(
                                    customers.get(index),
                                    Map.of("otp", apps.get(index).code()))
                            .statusCode(),
                    "in between");
        }
        JsonNode answer = teardown.join();

        assertEquals("253 encrypted", step(answer, "seeds", "otp").get("from").asText());
        Await.until(
                "the end of the teardown",
                SHORT_WHILE,
                () -> !admin.get("/" + realm).get("attributes").has("sekisho.unsealing"));
        server.database().awaitSealedSeeds(realmId(realm), 0);
        for (int index = 0; index < apps.size(); index++) {
            assertEquals(
                    200,
                    admin.directGrant(
                                    customers.get(index),
                                    Map.of("otp", apps.get(index).code()))
                            .statusCode());
        }
    }

    private String realmId(String realm) {
        return admin.get("/" + realm).get("id").asText();
    }

    // Flows

    @Test
    void a_browser_flow_of_the_admins_own_is_copied_with_all_that_is_in_it() {
        String realm = stockRealm("setup-own-flow");
        assertEquals(
                201,
                admin.sendText(
                                "POST",
                                "/" + realm + "/authentication/flows/browser/copy",
                                "{\"newName\": \"当行の ログイン\"}")
                        .statusCode());
        String copied = "/" + realm
                + "/authentication/flows/%E5%BD%93%E8%A1%8C%E3%81%AE%20%E3%83%AD%E3%82%B0%E3%82%A4%E3%83%B3/executions";
        for (JsonNode execution : admin.get(copied)) {
            if ("identity-provider-redirector"
                    .equals(execution.path("providerId").asText())) {
                assertEquals(
                        201,
                        admin.sendText(
                                        "POST",
                                        "/" + realm + "/authentication/executions/"
                                                + execution.get("id").asText() + "/config",
                                        "{\"alias\": \"own provider\", \"config\": {\"defaultProvider\": \"none-such\"}}")
                                .statusCode());
            }
        }
        admin.sendText("PUT", "/" + realm, "{\"browserFlow\": \"当行の ログイン\"}");
        Map<String, String> before = RealmState.of(admin, realm);
        String flow = flow(realm, "当行の ログイン");

        done(realm, "setup", APP);

        assertEquals(
                "sekisho 当行の ログイン", admin.get("/" + realm).get("browserFlow").asText());
        String copy = flow(realm, "sekisho 当行の ログイン");
        assertEquals(
                flow.replace("auth-otp-form", "sekisho-otp")
                        .replace("[", "[sekisho 当行の ログイン ")
                        .replace("(", "(sekisho 当行の ログイン "),
                copy);
        assertTrue(copy.contains("(sekisho 当行の ログイン own provider)"), copy);
        done(realm, "teardown", "{}");
        assertEquals(before, RealmState.of(admin, realm));
    }

    @Test
    void a_flow_without_an_otp_gets_one_after_the_password() {
        String realm = stockRealm("setup-no-otp", changes -> {
            changes.put("browserFlow", "plain");
            ArrayNode steps = changes.withArray("/authenticationFlows")
                    .addObject()
                    .put("alias", "plain")
                    .put("providerId", "basic-flow")
                    .put("topLevel", true)
                    .putArray("authenticationExecutions");
            steps.add(json.createObjectNode()
                    .put("authenticator", "auth-cookie")
                    .put("requirement", "ALTERNATIVE")
                    .put("priority", 10));
            steps.add(json.createObjectNode()
                    .put("authenticator", "auth-username-password-form")
                    .put("requirement", "ALTERNATIVE")
                    .put("priority", 20));
        });
        Oath app = Oath.withNewKey();
        Customer with = admin.newOtpCustomer(realm, app.key());
        Customer without = admin.newCustomer(realm);
        Map<String, String> before = RealmState.of(admin, realm);

        done(realm, "setup", "{\"kind\": \"authenticator-app\", \"theme\": \"mito\"}");

        assertEquals(
                "利用中",
                LoginPage.open(browser.open(), server, realm)
                        .login(with, app.code())
                        .otp());
        assertEquals(
                "未登録",
                LoginPage.open(browser.open(), server, realm).login(without).otp());
        done(realm, "teardown", "{}");
        assertEquals(before, RealmState.of(admin, realm));
    }

    @ParameterizedTest
    @CsvSource({
        "auth-cookie, no step that asks for the login password",
        "no-such-authenticator, whose provider this server does not have",
        "auth-conditional-otp-form, whose conditions would be lost"
    })
    void a_broken_browser_flow_is_named_and_nothing_is_done(String second, String why) {
        String realm = stockRealm("setup-broken-" + second, changes -> {
            changes.put("browserFlow", "broken");
            ArrayNode steps = changes.withArray("/authenticationFlows")
                    .addObject()
                    .put("alias", "broken")
                    .put("providerId", "basic-flow")
                    .put("topLevel", true)
                    .putArray("authenticationExecutions");
            String first = "auth-cookie".equals(second) ? "auth-spnego" : "auth-username-password-form";
            steps.add(json.createObjectNode()
                    .put("authenticator", first)
                    .put("requirement", "REQUIRED")
                    .put("priority", 10));
            steps.add(json.createObjectNode()
                    .put("authenticator", second)
                    .put("requirement", "REQUIRED")
                    .put("priority", 20));
        });

        JsonNode problem = refused(409, realm, "setup", APP);

        assertEquals("Unsuitable flow", problem.get("title").asText());
        assertTrue(
                problem.get("detail").asText().contains("\"broken\"")
                        && problem.get("detail").asText().contains(why),
                problem.toString());
    }

    @Test
    void a_browser_flow_whose_sub_flow_is_gone_is_named_and_nothing_is_done() {
        String realm = stockRealm("setup-gone");
        assertEquals(
                201,
                admin.sendText("POST", "/" + realm + "/authentication/flows/browser/copy", "{\"newName\": \"mine\"}")
                        .statusCode());
        admin.sendText("PUT", "/" + realm, "{\"browserFlow\": \"mine\"}");
        String subFlow = list(admin.get("/" + realm + "/authentication/flows/mine/executions")).stream()
                .filter(execution -> execution.get("displayName").asText().endsWith("Conditional 2FA"))
                .findFirst()
                .orElseThrow()
                .get("flowId")
                .asText();
        assertEquals(
                204,
                admin.send("DELETE", "/" + realm + "/authentication/flows/" + subFlow, null)
                        .statusCode());

        HttpResponse<String> answer = call(admin, realm, "setup", APP);

        assertEquals(409, answer.statusCode(), answer.body());
        assertTrue(parsed(answer).get("detail").asText().contains("a sub-flow that does not exist"), answer.body());
        assertFalse(admin.get("/" + realm).get("attributes").has("sekisho.enabled"));
    }

    // Half-finished, and others' own

    @Test
    void a_half_finished_set_up_is_completed_and_a_teardown_leaves_what_was_there() {
        String realm = stockRealm("setup-half");
        done(realm, "setup", APP);
        // As if nothing but the flow and a client were there.
        JsonNode client =
                admin.get("/" + realm + "/clients?clientId=otp-service").get(0);
        ((ObjectNode) client).put("enabled", false).putArray("redirectUris").add("https://bank.example.com/*");
        assertEquals(
                204,
                admin.send("PUT", "/" + realm + "/clients/" + client.get("id").asText(), client)
                        .statusCode());
        admin.sendText("PUT", "/" + realm, "{\"browserFlow\": \"browser\", \"attributes\": {}}");
        admin.sendText("DELETE", "/" + realm + "/authentication/required-actions/sekisho-otp-stop", null);
        server.database().update("delete from SEKISHO_REALM_SETUP where REALM_ID = ?", realmId(realm));
        Map<String, String> half = RealmState.of(admin, realm);

        JsonNode answer = done(realm, "setup", APP);

        assertTrue(step(answer, "flow", "sekisho browser").get("alreadySo").asBoolean());
        assertFalse(
                step(answer, "browser-flow", "sekisho browser").get("alreadySo").asBoolean());
        assertEquals(
                "without: enabled, redirect URI /realms/setup-half/otp-service*",
                step(answer, "client", "otp-service").get("from").asText());
        assertEquals("登録情報照会", heading(realm));
        assertEquals(0, done(realm, "setup", APP).get("changes").asInt());
        done(realm, "teardown", "{}");
        assertEquals(half, RealmState.of(admin, realm));
    }

    /** Of the status page, for a customer who has nothing. */
    private String heading(String realm) {
        return new Visitor(server.url(), admin.newCustomer(realm)).login().heading();
    }

    @Test
    void what_somebody_has_unbound_is_bound_again_and_still_known_as_ours() {
        String realm = stockRealm("setup-unbound");
        Map<String, String> before = RealmState.of(admin, realm);
        done(realm, "setup", APP);
        admin.sendText("PUT", "/" + realm, "{\"browserFlow\": \"browser\"}");

        assertEquals(1, done(realm, "setup", APP).get("changes").asInt());

        assertEquals(
                "sekisho browser", admin.get("/" + realm).get("browserFlow").asText());
        done(realm, "teardown", "{}");
        assertEquals(before, RealmState.of(admin, realm));
    }

    @Test
    void what_is_somebodys_own_is_a_conflict_that_names_it() {
        String realm = stockRealm("setup-own", changes -> {
            changes.withArray("/clients")
                    .addObject()
                    .put("clientId", "otp-service")
                    .put("bearerOnly", true);
            changes.withArray("/authenticationFlows")
                    .addObject()
                    .put("alias", "sekisho browser")
                    .put("providerId", "basic-flow")
                    .put("topLevel", true)
                    .putArray("authenticationExecutions");
        });
        JsonNode flow = refused(409, realm, "setup", APP);
        assertTrue(flow.get("detail").asText().contains("\"sekisho browser\""), flow.toString());
        String flowId = list(admin.get("/" + realm + "/authentication/flows")).stream()
                .filter(each -> "sekisho browser".equals(each.get("alias").asText()))
                .findFirst()
                .orElseThrow()
                .get("id")
                .asText();
        assertEquals(
                204,
                admin.send("DELETE", "/" + realm + "/authentication/flows/" + flowId, null)
                        .statusCode());

        JsonNode client = refused(409, realm, "setup", APP);
        assertTrue(client.get("detail").asText().contains("otp-service has bearer only"), client.toString());
    }

    @Test
    void a_realm_has_one_kind_and_one_service_id() {
        String realm = stockRealm("setup-kinds");
        assertEquals(
                "No service ID",
                refused(400, realm, "setup", "{\"kind\": \"issued-token\"}")
                        .get("title")
                        .asText());
        assertEquals(
                "No service ID",
                refused(400, realm, "setup", "{\"kind\": \"issued-token\", \"serviceId\": \"12a\"}")
                        .get("title")
                        .asText());
        assertEquals(
                "No service ID here",
                refused(400, realm, "setup", "{\"kind\": \"bound-token\", \"serviceId\": \"12\"}")
                        .get("title")
                        .asText());
        done(realm, "setup", "{\"kind\": \"issued-token\", \"serviceId\": \"12\"}");

        assertEquals(
                "Another kind of service",
                refused(409, realm, "setup", APP).get("title").asText());
        assertEquals(
                "Another service ID",
                refused(409, realm, "setup", "{\"kind\": \"issued-token\", \"serviceId\": \"13\"}")
                        .get("title")
                        .asText());
        assertEquals(
                0,
                done(realm, "setup", "{\"kind\": \"issued-token\"}")
                        .get("changes")
                        .asInt());
        JsonNode other = done(realm, "setup", "{\"kind\": \"issued-token\", \"theme\": \"kenshin\"}");
        assertEquals(2, other.get("changes").asInt(), other.toString());
        done(realm, "teardown", "{}");
        assertFalse(admin.get("/" + realm).hasNonNull("loginTheme"));
    }

    @Test
    void a_realm_of_the_examples_needs_nothing_and_is_not_torn_down() {
        for (String each : List.of("mito", "hokuyo")) {
            JsonNode answer = done(each, "setup", APP_DRY);
            assertEquals(0, answer.get("changes").asInt(), answer.toString());
        }
        JsonNode answer = done("sample-bank", "setup", "{\"kind\": \"issued-token\", \"dryRun\": true}");
        assertEquals(0, answer.get("changes").asInt(), answer.toString());
        assertEquals(
                "Not set up",
                refused(409, "mito", "teardown", "{}").get("title").asText());
    }

    @Test
    void what_somebody_has_changed_since_stays_when_the_realm_is_torn_down() {
        String realm = stockRealm("setup-changed");
        done(realm, "setup", APP);
        admin.sendText("PUT", "/" + realm, "{\"loginTheme\": \"hokuyo\", \"defaultLocale\": \"en\"}");
        admin.attributes(realm, Map.of("sekisho.supportTelephone", "0120-000-001"));
        assertEquals(
                201,
                admin.sendText(
                                "POST",
                                "/" + realm + "/authentication/flows/sekisho%20browser/executions/execution",
                                "{\"provider\": \"auth-spnego\"}")
                        .statusCode());

        JsonNode answer = done(realm, "teardown", "{}");

        JsonNode now = admin.get("/" + realm);
        assertEquals("hokuyo", now.get("loginTheme").asText());
        assertEquals("en", now.get("defaultLocale").asText());
        assertEquals("browser", now.get("browserFlow").asText());
        assertEquals(
                "0120-000-001",
                now.get("attributes").get("sekisho.supportTelephone").asText());
        String hints = answer.get("hints").toString();
        for (String left :
                List.of("hokuyo", "sekisho.supportTelephone", "sekisho browser\\\" stays: somebody has changed it")) {
            assertTrue(hints.contains(left), left + ": " + hints);
        }
        assertTrue(flow(realm, "sekisho browser").contains("sekisho-otp"));
    }

    /** Set-ups of before took fingerprints in another way; that of this flow is the same in each realm. */
    @Test
    void a_realm_that_an_older_version_has_set_up_is_torn_down() {
        String realm = stockRealm("setup-older");
        done(realm, "setup", "{\"kind\": \"bound-token\"}");
        String id = admin.get("/" + realm + "/clients?clientId=otp-service-entrance")
                .get(0)
                .get("authenticationFlowBindingOverrides")
                .get("browser")
                .asText();
        String record = recordOf(realm);
        String older =
                record.replaceFirst("(\"" + id + "\":\")[^\"]*", "$1jzudJQq88xYSlNNE2WAbTcYAedIXjrHBHd7AH1ti7JQ");
        assertNotEquals(record, older);
        recordInAttribute(realm, older);

        JsonNode answer = done(realm, "teardown", "{}");

        assertFalse(answer.get("hints").toString().contains("stays:"), answer.toString());
        assertFalse(
                admin.get("/" + realm + "/authentication/flows").toString().contains("sekisho entrance"),
                "the flow is still there");
    }

    @Test
    void a_record_that_somebody_has_damaged_is_named_and_no_other_client_is_removed_for_it() {
        String realm = stockRealm("setup-record");
        done(realm, "setup", APP);
        String record = recordOf(realm);
        record(realm, record.substring(5));
        assertEquals(
                "Record damaged",
                refused(409, realm, "teardown", "{}").get("title").asText());
        assertEquals(
                "Record damaged", refused(409, realm, "setup", APP).get("title").asText());
        recordInAttribute(realm, record.substring(5));
        assertEquals(
                "Record damaged",
                refused(409, realm, "teardown", "{}").get("title").asText());
        String program = admin.get("/" + realm + "/clients?clientId=program")
                .get(0)
                .get("id")
                .asText();
        recordInAttribute(realm, record.replaceFirst("(\"clientsMade\":\\{\"otp-service\":\")[^\"]*", "$1" + program));

        JsonNode answer = done(realm, "teardown", "{}");

        assertTrue(answer.get("hints").toString().contains("The client program stays"), answer.toString());
        assertEquals(1, admin.get("/" + realm + "/clients?clientId=program").size());
    }

    /** What the realm was before, as the set-up has noted it. */
    private String recordOf(String realm) {
        return String.join("", records(realm));
    }

    private List<String> records(String realm) {
        return server.database().rows("select RECORD from SEKISHO_REALM_SETUP where REALM_ID = ?", realmId(realm));
    }

    private void record(String realm, String record) {
        server.database()
                .update("update SEKISHO_REALM_SETUP set RECORD = ? where REALM_ID = ?", record, realmId(realm));
    }

    /** As versions of before had it. */
    private void recordInAttribute(String realm, String record) {
        server.database().update("delete from SEKISHO_REALM_SETUP where REALM_ID = ?", realmId(realm));
        admin.attributes(realm, Map.of("sekisho.setup.before", record));
    }

    // Attributes that others replace

    @Test
    void the_record_is_not_with_the_realm_and_goes_with_it() {
        String realm = stockRealm("setup-gone");
        done(realm, "setup", APP);
        assertFalse(admin.get("/" + realm).get("attributes").has("sekisho.setup.before"));
        assertTrue(recordOf(realm).contains("\"kind\":\"authenticator-app\""), recordOf(realm));
        String id = realmId(realm);

        admin.deleteRealm(realm);
        realms.remove(realm);

        server.database().awaitRows(List.of(), "select REALM_ID from SEKISHO_REALM_SETUP where REALM_ID = ?", id);
    }

    @Test
    void a_record_of_an_older_version_is_moved_by_the_next_call_also_where_it_changes_nothing_else() {
        String realm = stockRealm("setup-moved");
        Map<String, String> before = RealmState.of(admin, realm);
        done(realm, "setup", APP);
        String record = recordOf(realm);
        recordInAttribute(realm, record);
        done(realm, "setup", APP_DRY);
        assertEquals(List.of(), records(realm), "a dry run moves nothing");

        assertEquals(0, done(realm, "setup", APP).get("changes").asInt());

        assertEquals(List.of(record), records(realm));
        assertFalse(admin.get("/" + realm).get("attributes").has("sekisho.setup.before"));
        recordInAttribute(realm, record);
        done(realm, "teardown", "{}");
        assertEquals(before, RealmState.of(admin, realm));
        assertEquals(List.of(), records(realm));
    }

    /** A node with an older JAR finds no record, and notes in the attribute what it has found. */
    @Test
    void what_an_older_node_notes_beside_the_record_counts_for_nothing() {
        String realm = stockRealm("setup-beside");
        Map<String, String> before = RealmState.of(admin, realm);
        done(realm, "setup", APP);
        String record = recordOf(realm);
        admin.attributes(
                realm,
                Map.of(
                        "sekisho.setup.before",
                        "{\"kind\":\"authenticator-app\",\"loginTheme\":{\"before\":\"hokuyo\",\"after\":\"sekisho\"}}"));

        done(realm, "setup", APP);

        assertEquals(List.of(record), records(realm));
        done(realm, "teardown", "{}");
        assertEquals(before, RealmState.of(admin, realm));
    }

    /** The calls that other programs make; each has the realm without our attributes. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "a part of the realm, with attributes",
                "the realm as it was read before the set-up",
                "the realm as it is, without attributes that are not known"
            })
    void a_realm_whose_attributes_were_replaced_is_healed_by_a_second_set_up_and_then_torn_down(String way) {
        String realm = stockRealm("setup-wiped-" + way.length());
        assertEquals(
                204,
                admin.sendText("PUT", "/" + realm, "{\"attributes\": {\"own\": \"kept\"}}")
                        .statusCode());
        // Keycloak itself adds attributes to a realm that is saved as a whole.
        assertEquals(204, admin.send("PUT", "/" + realm, admin.get("/" + realm)).statusCode());
        Map<String, String> before = RealmState.of(admin, realm);
        JsonNode read = admin.get("/" + realm);
        done(realm, "setup", "{\"kind\": \"authenticator-app\", \"theme\": \"hokuyo\"}");
        String record = recordOf(realm);
        JsonNode now = admin.get("/" + realm);
        ObjectNode sent = switch (way) {
            case "a part of the realm, with attributes" ->
                json.createObjectNode().put("realm", realm);
            case "the realm as it was read before the set-up" -> read.deepCopy();
            default -> now.deepCopy();
        };
        sent.set("attributes", read.get("attributes"));
        assertEquals(204, admin.send("PUT", "/" + realm, sent).statusCode());
        assertFalse(admin.get("/" + realm).get("attributes").has("sekisho.enabled"));
        assertEquals(List.of(record), records(realm));

        JsonNode answer = done(realm, "setup", "{\"kind\": \"authenticator-app\", \"theme\": \"hokuyo\"}");

        assertFalse(
                step(answer, "attribute", "sekisho.enabled").get("alreadySo").asBoolean());
        assertEquals(List.of(record), records(realm), "what the first set-up has found stays");
        assertEquals("登録情報照会", heading(realm));
        done(realm, "teardown", "{}");
        assertEquals(before, RealmState.of(admin, realm));
    }

    @Test
    void a_realm_whose_attributes_were_replaced_is_torn_down_also_at_once() {
        String realm = stockRealm("setup-wiped");
        admin.sendText("PUT", "/" + realm, "{\"attributes\": {}}");
        Map<String, String> before = RealmState.of(admin, realm);
        done(realm, "setup", APP);
        Oath app = Oath.withNewKey();
        Customer customer = admin.newOtpCustomer(realm, app.key());
        server.database().awaitSeed(customer, "sekisho1.");
        admin.sendText("PUT", "/" + realm, "{\"attributes\": {}}");

        done(realm, "teardown", "{}");

        assertEquals(before, RealmState.of(admin, realm));
        assertEquals(app.key(), server.database().awaitSeed(customer, app.key()));
    }

    @Test
    void a_service_that_is_off_by_mistake_is_in_the_metrics_and_once_in_the_log_until_it_is_healed() {
        String realm = stockRealm("setup-off");
        done(realm, "setup", APP);
        awaitOff(realm, List.of(0));
        admin.sendText("PUT", "/" + realm, "{\"attributes\": {}}");

        awaitOff(realm, List.of(1));

        String line = "Realm " + realm + ": the OTP service is off, and the realm was not torn down";
        assertEquals(1, occurrences(line));
        done(realm, "setup", APP);
        awaitOff(realm, List.of(0));
        done(realm, "teardown", "{}");
        awaitOff(realm, List.of());
        assertEquals(1, occurrences(line));
    }

    @Test
    void encrypted_otps_alone_tell_that_a_service_is_off_by_mistake() {
        String realm = stockRealm("setup-sealed");
        done(realm, "setup", APP);
        Oath app = Oath.withNewKey();
        Customer customer = admin.newOtpCustomer(realm, app.key());
        server.database().awaitSeed(customer, "sekisho1.");
        awaitOff(realm, List.of(0));
        server.database().update("delete from SEKISHO_REALM_SETUP where REALM_ID = ?", realmId(realm));
        admin.sendText("PUT", "/" + realm, "{\"attributes\": {}}");

        awaitOff(realm, List.of(1));

        assertEquals(
                "Not set up", refused(409, realm, "teardown", "{}").get("title").asText());
        done(realm, "setup", APP);
        awaitOff(realm, List.of(0));
        done(realm, "teardown", "{}");
        assertEquals(app.key(), server.database().awaitSeed(customer, app.key()));
        awaitOff(realm, List.of());
    }

    /** What the metric says of a realm; nothing of one that has nothing to do with the service. */
    private void awaitOff(String realm, List<Integer> values) {
        Await.until(
                "sekisho_service_off of " + realm + " to be " + values,
                Duration.ofMinutes(2),
                () -> server.metrics().series("sekisho_service_off").stream()
                        .filter(series -> realm.equals(series.labels().get("realm")))
                        .map(series -> (int) series.value())
                        .toList()
                        .equals(values));
    }

    private int occurrences(String line) {
        return server.log().split(Pattern.quote(line), -1).length - 1;
    }

    // Who, and how

    @Test
    void of_parallel_calls_one_sets_up_and_the_others_find_it_done() {
        String realm = stockRealm("setup-parallel");
        List<CompletableFuture<HttpResponse<String>>> calls = IntStream.range(0, 6)
                .mapToObj(index -> CompletableFuture.supplyAsync(() -> call(admin, realm, "setup", APP)))
                .toList();

        List<JsonNode> answers = calls.stream()
                .map(CompletableFuture::join)
                .peek(answer -> assertEquals(200, answer.statusCode(), answer.body()))
                .map(this::parsed)
                .toList();

        assertEquals(
                1,
                answers.stream()
                        .filter(answer -> answer.get("changes").asInt() > 0)
                        .count(),
                answers.toString());
        assertEquals(
                1,
                list(admin.get("/" + realm + "/authentication/flows")).stream()
                        .filter(flow ->
                                "sekisho browser".equals(flow.get("alias").asText()))
                        .count());
        assertEquals(1, admin.get("/" + realm + "/clients?clientId=otp-service").size());
        List<Integer> teardowns = IntStream.range(0, 4)
                .mapToObj(index -> CompletableFuture.supplyAsync(
                        () -> call(admin, realm, "teardown", "{}").statusCode()))
                .toList()
                .stream()
                .map(CompletableFuture::join)
                .sorted()
                .toList();
        assertEquals(List.of(200, 409, 409, 409), teardowns);
    }

    @Test
    void who_may_not_manage_realm_and_clients_is_refused() {
        String realm = stockRealm("setup-refused");
        for (String roles : List.of(
                "view-realm", "view-realm,view-clients,view-users,manage-users", "manage-realm", "manage-clients")) {
            Admin staff = admin.as(admin.newCustomer(realm, user -> roles(user, roles)));
            Map<String, String> before = RealmState.of(admin, realm);
            for (String body : List.of(APP, APP_DRY, "not JSON")) {
                assertEquals(403, call(staff, realm, "setup", body).statusCode(), roles);
                assertEquals(403, call(staff, realm, "teardown", body).statusCode(), roles);
            }
            assertEquals(before, RealmState.of(admin, realm));
        }
    }

    @Test
    void who_may_manage_realm_and_clients_sets_up_and_tears_down_with_an_event_that_names_him() {
        String realm = stockRealm(
                "setup-rights",
                changes -> changes.put("adminEventsEnabled", true).put("adminEventsDetailsEnabled", true));
        Customer staff = admin.newCustomer(realm, user -> roles(user, "manage-realm,manage-clients"));
        assertEquals(200, call(admin.as(staff), realm, "setup", APP).statusCode());
        assertEquals(200, call(admin.as(staff), realm, "teardown", "{}").statusCode());

        List<String> calls =
                list(admin.get("/" + realm + "/admin-events?operationTypes=ACTION&resourceTypes=REALM")).stream()
                        .filter(event -> staff.id()
                                .equals(event.get("authDetails").get("userId").asText()))
                        .map(event -> event.get("resourcePath").asText())
                        .sorted()
                        .toList();
        assertEquals(List.of("otp-service/setup", "otp-service/teardown"), calls);
    }

    @Test
    void set_up_settings_and_teardown_leave_one_line_each_that_names_who_and_what_and_no_value() {
        String realm = stockRealm("setup-lines");
        Customer staff = admin.newCustomer(realm, user -> roles(user, "manage-realm,manage-clients,view-realm"));
        Admin caller = admin.as(staff);
        String by = " by user " + staff.id() + " with client ";
        assertEquals(200, call(caller, realm, "setup", APP_DRY).statusCode());
        assertEquals(0, occurrences("Realm " + realm + ": set up"), "a dry run");
        assertEquals(200, call(caller, realm, "setup", APP).statusCode());
        assertEquals(200, call(caller, realm, "setup", APP).statusCode());
        String settings =
                "{\"sekisho.supportTelephone\": \"0120-000-009\", \"sekisho.siteUrl\": null, \"sekisho.maxFailures\": \"7\"}";
        for (int time = 0; time < 2; time++) {
            assertEquals(
                    200,
                    caller.sendText("PUT", "/" + realm + "/otp-service/settings", settings)
                            .statusCode());
        }
        assertEquals(200, call(caller, realm, "teardown", "{}").statusCode());

        Await.until("the line of the teardown", SHORT_WHILE, () -> occurrences("Realm " + realm + ": torn down") == 1);
        assertEquals(1, occurrences("Realm " + realm + ": set up as authenticator-app" + by));
        assertEquals(1, occurrences("Realm " + realm + ": settings changed" + by));
        String line = server.log()
                .lines()
                .filter(each -> each.contains("Realm " + realm + ": settings changed"))
                .findFirst()
                .orElseThrow();
        assertTrue(line.endsWith(": sekisho.maxFailures, sekisho.supportTelephone"), line);
        assertFalse(server.log().contains("0120-000-009"));
    }

    private static void roles(ObjectNode user, String roles) {
        ArrayNode clientRoles = user.putObject("clientRoles").putArray("realm-management");
        for (String role : roles.split(",")) {
            clientRoles.add(role);
        }
    }

    @Test
    void a_body_that_is_not_understood_changes_nothing() {
        String realm = stockRealm("setup-body");
        Map<String, String> before = RealmState.of(admin, realm);
        for (String body : List.of(
                "",
                "not JSON",
                "[]",
                "5",
                "null",
                "{\"kind\": \"authenticator-app\"",
                "{\"kind\": \"authenticator-app\", \"dryRun\": \"true\"}",
                "{\"kind\": \"authenticator-app\", \"dryrun\": true}",
                "{\"kind\": \"authenticator-app\", \"dryRun\": true, \"dryRun\": false}",
                "{\"kind\": {}}",
                "{}",
                "{\"kind\": \"hardware\"}",
                "{\"kind\": \"AUTHENTICATOR_APP\"}",
                "{\"kind\": \"authenticator-app\", \"theme\": \"none-such\"}",
                "{\"kind\": \"authenticator-app\", \"theme\": \"keycloak.v2\"}",
                "{\"kind\": \"authenticator-app\", \"theme\": \"../sekisho\"}",
                "{\"kind\": \"authenticator-app\"} {}")) {
            HttpResponse<String> answer = call(admin, realm, "setup", body);
            assertEquals(400, answer.statusCode(), body + ": " + answer.body());
            assertEquals(400, parsed(answer).get("status").asInt(), answer.body());
            assertFalse(answer.body().contains("Exception"), answer.body());
            assertEquals(before, RealmState.of(admin, realm), body);
        }
    }
}
