package io.sekisho.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.sekisho.demo.mail.CaughtMail;
import io.sekisho.it.harness.Admin;
import io.sekisho.it.harness.Await;
import io.sekisho.it.harness.BindWalk;
import io.sekisho.it.harness.Crowd;
import io.sekisho.it.harness.Customer;
import io.sekisho.it.harness.FormClient;
import io.sekisho.it.harness.FormClient.Answer;
import io.sekisho.it.harness.HardwareToken;
import io.sekisho.it.harness.KeycloakVersion;
import io.sekisho.it.harness.Metrics;
import io.sekisho.it.harness.Server;
import io.sekisho.it.harness.TestRealm;
import io.sekisho.it.harness.WithServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What a customer has to prove besides the login password to bind another token in place of the one before, and what
 * becomes of that one: nothing of it is accepted any more, and nobody comes in without a code because of it.
 */
@WithServer
class TokenReplacementIT {

    private static final String PASSWORD = "replacements";
    private static final String MAIL = "replacements-mail";
    private static final String NONE = "replacements-none";
    private static final String TOKEN = "トークンの登録";
    private static final String REPLACE = "トークンの変更";
    private static final String PROOF = "取引パスワード認証";
    private static final String MAIL_PAGE = "メールで届く確認コードの入力";
    private static final String REFUSAL = "このお手続きはできません";
    private static final Pattern CODE = Pattern.compile("(?<![0-9])[0-9]{8}(?![0-9])");
    private static final Pattern LINK = Pattern.compile("https?://\\S*/login-actions/action-token\\?\\S+");
    private static final int MAX_FAILURES = 5;
    private static final Duration MAIL_COMES = Duration.ofSeconds(30);
    private static final Duration WALK = Duration.ofSeconds(8);

    private static final Map<String, TestRealm> REALMS = new HashMap<>();
    private static int logLength;

    private final Server server;
    private final Admin admin;

    TokenReplacementIT(Server server) {
        this.server = server;
        this.admin = server.admin();
    }

    @BeforeAll
    static void makeRealms(Server server) {
        logLength = server.log().length();
        Map.of(PASSWORD, "transaction-password", MAIL, "mail-code", NONE, "none")
                .forEach((name, proof) -> REALMS.put(name, TestRealm.like(server, "sample-direct", name, changes -> {
                    TestRealm.hashFast(changes);
                    changes.put("resetPasswordAllowed", true);
                    changes.withObject("/attributes")
                            .put("sekisho.replacementProof", proof)
                            .put("sekisho.maxTokenMailsPerDay", "50");
                })));
    }

    @AfterAll
    static void noFaultOfTheServer(Server server) {
        REALMS.values().forEach(TestRealm::close);
        assertEquals(
                List.of(),
                server.log()
                        .substring(logLength)
                        .lines()
                        .filter(line -> line.contains("Uncaught") || line.contains(" ERROR "))
                        .toList());
    }

    // The transaction password

    @Test
    void wrong_transaction_passwords_are_counted_as_such_and_nothing_is_replaced() {
        HardwareToken before = deliver(PASSWORD);
        HardwareToken after = deliver(PASSWORD);
        Customer customer = bound(PASSWORD, before);
        BindWalk walk = BindWalk.register(server, customer).identify();
        for (int failure = 1; failure <= MAX_FAILURES; failure++) {
            assertEquals(PROOF, walk.page().heading());
            walk.send(Map.of(
                    "transactionPassword",
                    "wrong-" + failure,
                    "tokenId",
                    after.id(),
                    "otp",
                    after.codes().codeOfStep(0)));
            assertFalse(
                    walk.page().error("transactionPassword").isEmpty(),
                    walk.page().body());
            assertEquals(
                    failure,
                    admin.factors(customer).at("/transactionPassword/failures").asInt());
        }
        walk.send(Map.of("transactionPassword", customer.transactionPassword()));
        assertTrue(
                walk.page().error("transactionPassword").contains("停止"),
                walk.page().body());
        assertEquals(0, failures(customer));
        assertEquals(
                "SUSPENDED",
                admin.factors(customer).at("/transactionPassword/status").asText());
        assertStatus("BOUND", before, customer);
        assertStatus("FREE", after, customer);
        assertEquals(200, login(customer, before.codes().earlyInStep(WALK).codeOfStep(1)));
    }

