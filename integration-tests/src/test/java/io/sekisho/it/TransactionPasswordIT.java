package io.sekisho.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sekisho.it.harness.Admin;
import io.sekisho.it.harness.Await;
import io.sekisho.it.harness.Browser;
import io.sekisho.it.harness.Crowd;
import io.sekisho.it.harness.Customer;
import io.sekisho.it.harness.FormClient.Answer;
import io.sekisho.it.harness.Server;
import io.sekisho.it.harness.TestRealm;
import io.sekisho.it.harness.Visitor;
import io.sekisho.it.harness.WithServer;
import io.sekisho.it.page.LoginPage;
import io.sekisho.it.page.TransactionPasswordPages;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The transaction password: set for the first time, changed, reset by the staff, and asked for as a step-up. */
@WithServer
class TransactionPasswordIT {

    private static final String REALM = "trades";
    private static final String STATUS = "登録情報照会";
    private static final String SET = "取引パスワードの設定";
    private static final String UPDATE = "取引パスワードの変更";
    private static final String STEP_UP = "取引パスワード認証";

    private static TestRealm realm;

    private final Server server;
    private final Admin admin;
    private final Browser browser;

    TransactionPasswordIT(Server server, Browser browser) {
        this.server = server;
        this.admin = server.admin();
        this.browser = browser;
    }

    /**
     * Shorter than an institution would have it, so that a customer's number is long enough to be refused for what it
     * is.
     */
    @BeforeAll
    static void makeRealm(Server server) {
        realm = TestRealm.like(server, "hokuyo", REALM, changes -> {
            changes.withObject("/attributes")
                    .put("sekisho.transactionPasswordMinLength", "5")
                    .put("sekisho.transactionPasswordMaxLength", "20");
            TestRealm.hashFast(changes);
            changes.put("bruteForceProtected", true);
            TestRealm.addStepUp(changes);
        });
    }

    @AfterAll
    static void deleteRealm() {
        realm.close();
    }

    @Test
    void the_first_one_is_set_where_it_is_needed_and_proved_by_the_login_password() {
        Customer customer = customerWithout();
        Visitor visitor = visitor(customer);
        Answer page = visitor.start("sekisho-otp-apply");
        assertEquals(SET, page.heading());

        page = visitor.submit(page, newPassword("first-one", "first-one", "password", "not the login password"));
        assertTrue(page.error("password").contains("ログインパスワードが違います"), page.body());
        Await.until(
                "Keycloak's brute-force detection has counted it",
                Duration.ofSeconds(5),
                () -> admin.bruteForceFailures(customer) == 1);
        page = visitor.submit(page, newPassword("first-one", "first-one", "password", ""));
        assertTrue(page.error("password").contains("ログインパスワードを入力してください"), page.body());
        assertEquals("NOT_REGISTERED", status(customer));

        page = visitor.submit(page, newPassword("first-one", "first-one", "password", customer.loginPassword()));

        assertEquals("サービス申込 -登録-", page.heading());
        assertEquals("IN_USE", status(customer));
        assertEquals(STATUS, stepUp(customer, "first-one").heading());
        server.mailTo(customer, "取引パスワード変更");
        assertFalse(server.log().contains("first-one"));
        Await.until(
                "the customer's number in the database",
                Duration.ofSeconds(10),
                () -> !server.database().placesWith(customer.number()).isEmpty());
        assertEquals(List.of(), server.database().placesWith("first-one"));
    }

