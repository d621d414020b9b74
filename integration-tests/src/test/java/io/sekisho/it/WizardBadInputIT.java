package io.sekisho.it;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.Cookie;
import io.sekisho.it.harness.Admin;
import io.sekisho.it.harness.Browser;
import io.sekisho.it.harness.Crowd;
import io.sekisho.it.harness.Customer;
import io.sekisho.it.harness.FormClient;
import io.sekisho.it.harness.FormClient.Answer;
import io.sekisho.it.harness.Oath;
import io.sekisho.it.harness.Server;
import io.sekisho.it.harness.TestRealm;
import io.sekisho.it.harness.WithServer;
import io.sekisho.it.page.ApplyWizard;
import io.sekisho.it.page.LoginPage;
import io.sekisho.it.page.RedisplayPages;
import io.sekisho.it.page.Registration;
import io.sekisho.it.page.Says;
import io.sekisho.it.page.StatusPage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What customers, their browsers and others do to the walks that nobody wants: wrong codes, old pages, several tabs,
 * forged forms, other people's sessions. Each is answered by a sentence, and changes nothing.
 */
@WithServer
class WizardBadInputIT {

    private static final String REALM = "walks";
    private static final String CLIENT = "otp-service";
    private static final String OTHER_CLIENT = "other";
    private static final String APPLY = "sekisho-otp-apply";
    private static final String REDISPLAY = "sekisho-otp-redisplay";
    private static final String STOP = "sekisho-otp-stop";
    /** Lets a test use several codes without waiting for the next time step. */
    private static final int STEPS_AHEAD = 10;
    /** Left in a time step for a few pages. */
    private static final Duration WALK = Duration.ofSeconds(8);

    private static final int CLICKS = 8;

    private static TestRealm realm;
    private static int logLength;

    private final Server server;
    private final Admin admin;
    private final Browser browser;

    WizardBadInputIT(Server server, Browser browser) {
        this.server = server;
        this.admin = server.admin();
        this.browser = browser;
    }

    @BeforeAll
    static void makeRealm(Server server) {
        logLength = server.log().length();
        realm = TestRealm.like(server, "mito", REALM, changes -> {
            TestRealm.hashFast(changes);
            changes.withObject("/attributes").put("sekisho.lookAroundSteps", Integer.toString(STEPS_AHEAD));
            changes.withArray("/clients")
                    .addObject()
                    .put("clientId", OTHER_CLIENT)
                    .put("publicClient", true)
                    .put("rootUrl", "${authBaseUrl}")
                    .putArray("redirectUris")
                    .add("/other");
        });
    }

    @AfterAll
    static void noFaultOfTheServer(Server server) {
        realm.close();
        assertEquals(
                List.of(),
                server.log()
                        .substring(logLength)
                        .lines()
                        .filter(line -> line.contains("Uncaught") || line.contains(" ERROR "))
                        .toList());
    }

    // Codes and passwords

    @Test
    void nothing_but_the_code_of_this_moment_confirms_an_application() {
        Customer customer = admin.newCustomer(REALM);
        Page page = browser.open();
        ApplyWizard wizard = wizard(page, customer).prove(customer.transactionPassword());
        Oath app = Oath.with(wizard.registration().revealedKey());
        wizard.next();
        for (String missing : List.of("", " ", "　")) {
            wizard.confirm(missing);
            Says.error(page, "otp", "ワンタイムパスワードを入力してください。");
        }
        for (String malformed :
                List.of("12345", "1234567", "12345a", "٠١٢٣٤٥", "1".repeat(1_000), "<script>alert(1)</script>")) {
            wizard.confirm(malformed);
            Says.error(page, "otp", "ワンタイムパスワードは6桁の数字です。");
            assertEquals("", page.locator("#otp").inputValue(), "what was typed is not sent back");
        }
        app.earlyInStep(WALK);
        for (Map.Entry<String, String> refused : Map.of(
                        app.wrongCode(), "ワンタイムパスワードが違います。",
                        app.codeOfStep(-1), "数字が切り替わりました。",
                        app.codeOfStep(1), "スマートフォンの時刻がずれているようです。")
                .entrySet()) {
            wizard.confirm(refused.getKey());
            Says.error(page, "otp", refused.getValue());
        }
        assertNothingApplied(customer);

        String code = app.currentCode();
        wizard.confirm(" " + fullWidth(code.substring(0, 3)) + "　" + code.substring(3) + " ")
                .receipt();
        assertAppliedOnce(customer);
    }

    @Test
    void a_realm_may_accept_the_code_before_and_after_at_an_application() {
        Customer customer = admin.newCustomer(REALM);
        ApplyWizard wizard = wizard(browser.open(), customer).prove(customer.transactionPassword());
        Oath app = Oath.with(wizard.registration().revealedKey());
        wizard.next();
        admin.attributes(REALM, Map.of("sekisho.enrolmentLookAroundSteps", "1"));
        try {
            wizard.confirm(app.earlyInStep(WALK).codeOfStep(-1)).receipt();
        } finally {
            admin.attributes(REALM, Map.of("sekisho.enrolmentLookAroundSteps", "0"));
        }
        assertAppliedOnce(customer);
    }

    @Test
    void the_code_that_confirmed_an_application_is_used_up() {
        Customer customer = admin.newCustomer(REALM);
        ApplyWizard wizard = wizard(browser.open(), customer).prove(customer.transactionPassword());
        Oath app = Oath.with(wizard.registration().revealedKey()).stepsAhead(STEPS_AHEAD);
        String code = app.currentCode();
        wizard.next().confirm(code).receipt();

        Page page = browser.open();
        LoginPage login =
                LoginPage.open(page, server, REALM).password(customer).otp(code).otpError("使用済み");
        assertEquals("利用中", login.otp(app.code()).status().otp());
    }

