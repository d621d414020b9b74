package io.sekisho.themes;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.Response;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;

/** Goes through a list of pages and mails with a browser: what axe says of each, and whether it fits the window. */
final class Audit {

    private static final int BROWSERS = 2;

    private final PageHost host;
    /** Those at one address follow each other, so that it is opened once. */
    private final Queue<List<Look>> open;

    private final Set<Look> taken = Collections.synchronizedSet(new HashSet<>());
    private final List<String> faults = Collections.synchronizedList(new ArrayList<>());

    private Audit(PageHost host, List<Look> looks) {
        this.host = host;
        this.open = new ConcurrentLinkedQueue<>(looks.stream()
                .collect(Collectors.groupingBy(this::address, LinkedHashMap::new, Collectors.toList()))
                .values());
    }

    /** Takes them all; fails with each fault, and where fewer were taken than the list has. */
    static void take(ThemeFolders folders, List<Look> looks) throws Exception {
        ExecutorService browsers = Executors.newFixedThreadPool(BROWSERS);
        try (PageHost host = new PageHost(folders, 0)) {
            Audit audit = new Audit(host, looks);
            List<Future<?>> parts = new ArrayList<>();
            for (int i = 0; i < BROWSERS; i++) {
                parts.add(browsers.submit(audit::takeInOneBrowser));
            }
            for (Future<?> part : parts) {
                part.get();
            }
            System.out.println("axe has looked at " + audit.taken.size() + " of " + looks.size()
                    + " pages and mails in their states, and found " + audit.faults.size() + " faults.");
            assertEquals(List.of(), audit.faults);
            assertEquals(looks.size(), audit.taken.size(), "looks that were taken, of those on the list");
        } finally {
            browsers.shutdownNow();
        }
    }

    private String address(Look look) {
        return host.url(look.theme(), look.locale(), look.state());
    }

    private void takeInOneBrowser() {
        try (Window window = new Window()) {
            Page page = window.open(options -> {});
            for (List<Look> looks = open.poll(); looks != null; looks = open.poll()) {
                Response answer = page.navigate(address(looks.get(0)));
                for (Look look : looks) {
                    Window.width(page, look.width());
                    List<String> found = new ArrayList<>(Window.tooWide(page));
                    found.addAll(Window.violations(page));
                    found.addAll(window.troubles());
                    found.forEach(fault -> faults.add(look + ": " + fault));
                    if (answer.status() == 200) {
                        taken.add(look);
                    }
                }
            }
        }
    }
}