    @Test
    void a_new_one_that_the_institution_does_not_take_is_refused_with_the_reason() {
        Customer customer = customerWithout();
        Visitor visitor = visitor(customer);
        Answer page = visitor.start("sekisho-otp-apply");
        String tooLong = "取引パスワードは20文字以内にしてください";
        String sameAsLogin = "ログインパスワードと同じものは使えません";
        for (List<String> attempt : List.of(
                List.of("", "", "取引パスワードを入力してください"),
                List.of("abcd", "abcd", "取引パスワードは5文字以上にしてください"),
                List.of("a".repeat(21), "a".repeat(21), tooLong),
                List.of("a".repeat(1_000), "a".repeat(1_000), tooLong),
                List.of(customer.number(), customer.number(), sameAsLogin),
                List.of(fullWidth(customer.number()), fullWidth(customer.number()), sameAsLogin),
                List.of(customer.loginPassword(), customer.loginPassword(), sameAsLogin),
                List.of(fullWidth(customer.loginPassword()), fullWidth(customer.loginPassword()), sameAsLogin))) {
            page = visitor.submit(
                    page, newPassword(attempt.get(0), attempt.get(1), "password", customer.loginPassword()));
            assertTrue(
                    page.error("newTransactionPassword").contains(attempt.get(2)),
                    attempt + ": " + page.error("newTransactionPassword"));
        }
        for (String confirmation : List.of("another-one", "")) {
            page = visitor.submit(page, newPassword("acceptable", confirmation, "password", customer.loginPassword()));
            assertTrue(page.error("newTransactionPasswordConfirm").contains("一致しません"), page.body());
        }
        assertEquals("NOT_REGISTERED", status(customer));
    }

    @Test
    void a_customer_changes_it_on_the_status_page() {
        Customer customer = admin.newCustomer(REALM);

        TransactionPasswordPages pages =
                LoginPage.open(browser.open(), server, REALM).login(customer).changeTransactionPassword();
        pages.change(customer.transactionPassword(), "changed-one", "changed-one")
                .receipt();

        server.mailTo(customer, "取引パスワード変更");
        assertEquals(
                "changed",
                admin.events(customer, "UPDATE_CREDENTIAL")
                        .get(0)
                        .at("/details/action")
                        .asText());
        assertTrue(stepUp(customer, customer.transactionPassword())
                .error("transactionPassword")
                .contains("違います"));
        assertEquals(STATUS, stepUp(customer, "changed-one").heading());
    }

    @Test
    void a_change_without_the_old_one_or_to_the_old_one_is_refused() {
        Customer customer = admin.newCustomer(REALM);
        Visitor visitor = visitor(customer);
        Answer page = visitor.start("sekisho-transaction-password");
        assertEquals(UPDATE, page.heading());

        page = visitor.submit(page, newPassword("changed-one", "changed-one", "currentTransactionPassword", "wrong"));
        assertTrue(page.error("currentTransactionPassword").contains("あと4回まちがえると"), page.body());
        page = visitor.submit(page, newPassword("changed-one", "changed-one", "currentTransactionPassword", ""));
        assertTrue(page.error("currentTransactionPassword").contains("入力してください"), page.body());
        assertEquals(
                1, admin.factors(customer).at("/transactionPassword/failures").asInt());
        // What tells whether it is the login password or the old one is said after the proof only.
        page = visitor.submit(
                page,
                newPassword(customer.loginPassword(), customer.loginPassword(), "currentTransactionPassword", "wrong"));
        assertEquals("", page.error("newTransactionPassword"));
        page = visitor.submit(
                page,
                newPassword(
                        customer.transactionPassword(),
                        customer.transactionPassword(),
                        "currentTransactionPassword",
                        customer.transactionPassword()));
        assertTrue(page.error("newTransactionPassword").contains("今までと同じ取引パスワードは使えません"), page.body());
        String fullWidth = fullWidth(customer.transactionPassword());
        page = visitor.submit(
                page, newPassword(fullWidth, fullWidth, "currentTransactionPassword", customer.transactionPassword()));
        assertTrue(page.error("newTransactionPassword").contains("今までと同じ取引パスワードは使えません"), page.body());
        page = visitor.submit(
                page,
                newPassword("changed-one", "changed-on", "currentTransactionPassword", customer.transactionPassword()));
        assertTrue(page.error("newTransactionPasswordConfirm").contains("一致しません"), page.body());

        assertEquals(0, admin.events(customer, "UPDATE_CREDENTIAL").size());
        assertEquals(STATUS, stepUp(customer, customer.transactionPassword()).heading());
    }

