package io.sekisho.it;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.microsoft.playwright.Page;
import io.sekisho.it.harness.Admin;
import io.sekisho.it.harness.Browser;
import io.sekisho.it.harness.Browser.Screen;
import io.sekisho.it.harness.Customer;
import io.sekisho.it.harness.Look;
import io.sekisho.it.harness.Oath;
import io.sekisho.it.harness.RealmState;
import io.sekisho.it.harness.Server;
import io.sekisho.it.harness.Traffic;
import io.sekisho.it.harness.VirtualAuthenticator;
import io.sekisho.it.harness.WithServer;
import io.sekisho.it.page.Says;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Passkeys and WebAuthn are Keycloak's, and go on working on our pages and through a set-up. */
@WithServer
class PasskeyIT {

    private static final Pattern HOME = Pattern.compile(".*[?&]code=.*");
    private static final String REGISTER = "webauthn-register-passwordless";
    private static final String BUTTON = "#authenticateWebAuthnButton";

    private final ObjectMapper json = new ObjectMapper();
    private final Server server;
    private final Browser browser;
    private final Admin admin;
    private final List<String> realms = new ArrayList<>();

    PasskeyIT(Server server, Browser browser) {
        this.server = server;
        this.browser = browser;
        this.admin = server.admin();
    }

    @AfterEach
    void deleteRealms() {
        realms.forEach(admin::deleteRealm);
    }

    /** As Keycloak makes it, with passkeys at the login; its browser flow is of these steps, or Keycloak's own. */
    private String realm(String name, String theme, String... steps) {
        ObjectNode realm = json.createObjectNode()
                .put("realm", name)
                .put("enabled", true)
                .put("loginTheme", theme)
                .put("internationalizationEnabled", true)
                .put("defaultLocale", "ja")
                .put("passwordPolicy", "hashAlgorithm(pbkdf2-sha512) and hashIterations(1000)")
                .put("webAuthnPolicyPasswordlessPasskeysEnabled", true)
                .put("webAuthnPolicyPasswordlessUserVerificationRequirement", "required")
                .put("webAuthnPolicyPasswordlessAvoidSameAuthenticatorRegister", true);
        realm.putArray("supportedLocales").add("ja").add("en");
        realm.putArray("clients")
                .addObject()
                .put("clientId", "program")
                .put("publicClient", true)
                .put("rootUrl", "${authBaseUrl}")
                .putArray("redirectUris")
                .add("/realms/" + name);
        if (steps.length > 0) {
            ObjectNode flow = realm.put("browserFlow", "own")
                    .putArray("authenticationFlows")
                    .addObject()
                    .put("alias", "own")
                    .put("providerId", "basic-flow")
                    .put("topLevel", true);
            for (int i = 0; i < steps.length; i++) {
                flow.withArray("/authenticationExecutions")
                        .addObject()
                        .put("authenticator", steps[i])
                        .put("requirement", "REQUIRED")
                        .put("priority", 10 * (i + 1));
            }
        }
        admin.importRealm(realm);
        realms.add(name);
        return name;
    }

    private void call(String realm, String call, String body) {
        assertEquals(
                200,
                admin.sendText("POST", "/" + realm + "/otp-service/" + call, body)
                        .statusCode());
    }

    private void login(Page page, String realm, String more) {
        page.navigate(server.url() + "/realms/" + realm
                + "/protocol/openid-connect/auth?client_id=program&response_type=code&scope=openid&redirect_uri="
                + server.url() + "/realms/" + realm + more);
    }

    /** At the login page of somebody who is not logged in any more. */
    private void loginPage(Page page, String realm) {
        page.context().clearCookies();
        login(page, realm, "");
    }

    /** On one page, or on two. */
    private static void password(Page page, Customer customer) {
        page.locator("#username").fill(customer.number());
        if (page.locator("#password").count() == 0) {
            page.locator("#kc-login").click();
        }
        page.locator("#password").fill(customer.loginPassword());
        page.locator("#kc-login").click();
    }

    private static void otp(Page page, Oath app) {
        page.locator("#otp").fill(app.code());
        page.locator("#kc-login").click();
    }

    private static void home(Page page) {
        assertThat(page).hasURL(HOME);
    }

    /** The button is pressed while the browser waits behind the login name for a passkey to be chosen. */
    private void byButton(Page page, VirtualAuthenticator device, String realm) {
        device.answers(false);
        loginPage(page, realm);
        assertThat(page.locator("#username")).hasAttribute("autocomplete", "username webauthn");
        assertThat(page.locator(BUTTON)).isVisible();
        device.answers(true);
        page.locator(BUTTON).click();
        home(page);
    }

    /** The passkey is chosen among what the browser offers for the login name: the device does so at once. */
    private void byAutofill(Page page, VirtualAuthenticator device, String realm) {
        device.answers(true);
        loginPage(page, realm);
        home(page);
    }

    /** Whether a login by password is asked for a code. */
    private void byPassword(Page page, VirtualAuthenticator device, String realm, Customer customer, Oath askedFor) {
        device.answers(false);
        loginPage(page, realm);
        password(page, customer);
        if (askedFor != null) {
            otp(page, askedFor);
        }
        home(page);
    }