    @Test
    void only_the_transaction_password_opens_an_application() {
        Customer customer = admin.newCustomer(REALM);
        Page page = browser.open();
        ApplyWizard wizard = wizard(page, customer);
        wizard.prove("");
        Says.error(page, "transactionPassword", "取引パスワードを入力してください。");
        wizard.prove("取".repeat(1_000));
        Says.error(page, "transactionPassword", "取引パスワードは64文字以内にしてください。");
        wizard.prove(customer.loginPassword());
        Says.error(page, "transactionPassword", "取引パスワードが違います。あと4回");
        wizard.prove(customer.transactionPassword() + " ");
        Says.error(page, "transactionPassword", "取引パスワードが違います。あと3回");
        assertEquals("", page.locator("#transactionPassword").inputValue(), "what was typed is not sent back");
        wizard.prove(customer.transactionPassword()).registration();
        assertNothingApplied(customer);
    }

    @Test
    void only_a_fresh_code_opens_a_redisplay_or_a_stop() {
        Oath app = Oath.withNewKey().stepsAhead(STEPS_AHEAD);
        Customer customer = admin.newOtpCustomer(REALM, app.key());
        Page page = browser.open();
        String used = app.code();
        StatusPage status = LoginPage.open(page, server, REALM).login(customer, used);
        for (boolean stop : List.of(false, true)) {
            if (stop) {
                status.stop();
            } else {
                status.redisplay();
            }
            for (Map.Entry<String, String> refused : Map.of(
                            "",
                            "ワンタイムパスワードを入力してください。",
                            "１２３",
                            "ワンタイムパスワードは6桁の数字です。",
                            "0".repeat(1_000),
                            "ワンタイムパスワードは6桁の数字です。",
                            used,
                            "このワンタイムパスワードは使用済みです。",
                            app.wrongCode(),
                            "ワンタイムパスワードが違います。")
                    .entrySet()) {
                page.locator("#otp").fill(refused.getKey());
                page.locator("#sekisho-submit").click();
                Says.error(page, "otp", refused.getValue());
            }
            page.getByRole(
                            AriaRole.BUTTON,
                            new Page.GetByRoleOptions().setName("戻る").setExact(true))
                    .click();
            assertEquals("利用中", StatusPage.open(page, server.url(), REALM).otp());
        }
        assertTrue(changes(customer).isEmpty());
    }

    // Order

    @Test
    void a_form_of_another_step_changes_nothing_and_is_answered_by_the_step_that_is_due() {
        Customer customer = admin.newCustomer(REALM);
        FormClient client = new FormClient();
        Answer page = start(client, customer, APPLY);
        Map<String, String> all = new HashMap<>(Map.of(
                "transactionPassword",
                customer.transactionPassword(),
                "otp",
                "000000",
                "newTransactionPassword",
                "a-new-password",
                "newTransactionPasswordConfirm",
                "a-new-password"));
        for (String heading : List.of("取引パスワード認証", "サービス申込 -登録-", "サービス申込 -確認-")) {
            assertEquals(heading, page.heading());
            for (String other : List.of("proof", "register", "confirm", "receipt")) {
                if (page.body().contains("name=\"step\" value=\"" + other + "\"")) {
                    continue;
                }
                all.put("step", other);
                page = client.submit(page, all);
                assertEquals(200, page.status());
                assertEquals(heading, page.heading(), "after " + other);
                assertEquals("古い画面から送信されました。現在の画面から続けてください。", page.message());
            }
            all.remove("step");
            page = client.submit(page, heading.contains("確認") ? Map.of("otp", "") : all);
        }
        assertNothingApplied(customer);
    }

    @Test
    void a_form_without_its_step_changes_nothing() {
        Customer customer = admin.newCustomer(REALM);
        FormClient client = new FormClient();
        Answer page = start(client, customer, APPLY);

        Answer answer = client.post(page.action(), Map.of("transactionPassword", customer.transactionPassword()));

        assertEquals("取引パスワード認証", answer.heading());
        assertEquals("古い画面から送信されました。現在の画面から続けてください。", answer.message());
    }

    @Test
    void a_redisplay_and_a_stop_cannot_be_had_by_naming_their_last_step() {
        Oath app = Oath.withNewKey().stepsAhead(STEPS_AHEAD);
        Customer customer = admin.newOtpCustomer(REALM, app.key());
        FormClient client = new FormClient();
        client.submit(client.submit(client.get(statusUrl()), login(customer)), Map.of("otp", app.code()));

        Answer redisplay =
                client.submit(client.get(startUrl(CLIENT, REDISPLAY)), Map.of("step", "shown", "otp", app.wrongCode()));
        assertEquals("ワンタイムパスワード認証", redisplay.heading());
        assertFalse(redisplay.body().contains(app.key()));
        Answer stop =
                client.submit(client.get(startUrl(CLIENT, STOP)), Map.of("step", "receipt", "otp", app.wrongCode()));
        assertEquals("サービス利用停止 -確認-", stop.heading());
        assertTrue(changes(customer).isEmpty());
    }

