package io.sekisho.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.Page;
import io.sekisho.demo.mail.CaughtMail;
import io.sekisho.it.harness.Browser;
import io.sekisho.it.harness.Customer;
import io.sekisho.it.harness.Oath;
import io.sekisho.it.harness.Server;
import io.sekisho.it.harness.WithServer;
import io.sekisho.it.page.ApplyWizard;
import io.sekisho.it.page.LoginPage;
import io.sekisho.it.page.RedisplayPages;
import io.sekisho.it.page.Registration;
import io.sekisho.it.page.StatusPage;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a customer can do, from the first login to the end of the service, on the screens and in the mails. */
@WithServer
class CustomerWalkIT {

    private final Server server;
    private final Browser browser;

    CustomerWalkIT(Server server, Browser browser) {
        this.server = server;
        this.browser = browser;
    }

    @ParameterizedTest
    @CsvSource({"mito, 水戸ネットマルチネット", "hokuyo, 北洋証券オンラインサービス"})
    void a_customer_applies_logs_in_shows_the_code_again_and_stops(String realm, String accountName) {
        Customer customer = server.admin().newCustomer(realm);
        Page page = browser.open();
        StatusPage status = LoginPage.open(page, server, realm).login(customer);
        assertEquals("未登録", status.otp());
        assertEquals(List.of("申込"), status.otpActions());

        ApplyWizard wizard = status.apply().prove(customer.transactionPassword());
        Registration registration = wizard.registration();
        assertFalse(registration.keyVisible());
        String key = registration.revealedKey();
        assertTrue(key.matches("[A-Z2-7]{32}"), "160 bits in Base32");
        String qr = registration.qr();
        assertTrue(
                qr.startsWith("otpauth://totp/") && qr.contains("secret=" + key), "the QR and the page give one key");
        assertTrue(URLDecoder.decode(qr, StandardCharsets.UTF_8).contains(accountName));
        Oath app = Oath.with(key);
        status = wizard.next().confirm(app.currentCode()).receipt();
        assertEquals("利用中", status.otp());
        assertEquals(List.of("コード再表示", "利用停止"), status.otpActions());
        CaughtMail applied = server.mailTo(customer, "申込完了");
        assertFalse(applied.text().contains(key) || applied.html().contains(key));

        status.logout();
        Page second = browser.open();
        status = LoginPage.open(second, server, realm).login(customer, app.code());
        assertEquals("利用中", status.otp());

        RedisplayPages redisplay = status.redisplay().prove(app.code());
        assertEquals(key, redisplay.registration().revealedKey());
        assertEquals(qr, redisplay.registration().qr());
        server.mailTo(customer, "再表示");
        status = redisplay.toStatus();

        status = status.stop().prove(app.code()).receipt();
        assertEquals("未登録", status.otp());
        server.mailTo(customer, "停止");
        assertEquals(
                1,
                server.admin().credentials(customer).findValuesAsText("type").stream()
                        .filter("transaction-password"::equals)
                        .count());
        assertFalse(
                server.admin().credentials(customer).findValuesAsText("type").contains("otp"));

        Registration anew = status.apply().prove(customer.transactionPassword()).registration();
        assertNotEquals(key, anew.revealedKey(), "an application after a stop gets a new key");

        assertEquals(List.of("redisplayed", "applied"), changes(customer, "UPDATE_CREDENTIAL", key));
        assertEquals(List.of("stopped"), changes(customer, "REMOVE_CREDENTIAL", key));
    }

    /**
     * What the events say was done to the customer's OTP, the newest first; no event may hold the key or the address.
     */
    private List<String> changes(Customer customer, String type, String key) {
        JsonNode events = server.admin().events(customer, type);
        assertFalse(events.toString().contains(key) || events.toString().contains(customer.email()), events.toString());
        return StreamSupport.stream(events.spliterator(), false)
                .map(event -> event.get("details"))
                .filter(details -> details.path("credential_type").asText().equals("otp"))
                .map(details -> details.get("action").asText())
                .toList();
    }

    @Test
    void the_completion_mail_of_mito_says_what_its_guide_says() {
        Customer customer = server.admin().newCustomer("mito");
        ApplyWizard wizard = LoginPage.open(browser.open(), server, "mito")
                .login(customer)
                .apply()
                .prove(customer.transactionPassword());
        Oath app = Oath.with(wizard.registration().revealedKey());
        wizard.next().confirm(app.currentCode()).receipt();

        CaughtMail mail = server.mailTo(customer, "申込完了");

        assertEquals("【水戸証券】ワンタイムパスワードサービスお申込完了のご連絡", mail.subject());
        assertEquals("info@mito-sec.jp", mail.from().address());
        assertTrue(mail.text().matches("(?s).*\\d{4}/\\d{2}/\\d{2} \\d{2}:\\d{2}.*"), mail.text());
        for (String fact :
                List.of("ワンタイムパスワードサービス", "0120-031-003", "8:00", "17:00", "水戸証券", "https://www.mito.co.jp/")) {
            assertTrue(mail.text().contains(fact), fact);
            assertTrue(mail.html().contains(fact), fact);
        }
    }

    @Test
    void the_status_page_of_hokuyo_has_its_password_rows_and_that_of_mito_has_not() {
        StatusPage hokuyo = LoginPage.open(browser.open(), server, "hokuyo")
                .login(server.admin().newCustomer("hokuyo"));
        assertTrue(hokuyo.status("取引パスワード").contains("*****"));
        assertEquals("登録済", hokuyo.status("秘密の質問・回答"));

        StatusPage mito = LoginPage.open(browser.open(), server, "mito")
                .login(server.admin().newCustomer("mito"));
        assertFalse(mito.lists("取引パスワード"));
        assertEquals("利用中", mito.status("株価情報サービス"));
    }
}
