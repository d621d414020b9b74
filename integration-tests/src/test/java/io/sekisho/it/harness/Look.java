package io.sekisho.it.harness;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.LoadState;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A look at pages, one after the other: light, fit for all screens, and usable by everybody. */
public final class Look {

    private static final int MAX_BYTES = 90_000;
    private static final int NARROWEST = 320;
    private static final int PHONE = 375;
    private static final int PC = 1280;
    private static final int HEIGHT = 900;

    private final Page page;
    private final String language;

    /** @param language of the pages: {@code ja} or {@code en} */
    public Look(Page page, String language) {
        this.page = page;
        this.language = language;
    }

    /**
     * At a page.
     *
     * @param title what its title must hold, a regular expression
     */
    public void at(String title) {
        at(title, false);
    }

    /** At a page that says that something is wrong with a field. */
    public void atError(String field, String title) {
        assertThat(page.locator("#" + field + "-error")).isVisible();
        assertThat(page.locator("#" + field)).isFocused();
        assertThat(page.locator("#" + field)).hasAttribute("aria-invalid", "true");
        assertThat(page).hasTitle(Pattern.compile(language.equals("ja") ? "^エラー：.*" : "^Error: .*"));
        assertThat(page.locator("#sekisho-error-summary a").first()).hasAttribute("href", "#" + field);
        at(title, true);
    }

    private void at(String title, boolean error) {
        page.waitForLoadState(LoadState.LOAD);
        assertThat(page.locator("html")).hasAttribute("lang", language);
        assertEquals(1, page.locator("h1").count());
        assertTrue(page.title().contains(page.locator("h1").innerText().strip()), page.title());
        assertTrue(Pattern.compile(title).matcher(page.title()).find(), page.title());
        Stream.of("[autofocus]", "#sekisho-error-summary", "h1[data-takes-focus]")
                .map(page::locator)
                .filter(target -> !error && !page.url().contains("#") && target.count() > 0)
                .findFirst()
                .ifPresent(target -> assertThat(target).isFocused());
        assertTrue(Traffic.bytes(page) <= MAX_BYTES, page.title() + ": " + Traffic.bytes(page) + " bytes");
        page.setViewportSize(NARROWEST, HEIGHT);
        assertEquals(
                NARROWEST, page.evaluate("document.documentElement.scrollWidth"), "scrolls sideways: " + page.title());
        page.setViewportSize(PHONE, HEIGHT);
        Accessibility.assertNoViolations(page);
        page.setViewportSize(PC, HEIGHT);
        if (!error) {
            // With an error the page differs in what it holds, and not in how that is laid out.
            Accessibility.assertNoViolations(page);
        }
    }

    /** Fills a field and presses the page's main button. */
    public void send(String field, String value) {
        page.locator(field).fill(value);
        press("#sekisho-submit, #kc-login");
    }

    /** Presses it, and waits until the next page is there. */
    public void press(String button) {
        page.evaluate("document.documentElement.setAttribute('data-left', '')");
        page.locator(button).first().click();
        assertThat(page.locator("html[data-left]"))
                .hasCount(0, new LocatorAssertions.HasCountOptions().setTimeout(30_000));
    }

    /** The page has put the focus on its heading, so that the tab key begins there. */
    public static void awaitFocusOn(Page page, String heading) {
        assertThat(page.locator("h1")).containsText(heading);
        assertThat(page.locator("h1")).isFocused();
    }

    /** Presses the tab key until the focus is there, and sees that the focus can be seen. */
    public static void tabTo(Page page, String target) {
        for (int presses = 0; presses < 40; presses++) {
            page.keyboard().press("Tab");
            if ((boolean) page.evaluate("target => document.activeElement.matches(target)", target)) {
                assertNotEquals(
                        "none",
                        page.evaluate("getComputedStyle(document.activeElement).outlineStyle"),
                        "the focus can be seen at " + target);
                return;
            }
        }
        throw new AssertionError("The tab key does not lead to " + target);
    }
}