    @Test
    void fields_that_no_form_has_are_not_looked_at() {
        Customer customer = admin.newCustomer(REALM);
        FormClient client = new FormClient();
        Oath foreign = Oath.withNewKey();
        Map<String, String> fields = new HashMap<>();
        for (String name : List.of(
                "seed",
                "secret",
                "totpSecret",
                "key",
                "stage",
                "sekisho-otp-apply.seed",
                "sekisho-otp-apply.stage",
                "owner",
                "credential",
                "userLabel",
                "mode")) {
            fields.put(name, name.endsWith("stage") ? "receipt" : foreign.key());
        }
        fields.put("transactionPassword", customer.transactionPassword());
        Answer register = client.submit(start(client, customer, APPLY), fields);
        Oath app = Oath.with(register.key());
        assertNotEquals(foreign.key(), app.key());
        Answer confirm = client.submit(register, fields);
        fields.put("otp", foreign.currentCode());
        Answer refused = client.submit(confirm, fields);
        assertEquals("サービス申込 -確認-", refused.heading());
        assertTrue(refused.error("otp").contains("ワンタイムパスワードが違います。"));
        assertNothingApplied(customer);

        fields.put("otp", app.currentCode());
        assertEquals("サービス申込 -受付-", client.submit(refused, fields).heading());
        String direct = admin.directGrant(
                        customer, Map.of("totp", app.stepsAhead(STEPS_AHEAD).code()))
                .body();
        assertFalse(direct.contains("invalid_grant"), "the customer's own key is in use: " + direct);
    }

    @Test
    void a_confirmation_sent_many_times_at_once_applies_once() {
        Customer customer = admin.newCustomer(REALM);
        Page page = browser.open();
        ApplyWizard wizard = wizard(page, customer).prove(customer.transactionPassword());
        Oath app = Oath.with(wizard.registration().revealedKey()).stepsAhead(STEPS_AHEAD);
        wizard.next();
        String action = action(page);
        List<FormClient> clients = clones(page);
        Map<String, String> form = Map.of("step", "confirm", "otp", app.currentCode());

        List<Answer> answers =
                Crowd.run(CLICKS, CLICKS, number -> clients.get(number).post(action, form));

        answers.forEach(answer -> assertTrue(
                List.of("サービス申込 -受付-", "サービス申込 -確認-").contains(answer.heading()), answer.status() + answer.body()));
        Answer late = FormClient.as(page).post(action, form);
        assertEquals("サービス申込 -受付-", late.heading(), "once it is done, everybody gets the receipt");
        page.reload();
        StatusPage status = wizard.receipt();
        assertAppliedOnce(customer);
        status.stop().prove(app.code()).receipt();
        server.mailTo(customer, "停止");
        assertEquals(1, mails(customer, "申込完了"));
    }

    @Test
    void a_stop_sent_many_times_at_once_is_one_stop() {
        Oath app = Oath.withNewKey().stepsAhead(STEPS_AHEAD);
        Customer customer = admin.newOtpCustomer(REALM, app.key());
        Page page = browser.open();
        LoginPage.open(page, server, REALM).login(customer, app.code()).stop();
        String action = action(page);
        List<FormClient> clients = clones(page);
        Map<String, String> form = Map.of("step", "confirm", "otp", app.code());

        List<Answer> answers =
                Crowd.run(CLICKS, CLICKS, number -> clients.get(number).post(action, form));

        answers.forEach(answer -> assertTrue(
                List.of("サービス利用停止 -受付-", "サービス利用停止 -確認-").contains(answer.heading()), answer.status() + answer.body()));
        assertEquals(List.of("stopped"), changes(customer));
        page.reload();
        Says.heading(page, "サービス利用停止 -受付-");
        page.locator("#sekisho-submit").click();
        assertEquals("未登録", StatusPage.open(page, server.url(), REALM).otp());
    }

    @Test
    void a_redisplay_asked_for_many_times_at_once_with_one_code_counts_once() {
        Oath app = Oath.withNewKey().stepsAhead(STEPS_AHEAD);
        Customer customer = admin.newOtpCustomer(REALM, app.key());
        Page page = browser.open();
        LoginPage.open(page, server, REALM).login(customer, app.code()).redisplay();
        String action = action(page);
        List<FormClient> clients = clones(page);
        Map<String, String> form = Map.of("step", "proof", "otp", app.code());

        List<Answer> answers =
                Crowd.run(CLICKS, CLICKS, number -> clients.get(number).post(action, form));

        answers.forEach(answer -> assertTrue(
                List.of("ワンタイムパスワード認証", "登録コード再表示").contains(answer.heading()), answer.status() + answer.body()));
        assertEquals(List.of("redisplayed"), changes(customer));
        page.reload();
        Says.heading(page, "登録コード再表示");
        assertFalse(
                page.locator("#sekisho-error-summary").isVisible(), "the errors of the other forms do not belong here");
    }

    // Tabs, reloads, going back

    @Test
    void a_second_tab_shows_the_same_key_and_the_receipt_once_the_first_one_has_applied() {
        Customer customer = admin.newCustomer(REALM);
        Page first = browser.open();
        ApplyWizard wizard = wizard(first, customer).prove(customer.transactionPassword());
        String key = wizard.registration().revealedKey();
        Page second = first.context().newPage();
        ApplyWizard other = StatusPage.open(second, server.url(), REALM).apply().prove(customer.transactionPassword());
        assertEquals(key, other.registration().revealedKey());

        wizard.next().confirm(Oath.with(key).currentCode()).receipt();
        second.locator("#sekisho-submit").click();

        // The key that it shows is the one that was registered.
        Says.heading(second, "サービス申込 -受付-");
        second.locator("#sekisho-submit").click();
        assertEquals("利用中", StatusPage.open(second, server.url(), REALM).otp());
        assertAppliedOnce(customer);
    }

