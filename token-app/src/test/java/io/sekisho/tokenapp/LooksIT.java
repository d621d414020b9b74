package io.sekisho.tokenapp;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ForcedColors;
import com.microsoft.playwright.options.ReducedMotion;
import io.sekisho.tokenapp.harness.App;
import io.sekisho.tokenapp.harness.Host;
import io.sekisho.tokenapp.harness.Key;
import io.sekisho.tokenapp.harness.Phone;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every screen, in both languages; pictures of them are left below target/. */
@ExtendWith(Phone.Extension.class)
class LooksIT {

    private static final String USER = "1234567890";
    /** Where something is wider than the window, or a target smaller than a finger. */
    private static final String FAULTS = """
            () => {
              const faults = [];
              if (document.documentElement.scrollWidth > innerWidth) {
                faults.push('wider than the window: ' + document.documentElement.scrollWidth);
              }
              for (const target of document.querySelectorAll('button, input:not([type=checkbox]), summary, .check, a.button, .telephone')) {
                const { width, height } = target.getBoundingClientRect();
                if (width > 0 && (height < 43.9 || width < 43.9)) {
                  faults.push('small: ' + target.outerHTML + ' ' + width + 'x' + height);
                }
              }
              if (document.querySelectorAll('h1').length !== 1) {
                faults.push('not one h1');
              }
              return faults;
            }""";

    private final Phone phone;
    private final Host host = new Host();
    private final Host.Institution bank = host.institution("sample-bank", "1001", "サンプル銀行", "Sample Bank");
    private final Host.Institution union =
            host.institution("kenshin", "2002", "けんしんビジネスバンキング", "Kenshin Business Banking");

    LooksIT(Phone phone) {
        this.phone = phone;
    }

    @AfterEach
    void close() {
        assertEquals(List.of(), phone.troubles());
        host.close();
    }

    /** The way through every screen, and what to look at on each. */
    private void walk(Page page, Look look) {
        Key key = new Key("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", "SHA1", 8, 60);
        page.clock().install();
        page.navigate(bank.app());
        assertThat(page.locator(".institution").first()).not().isEmpty();
        look.at("setup");
        page.locator("#userId").fill("abc");
        submit(page);
        assertThat(page.locator(".field-error")).hasCount(2);
        look.at("setup-errors");
        page.locator("#userId").fill(USER);
        page.locator("#startPassword").fill("9999");
        submit(page);
        assertThat(page.locator("form .notice-error h2")).isFocused();
        look.at("setup-refused");
        page.locator("#startPassword").fill("1234");
        bank.issue(USER, "1234", key);
        submit(page);
        next(page, "details");
        page.locator("summary").first().click();
        look.at("done");
        page.locator(".button-primary").click();
        next(page, ".notice-warning");
        look.at("lock-note");
        page.locator(".button-primary").click();
        next(page, ".card");
        assertThat(page.locator(".digits")).not().isEmpty();
        look.at("code");
        int untilSoon = (int) page.evaluate("() => Math.max(0, 52000 - Date.now() % 60000)");
        page.clock().fastForward(untilSoon);
        assertThat(page.locator(".card-soon")).hasCount(1);
        look.at("code-soon");
        page.locator("nav .button").first().click();
        next(page, ".list");
        look.at("settings");
        page.locator(".list button").click();
        next(page, ".button-danger");
        look.at("remove");
        page.goBack();
        next(page, ".list");
        page.locator("#lock-state").locator("xpath=following::button[1]").click();
        next(page, "#lockCodeAgain");
        look.at("lock-on");
        page.locator("#lockCode").fill("123456");
        page.locator("#lockCodeAgain").fill("654321");
        submit(page);
        assertThat(page.locator(".field-error")).hasCount(1);
        look.at("lock-on-differs");
        page.locator("#lockCode").fill("123456");
        page.locator("#lockCodeAgain").fill("123456");
        submit(page);
        next(page, ".list");
        look.at("settings-locked");
        page.locator("#lock-state").locator("xpath=following::button[1]").click();
        next(page, "#lockCode");
        look.at("lock-off");
        page.reload();
        next(page, "details");
        page.locator("#lockCode").fill("1");
        submit(page);
        assertThat(page.locator(".field-error")).hasCount(1);
        page.locator("summary").click();
        look.at("unlock-wrong");
        page.locator("details button").click();
        next(page, ".button-danger");
        look.at("reset");
        page.locator(".button-danger").click();
        assertThat(page.locator(".notice-warning p")).hasCount(1);
        look.at("reset-again");
        page.goBack();
        page.goBack();
        next(page, "#lockCode");
        page.locator("#lockCode").fill("123456");
        submit(page);
        next(page, ".card");
        page.navigate(union.app());
        next(page, "#lockCode");
        page.locator("#lockCode").fill("123456");
        submit(page);
        next(page, ".card");
        page.locator("nav .button").first().click();
        page.locator(".list ~ .actions button").first().click();
        next(page, "#userId");
        union.issue("77", "1234", new Key(key.secret(), "SHA256", 6, 30));
        page.locator("#userId").fill("77");
        page.locator("#startPassword").fill("1234");
        submit(page);
        next(page, "details");
        page.locator(".button-primary").click();
        next(page, ".notice-warning");
        page.locator(".button-primary").click();
        assertThat(page.locator(".card")).hasCount(2);
        host.setClock(() -> System.currentTimeMillis() + 400_000);
        page.evaluate("() => dispatchEvent(new Event('online'))");
        assertThat(page.locator("#clock .notice")).isVisible();
        look.at("two-codes-clock-off");
    }

