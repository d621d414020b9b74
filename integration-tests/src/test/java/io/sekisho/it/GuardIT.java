package io.sekisho.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sekisho.it.harness.Admin;
import io.sekisho.it.harness.Browser;
import io.sekisho.it.harness.Crowd;
import io.sekisho.it.harness.Customer;
import io.sekisho.it.harness.FormClient;
import io.sekisho.it.harness.FormClient.Answer;
import io.sekisho.it.harness.KeycloakVersion;
import io.sekisho.it.harness.Metrics;
import io.sekisho.it.harness.Oath;
import io.sekisho.it.harness.Server;
import io.sekisho.it.harness.TestRealm;
import io.sekisho.it.harness.Visitor;
import io.sekisho.it.harness.WithServer;
import io.sekisho.it.page.ApplyWizard;
import io.sekisho.it.page.LoginPage;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Attempts at the OTP and at the transaction password: how many are evaluated, what follows, and what the customer and
 * the staff see of it. The realm has Keycloak's own brute-force detection off, so that nothing but our guard stops a
 * guess.
 */
@WithServer
class GuardIT {

    private static final String REALM = "guard";
    private static final int GUESSES = 400;
    private static final int REFUSED = KeycloakVersion.refusedGrant();
    private static final int CONNECTIONS = 40;
    private static final int MAX_FAILURES = 5;
    /** For a code at the far end of the window to arrive before it leaves the window. */
    private static final Duration MOMENT = Duration.ofSeconds(3);

    private static TestRealm realm;

    private final Server server;
    private final Admin admin;
    private final Browser browser;

    GuardIT(Server server, Browser browser) {
        this.server = server;
        this.admin = server.admin();
        this.browser = browser;
    }

    @BeforeAll
    static void makeRealm(Server server) {
        realm = TestRealm.like(server, "mito", REALM, changes -> {
            changes.put("resetPasswordAllowed", true);
            TestRealm.hashFast(changes);
            TestRealm.addStepUp(changes);
        });
    }

    @AfterAll
    static void deleteRealm() {
        realm.close();
    }

    @Test
    void of_400_parallel_guesses_at_an_otp_five_are_evaluated() {
        Oath app = Oath.withNewKey();
        Customer customer = admin.newOtpCustomer(REALM, app.key());
        List<String> guesses = app.wrongCodes(GUESSES);
        Map<String, Integer> before = server.metrics().verifications(REALM, "otp");

        List<HttpResponse<String>> answers =
                Crowd.run(CONNECTIONS, GUESSES, guess -> directGrant(customer, guesses.get(guess)));

        assertEquals(GUESSES, answers.size());
        answers.forEach(answer -> assertSameRefusal(answers.get(0), answer));
        assertEquals(
                Map.of("wrong", MAX_FAILURES - 1, "suspending", 1, "suspended", GUESSES - MAX_FAILURES),
                Metrics.added(before, server.metrics().verifications(REALM, "otp")));
        assertFactor("SUSPENDED", MAX_FAILURES, MAX_FAILURES, customer, "otp");
        assertFactor("IN_USE", 0, 0, customer, "transactionPassword");
        assertEquals(1, suspensionEvents(customer), "suspended once");
        server.mailTo(customer, "ワンタイムパスワードを一時停止");

        HttpResponse<String> right = directGrant(customer, app.code());
        assertSameRefusal(answers.get(0), right);

        assertEquals(204, admin.lift(customer, "otp").statusCode());
        assertEquals(
                200,
                directGrant(customer, app.code()).statusCode(),
                "the right code while suspended was not looked at, so a code works now");
        assertFactor("IN_USE", 0, 0, customer, "otp");
        server.mailTo(customer, "ワンタイムパスワードの利用を再開");
    }

