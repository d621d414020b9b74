package io.sekisho.it;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ForcedColors;
import com.microsoft.playwright.options.Media;
import com.microsoft.playwright.options.ReducedMotion;
import io.sekisho.it.harness.Accessibility;
import io.sekisho.it.harness.Admin;
import io.sekisho.it.harness.Browser;
import io.sekisho.it.harness.Browser.Screen;
import io.sekisho.it.harness.Customer;
import io.sekisho.it.harness.Look;
import io.sekisho.it.harness.Oath;
import io.sekisho.it.harness.Server;
import io.sekisho.it.harness.TestRealm;
import io.sekisho.it.harness.Traffic;
import io.sekisho.it.harness.WithServer;
import io.sekisho.it.page.ApplyWizard;
import io.sekisho.it.page.LoginPage;
import io.sekisho.it.page.Registration;
import io.sekisho.it.page.Says;
import io.sekisho.it.page.StatusPage;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every page, in both languages and in the looks of both institutions, on phones and on wide screens. */
@WithServer
class PagesIT {

    /** Lets one walk use several codes without waiting for the next time step. */
    private static final int STEPS_AHEAD = 10;

    private static final Map<String, TestRealm> REALMS = new HashMap<>();

    private final Server server;
    private final Admin admin;
    private final Browser browser;

    PagesIT(Server server, Browser browser) {
        this.server = server;
        this.admin = server.admin();
        this.browser = browser;
    }

    @BeforeAll
    static void makeRealms(Server server) {
        for (String institution : List.of("mito", "hokuyo")) {
            REALMS.put(institution, TestRealm.like(server, institution, "pages-" + institution, changes -> {
                TestRealm.hashFast(changes);
                TestRealm.addStepUp(changes);
                changes.withObject("/attributes").put("sekisho.lookAroundSteps", Integer.toString(STEPS_AHEAD));
            }));
        }
    }

    @AfterAll
    static void deleteRealms() {
        REALMS.values().forEach(TestRealm::close);
    }

    @ParameterizedTest
    @CsvSource({"mito, ja", "mito, en", "hokuyo, ja", "hokuyo, en"})
    void every_page_of_the_service_is_light_fits_all_screens_and_can_be_used_by_everybody(
            String institution, String language) {
        new Walk(institution, language).service();
    }

    @ParameterizedTest
    @CsvSource({"mito, ja", "mito, en", "hokuyo, ja", "hokuyo, en"})
    void every_page_around_the_service_is_light_fits_all_screens_and_can_be_used_by_everybody(
            String institution, String language) {
        new Walk(institution, language).around();
    }

    // Without a script, without a mouse, in other colours

    @Test
    void the_whole_service_works_without_scripts() {
        Customer customer = admin.newCustomer(realm());
        Page page = browser.open(Screen.PHONE, options -> options.setJavaScriptEnabled(false));
        ApplyWizard wizard =
                LoginPage.open(page, server, realm()).login(customer).apply();
        assertThat(page.getByText("パスワードを表示する")).isHidden();
        wizard.prove("wrong");
        assertThat(page.locator("#transactionPassword-error")).isVisible();
        wizard.prove(customer.transactionPassword());
        Locator key = page.locator("#otp-key");
        assertThat(key).isHidden();
        assertThat(page.getByText("コードをコピーする", new Page.GetByTextOptions().setExact(true)))
                .isHidden();
        page.locator("summary").getByText("コードを表示").click();
        assertThat(key).isVisible();
        assertTrue(wizard.registration().qr().contains("secret=" + key.textContent() + "&"));
        Oath app = Oath.with(key.textContent()).stepsAhead(STEPS_AHEAD);
        StatusPage status = wizard.next().confirm(app.currentCode()).receipt();
        assertEquals("利用中", status.otp());

        status = status.redisplay().prove(app.code()).toStatus();
        status.logout();
        status = LoginPage.open(page, server, realm()).login(customer, app.code());
        assertEquals("未登録", status.stop().prove(app.code()).receipt().otp());
    }