    @Test
    void who_has_no_transaction_password_or_a_temporary_one_is_told_so() {
        Customer customer = bound(PASSWORD, deliver(PASSWORD));
        assertEquals(
                204, admin.resetTransactionPassword(customer, "temporary-1").statusCode());
        BindWalk temporary = BindWalk.register(server, customer).identify();
        assertEquals(REFUSAL, temporary.page().heading());
        assertTrue(
                temporary.page().body().contains("仮の取引パスワードのままでは使えません"),
                temporary.page().body());
        admin.deleteCredential(customer, "transaction-password");
        BindWalk unset = BindWalk.register(server, customer).identify();
        assertEquals(REFUSAL, unset.page().heading());
        assertTrue(
                unset.page().body().contains("取引パスワードがまだ設定されていません"),
                unset.page().body());
        unset.send(Map.of("step", "proof", "transactionPassword", ""));
        assertEquals(REFUSAL, unset.page().heading());
    }

    @Test
    void a_proof_holds_for_one_walk_of_one_tab() {
        HardwareToken first = deliver(PASSWORD);
        HardwareToken second = deliver(PASSWORD);
        HardwareToken third = deliver(PASSWORD);
        Customer customer = bound(PASSWORD, first);
        BindWalk walk = BindWalk.register(server, customer).identify().prove();
        assertEquals(REPLACE, walk.page().heading());
        BindWalk other = walk.inAnotherTab().identify();
        assertEquals(PROOF, other.page().heading(), "in another tab");
        assertReplaced(walk.bind(second.id(), second.codes().earlyInStep(WALK).codeOfStep(0)));
        walk.send(Map.of());
        assertEquals(PROOF, walk.inAnotherTab().identify().page().heading(), "in the next walk");
        assertEquals(PROOF, other.reload().heading());
        other.bind(third.id(), third.codes().codeOfStep(0));
        assertStatus("FREE", third, customer);
        BindWalk left = BindWalk.register(server, customer).identify().prove();
        Answer page = left.page();
        left.send(Map.of("cancel-aia", "true"));
        left.client()
                .submit(page, Map.of("tokenId", third.id(), "otp", third.codes().codeOfStep(0)));
        assertStatus("FREE", third, customer);
        assertEquals(List.of("bound", "replaced"), changes(customer));
    }

    @Test
    void a_proof_holds_for_no_other_customer_in_the_same_tab() {
        HardwareToken first = deliver(PASSWORD);
        HardwareToken second = deliver(PASSWORD);
        Customer customer = bound(PASSWORD, first);
        Customer victim = bound(PASSWORD, second);
        FormClient client = new FormClient();
        BindWalk walk = BindWalk.at(server, customer, client, entrance(PASSWORD))
                .identify()
                .prove();
        assertEquals(REPLACE, walk.page().heading());
        // The same tab begun anew, by Keycloak's own address for that.
        Answer again = client.get(walk.page().uri().toString().replace("/authenticate", "/restart"));
        Answer proof = client.submit(again, Map.of("username", victim.number(), "password", victim.loginPassword()));
        assertEquals(PROOF, proof.heading());
        Answer back = client.submit(
                client.get(walk.page().uri().toString().replace("/authenticate", "/restart")),
                Map.of("username", customer.number(), "password", customer.loginPassword()));
        assertEquals(PROOF, back.heading(), "nor for the same one after that");
    }

