package io.sekisho.themes;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.deque.html.axecore.results.Rule;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Windows of a real browser on rendered pages: the machine's Chromium if there is one, else the one that Playwright
 * brings.
 */
final class Window implements AutoCloseable {

    /** The narrowest screen, a phone, a PC; in CSS pixels. */
    static final List<Integer> WIDTHS = List.of(320, Look.PHONE, Look.PC);

    private static final int HEIGHT = 900;
    private static final int TIMEOUT_MILLIS = 15_000;
    /** What is wider than the window. */
    private static final String TOO_WIDE = """
            () => document.documentElement.scrollWidth > innerWidth
              ? ['wider than the window: ' + document.documentElement.scrollWidth]
              : []""";
    /** Targets that are smaller than a finger. */
    private static final String TOO_SMALL = """
            () => {
              const faults = [];
              for (const target of document.querySelectorAll('main button, main input:not([type=hidden], .choice-input), main summary, main a.button, .entrances a')) {
                const { width, height } = target.getBoundingClientRect();
                if (width > 0 && (height < 43.9 || width < 43.9)) {
                  faults.push('small: ' + target.outerHTML + ' ' + width + 'x' + height);
                }
              }
              return faults;
            }""";

    private final Playwright playwright;
    private final Browser browser;
    private final List<BrowserContext> windows = new ArrayList<>();
    private final List<String> troubles = new ArrayList<>();

    Window() {
        Optional<Path> system = Stream.of("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
                .flatMap(Window::find)
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

    private static Stream<Path> find(String name) {
        return Pattern.compile(File.pathSeparator)
                .splitAsStream(System.getenv().getOrDefault("PATH", ""))
                .map(folder -> Path.of(folder, name))
                .filter(Files::isExecutable);
    }

    Page open(Consumer<Browser.NewContextOptions> more) {
        Browser.NewContextOptions options =
                new Browser.NewContextOptions().setLocale("ja-JP").setViewportSize(WIDTHS.get(1), HEIGHT);
        more.accept(options);
        BrowserContext window = browser.newContext(options);
        window.setDefaultTimeout(TIMEOUT_MILLIS);
        window.onWebError(error -> troubles.add(error.error()));
        window.onConsoleMessage(message -> {
            if ("error".equals(message.type())) {
                troubles.add(message.text());
            }
        });
        windows.add(window);
        return window.newPage();
    }

    static void width(Page page, int width) {
        page.setViewportSize(width, HEIGHT);
    }

    /** What does not fit the window as wide as it is now, and what a finger would miss. */
    @SuppressWarnings("unchecked")
    static List<String> faults(Page page) {
        List<String> faults = new ArrayList<>(tooWide(page));
        faults.addAll((List<String>) page.evaluate(TOO_SMALL));
        return faults;
    }

    /** What does not fit the window as wide as it is now. */
    @SuppressWarnings("unchecked")
    static List<String> tooWide(Page page) {
        return (List<String>) page.evaluate(TOO_WIDE);
    }

    /** What axe says. */
    static List<String> violations(Page page) {
        List<Rule> rules = new AxeBuilder(page).setLegacyMode(true).analyze().getViolations();
        return rules.stream()
                .map(rule -> rule.getId() + ": " + rule.getHelp()
                        + rule.getNodes().stream()
                                .map(node -> "\n" + node.getHtml())
                                .collect(Collectors.joining()))
                .toList();
    }

    /** Scripts that failed, files that are missing, and what the policy forbids, since the last time. */
    List<String> troubles() {
        List<String> found = List.copyOf(troubles);
        troubles.clear();
        return found;
    }

    void closePages() {
        windows.forEach(BrowserContext::close);
        windows.clear();
    }

    @Override
    public void close() {
        playwright.close();
    }
}
