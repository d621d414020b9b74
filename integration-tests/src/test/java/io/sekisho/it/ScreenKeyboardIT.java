package io.sekisho.it;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import io.sekisho.it.harness.Accessibility;
import io.sekisho.it.harness.Admin;
import io.sekisho.it.harness.Browser;
import io.sekisho.it.harness.Browser.Screen;
import io.sekisho.it.harness.Customer;
import io.sekisho.it.harness.Look;
import io.sekisho.it.harness.Server;
import io.sekisho.it.harness.Traffic;
import io.sekisho.it.harness.WithServer;
import io.sekisho.it.page.EntrancePages;
import io.sekisho.it.page.LoginPage;
import io.sekisho.it.page.Says;
import java.util.List;
import org.junit.jupiter.api.Test;

/** ソフトウェアキーボード入力, as the server delivers it. */
@WithServer
class ScreenKeyboardIT {

    private static final String BANK = "sample-direct";
    private static final int NARROWEST = 320;
    private static final int HEIGHT = 900;

    private final Server server;
    private final Browser browser;
    private final Admin admin;

    ScreenKeyboardIT(Server server, Browser browser) {
        this.server = server;
        this.browser = browser;
        this.admin = server.admin();
    }

    private static void open(Page page) {
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("ソフトウェアキーボード入力"))
                .click();
        assertThat(page.locator("#password-keyboard")).isVisible();
    }

    /** Presses the keys of a text, and those that bring them into sight. */
    private static void write(Page page, String text) {
        Locator letters = page.locator("[data-keyboard-letters]");
        Locator signs = page.locator("[data-keyboard-signs]");
        for (char character : text.toCharArray()) {
            boolean letter = Character.isLetter(character);
            if (!Character.isDigit(character) && letter != letters.isVisible()) {
                page.locator("[data-keyboard-switch]").click();
            }
            if (letter
                    && Character.isUpperCase(character)
                            != "true"
                                    .equals(page.locator("[data-keyboard-shift]")
                                            .getAttribute("aria-pressed"))) {
                page.locator("[data-keyboard-shift]").click();
            }
            Locator keys = letter ? letters : Character.isDigit(character) ? page.locator("#password-keyboard") : signs;
            keys.locator("[data-types=\"" + character + "\"]").click();
        }
    }

    @Test
    void a_customer_logs_in_with_a_password_written_on_the_screen() {
        Customer customer = admin.newCustomer(BANK);
        Page page = browser.open(Screen.PHONE, options -> {});
        Traffic traffic = Traffic.of(page.context(), server.url());
        LoginPage.open(page, server, BANK);
        page.locator("#username").fill(customer.number());
        open(page);
        write(page, customer.loginPassword());
        assertThat(page.locator("#password")).hasValue(customer.loginPassword());
        page.locator("#kc-login").click();
        Says.heading(page, "登録情報照会");
        assertEquals(List.of(), traffic.failed());
        assertEquals(List.of(), traffic.elsewhere());
    }

    @Test
    void a_customer_is_identified_for_a_walk_with_a_password_written_on_the_screen() {
        Customer customer = admin.newCustomer(BANK);
        Page page = browser.open(Screen.PHONE, options -> {});
        EntrancePages.register(page, server, BANK);
        page.locator("#username").fill(customer.number());
        open(page);
        write(page, "x" + customer.loginPassword());
        page.locator("#sekisho-submit").click();
        assertThat(page.locator("#username-error")).isVisible();
        assertThat(page.locator("#username")).hasValue(customer.number());
        open(page);
        write(page, customer.loginPassword());
        page.locator("#sekisho-submit").click();
        Says.heading(page, "トークンの登録");
    }

    @Test
    void the_pages_that_offer_it_are_light_fit_all_screens_and_can_be_used_by_everybody() {
        Page page = browser.open();
        Look look = new Look(page, "ja");
        LoginPage.open(page, server, BANK);
        look.at("ログイン");
        opened(page);
        EntrancePages.register(page, server, BANK);
        look.at("ワンタイムパスワード利用登録");
        opened(page);
        EntrancePages.stop(page, server, BANK);
        look.at("ワンタイムパスワード利用停止");
        opened(page);
    }

    /** On the narrowest screen, where the focus is no longer what the page began with. */
    private static void opened(Page page) {
        page.setViewportSize(NARROWEST, HEIGHT);
        open(page);
        assertEquals(NARROWEST, page.evaluate("document.documentElement.scrollWidth"));
        Accessibility.assertNoViolations(page);
    }

    @Test
    void where_the_brand_does_not_offer_it_nothing_of_it_is_loaded() {
        Page page = browser.open();
        LoginPage.open(page, server, "mito");
        assertThat(page.locator("[src*='screen-keyboard'], [href*='screen-keyboard'], .keyboard"))
                .hasCount(0);
    }
}
