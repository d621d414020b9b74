package io.sekisho.it.harness;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.deque.html.axecore.results.Rule;
import com.microsoft.playwright.Page;

import java.util.List;
import java.util.stream.Collectors;

/** What axe says about a page. */
public final class Accessibility {

    private Accessibility() {
    }

    /** @throws AssertionError with each violation, if there is any */
    public static void assertNoViolations(Page page) {
        List<Rule> violations = new AxeBuilder(page).analyze().getViolations();
        if (!violations.isEmpty()) {
            throw new AssertionError(page.url() + "\n" + violations.stream()
                    .map(rule -> rule.getId() + ": " + rule.getHelp() + " " + rule.getNodes().stream().map(node -> node.getHtml()).toList())
                    .collect(Collectors.joining("\n")));
        }
    }
}