    @Test
    void a_key_is_no_longer_shown_once_it_was_stopped_in_another_tab() {
        Oath app = Oath.withNewKey().stepsAhead(STEPS_AHEAD);
        Customer customer = admin.newOtpCustomer(REALM, app.key());
        Page page = browser.open();
        RedisplayPages redisplay = LoginPage.open(page, server, REALM)
                .login(customer, app.code())
                .redisplay()
                .prove(app.code());
        assertEquals(app.key(), redisplay.registration().revealedKey());
        Page other = page.context().newPage();
        StatusPage status = StatusPage.open(other, server.url(), REALM)
                .stop()
                .prove(app.code())
                .receipt();
        page.reload();
        Says.refusal(page, "ワンタイムパスワードサービスを利用していないため、このお手続きはできません。");
        assertFalse(page.content().contains(app.key()));

        ApplyWizard wizard = status.apply().prove(customer.transactionPassword());
        Oath anew = Oath.with(wizard.registration().revealedKey());
        wizard.next().confirm(anew.currentCode()).receipt();
        page.reload();
        Says.heading(page, "ワンタイムパスワード認証");
        assertFalse(page.content().contains(anew.key()), "the proof was for another key");
    }

    @Test
    void a_reload_shows_the_same_page_with_the_same_key() {
        Customer customer = admin.newCustomer(REALM);
        Page page = browser.open();
        ApplyWizard wizard = wizard(page, customer);
        page.reload();
        Registration registration = wizard.prove(customer.transactionPassword()).registration();
        String key = registration.revealedKey();
        String qr = registration.qr();
        page.reload();
        assertEquals(key, wizard.registration().revealedKey());
        assertEquals(qr, wizard.registration().qr());
        wizard.next();
        page.reload();
        Oath app = Oath.with(key);
        wizard.confirm(app.wrongCode());
        Says.error(page, "otp", "ワンタイムパスワードが違います。");
        page.reload();
        Says.heading(page, "サービス申込 -確認-");
        assertFalse(page.locator("#otp-error").isVisible(), "an error is said once");
        wizard.back();
        assertEquals(key, wizard.registration().revealedKey());

        wizard.next().confirm(app.currentCode());
        Says.heading(page, "サービス申込 -受付-");
        page.reload();
        assertEquals("利用中", wizard.receipt().otp());
        assertAppliedOnce(customer);
    }

    @Test
    void back_in_the_wizard_leads_page_by_page_out_of_it_and_a_new_application_has_another_key() {
        Customer customer = admin.newCustomer(REALM);
        Page page = browser.open();
        ApplyWizard wizard = wizard(page, customer).prove(customer.transactionPassword());
        String key = wizard.registration().revealedKey();
        wizard.next().back();
        assertEquals(key, wizard.registration().revealedKey(), "the same application");
        wizard.back();
        Says.heading(page, "取引パスワード認証");

        String second =
                wizard.prove(customer.transactionPassword()).registration().revealedKey();
        assertNotEquals(key, second);
        wizard.back();
        Says.heading(page, "取引パスワード認証");
        wizard.back();
        Says.heading(page, "登録情報照会");
        assertNothingApplied(customer);

        String third = StatusPage.open(page, server.url(), REALM)
                .apply()
                .prove(customer.transactionPassword())
                .registration()
                .revealedKey();
        assertNotEquals(second, third);
    }

    @Test
    void back_in_the_browser_changes_nothing() {
        Customer customer = admin.newCustomer(REALM);
        Page page = browser.open();
        ApplyWizard wizard = wizard(page, customer).prove(customer.transactionPassword());
        String key = wizard.registration().revealedKey();
        wizard.next();
        page.goBack();
        page.goBack();
        page.goForward();
        page.reload();
        Says.heading(page, "サービス申込 -確認-");
        wizard.confirm(Oath.with(key).currentCode());
        Says.heading(page, "サービス申込 -受付-");
        page.goBack();
        page.reload();
        Says.heading(page, "サービス申込 -受付-");
        wizard.receipt();
        page.goBack();
        page.waitForLoadState();
        assertEquals("利用中", StatusPage.open(page, server.url(), REALM).otp());
        assertAppliedOnce(customer);
    }

    @ParameterizedTest
    @CsvSource({"0", "1", "2"})
    void leaving_at_any_page_leaves_nothing(int pages) {
        Customer customer = admin.newCustomer(REALM);
        FormClient client = new FormClient();
        Answer page = start(client, customer, APPLY);
        String key = null;
        if (pages > 0) {
            page = client.submit(page, Map.of("transactionPassword", customer.transactionPassword()));
            key = page.key();
        }
        if (pages > 1) {
            page = client.submit(page, Map.of());
        }
        String left = page.action();

        Answer status = client.submit(page, Map.of("cancel-aia", "true"));

        assertEquals("登録情報照会", status.heading());
        assertEquals(statusUrl(), status.uri().toString());
        assertNothingApplied(customer);
        Answer again = client.post(
                left,
                Map.of(
                        "step",
                        "confirm",
                        "otp",
                        key == null ? "000000" : Oath.with(key).codeOfStep(0)));
        assertTrue(again.status() < 500 && !again.heading().contains("受付"), again.status() + " " + again.heading());
        assertNothingApplied(customer);
        Answer anew = client.get(startUrl(CLIENT, APPLY));
        assertEquals("取引パスワード認証", anew.heading(), "the proof is asked for again");
        assertNotEquals(
                key,
                client.submit(anew, Map.of("transactionPassword", customer.transactionPassword()))
                        .key());
    }

