package io.sekisho.it;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Page;
import io.sekisho.it.harness.Admin;
import io.sekisho.it.harness.Browser;
import io.sekisho.it.harness.Browser.Screen;
import io.sekisho.it.harness.Customer;
import io.sekisho.it.harness.Look;
import io.sekisho.it.harness.Oath;
import io.sekisho.it.harness.Server;
import io.sekisho.it.harness.TestRealm;
import io.sekisho.it.harness.TokenApi;
import io.sekisho.it.harness.Traffic;
import io.sekisho.it.harness.WithServer;
import io.sekisho.it.page.LoginPage;
import io.sekisho.it.page.Says;
import io.sekisho.it.page.StatusPage;
import io.sekisho.it.page.TokenIssuePages;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Every page around an issued token, in both languages and in the looks of both institutions, on phones and on wide
 * screens.
 */
@WithServer
class TokenPagesIT {

    private static final Map<String, TestRealm> REALMS = new HashMap<>();

    private final Server server;
    private final Admin admin;
    private final Browser browser;

    TokenPagesIT(Server server, Browser browser) {
        this.server = server;
        this.admin = server.admin();
        this.browser = browser;
    }

    @BeforeAll
    static void makeRealms(Server server) {
        for (String institution : List.of("sample-bank", "kenshin")) {
            REALMS.put(institution, TestRealm.like(server, institution, "pages-" + institution, changes -> {
                TestRealm.hashFast(changes);
                changes.put("otpPolicyPeriod", 30);
                changes.withObject("/attributes")
                        .put("sekisho.issueObligatory", "always")
                        .put("sekisho.reissueWaitMinutes", "600");
            }));
        }
    }

    @AfterAll
    static void deleteRealms() {
        REALMS.values().forEach(TestRealm::close);
    }

    private String realmUrl(String realm) {
        return server.url() + "/realms/" + realm;
    }

    @ParameterizedTest
    @CsvSource({"sample-bank, ja", "sample-bank, en", "kenshin, ja", "kenshin, en"})
    void every_page_of_an_issue_is_light_fits_all_screens_and_can_be_used_by_everybody(
            String institution, String language) {
        String realm = REALMS.get(institution).name();
        Customer customer = admin.newCustomer(realm);
        Page page = browser.open(Screen.PC, options -> options.setLocale(language.equals("ja") ? "ja-JP" : "en-GB"));
        Traffic traffic = Traffic.of(page.context(), server.url());
        Look look = new Look(page, language);
        page.navigate(realmUrl(realm) + "/otp-service");
        look.at("");
        login(page, look, customer);
        look.at(step(language, 1));
        look.send("#transactionPassword", "wrong");
        look.atError("transactionPassword", step(language, 1));
        look.send("#transactionPassword", customer.transactionPassword());
        look.at(step(language, 2));
        page.locator("#email").fill("nobody");
        look.send("#startPassword", "12a4");
        look.atError("email", step(language, 2));
        assertThat(page.locator("#startPassword-error")).isVisible();
        assertThat(page.locator("#email")).hasValue("nobody");
        assertThat(page.locator("#startPassword")).hasValue("");
        issue(page, look, customer);
        look.at(step(language, 3));
        page.evaluate("document.querySelectorAll('details').forEach(details => details.open = true)");
        look.at(step(language, 3));
        look.send("#otp", "");
        look.atError("otp", step(language, 3));

        String userId = page.locator("#user-id").innerText().replaceAll("\\s", "");
        Oath app = new TokenApi(realmUrl(realm))
                .activate(page.locator("#service-id").innerText(), userId, "2468")
                .app();
        look.press("button[name=refresh]");
        assertThat(page.locator("#app-state")).containsText(language.equals("ja") ? "済み" : "Done");
        look.at(step(language, 3));
        look.press("button[name=back]");
        look.at(step(language, 2));
        look.press("button[name=skip]");
        look.send("#otp", app.currentCode());
        look.at(step(language, 4));
        look.press("#sekisho-submit");
        look.at("");

        // Deleted by the staff instead of revoked, the token is asked for anew and can be issued at once.
        admin.deleteCredential(customer, "otp");
        page.context().clearCookies();
        page.navigate(realmUrl(realm) + "/otp-service");
        login(page, look, customer);
        look.at(step(language, 1));
        assertEquals(
                204,
                admin.send("POST", "/" + realm + "/otp-service/users/" + customer.id() + "/start", null)
                        .statusCode());
        look.send("#transactionPassword", customer.transactionPassword());
        issue(page, look, customer);
        assertEquals(
                204,
                admin.send("POST", "/" + realm + "/otp-service/users/" + customer.id() + "/token/revoke", null)
                        .statusCode());
        look.press("#sekisho-submit");
        look.at("");
        assertTrue(
                page.locator("main").innerText().matches("(?s).*20\\d\\d/\\d\\d/\\d\\d \\d\\d:\\d\\d.*"),
                page.locator("main").innerText());
        assertEquals(List.of(), traffic.elsewhere(), "asked of other hosts");
        assertEquals(List.of(), traffic.failed());
    }

