package io.sekisho.themes;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ForcedColors;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** ソフトウェアキーボード入力 on the rendered login page. */
final class ScreenKeyboardIT {

    private static final String SIGNS = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~";

    private static PageHost host;
    private static Window window;

    @BeforeAll
    static void open() {
        host = new PageHost();
        window = new Window();
    }

    @AfterAll
    static void close() {
        window.close();
        host.close();
    }

    @AfterEach
    void nothingFailed() {
        assertEquals(List.of(), window.troubles());
        window.closePages();
    }

    private static Page login(Locale locale) {
        Page page = window.open(options -> {});
        page.navigate(host.url("sample-direct", locale, "login"));
        return page;
    }

    private static Page opened() {
        Page page = login(Locale.JAPANESE);
        button(page, "ソフトウェアキーボード入力").click();
        return page;
    }

    private static Locator button(Page page, String name) {
        return page.getByRole(
                AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
    }

    private static void press(Page page, String... names) {
        for (String name : names) {
            button(page, name).click();
        }
    }

    private static Locator password(Page page) {
        return page.locator("#password");
    }

    @Test
    void everyCharacterOfARealKeyboardCanBeWritten() {
        Page page = opened();
        for (char digit = '0'; digit <= '9'; digit++) {
            press(page, String.valueOf(digit));
        }
        for (char letter = 'a'; letter <= 'z'; letter++) {
            press(page, String.valueOf(letter));
        }
        press(page, "大文字");
        for (char letter = 'A'; letter <= 'Z'; letter++) {
            press(page, "大文字 " + letter);
        }
        press(page, "記号");
        Locator signs = page.getByRole(AriaRole.GROUP, new Page.GetByRoleOptions().setName("記号"))
                .getByRole(AriaRole.BUTTON);
        for (int i = 0; i < signs.count(); i++) {
            signs.nth(i).click();
        }
        assertThat(password(page))
                .hasValue("0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ" + SIGNS + " ");
        assertThat(page.locator("#username")).hasValue("");
    }

    @Test
    void itWritesAndErasesAtTheCaretAndOverASelection() {
        Page page = opened();
        password(page).fill("abcd");
        password(page).evaluate("field => field.setSelectionRange(2, 2)");
        press(page, "1", "2");
        assertThat(password(page)).hasValue("ab12cd");
        assertThat(password(page)).isFocused();
        press(page, "1文字消す", "1文字消す", "1文字消す");
        assertThat(password(page)).hasValue("acd");
        password(page).evaluate("field => field.setSelectionRange(1, 3)");
        press(page, "9");
        assertThat(password(page)).hasValue("a9");
        password(page).evaluate("field => field.select()");
        press(page, "1文字消す", "1文字消す");
        assertThat(password(page)).hasValue("");
    }

    @Test
    void aCharacterOfTwoUnitsIsErasedAsAWhole() {
        Page page = opened();
        password(page).fill("a\uD83D\uDD11");
        press(page, "1文字消す");
        assertThat(password(page)).hasValue("a");
        password(page).fill("\uD83D\uDD11a");
        press(page, "1");
        assertThat(password(page)).hasValue("\uD83D\uDD11a1");
    }

    @Test
    void whatAPasswordManagerFilledInIsContinuedAtItsEnd() {
        Page page = login(Locale.JAPANESE);
        password(page).evaluate("field => { field.value = 'filled'; field.setSelectionRange(0, 0); }");
        button(page, "ソフトウェアキーボード入力").click();
        press(page, "1");
        assertThat(password(page)).hasValue("filled1");
    }

    @Test
    void itTellsThePageOfEachCharacterAsTypingDoes() {
        Page page = opened();
        page.evaluate("""
                () => {
                  window.told = [];
                  const field = document.getElementById('password');
                  for (const kind of ['input', 'change']) {
                    field.addEventListener(kind, (event) => window.told.push(kind + ':' + (event.inputType || '') + ':' + field.value.length));
                  }
                }""");
        press(page, "a", "b", "1文字消す", "閉じる");
        assertEquals(
                List.of("input:insertText:1", "input:insertText:2", "input:deleteContentBackward:1", "change::1"),
                page.evaluate("window.told"));
    }

    @Test
    void theRealKeyboardAndTheCheckboxThatShowsThePasswordGoOnWorking() {
        Page page = opened();
        press(page, "a");
        password(page).press("End");
        password(page).pressSequentially("b");
        press(page, "c");
        page.getByLabel("パスワードを表示する").check();
        assertThat(password(page)).hasAttribute("type", "text");
        press(page, "d");
        assertThat(password(page)).hasValue("abcd");
    }

    @Test
    void itCanBeUsedByTheTabKeyAndTheFocusStaysOnTheKey() {
        Page page = login(Locale.JAPANESE);
        Locator opener = button(page, "ソフトウェアキーボード入力");
        opener.focus();
        page.keyboard().press("Enter");
        assertThat(opener).hasAttribute("aria-expanded", "true");
        page.keyboard().press("Tab");
        assertThat(button(page, "0")).isFocused();
        page.keyboard().press("Space");
        page.keyboard().press("Tab");
        page.keyboard().press("Enter");
        assertThat(button(page, "1")).isFocused();
        assertThat(password(page)).hasValue("01");
        page.keyboard().press("Escape");
        assertThat(opener).isFocused();
        assertThat(opener).hasAttribute("aria-expanded", "false");
        assertThat(button(page, "0")).isHidden();
        assertThat(page).hasURL(host.url("sample-direct", Locale.JAPANESE, "login"));
    }

    @Test
    void aSelectionThatTabbingThroughTheFieldLeavesIsNotReplaced() {
        Page page = opened();
        password(page).fill("abc");
        page.locator("#username").focus();
        page.keyboard().press("Tab");
        assertThat(password(page)).isFocused();
        button(page, "1").focus();
        page.keyboard().press("Enter");
        assertThat(password(page)).hasValue("abc1");
    }

    @Test
    void aPhoneKeepsItsOwnKeyboardBackWhileThisOneIsOpen() {
        Page page = opened();
        assertThat(password(page)).hasAttribute("inputmode", "none");
        press(page, "閉じる");
        assertEquals("", password(page).evaluate("field => field.inputMode"));
    }

    @Test
    void theKeysThatChangeOthersSayWhetherTheyArePressed() {
        Page page = opened();
        assertThat(button(page, "大文字")).hasAttribute("aria-pressed", "false");
        press(page, "大文字");
        assertThat(button(page, "大文字")).hasAttribute("aria-pressed", "true");
        press(page, "大文字", "a", "記号");
        assertThat(button(page, "記号")).hasAttribute("aria-pressed", "true");
        assertThat(page.getByRole(AriaRole.GROUP, new Page.GetByRoleOptions().setName("英字")))
                .isHidden();
        press(page, "アットマーク", "記号", "b");
        assertThat(password(page)).hasValue("a@b");
    }

    @Test
    void nothingOfThePasswordIsSaidBesidesTheNamesOfTheKeys() {
        Page page = opened();
        press(page, "s", "3");
        assertEquals(
                0,
                page.locator("[aria-live], [role=status], [role=alert], output").count());
        assertTrue(page.content().indexOf("s3") < 0);
    }

    @Test
    void itFitsEveryScreenAndCanBeUsedByEverybody() {
        for (Locale locale : List.of(Locale.JAPANESE, Locale.ENGLISH)) {
            Page page = login(locale);
            page.locator("[data-keyboard-open]").click();
            for (String mode : List.of("letters", "capitals", "signs")) {
                for (int width : Window.WIDTHS) {
                    Window.width(page, width);
                    assertEquals(List.of(), Window.faults(page), locale + " " + mode + " " + width);
                }
                assertEquals(List.of(), Window.violations(page), locale + " " + mode);
                page.locator("letters".equals(mode) ? "[data-keyboard-shift]" : "[data-keyboard-switch]")
                        .click();
            }
        }
    }

    @Test
    void theKeysBelowStayWhereTheyAreWhenTheSignsAreShown() {
        Page page = opened();
        for (int width : Window.WIDTHS) {
            Window.width(page, width);
            Object before = belowTheOpener(page);
            press(page, "記号");
            assertEquals(before, belowTheOpener(page), "width " + width);
            press(page, "記号");
        }
    }

    /** How far the last key is below the button that opens the keyboard, whatever the page is scrolled to. */
    private static Object belowTheOpener(Page page) {
        return page.evaluate("""
                () => Math.round(document.querySelector('[data-keyboard-close]').getBoundingClientRect().top
                  - document.querySelector('[data-keyboard-open]').getBoundingClientRect().top)""");
    }

    @Test
    void aPressedKeyIsSeenInTheUsersOwnColours() {
        Page page = window.open(options -> options.setForcedColors(ForcedColors.ACTIVE));
        page.navigate(host.url("sample-direct", Locale.JAPANESE, "login"));
        button(page, "ソフトウェアキーボード入力").click();
        press(page, "大文字");
        String background = "key => getComputedStyle(key).backgroundColor";
        assertTrue(!button(page, "大文字")
                .evaluate(background)
                .equals(button(page, "記号").evaluate(background)));
    }

    @Test
    void withoutAScriptThereIsNoKeyboard() {
        Page page = window.open(options -> options.setJavaScriptEnabled(false));
        page.navigate(host.url("sample-direct", Locale.JAPANESE, "login"));
        assertThat(page.locator(".keyboard")).isHidden();
        assertThat(page.locator("#kc-login")).isVisible();
    }
}