    @Test
    void leaving_the_receipt_keeps_what_was_applied_for() {
        Customer customer = admin.newCustomer(REALM);
        FormClient client = new FormClient();
        Answer register = client.submit(
                start(client, customer, APPLY), Map.of("transactionPassword", customer.transactionPassword()));
        Answer receipt = client.submit(
                client.submit(register, Map.of()),
                Map.of("otp", Oath.with(register.key()).currentCode()));
        assertEquals("サービス申込 -受付-", receipt.heading());

        assertEquals(
                "サービス申込 -受付-",
                client.submit(receipt, Map.of("step", "confirm", "back", "true"))
                        .heading());
        assertEquals(
                "登録情報照会",
                client.submit(client.get(receipt.uri().toString()), Map.of("cancel-aia", "true"))
                        .heading());

        assertAppliedOnce(customer);
    }

    @ParameterizedTest
    @CsvSource({"AUTH_SESSION_ID, 取引パスワード認証", "AUTH_SESSION_ID|KC_RESTART, 登録情報照会"})
    void a_walk_whose_session_is_lost_does_not_go_on(String cookies, String heading) {
        Customer customer = admin.newCustomer(REALM);
        Page page = browser.open();
        ApplyWizard wizard = wizard(page, customer).prove(customer.transactionPassword());
        Oath app = Oath.with(wizard.registration().revealedKey());
        wizard.next();
        page.context().clearCookies(new BrowserContext.ClearCookiesOptions().setName(Pattern.compile(cookies)));

        wizard.confirm(app.codeOfStep(0));

        Says.heading(page, heading);
        assertNothingApplied(customer);
    }

    // What cannot be done now

    @Test
    void whoever_uses_the_service_cannot_apply_for_it() {
        Oath app = Oath.withNewKey();
        Customer customer = admin.newOtpCustomer(REALM, app.key());
        Page page = browser.open();
        LoginPage.open(page, server, REALM).login(customer, app.code());

        page.navigate(startUrl(CLIENT, APPLY));

        Says.refusal(page, "ワンタイムパスワードサービスはすでに利用中です。");
        page.reload();
        Says.refusal(page, "ワンタイムパスワードサービスはすでに利用中です。");
        page.locator("#sekisho-submit").click();
        Says.heading(page, "登録情報照会");
        assertTrue(changes(customer).isEmpty());
    }

    @ParameterizedTest
    @CsvSource({REDISPLAY, STOP})
    void whoever_does_not_use_the_service_can_neither_see_a_key_nor_stop(String action) {
        Customer customer = admin.newCustomer(REALM);
        Page page = browser.open();
        LoginPage.open(page, server, REALM).login(customer);

        page.navigate(startUrl(CLIENT, action));

        Says.refusal(page, "ワンタイムパスワードサービスを利用していないため、このお手続きはできません。");
        page.locator("#sekisho-submit").click();
        Says.heading(page, "登録情報照会");
        assertTrue(changes(customer).isEmpty());
    }

    @Test
    void the_key_is_shown_again_three_times_a_day_and_each_time_is_mailed() {
        Oath app = Oath.withNewKey().stepsAhead(STEPS_AHEAD);
        Customer customer = admin.newOtpCustomer(REALM, app.key());
        Page page = browser.open();
        StatusPage status = LoginPage.open(page, server, REALM).login(customer, app.code());
        for (int left = 3; left > 0; left--) {
            RedisplayPages redisplay = status.redisplay();
            assertTrue(page.locator("main").innerText().contains("今日はあと" + left + "回表示できます。"));
            Registration registration = redisplay.prove(app.code()).registration();
            assertEquals(app.key(), registration.revealedKey());
            page.reload();
            assertEquals(
                    app.key(), redisplay.registration().revealedKey(), "a reload shows it still, and does not count");
            status = redisplay.toStatus();
        }
        status.act("ワンタイムパスワードサービス", "コード再表示");
        Says.refusal(page, "コードの再表示は1日3回までです。明日、もう一度お試しください。");
        page.locator("#sekisho-submit").click();

        assertEquals(List.of("redisplayed", "redisplayed", "redisplayed"), changes(customer));
        StatusPage.open(page, server.url(), REALM).stop().prove(app.code()).receipt();
        server.mailTo(customer, "停止");
        assertEquals(3, mails(customer, "再表示"));

        Registration anew = StatusPage.open(page, server.url(), REALM)
                .apply()
                .prove(customer.transactionPassword())
                .registration();
        assertNotEquals(app.key(), anew.revealedKey());
    }

    @Test
    void a_customer_without_an_address_can_do_everything_and_the_staff_see_what_could_not_be_mailed() {
        Customer customer = admin.newCustomer(REALM, user -> user.remove(List.of("email", "emailVerified")));
        Page page = browser.open();
        ApplyWizard wizard = wizard(page, customer).prove(customer.transactionPassword());
        Oath app = Oath.with(wizard.registration().revealedKey()).stepsAhead(STEPS_AHEAD);
        StatusPage status = wizard.next().confirm(app.currentCode()).receipt();
        status = status.redisplay().prove(app.code()).toStatus();
        assertEquals("未登録", status.stop().prove(app.code()).receipt().otp());

        List<String> notices = StreamSupport.stream(
                        admin.get("/" + REALM + "/otp-service/notices?max=500").spliterator(), false)
                .filter(notice -> notice.get("userId").asText().equals(customer.id()))
                .map(notice ->
                        notice.get("kind").asText() + " " + notice.get("state").asText() + " "
                                + notice.get("lastError").asText())
                .sorted()
                .toList();
        assertEquals(
                List.of(
                        "OTP_APPLIED UNDELIVERABLE no-email-address",
                        "OTP_REDISPLAYED UNDELIVERABLE no-email-address",
                        "OTP_STOPPED UNDELIVERABLE no-email-address"),
                notices);
    }