    @Test
    void a_first_token_asks_for_the_transaction_password_where_the_institution_wants_it() {
        admin.with(PASSWORD, Map.of("sekisho.enrolmentProof", "transaction-password"), () -> {
            HardwareToken token = deliver(PASSWORD);
            Customer customer = admin.newCustomer(PASSWORD);
            BindWalk walk = BindWalk.register(server, customer).identify();
            assertEquals(PROOF, walk.page().heading());
            walk.send(Map.of(
                    "step",
                    "token",
                    "tokenId",
                    token.id(),
                    "otp",
                    token.codes().earlyInStep(WALK).codeOfStep(0)));
            assertEquals(PROOF, walk.page().heading());
            assertStatus("FREE", token, customer);
            assertEquals(TOKEN, walk.prove().page().heading());
            assertTrue(walk.bind(token.id(), token.codes().codeOfStep(0)).body().contains("(00001)"));
        });
    }

    // The mailed code

    @Test
    void a_code_in_a_mail_to_the_registered_address_opens_the_replacement() {
        HardwareToken before = deliver(MAIL);
        HardwareToken after = deliver(MAIL);
        Customer customer = bound(MAIL, before);
        BindWalk walk = atMail(customer);
        assertFalse(walk.page().body().contains(customer.email()), "the address is masked");
        CaughtMail mail = server.mailTo(customer, "確認コード");
        String code = code(mail);
        Await.until(
                "the outbox has forgotten the code",
                Duration.ofSeconds(30),
                () -> server
                        .database()
                        .rows("select KIND from SEKISHO_NOTICE where USER_ID = ? and FACTS is not null", customer.id())
                        .stream()
                        .noneMatch("MAIL_CODE"::equals));
        for (String part : List.of(mail.text(), mail.html())) {
            assertTrue(part.contains(code));
            assertFalse(
                    part.contains("login-actions") || part.contains("/realms/") || part.contains(before.id()), part);
        }
        for (String none : List.of("", "　", "1234567", "123456789", "abcdefgh")) {
            walk.send(Map.of("mailCode", none));
            assertEquals(MAIL_PAGE, walk.page().heading());
            assertFalse(walk.page().error("mailCode").isEmpty());
        }
        assertEquals(0, failures(customer));
        walk.send(Map.of("mailCode", other(code)));
        assertTrue(
                walk.page().error("mailCode").contains("確認コードが違います")
                        && walk.page().error("mailCode").contains("あと4回"),
                walk.page().body());
        assertEquals(1, failures(customer));
        walk.send(Map.of("mailCode", fullWidth(code.substring(0, 4)) + " " + code.substring(4)));
        assertEquals(REPLACE, walk.page().heading());
        assertEquals(1, failures(customer), "a right one clears nothing");
        assertReplaced(walk.bind(after.id(), after.codes().earlyInStep(WALK).codeOfStep(0)));
        assertEquals(0, failures(customer));
        assertStatus("LOST", before, customer);
        assertStatus("BOUND", after, customer);
        assertEquals(List.of("bound", "replaced"), changes(customer));
        server.mailTo(customer, "トークン変更");
        assertEquals(1, codes(customer).size());
        admin.get("/" + MAIL + "/events?user=" + customer.id())
                .forEach(event -> assertFalse(event.toString().contains(code), event.toString()));
        assertFalse(server.log().contains(code));
    }

    @Test
    void another_mail_can_be_had_after_a_while_and_only_the_newest_code_counts() {
        Customer customer = bound(MAIL, deliver(MAIL));
        BindWalk walk = atMail(customer);
        String first = code(server.mailTo(customer, "確認コード"));
        walk.send(Map.of("resend", "true"));
        assertTrue(
                walk.page().body().matches("(?s).*確認コードをもう一度送れるのは[0-9:]{8}からです。それまでお待ちください。.*"),
                walk.page().body());
        admin.with(MAIL, Map.of("sekisho.tokenMailWaitSeconds", "0"), () -> {
            walk.send(Map.of("resend", "true"));
            assertEquals("新しい確認コードを送ります。届くまで数分かかることがあります。", walk.page().message());
        });
        String second = code(server.mail()
                .await(
                        mail -> mail.wentTo(customer.email())
                                && mail.subject().contains("確認コード")
                                && !code(mail).equals(first),
                        MAIL_COMES));
        assertNotEquals(first, second);
        walk.send(Map.of("mailCode", first));
        assertTrue(walk.page().error("mailCode").contains("違います"), walk.page().body());
        assertEquals(1, failures(customer));
        walk.reload();
        assertEquals(2, codes(customer).size(), "a reload sends nothing");
        walk.send(Map.of("mailCode", second));
        assertEquals(REPLACE, walk.page().heading());
    }

