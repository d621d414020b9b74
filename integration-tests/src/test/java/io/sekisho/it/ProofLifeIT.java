package io.sekisho.it;

import static io.sekisho.it.harness.IssueWalk.CONFIRM;
import static io.sekisho.it.harness.IssueWalk.ISSUE;
import static io.sekisho.it.harness.IssueWalk.PROOF;
import static io.sekisho.it.harness.IssueWalk.START_PASSWORD;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sekisho.demo.mail.CaughtMail;
import io.sekisho.it.harness.Admin;
import io.sekisho.it.harness.Await;
import io.sekisho.it.harness.BindWalk;
import io.sekisho.it.harness.Customer;
import io.sekisho.it.harness.FormClient;
import io.sekisho.it.harness.FormClient.Answer;
import io.sekisho.it.harness.IssueWalk;
import io.sekisho.it.harness.Oath;
import io.sekisho.it.harness.Server;
import io.sekisho.it.harness.TestRealm;
import io.sekisho.it.harness.TokenApi;
import io.sekisho.it.harness.Visitor;
import io.sekisho.it.harness.WithServer;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A proof dies with what it was given with: a transaction password that the staff have reset, a mail address that is
 * another one. A walk dies with the login that it stands on: a disabled customer, a new login password, “log out all
 * sessions”; and it is not seen from another browser.
 */
@WithServer
class ProofLifeIT {

    private static final String APPS = "proofs-apps";
    private static final String ISSUES = "proofs-issues";
    private static final String BINDS = "proofs-binds";
    private static final String SERVICE_ID = "1001";
    private static final String APPLY_PROOF = "取引パスワード認証";
    private static final String APPLY_REGISTER = "サービス申込 -登録-";
    private static final String APPLY_CONFIRM = "サービス申込 -確認-";
    private static final String LOGIN_OVER = "お手続きの間に、ログインの内容が変わりました。もう一度ログインしてください。";
    private static final String OTHER_BROWSER = "このお手続きは、別のブラウザーで始められたか、";
    private static final Duration MAIL = Duration.ofSeconds(30);
    /** Left in a time step for a few pages. */
    private static final Duration WALK = Duration.ofSeconds(8);

    private static TestRealm apps;
    private static TestRealm issues;
    private static TestRealm binds;
    private static int logLength;

    private final Server server;
    private final Admin admin;

    ProofLifeIT(Server server) {
        this.server = server;
        this.admin = server.admin();
    }

    @BeforeAll
    static void makeRealms(Server server) {
        logLength = server.log().length();
        apps = TestRealm.like(server, "mito", APPS, TestRealm::hashFast);
        issues = TestRealm.like(server, "sample-bank", ISSUES, changes -> {
            TestRealm.hashFast(changes);
            changes.put("otpPolicyPeriod", 30);
        });
        binds = TestRealm.like(server, "sample-direct", BINDS, TestRealm::hashFast);
    }

    @AfterAll
    static void noFaultOfTheServer(Server server) {
        apps.close();
        issues.close();
        binds.close();
        assertEquals(
                List.of(),
                server.log()
                        .substring(logLength)
                        .lines()
                        .filter(line -> line.contains("Uncaught") || line.contains(" ERROR "))
                        .toList());
    }

    // The proof

    @Test
    void an_application_begins_anew_when_the_staff_have_reset_the_transaction_password_that_was_proved() {
        Customer customer = admin.newCustomer(APPS);
        Visitor thief = new Visitor(server.url(), customer);
        Answer register = thief.submit(thief.start("sekisho-otp-apply"), transactionPassword(customer));
        assertEquals(APPLY_REGISTER, register.heading());
        Oath app = Oath.with(register.key());
        Answer confirm = thief.submit(register, Map.of());
        assertEquals(APPLY_CONFIRM, confirm.heading());

        reset(customer, "temporary-1");

        Answer reloaded = thief.get(confirm.uri().toString());
        assertEquals(APPLY_PROOF, reloaded.heading(), reloaded.body());
        Answer answer =
                thief.submit(confirm, Map.of("otp", app.earlyInStep(WALK).codeOfStep(0)));
        assertEquals(APPLY_PROOF, answer.heading());
        assertEquals("", answer.key());
        assertEquals(0, otps(customer));
    }