    @ParameterizedTest
    @CsvSource({"register", "confirm", "redisplay", "stop"})
    void a_customer_who_was_deleted_meanwhile_is_told_so_and_nothing_breaks(String where) {
        Oath app = Oath.withNewKey();
        boolean applying = where.equals("register") || where.equals("confirm");
        Customer customer = applying ? admin.newCustomer(REALM) : admin.newOtpCustomer(REALM, app.key());
        FormClient client = new FormClient();
        Answer page = client.submit(client.get(statusUrl()), login(customer));
        if (applying) {
            page = client.submit(
                    client.get(startUrl(CLIENT, APPLY)), Map.of("transactionPassword", customer.transactionPassword()));
            if (where.equals("confirm")) {
                app = Oath.with(page.key());
                page = client.submit(page, Map.of());
            }
        } else {
            client.submit(page, Map.of("otp", app.code()));
            page = client.get(startUrl(CLIENT, where.equals("stop") ? STOP : REDISPLAY));
        }
        String code = app.codeOfStep(0);
        assertEquals(
                204,
                admin.send("DELETE", "/" + REALM + "/users/" + customer.id(), null)
                        .statusCode());

        Answer answer = client.submit(page, Map.of("otp", code));

        assertEquals("200 ログイン", answer.status() + " " + answer.heading());
        assertTrue(answer.body().contains("お客様の登録を確認できませんでした。もう一度ログインしてください。"), answer.body());
        assertEquals("ログイン", client.get(statusUrl()).heading());
    }

    // Other people, other sessions, other clients

    @Test
    void after_a_logout_in_another_tab_nothing_goes_on() {
        Customer customer = admin.newCustomer(REALM);
        Page page = browser.open();
        ApplyWizard wizard = wizard(page, customer).prove(customer.transactionPassword());
        Oath app = Oath.with(wizard.registration().revealedKey());
        wizard.next();
        Page other = page.context().newPage();
        StatusPage.open(other, server.url(), REALM).logout();
        other.locator("#username").waitFor();

        wizard.confirm(app.codeOfStep(0));

        Says.heading(page, "ログイン");
        assertThat(page.locator("main")).containsText("しばらく操作がなかったため、はじめからログインしてください。");
        assertNothingApplied(customer);
        Registration anew = LoginPage.open(page, server, REALM)
                .login(customer)
                .apply()
                .prove(customer.transactionPassword())
                .registration();
        assertNotEquals(app.key(), anew.revealedKey());
    }

    @Test
    void nobody_but_the_customer_can_send_the_customers_form() {
        Customer customer = admin.newCustomer(REALM);
        Customer stranger = admin.newCustomer(REALM);
        FormClient client = new FormClient();
        Answer register = client.submit(
                start(client, customer, APPLY), Map.of("transactionPassword", customer.transactionPassword()));
        Oath app = Oath.with(register.key());
        Answer confirm = client.submit(register, Map.of());
        FormClient loggedIn = new FormClient();
        loggedIn.submit(loggedIn.get(statusUrl()), login(stranger));
        FormClient applying = new FormClient();
        start(applying, stranger, APPLY);
        Map<FormClient, String> answers =
                Map.of(new FormClient(), "400 エラーが発生しました", loggedIn, "200 登録情報照会", applying, "200 ログイン");
        String code = app.currentCode();

        answers.forEach((other, expected) -> {
            Answer answer = other.post(confirm.action(), Map.of("step", "confirm", "otp", code));
            assertEquals(expected, answer.status() + " " + answer.heading());
            assertFalse(
                    answer.body().contains(customer.number()) || answer.body().contains(app.key()), answer.body());
        });
        assertNothingApplied(customer);
        assertNothingApplied(stranger);
        assertEquals("サービス申込 -受付-", client.submit(confirm, Map.of("otp", code)).heading(), "the customer goes on");
    }