    @Test
    void the_whole_application_works_with_the_keyboard_alone() {
        Customer customer = admin.newCustomer(realm());
        Page page = browser.open();
        LoginPage.open(page, server, realm());
        assertThat(page.locator("#username")).isFocused();
        page.keyboard().type(customer.number());
        Look.tabTo(page, "#password");
        page.keyboard().type(customer.loginPassword());
        page.keyboard().press("Enter");
        Look.awaitFocusOn(page, "登録情報照会");
        Look.tabTo(page, "form[action$='/actions/apply'] button");
        page.keyboard().press("Enter");
        Look.awaitFocusOn(page, "取引パスワード認証");
        Look.tabTo(page, "#transactionPassword");
        page.keyboard().type(customer.transactionPassword());
        Look.tabTo(page, "#show-transactionPassword");
        page.keyboard().press("Space");
        assertThat(page.locator("#transactionPassword")).hasAttribute("type", "text");
        Look.tabTo(page, "#sekisho-submit");
        page.keyboard().press("Space");
        Look.awaitFocusOn(page, "サービス申込 -登録-");
        Look.tabTo(page, "[data-key-toggle]");
        page.keyboard().press("Enter");
        assertThat(page.locator("#otp-key")).isVisible();
        Oath app = Oath.with(page.locator("#otp-key").textContent());
        page.keyboard().press("Space");
        assertThat(page.locator("#otp-key")).isHidden();
        Look.tabTo(page, "#sekisho-submit");
        page.keyboard().press("Enter");
        Look.awaitFocusOn(page, "サービス申込 -確認-");
        Look.tabTo(page, "#otp");
        page.keyboard().type(app.wrongCode());
        page.keyboard().press("Enter");
        Says.error(page, "otp", "ワンタイムパスワードが違います。");
        assertThat(page.locator("#otp")).isFocused();
        page.keyboard().type(app.currentCode());
        page.keyboard().press("Enter");
        Look.awaitFocusOn(page, "サービス申込 -受付-");
        Look.tabTo(page, "#sekisho-submit");
        page.keyboard().press("Enter");
        Look.awaitFocusOn(page, "登録情報照会");
        assertEquals("利用中", StatusPage.open(page, server.url(), realm()).otp());
    }

    @ParameterizedTest
    @CsvSource({"mito, LIGHT", "hokuyo, LIGHT", "mito, DARK"})
    void the_pages_can_be_used_in_the_users_own_colours_and_without_motion(String institution, ColorScheme scheme) {
        String name = REALMS.get(institution).name();
        Customer customer = admin.newCustomer(name);
        Page page = browser.open(
                Screen.PHONE,
                options -> options.setForcedColors(ForcedColors.ACTIVE)
                        .setColorScheme(scheme)
                        .setReducedMotion(ReducedMotion.REDUCE));
        LoginPage login = LoginPage.open(page, server, name);
        Accessibility.assertNoViolationsButColours(page);
        // On a ground of another colour, or on none, it could not be seen.
        String ground = (String) page.locator(".brand-mark").evaluate("mark => getComputedStyle(mark).backgroundColor");
        assertEquals(
                institution.equals("mito") ? "rgb(255, 255, 255)" : "rgb(18, 58, 111)",
                ground,
                "the ground that the word mark is made for");
        ApplyWizard wizard = login.login(customer).apply();
        Accessibility.assertNoViolationsButColours(page);
        Registration registration = wizard.prove(customer.transactionPassword()).registration();
        Accessibility.assertNoViolationsButColours(page);
        assertTrue(registration.qr().contains("secret=" + registration.revealedKey() + "&"));
        assertEquals(0, page.evaluate("document.getAnimations().length"));
        wizard.next();
        Accessibility.assertNoViolationsButColours(page);
    }

    // The key and the passwords

    /** By the button that the script puts in the place of what opens without one. */
    private static void showKey(Page page) {
        page.getByRole(
                        AriaRole.BUTTON,
                        new Page.GetByRoleOptions().setName("コードを表示").setExact(true))
                .click();
    }

