package io.sekisho.it;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import io.sekisho.demo.mail.CaughtMail;
import io.sekisho.it.harness.Admin;
import io.sekisho.it.harness.Browser;
import io.sekisho.it.harness.Customer;
import io.sekisho.it.harness.FormClient;
import io.sekisho.it.harness.FormClient.Answer;
import io.sekisho.it.harness.Oath;
import io.sekisho.it.harness.Server;
import io.sekisho.it.harness.TestRealm;
import io.sekisho.it.harness.WithServer;
import io.sekisho.it.page.ApplyWizard;
import io.sekisho.it.page.LoginPage;
import io.sekisho.it.page.Says;
import io.sekisho.it.page.StatusPage;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** 登録情報照会: what it shows, what it starts, and what it does not start. */
@WithServer
class StatusPageIT {

    private static final String REALM = "status";
    private static final String UNSERVED = "unserved";
    private static final String SERVICE = "ワンタイムパスワードサービス";
    private static final String REFUSED = "この画面からの操作を受け付けられませんでした。登録情報照会を開き直して、もう一度お試しください。";
    private static final Pattern STATE_CHECKER = Pattern.compile("name=\"stateChecker\" value=\"([^\"]*)\"");

    private static TestRealm realm;
    private static TestRealm unserved;

    private final Server server;
    private final Admin admin;
    private final Browser browser;

    StatusPageIT(Server server, Browser browser) {
        this.server = server;
        this.admin = server.admin();
        this.browser = browser;
    }

    @BeforeAll
    static void makeRealms(Server server) {
        realm = TestRealm.like(server, "hokuyo", REALM, TestRealm::hashFast);
        unserved = TestRealm.like(
                server,
                "mito",
                UNSERVED,
                changes -> changes.withObject("/attributes").put("sekisho.enabled", "false"));
    }

    @AfterAll
    static void deleteRealms() {
        realm.close();
        unserved.close();
    }

    // Who sees it

    @Test
    void whoever_is_not_logged_in_logs_in_and_is_back_at_an_address_that_can_be_kept() {
        Page page = browser.open();
        LoginPage.open(page, server, REALM).login(admin.newCustomer(REALM));
        assertEquals(url(REALM, ""), page.url());

        page.navigate(url(REALM, "?state=x&session_state=y&iss=z&code=c&kc_action_status=success"));
        assertEquals(url(REALM, ""), page.url());
    }

    @Test
    void an_unknown_realm_is_not_found() {
        assertEquals(404, new FormClient().get(url("nowhere", "")).status());
    }

    @ParameterizedTest
    @CsvSource({UNSERVED + ", このサービスは提供していません。", "master, This service is not offered."})
    void a_realm_that_does_not_offer_the_service_says_so(String name, String sentence) {
        for (String path : List.of("", "/transaction-password-reset")) {
            Answer answer = new FormClient().get(url(name, path));
            assertEquals(404, answer.status());
            assertTrue(answer.body().contains(sentence), answer.body());
        }
        assertEquals(
                404,
                new FormClient().post(url(name, "/actions/apply"), Map.of()).status());
        assertEquals(404, new FormClient().post(url(name, "/logout"), Map.of()).status());
    }

    @Test
    void a_realm_that_does_not_offer_the_service_lets_nobody_apply_through_its_client() {
        Customer customer = admin.newCustomer(UNSERVED);
        FormClient client = new FormClient();
        Answer page = client.get(server.url() + "/realms/" + UNSERVED
                + "/protocol/openid-connect/auth?client_id=otp-service&response_type=none&scope=openid&redirect_uri="
                + url(UNSERVED, "") + "&kc_action=sekisho-otp-apply");

        Answer refused =
                client.submit(page, Map.of("username", customer.number(), "password", customer.loginPassword()));

        assertEquals("このお手続きはできません", refused.heading());
        assertTrue(refused.message().contains("このサービスは提供していません。"), refused.message());
    }

    @Test
    void nobody_sees_the_page_after_a_logout() {
        Customer customer = admin.newCustomer(REALM);
        Page page = browser.open();
        LoginPage.open(page, server, REALM).login(customer).logout();
        Says.heading(page, "ログイン");
        page.goBack();
        Says.heading(page, "ログイン");
        assertFalse(page.content().contains(customer.number()));
        assertEquals(
                0,
                admin.get("/" + REALM + "/users/" + customer.id() + "/sessions").size());
    }

