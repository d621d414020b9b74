package io.sekisho.it.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Page;
import java.util.regex.Pattern;

/** What a page says to the customer. Each waits for a page that says it. */
public final class Says {

    private Says() {}

    /** As the only heading of the first level. */
    public static void heading(Page page, String text) {
        assertThat(page.locator("h1")).containsText(text);
    }

    /** At a field, which keeps being editable; in the summary at the top; and in the title that it is an error. */
    public static void error(Page page, String field, String text) {
        assertThat(page.locator("#" + field + "-error")).containsText(text);
        assertThat(page.locator("#" + field)).isEditable();
        assertThat(page.locator("#sekisho-error-summary")).isVisible();
        assertThat(page).hasTitle(Pattern.compile("^(エラー：|Error: ).*"));
    }

    /** In place of a walk that cannot be gone. */
    public static void refusal(Page page, String text) {
        heading(page, "このお手続きはできません");
        assertThat(page.locator("#sekisho-error-summary")).containsText(text);
    }
}