    @Test
    void the_proof_by_one_temporary_password_does_not_serve_to_replace_the_next_one() {
        Customer customer = admin.newCustomer(APPS);
        reset(customer, "temporary-1");
        Visitor thief = new Visitor(server.url(), customer);
        Answer set = thief.submit(thief.start("sekisho-otp-apply"), Map.of("transactionPassword", "temporary-1"));
        assertTrue(set.body().contains("newTransactionPassword"), set.body());

        reset(customer, "temporary-2");
        Answer answer = thief.submit(
                set, Map.of("newTransactionPassword", "of-a-thief-1", "newTransactionPasswordConfirm", "of-a-thief-1"));

        assertEquals("", answer.key(), answer.body());
        assertFalse(answer.body().contains("newTransactionPasswordConfirm"), answer.body());
        assertTrue(answer.body().contains("name=\"transactionPassword\""), answer.body());
        assertTrue(
                thief.submit(answer, Map.of("transactionPassword", "temporary-2"))
                        .body()
                        .contains("newTransactionPassword"),
                "it is still the present one");
    }

    @Test
    void an_issue_asks_for_the_proof_again_when_the_staff_have_reset_the_transaction_password_that_was_proved() {
        IssueWalk thief = IssueWalk.login(server, admin.newCustomer(ISSUES)).prove();
        assertEquals(ISSUE, thief.page().heading());

        reset(thief.customer(), "temporary-1");
        thief.issue("thief@example.com");

        assertNotEquals(CONFIRM, thief.page().heading());
        assertNotEquals(ISSUE, thief.reload().heading());
        assertEquals(
                List.of(),
                server.mail().mails().stream()
                        .filter(mail -> mail.wentTo("thief@example.com"))
                        .toList());
    }

    @Test
    void the_page_that_confirms_an_issue_asks_for_the_proof_again_when_the_staff_have_reset_the_transaction_password() {
        IssueWalk thief = IssueWalk.login(server, admin.newCustomer(ISSUES)).prove();
        thief.issue(thief.phone());
        assertEquals(CONFIRM, thief.page().heading());
        Oath app = TokenApi.of(server, ISSUES)
                .activate(SERVICE_ID, thief.userId(), START_PASSWORD)
                .app();

        reset(thief.customer(), "temporary-1");
        thief.confirm(app.earlyInStep(WALK).codeOfStep(0));

        assertEquals(0, otps(thief.customer()));
        assertEquals("", thief.reload().body().contains("id=\"user-id\"") ? "shown" : "");
    }

    @Test
    void a_replacement_asks_for_the_proof_again_when_the_staff_have_reset_the_transaction_password_that_was_proved() {
        Customer customer = admin.newOtpCustomer(BINDS, Oath.withNewKey().key());
        BindWalk thief = BindWalk.register(server, customer).identify().prove();
        assertTrue(
                thief.page().body().contains("name=\"tokenId\""), thief.page().body());

        reset(customer, "temporary-1");

        assertFalse(
                thief.reload().body().contains("name=\"tokenId\""), thief.page().body());
        assertFalse(thief.bind("DEMO00000001", "123456").body().contains("name=\"tokenId\""));
    }

    @Test
    void a_code_that_was_mailed_to_another_address_than_the_registered_one_proves_nothing() {
        admin.with(BINDS, Map.of("sekisho.replacementProof", "mail-code"), () -> {
            Customer customer = admin.newOtpCustomer(BINDS, Oath.withNewKey().key());
            BindWalk proved = BindWalk.register(server, customer).identify();
            proved.send(Map.of("mailCode", mailedCode(customer, Set.of())));
            assertTrue(
                    proved.page().body().contains("name=\"tokenId\""),
                    proved.page().body());
            String first = mailedCode(customer, Set.of());
            BindWalk mailed = BindWalk.register(server, customer).identify();
            String second = mailedCode(customer, Set.of(first));

            change(customer, user -> user.put("email", "moved-" + customer.email()));

            assertFalse(proved.reload().body().contains("name=\"tokenId\""), "a proof that was given before");
            assertFalse(
                    mailed.send(Map.of("mailCode", second)).body().contains("name=\"tokenId\""),
                    "a code that was sent before");
            assertFalse(mailed.page().error("mailCode").isEmpty(), mailed.page().body());
        });
    }

    /** One that was mailed and is not among these. */
    private String mailedCode(Customer customer, Set<String> known) {
        CaughtMail mail = server.mail()
                .await(
                        caught -> caught.wentTo(customer.email())
                                && !code(caught).isEmpty()
                                && !known.contains(code(caught)),
                        MAIL);
        return code(mail);
    }

