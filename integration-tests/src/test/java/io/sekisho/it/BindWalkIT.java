package io.sekisho.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.Page;
import io.sekisho.it.harness.Admin;
import io.sekisho.it.harness.Browser;
import io.sekisho.it.harness.Browser.Screen;
import io.sekisho.it.harness.Customer;
import io.sekisho.it.harness.HardwareToken;
import io.sekisho.it.harness.Server;
import io.sekisho.it.harness.WithServer;
import io.sekisho.it.page.EntrancePages;
import io.sekisho.it.page.LoginPage;
import io.sekisho.it.page.Says;
import io.sekisho.it.page.StatusPage;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/**
 * A token that the customer holds, from the link on the login page to the end of the service, on the screens and in the
 * mails.
 */
@WithServer
class BindWalkIT {

    private static final String BANK = "sample-direct";

    private final Server server;
    private final Browser browser;
    private final Admin admin;

    BindWalkIT(Server server, Browser browser) {
        this.server = server;
        this.browser = browser;
        this.admin = server.admin();
    }

    private JsonNode token(HardwareToken token) {
        return admin.get("/" + BANK + "/otp-service/tokens/" + token.id());
    }

    /** What the events say was done, the newest first; no event holds an address or a code. */
    private List<String> changes(Customer customer, String type) {
        return StreamSupport.stream(admin.events(customer, type).spliterator(), false)
                .map(event -> event.get("details").path("action").asText())
                .toList();
    }

    @Test
    void a_customer_binds_a_token_from_the_login_page_and_is_asked_for_codes_from_the_next_login_on() {
        Customer customer = admin.newCustomer(BANK);
        HardwareToken token = HardwareToken.delivered(admin, BANK);
        Page page = browser.open(Screen.PHONE, options -> {});
        LoginPage login = EntrancePages.register(page, server, BANK)
                .identify(customer)
                .bind(token.id(), token.codes().code())
                .result();

        login.password(customer);
        StatusPage status = login.otp(token.codes().code()).status();
        assertEquals("利用中", status.otp());
        assertEquals(List.of("トークンの変更", "利用停止"), status.otpActions());
        String mail = server.mailTo(customer, "利用登録完了").text();
        assertTrue(mail.contains("*" + token.id().substring(token.id().length() - 4)), mail);
        assertFalse(mail.contains(token.id()), mail);
        assertEquals("BOUND", token(token).get("status").asText());
        assertEquals(customer.id(), token(token).get("userId").asText());
        assertEquals(List.of("bound"), changes(customer, "UPDATE_CREDENTIAL"));
    }

    @Test
    void changing_the_device_is_the_same_walk_and_the_token_before_is_lost() {
        Customer customer = admin.newCustomer(BANK);
        List<HardwareToken> tokens = HardwareToken.delivered(admin, BANK, 2);
        HardwareToken before = tokens.get(0);
        HardwareToken after = tokens.get(1);
        Page page = browser.open();
        EntrancePages.register(page, server, BANK)
                .identify(customer)
                .bind(before.id(), before.codes().code())
                .result();
        LoginPage login = EntrancePages.register(page, server, BANK)
                .identify(customer)
                .prove(customer)
                .bind(after.id(), after.codes().code())
                .result();

        login.password(customer).otp(before.codes().code()).otpError("ワンタイムパスワードが違います");
        login.otp(after.codes().code()).status();
        assertEquals("LOST", token(before).get("status").asText());
        assertTrue(token(before).path("userId").isMissingNode()
                || token(before).get("userId").isNull());
        assertEquals("BOUND", token(after).get("status").asText());
        assertEquals(List.of("replaced", "bound"), changes(customer, "UPDATE_CREDENTIAL"));
        server.mailTo(customer, "変更");
    }

    @Test
    void stopping_starts_at_the_other_link_and_asks_for_a_code() {
        Customer customer = admin.newCustomer(BANK);
        HardwareToken token = HardwareToken.delivered(admin, BANK);
        Page page = browser.open();
        EntrancePages.register(page, server, BANK)
                .identify(customer)
                .bind(token.id(), token.codes().code())
                .result();
        LoginPage login = EntrancePages.stop(page, server, BANK)
                .identify(customer)
                .code(token.codes().code())
                .back();

        StatusPage status = login.login(customer);
        assertEquals("未登録", status.otp());
        assertEquals(List.of("登録"), status.otpActions());
        assertEquals("FREE", token(token).get("status").asText());
        assertEquals(List.of("stopped"), changes(customer, "REMOVE_CREDENTIAL"));
        server.mailTo(customer, "停止");
    }

    @Test
    void a_token_whose_clock_is_far_off_is_bound_by_two_codes_and_its_clock_is_followed() {
        Customer customer = admin.newCustomer(BANK);
        HardwareToken token = HardwareToken.delivered(admin, BANK);
        token.codes().clockOffBy(-15);
        Page page = browser.open();
        EntrancePages pages = EntrancePages.register(page, server, BANK)
                .identify(customer)
                .bind(token.id(), token.codes().currentCode())
                .awaitNextCode();
        pages.code(token.codes().currentCode()).result();
        assertEquals(-15, token(token).get("driftSteps").asInt());

        // It gains a step, and one more later: each login finds it where it was last.
        token.codes().clockOffBy(-14);
        LoginPage.open(browser.open(), server, BANK)
                .login(customer, token.codes().currentCode());
        assertEquals(-14, token(token).get("driftSteps").asInt());
        token.codes().clockOffBy(-13);
        LoginPage.open(browser.open(), server, BANK)
                .login(customer, token.codes().currentCode());
        assertEquals(-13, token(token).get("driftSteps").asInt());
        LoginPage.open(browser.open(), server, BANK)
                .password(customer)
                .otp(token.codes().clockOffBy(0).currentCode())
                .otpError("");
    }

    @Test
    void a_customer_who_is_logged_in_binds_and_changes_a_token_from_the_status_page() {
        Customer customer = admin.newCustomer(BANK);
        List<HardwareToken> tokens = HardwareToken.delivered(admin, BANK, 2);
        Page page = browser.open();
        LoginPage.open(page, server, BANK).login(customer).act("ワンタイムパスワードサービス", "登録");
        page.locator("#tokenId").fill(tokens.get(0).id());
        page.locator("#otp").fill(tokens.get(0).codes().code());
        page.locator("#sekisho-submit").click();
        page.getByText("(00001)").waitFor();
        page.locator("#sekisho-submit").click();
        StatusPage status = StatusPage.open(page, server.url(), BANK);
        assertEquals("利用中", status.otp());

        status.act("ワンタイムパスワードサービス", "トークンの変更");
        page.locator("#transactionPassword").fill("wrong");
        page.locator("#sekisho-submit").click();
        Says.error(page, "transactionPassword", "");
        page.locator("#transactionPassword").fill(customer.transactionPassword());
        page.locator("#sekisho-submit").click();
        page.locator("#tokenId").fill(tokens.get(1).id());
        page.locator("#otp").fill(tokens.get(1).codes().code());
        page.locator("#sekisho-submit").click();
        page.getByText("(00001)").waitFor();
        assertEquals("LOST", token(tokens.get(0)).get("status").asText());
    }
}