    @Test
    void a_suspended_one_cannot_be_changed_but_reset_by_the_staff() {
        Customer customer = admin.newCustomer(REALM);
        Visitor visitor = visitor(customer);
        Answer page = visitor.start("sekisho-transaction-password");
        for (int failure = 0; failure < 5; failure++) {
            page = visitor.submit(
                    page, newPassword("changed-one", "changed-one", "currentTransactionPassword", "wrong"));
        }
        assertTrue(page.error("currentTransactionPassword").contains("利用を停止しています"), page.body());
        page = visitor.submit(
                page,
                newPassword(
                        "changed-one", "changed-one", "currentTransactionPassword", customer.transactionPassword()));
        assertTrue(page.error("currentTransactionPassword").contains("利用を停止しています"), page.body());
        assertEquals("SUSPENDED", status(customer));

        assertEquals(
                204, admin.resetTransactionPassword(customer, "temporary-one").statusCode());

        assertEquals("TEMPORARY", status(customer));
        page = visitor.submit(
                page, newPassword("changed-one", "changed-one", "currentTransactionPassword", "temporary-one"));
        assertEquals("取引パスワードの受付", page.heading());
        assertEquals("IN_USE", status(customer));
    }

    @Test
    void a_temporary_one_has_to_be_changed_at_the_next_login() {
        Customer customer = admin.newCustomer(REALM);
        assertEquals(
                204, admin.resetTransactionPassword(customer, "temporary-one").statusCode());
        server.mailTo(customer, "取引パスワード再設定");
        assertEquals(
                "reset",
                admin.events(customer, "UPDATE_CREDENTIAL")
                        .get(0)
                        .at("/details/action")
                        .asText());

        Visitor visitor = visitor(customer);
        Answer page = visitor.login();
        assertEquals(UPDATE, page.heading());
        page = visitor.submit(
                page, newPassword("temporary-one", "temporary-one", "currentTransactionPassword", "temporary-one"));
        assertTrue(page.error("newTransactionPassword").contains("今までと同じ取引パスワードは使えません"), page.body());
        page = visitor.submit(
                page,
                newPassword(
                        "changed-one", "changed-one", "currentTransactionPassword", customer.transactionPassword()));
        assertTrue(page.error("currentTransactionPassword").contains("取引パスワードが違います"), page.body());
        assertEquals("TEMPORARY", status(customer));

        page = visitor.submit(
                page, newPassword("changed-one", "changed-one", "currentTransactionPassword", "temporary-one"));

        assertEquals(STATUS, page.heading());
        assertEquals("IN_USE", status(customer));
        assertEquals(STATUS, visitor(customer).login().heading());
        assertEquals(STATUS, stepUp(customer, "changed-one").heading());
    }