    @Test
    void so_many_mails_are_sent_in_a_day_and_no_more() {
        admin.with(MAIL, Map.of("sekisho.tokenMailWaitSeconds", "0", "sekisho.maxTokenMailsPerDay", "2"), () -> {
            Customer customer = bound(MAIL, deliver(MAIL));
            BindWalk walk = atMail(customer);
            walk.send(Map.of("resend", "true"));
            assertEquals("新しい確認コードを送ります。届くまで数分かかることがあります。", walk.page().message());
            walk.send(Map.of("resend", "true"));
            assertTrue(
                    walk.page().body().contains("今日はこれ以上、確認コードをお送りできません"),
                    walk.page().body());
            BindWalk next = atMail(customer);
            assertTrue(
                    next.page().body().contains("今日はこれ以上、確認コードをお送りできません"),
                    next.page().body());
            next.send(Map.of("mailCode", "12345678"));
            assertEquals(MAIL_PAGE, next.page().heading());
            assertTrue(
                    next.page().body().contains("今日はこれ以上、確認コードをお送りできません"),
                    next.page().body());
            assertEquals(0, failures(customer), "there was nothing to guess at");
            // What was sent last still counts.
            Await.until(
                    "no mail on its way",
                    MAIL_COMES,
                    () -> !admin.get("/" + MAIL + "/otp-service/notices?max=500")
                            .toString()
                            .contains(customer.id()));
            boolean opened = codes(customer).stream()
                    .anyMatch(mail ->
                            walk.send(Map.of("mailCode", code(mail))).heading().equals(REPLACE));
            assertTrue(opened, walk.page().body());
            assertTrue(codes(customer).size() <= 2);
        });
    }

    @Test
    void a_code_is_of_no_use_in_another_tab_or_for_another_customer() {
        Customer customer = bound(MAIL, deliver(MAIL));
        Customer stranger = bound(MAIL, deliver(MAIL));
        BindWalk walk = atMail(customer);
        String code = code(server.mailTo(customer, "確認コード"));
        BindWalk other = walk.inAnotherTab().identify();
        other.send(Map.of("mailCode", code));
        assertTrue(other.page().error("mailCode").contains("違います"), other.page().body());
        BindWalk strange = atMail(stranger);
        strange.send(Map.of("mailCode", code));
        assertTrue(
                strange.page().error("mailCode").contains("違います"),
                strange.page().body());
        walk.reload();
        walk.send(Map.of("mailCode", code));
        assertEquals(REPLACE, walk.page().heading());
        assertEquals(MAIL_PAGE, other.reload().heading(), "the proof is the first tab's");
        // Used up: the walk begun anew asks for another one.
        walk.send(Map.of("cancel-aia", "true"));
        BindWalk again = atMail(customer);
        again.send(Map.of("mailCode", code));
        assertTrue(again.page().error("mailCode").contains("違います"), again.page().body());
    }

    @Test
    void of_parallel_guesses_at_mailed_codes_as_many_are_evaluated_as_the_institution_allows() {
        int guesses = 12;
        HardwareToken token = deliver(MAIL);
        Customer customer = bound(MAIL, token);
        List<BindWalk> walks = Crowd.run(6, guesses, number -> atMail(customer));
        Map<String, Integer> before = server.metrics().verifications(MAIL, "otp");
        List<Answer> answers = Crowd.run(
                guesses, guesses, number -> walks.get(number).send(Map.of("mailCode", "%08d".formatted(number))));
        Map<String, Integer> evaluated = Metrics.added(before, server.metrics().verifications(MAIL, "otp"));
        // Most of what comes later does not get as far as the guard.
        evaluated.remove("suspended");
        assertEquals(Map.of("wrong", MAX_FAILURES - 1, "suspending", 1), evaluated);
        // Whoever has been evaluated may learn of the suspension that others have brought about.
        assertTrue(answers.stream()
                        .filter(answer -> answer.heading().equals(REFUSAL))
                        .count()
                > guesses - MAX_FAILURES);
        assertEquals(MAX_FAILURES, failures(customer));
        assertEquals(
                KeycloakVersion.refusedGrant(),
                login(customer, token.codes().earlyInStep(WALK).codeOfStep(1)),
                "it is the OTP that is suspended");
        assertEquals(
                REFUSAL, BindWalk.register(server, customer).identify().page().heading());
    }