    @Test
    void of_400_parallel_guesses_at_a_transaction_password_five_are_evaluated() {
        Oath app = Oath.withNewKey();
        Customer customer = admin.newOtpCustomer(REALM, app.key());
        Map<FormClient, Answer> pages = new ConcurrentHashMap<>();
        List<FormClient> clients = Crowd.run(8, CONNECTIONS, number -> {
            FormClient client = new FormClient();
            pages.put(client, stepUp(client, customer));
            return client;
        });
        Map<String, Integer> before = server.metrics().verifications(REALM, "transaction-password");

        Set<String> texts = new HashSet<>();
        for (List<String> shown : Crowd.run(CONNECTIONS, CONNECTIONS, number -> {
            FormClient client = clients.get(number);
            List<String> errors = new ArrayList<>();
            for (int guess = 0; guess < GUESSES / CONNECTIONS; guess++) {
                pages.compute(
                        client, (key, page) -> client.submit(page, Map.of("transactionPassword", "guess-" + number)));
                errors.add(pages.get(client).error("transactionPassword"));
            }
            return errors;
        })) {
            texts.addAll(shown);
        }

        assertEquals(
                Map.of("wrong", MAX_FAILURES - 1, "suspending", 1, "suspended", GUESSES - MAX_FAILURES),
                Metrics.added(before, server.metrics().verifications(REALM, "transaction-password")));
        assertEquals(
                MAX_FAILURES,
                texts.size(),
                "four times a number of guesses that are left, then the suspension: " + texts);
        assertFactor("SUSPENDED", MAX_FAILURES, MAX_FAILURES, customer, "transactionPassword");
        assertFactor("IN_USE", 0, 0, customer, "otp");
        assertEquals(1, suspensionEvents(customer), "suspended once");
        server.mailTo(customer, "取引パスワードを一時停止");

        FormClient client = clients.get(0);
        Answer wrong = client.submit(pages.get(client), Map.of("transactionPassword", "guess"));
        Answer right = client.submit(wrong, Map.of("transactionPassword", customer.transactionPassword()));
        assertTrue(right.error("transactionPassword").contains("利用を停止しています"), right.body());
        assertEquals(wrong.status(), right.status());
        assertEquals(wrong.error("transactionPassword"), right.error("transactionPassword"));

        assertEquals(204, admin.lift(customer, "transaction-password").statusCode());
        Answer lifted = client.submit(right, Map.of("transactionPassword", customer.transactionPassword()));
        assertEquals("登録情報照会", lifted.heading());
        server.mailTo(customer, "取引パスワードの利用を再開");
    }

    @Test
    void of_40_parallel_submits_of_one_right_code_one_succeeds() {
        Oath app = Oath.withNewKey();
        Customer customer = admin.newOtpCustomer(REALM, app.key());
        String code = app.codeOfStep(0);
        Map<String, Integer> before = server.metrics().verifications(REALM, "otp");

        List<Integer> statuses = Crowd.run(
                CONNECTIONS, CONNECTIONS, number -> directGrant(customer, code).statusCode());

        assertEquals(1, statuses.stream().filter(status -> status == 200).count());
        assertEquals(
                Map.of("accepted", 1, "replayed", CONNECTIONS - 1),
                Metrics.added(before, server.metrics().verifications(REALM, "otp")));
        assertFactor("IN_USE", 0, 0, customer, "otp");
    }

    @Test
    void a_success_clears_the_failures_of_its_own_factor_alone() {
        Oath app = Oath.withNewKey();
        Customer customer = admin.newOtpCustomer(REALM, app.key());
        FormClient client = new FormClient();
        Answer page = stepUp(client, customer);
        for (int failure = 0; failure < 2; failure++) {
            directGrant(customer, app.wrongCode());
            page = client.submit(page, Map.of("transactionPassword", "wrong"));
        }
        assertFactor("IN_USE", 2, 2, customer, "otp");
        assertFactor("IN_USE", 2, 2, customer, "transactionPassword");

        assertEquals(200, directGrant(customer, app.code()).statusCode());

        assertFactor("IN_USE", 0, 0, customer, "otp");
        assertFactor("IN_USE", 2, 2, customer, "transactionPassword");
        directGrant(customer, app.wrongCode());

        assertEquals(
                "登録情報照会",
                client.submit(page, Map.of("transactionPassword", customer.transactionPassword()))
                        .heading());

        assertFactor("IN_USE", 1, 1, customer, "otp");
        assertFactor("IN_USE", 0, 0, customer, "transactionPassword");
    }

