package io.sekisho.it;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions.HasTextOptions;
import com.microsoft.playwright.options.AriaRole;
import io.sekisho.demo.token.TokenDemo;
import io.sekisho.it.harness.Accessibility;
import io.sekisho.it.harness.Browser;
import io.sekisho.it.harness.Browser.Screen;
import io.sekisho.it.harness.Oath;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The demo's tokens on a screen, beside the same tokens in {@code oathtool}. */
@ExtendWith(Browser.Extension.class)
@Tag("distribution")
class DemoTokensIT {

    /** "demo-seed-0000000003" in Base32. */
    private static final String THIRD = "MRSW23ZNONSWKZBNGAYDAMBQGAYDAMBT";

    private static final Duration ENOUGH = Duration.ofSeconds(12);
    private static final int TIME_STEP_MILLIS = 35_000;

    private final Browser browser;
    private final TokenDemo demo = new TokenDemo(
            0,
            List.of(new TokenDemo.Institution(
                    "sample-direct", "サンプルダイレクト", "http://localhost:1/realms/sample-direct/otp-service")));

    DemoTokensIT(Browser browser) {
        this.browser = browser;
    }

    @AfterEach
    void close() {
        demo.close();
    }

    @Test
    void the_display_shows_the_tokens_code_and_goes_on_to_the_next_one() {
        Oath third = Oath.with(THIRD).earlyInStep(ENOUGH);
        String code = third.codeOfStep(0);
        String next = third.codeOfStep(1);
        Page page = browser.open();
        page.navigate(demo.url());
        page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("DEMO00000003"))
                .click();

        assertThat(page.locator("#code")).hasText(code);
        assertEquals(code, display(page));
        int left = Integer.parseInt(page.locator("#left").innerText());
        assertThat(page.locator("#left")).hasText(Integer.toString(left - 2));
        assertEquals(
                true,
                page.evaluate(
                        "() => document.querySelectorAll('.bar:not(.spent)').length === Number(document.getElementById('left').textContent)"));

        assertThat(page.locator("#code")).hasText(next, new HasTextOptions().setTimeout(TIME_STEP_MILLIS));
        assertEquals(next, display(page));
    }

    private static String display(Page page) {
        return (String)
                page.locator(".digit").evaluateAll("digits => digits.map(digit => digit.dataset.digit).join('')");
    }

    @ParameterizedTest
    @CsvSource({"+1, 1", "−15, -15", "+30, 30"})
    void a_token_that_was_long_on_the_shelf_shows_another_code(String choice, int steps) {
        Oath third = Oath.with(THIRD).earlyInStep(ENOUGH);
        Page page = browser.open();
        page.navigate(demo.url() + "/DEMO00000003");
        page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName(choice))
                .click();

        assertThat(page.locator("[aria-current]").last()).containsText(choice);
        assertThat(page.locator("#code")).hasText(third.codeOfStep(steps));
    }

    @Test
    void a_demo_that_has_ended_is_told_apart_from_a_token_that_works() {
        Page page = browser.open();
        page.navigate(demo.url() + "/DEMO00000003");
        assertThat(page.locator("#silent")).isHidden();
        demo.close();
        page.evaluate("() => document.dispatchEvent(new Event('visibilitychange'))");

        assertThat(page.locator("#silent")).isVisible();
        assertThat(page.locator("#code")).hasText("------");
    }

    @Test
    void without_script_the_page_shows_the_code_of_the_moment_and_says_so() {
        Oath third = Oath.with(THIRD).earlyInStep(ENOUGH);
        Page page = browser.open(Screen.PC, options -> options.setJavaScriptEnabled(false));
        page.navigate(demo.url() + "/DEMO00000003");

        assertThat(page.locator("#code")).hasText(third.codeOfStep(0));
        assertThat(page.locator("noscript p")).containsText("画面を開いたときのワンタイムパスワードです");
    }

    @ParameterizedTest
    @EnumSource(Screen.class)
    void the_pages_fit_the_screen_and_axe_has_nothing_to_say(Screen screen) {
        Page page = browser.open(screen, options -> {});
        for (String language : List.of("ja", "en")) {
            for (String path : List.of("/?lang=", "/DEMO00000020?steps=-15&lang=")) {
                page.navigate(demo.url() + path + language);

                assertTrue(
                        (boolean) page.evaluate("() => document.documentElement.scrollWidth <= innerWidth"),
                        page.url());
                Accessibility.assertNoViolations(page);
            }
        }
    }
}