    @Test
    void the_change_of_a_temporary_one_cannot_be_dodged() {
        Customer customer = admin.newCustomer(REALM);
        assertEquals(
                204, admin.resetTransactionPassword(customer, "temporary-one").statusCode());
        HttpResponse<String> grant = admin.directGrant(customer, Map.of());
        assertEquals(400, grant.statusCode());
        assertFalse(grant.body().contains("access_token"));

        Visitor visitor = visitor(customer);
        Answer page = visitor.login();
        assertEquals(UPDATE, visitor.submit(page, Map.of("cancel-aia", "true")).heading());
        assertEquals(UPDATE, visitor.submit(page, Map.of("step", "receipt")).heading());
        Matcher tab = Pattern.compile("tab_id=([^&\"]+)").matcher(page.body());
        assertTrue(tab.find());
        Answer restarted = visitor.get(server.url() + "/realms/" + REALM
                + "/login-actions/restart?client_id=otp-service&tab_id=" + tab.group(1));
        assertEquals("ログイン", restarted.heading(), "not logged in by a restart");
        assertEquals(UPDATE, visitor.login().heading());
        assertEquals(UPDATE, visitor(customer).start("sekisho-otp-apply").heading(), "before what was asked for");
        Visitor another = visitor(customer);
        assertEquals(
                UPDATE,
                another.submit(another.start("sekisho-transaction-password"), Map.of("cancel-aia", "true"))
                        .heading());
        assertEquals(
                UPDATE,
                stepUp(customer, "temporary-one").heading(),
                "another client's step-up takes it, and asks for another one at once");

        assertEquals("TEMPORARY", status(customer));
        assertTrue(admin.get("/" + REALM + "/users/" + customer.id())
                .get("requiredActions")
                .toString()
                .contains("sekisho-transaction-password"));
        assertEquals(
                0,
                admin.get("/" + REALM + "/users/" + customer.id() + "/sessions").size(),
                "none of these has logged in");
    }

    @Test
    void a_temporary_one_is_replaced_inside_of_an_application_too() {
        Customer customer = admin.newCustomer(REALM);
        Visitor visitor = visitor(customer);
        Answer page = visitor.start("sekisho-otp-apply");
        assertEquals(
                204, admin.resetTransactionPassword(customer, "temporary-one").statusCode());

        page = visitor.submit(page, Map.of("transactionPassword", "temporary-one"));

        assertEquals(UPDATE, page.heading());
        page = visitor.submit(
                page, newPassword("changed-one", "changed-one", "currentTransactionPassword", "temporary-one"));
        assertEquals("取引パスワード認証", page.heading(), "and not asked to replace it once more");
        assertEquals("", page.message());
        page = visitor.submit(page, Map.of("transactionPassword", "changed-one"));
        assertEquals("サービス申込 -登録-", page.heading());
        assertEquals("IN_USE", status(customer));
        assertEquals(STATUS, visitor(customer).login().heading(), "nothing is left to be changed");
    }

    @Test
    void a_temporary_one_that_nothing_else_asks_to_be_replaced_is_replaced_inside_of_an_application() {
        Customer customer = admin.newCustomer(REALM);
        assertEquals(
                204, admin.resetTransactionPassword(customer, "temporary-one").statusCode());
        assertEquals(
                204,
                admin.sendText("PUT", "/" + REALM + "/users/" + customer.id(), "{\"requiredActions\": []}")
                        .statusCode());
        Visitor visitor = visitor(customer);

        Answer page =
                visitor.submit(visitor.start("sekisho-otp-apply"), Map.of("transactionPassword", "temporary-one"));

        assertEquals(SET, page.heading());
        assertTrue(page.message().contains("仮の取引パスワードのままでは使えません"), page.body());
        page = visitor.submit(page, newPassword("changed-one", "changed-one", "password", ""));
        assertEquals("サービス申込 -登録-", page.heading());
        assertEquals("IN_USE", status(customer));
    }

    @Test
    void the_proof_by_a_temporary_one_ends_with_it() {
        Customer customer = admin.newCustomer(REALM);
        assertEquals(
                204, admin.resetTransactionPassword(customer, "temporary-one").statusCode());
        assertEquals(
                204,
                admin.sendText("PUT", "/" + REALM + "/users/" + customer.id(), "{\"requiredActions\": []}")
                        .statusCode());
        Visitor visitor = visitor(customer);
        Answer page =
                visitor.submit(visitor.start("sekisho-otp-apply"), Map.of("transactionPassword", "temporary-one"));
        Visitor another = visitor(customer);
        another.submit(
                another.start("sekisho-transaction-password"),
                newPassword("changed-one", "changed-one", "currentTransactionPassword", "temporary-one"));
        assertEquals("IN_USE", status(customer));

        page = visitor.submit(page, newPassword("taken-over", "taken-over", "password", ""));

        assertEquals("取引パスワード認証", page.heading());
        assertEquals(STATUS, stepUp(customer, "changed-one").heading(), "it is what it was changed to");
    }