    @Test
    void a_form_whose_address_was_tampered_with_changes_nothing() {
        Customer customer = admin.newCustomer(REALM);
        FormClient client = new FormClient();
        Answer first = start(client, customer, APPLY);
        Answer register = client.submit(first, Map.of("transactionPassword", customer.transactionPassword()));
        Oath app = Oath.with(register.key());
        Answer confirm = client.submit(register, Map.of());
        String walk = confirm.uri().toString();
        String foreign = sessionCode(client.get(startUrl(CLIENT, APPLY)).action());
        String old = "古い画面から送信されました。現在の画面から続けてください。";
        String expired = "しばらく操作がなかったか、古い画面から操作されました。";
        Map<UnaryOperator<String>, String> answers = new LinkedHashMap<>();
        answers.put(url -> url.replace(sessionCode(url), ""), "サービス申込 -確認-");
        answers.put(url -> url.replaceFirst("session_code=[^&]*&", ""), "サービス申込 -確認-");
        answers.put(url -> url.replace(sessionCode(url), sessionCode(first.action())), old);
        answers.put(url -> url.replace(sessionCode(url), foreign), old);
        answers.put(url -> url.replace(sessionCode(url), "x".repeat(1_000)), old);
        answers.put(url -> url.replaceFirst("execution=[^&]*", "execution=" + STOP), "サービス申込 -確認-");
        answers.put(url -> url.replaceFirst("execution=[^&]*", "execution=nothing"), "サービス申込 -確認-");
        answers.put(
                url -> url.replace(sessionCode(url), "x").replaceFirst("execution=[^&]*", "execution=" + STOP),
                expired);
        answers.put(url -> url.replaceFirst("client_id=[^&]*", "client_id=" + OTHER_CLIENT), "再度ログインしてください。");
        answers.put(url -> url.replaceFirst("client_data=[^&]*", "client_data=x"), "無効なリクエストです");
        answers.put(url -> url.replaceFirst("tab_id=[^&]*", "tab_id=x"), "しばらく操作がなかったため、はじめからログインしてください。");

        answers.forEach((tampering, sentence) -> {
            String url = tampering.apply(client.get(walk).action());
            Answer answer = client.post(url, Map.of("step", "confirm", "otp", app.codeOfStep(0)));
            assertTrue(answer.status() == 200 || answer.status() == 400, answer.status() + " " + url);
            assertTrue(answer.body().contains(sentence), url + "\n" + answer.body());
            assertNothingApplied(customer);
        });
        assertEquals("サービス申込 -確認-", client.get(walk).heading(), "the walk stands where it stood");
    }

    @Test
    void the_address_of_a_form_followed_like_a_link_changes_nothing() {
        Customer customer = admin.newCustomer(REALM);
        FormClient client = new FormClient();
        Answer register = client.submit(
                start(client, customer, APPLY), Map.of("transactionPassword", customer.transactionPassword()));
        Oath app = Oath.with(register.key());
        Answer confirm = client.submit(register, Map.of());

        Answer page = client.get(confirm.action() + "&step=confirm&otp=" + app.currentCode());

        assertEquals("200 サービス申込 -確認-", page.status() + " " + page.heading());
        Answer cancelled = client.get(page.action() + "&step=confirm&cancel-aia=true");
        assertEquals("200 サービス申込 -確認-", cancelled.status() + " " + cancelled.heading());
        assertNothingApplied(customer);
    }

    @Test
    void a_restart_in_the_middle_ends_the_application_and_asks_for_every_proof_again() {
        Customer customer = admin.newCustomer(REALM);
        Page page = browser.open();
        ApplyWizard wizard = wizard(page, customer).prove(customer.transactionPassword());
        String key = wizard.registration().revealedKey();

        page.navigate(action(page).replace("/required-action?", "/restart?"));
        page.locator("#username").waitFor();
        page.locator("#username").fill(customer.number());
        page.locator("#password").fill(customer.loginPassword());
        page.locator("#kc-login").click();

        Says.heading(page, "取引パスワード認証");
        assertNothingApplied(customer);
        assertNotEquals(
                key, wizard.prove(customer.transactionPassword()).registration().revealedKey());
    }

    @ParameterizedTest
    @CsvSource({APPLY, REDISPLAY, STOP})
    void a_walk_started_by_another_client_asks_for_the_same_proof(String action) {
        Oath app = Oath.withNewKey().stepsAhead(STEPS_AHEAD);
        boolean applying = action.equals(APPLY);
        Customer customer = applying ? admin.newCustomer(REALM) : admin.newOtpCustomer(REALM, app.key());
        FormClient client = new FormClient();
        Answer page = client.submit(client.get(startUrl(OTHER_CLIENT, action)), login(customer));
        if (!applying) {
            page = client.submit(page, Map.of("otp", app.code()));
        }
        assertFalse(page.body().contains("otp-key"));

        Answer refused =
                client.submit(page, applying ? Map.of("transactionPassword", "wrong") : Map.of("otp", app.wrongCode()));

        assertEquals(page.heading(), refused.heading());
        assertFalse(refused.error(applying ? "transactionPassword" : "otp").isEmpty());
        assertTrue(changes(customer).isEmpty());
        Answer proved = client.submit(
                refused,
                applying ? Map.of("transactionPassword", customer.transactionPassword()) : Map.of("otp", app.code()));
        assertNotEquals(page.heading(), proved.heading());
    }

    @Test
    void a_session_that_somebody_else_has_prepared_brings_no_progress_along() {
        Customer first = admin.newCustomer(REALM);
        Customer second = admin.newCustomer(REALM);
        Page page = browser.open();
        String key = wizard(page, first)
                .prove(first.transactionPassword())
                .registration()
                .revealedKey();
        String walk = page.url();
        List<Cookie> prepared = page.context().cookies().stream()
                .filter(cookie -> cookie.name.startsWith("AUTH_SESSION_ID"))
                .toList();
        assertFalse(prepared.isEmpty());
        Page other = page.context().newPage();
        StatusPage.open(other, server.url(), REALM).logout();
        other.locator("#username").waitFor();
        page.context().addCookies(prepared);

        page.navigate(walk);
        Says.heading(page, "ログイン");
        page.locator("#username").fill(second.number());
        page.locator("#password").fill(second.loginPassword());
        page.locator("#kc-login").click();

        Says.heading(page, "登録情報照会");
        assertThat(page.locator("main")).containsText(second.number());
        ApplyWizard own = StatusPage.open(page, server.url(), REALM).apply().prove(first.transactionPassword());
        Says.error(page, "transactionPassword", "取引パスワードが違います。");
        assertNotEquals(
                key, own.prove(second.transactionPassword()).registration().revealedKey());
        assertNothingApplied(first);
        assertNothingApplied(second);
    }