    @Test
    void a_hundred_failures_in_a_row_end_an_authenticator_whoever_lifts_suspensions() {
        Oath app = Oath.withNewKey();
        Customer customer = admin.newOtpCustomer(REALM, app.key());
        List<String> guesses = app.wrongCodes(100);
        for (int round = 0; round < 100 / MAX_FAILURES; round++) {
            if (round > 0) {
                assertEquals(204, admin.lift(customer, "otp").statusCode());
            }
            int first = round * MAX_FAILURES;
            Crowd.run(MAX_FAILURES, MAX_FAILURES, guess -> directGrant(customer, guesses.get(first + guess)));
            assertEquals(
                    first + MAX_FAILURES,
                    admin.factors(customer).at("/otp/failuresInAll").asInt());
        }

        assertFactor("EXHAUSTED", MAX_FAILURES, 100, customer, "otp");
        assertProblem(409, "Set up anew", admin.lift(customer, "otp"));
        assertEquals(REFUSED, directGrant(customer, app.code()).statusCode());
        LoginPage.open(browser.open(), server, REALM)
                .password(customer)
                .otpError("この登録は使えなくなりました")
                .otp(app.code())
                .otpError("改めて登録が必要です");
        assertFactor("EXHAUSTED", MAX_FAILURES, 100, customer, "otp");

        // The way out: the staff remove what is exhausted, and the customer applies as if for the first time.
        admin.deleteCredential(customer, "otp");
        ApplyWizard wizard = LoginPage.open(browser.open(), server, REALM)
                .login(customer)
                .apply()
                .prove(customer.transactionPassword());
        Oath anew = Oath.with(wizard.registration().revealedKey());
        assertEquals("利用中", wizard.next().confirm(anew.currentCode()).receipt().otp());
        assertEquals(200, directGrant(customer, anew.code()).statusCode());
    }

    @Test
    void a_code_older_than_the_accepted_one_is_void() {
        Oath app = Oath.withNewKey();
        Customer customer = admin.newOtpCustomer(REALM, app.key());
        Map<String, Integer> before = server.metrics().verifications(REALM, "otp");

        assertEquals(200, directGrant(customer, app.codeOfStep(0)).statusCode());
        assertEquals(REFUSED, directGrant(customer, app.codeOfStep(-1)).statusCode());

        assertEquals(
                Map.of("accepted", 1, "replayed", 1),
                Metrics.added(before, server.metrics().verifications(REALM, "otp")));
        assertEquals(200, directGrant(customer, app.codeOfStep(1)).statusCode());
    }

    @Test
    void a_used_code_and_a_suspension_outlive_a_restart() {
        Oath app = Oath.withNewKey();
        Customer customer = admin.newOtpCustomer(REALM, app.key());
        Customer suspended = admin.newOtpCustomer(REALM, app.key());
        app.wrongCodes(MAX_FAILURES).forEach(guess -> directGrant(suspended, guess));
        String code = app.codeOfStep(1);
        assertEquals(200, directGrant(customer, code).statusCode());

        server.restart();

        assertEquals(REFUSED, directGrant(customer, code).statusCode());
        assertEquals(
                Map.of("replayed", 1),
                server.metrics().verifications(REALM, "otp"),
                "used, and neither wrong nor expired");
        assertFactor("SUSPENDED", MAX_FAILURES, MAX_FAILURES, suspended, "otp");
        assertEquals(REFUSED, directGrant(suspended, app.code()).statusCode());
    }