    private static void login(Page page, Look look, Customer customer) {
        page.locator("#username").fill(customer.number());
        look.send("#password", customer.loginPassword());
    }

    private static void issue(Page page, Look look, Customer customer) {
        page.locator("#email").fill(customer.email());
        page.locator("#emailConfirm").fill(customer.email());
        page.locator("#startPassword").fill("2468");
        look.send("#startPasswordConfirm", "2468");
    }

    private static String step(String language, int step) {
        return language.equals("ja") ? "（4ステップ中" + step + "）" : "step " + step + " of 4";
    }

    @Test
    void a_token_can_be_issued_without_scripts() {
        String realm = REALMS.get("sample-bank").name();
        Customer customer = admin.newCustomer(realm);
        // So tall that nothing has to be scrolled: without scripts the driver cannot tell when that has come to rest.
        Page page = browser.open(
                Screen.PHONE, options -> options.setJavaScriptEnabled(false).setViewportSize(390, 3_000));
        LoginPage.open(page, server, realm).password(customer);
        TokenIssuePages pages = TokenIssuePages.asked(page)
                .prove(customer.transactionPassword())
                .issue(customer.email(), "2468")
                .confirmation();
        Oath app = new TokenApi(realmUrl(realm))
                .activate(pages.serviceId(), pages.userId(), "2468")
                .app();
        pages.awaitActivated().confirm(app.currentCode()).next();
        assertEquals("利用中", StatusPage.open(page, server.url(), realm).otp());
    }

    @Test
    void a_token_can_be_issued_with_the_keyboard_alone() {
        String realm = REALMS.get("kenshin").name();
        Customer customer = admin.newCustomer(realm);
        Page page = browser.open();
        LoginPage.open(page, server, realm);
        page.keyboard().type(customer.number());
        Look.tabTo(page, "#password");
        page.keyboard().type(customer.loginPassword());
        page.keyboard().press("Enter");
        Look.awaitFocusOn(page, "確認用パスワード認証");
        Look.tabTo(page, "#transactionPassword");
        page.keyboard().type(customer.transactionPassword());
        page.keyboard().press("Enter");
        Look.awaitFocusOn(page, "ワンタイムパスワードトークン発行");
        for (String field : List.of("#email", "#emailConfirm")) {
            Look.tabTo(page, field);
            page.keyboard().type(customer.email());
        }
        for (String field : List.of("#startPassword", "#startPasswordConfirm")) {
            Look.tabTo(page, field);
            page.keyboard().type("2468");
        }
        page.keyboard().press("Enter");
        Look.awaitFocusOn(page, "ワンタイムパスワード認証確認");
        String userId = page.locator("#user-id").innerText().replaceAll("\\s", "");
        Oath app =
                new TokenApi(realmUrl(realm)).activate("2001", userId, "2468").app();
        Look.tabTo(page, "button[name=refresh]");
        page.keyboard().press("Enter");
        assertThat(page.locator("#app-state")).containsText("済み");
        Look.tabTo(page, "#otp");
        page.keyboard().type(app.currentCode());
        page.keyboard().press("Enter");
        Look.awaitFocusOn(page, "利用開始");
        Look.tabTo(page, "#sekisho-submit");
        page.keyboard().press("Enter");
        Says.heading(page, "登録情報照会");
    }
}
