package io.sekisho.it.harness;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Request;
import com.microsoft.playwright.Response;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;

/** What a window asks for. */
public final class Traffic {

    /** The browser keeps the decoded size also of what it had in its cache; it does not tell of the icon. */
    private static final String BYTES = """
            async () => {
              const parts = performance.getEntries().filter((entry) => ['navigation', 'resource'].includes(entry.entryType));
              const icons = await Promise.all([...document.querySelectorAll('link[rel=icon]')].map(async (icon) => (await (await fetch(icon.href)).arrayBuffer()).byteLength));
              return [...parts.map((entry) => entry.decodedBodySize), ...icons].reduce((sum, bytes) => sum + bytes, 0);
            }""";

    private final String host;
    private final List<String> elsewhere = new ArrayList<>();
    private final List<String> failed = new ArrayList<>();

    private Traffic(String host) {
        this.host = host;
    }

    /**
     * From now on.
     *
     * @param url of the server that may be asked
     */
    public static Traffic of(BrowserContext window, String url) {
        Traffic traffic = new Traffic(URI.create(url).getAuthority());
        window.onRequest(traffic::note);
        window.onResponse(traffic::note);
        window.onConsoleMessage(message -> {
            if (message.text().contains("Content Security Policy")) {
                traffic.failed.add(message.text());
            }
        });
        window.onWebError(error -> traffic.failed.add(error.error()));
        return traffic;
    }

    /** What a page weighs at the first view, with everything in it, without compression and without headers. */
    public static int bytes(Page page) {
        return ((Number) page.evaluate(BYTES)).intValue();
    }

    private void note(Request request) {
        if (!request.url().startsWith("data:")
                && !host.equals(URI.create(request.url()).getAuthority())) {
            elsewhere.add(request.url());
        }
    }

    private void note(Response response) {
        if (response.status() >= (response.request().isNavigationRequest() ? 500 : 400)) {
            failed.add(response.status() + " " + response.url());
        }
    }

    /** Addresses on other hosts that were asked for. */
    public List<String> elsewhere() {
        return elsewhere;
    }

    /**
     * Faults of the server, parts of pages that were not found or that the pages' own policy forbids, and scripts that
     * failed.
     */
    public List<String> failed() {
        return failed;
    }
}
