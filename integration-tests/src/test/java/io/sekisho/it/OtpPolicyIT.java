package io.sekisho.it;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.microsoft.playwright.Page;
import io.sekisho.it.harness.Admin;
import io.sekisho.it.harness.Browser;
import io.sekisho.it.harness.Customer;
import io.sekisho.it.harness.Oath;
import io.sekisho.it.harness.Server;
import io.sekisho.it.harness.TestRealm;
import io.sekisho.it.harness.WithServer;
import io.sekisho.it.page.ApplyWizard;
import io.sekisho.it.page.LoginPage;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** OTP policies that not every authenticator app can do, and one that changes while a customer applies. */
@WithServer
class OtpPolicyIT {

    private static final String REALM = "otp-policy";
    private static final String SLOW = "otp-policy-slow";

    /** Keycloak takes a policy as a whole, or not at all. */
    private static final ObjectNode SLOW_POLICY = new ObjectMapper()
            .createObjectNode()
            .put("otpPolicyType", "totp")
            .put("otpPolicyAlgorithm", "HmacSHA512")
            .put("otpPolicyDigits", 8)
            .put("otpPolicyPeriod", 60)
            .put("otpPolicyInitialCounter", 0)
            .put("otpPolicyLookAheadWindow", 1);

    private static TestRealm realm;
    private static TestRealm slow;

    private final Server server;
    private final Admin admin;
    private final Browser browser;

    OtpPolicyIT(Server server, Browser browser) {
        this.server = server;
        this.admin = server.admin();
        this.browser = browser;
    }

    @BeforeAll
    static void makeRealms(Server server) {
        realm = TestRealm.like(server, "mito", REALM, TestRealm::hashFast);
        slow = TestRealm.like(server, "mito", SLOW, changes -> {
            TestRealm.hashFast(changes);
            changes.setAll(SLOW_POLICY);
        });
    }

    @AfterAll
    static void deleteRealms() {
        realm.close();
        slow.close();
    }

    private ApplyWizard atRegistration(Page page, String name, Customer customer) {
        ApplyWizard wizard = LoginPage.open(page, server, name).login(customer).apply();
        wizard.prove(customer.transactionPassword()).registration();
        return wizard;
    }

    @Test
    void no_app_is_recommended_that_cannot_make_the_codes() {
        Page page = browser.open();
        atRegistration(page, SLOW, admin.newCustomer(SLOW));

        assertThat(page.locator("main")).containsText("認証アプリ「FreeOTP」を入れてください。");
        assertThat(page.locator("main")).not().containsText("Google");
        assertEquals(
                0,
                page.locator("a[href*='apps.apple.com'], a[href*='play.google.com']")
                        .count());
    }

    @Test
    void the_recommended_app_is_named_where_it_can() {
        Page page = browser.open();
        atRegistration(page, REALM, admin.newCustomer(REALM));

        assertThat(page.locator("main")).containsText("認証アプリ「Google Authenticator」を入れてください。");
    }

    @Test
    void the_staff_are_told_that_it_cannot() {
        String warning = admin.get("/" + SLOW + "/otp-service/settings")
                .path("sekisho.appName")
                .path("warning")
                .asText();
        assertTrue(
                warning.contains(
                        "Google Authenticator cannot make codes of the OTP policy (HmacSHA512, 8 digits, 60 s)"),
                warning);
        assertTrue(admin.get("/" + REALM + "/otp-service/settings")
                .path("sekisho.appName")
                .path("warning")
                .isMissingNode());
    }

    @Test
    void a_policy_that_changes_behind_the_qr_code_does_not_spoil_it() {
        try (TestRealm changing = TestRealm.like(server, "mito", "otp-policy-changing", TestRealm::hashFast)) {
            Customer customer = admin.newCustomer("otp-policy-changing");
            Page page = browser.open();
            ApplyWizard wizard = LoginPage.open(page, server, "otp-policy-changing")
                    .login(customer)
                    .apply();
            Oath app = Oath.ofKeyUri(
                    wizard.prove(customer.transactionPassword()).registration().qr());

            admin.send("PUT", "/otp-policy-changing", SLOW_POLICY);
            assertEquals(
                    8, admin.get("/otp-policy-changing").get("otpPolicyDigits").asInt());
            wizard.next();

            assertThat(page.locator("main")).containsText("6桁の数字");
            assertEquals("利用中", wizard.confirm(app.code()).receipt().otp());
        }
    }
}