    @Test
    void each_refusal_has_its_own_text_and_the_form_stays_usable() {
        Oath app = Oath.withNewKey();
        Customer customer = admin.newOtpCustomer(REALM, app.key());
        String used = app.earlyInStep(MOMENT).codeOfStep(-1);
        assertEquals(200, directGrant(customer, used).statusCode());

        LoginPage login = LoginPage.open(browser.open(), server, REALM)
                .password(customer)
                .otp("")
                .otpError("入力してください")
                .otp("１２ 3")
                .otpError("6桁の数字です")
                .otp(app.wrongCode())
                .otpError("ワンタイムパスワードが違います")
                .otpError("あと4回まちがえると利用停止になります")
                .otp(app.codeOfStep(5))
                .otpError("スマートフォンの時刻がずれているようです")
                .otp(used)
                .otpError("使用済みです");
        assertFactor("IN_USE", 2, 2, customer, "otp");
        assertEquals("利用中", login.otp(app.codeOfStep(0)).status().otp());
        assertFactor("IN_USE", 0, 0, customer, "otp");
    }

    @Test
    void a_code_that_was_right_a_short_time_ago_has_expired_and_counts() {
        Oath app = Oath.withNewKey();
        Customer customer = admin.newOtpCustomer(REALM, app.key());

        LoginPage login = LoginPage.open(browser.open(), server, REALM).password(customer);
        login.otp(app.earlyInStep(MOMENT).codeOfStep(-2)).otpError("数字が切り替わりました");

        assertFactor("IN_USE", 1, 1, customer, "otp");
        assertEquals("利用中", login.otp(app.code()).status().otp());
    }

    @Test
    void a_suspension_is_told_and_after_the_lift_the_same_form_takes_a_code() {
        Oath app = Oath.withNewKey();
        Customer customer = admin.newOtpCustomer(REALM, app.key());
        List<String> guesses = app.wrongCodes(MAX_FAILURES);
        LoginPage login = LoginPage.open(browser.open(), server, REALM).password(customer);
        for (int failure = 1; failure < MAX_FAILURES; failure++) {
            login.otp(guesses.get(failure)).otpError("あと" + (MAX_FAILURES - failure) + "回");
        }

        login.otp(guesses.get(0)).otpError("利用を停止しています").otpError("お電話ください");

        LoginPage.open(browser.open(), server, REALM).password(customer).otpError("利用を停止しています");
        assertEquals(204, admin.lift(customer, "otp").statusCode());
        assertEquals("利用中", login.otp(app.code()).status().otp());
    }

    @Test
    void a_forgotten_password_is_reset_under_the_same_guard() {
        Oath app = Oath.withNewKey();
        Customer customer = admin.newOtpCustomer(REALM, app.key());
        Visitor visitor = new Visitor(server.url(), customer);
        Answer login = visitor.get(server.url() + "/realms/" + REALM + "/otp-service");
        Answer forgotten = visitor.get(server.url() + link(login.body(), "/realms/[^\"]*reset-credentials[^\"]*"));
        visitor.submit(forgotten, Map.of("username", customer.number()));
        Answer page = visitor.get(link(server.mailTo(customer, "パスワードのリセット").text(), "http://\\S*action-token\\S*"));
        assertEquals("ワンタイムパスワード認証", page.heading());

        for (String wrong : app.wrongCodes(MAX_FAILURES)) {
            page = visitor.submit(page, Map.of("otp", wrong));
        }
        assertTrue(page.error("otp").contains("利用を停止しています"), page.body());
        page = visitor.submit(page, Map.of("otp", app.codeOfStep(0)));
        assertTrue(page.error("otp").contains("利用を停止しています"), page.body());
        assertFactor("SUSPENDED", MAX_FAILURES, MAX_FAILURES, customer, "otp");
        admin.lift(customer, "otp");

        page = visitor.submit(page, Map.of("otp", app.codeOfStep(0)));

        assertEquals("ログインパスワードの変更", page.heading());
        assertEquals(
                "登録情報照会",
                visitor.submit(page, Map.of("password-new", "another-login", "password-confirm", "another-login"))
                        .heading());
        assertEquals(
                REFUSED,
                directGrant(customer, app.codeOfStep(1)).statusCode(),
                "the old login password is none any more");
        assertEquals(
                200,
                admin.directGrant(customer, Map.of("password", "another-login", "otp", app.codeOfStep(1)))
                        .statusCode());
    }

