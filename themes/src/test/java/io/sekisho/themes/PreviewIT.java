package io.sekisho.themes;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.FrameLocator;
import com.microsoft.playwright.Page;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code mvn -Ppreview} in a browser. */
final class PreviewIT {

    @TempDir
    private static Path folder;

    private static Path sources;
    private static PageHost host;
    private static Window window;

    @BeforeAll
    static void open() throws Exception {
        sources = folder.resolve("theme");
        PreviewTest.copy(Sources.THEMES, sources);
        host = new PageHost(new ThemeFolders(sources, Optional.empty()), 0);
        window = new Window();
    }

    @AfterAll
    static void close() {
        window.close();
        host.close();
    }

    @AfterEach
    void nothingFailed() {
        window.closePages();
        // Chromium tells of each script that it keeps out of a frame.
        assertEquals(
                List.of(),
                window.troubles().stream()
                        .filter(trouble -> !trouble.contains("sandboxed"))
                        .toList());
    }

    private static Page gallery(String theme, Locale locale) {
        Page page = window.open(options -> {});
        page.navigate(host.url(theme, locale, ""));
        return page;
    }

    @Test
    void aPageFollowsItsFilesByItself() throws Exception {
        Page page = window.open(options -> {});
        page.navigate(host.url("hokuyo", Locale.JAPANESE, "login"));
        assertThat(page.getByText("ログインID", new Page.GetByTextOptions().setExact(true)))
                .isVisible();

        PreviewTest.replace(
                sources.resolve("hokuyo/login/messages/messages_ja.properties"), "username=ログインID", "username=会員番号");

        assertThat(page.getByText("会員番号", new Page.GetByTextOptions().setExact(true)))
                .isVisible();
    }

    @Test
    void aMailFollowsItsFilesByItself() throws Exception {
        Page page = window.open(options -> {});
        page.navigate(host.url("mito", Locale.JAPANESE, "mail/otpStopped"));

        PreviewTest.replace(
                sources.resolve("sekisho/email/html/sekisho-notice.ftl"), "<main ", "<main id=\"changed\" ");

        assertThat(page.locator("#changed")).isVisible();
    }

    @Test
    void theFramesOfTheGalleryFollowToo() throws Exception {
        Page page = gallery("kenshin", Locale.JAPANESE);
        FrameLocator login = page.frameLocator("#login .phone iframe");
        assertThat(login.getByLabel("利用者ID")).isVisible();

        PreviewTest.replace(
                sources.resolve("kenshin/login/messages/messages_ja.properties"), "username=利用者ID", "username=会員番号");

        assertThat(login.getByLabel("会員番号")).isVisible();
    }

    @Test
    void theGalleryIsUsedByKeyboardAndNoPageInItTakesTheFocus() {
        Page page = gallery("mito", Locale.JAPANESE);
        assertThat(page.frameLocator("#login-wrong .phone iframe").locator("#username"))
                .isVisible();
        assertEquals("BODY", page.evaluate("document.activeElement.tagName"));
        assertEquals(0, page.evaluate("scrollY"));
        page.getByText("login-wrong", new Page.GetByTextOptions().setExact(true))
                .focus();
        page.keyboard().press("Tab");
        assertEquals("login-turned-off", page.evaluate("document.activeElement.textContent"));
        page.keyboard().press("Enter");
        assertThat(page).hasURL(host.url("mito", Locale.JAPANESE, "login-turned-off"));
    }

    @Test
    void aThemeAndALanguageAreChosenByLinks() {
        Page page = gallery("mito", Locale.JAPANESE);
        page.getByText("sample-direct", new Page.GetByTextOptions().setExact(true))
                .click();
        assertThat(page).hasURL(host.url("sample-direct", Locale.JAPANESE, ""));
        page.getByText("English", new Page.GetByTextOptions().setExact(true)).click();
        assertThat(page).hasURL(host.url("sample-direct", Locale.ENGLISH, ""));
    }

    @Test
    void theGalleryFitsEveryScreenAndHasNoFaultThatAxeFinds() {
        Page page = gallery("mito", Locale.JAPANESE);
        for (int width : Window.WIDTHS) {
            Window.width(page, width);
            assertEquals(List.of(), Window.tooWide(page), "width " + width);
        }
        assertEquals(List.of(), Window.violations(page));
    }

    @Test
    void aLinkOfAPageThatLeadsToTheServerIsAnswered() {
        Page page = window.open(options -> {});
        page.navigate(host.url("mito", Locale.JAPANESE, "status-in-use"));
        assertTrue(page.request()
                .get(host.url() + "/realms/mito/otp-service/apply")
                .text()
                .contains("preview without a server"));
    }
}