    private static void submit(Page page) {
        page.locator("form .button-primary").click();
    }

    private static void next(Page page, String shown) {
        assertThat(page.locator(shown).first()).isVisible();
        assertThat(page.locator("form .notice-error")).hasCount(0);
    }

    @FunctionalInterface
    private interface Look {
        void at(String screen);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ja-JP", "en-GB"})
    void everyScreenIsAccessibleOnAPhone(String locale) {
        Page page = phone.open(options -> options.setLocale(locale).setViewportSize(375, 667));
        List<String> faults = new ArrayList<>();
        walk(page, screen -> {
            Phone.assertAccessible(page, screen);
            ((List<?>) page.evaluate(FAULTS)).forEach(fault -> faults.add(screen + ": " + fault));
            picture(page, locale, "375-" + screen);
        });
        assertEquals(List.of(), faults);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ja-JP", "en-GB"})
    void nothingIsCutOffAtTheSmallestWidth(String locale) {
        Page page = phone.open(options -> options.setLocale(locale).setViewportSize(320, 640));
        Map<String, Object> faults = new LinkedHashMap<>();
        walk(page, screen -> {
            picture(page, locale, "320-" + screen);
            faults.put(screen, page.evaluate(FAULTS));
        });
        faults.values().removeIf(fault -> ((List<?>) fault).isEmpty());
        assertEquals(Map.of(), faults);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ja-JP", "en-GB"})
    void aWideScreenShowsTheSame(String locale) {
        Page page = phone.open(options -> options.setLocale(locale).setViewportSize(1280, 900));
        walk(page, screen -> picture(page, locale, "1280-" + screen));
    }

    @Test
    void theUsersOwnColoursAreKept() {
        Page page = phone.open(
                options -> options.setForcedColors(ForcedColors.ACTIVE).setReducedMotion(ReducedMotion.REDUCE));
        walk(page, screen -> picture(page, "forced", "375-" + screen));
    }

    private static void picture(Page page, String folder, String screen) {
        page.screenshot(new Page.ScreenshotOptions()
                .setFullPage(true)
                .setPath(Phone.picture("screens/" + folder.substring(0, 2) + "-" + screen)));
    }

    @Test
    void theLanguageIsSwitchedWithoutLosingWhatWasTyped() {
        Page page = phone.open();
        App app = App.open(page, bank).fill("1001", USER, "1234").press("English");
        assertThat(page.locator("h1")).hasText("First set-up");
        assertThat(page.locator("html")).hasAttribute("lang", "en");
        assertThat(page.locator("#userId")).hasValue(USER);
        assertThat(page.locator("#startPassword")).hasValue("1234");
        assertThat(page.locator("#language")).isFocused();
        page.reload();
        assertThat(page.locator("h1")).hasText("First set-up");
        app.press("日本語").assertTitled("初期設定");
    }

    @Test
    void theKeyboardAloneIsEnough() {
        Page page = phone.open();
        bank.issue(USER, "1234", Key.random(8, 60));
        App app = App.open(page, bank);
        assertThat(page.locator("#serviceId")).hasValue("1001");
        tabTo(page, page.locator("#userId"));
        page.keyboard().type(USER);
        tabTo(page, page.locator("#startPassword"));
        page.keyboard().type("1234");
        page.keyboard().press("Enter");
        app.assertTitled("初期設定完了");
        for (String title : List.of("アプリロックについて", "ワンタイムパスワード")) {
            tabTo(page, page.locator("main .button-primary"));
            page.keyboard().press("Enter");
            app.assertTitled(title);
            assertThat(page.locator("h1")).isFocused();
        }
        tabTo(page, page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("数字をコピーする")));
        page.keyboard().press("Enter");
        assertThat(page.locator(".copied")).hasText("コピーしました");
    }

    private static void tabTo(Page page, Locator target) {
        assertThat(target).isVisible();
        for (int presses = 0; presses < 20; presses++) {
            if ((boolean) target.evaluate("element => element === document.activeElement")) {
                return;
            }
            page.keyboard().press("Tab");
        }
        throw new AssertionError("the tab key does not lead to " + target);
    }

    @Test
    void bothLanguagesHaveEveryTextWithTheSamePlaceholders() {
        Page page = phone.open();
        page.navigate(bank.app());
        @SuppressWarnings("unchecked")
        Map<String, List<String>> texts =
                (Map<String, List<String>>) page.evaluate("async () => (await import('./texts.js')).TEXTS");
        assertTrue(texts.size() > 80);
        texts.forEach((key, languages) -> {
            assertEquals(2, languages.size(), key);
            assertTrue(languages.stream().noneMatch(String::isBlank), key);
            assertEquals(placeholders(languages.get(0)), placeholders(languages.get(1)), key);
        });
    }

    private static List<String> placeholders(String text) {
        return java.util.regex.Pattern.compile("\\{\\w+}")
                .matcher(text)
                .results()
                .map(java.util.regex.MatchResult::group)
                .sorted()
                .toList();
    }
}