    private static String link(String text, String pattern) {
        Matcher link = Pattern.compile(pattern).matcher(text);
        assertTrue(link.find(), text);
        return link.group().replace("&amp;", "&");
    }

    @Test
    void only_a_credential_of_ones_own_can_be_chosen_for_a_code() {
        Oath own = Oath.withNewKey();
        Customer guesser = admin.newOtpCustomer(REALM, own.key());
        Customer customer = admin.newOtpCustomer(REALM, Oath.withNewKey().key());
        Map<String, Integer> before = server.metrics().verifications(REALM, "otp");
        Visitor visitor = new Visitor(server.url(), customer);
        Answer page = visitor.login();
        for (String chosen :
                List.of(admin.credentialId(guesser, "otp"), admin.credentialId(customer, "password"), "no-such-id")) {
            page = visitor.submit(page, Map.of("otp", own.codeOfStep(0), "selectedCredentialId", chosen));
            assertTrue(page.error("otp").contains("ただいま確認できません"), page.body());
        }

        assertEquals(
                Map.of(), Metrics.added(before, server.metrics().verifications(REALM, "otp")), "nothing was evaluated");
        assertFactor("IN_USE", 0, 0, customer, "otp");
        assertEquals(200, directGrant(guesser, own.codeOfStep(0)).statusCode(), "the code is not used up");
    }

    @Test
    void a_code_for_an_otp_that_was_removed_meanwhile_is_told_so_and_a_new_login_needs_none() {
        Oath app = Oath.withNewKey();
        Customer customer = admin.newOtpCustomer(REALM, app.key());
        Visitor visitor = new Visitor(server.url(), customer);
        Answer page = visitor.login();
        admin.deleteCredential(customer, "otp");

        page = visitor.submit(page, Map.of("otp", app.code()));

        assertEquals(200, page.status());
        assertTrue(page.error("otp").contains("ただいま確認できません"), page.body());
        assertEquals("登録情報照会", new Visitor(server.url(), customer).login().heading());
    }

    @Test
    void an_otp_by_counter_is_guarded_too_and_each_code_works_once() {
        Oath app = Oath.withNewKey();
        Customer customer = admin.newCustomer(REALM, user -> {
            ObjectNode credential = admin.otpCredential(app.key());
            credential.put(
                    "credentialData", credential.get("credentialData").asText().replace("totp", "hotp"));
            user.withArray("/credentials").add(credential);
        });
        assertEquals(200, directGrant(customer, app.codeOfCounter(0)).statusCode());

        List<Integer> statuses = Crowd.run(
                4, 4, number -> directGrant(customer, app.codeOfCounter(1)).statusCode());

        assertEquals(1, statuses.stream().filter(status -> status == 200).count());
        assertEquals(REFUSED, directGrant(customer, app.codeOfCounter(0)).statusCode());
        assertEquals(
                200,
                directGrant(customer, app.codeOfCounter(3)).statusCode(),
                "one left out is within the look-ahead window");
        assertEquals(REFUSED, directGrant(customer, app.codeOfCounter(2)).statusCode());
        assertEquals(REFUSED, directGrant(customer, app.codeOfCounter(9)).statusCode());
        assertFactor("IN_USE", 2, 2, customer, "otp");
        assertEquals(
                List.of("利用停止"),
                LoginPage.open(browser.open(), server, REALM)
                        .login(customer, app.codeOfCounter(4))
                        .otpActions());
    }