    @Test
    void a_customer_can_log_out_in_the_middle_of_a_walk() {
        Customer customer = admin.newCustomer(REALM);
        Page page = browser.open();
        LoginPage.open(page, server, REALM)
                .login(customer)
                .apply()
                .prove(customer.transactionPassword())
                .registration();
        page.getByText("ログアウト", new Page.GetByTextOptions().setExact(true)).click();
        page.locator("#kc-logout").click();
        Says.heading(page, "ログアウトしました");

        assertEquals(
                0,
                admin.get("/" + REALM + "/users/" + customer.id() + "/sessions").size());
        LoginPage.open(page, server, REALM);
    }

    // Forms of others

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/actions/apply",
                "/actions/redisplay",
                "/actions/stop",
                "/actions/login-password",
                "/actions/transaction-password",
                "/logout"
            })
    void a_form_that_is_not_of_this_page_starts_nothing(String path) {
        FormClient client = loggedIn(admin.newCustomer(REALM));
        String right = stateChecker(client);
        String own = server.url();
        Map<String, String> token = Map.of("stateChecker", right);

        assertRefused(client.post(url(REALM, path), Map.of()));
        assertRefused(client.post(url(REALM, path), Map.of("stateChecker", "")));
        assertRefused(client.post(url(REALM, path), Map.of("stateChecker", right + "x")));
        assertRefused(client.post(
                url(REALM, path), Map.of("stateChecker", stateChecker(loggedIn(admin.newCustomer(REALM))))));
        assertRefused(client.post(url(REALM, path), token, "Origin", "https://evil.example"));
        assertRefused(client.post(url(REALM, path), token, "Origin", "null"));
        assertRefused(client.post(url(REALM, path), token, "Origin", own + ".evil.example"));
        for (String site : List.of("cross-site", "same-site", "none")) {
            assertRefused(client.post(url(REALM, path), token, "Sec-Fetch-Site", site));
            assertRefused(client.post(url(REALM, path), token, "Sec-Fetch-Site", site, "Origin", own));
        }
        assertEquals("登録情報照会", client.get(url(REALM, "")).heading(), "still logged in, nothing started");

        Answer taken = client.post(url(REALM, path), token, "Origin", own, "Sec-Fetch-Site", "same-origin");
        assertEquals(200, taken.status());
        assertFalse(taken.body().contains(REFUSED) || taken.heading().equals("登録情報照会"), taken.heading());
    }

    @ParameterizedTest
    @ValueSource(strings = {"/actions/apply", "/actions/stop", "/actions/nothing", "/logout"})
    void an_address_that_takes_forms_cannot_be_followed_like_a_link(String path) {
        FormClient client = loggedIn(admin.newCustomer(REALM));

        Answer answer = client.get(url(REALM, path) + "?stateChecker=" + stateChecker(client));

        assertEquals(405, answer.status());
        assertTrue(answer.body().contains(REFUSED), answer.body());
        assertEquals("登録情報照会", client.get(url(REALM, "")).heading());
    }

    @Test
    void an_unknown_action_is_not_found() {
        FormClient client = loggedIn(admin.newCustomer(REALM));

        for (String path : List.of("nothing", "APPLY", "sekisho-otp-apply")) {
            Answer answer = client.post(url(REALM, "/actions/" + path), Map.of("stateChecker", stateChecker(client)));
            assertEquals(404, answer.status(), path);
        }
        Answer page = client.post(url(REALM, "/actions/nothing"), Map.of("stateChecker", stateChecker(client)));
        assertTrue(page.body().contains(REFUSED), page.body());
    }

    @Test
    void a_form_of_somebody_who_is_not_logged_in_leads_to_the_login_and_starts_nothing() {
        Customer customer = admin.newCustomer(REALM);
        FormClient client = new FormClient();
        Answer page = client.post(url(REALM, "/actions/apply"), Map.of("stateChecker", "x"));
        assertEquals("ログイン", page.heading());
        assertEquals(
                "登録情報照会",
                client.submit(page, Map.of("username", customer.number(), "password", customer.loginPassword()))
                        .heading());
    }

    // What is sent

    @Test
    void no_page_is_stored_or_framed_and_none_holds_a_script_or_a_style() {
        Customer customer = admin.newCustomer(REALM);
        FormClient client = new FormClient();
        Answer login = client.get(url(REALM, ""));
        Answer wrong = client.submit(login, Map.of("username", customer.number(), "password", "wrong"));
        client.submit(wrong, Map.of("username", customer.number(), "password", customer.loginPassword()));
        client.get(url(REALM, "/transaction-password-reset"));
        client.get(url(REALM, "/actions/apply"));
        client.post(url(REALM, "/actions/apply"), Map.of());
        client.submit(
                client.post(url(REALM, "/actions/login-password"), Map.of("stateChecker", stateChecker(client))),
                Map.of("password-new", "a", "password-confirm", "b"));
        client.submit(
                client.post(url(REALM, "/actions/transaction-password"), Map.of("stateChecker", stateChecker(client))),
                Map.of());
        client.post(url(REALM, "/actions/stop"), Map.of("stateChecker", stateChecker(client)));
        Answer proof = client.submit(
                client.post(url(REALM, "/actions/apply"), Map.of("stateChecker", stateChecker(client))), Map.of());
        Answer register = client.submit(proof, Map.of("transactionPassword", customer.transactionPassword()));
        Oath app = Oath.with(register.key());
        Answer confirm = client.submit(client.submit(register, Map.of()), Map.of("otp", app.wrongCode()));
        client.submit(client.submit(confirm, Map.of("otp", app.currentCode())), Map.of());
        FormClient again = new FormClient();
        Answer otp = again.submit(
                again.get(url(REALM, "")), Map.of("username", customer.number(), "password", customer.loginPassword()));
        Answer refused = again.submit(again.submit(otp, Map.of()), Map.of("otp", app.wrongCode()));
        again.get(refused.action()
                .replaceFirst("session_code=[^&]*", "session_code=x")
                .replaceFirst("execution=[^&]*", "execution=x"));

        List<Answer> all = new ArrayList<>(client.answers());
        all.addAll(again.answers());
        assertTrue(all.size() > 20);
        for (Answer page : all) {
            String where = page.uri() + "\n" + page.body();
            assertTrue(header(page, "Cache-Control").contains("no-store"), header(page, "Cache-Control") + where);
            assertTrue(header(page, "Content-Security-Policy").contains("frame-ancestors 'self'"), where);
            assertEquals("nosniff", header(page, "X-Content-Type-Options"), where);
            assertTrue(List.of("no-referrer", "same-origin").contains(header(page, "Referrer-Policy")), where);
            assertTrue(strict(page), where);
            assertFalse(
                    Pattern.compile("(?i)<script(?![^>]* src=)|<style|<[^>]*\\s(style|on[a-z]+)\\s*=|javascript:")
                            .matcher(page.body())
                            .find(),
                    where);
        }
    }

    private static boolean strict(Answer page) {
        Matcher meta = Pattern.compile("<meta http-equiv=\"Content-Security-Policy\" content=\"([^\"]*)\"")
                .matcher(page.body());
        String policies = header(page, "Content-Security-Policy") + (meta.find() ? "\n" + meta.group(1) : "");
        return policies.lines()
                .anyMatch(policy -> policy.contains("default-src 'self'")
                        && !policy.contains("unsafe")
                        && policy.contains("object-src 'none'")
                        && policy.contains("base-uri 'none'"));
    }

    private static String header(Answer page, String name) {
        return page.headers().firstValue(name).orElse("");
    }

    // What it shows

    @Test
    void an_institution_declares_rows_of_its_own() {
        Customer customer = admin.newCustomer(REALM);
        rows("""
                [{"section": "${sekishoStatusServices}", "name": "株価情報<b>サービス</b>", "status": "利用中"},
                 {"section": "外国株式", "name": "外国証券取引口座", "status": "未開設", "action": "開設", "url": "/foreign"},
                 {"section": "外国株式", "name": "電子交付 ${7*7} {0} '", "action": "案内", "url": "https://www.example.com/?a=1&b=2"}]""");
        Page page = browser.open();
        StatusPage status = LoginPage.open(page, server, REALM).login(customer);

        assertEquals("利用中", status.status("株価情報<b>サービス</b>"));
        assertEquals("未登録", status.otp());
        assertEquals("未開設", status.status("外国証券取引口座"));
        assertThat(page.getByRole(AriaRole.HEADING, new Page.GetByRoleOptions().setName("外国株式")))
                .hasCount(1);
        assertThat(page.getByRole(
                        AriaRole.LINK, new Page.GetByRoleOptions().setName("開設").setExact(true)))
                .hasAttribute("href", "/foreign");
        assertThat(page.getByRole(
                        AriaRole.LINK, new Page.GetByRoleOptions().setName("案内").setExact(true)))
                .hasAttribute("href", "https://www.example.com/?a=1&b=2");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[{",
                "{}",
                "[{\"section\": \"${a} ${b}\", \"name\": \"n\"}]",
                "[null]",
                "[{\"name\": \"no section\"}]",
                "[{\"section\": \"s\", \"name\": \"n\", \"action\": \"a\", \"url\": \"javascript:alert(1)\"}]"
            })
    void rows_that_cannot_be_read_are_left_out_and_the_log_says_so(String broken) {
        rows(broken);
        StatusPage status = LoginPage.open(browser.open(), server, REALM).login(admin.newCustomer(REALM));

        assertEquals("未登録", status.otp());
        assertTrue(server.log().contains("Realm " + REALM + ": attribute sekisho.extraRows cannot be used"));
    }

    @Test
    void a_suspended_customer_sees_whom_to_call_and_nothing_to_press() {
        Oath app = Oath.withNewKey();
        Customer customer = admin.newOtpCustomer("mito", app.key());
        Page page = browser.open();
        LoginPage.open(page, server, "mito").login(customer, app.code());
        admin.suspendOtp(customer, app);

        StatusPage status = StatusPage.open(page, server.url(), "mito");

        assertEquals("利用停止", status.otp());
        assertEquals(List.of(), status.otpActions());
        assertThat(page.getByRole(AriaRole.HEADING, new Page.GetByRoleOptions().setName("ワンタイムパスワードの利用を停止しています")))
                .isVisible();
        assertThat(page.locator("main")
                        .getByRole(AriaRole.LINK, new Locator.GetByRoleOptions().setName("0120-031-003")))
                .hasAttribute("href", "tel:0120031003");

        for (String action : List.of("sekisho-otp-redisplay", "sekisho-otp-stop")) {
            page.navigate(server.url()
                    + "/realms/mito/protocol/openid-connect/auth?client_id=otp-service&response_type=none&scope=openid&redirect_uri="
                    + url("mito", "") + "&kc_action=" + action);
            page.locator("#otp").fill(app.codeOfStep(1));
            page.locator("#sekisho-submit").click();
            Says.error(page, "otp", "ワンタイムパスワードの利用を停止しています。");
        }
        assertEquals("利用停止", StatusPage.open(page, server.url(), "mito").otp());
    }

    @Test
    void a_change_of_language_stays_on_the_page() {
        Customer customer = admin.newCustomer(REALM);
        Page page = browser.open();
        LoginPage login = LoginPage.open(page, server, REALM);
        page.getByText("English").click();
        assertThat(page.locator("html")).hasAttribute("lang", "en");
        Says.heading(page, "Log in");
        page.getByText("日本語").click();
        Says.heading(page, "ログイン");
        login.login(customer);

        page.getByText("English").click();
        assertThat(page.locator("html")).hasAttribute("lang", "en");
        assertEquals(url(REALM, ""), page.url());
        assertThat(page.getByRole(AriaRole.ROW)
                        .filter(new Locator.FilterOptions().setHasText("One-time password"))
                        .getByRole(AriaRole.BUTTON))
                .hasText("Apply");
        page.reload();
        assertThat(page.locator("html")).hasAttribute("lang", "en");
        page.getByText("日本語").click();

        ApplyWizard wizard = StatusPage.open(page, server.url(), REALM).apply().prove(customer.transactionPassword());
        String key = wizard.registration().revealedKey();
        page.getByText("English").click();
        assertThat(page.locator("html")).hasAttribute("lang", "en");
        assertEquals(key, page.locator("#otp-key").textContent(), "the same step of the same application");
        page.locator("#sekisho-submit").click();
        page.locator("#otp").waitFor();
        page.getByText("日本語").click();
        Says.heading(page, "サービス申込 -確認-");
    }

    @Test
    void names_with_markup_and_line_breaks_do_no_harm() {
        String last = "<script>document.title='hacked'</script>\r\nBcc: thief@example.com";
        String first = "\"><img src=x onerror=\"document.title='hacked'\">{0}{'&amp;";
        Customer customer =
                admin.newCustomer("mito", user -> user.put("lastName", last).put("firstName", first));
        Page page = browser.open();
        StatusPage status = LoginPage.open(page, server, "mito").login(customer);

        assertThat(page.locator("main")).containsText("\"><img src=x onerror=\"document.title='hacked'\">{0}{'&amp; 様");
        assertEquals(0, page.locator("main img, main script").count());
        assertThat(page).hasTitle("登録情報照会 | 水戸証券");
        ApplyWizard wizard = status.apply().prove(customer.transactionPassword());
        Oath app = Oath.with(wizard.registration().revealedKey());
        wizard.next().confirm(app.currentCode()).receipt();
        CaughtMail mail = server.mailTo(customer, "申込完了");
        assertEquals(List.of(customer.email()), mail.recipients());
        String source = new String(mail.source(), StandardCharsets.UTF_8);
        assertFalse(
                source.contains("Bcc:")
                        || mail.html().contains("<script")
                        || mail.html().contains("<img"),
                source);
    }

    /** Keycloak makes the pages of such errors without its forms. */
    @ParameterizedTest
    @ValueSource(strings = {"/protocol/openid-connect/no-such-page", "/no-such-page"})
    void a_page_for_an_address_that_is_none_says_whom_to_call(String address) {
        Page page = browser.open();
        page.navigate(server.url() + "/realms/mito" + address);
        assertThat(page.locator("#kc-error-message")).isVisible();
        assertThat(page.locator(".support-telephone").first()).isVisible();
    }

    // The rows of hokuyo

    @Test
    void the_login_password_is_changed_from_its_row() {
        Customer customer = admin.newCustomer("hokuyo");
        Page page = browser.open();
        LoginPage.open(page, server, "hokuyo").login(customer).act("ログインパスワード", "変更");
        Says.heading(page, "ログインパスワードの変更");
        assertThat(page.locator("link[rel=stylesheet][href$='css/hokuyo.css']")).hasCount(1);
        assertThat(page.locator(".support-telephone").first()).isVisible();
        page.getByLabel("新しいログインパスワード", new Page.GetByLabelOptions().setExact(true))
                .fill("new-login-password");
        page.locator("#password-confirm").fill("other");
        page.locator("#sekisho-submit").click();
        Says.error(page, "password-confirm", "新しいパスワードと確認用の入力が一致しません。");
        page.locator("#password-new").fill("new-login-password");
        page.locator("#password-confirm").fill("new-login-password");
        page.locator("#sekisho-submit").click();
        Says.heading(page, "登録情報照会");

        assertEquals(
                200,
                admin.directGrant(customer, Map.of("password", "new-login-password"))
                        .statusCode());
        assertTrue(admin.directGrant(customer, Map.of()).body().contains("Invalid user credentials"));
    }

    @Test
    void leaving_the_change_of_the_login_password_changes_nothing() {
        Customer customer = admin.newCustomer("hokuyo");
        Page page = browser.open();
        LoginPage.open(page, server, "hokuyo").login(customer).act("ログインパスワード", "変更");
        page.getByRole(
                        AriaRole.BUTTON,
                        new Page.GetByRoleOptions().setName("戻る").setExact(true))
                .click();
        Says.heading(page, "登録情報照会");
        assertEquals(200, admin.directGrant(customer, Map.of()).statusCode());
    }

    @Test
    void the_transaction_password_has_a_change_and_a_page_on_how_it_is_reset() {
        Customer customer = admin.newCustomer("hokuyo");
        Page page = browser.open();
        StatusPage status = LoginPage.open(page, server, "hokuyo").login(customer);
        page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("再設定").setExact(true))
                .click();
        Says.heading(page, "取引パスワードの再設定");
        assertThat(page.locator("main")
                        .getByRole(AriaRole.LINK, new Locator.GetByRoleOptions().setName("0120-000-000")))
                .isVisible();
        page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("登録情報照会へ"))
                .click();
        Says.heading(page, "登録情報照会");

        status.act("取引パスワード", "変更");
        Says.heading(page, "取引パスワードの変更");
        page.locator("#currentTransactionPassword").fill(customer.transactionPassword());
        page.locator("#newTransactionPassword").fill("a-new-transaction-password");
        page.locator("#newTransactionPasswordConfirm").fill("a-new-transaction-password");
        page.locator("#sekisho-submit").click();
        Says.heading(page, "取引パスワードの受付");
        page.locator("#sekisho-submit").click();
        Says.heading(page, "登録情報照会");
        server.mailTo(customer, "取引パスワード");
    }

    private String url(String name, String path) {
        return server.url() + "/realms/" + name + "/otp-service" + path;
    }

    private FormClient loggedIn(Customer customer) {
        FormClient client = new FormClient();
        assertEquals(
                "登録情報照会",
                client.submit(
                                client.get(url(customer.realm(), "")),
                                Map.of("username", customer.number(), "password", customer.loginPassword()))
                        .heading());
        return client;
    }

    private String stateChecker(FormClient client) {
        Matcher field = STATE_CHECKER.matcher(client.get(url(REALM, "")).body());
        assertTrue(field.find());
        return field.group(1);
    }

    private void assertRefused(Answer answer) {
        assertEquals(403, answer.status(), answer.body());
        assertTrue(answer.body().contains(REFUSED), answer.body());
        assertTrue(answer.body().contains(url(REALM, "").replace(server.url(), "")), "a way back");
    }

    private void rows(String json) {
        admin.attributes(REALM, Map.of("sekisho.extraRows", json));
    }
}