    @Test
    void the_staff_cannot_set_one_that_the_institution_does_not_take() {
        Customer customer = admin.newCustomer(REALM);
        for (List<String> attempt : List.of(
                List.of("", "The body must be"),
                List.of("   ", "The body must be"),
                List.of("abcd", "at least 5 characters"),
                List.of("a".repeat(21), "at most 20 characters"),
                List.of(customer.number(), "must differ from the user name"))) {
            HttpResponse<String> answer = admin.resetTransactionPassword(customer, attempt.get(0));
            assertEquals(400, answer.statusCode(), answer.body());
            assertEquals(
                    "application/problem+json",
                    answer.headers().firstValue("Content-Type").orElse("").replaceFirst(";.*", ""));
            assertTrue(answer.body().contains(attempt.get(1)), answer.body());
            assertFalse(
                    attempt.get(0).length() > 4 && answer.body().contains(attempt.get(0)),
                    "the password is not repeated");
        }
        for (String body : List.of("{}", "null", "", "[]", "\"text\"", "{\"value\": ")) {
            assertEquals(
                    400,
                    admin.sendText(
                                    "PUT",
                                    "/" + REALM + "/otp-service/users/" + customer.id() + "/transaction-password",
                                    body)
                            .statusCode(),
                    body);
        }
        Admin viewer = admin.as(admin.newCustomer(
                REALM,
                user -> user.withObject("/clientRoles")
                        .putArray("realm-management")
                        .add("view-users")));
        assertEquals(
                403, viewer.resetTransactionPassword(customer, "temporary-one").statusCode());
        assertEquals(
                404,
                admin.resetTransactionPassword(new Customer(REALM, "no-such-id", "0"), "temporary-one")
                        .statusCode());
        assertEquals("IN_USE", status(customer));
        assertEquals(0, admin.events(customer, "UPDATE_CREDENTIAL").size());
    }

    @Test
    void the_staff_are_not_told_a_customers_passwords_by_what_is_refused() {
        Customer customer = admin.newCustomer(REALM);
        Customer other = admin.newCustomer(REALM);

        assertEquals(
                204,
                admin.resetTransactionPassword(customer, customer.loginPassword())
                        .statusCode());
        assertEquals(
                204,
                admin.resetTransactionPassword(other, other.transactionPassword())
                        .statusCode());

        assertEquals("TEMPORARY TEMPORARY", status(customer) + " " + status(other));
        Visitor visitor = visitor(other);
        Answer page = visitor.submit(
                visitor.login(),
                newPassword(
                        other.transactionPassword(),
                        other.transactionPassword(),
                        "currentTransactionPassword",
                        other.transactionPassword()));
        assertTrue(
                page.error("newTransactionPassword").contains("今までと同じ取引パスワードは使えません"),
                "it has to be replaced all the same");
    }

    @Test
    void the_confirmation_is_compared_before_the_login_password() {
        Customer customer = admin.newCustomer(REALM);
        Visitor visitor = visitor(customer);

        Answer page = visitor.submit(
                visitor.start("sekisho-transaction-password"),
                newPassword(
                        customer.loginPassword(),
                        "another-one",
                        "currentTransactionPassword",
                        customer.transactionPassword()));

        assertEquals("", page.error("newTransactionPassword"), "an answer would be a guess that costs nothing");
        assertTrue(page.error("newTransactionPasswordConfirm").contains("一致しません"), page.body());
    }