    @Test
    void a_deleted_customer_leaves_nothing_behind() {
        Oath app = Oath.withNewKey();
        Customer customer = admin.newOtpCustomer(REALM, app.key());
        assertEquals(200, directGrant(customer, app.code()).statusCode());
        app.wrongCodes(MAX_FAILURES).forEach(guess -> directGrant(customer, guess));
        server.mailTo(customer, "ワンタイムパスワードを一時停止");
        server.database().awaitOwnRows(customer, rows -> rows >= 3);

        admin.deleteCustomer(customer);

        server.database().awaitOwnRows(customer, rows -> rows == 0);
        assertEquals(REFUSED, directGrant(customer, app.code()).statusCode());
        assertProblem(404, "No such user", admin.lift(customer, "otp"));
    }

    @ParameterizedTest
    @CsvSource({
        "$1$2, '０１２３４５６７８９'",
        "'$1 $2', '0123456789'",
        "$1-$2, '0123456789'",
        "' $1　$2 ', '０１２３４５６７８９'",
        "\u2068$1\u200B$2\u2069\uFEFF, '０１２３４５６７８９'"
    })
    void a_code_may_be_typed_as_a_customer_types(String form, String digits) {
        Oath app = Oath.withNewKey();
        Customer customer = admin.newOtpCustomer(REALM, app.key());
        Visitor visitor = new Visitor(server.url(), customer);
        StringBuilder typed = new StringBuilder();
        app.code()
                .replaceFirst("(...)(...)", form)
                .chars()
                .forEach(c -> typed.append(Character.isDigit(c) ? digits.charAt(c - '0') : (char) c));

        assertEquals(
                "登録情報照会",
                visitor.submit(visitor.login(), Map.of("otp", typed.toString())).heading());
    }

    @ParameterizedTest
    @CsvSource({
        "'', ワンタイムパスワードを入力してください",
        "'　', ワンタイムパスワードを入力してください",
        "abcdef, 6桁の数字です",
        "12345, 6桁の数字です",
        "1234567, 6桁の数字です",
        "LONG, 6桁の数字です"
    })
    void what_cannot_be_a_code_is_said_so_and_not_counted(String typed, String sentence) {
        Oath app = Oath.withNewKey();
        Customer customer = admin.newOtpCustomer(REALM, app.key());
        Visitor visitor = new Visitor(server.url(), customer);

        Answer page = visitor.submit(visitor.login(), Map.of("otp", "LONG".equals(typed) ? "1".repeat(1_000) : typed));

        assertTrue(page.error("otp").contains(sentence), page.body());
        assertFactor("IN_USE", 0, 0, customer, "otp");
        assertEquals("登録情報照会", visitor.submit(page, Map.of("otp", app.code())).heading());
    }

    @ParameterizedTest
    @ValueSource(strings = {"otp", "transaction-password"})
    void there_is_nothing_to_lift_without_a_suspension(String factor) {
        Customer customer = admin.newOtpCustomer(REALM, Oath.withNewKey().key());

        assertProblem(409, "Not suspended", admin.lift(customer, factor));

        assertEquals(0, admin.events(customer, "UPDATE_CREDENTIAL").size());
    }

    @Test
    void only_who_manages_users_may_lift_a_suspension() {
        Oath app = Oath.withNewKey();
        Customer customer = admin.newOtpCustomer(REALM, app.key());
        Crowd.run(MAX_FAILURES, MAX_FAILURES, guess -> directGrant(customer, app.wrongCode()));
        Admin nobody = admin.as(admin.newCustomer(REALM));
        Admin viewer = admin.as(admin.newCustomer(
                REALM,
                user -> user.withObject("/clientRoles")
                        .putArray("realm-management")
                        .add("view-users")));
        Customer manager = admin.newCustomer(
                REALM,
                user -> user.withObject("/clientRoles")
                        .putArray("realm-management")
                        .add("manage-users"));
        String status = "/" + REALM + "/otp-service/users/" + customer.id();

        assertEquals(403, nobody.send("GET", status, null).statusCode());
        assertEquals(403, nobody.lift(customer, "otp").statusCode());
        assertEquals(
                403,
                nobody.lift(new Customer(REALM, "no-such-id", "0"), "otp").statusCode(),
                "nor does it tell which customers exist");
        assertEquals("SUSPENDED", viewer.get(status).at("/otp/status").asText());
        assertEquals(403, viewer.lift(customer, "otp").statusCode());
        assertFactor("SUSPENDED", MAX_FAILURES, MAX_FAILURES, customer, "otp");

        assertEquals(204, admin.as(manager).lift(customer, "otp").statusCode());

        JsonNode lifted = admin.events(customer, "UPDATE_CREDENTIAL").get(0).get("details");
        assertEquals("suspension-lifted", lifted.get("action").asText());
        assertEquals("otp", lifted.get("credential_type").asText());
        assertEquals(manager.id(), lifted.get("admin").asText());
        JsonNode adminEvent = admin.get(
                        "/" + REALM + "/admin-events?operationTypes=ACTION&resourcePath=*" + customer.id() + "*")
                .get(0);
        assertEquals(manager.id(), adminEvent.at("/authDetails/userId").asText());
    }