    @Test
    void a_restart_does_not_drop_what_the_staff_have_asked_for() {
        Customer customer = admin.newCustomer(REALM);
        assertEquals(
                204,
                admin.send(
                                "PUT",
                                "/" + REALM + "/otp-service/users/" + customer.id() + "/transaction-password",
                                JsonNodeFactory.instance.objectNode().put("value", "temporary-1"))
                        .statusCode());
        FormClient client = new FormClient();
        Answer page = client.submit(client.get(statusUrl()), login(customer));
        assertEquals("取引パスワードの変更", page.heading());
        assertEquals(
                "取引パスワードの変更", client.submit(page, Map.of("cancel-aia", "true")).heading());

        Answer restarted = client.get(page.action().replace("/required-action?", "/restart?"));

        assertEquals("ログイン", restarted.heading());
        assertEquals("取引パスワードの変更", client.submit(restarted, login(customer)).heading());
    }

    @Test
    void customers_cannot_change_the_address_to_which_notices_go() {
        Customer customer = admin.newCustomer(REALM);
        FormClient client = new FormClient();
        Answer page = client.submit(client.get(startUrl(CLIENT, "UPDATE_PROFILE")), login(customer));

        client.submit(
                page, Map.of("username", "thief", "email", "thief@example.com", "lastName", "Thief", "firstName", "T"));

        JsonNode user = admin.get("/" + REALM + "/users/" + customer.id());
        assertEquals(
                customer.email() + " " + customer.number(),
                user.get("email").asText() + " " + user.get("username").asText());
        assertEquals("お客様", user.get("lastName").asText());
    }

    @Test
    void what_went_wrong_is_said_in_the_customers_language() {
        Customer customer = admin.newCustomer(REALM);
        Page page = browser.open(Browser.Screen.PHONE, options -> options.setLocale("en-GB"));
        page.navigate(startUrl(CLIENT, APPLY));
        page.locator("#username").fill(customer.number());
        page.locator("#password").fill("wrong");
        page.locator("#kc-login").click();
        Says.error(page, "username", "You could not be logged in.");
        page.locator("#password").fill(customer.loginPassword());
        page.locator("#kc-login").click();
        page.locator("#transactionPassword").fill("wrong");
        page.locator("#sekisho-submit").click();
        Says.error(page, "transactionPassword", "The transaction password is wrong.");
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Back"))
                .click();
        page.locator(".status-table").first().waitFor();
        page.navigate(startUrl(CLIENT, STOP));
        assertThat(page.locator("#sekisho-error-summary"))
                .containsText("You are not using the one-time password service, so this is not possible.");
    }

    private ApplyWizard wizard(Page page, Customer customer) {
        return LoginPage.open(page, server, REALM).login(customer).apply();
    }

    /** Logs in, and begins a walk: without a browser, for what needs no looking at. */
    private Answer start(FormClient client, Customer customer, String action) {
        return client.submit(client.get(startUrl(CLIENT, action)), login(customer));
    }

    private static Map<String, String> login(Customer customer) {
        return Map.of("username", customer.number(), "password", customer.loginPassword());
    }

    private String statusUrl() {
        return server.url() + "/realms/" + REALM + "/otp-service";
    }

    private String startUrl(String client, String action) {
        return server.url() + "/realms/" + REALM
                + "/protocol/openid-connect/auth?response_type=none&scope=openid&client_id=" + client + "&redirect_uri="
                + (client.equals(CLIENT) ? statusUrl() : server.url() + "/other") + "&kc_action=" + action;
    }

    private static List<FormClient> clones(Page page) {
        return IntStream.range(0, CLICKS)
                .mapToObj(number -> FormClient.as(page))
                .toList();
    }

    private static String action(Page page) {
        return (String) page.locator("#sekisho-submit").evaluate("button => button.form.action");
    }

    private static String sessionCode(String action) {
        return action.replaceFirst(".*[?&]session_code=([^&]*).*", "$1");
    }

    private static String fullWidth(String digits) {
        return digits.chars()
                .mapToObj(digit -> Character.toString(digit - '0' + '０'))
                .collect(Collectors.joining());
    }

    private void assertNothingApplied(Customer customer) {
        assertFalse(admin.credentials(customer).findValuesAsText("type").contains("otp"));
        assertEquals(List.of(), changes(customer));
    }

    private void assertAppliedOnce(Customer customer) {
        assertEquals(
                1,
                admin.credentials(customer).findValuesAsText("type").stream()
                        .filter("otp"::equals)
                        .count());
        assertEquals(
                List.of("applied"),
                changes(customer).stream().filter("applied"::equals).toList());
        server.mailTo(customer, "申込完了");
    }

    /** The changes that events tell of. */
    private List<String> changes(Customer customer) {
        List<String> changes = new ArrayList<>();
        for (String type : List.of("UPDATE_CREDENTIAL", "REMOVE_CREDENTIAL")) {
            for (JsonNode event : admin.events(customer, type)) {
                changes.add(event.path("details").path("action").asText());
            }
        }
        return changes;
    }

    private long mails(Customer customer, String subjectPart) {
        return server.mail().mails().stream()
                .filter(mail -> mail.wentTo(customer.email()) && mail.subject().contains(subjectPart))
                .count();
    }
}