    private static String code(CaughtMail mail) {
        Matcher code = Pattern.compile("(?<![0-9])[0-9]{8}(?![0-9])").matcher(mail.text());
        return code.find() ? code.group() : "";
    }

    // The login

    /** What ends a login. */
    enum End {
        DISABLED,
        NEW_LOGIN_PASSWORD,
        LOGGED_OUT,
        REALM_LOGGED_OUT
    }

    @ParameterizedTest
    @EnumSource
    void an_application_ends_with_the_login_that_it_stands_on(End end) {
        Customer customer = admin.newCustomer(APPS);
        Visitor thief = new Visitor(server.url(), customer);
        Answer register = thief.submit(thief.start("sekisho-otp-apply"), transactionPassword(customer));
        Oath app = Oath.with(register.key());
        Answer confirm = thief.submit(register, Map.of());
        Visitor reader = new Visitor(server.url(), customer);
        Answer shown = reader.submit(reader.start("sekisho-otp-apply"), transactionPassword(customer));
        assertFalse(shown.key().isEmpty());

        end(end, customer);

        assertOver(thief.submit(confirm, Map.of("otp", app.earlyInStep(WALK).codeOfStep(0))));
        assertOver(reader.get(shown.uri().toString()));
        assertEquals(0, otps(customer));
    }

    /** Keycloak leaves a walk by itself, without a word to it. */
    @ParameterizedTest
    @EnumSource
    void whoever_leaves_a_walk_after_the_login_has_ended_is_not_logged_in(End end) {
        Customer customer = admin.newCustomer(APPS);
        FormClient thief = new FormClient();
        Answer page = thief.submit(
                thief.get(apply()), Map.of("username", customer.number(), "password", customer.loginPassword()));
        assertEquals(APPLY_PROOF, page.heading());

        end(end, customer);
        Answer answer = thief.submit(page, Map.of("cancel-aia", "true"));

        assertFalse(thief.cookies().contains("KEYCLOAK_IDENTITY"), answer.body());
        thief.get(server.url() + "/realms/" + APPS + "/otp-service");
        assertFalse(thief.cookies().contains("KEYCLOAK_IDENTITY"));
    }

    @ParameterizedTest
    @EnumSource
    void a_key_that_is_shown_again_is_hidden_with_the_end_of_the_login(End end) {
        Oath app = Oath.withNewKey().stepsAhead(2);
        Customer customer = admin.newOtpCustomer(APPS, app.key());
        Visitor thief = new Visitor(server.url(), customer);
        thief.submit(thief.login(), Map.of("otp", app.code()));
        Answer shown = thief.submit(thief.start("sekisho-otp-redisplay"), Map.of("otp", app.code()));
        assertEquals(app.key(), shown.key().replaceAll("\\s", ""));

        end(end, customer);

        assertEquals("", thief.get(shown.uri().toString()).key());
    }

    @Test
    void a_disabled_customers_otp_is_not_stopped_any_more() {
        Oath app = Oath.withNewKey().stepsAhead(2);
        Customer customer = admin.newOtpCustomer(APPS, app.key());
        Visitor thief = new Visitor(server.url(), customer);
        thief.submit(thief.login(), Map.of("otp", app.code()));
        Answer stop = thief.start("sekisho-otp-stop");

        end(End.DISABLED, customer);

        assertOver(thief.submit(stop, Map.of("otp", app.code())));
        assertEquals(1, otps(customer));
    }

    @Test
    void a_disabled_customers_token_is_not_issued_or_confirmed_any_more() {
        IssueWalk atIssue = IssueWalk.login(server, admin.newCustomer(ISSUES)).prove();
        end(End.DISABLED, atIssue.customer());
        atIssue.issue("thief@example.com");
        assertOver(atIssue.page());

        IssueWalk atConfirm = IssueWalk.login(server, admin.newCustomer(ISSUES)).prove();
        atConfirm.issue(atConfirm.phone());
        Oath app = TokenApi.of(server, ISSUES)
                .activate(SERVICE_ID, atConfirm.userId(), START_PASSWORD)
                .app();
        end(End.DISABLED, atConfirm.customer());
        assertOver(atConfirm.confirm(app.earlyInStep(WALK).codeOfStep(0)));
        assertEquals(0, otps(atConfirm.customer()));
    }