    @Test
    void who_changes_it_again_and_again_learns_little_of_the_login_password() {
        Customer customer = admin.newCustomer(REALM);
        String present = customer.transactionPassword();
        for (int guess = 0; guess < 5; guess++) {
            assertEquals(
                    "取引パスワードの受付", change(customer, present, "guess-" + guess).heading());
            present = "guess-" + guess;
        }

        for (String guess : List.of("guess-6", customer.loginPassword())) {
            Answer page = change(customer, present, guess);
            assertTrue(page.error("newTransactionPassword").contains("今日はこれ以上、取引パスワードを変更できません"), guess + page.body());
        }

        assertEquals(
                "too-many-comparisons",
                admin.events(customer, "CUSTOM_REQUIRED_ACTION_ERROR")
                        .get(0)
                        .at("/details/reason")
                        .asText());
        assertEquals(STATUS, stepUp(customer, present).heading());
        // Whom the staff have helped must be able to go on.
        assertEquals(
                204, admin.resetTransactionPassword(customer, "temporary-one").statusCode());
        Visitor visitor = visitor(customer);
        assertEquals(
                STATUS,
                visitor.submit(
                                visitor.login(),
                                newPassword("guess-7", "guess-7", "currentTransactionPassword", "temporary-one"))
                        .heading());
    }

    @Test
    void of_comparisons_at_the_same_time_as_many_are_answered_as_there_may_be_in_a_day() {
        Customer customer = admin.newCustomer(REALM);
        List<Visitor> tabs = Crowd.run(4, 12, number -> visitor(customer));
        List<Answer> pages = tabs.stream()
                .map(visitor -> visitor.start("sekisho-transaction-password"))
                .toList();

        List<String> errors = Crowd.run(
                12,
                12,
                number -> tabs.get(number)
                        .submit(
                                pages.get(number),
                                newPassword(
                                        customer.loginPassword(),
                                        customer.loginPassword(),
                                        "currentTransactionPassword",
                                        customer.transactionPassword()))
                        .error("newTransactionPassword"));

        assertEquals(
                5,
                errors.stream()
                        .filter(error -> error.contains("ログインパスワードと同じものは使えません"))
                        .count(),
                errors.toString());
        assertEquals(
                7, errors.stream().filter(error -> error.contains("今日はこれ以上")).count(), errors.toString());
    }

    @Test
    void a_first_one_that_is_the_login_password_is_refused_as_often_as_it_is_tried() {
        Customer customer = customerWithout();
        Visitor visitor = visitor(customer);
        Answer page = visitor.start("sekisho-otp-apply");
        for (int attempt = 0; attempt < 7; attempt++) {
            page = visitor.submit(
                    page,
                    newPassword(
                            customer.loginPassword(), customer.loginPassword(), "password", customer.loginPassword()));
            assertTrue(
                    page.error("newTransactionPassword").contains("ログインパスワードと同じものは使えません"),
                    "whoever has typed it knows it: " + page.body());
        }
    }

    @Test
    void a_login_password_that_is_the_transaction_password_is_refused_to_the_customer() {
        Customer customer = admin.newCustomer(REALM);
        Visitor visitor = visitor(customer);
        Answer page = visitor.start("UPDATE_PASSWORD");
        for (String same : List.of(customer.transactionPassword(), fullWidth(customer.transactionPassword()))) {
            page = visitor.submit(page, Map.of("password-new", same, "password-confirm", same));
            assertTrue(page.body().contains("取引パスワードと同じものは使えません。別のものにしてください。"), page.body());
        }
        assertEquals(
                0, admin.factors(customer).at("/transactionPassword/failures").asInt(), "a right one is no failure");
        assertEquals(STATUS, visitor(customer).login().heading(), "it is what it was");

        page = visitor.submit(page, Map.of("password-new", "new-login-1", "password-confirm", "new-login-1"));

        assertEquals(STATUS, page.heading());
        assertEquals(
                1,
                admin.factors(customer).at("/transactionPassword/failures").asInt(),
                "it was a guess at the transaction password");
        HttpResponse<String> grant = admin.directGrant(customer, Map.of("password", "new-login-1"));
        assertEquals(200, grant.statusCode(), grant.body());
    }

