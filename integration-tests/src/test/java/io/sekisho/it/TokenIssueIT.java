package io.sekisho.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.Page;
import io.sekisho.demo.mail.CaughtMail;
import io.sekisho.it.harness.Admin;
import io.sekisho.it.harness.Browser;
import io.sekisho.it.harness.Customer;
import io.sekisho.it.harness.Oath;
import io.sekisho.it.harness.Server;
import io.sekisho.it.harness.TokenApi;
import io.sekisho.it.harness.WithServer;
import io.sekisho.it.page.LoginPage;
import io.sekisho.it.page.Says;
import io.sekisho.it.page.StatusPage;
import io.sekisho.it.page.TokenIssuePages;
import java.time.Duration;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** A token that is issued by e-mail, from the first login to the first code, on the screens and in the mails. */
@WithServer
class TokenIssueIT {

    private static final String BANK = "sample-bank";

    private final Server server;
    private final Browser browser;
    private final Admin admin;

    TokenIssueIT(Server server, Browser browser) {
        this.server = server;
        this.browser = browser;
        this.admin = server.admin();
    }

    /** Logs in, and is asked for a token. */
    private TokenIssuePages login(Page page, Customer customer) {
        LoginPage.open(page, server, customer.realm()).password(customer);
        return TokenIssuePages.asked(page);
    }

    private static String phoneOf(Customer customer) {
        return "phone-" + customer.number() + "@mobile.example.com";
    }

    private CaughtMail mailTo(String address) {
        return server.mail().await(mail -> mail.wentTo(address), Duration.ofSeconds(30));
    }

    @Test
    void a_customer_of_sample_bank_has_a_token_issued_activates_it_confirms_it_and_uses_it_from_then_on() {
        Customer customer = admin.newCustomer(BANK);
        Page page = browser.open();
        TokenIssuePages pages = login(page, customer)
                .prove(customer.transactionPassword())
                .issue(phoneOf(customer), "20261120")
                .confirmation();
        assertEquals("1001", pages.serviceId());
        assertTrue(pages.userId().matches("[0-9]{10}"), pages.userId());
        assertTrue(pages.text().contains("p***@mobile.example.com"), pages.text());
        assertFalse(page.content().contains(phoneOf(customer)), "the address is masked");

        CaughtMail mail = mailTo(phoneOf(customer));
        for (String part : List.of(mail.text(), mail.html())) {
            assertTrue(part.contains(pages.userId()) && part.contains("1001"), part);
            assertTrue(part.contains(server.url() + "/realms/sample-bank/otp-service/token-app/"), part);
            assertFalse(part.contains("20261120"), "no start password");
            assertFalse(
                    part.contains("/protocol/")
                            || part.contains("/login-actions/")
                            || part.contains("/otp-service\"")
                            || part.contains("/account"),
                    part);
        }
        server.mailTo(customer, "トークン");

        TokenApi.Answer activated = TokenApi.of(server, BANK).activate(pages.serviceId(), pages.userId(), "20261120");
        assertEquals(200, activated.status(), activated.body().toString());
        assertEquals(6, activated.body().get("digits").asInt());
        assertEquals(60, activated.body().get("periodSeconds").asInt());
        assertEquals("SHA1", activated.body().get("algorithm").asText());
        assertTrue(
                activated.body().get("keyUri").asText().startsWith("otpauth://totp/" + customer.number() + "?secret="),
                "the key URI names the customer");
        assertEquals("no-store", activated.headers().firstValue("Cache-Control").orElseThrow());
        assertEquals(
                List.of(),
                admin.credentials(customer).findValuesAsText("type").stream()
                        .filter("otp"::equals)
                        .toList(),
                "not in use before the confirmation");

        Oath app = activated.app();
        pages.awaitActivated().confirm(app.currentCode());
        Says.heading(page, "利用開始");
        pages.next();
        StatusPage status = LoginPage.open(browser.open(), server, BANK).login(customer, app.code());
        assertEquals("利用中", status.otp());
        assertEquals(List.of(), status.otpActions());
        server.mailTo(customer, "認証確認完了");
        assertEquals(List.of("confirmed", "activated", "issued"), changes(customer));
        assertEquals(
                List.of(),
                admin.get("/" + BANK + "/users/" + customer.id()).findValuesAsText("requiredActions").stream()
                        .filter(text -> !text.isEmpty())
                        .toList());
    }

    /** What the events say was done, the newest first; no event holds an address. */
    private List<String> changes(Customer customer) {
        JsonNode events = admin.events(customer, "UPDATE_CREDENTIAL");
        assertFalse(events.toString().contains("@"), events.toString());
        return StreamSupport.stream(events.spliterator(), false)
                .map(event -> event.get("details").get("action").asText())
                .toList();
    }

    @Test
    void an_issue_goes_on_at_the_next_login_on_another_device() {
        Customer customer = admin.newCustomer(BANK);
        TokenIssuePages first = login(browser.open(), customer);
        assertFalse(first.skippable(), "there is nothing to pass over yet");
        first.prove(customer.transactionPassword())
                .issue(phoneOf(customer), "1234")
                .confirmation();
        String userId = first.userId();

        Page stale = first.page();
        Page other = browser.open();
        TokenIssuePages second = login(other, customer)
                .prove(customer.transactionPassword())
                .skip()
                .confirmation();
        assertEquals(userId, second.userId());
        Oath app = TokenApi.of(server, BANK).activate("1001", userId, "1234").app();
        second.confirm(app.currentCode()).next();
        assertEquals("利用中", StatusPage.open(other, server.url(), BANK).otp());

        // Whoever has passed the password before must not be let in without a code now.
        first.confirm(app.codeOfStep(0));
        Says.heading(stale, "ログイン");
        assertTrue(
                stale.locator("main").innerText().contains("もう一度ログイン"),
                stale.locator("main").innerText());
        stale.navigate(server.url() + "/realms/" + BANK + "/otp-service");
        Says.heading(stale, "ログイン");
    }

    @Test
    void going_back_and_issuing_again_voids_the_issue_before() {
        Customer customer = admin.newCustomer(BANK);
        TokenIssuePages pages = login(browser.open(), customer)
                .prove(customer.transactionPassword())
                .issue("wrong@example.com", "1234")
                .confirmation();
        String before = pages.userId();
        pages.back().issue(phoneOf(customer), "5678").confirmation();
        assertNotEquals(before, pages.userId());
        assertTrue(mailTo(phoneOf(customer)).text().contains(pages.userId()));

        TokenApi api = TokenApi.of(server, BANK);
        assertEquals(403, api.activate("1001", before, "1234").status());
        assertEquals(200, api.activate("1001", pages.userId(), "5678").status());
    }
}