    @ParameterizedTest
    @EnumSource(names = {"DISABLED", "NEW_LOGIN_PASSWORD"})
    void a_walk_from_the_login_page_ends_with_what_was_proved_there(End end) {
        BindWalk thief = BindWalk.register(server, admin.newCustomer(BINDS)).identify();
        assertTrue(
                thief.page().body().contains("name=\"tokenId\""), thief.page().body());

        end(end, thief.customer());

        Answer answer = thief.bind("DEMO00000001", "123456");
        assertFalse(answer.body().contains("name=\"tokenId\""), answer.body());
        // Of a disabled customer, Keycloak itself says that the account is.
        assertTrue(answer.body().contains(end == End.DISABLED ? "アカウントが無効です。" : "name=\"password\""), answer.body());
    }

    /** The first login of many: with a password that has to be changed, and then a token is asked for. */
    @Test
    void a_customer_who_sets_another_login_password_in_the_very_login_goes_on() {
        Customer customer = admin.newCustomer(
                ISSUES, user -> user.withArray("/requiredActions").add("UPDATE_PASSWORD"));
        IssueWalk walk = IssueWalk.login(server, customer);
        walk.client()
                .submit(
                        walk.page(),
                        Map.of("password-new", "another-password-1", "password-confirm", "another-password-1"));
        assertEquals(
                PROOF,
                walk.client().answers().get(walk.client().answers().size() - 1).heading());
    }

    // The browser

    @Test
    void whoever_has_planted_the_cookie_of_keycloak_sees_nothing_of_the_customers_walk() {
        Customer customer = admin.newCustomer(APPS);
        FormClient attacker = new FormClient();
        Answer login = attacker.get(apply());
        FormClient victim = attacker.copy();
        Answer proof =
                victim.submit(login, Map.of("username", customer.number(), "password", customer.loginPassword()));
        Answer register = victim.submit(proof, transactionPassword(customer));
        assertEquals(APPLY_REGISTER, register.heading());

        for (FormClient thief :
                List.of(attacker, victim.thief("AUTH_SESSION_ID", "KC_RESTART", "KC_AUTH_SESSION_HASH"))) {
            Answer page = thief.get(register.uri().toString());
            assertEquals(403, page.status());
            assertTrue(page.body().contains(OTHER_BROWSER), page.body());
            assertEquals("", page.key());
            assertFalse(page.body().contains(Oath.with(register.key()).key()));
            Answer posted = thief.submit(register, Map.of());
            assertEquals(403, posted.status());
        }

        Answer confirm = victim.submit(victim.get(register.uri().toString()), Map.of());
        assertEquals(APPLY_CONFIRM, confirm.heading(), "the customer's own walk goes on");
    }

    @Test
    void a_stranger_cannot_leave_the_walk_for_the_customer() {
        Customer customer = admin.newCustomer(APPS);
        FormClient victim = new FormClient();
        Answer proof = victim.submit(
                victim.get(apply()), Map.of("username", customer.number(), "password", customer.loginPassword()));

        FormClient thief = victim.thief("AUTH_SESSION_ID", "KC_RESTART", "KC_AUTH_SESSION_HASH");
        Answer answer = thief.submit(proof, Map.of("cancel-aia", "true"));

        assertEquals(403, answer.status(), answer.body());
        assertFalse(thief.cookies().contains("KEYCLOAK_IDENTITY"));
        assertEquals(APPLY_PROOF, victim.get(proof.uri().toString()).heading());
    }

    @Test
    void a_browser_keeps_no_cookies_of_walks_that_were_left() {
        Customer customer = admin.newCustomer(APPS);
        FormClient browser = new FormClient();
        browser.submit(
                browser.get(server.url() + "/realms/" + APPS + "/otp-service"),
                Map.of("username", customer.number(), "password", customer.loginPassword()));
        for (int walk = 0; walk < 5; walk++) {
            Answer page = browser.get(apply());
            assertEquals(APPLY_PROOF, page.heading());
            browser.submit(page, Map.of("cancel-aia", "true"));
        }
        assertTrue(
                browser.cookies().stream()
                                .filter(name -> name.startsWith("SEKISHO_WALK_"))
                                .count()
                        <= 1,
                browser.cookies().toString());
    }

    @Test
    void a_grant_without_a_browser_gets_no_cookie() {
        Customer customer = admin.newCustomer(ISSUES);
        HttpResponse<String> answer = admin.directGrant(customer, Map.of());
        assertEquals(400, answer.statusCode(), answer.body());
        assertEquals(List.of(), answer.headers().allValues("Set-Cookie"));
    }

    // What a node remembers of a customer