    @Test
    void new_login_passwords_do_not_serve_to_guess_the_transaction_password_nor_to_suspend_it() {
        Customer customer = admin.newCustomer(REALM);
        HttpResponse<String> refused = resetLogin(customer, customer.transactionPassword());
        assertEquals(400, refused.statusCode());
        // To the staff, Keycloak 26.5 speaks English where 26.7 speaks the realm's language.
        assertTrue(
                refused.body().contains("取引パスワードと同じものは使えません。別のものにしてください。")
                        || refused.body()
                                .contains("This is the same as your transaction password. Choose another one."),
                refused.body());
        for (int guess = 0; guess < 6; guess++) {
            assertEquals(204, resetLogin(customer, "new-login-" + guess).statusCode());
        }

        assertEquals(
                2,
                admin.factors(customer).at("/transactionPassword/failures").asInt(),
                "less than half of what suspends");
        assertEquals("IN_USE", status(customer));
        assertEquals(
                204,
                resetLogin(customer, customer.transactionPassword()).statusCode(),
                "not compared any more, so that nothing is told");

        // Until the customer has proved it again.
        assertEquals(204, resetLogin(customer, customer.loginPassword()).statusCode());
        assertEquals(STATUS, stepUp(customer, customer.transactionPassword()).heading());
        assertEquals(400, resetLogin(customer, customer.transactionPassword()).statusCode());
    }

    @Test
    void a_login_password_of_a_customer_without_a_transaction_password_is_any() {
        Customer customer = customerWithout();

        assertEquals(204, resetLogin(customer, "trade-" + customer.number()).statusCode());

        assertEquals(
                0, admin.factors(customer).at("/transactionPassword/failures").asInt());
    }

    /** As the staff do in Keycloak's own console. */
    private HttpResponse<String> resetLogin(Customer customer, String password) {
        return admin.sendText(
                "PUT",
                "/" + REALM + "/users/" + customer.id() + "/reset-password",
                "{\"type\": \"password\", \"temporary\": false, \"value\": \"" + password + "\"}");
    }

    private Answer change(Customer customer, String present, String wanted) {
        Visitor visitor = visitor(customer);
        return visitor.submit(
                visitor.start("sekisho-transaction-password"),
                newPassword(wanted, wanted, "currentTransactionPassword", present));
    }

    @Test
    void a_step_up_takes_the_right_one_and_says_of_any_other_what_is_amiss() {
        Customer customer = admin.newCustomer(REALM);
        Visitor visitor = visitor(customer);
        Answer page = visitor.loginAt("trade");
        assertEquals(STEP_UP, page.heading());

        page = visitor.submit(page, Map.of("transactionPassword", ""));
        assertTrue(page.error("transactionPassword").contains("取引パスワードを入力してください"), page.body());
        page = visitor.submit(page, Map.of());
        assertTrue(page.error("transactionPassword").contains("取引パスワードを入力してください"), page.body());
        page = visitor.submit(page, Map.of("transactionPassword", "a".repeat(1_000)));
        assertTrue(page.error("transactionPassword").contains("20文字以内"), page.body());
        assertEquals(
                0, admin.factors(customer).at("/transactionPassword/failures").asInt());
        assertEquals(0, admin.bruteForceFailures(customer));

        page = visitor.submit(page, Map.of("transactionPassword", customer.loginPassword()));
        assertTrue(page.error("transactionPassword").contains("取引パスワードが違います。あと4回まちがえると"), page.body());
        assertEquals(
                1, admin.factors(customer).at("/transactionPassword/failures").asInt());
        Await.until(
                "Keycloak's brute-force detection has counted it",
                Duration.ofSeconds(5),
                () -> admin.bruteForceFailures(customer) > 0);
        assertEquals(1, admin.bruteForceFailures(customer), "counted once");
        JsonNode event = admin.events(customer, "LOGIN_ERROR").get(0);
        assertEquals(
                "transaction-password", event.at("/details/credential_type").asText());
        assertEquals("wrong", event.at("/details/reason").asText());

        assertEquals(
                STATUS,
                visitor.submit(page, Map.of("transactionPassword", fullWidth(customer.transactionPassword())))
                        .heading(),
                "full-width is the same");
        assertEquals(
                0, admin.factors(customer).at("/transactionPassword/failures").asInt());
        assertEquals(STATUS, stepUp(customer, customer.transactionPassword()).heading());
    }

