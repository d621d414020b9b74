package io.sekisho.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sekisho.demo.mail.CaughtMail;
import io.sekisho.it.harness.Admin;
import io.sekisho.it.harness.Customer;
import io.sekisho.it.harness.FormClient;
import io.sekisho.it.harness.FormClient.Answer;
import io.sekisho.it.harness.IssueWalk;
import io.sekisho.it.harness.Server;
import io.sekisho.it.harness.TestRealm;
import io.sekisho.it.harness.Visitor;
import io.sekisho.it.harness.WithServer;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Who sets a customer's first transaction password: the staff, the customer, or the customer by a code that is mailed;
 * and nobody by nothing.
 */
@WithServer
class FirstTransactionPasswordIT {

    private static final String STAFF = "first-by-staff";
    private static final String CUSTOMER = "first-by-customer";
    private static final String MAIL = "first-by-mail";
    private static final String TOKENS = "first-in-login";
    private static final String BOUND = "first-bound";

    private static final String APPLY = "sekisho-otp-apply";
    private static final String CHANGE = "sekisho-transaction-password";
    private static final String REFUSED = "このお手続きはできません";
    private static final String ASK_THE_STAFF = "取引パスワードがまだ設定されていません。画面下のサポート窓口へお電話ください。";
    private static final String SET = "取引パスワードの設定";
    private static final String MAIL_CODE = "メールで届く確認コードの入力";
    private static final String REGISTER = "サービス申込 -登録-";
    private static final Pattern CODE = Pattern.compile("(?<![0-9])[0-9]{8}(?![0-9])");
    private static final Pattern LINK = Pattern.compile("(http[^\\s\"]*/login-actions/action-token[^\\s\"]*)");

    private static List<TestRealm> realms;

    private final Server server;
    private final Admin admin;

    FirstTransactionPasswordIT(Server server) {
        this.server = server;
        this.admin = server.admin();
    }

    @BeforeAll
    static void makeRealms(Server server) {
        realms = List.of(
                // The default.
                TestRealm.like(
                        server,
                        "hokuyo",
                        STAFF,
                        realm -> realm.withObject("/attributes").remove("sekisho.firstTransactionPassword")),
                TestRealm.like(server, "hokuyo", CUSTOMER, attribute("sekisho.firstTransactionPassword", "customer")),
                TestRealm.like(
                        server,
                        "hokuyo",
                        MAIL,
                        attribute("sekisho.firstTransactionPassword", "mail-code")
                                .andThen(attribute("sekisho.tokenMailWaitSeconds", "0"))),
                TestRealm.like(
                        server,
                        "sample-bank",
                        TOKENS,
                        realm -> realm.withObject("/attributes").remove("sekisho.firstTransactionPassword")),
                TestRealm.like(server, "sample-direct", BOUND, realm -> {}));
    }

    @AfterAll
    static void deleteRealms() {
        realms.forEach(TestRealm::close);
    }

    private static Consumer<ObjectNode> attribute(String name, String value) {
        return realm -> realm.withObject("/attributes").put(name, value);
    }

    private Customer withLoginPassword(String realm) {
        return admin.newCustomer(realm, user -> user.withArray("/credentials").remove(1));
    }

    /** As one from an identity provider, or with a passkey. */
    private Customer withoutAnyPassword(String realm) {
        return admin.newCustomer(realm, user -> user.putArray("credentials"));
    }

    private Visitor visitor(Customer customer) {
        return new Visitor(server.url(), customer);
    }

    /** What comes behind a link with which the staff ask a customer for an action; nobody logs in there. */
    private Answer followLink(FormClient client, Customer customer, String action) {
        assertEquals(
                204,
                admin.sendText(
                                "PUT",
                                "/" + customer.realm() + "/users/" + customer.id() + "/execute-actions-email",
                                "[\"" + action + "\"]")
                        .statusCode());
        CaughtMail mail = server.mail()
                .await(
                        caught -> caught.wentTo(customer.email())
                                && LINK.matcher(caught.text()).find(),
                        Duration.ofSeconds(30));
        String page = client.get(link(mail.text())).body();
        for (String text : List.of(mail.text(), mail.html(), page)) {
            assertFalse(text.contains("requiredAction."), text);
        }
        return client.get(link(page));
    }