    @Test
    void who_has_no_registered_address_is_told_whom_to_call() {
        HardwareToken token = deliver(MAIL);
        Customer customer = admin.newCustomer(MAIL, user -> user.remove(List.of("email", "emailVerified")));
        assertTrue(BindWalk.register(server, customer)
                .identify()
                .bind(token.id(), token.codes().earlyInStep(WALK).codeOfStep(0))
                .body()
                .contains("(00001)"));
        BindWalk walk = BindWalk.register(server, customer).identify();
        assertEquals(REFUSAL, walk.page().heading());
        assertTrue(walk.page().body().contains("メールアドレスのご登録がないため"), walk.page().body());
        walk.send(Map.of("step", "mail", "mailCode", "12345678"));
        assertEquals(REFUSAL, walk.page().heading());
        walk.send(Map.of());
        assertEquals("ログイン", walk.page().heading());
    }

    // Nothing

    @Test
    void an_institution_may_ask_for_nothing_more_and_the_customer_is_told_all_the_same() {
        HardwareToken before = deliver(NONE);
        HardwareToken after = deliver(NONE);
        Customer customer = bound(NONE, before);
        BindWalk walk = BindWalk.register(server, customer).identify();
        assertEquals(REPLACE, walk.page().heading());
        assertReplaced(walk.bind(after.id(), after.codes().earlyInStep(WALK).codeOfStep(0)));
        assertStatus("LOST", before, customer);
        server.mailTo(customer, "トークン変更");
    }

    // The token before

    @Test
    void nothing_of_a_replaced_token_is_accepted_anywhere() {
        HardwareToken before = deliver(PASSWORD);
        HardwareToken after = deliver(PASSWORD);
        Customer customer = bound(PASSWORD, before);
        BindWalk walk = BindWalk.register(server, customer).identify().prove();
        assertReplaced(walk.bind(after.id(), after.codes().earlyInStep(WALK).codeOfStep(-1)));
        assertStatus("LOST", before, customer);
        assertFalse(
                admin.get("/" + PASSWORD + "/otp-service/tokens/" + before.id()).hasNonNull("userId"));
        assertEquals(
                KeycloakVersion.refusedGrant(), login(customer, before.codes().codeOfStep(1)));
        assertEquals(1, failures(customer));
        FormClient client = new FormClient();
        Answer otp = browserLogin(client, customer);
        assertTrue(client.submit(otp, Map.of("otp", before.codes().codeOfStep(1)))
                .error("otp")
                .contains("違います"));
        FormClient forgetful = new FormClient();
        Answer reset = forgetful.submit(
                reset(forgetful, customer), Map.of("otp", before.codes().codeOfStep(1)));
        assertTrue(reset.error("otp").contains("違います") && !reset.body().contains("password-new"), reset.body());
        BindWalk rebind = BindWalk.register(server, customer).identify().prove();
        rebind.bind(before.id(), before.codes().codeOfStep(1));
        assertTrue(
                rebind.page().error("otp").contains("登録できませんでした"), rebind.page().body());
        assertEquals(200, login(customer, after.codes().codeOfStep(0)));
        // Found again, it is anybody's.
        assertEquals(204, change(PASSWORD, before, "reinstate"));
        assertStatus("FREE", before, customer);
        Customer next = admin.newCustomer(PASSWORD);
        BindWalk used = BindWalk.register(server, next).identify();
        used.bind(before.id(), before.codes().codeOfStep(0));
        assertTrue(used.page().error("otp").contains("登録できませんでした"), "the code by which it was bound before is void");
        assertTrue(used.bind(before.id(), before.codes().codeOfStep(1)).body().contains("(00001)"));
    }