    @ParameterizedTest
    @CsvSource({
        "passkey-own, ''",
        "passkey-plain, auth-username-password-form",
        "passkey-names, auth-username-form auth-password-form"
    })
    void a_passkey_logs_in_without_a_code_before_a_set_up_after_it_and_after_the_teardown(String name, String steps) {
        boolean keycloaksFlow = steps.isEmpty();
        String realm = realm(name, "keycloak.v2", keycloaksFlow ? new String[0] : steps.split(" "));
        Oath app = Oath.withNewKey();
        Customer customer = admin.newCustomer(realm, user -> {
            user.withArray("/credentials").add(admin.otpCredential(app.key()));
            user.putArray("requiredActions").add(REGISTER);
        });
        Page page = browser.open();
        VirtualAuthenticator device = VirtualAuthenticator.of(page);
        login(page, realm, "");
        password(page, customer);
        if (keycloaksFlow) {
            otp(page, app);
        }
        page.locator("#registerWebAuthn").click();
        home(page);
        byButton(page, device, realm);
        byAutofill(page, device, realm);
        Map<String, String> before = RealmState.of(admin, realm);

        call(realm, "setup", "{\"kind\": \"authenticator-app\", \"theme\": \"mito\"}");

        Traffic traffic = Traffic.of(page.context(), server.url());
        byButton(page, device, realm);
        byAutofill(page, device, realm);
        byPassword(page, device, realm, customer, app);
        assertEquals(List.of(), traffic.failed());
        assertEquals(List.of(), traffic.elsewhere());

        call(realm, "teardown", "{}");

        assertEquals(before, RealmState.of(admin, realm));
        byButton(page, device, realm);
        byAutofill(page, device, realm);
        byPassword(page, device, realm, customer, keycloaksFlow ? app : null);
    }

    @Test
    void a_passkey_is_registered_and_used_on_our_pages_by_keyboard_alone() {
        String realm = realm("passkey-pages", "hokuyo");
        Customer customer = admin.newCustomer(
                realm, user -> user.putArray("requiredActions").add(REGISTER));
        Page page = browser.open();
        Traffic traffic = Traffic.of(page.context(), server.url());
        VirtualAuthenticator device = VirtualAuthenticator.of(page);
        Look look = new Look(page, "ja");
        login(page, realm, "");
        assertThat(page.locator(BUTTON)).isVisible();
        look.at("ログイン");
        password(page, customer);
        Says.heading(page, "パスキーの登録");
        look.at("パスキーの登録");
        assertThat(page.locator("#authenticatorLabel")).hasValue(Pattern.compile("パスキー 20.*:.*"));
        page.locator("#authenticatorLabel").fill("自分のスマートフォン");
        // The Enter key in the field is the button.
        page.keyboard().press("Enter");
        home(page);
        assertEquals(1, device.passkeys());
        assertTrue(admin.credentials(customer).toString().contains("自分のスマートフォン"));

        login(page, realm, "&kc_action=" + REGISTER);
        Says.heading(page, "パスキーの登録");
        page.locator("#registerWebAuthn").click();
        assertThat(page.locator("[data-passkey-says]")).containsText("すでにお客様のパスキーがあります");
        page.locator("#cancelWebAuthnAIA").click();
        home(page);

        device.answers(false);
        loginPage(page, realm);
        Look.tabTo(page, BUTTON);
        device.answers(true);
        page.keyboard().press("Enter");
        home(page);
        assertEquals(List.of(), traffic.failed());
        assertEquals(List.of(), traffic.elsewhere());
    }

    @Test
    void a_passkey_is_the_second_factor_and_an_error_leads_to_another_try() {
        String realm = realm("passkey-second", "mito", "auth-username-password-form", "webauthn-authenticator");
        Customer customer = admin.newCustomer(realm);
        Page page = browser.open();
        Traffic traffic = Traffic.of(page.context(), server.url());
        VirtualAuthenticator.of(page);
        Look look = new Look(page, "ja");
        login(page, realm, "");
        password(page, customer);
        Says.heading(page, "パスキーの登録");
        page.locator("#registerWebAuthn").click();
        home(page);

        loginPage(page, realm);
        password(page, customer);
        Says.heading(page, "パスキーでの確認");
        assertThat(page.locator(".facts")).containsText("パスキー 20");
        look.at("パスキーでの確認");
        page.evaluate(
                "() => { navigator.credentials.get = () => Promise.reject(new DOMException('broken', 'UnknownError')); }");
        page.locator(BUTTON).click();
        Says.heading(page, "パスキーをご利用いただけませんでした");
        look.at("パスキーをご利用いただけませんでした");
        page.locator("#kc-try-again").click();
        Says.heading(page, "パスキーでの確認");
        assertThat(page.locator(BUTTON)).isFocused();
        page.keyboard().press("Enter");
        home(page);
        assertEquals(List.of(), traffic.failed());
        assertEquals(List.of(), traffic.elsewhere());
    }

    @Test
    void who_has_no_passkey_at_hand_is_told_so_and_logs_in_by_password() {
        String realm = realm("passkey-none", "mito");
        Customer customer = admin.newCustomer(realm);
        Page page = browser.open();
        VirtualAuthenticator.of(page);
        login(page, realm, "");
        page.locator(BUTTON).click();
        assertThat(page.locator("[data-passkey-says]")).containsText("パスキーは使われませんでした。");
        password(page, customer);
        home(page);
    }

    @Test
    void a_browser_without_passkeys_or_scripts_is_told_so() {
        String realm = realm("passkey-not", "mito");
        Page old = browser.open();
        old.addInitScript("delete window.PublicKeyCredential");
        login(old, realm, "");
        assertThat(old.locator("[data-passkey-says]")).containsText("このブラウザではパスキーをご利用いただけません。");
        assertThat(old.locator(BUTTON)).isHidden();

        Page plain = browser.open(Screen.PC, options -> options.setJavaScriptEnabled(false));
        login(plain, realm, "");
        assertThat(plain.locator("#webauth noscript p")).isVisible();
        assertThat(plain.locator(BUTTON)).isHidden();
        password(plain, admin.newCustomer(realm));
        home(plain);
    }
}