    private static String link(String text) {
        Matcher link = LINK.matcher(text);
        assertTrue(link.find(), text);
        return link.group(1).replace("&amp;", "&");
    }

    private String mailedCode(Customer customer) {
        Matcher code = CODE.matcher(server.mailTo(customer, "確認コード").text());
        assertTrue(code.find());
        return code.group();
    }

    private String status(Customer customer) {
        return admin.factors(customer).at("/transactionPassword/status").asText();
    }

    private static Map<String, String> newPassword(String... more) {
        Map<String, String> fields = new HashMap<>(
                Map.of("newTransactionPassword", "first-one-1", "newTransactionPasswordConfirm", "first-one-1"));
        for (int i = 0; i < more.length; i += 2) {
            fields.put(more[i], more[i + 1]);
        }
        return fields;
    }

    private void assertRefused(Customer customer, Answer page, String sentence) {
        assertEquals(REFUSED, page.heading(), page.body());
        assertTrue(page.message().contains(sentence), page.message());
        assertTrue(page.body().contains("0120-000-000"), "whom to call");
        assertEquals("", page.key());
        assertEquals("NOT_REGISTERED", status(customer));
    }

    @ParameterizedTest
    @ValueSource(strings = {APPLY, CHANGE})
    void where_the_staff_set_it_a_customer_is_told_whom_to_call_and_the_login_password_sets_none(String action) {
        Customer customer = withLoginPassword(STAFF);
        Visitor visitor = visitor(customer);

        Answer page = visitor.start(action);

        assertRefused(customer, page, ASK_THE_STAFF);
        for (String step : List.of("set", "update", "mail", "proof", "register")) {
            page = visitor.submit(page, newPassword("step", step, "password", customer.loginPassword()));
            assertRefused(customer, page, ASK_THE_STAFF);
        }
        Answer status = visitor.submit(page, Map.of());
        assertEquals("登録情報照会", status.heading(), "no dead end");
        assertFalse(status.body().contains("/actions/transaction-password"), status.body());
        Answer how = visitor.get(server.url() + "/realms/" + STAFF + "/otp-service/transaction-password-reset");
        assertEquals(SET, how.heading());
        assertTrue(how.body().contains("取引パスワードは、次の順に設定します。") && !how.body().contains("忘れたときは"), how.body());
    }

    @Test
    void where_the_staff_set_it_a_customer_replaces_what_they_have_set_and_applies() {
        Customer customer = withLoginPassword(STAFF);
        assertEquals(
                204, admin.resetTransactionPassword(customer, "temporary-1").statusCode());
        Visitor visitor = visitor(customer);
        Answer page = visitor.start(APPLY);
        assertEquals("取引パスワードの変更", page.heading());

        page = visitor.submit(page, newPassword("currentTransactionPassword", "temporary-1"));

        assertEquals("取引パスワード認証", page.heading());
        assertEquals(
                REGISTER,
                visitor.submit(page, Map.of("transactionPassword", "first-one-1"))
                        .heading());
        assertEquals("IN_USE", status(customer));
    }

    @ParameterizedTest
    @ValueSource(strings = {STAFF, CUSTOMER})
    void behind_a_leaked_link_of_a_customer_without_any_password_is_no_key(String realm) {
        Customer customer = withoutAnyPassword(realm);
        FormClient thief = new FormClient();

        Answer page = followLink(thief, customer, APPLY);

        assertRefused(customer, page, ASK_THE_STAFF);
        page = thief.submit(page, newPassword("step", "set"));
        assertRefused(customer, page, ASK_THE_STAFF);
        assertRefused(customer, thief.submit(page, newPassword("step", "set", "password", "")), ASK_THE_STAFF);
        assertEquals(0, admin.credentials(customer).size());
    }

