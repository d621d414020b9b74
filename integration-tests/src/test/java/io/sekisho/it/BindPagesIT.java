package io.sekisho.it;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import io.sekisho.it.harness.Admin;
import io.sekisho.it.harness.Browser;
import io.sekisho.it.harness.Browser.Screen;
import io.sekisho.it.harness.Customer;
import io.sekisho.it.harness.HardwareToken;
import io.sekisho.it.harness.Look;
import io.sekisho.it.harness.Server;
import io.sekisho.it.harness.TestRealm;
import io.sekisho.it.harness.Traffic;
import io.sekisho.it.harness.WithServer;
import io.sekisho.it.page.EntrancePages;
import io.sekisho.it.page.LoginPage;
import io.sekisho.it.page.Says;
import io.sekisho.it.page.StatusPage;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every page behind the links of the login page, in both languages, on phones and on wide screens. */
@WithServer
class BindPagesIT {

    private static final String REALM = "pages-sample-direct";
    private static final Pattern CODE = Pattern.compile("(?<![0-9])[0-9]{8}(?![0-9])");
    private static final Duration MAIL = Duration.ofSeconds(30);
    private static final Duration LOOKS = Duration.ofSeconds(20);

    private static TestRealm realm;
    private static int logLength;

    private final Server server;
    private final Admin admin;
    private final Browser browser;

    BindPagesIT(Server server, Browser browser) {
        this.server = server;
        this.admin = server.admin();
        this.browser = browser;
    }

