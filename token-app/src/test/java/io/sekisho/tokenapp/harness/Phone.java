package io.sekisho.tokenapp.harness;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.deque.html.axecore.results.Rule;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.PlaywrightException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * A customer's phone: a window of a real browser at phone width, the machine's Chromium if there is one, else the one
 * that Playwright brings. Each window has a storage of its own. A failed test leaves a picture of every page below
 * target/.
 */
public final class Phone implements AutoCloseable {

    private static final int TIMEOUT_MILLIS = 15_000;

    private final Playwright playwright;
    private final Browser browser;
    private final List<BrowserContext> windows = new ArrayList<>();
    private final List<String> troubles = new ArrayList<>();

    private Phone() {
        Optional<Path> system = Stream.of("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
                .map(Oath::find)
                .flatMap(Optional::stream)
                .findFirst();
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

    /** A window in Japanese, 375 pixels wide. */
    public Page open() {
        return open(options -> {});
    }

    public Page open(Consumer<Browser.NewContextOptions> more) {
        Browser.NewContextOptions options = new Browser.NewContextOptions()
                .setLocale("ja-JP")
                .setTimezoneId("Asia/Tokyo")
                .setViewportSize(375, 812)
                .setPermissions(List.of("clipboard-read", "clipboard-write"));
        more.accept(options);
        BrowserContext window = browser.newContext(options);
        window.setDefaultTimeout(TIMEOUT_MILLIS);
        window.onWebError(error -> troubles.add(error.error()));
        window.onConsoleMessage(message -> {
            if (message.text().contains("Content Security Policy")
                    || message.text().contains("integrity")) {
                troubles.add(message.text());
            }
        });
        windows.add(window);
        return window.newPage();
    }

    /** Scripts that failed, and what the policy forbids, in any window of the test. */
    public List<String> troubles() {
        return troubles;
    }

    /**
     * Not while the page's clock stands still: axe waits for it.
     *
     * @throws AssertionError with each violation that axe sees, if there is any
     */
    public static void assertAccessible(Page page, String state) {
        List<Rule> violations =
                new AxeBuilder(page).setLegacyMode(true).analyze().getViolations();
        if (!violations.isEmpty()) {
            throw new AssertionError(state + "\n"
                    + violations.stream()
                            .map(rule -> rule.getId() + ": " + rule.getHelp() + " "
                                    + rule.getNodes().stream()
                                            .map(node -> node.getHtml())
                                            .toList())
                            .collect(Collectors.joining("\n")));
        }
    }

    /** Where tests leave pictures. */
    public static Path picture(String name) {
        return Path.of(System.getProperty("sekisho.state", "target/it"), name + ".png");
    }

    private void endTest(ExtensionContext context) {
        int number = 0;
        for (BrowserContext window : windows) {
            for (Page page : window.pages()) {
                if (context.getExecutionException().isPresent()) {
                    try {
                        page.screenshot(new Page.ScreenshotOptions()
                                .setFullPage(true)
                                .setPath(picture("failures/"
                                        + context.getRequiredTestClass().getSimpleName() + "."
                                        + context.getRequiredTestMethod().getName() + "-" + ++number)));
                    } catch (PlaywrightException e) {
                        System.err.println("No picture of " + page.url() + ": " + e.getMessage());
                    }
                }
            }
            window.close();
        }
        windows.clear();
        troubles.clear();
    }

    @Override
    public void close() {
        playwright.close();
    }

    /** Gives the phone to test classes that name it as a parameter. */
    public static final class Extension implements ParameterResolver, AfterEachCallback {

        private static final ExtensionContext.Namespace STORE = ExtensionContext.Namespace.create(Phone.class);

        @Override
        public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
            return parameter.getParameter().getType() == Phone.class;
        }

        @Override
        public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
            return context.getRoot()
                    .getStore(STORE)
                    .getOrComputeIfAbsent(Phone.class, type -> new Phone(), Phone.class);
        }

        @Override
        public void afterEach(ExtensionContext context) {
            Phone phone = context.getRoot().getStore(STORE).get(Phone.class, Phone.class);
            if (phone != null) {
                phone.endTest(context);
            }
        }
    }
}