    /** As where another node has reset it, and this one has not heard of that yet. */
    @Test
    void a_transaction_password_that_is_no_longer_in_the_database_proves_nothing() {
        Customer customer = admin.newCustomer(APPS);
        Customer other = admin.newCustomer(APPS);
        Visitor thief = new Visitor(server.url(), customer);
        Answer proof = thief.start("sekisho-otp-apply");
        server.database()
                .update(
                        "update CREDENTIAL set CREATED_DATE = CREATED_DATE + 1, SECRET_DATA = (select o.SECRET_DATA from CREDENTIAL o where o.USER_ID = ? and o.TYPE = 'transaction-password')"
                                + " where USER_ID = ? and TYPE = 'transaction-password'",
                        other.id(),
                        customer.id());

        Answer answer = thief.submit(proof, transactionPassword(customer));

        assertEquals(APPLY_PROOF, answer.heading(), answer.body());
        assertTrue(answer.error("transactionPassword").contains("違います"), answer.body());
        assertEquals(
                APPLY_REGISTER, thief.submit(answer, transactionPassword(other)).heading());
    }

    @Test
    void a_customer_whose_transaction_password_was_deleted_meanwhile_sets_another_one() {
        Customer customer = admin.newCustomer(APPS);
        Visitor visitor = new Visitor(server.url(), customer);
        Answer register = visitor.submit(visitor.start("sekisho-otp-apply"), transactionPassword(customer));
        assertEquals(APPLY_REGISTER, register.heading());

        admin.deleteCredential(customer, "transaction-password");
        Answer set = visitor.get(register.uri().toString());
        assertTrue(set.body().contains("newTransactionPassword"), set.body());

        assertEquals(
                APPLY_REGISTER,
                visitor.submit(
                                set,
                                Map.of(
                                        "password",
                                        customer.loginPassword(),
                                        "newTransactionPassword",
                                        "another-one-1",
                                        "newTransactionPasswordConfirm",
                                        "another-one-1"))
                        .heading());
    }

    private String apply() {
        String realm = server.url() + "/realms/" + APPS;
        return realm
                + "/protocol/openid-connect/auth?client_id=otp-service&response_type=code&scope=openid&redirect_uri="
                + realm + "/otp-service&kc_action=sekisho-otp-apply";
    }

    private static Map<String, String> transactionPassword(Customer customer) {
        return Map.of("transactionPassword", customer.transactionPassword());
    }

    /** Without what else the reset brings: that the next login asks for another one at once. */
    private void reset(Customer customer, String value) {
        assertEquals(204, admin.resetTransactionPassword(customer, value).statusCode());
        change(customer, user -> user.putArray("requiredActions"));
    }

    private void end(End end, Customer customer) {
        String user = "/" + customer.realm() + "/users/" + customer.id();
        switch (end) {
            case DISABLED -> change(customer, changes -> changes.put("enabled", false));
            case NEW_LOGIN_PASSWORD ->
                assertEquals(
                        204,
                        admin.sendText(
                                        "PUT",
                                        user + "/reset-password",
                                        "{\"type\": \"password\", \"value\": \"another-password-1\", \"temporary\": false}")
                                .statusCode());
            case LOGGED_OUT ->
                assertEquals(204, admin.send("POST", user + "/logout", null).statusCode());
            case REALM_LOGGED_OUT -> logOutAll(customer.realm());
        }
    }

    /**
     * In a later second than the last time: Keycloak counts in seconds, and keeps what was begun in the very one of a
     * logout.
     */
    private void logOutAll(String realm) {
        int before = admin.get("/" + realm).path("notBefore").asInt();
        Await.until(
                "a second after the last logout",
                Duration.ofSeconds(5),
                () -> Instant.now().getEpochSecond() > before);
        assertEquals(200, admin.send("POST", "/" + realm + "/logout-all", null).statusCode());
    }

    private void change(Customer customer, Consumer<ObjectNode> changes) {
        ObjectNode user = (ObjectNode) admin.get("/" + customer.realm() + "/users/" + customer.id());
        changes.accept(user);
        assertEquals(
                204,
                admin.send("PUT", "/" + customer.realm() + "/users/" + customer.id(), user)
                        .statusCode());
    }

    private void assertOver(Answer page) {
        assertEquals("", page.key());
        assertTrue(page.body().contains(LOGIN_OVER) || page.body().contains("name=\"password\""), page.body());
    }

    private int otps(Customer customer) {
        int count = 0;
        for (var credential : admin.credentials(customer)) {
            count += "otp".equals(credential.get("type").asText()) ? 1 : 0;
        }
        return count;
    }
}