    /** With every proof that there is, for its page; and without mails' waiting time. */
    @BeforeAll
    static void makeRealm(Server server) {
        logLength = server.log().length();
        realm = TestRealm.like(server, "sample-direct", REALM, changes -> {
            TestRealm.hashFast(changes);
            changes.withObject("/attributes")
                    .put("sekisho.enrolmentProof", "transaction-password")
                    .put("sekisho.replacementProof", "mail-code");
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

    @ParameterizedTest
    @ValueSource(strings = {"ja", "en"})
    void every_page_of_a_walk_is_light_fits_all_screens_and_can_be_used_by_everybody(String language) {
        Customer customer = admin.newCustomer(REALM);
        List<HardwareToken> tokens = HardwareToken.delivered(admin, REALM, 2);
        Page page = browser.open(Screen.PC, options -> options.setLocale(language.equals("ja") ? "ja-JP" : "en-GB"));
        Traffic traffic = Traffic.of(page.context(), server.url());
        Look look = new Look(page, language);

        // A first token, whose clock is far off.
        enter(page, look, "register");
        look.at(step(language, 1));
        assertPart(page, 1);
        page.locator("#username").fill(customer.number());
        look.send("#password", "wrong");
        look.atError("username", step(language, 1));
        assertThat(page.locator("#username")).hasValue(customer.number());
        look.send("#password", customer.loginPassword());
        look.at(step(language, 1));
        assertPart(page, 1);
        look.send("#transactionPassword", "wrong");
        look.atError("transactionPassword", step(language, 1));
        look.send("#transactionPassword", customer.transactionPassword());
        look.at(step(language, 2));
        assertPart(page, 2);
        openHelp(page);
        look.at(step(language, 2));
        page.locator("#tokenId").fill("TOKEN#1");
        look.send("#otp", "123456");
        look.atError("tokenId", step(language, 2));
        assertThat(page.locator("#otp")).hasValue("");
        page.locator("#tokenId").fill(tokens.get(0).id());
        look.send("#otp", "12a456");
        look.atError("otp", step(language, 2));
        look.send("#otp", tokens.get(0).codes().wrongCode());
        look.atError("otp", step(language, 2));
        look.send("#otp", tokens.get(0).codes().earlyInStep(LOOKS).codeOfStep(-10));
        look.at(step(language, 2));
        assertPart(page, 2);
        look.send("#otp", tokens.get(0).codes().codeOfStep(-8));
        look.at(step(language, 2));
        look.send("#otp", "");
        look.atError("otp", step(language, 2));
        look.send("#otp", tokens.get(0).codes().codeOfStep(-7));
        look.at(step(language, 3));
        assertPart(page, 3);
        assertThat(page.locator("main")).containsText("(00001)");
        look.press("#sekisho-submit");
        assertThat(page.locator("#kc-form-login")).isVisible();
        look.at("");

        // Another one in its place.
        enter(page, look, "register");
        page.locator("#username").fill(customer.number());
        look.send("#password", customer.loginPassword());
        look.at(step(language, 1));
        openHelp(page);
        look.at(step(language, 1));
        look.send("#mailCode", "12");
        look.atError("mailCode", step(language, 1));
        openHelp(page);
        look.press("button[name=resend]");
        assertThat(page.locator("#sekisho-error-summary")).containsText(Pattern.compile("[0-9]{2}:[0-9]{2}:[0-9]{2}"));
        look.at(step(language, 1));
        look.send("#mailCode", mailedCode(customer));
        look.at(step(language, 2));
        page.locator("#tokenId").fill(tokens.get(1).id().toLowerCase(Locale.ROOT));
        look.send("#otp", tokens.get(1).codes().earlyInStep(LOOKS).codeOfStep(0));
        look.at(step(language, 3));
        assertThat(page.locator("main")).containsText(tokens.get(1).id());
        look.press("#sekisho-submit");

        // A stop that is refused, and one that is not.
        enter(page, look, "stop");
        look.at(step(language, 1));
        page.locator("#username").fill(customer.number());
        look.send("#password", customer.loginPassword());
        look.at(step(language, 2));
        assertPart(page, 2);
        look.send("#otp", tokens.get(1).codes().wrongCode());
        look.atError("otp", step(language, 2));
        look.send("#otp", tokens.get(1).codes().earlyInStep(LOOKS).codeOfStep(1));
        look.at(step(language, 3));
        assertPart(page, 3);
        look.press("#sekisho-submit");
        enter(page, look, "stop");
        page.locator("#username").fill(customer.number());
        look.send("#password", customer.loginPassword());
        look.at("");
        assertThat(page.locator("#sekisho-error-summary")).isVisible();
        look.press("#sekisho-submit");
        assertThat(page.locator("#kc-form-login")).isVisible();

        page.navigate(server.url() + "/realms/mito/otp-service/register");
        look.at("");
        assertEquals(List.of(), traffic.elsewhere(), "asked of other hosts");
        assertEquals(List.of(), traffic.failed());
    }

    private static void openHelp(Page page) {
        page.evaluate("document.querySelectorAll('details').forEach(details => details.open = true)");
    }

    /** From the login page by its link. */
    private void enter(Page page, Look look, String entrance) {
        page.navigate(server.url() + "/realms/" + REALM + "/otp-service");
        look.press("a[href*='otp-service/" + entrance + "']");
    }

    /** Of three, as it is shown and as it is read out. */
    private static void assertPart(Page page, int part) {
        Locator parts = page.locator(".progress-parts li");
        assertThat(parts).hasCount(3);
        assertThat(page.locator("[aria-current=step]")).hasCount(1);
        assertThat(parts.nth(part - 1)).hasAttribute("aria-current", "step");
    }

    private String mailedCode(Customer customer) {
        Matcher code = CODE.matcher(server.mail()
                .await(
                        mail -> mail.wentTo(customer.email())
                                && CODE.matcher(mail.text()).find(),
                        MAIL)
                .text());
        assertTrue(code.find());
        return code.group();
    }

    private static String step(String language, int step) {
        return language.equals("ja") ? "（3ステップ中" + step + "）" : "step " + step + " of 3";
    }

    @Test
    void a_token_can_be_bound_without_scripts() {
        Customer customer = admin.newCustomer(REALM);
        HardwareToken token = HardwareToken.delivered(admin, REALM);
        // So tall that nothing has to be scrolled: without scripts the driver cannot tell when that has come to rest.
        Page page = browser.open(
                Screen.PHONE, options -> options.setJavaScriptEnabled(false).setViewportSize(390, 3_000));
        LoginPage login = EntrancePages.register(page, server, REALM)
                .identify(customer)
                .prove(customer)
                .bind(token.id(), token.codes().currentCode())
                .result();
        login.password(customer);
        assertEquals("利用中", login.otp(token.codes().code()).status().otp());
        page.context().clearCookies();
        EntrancePages.stop(page, server, REALM)
                .identify(customer)
                .code(token.codes().code())
                .back();
        assertEquals("未登録", LoginPage.open(page, server, REALM).login(customer).otp());
    }

    @Test
    void a_token_can_be_bound_with_the_keyboard_alone() {
        Customer customer = admin.newCustomer(REALM);
        HardwareToken token = HardwareToken.delivered(admin, REALM);
        Page page = browser.open();
        LoginPage.open(page, server, REALM);
        Look.tabTo(page, "a[href*='otp-service/register']");
        page.keyboard().press("Enter");
        Look.awaitFocusOn(page, "ワンタイムパスワード利用登録");
        Look.tabTo(page, "#username");
        page.keyboard().type(customer.number());
        Look.tabTo(page, "#password");
        page.keyboard().type(customer.loginPassword());
        page.keyboard().press("Enter");
        Look.awaitFocusOn(page, "取引パスワード認証");
        Look.tabTo(page, "#transactionPassword");
        page.keyboard().type(customer.transactionPassword());
        page.keyboard().press("Enter");
        Look.awaitFocusOn(page, "トークンの登録");
        Look.tabTo(page, "#tokenId");
        page.keyboard().type(token.id());
        Look.tabTo(page, "#otp");
        page.keyboard().type(token.codes().currentCode());
        Look.tabTo(page, "#sekisho-submit");
        page.keyboard().press("Enter");
        Look.awaitFocusOn(page, "トークンの登録 -処理結果-");
        Look.tabTo(page, "#sekisho-submit");
        page.keyboard().press("Enter");
        Says.heading(page, "ログイン");
    }

    @Test
    void back_and_reload_in_the_browser_change_nothing() {
        Customer customer = admin.newCustomer(REALM);
        HardwareToken token = HardwareToken.delivered(admin, REALM);
        Page page = browser.open();
        EntrancePages.register(page, server, REALM).identify(customer);
        Says.heading(page, "取引パスワード認証");
        page.reload();
        Says.heading(page, "取引パスワード認証");
        page.locator("#transactionPassword").fill(customer.transactionPassword());
        page.locator("#sekisho-submit").click();
        Says.heading(page, "トークンの登録");
        page.reload();
        Says.heading(page, "トークンの登録");
        page.locator("#tokenId").fill(token.id());
        page.locator("#otp").fill(token.codes().currentCode());
        page.locator("#sekisho-submit").click();
        Says.heading(page, "処理結果");
        page.reload();
        Says.heading(page, "処理結果");
        page.goBack();
        page.goForward();
        Says.heading(page, "処理結果");
        page.locator("#sekisho-submit").click();
        Says.heading(page, "ログイン");
        page.goBack();
        assertThat(page.locator("h1")).isVisible();
        LoginPage.open(page, server, REALM).password(customer).otp(token.codes().code());
        StatusPage.open(page, server.url(), REALM);
        assertEquals(1, admin.events(customer, "UPDATE_CREDENTIAL").size());
    }
}
