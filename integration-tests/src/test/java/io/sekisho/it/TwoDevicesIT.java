package io.sekisho.it;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import io.sekisho.it.harness.Admin;
import io.sekisho.it.harness.Browser;
import io.sekisho.it.harness.Customer;
import io.sekisho.it.harness.Oath;
import io.sekisho.it.harness.Server;
import io.sekisho.it.harness.TestRealm;
import io.sekisho.it.harness.WithServer;
import io.sekisho.it.page.LoginPage;
import io.sekisho.it.page.RedisplayPages;
import io.sekisho.it.page.Says;
import io.sekisho.it.page.StatusPage;
import io.sekisho.it.page.StopPages;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A customer with two OTP devices, as Keycloak's own set-up allows them; the second one with longer codes. */
@WithServer
class TwoDevicesIT {

    private static final String REALM = "two-devices";

    private static TestRealm realm;

    private final Server server;
    private final Admin admin;
    private final Browser browser;

    private Oath phone;
    private Oath tablet;
    private Customer customer;
    private Page page;

    TwoDevicesIT(Server server, Browser browser) {
        this.server = server;
        this.admin = server.admin();
        this.browser = browser;
    }

    @BeforeAll
    static void makeRealm(Server server) {
        realm = TestRealm.like(server, "mito", REALM, TestRealm::hashFast);
    }

    @AfterAll
    static void deleteRealm() {
        realm.close();
    }

    @BeforeEach
    void make() {
        phone = Oath.withNewKey();
        tablet = Oath.ofKeyUri(
                "otpauth://totp/x?secret=" + Oath.withNewKey().key() + "&algorithm=SHA1&digits=8&period=30");
        customer = admin.newCustomer(
                REALM,
                user -> user.withArray("/credentials")
                        .add(device("iPhone", phone.key()))
                        .add(longer(device("iPad", tablet.key()))));
        page = browser.open();
    }

    private ObjectNode device(String label, String key) {
        return admin.otpCredential(key).put("userLabel", label);
    }

    private static ObjectNode longer(ObjectNode credential) {
        return credential.put(
                "credentialData", credential.get("credentialData").asText().replace("\"digits\":6", "\"digits\":8"));
    }

    private void choose(String device) {
        page.getByRole(AriaRole.RADIO, new Page.GetByRoleOptions().setName(device))
                .check();
    }

    private StatusPage loginBy(String device, Oath app) {
        LoginPage login = LoginPage.open(page, server, REALM).password(customer);
        choose(device);
        return login.otp(app.code()).status();
    }

    @Test
    void the_status_page_says_which_there_are() {
        loginBy("iPad", tablet);

        assertThat(page.locator("main")).containsText("登録している認証アプリ");
        assertThat(page.getByRole(AriaRole.LISTITEM).filter(new Locator.FilterOptions().setHasText("iPad")))
                .isVisible();
    }

    @Test
    void each_page_that_asks_for_a_code_tells_the_digits_of_the_device() {
        LoginPage login = LoginPage.open(page, server, REALM).password(customer);
        assertThat(page.getByText("iPhone（6桁）")).isVisible();
        choose("iPad（8桁）");

        login.otp("123456");

        Says.error(page, "otp", "ワンタイムパスワードは8桁の数字です。");
        assertThat(page.getByRole(AriaRole.RADIO, new Page.GetByRoleOptions().setName("iPad")))
                .isChecked();
    }

    @Test
    void the_second_ones_key_is_shown_again_after_its_code() {
        StatusPage status = loginBy("iPhone", phone);
        RedisplayPages redisplay = status.redisplay();
        choose("iPad（8桁）");

        String keyUri = redisplay.prove(tablet.code()).registration().qr();

        assertEquals(tablet.key(), Oath.ofKeyUri(keyUri).key());
        assertTrue(keyUri.contains("digits=8"), keyUri);
        assertEquals(0, admin.factors(customer).get("otp").get("failures").asInt(), "a right code is none too many");
    }

    @Test
    void the_first_ones_key_is_not_shown_for_the_second_ones_code() {
        StatusPage status = loginBy("iPhone", phone);
        RedisplayPages redisplay = status.redisplay();
        choose("iPhone（6桁）");

        redisplay.prove(tablet.code());

        Says.error(page, "otp", "ワンタイムパスワードは6桁の数字です。");
    }

    @Test
    void a_stop_by_the_second_ones_code_ends_both() {
        StopPages stop = loginBy("iPhone", phone).stop();
        assertThat(page.locator("main")).containsText("登録している認証アプリは2台です。すべての登録がなくなります。");
        choose("iPad（8桁）");

        stop.prove(tablet.code()).receipt();

        assertTrue(admin.credentials(customer).findValuesAsText("type").stream().noneMatch("otp"::equals));
    }
}