    @Test
    void a_step_up_without_one_is_refused_and_leads_to_none() {
        Customer customer = customerWithout();

        Answer page = visitor(customer).loginAt("trade");

        assertEquals(400, page.status());
        assertTrue(page.body().contains("このお手続きに必要なパスワードが、まだ登録されていません"), page.body());
        assertEquals(
                0,
                admin.get("/" + REALM + "/users/" + customer.id() + "/sessions").size());
        assertEquals("NOT_REGISTERED", status(customer));
    }

    @Test
    void customers_who_set_their_first_one_at_the_same_time_each_get_it() {
        List<Customer> customers = Crowd.run(4, 12, number -> customerWithout());

        List<String> headings = Crowd.run(customers.size(), customers.size(), number -> {
            Visitor visitor = visitor(customers.get(number));
            return visitor.submit(
                            visitor.start("sekisho-otp-apply"),
                            newPassword(
                                    "first-one",
                                    "first-one",
                                    "password",
                                    customers.get(number).loginPassword()))
                    .heading();
        });

        headings.forEach(heading -> assertEquals("サービス申込 -登録-", heading));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{} | nonsense",
                "{} | {}",
                "{} | null",
                "nonsense | {\"value\":\"a\",\"salt\":\"AAAA\"}",
                "null | {\"value\":\"a\"}",
                "{\"hashIterations\":1} | {\"value\":\"a\",\"salt\":\"AAAA\"}",
                "{\"algorithm\":\"none\",\"hashIterations\":1} | {\"value\":\"a\",\"salt\":\"AAAA\"}",
                "{\"algorithm\":\"pbkdf2-sha512\",\"hashIterations\":1} | nonsense"
            })
    void an_import_of_one_that_nothing_could_be_checked_against_is_refused(String credentialData, String secretData) {
        int before = admin.get("/" + REALM + "/users/count").asInt();

        HttpResponse<String> answer = admin.importCustomer(REALM, "19999", user -> {
            ObjectNode credential = (ObjectNode) user.get("credentials").get(1);
            credential.put("credentialData", credentialData).put("secretData", secretData);
        });

        assertEquals(400, answer.statusCode(), answer.body());
        assertEquals(before, admin.get("/" + REALM + "/users/count").asInt());
    }

    private Customer customerWithout() {
        return admin.newCustomer(REALM, user -> user.withArray("/credentials").remove(1));
    }

    private Visitor visitor(Customer customer) {
        return new Visitor(server.url(), customer);
    }

    /** Logs in anew at the client that asks for the transaction password, and gives this one. */
    private Answer stepUp(Customer customer, String transactionPassword) {
        Visitor visitor = visitor(customer);
        return visitor.submit(visitor.loginAt("trade"), Map.of("transactionPassword", transactionPassword));
    }

    private String status(Customer customer) {
        return admin.factors(customer).at("/transactionPassword/status").asText();
    }

    private static Map<String, String> newPassword(
            String password, String confirmation, String proofField, String proof) {
        return Map.of(
                "newTransactionPassword", password, "newTransactionPasswordConfirm", confirmation, proofField, proof);
    }

    /** As a Japanese keyboard gives it when it is set so. */
    private static String fullWidth(String text) {
        StringBuilder wide = new StringBuilder();
        text.chars().forEach(c -> wide.append((char) (c + 0xFEE0)));
        return wide.toString();
    }
}