    @Test
    void a_token_that_is_reported_lost_is_asked_for_and_not_accepted_until_another_one_is_bound() {
        HardwareToken lost = deliver(PASSWORD);
        HardwareToken after = deliver(PASSWORD);
        Customer customer = bound(PASSWORD, lost);
        assertEquals(204, change(PASSWORD, lost, "mark-lost"));
        server.mailTo(customer, "紛失");
        assertLost(customer, lost);
        assertEquals(0, failures(customer), "nothing is evaluated");
        BindWalk stop = BindWalk.stop(server, customer).identify();
        stop.code(lost.codes().earlyInStep(WALK).codeOfStep(1));
        assertTrue(stop.page().error("otp").contains("紛失の届出"), stop.page().body());
        BindWalk walk = BindWalk.register(server, customer).identify();
        assertEquals(PROOF, walk.page().heading(), "a lost token opens no shorter way");
        walk.prove();
        assertReplaced(walk.bind(after.id(), after.codes().earlyInStep(WALK).codeOfStep(0)));
        assertStatus("LOST", lost, customer);
        assertEquals(
                KeycloakVersion.refusedGrant(), login(customer, lost.codes().codeOfStep(1)));
        assertEquals(200, login(customer, after.codes().codeOfStep(1)));
    }

    @Test
    void a_token_that_is_found_again_is_the_customers_as_before() {
        HardwareToken token = deliver(PASSWORD);
        Customer customer = admin.newCustomer(PASSWORD);
        BindWalk walk = BindWalk.register(server, customer).identify();
        String binding = token.codes().earlyInStep(WALK).codeOfStep(0);
        assertTrue(
                walk.bind(token.id(), binding).body().contains("(00001)"),
                walk.page().heading());
        assertEquals(204, change(PASSWORD, token, "mark-lost"));
        String refused = token.codes().codeOfStep(1);
        assertEquals(KeycloakVersion.refusedGrant(), login(customer, refused));
        assertEquals(204, change(PASSWORD, token, "reinstate"));
        assertStatus("BOUND", token, customer);
        assertEquals(KeycloakVersion.refusedGrant(), login(customer, binding), "the code that has bound it stays void");
        assertEquals(200, login(customer, refused), "what was refused while it was lost was not used up");
    }

    @ParameterizedTest
    @ValueSource(strings = {"mark-lost", "reinstate"})
    void what_the_staff_say_of_a_token_holds_for_a_walk_that_is_under_way(String change) {
        HardwareToken token = deliver(PASSWORD);
        HardwareToken after = deliver(PASSWORD);
        Customer customer = bound(PASSWORD, token);
        if (change.equals("reinstate")) {
            assertEquals(204, change(PASSWORD, token, "mark-lost"));
        }
        BindWalk walk = BindWalk.register(server, customer).identify().prove();
        assertEquals(204, change(PASSWORD, token, change));
        assertReplaced(walk.bind(after.id(), after.codes().earlyInStep(WALK).codeOfStep(0)));
        assertStatus("LOST", token, customer);
        assertEquals(
                1,
                admin.credentials(customer).findValuesAsText("type").stream()
                        .filter("otp"::equals)
                        .count());
    }

    private void assertLost(Customer customer, HardwareToken token) {
        String code = token.codes().earlyInStep(WALK).codeOfStep(1);
        assertEquals(KeycloakVersion.refusedGrant(), login(customer, code));
        assertNotEquals(200, admin.directGrant(customer, Map.of()).statusCode(), "nor without a code");
        FormClient client = new FormClient();
        Answer otp = browserLogin(client, customer);
        assertEquals("ワンタイムパスワード認証", otp.heading());
        Answer refused = client.submit(otp, Map.of("otp", code));
        assertTrue(refused.error("otp").contains("このトークンは紛失の届出があるため、使えません"), refused.body());
        FormClient forgetful = new FormClient();
        Answer reset = forgetful.submit(reset(forgetful, customer), Map.of("otp", code));
        assertTrue(reset.error("otp").contains("紛失の届出") && !reset.body().contains("password-new"), reset.body());
    }