    @Test
    void the_key_is_hidden_again_after_a_minute_and_when_the_tab_is_left() {
        Page page = browser.open();
        page.clock().install();
        ApplyWizard wizard = registering(page);
        Locator key = page.locator("#otp-key");
        Locator status = page.locator(".key-status");
        assertThat(key).isHidden();
        showKey(page);
        assertThat(key).isVisible();
        page.clock().runFor(59_000);
        assertThat(key).isVisible();
        page.clock().runFor(1_000);
        assertThat(key).isHidden();
        assertThat(status).hasText("安全のため、コードを隠しました。");

        showKey(page);
        assertThat(status).hasText("コードを表示しました。60秒たつと隠します。");
        page.clock().runFor(30_000);
        page.getByText("コードを隠す", new Page.GetByTextOptions().setExact(true)).click();
        assertThat(key).isHidden();
        showKey(page);
        page.clock().runFor(59_000);
        assertThat(key).isVisible();

        page.evaluate(
                "Object.defineProperty(document, 'hidden', {value: true}); document.dispatchEvent(new Event('visibilitychange'))");
        assertThat(key).isHidden();
        assertThat(status).hasText("安全のため、コードを隠しました。");
        assertThat(page.locator("[data-key-toggle]")).hasAttribute("aria-expanded", "false");
        wizard.next();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void the_key_is_copied_without_spaces_and_without_being_shown(boolean clipboardOfThePage) {
        Page page = browser.open(
                Screen.PC, options -> options.setPermissions(List.of("clipboard-read", "clipboard-write")));
        if (!clipboardOfThePage) {
            // As on a page without TLS.
            page.addInitScript("Object.defineProperty(navigator, 'clipboard', {value: undefined})");
        }
        ApplyWizard wizard = registering(page);
        page.getByText("コードをコピーする", new Page.GetByTextOptions().setExact(true)).click();
        assertThat(page.locator(".key-status")).hasText("コピーしました");
        assertThat(page.locator("#otp-key")).isHidden();
        String key = page.locator("#otp-key").textContent();
        assertTrue(key.matches("[A-Z2-7]{32}"), key);

        wizard.next();
        assertThat(page.locator("h1")).isFocused();
        page.locator("#otp").press("Control+V");
        assertThat(page.locator("#otp")).hasValue(key);
    }

    @Test
    void a_copy_that_the_browser_refuses_is_not_said_to_be_one() {
        Page page = browser.open();
        page.addInitScript(
                "Object.defineProperty(navigator, 'clipboard', {value: undefined}); document.execCommand = () => false");
        registering(page);
        page.getByText("コードをコピーする", new Page.GetByTextOptions().setExact(true)).click();
        assertThat(page.locator(".key-status")).hasText("コピーできませんでした。コードを表示して、アプリに入力してください。");
    }

    @Test
    void neither_the_code_nor_the_key_is_printed() {
        Page page = browser.open();
        registering(page);
        showKey(page);
        page.emulateMedia(new Page.EmulateMediaOptions().setMedia(Media.PRINT));
        assertThat(page.locator("#otp-qr")).isHidden();
        assertThat(page.locator("#otp-key")).isHidden();
        assertThat(page.getByText("登録用二次元バーコードとコードは、安全のため印刷しません。")).isVisible();
    }

    @Test
    void a_password_that_was_looked_at_is_masked_before_it_is_sent() {
        Customer customer = admin.newCustomer(realm());
        Page page = browser.open();
        LoginPage login = LoginPage.open(page, server, realm());
        looksAt(page, "#password", customer.loginPassword());
        login.login(customer).apply();
        looksAt(page, "#transactionPassword", customer.transactionPassword());
    }

    private static void looksAt(Page page, String field, String value) {
        page.locator(field).fill(value);
        assertThat(page.locator(field)).hasAttribute("type", "password");
        page.getByLabel("パスワードを表示する").check();
        assertThat(page.locator(field)).hasAttribute("type", "text");
        // The form is kept back, to see what the browser would keep.
        page.evaluate("document.addEventListener('submit', (event) => event.preventDefault(), {once: true})");
        page.locator(field).press("Enter");
        assertThat(page.locator(field)).hasAttribute("type", "password");
        assertThat(page.getByLabel("パスワードを表示する")).not().isChecked();
        page.reload();
    }

    @Test
    void a_form_is_sent_once_however_often_its_button_is_pressed() {
        Customer customer = admin.newCustomer(realm());
        Page page = browser.open();
        ApplyWizard wizard =
                LoginPage.open(page, server, realm()).login(customer).apply();
        AtomicInteger sent = new AtomicInteger();
        page.onRequest(request -> {
            if (request.method().equals("POST")) {
                sent.incrementAndGet();
            }
        });
        page.locator("#transactionPassword").fill(customer.transactionPassword());
        page.locator("#sekisho-submit").dblclick();
        wizard.registration();
        assertEquals(1, sent.get());
    }

    private static String realm() {
        return REALMS.get("mito").name();
    }

    /** On page 2 of an application. */
    private ApplyWizard registering(Page page) {
        Customer customer = admin.newCustomer(realm());
        ApplyWizard wizard =
                LoginPage.open(page, server, realm()).login(customer).apply().prove(customer.transactionPassword());
        wizard.registration();
        return wizard;
    }

    /** One customer's way past many pages, with a look at each of them. */
    private final class Walk {

        private final TestRealm realm;
        private final String language;
        private final Page page;
        private final Look look;
        private final Traffic traffic;

        Walk(String institution, String language) {
            this.realm = REALMS.get(institution);
            this.language = language;
            page = browser.open(Screen.PC, options -> options.setLocale(language.equals("ja") ? "ja-JP" : "en-GB"));
            look = new Look(page, language);
            traffic = Traffic.of(page.context(), server.url());
        }

        void service() {
            Customer customer = admin.newCustomer(realm.name());
            page.navigate(status());
            look("Log in|ログイン");
            login(customer, "wrong");
            lookAtError("username", "Log in|ログイン");
            login(customer, customer.loginPassword());
            look("Your registered details|登録情報照会");
            press("form[action$='/actions/apply'] button");
            lookAtStep(1);
            send("#transactionPassword", "wrong");
            lookAtError("transactionPassword", step(1));
            send("#transactionPassword", customer.transactionPassword());
            lookAtStep(2);
            page.locator("[data-key-toggle]").click();
            Accessibility.assertNoViolations(page);
            Oath app = Oath.with(page.locator("#otp-key").textContent()).stepsAhead(STEPS_AHEAD);
            press("#sekisho-submit");
            lookAtStep(3);
            send("#otp", "");
            lookAtError("otp", step(3));
            send("#otp", app.currentCode());
            lookAtStep(4);
            press("#sekisho-submit");
            look("Your registered details|登録情報照会");

            press("form[action$='/actions/redisplay'] button");
            look("");
            send("#otp", "1");
            lookAtError("otp", "");
            send("#otp", app.code());
            look("");
            press("#sekisho-submit");
            press("form[action$='/actions/stop'] button");
            look("");
            send("#otp", app.wrongCode());
            lookAtError("otp", "");
            page.context().clearCookies();

            page.navigate(status());
            login(customer, customer.loginPassword());
            look("");
            send("#otp", app.wrongCode());
            lookAtError("otp", "");
            send("#otp", app.code());
            press("form[action$='/actions/stop'] button");
            send("#otp", app.code());
            look("");
            press("#sekisho-submit");
            look("Your registered details|登録情報照会");
            end();
        }

        void around() {
            Oath app = Oath.withNewKey().stepsAhead(STEPS_AHEAD);
            Customer customer = admin.newOtpCustomer(realm.name(), app.key());
            page.navigate(status());
            login(customer, customer.loginPassword());
            send("#otp", app.code());
            page.locator(".status-table").first().waitFor();
            admin.suspendOtp(customer, app);
            page.navigate(status());
            look("Your registered details|登録情報照会");
            page.navigate(status() + "/transaction-password-reset");
            look("");
            start("sekisho-otp-apply");
            look("");
            page.navigate(status() + "/actions/apply");
            look("");

            start("sekisho-transaction-password");
            look("");
            send("#currentTransactionPassword", "");
            lookAtError("currentTransactionPassword", "");
            page.locator("#newTransactionPassword").fill("short");
            send("#currentTransactionPassword", customer.transactionPassword());
            lookAtError("newTransactionPassword", "");
            page.locator("#newTransactionPassword").fill("another-one-2");
            page.locator("#newTransactionPasswordConfirm").fill("another-one-2");
            send("#currentTransactionPassword", customer.transactionPassword());
            look("");
            press("#sekisho-submit");
            page.locator(".status-table").first().waitFor();

            start("UPDATE_PASSWORD");
            look("");
            send("#password-new", "");
            lookAtError("password-new", "");
            page.navigate(action().replaceFirst("session_code=[^&]*", "session_code=x")
                    .replaceFirst("execution=[^&]*", "execution=x"));
            look("");
            page.navigate(server.url() + "/realms/" + realm.name() + "/protocol/openid-connect/logout");
            look("");
            press("#kc-logout");
            look("");
            page.navigate(server.url() + "/realms/" + realm.name()
                    + "/protocol/openid-connect/auth?client_id=nobody&response_type=code");
            look("");

            Customer withoutPassword = admin.newCustomer(
                    realm.name(), user -> user.withArray("/credentials").remove(1));
            page.navigate(realm.stepUpUrl());
            login(withoutPassword, withoutPassword.loginPassword());
            look("");
            page.context().clearCookies();
            page.navigate(start("sekisho-otp-apply"));
            login(withoutPassword, withoutPassword.loginPassword());
            lookAtStep(1);
            send("#password", "");
            lookAtError("password", step(1));
            page.context().clearCookies();
            page.navigate(start("sekisho-transaction-password"));
            login(withoutPassword, withoutPassword.loginPassword());
            look("");
            page.context().clearCookies();
            admin.with(realm.name(), Map.of("sekisho.firstTransactionPassword", "mail-code"), () -> {
                page.navigate(start("sekisho-otp-apply"));
                login(withoutPassword, withoutPassword.loginPassword());
                lookAtStep(1);
                send("#mailCode", "12");
                lookAtError("mailCode", step(1));
                page.context().clearCookies();
                page.navigate(start("sekisho-transaction-password"));
                login(withoutPassword, withoutPassword.loginPassword());
                look("");
                page.context().clearCookies();
            });
            admin.with(realm.name(), Map.of("sekisho.firstTransactionPassword", "staff"), () -> {
                page.navigate(start("sekisho-otp-apply"));
                login(withoutPassword, withoutPassword.loginPassword());
                look("");
                press("#sekisho-submit");
                page.navigate(status() + "/transaction-password-reset");
                look("");
                page.context().clearCookies();
            });

            Customer reset = admin.newCustomer(realm.name());
            page.navigate(realm.stepUpUrl());
            login(reset, reset.loginPassword());
            look("");
            send("#transactionPassword", "wrong");
            lookAtError("transactionPassword", "");
            page.context().clearCookies();
            admin.send(
                    "PUT",
                    "/" + realm.name() + "/otp-service/users/" + reset.id() + "/transaction-password",
                    JsonNodeFactory.instance.objectNode().put("value", "temporary-1"));
            page.navigate(status());
            login(reset, reset.loginPassword());
            look("");
            end();
        }

        private void end() {
            assertEquals(List.of(), traffic.elsewhere(), "asked of other hosts");
            assertEquals(List.of(), traffic.failed());
        }

        private void lookAtStep(int step) {
            look(step(step));
        }

        private String step(int step) {
            return language.equals("ja") ? "（4ステップ中" + step + "）" : "step " + step + " of 4";
        }

        private void login(Customer customer, String password) {
            page.locator("#username").fill(customer.number());
            page.locator("#password").fill(password);
            press("#kc-login");
        }

        private void look(String title) {
            look.at(title);
        }

        private void lookAtError(String field, String title) {
            look.atError(field, title);
        }

        private void send(String field, String value) {
            look.send(field, value);
        }

        private void press(String button) {
            look.press(button);
        }

        private String action() {
            return (String) page.locator("#sekisho-submit").evaluate("button => button.form.action");
        }

        private String status() {
            return server.url() + "/realms/" + realm.name() + "/otp-service";
        }

        private String start(String action) {
            String url = server.url() + "/realms/" + realm.name()
                    + "/protocol/openid-connect/auth?client_id=otp-service&response_type=none&scope=openid&redirect_uri="
                    + status() + "&kc_action=" + action;
            page.navigate(url);
            return url;
        }
    }
}