    @Test
    void an_unknown_customer_and_a_realm_without_the_service_are_not_found() {
        Customer unknown = new Customer(REALM, "no-such-id", "0");
        assertProblem(404, "No such user", admin.lift(unknown, "otp"));
        assertProblem(404, "No such user", admin.lift(unknown, "transaction-password"));
        assertProblem(404, "No such user", admin.send("GET", "/" + REALM + "/otp-service/users/no-such-id", null));

        String inMaster =
                admin.get("/master/users?username=admin").get(0).get("id").asText();
        assertProblem(404, "No OTP service", admin.lift(new Customer("master", inMaster, "admin"), "otp"));
        assertProblem(404, "No OTP service", admin.send("GET", "/master/otp-service/users/" + inMaster, null));
        assertEquals(
                404,
                admin.lift(new Customer("no-such-realm", inMaster, "admin"), "otp")
                        .statusCode());
    }

    private HttpResponse<String> directGrant(Customer customer, String code) {
        return admin.directGrant(customer, Map.of("otp", code));
    }

    /** Up to the page that asks for the transaction password. */
    private static Answer stepUp(FormClient client, Customer customer) {
        Answer login = client.get(realm.stepUpUrl());
        Answer page = client.submit(login, Map.of("username", customer.number(), "password", customer.loginPassword()));
        assertEquals("取引パスワード認証", page.heading());
        return page;
    }

    private long suspensionEvents(Customer customer) {
        JsonNode events = admin.events(customer, "UPDATE_CREDENTIAL");
        return IntStream.range(0, events.size())
                .filter(index -> "suspended"
                        .equals(events.get(index).at("/details/action").asText()))
                .count();
    }

    private void assertFactor(String status, int failures, int failuresInAll, Customer customer, String factor) {
        JsonNode state = admin.factors(customer).get(factor);
        assertEquals(status, state.get("status").asText());
        assertEquals(failures, state.get("failures").asInt());
        assertEquals(failuresInAll, state.get("failuresInAll").asInt());
        assertEquals("SUSPENDED".equals(status) || "EXHAUSTED".equals(status), state.hasNonNull("suspendedAt"));
    }

    private static void assertProblem(int status, String title, HttpResponse<String> answer) {
        assertEquals(status, answer.statusCode(), answer.body());
        assertEquals(
                "application/problem+json",
                answer.headers().firstValue("Content-Type").orElse("").replaceFirst(";.*", ""));
        assertTrue(
                answer.body().contains("\"title\":\"" + title + "\"")
                        && answer.body().contains("\"status\":" + status),
                answer.body());
    }

    /** Nothing of an answer but its date may differ, or it would tell something. */
    private static void assertSameRefusal(HttpResponse<String> expected, HttpResponse<String> actual) {
        assertEquals(REFUSED, actual.statusCode());
        assertEquals(expected.body(), actual.body());
        assertEquals(withoutDate(expected), withoutDate(actual));
    }

    private static Map<String, List<String>> withoutDate(HttpResponse<String> answer) {
        Map<String, List<String>> headers = new TreeMap<>(answer.headers().map());
        headers.remove("date");
        return headers;
    }
}
