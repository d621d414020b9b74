package io.sekisho.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Page;
import io.sekisho.demo.mail.CaughtMail;
import io.sekisho.it.harness.Admin;
import io.sekisho.it.harness.Browser;
import io.sekisho.it.harness.Browser.Screen;
import io.sekisho.it.harness.Customer;
import io.sekisho.it.harness.Server;
import io.sekisho.it.harness.WithServer;
import io.sekisho.it.page.LoginPage;
import io.sekisho.it.page.StatusPage;
import io.sekisho.it.page.TokenApp;
import io.sekisho.it.page.TokenIssuePages;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/**
 * What a user of a company does after the branch has started the service: on the PC in one browser, on the phone in
 * another.
 */
@WithServer
class CompanyWalkIT {

    private static final int PERIOD_SECONDS = 60;
    private static final Duration MAIL = Duration.ofSeconds(30);

    private final Server server;
    private final Browser browser;
    private final Admin admin;

    CompanyWalkIT(Server server, Browser browser) {
        this.server = server;
        this.browser = browser;
        this.admin = server.admin();
    }

    @Test
    void a_user_of_a_company_sets_the_app_up_on_the_phone_and_logs_in_with_its_codes() {
        Customer user = admin.newCustomer("kenshin");
        assertEquals(
                "未登録",
                LoginPage.open(browser.open(), server, "kenshin").login(user).otp(),
                "nothing is asked before the branch has started it");
        Customer branch = admin.customer("kenshin", "branch1");
        String start = "/kenshin/otp-service/users/" + user.id() + "/start";
        assertEquals(204, admin.as(branch).send("POST", start, null).statusCode());
        assertEquals(204, admin.as(branch).send("POST", start, null).statusCode(), "once more does nothing");

        String address = "phone-" + user.number() + "@mobile.example.com";
        Page pc = browser.open();
        LoginPage.open(pc, server, "kenshin").password(user);
        TokenIssuePages pages = TokenIssuePages.asked(pc)
                .prove(user.transactionPassword())
                .issue(address, "13579")
                .confirmation();
        CaughtMail mail = server.mail().await(caught -> caught.wentTo(address), MAIL);
        String link = mail.text().replaceAll("(?s).*?(https?://\\S+/token-app/\\S*).*", "$1");

        TokenApp app = TokenApp.open(browser.open(Screen.PHONE, options -> {}), link);
        app.assertFilledIn(pages.serviceId(), pages.userId()).send(pages.serviceId(), pages.userId(), "24680");
        assertTrue(app.text().contains("利用開始パスワード"), "a wrong start password is said");
        app.send(pages.serviceId(), pages.userId(), "13579").toTheCode();
        assertFalse(pages.awaitActivated().text().contains("24680"));
        String code = app.code(PERIOD_SECONDS);
        assertEquals(8, code.length());
        pages.confirm(code).next();
        assertEquals("利用中", StatusPage.open(pc, server.url(), "kenshin").otp());

        Page second = browser.open();
        LoginPage login = LoginPage.open(second, server, "kenshin")
                .password(user)
                .otp(code)
                .otpError("使用済み");
        assertEquals("利用中", login.otp(app.codeAfter(code)).status().otp());
    }
}