    @Test
    void behind_a_leaked_link_the_login_password_is_asked_for_where_it_is_the_proof() {
        Customer customer = withLoginPassword(CUSTOMER);
        FormClient thief = new FormClient();

        Answer page = thief.submit(followLink(thief, customer, APPLY), newPassword("password", ""));

        assertEquals(SET, page.heading());
        assertTrue(page.error("password").contains("ログインパスワードを入力してください"), page.body());
        assertEquals(
                REGISTER,
                thief.submit(page, newPassword("password", customer.loginPassword()))
                        .heading());
    }

    @Test
    void where_a_code_is_mailed_it_comes_before_the_login_password() {
        Customer customer = withLoginPassword(MAIL);
        Visitor visitor = visitor(customer);
        Answer page = visitor.start(APPLY);
        assertEquals(MAIL_CODE, page.heading());
        String code = mailedCode(customer);
        assertTrue(server.mailTo(customer, "確認コード").text().contains("取引パスワードを設定するお手続きのために"));
        page = visitor.submit(page, newPassword("step", "set", "password", customer.loginPassword()));
        assertEquals(MAIL_CODE, page.heading(), "not passed by");

        page = visitor.submit(page, Map.of("mailCode", code.equals("00000000") ? "00000001" : "00000000"));
        assertTrue(
                page.error("mailCode").contains("確認コードが違います")
                        && page.error("mailCode").contains("あと4回"),
                page.body());
        assertEquals(
                1, admin.factors(customer).at("/transactionPassword/failures").asInt());
        assertEquals(0, admin.factors(customer).at("/otp/failures").asInt());
        page = visitor.submit(page, Map.of("mailCode", code));

        assertEquals(SET, page.heading());
        page = visitor.submit(page, newPassword("password", "not the login password"));
        assertTrue(page.error("password").contains("ログインパスワードが違います"), page.body());
        assertEquals("NOT_REGISTERED", status(customer));
        assertEquals(
                REGISTER,
                visitor.submit(page, newPassword("password", customer.loginPassword()))
                        .heading());
        assertEquals("IN_USE", status(customer));
        assertEquals(
                0, admin.factors(customer).at("/transactionPassword/failures").asInt());
    }

    @Test
    void where_a_code_is_mailed_the_action_of_the_password_asks_for_one_too() {
        Customer customer = withLoginPassword(MAIL);
        Visitor visitor = visitor(customer);
        Answer page = visitor.start(CHANGE);
        assertEquals(MAIL_CODE, page.heading());

        page = visitor.submit(page, Map.of("mailCode", mailedCode(customer)));

        assertEquals(SET, page.heading());
        assertEquals(
                "取引パスワードの受付",
                visitor.submit(page, newPassword("password", customer.loginPassword()))
                        .heading());
        assertEquals("IN_USE", status(customer));
    }

    @Test
    void
            behind_a_leaked_link_is_nothing_without_the_mailbox_and_with_it_a_customer_without_a_login_password_sets_one() {
        Customer customer = withoutAnyPassword(MAIL);
        FormClient client = new FormClient();
        Answer page = followLink(client, customer, APPLY);
        assertEquals(MAIL_CODE, page.heading());
        String code = mailedCode(customer);
        for (String step : List.of("set", "register", "confirm")) {
            page = client.submit(page, newPassword("step", step));
            assertEquals(MAIL_CODE, page.heading());
        }
        assertEquals("NOT_REGISTERED", status(customer));

        page = client.submit(page, Map.of("mailCode", code));

        assertEquals(SET, page.heading());
        assertFalse(page.body().contains("name=\"password\""), page.body());
        assertEquals(REGISTER, client.submit(page, newPassword()).heading());
    }