    /** The page to which the link in the mail of a forgotten password leads. */
    private Answer reset(FormClient client, Customer customer) {
        client.get(server.url() + "/realms/" + customer.realm() + "/otp-service");
        Answer forgot = client.get(server.url() + "/realms/" + customer.realm()
                + "/login-actions/reset-credentials?client_id=otp-service");
        client.submit(forgot, Map.of("username", customer.number()));
        CaughtMail mail = server.mail()
                .await(
                        caught -> caught.wentTo(customer.email())
                                && LINK.matcher(caught.text()).find(),
                        MAIL_COMES);
        Matcher link = LINK.matcher(mail.text());
        assertTrue(link.find());
        return client.get(link.group());
    }

    private Answer browserLogin(FormClient client, Customer customer) {
        return client.submit(
                client.get(server.url() + "/realms/" + customer.realm() + "/otp-service"),
                Map.of("username", customer.number(), "password", customer.loginPassword()));
    }

    // Means

    private HardwareToken deliver(String realm) {
        return HardwareToken.delivered(admin, realm);
    }

    private String entrance(String realm) {
        return server.url() + "/realms/" + realm + "/otp-service/register";
    }

    private Customer bound(String realm, HardwareToken token) {
        Customer customer = admin.newCustomer(realm);
        BindWalk walk = BindWalk.register(server, customer).identify();
        assertTrue(
                walk.bind(token.id(), token.codes().earlyInStep(WALK).codeOfStep(0))
                        .body()
                        .contains("(00001)"),
                walk.page().heading());
        return customer;
    }

    private BindWalk atMail(Customer customer) {
        BindWalk walk = BindWalk.register(server, customer).identify();
        assertEquals(MAIL_PAGE, walk.page().heading());
        return walk;
    }

    private List<CaughtMail> codes(Customer customer) {
        return server.mail().mails().stream()
                .filter(mail -> mail.wentTo(customer.email()) && mail.subject().contains("確認コード"))
                .toList();
    }

    private static String code(CaughtMail mail) {
        Matcher code = CODE.matcher(mail.text());
        assertTrue(code.find(), mail.text());
        return code.group();
    }

    private static String other(String code) {
        return code.substring(0, 7) + (char) ('0' + (code.charAt(7) - '0' + 1) % 10);
    }

    private static String fullWidth(String digits) {
        StringBuilder wide = new StringBuilder();
        digits.chars().forEach(digit -> wide.append((char) (digit - '0' + '０')));
        return wide.toString();
    }

    private static void assertReplaced(Answer page) {
        assertEquals(
                "200 トークンの変更 -処理結果-",
                page.status() + " " + page.heading(),
                page.message() + page.error("otp") + page.error("tokenId"));
        assertTrue(page.body().contains("(00001)"), page.body());
    }

    private void assertStatus(String status, HardwareToken token, Customer customer) {
        assertEquals(
                status,
                admin.get("/" + customer.realm() + "/otp-service/tokens/" + token.id())
                        .get("status")
                        .asText());
    }

    private int change(String realm, HardwareToken token, String change) {
        return admin.send("POST", "/" + realm + "/otp-service/tokens/" + token.id() + "/" + change, null)
                .statusCode();
    }

    private int login(Customer customer, String code) {
        return admin.directGrant(customer, Map.of("otp", code)).statusCode();
    }

    private int failures(Customer customer) {
        return admin.factors(customer).at("/otp/failures").asInt();
    }

    /** What the events say was done to the OTP, the oldest first. */
    private List<String> changes(Customer customer) {
        List<String> changes = new ArrayList<>();
        for (JsonNode event : admin.events(customer, "UPDATE_CREDENTIAL")) {
            if ("otp".equals(event.at("/details/credential_type").asText())) {
                changes.add(0, event.at("/details/action").asText());
            }
        }
        return changes;
    }
}
