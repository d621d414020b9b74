package io.sekisho.it.harness;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.PlaywrightException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.StoreScope;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * A real browser: the machine's Chromium if there is one, else the one that Playwright brings. Each window is a
 * customer of their own, without cookies of others. A failed test leaves a picture and the HTML of every page below
 * target/.
 */
public final class Browser implements AutoCloseable {

    private static final int TIMEOUT_MILLIS = 15_000;
    private static final List<String> SYSTEM_BROWSERS =
            List.of("chromium", "chromium-browser", "google-chrome", "google-chrome-stable");
    private static final Path MAC_CHROME = Path.of("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome");

    private final Playwright playwright;
    private final com.microsoft.playwright.Browser browser;
    private final List<BrowserContext> windows = new ArrayList<>();

    /** What a customer looks through. */
    public enum Screen {
        PC(1280, 900),
        PHONE(390, 844);

        private final int width;
        private final int height;

        Screen(int width, int height) {
            this.width = width;
            this.height = height;
        }
    }

    private Browser() {
        Optional<Path> system = system();
        Map<String, String> environment = new HashMap<>(System.getenv());
        system.ifPresent(found -> environment.put("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1"));
        playwright = Playwright.create(new Playwright.CreateOptions().setEnv(environment));
        BrowserType.LaunchOptions options = new BrowserType.LaunchOptions()
                .setChromiumSandbox(!"root".equals(System.getProperty("user.name")))
                .setArgs(List.of(
                        "--disable-gpu",
                        "--no-first-run",
                        "--disable-background-networking",
                        "--disable-component-update",
                        "--disable-sync"));
        system.ifPresent(options::setExecutablePath);
        browser = playwright.chromium().launch(options);
    }

    private static Optional<Path> system() {
        return Stream.concat(
                        SYSTEM_BROWSERS.stream().map(Tool::find).flatMap(Optional::stream),
                        Stream.of(MAC_CHROME).filter(Files::isExecutable))
                .findFirst();
    }

    /** A new window on a PC, in Japanese. */
    public Page open() {
        return open(Screen.PC, options -> {});
    }

    /** A new window. */
    public Page open(Screen screen, Consumer<com.microsoft.playwright.Browser.NewContextOptions> more) {
        com.microsoft.playwright.Browser.NewContextOptions options =
                new com.microsoft.playwright.Browser.NewContextOptions()
                        .setLocale("ja-JP")
                        .setTimezoneId("Asia/Tokyo")
                        .setViewportSize(screen.width, screen.height);
        more.accept(options);
        BrowserContext window = browser.newContext(options);
        window.setDefaultTimeout(TIMEOUT_MILLIS);
        windows.add(window);
        return window.newPage();
    }

    private void keepPages(String test) {
        Path folder = Artifacts.state().resolve("failures");
        int number = 0;
        for (BrowserContext window : windows) {
            for (Page page : window.pages()) {
                String name = test + "-" + ++number;
                try {
                    Files.createDirectories(folder);
                    Files.writeString(folder.resolve(name + ".html"), "<!-- " + page.url() + " -->\n" + page.content());
                    page.screenshot(new Page.ScreenshotOptions()
                            .setPath(folder.resolve(name + ".png"))
                            .setFullPage(true));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                } catch (PlaywrightException e) {
                    System.err.println("No picture of " + page.url() + ": " + e.getMessage());
                }
            }
        }
    }

    private void closeWindows() {
        windows.forEach(BrowserContext::close);
        windows.clear();
    }

    @Override
    public void close() {
        playwright.close();
    }

    /** Gives the browser to test classes that name it as a parameter. */
    public static final class Extension implements ParameterResolver, AfterEachCallback {

        private static final ExtensionContext.Namespace STORE = ExtensionContext.Namespace.create(Browser.class);

        @Override
        public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
            return parameter.getParameter().getType() == Browser.class;
        }

        @Override
        public Browser resolveParameter(ParameterContext parameter, ExtensionContext context) {
            return context.getStore(StoreScope.LAUNCHER_SESSION, STORE)
                    .getOrComputeIfAbsent(Browser.class, type -> new Browser(), Browser.class);
        }

        @Override
        public void afterEach(ExtensionContext context) {
            Browser browser =
                    context.getStore(StoreScope.LAUNCHER_SESSION, STORE).get(Browser.class, Browser.class);
            if (browser != null) {
                if (context.getExecutionException().isPresent()) {
                    browser.keepPages(context.getRequiredTestClass().getSimpleName() + "."
                            + context.getRequiredTestMethod().getName());
                }
                browser.closeWindows();
            }
        }
    }
}