    @Test
    void a_proof_by_mail_ends_with_the_address() {
        Customer customer = withLoginPassword(MAIL);
        Visitor visitor = visitor(customer);
        Answer page = visitor.submit(visitor.start(APPLY), Map.of("mailCode", mailedCode(customer)));
        assertEquals(SET, page.heading());
        assertEquals(
                204,
                admin.sendText(
                                "PUT",
                                "/" + MAIL + "/users/" + customer.id(),
                                "{\"email\": \"new-" + customer.email() + "\"}")
                        .statusCode());

        page = visitor.submit(page, newPassword("password", customer.loginPassword()));

        assertEquals(MAIL_CODE, page.heading());
        assertEquals("NOT_REGISTERED", status(customer));
    }

    @Test
    void wrong_codes_suspend_and_the_staff_help() {
        Customer customer = withLoginPassword(MAIL);
        Visitor visitor = visitor(customer);
        Answer page = visitor.start(CHANGE);
        String wrong = mailedCode(customer).equals("00000000") ? "00000001" : "00000000";
        for (int guess = 0; guess < 5; guess++) {
            page = visitor.submit(page, Map.of("mailCode", wrong));
        }
        assertRefused(customer, page, "取引パスワードの利用を停止しています");
        assertRefused(customer, visitor(customer).start(APPLY), "取引パスワードの利用を停止しています");

        assertEquals(204, admin.lift(customer, "transaction-password").statusCode());

        assertEquals(MAIL_CODE, visitor(customer).start(CHANGE).heading());
    }

    @Test
    void where_a_code_is_mailed_and_no_address_is_registered_the_customer_is_told() {
        Customer customer = admin.newCustomer(MAIL, user -> {
            user.withArray("/credentials").remove(1);
            user.remove(List.of("email", "emailVerified"));
        });

        for (String action : List.of(APPLY, CHANGE)) {
            assertRefused(customer, visitor(customer).start(action), "メールアドレスのご登録がないため、確認コードをお送りできません");
        }
    }

    @Test
    void in_a_login_that_needs_it_a_customer_is_told_whom_to_call_and_goes_on_when_the_staff_have_set_one() {
        Customer customer = withLoginPassword(TOKENS);
        IssueWalk walk = IssueWalk.login(server, customer);
        assertRefused(customer, walk.page(), ASK_THE_STAFF);
        walk.send(newPassword("step", "update", "password", customer.loginPassword()));
        assertRefused(customer, walk.page(), ASK_THE_STAFF);
        assertTrue(walk.page().body().contains("ログアウト"), "no dead end");
        assertEquals(
                0,
                admin.get("/" + TOKENS + "/users/" + customer.id() + "/sessions")
                        .size());

        assertEquals(
                204, admin.resetTransactionPassword(customer, "temporary-1").statusCode());

        assertEquals("取引パスワードの変更", walk.reload().heading());
        assertEquals(
                IssueWalk.PROOF,
                walk.send(newPassword("currentTransactionPassword", "temporary-1"))
                        .heading());
        assertEquals(
                IssueWalk.ISSUE,
                walk.send(Map.of("transactionPassword", "first-one-1")).heading());
    }

    @Test
    void where_the_login_is_proof_enough_a_leaked_link_is_none() {
        Customer issued = withoutAnyPassword(TOKENS);
        admin.with(TOKENS, Map.of("sekisho.enrolmentProof", "none"), () -> {
            assertRefused(issued, followLink(new FormClient(), issued, "sekisho-token-issue"), ASK_THE_STAFF);
            Customer other = admin.newCustomer(TOKENS);
            assertEquals(
                    IssueWalk.PROOF,
                    followLink(new FormClient(), other, "sekisho-token-issue").heading());
        });
        // Whose institution is content with the login before a first token.
        Answer bound = followLink(new FormClient(), admin.newCustomer(BOUND), "sekisho-token-bind");
        assertTrue(
                bound.body().contains("name=\"transactionPassword\"")
                        && !bound.body().contains("name=\"tokenId\""),
                bound.body());
    }
}
