package io.sekisho.it.harness;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.deque.html.axecore.results.Rule;
import com.microsoft.playwright.Page;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** What axe says about a page. */
public final class Accessibility {

    private Accessibility() {}

    /** @throws AssertionError with each violation, if there is any */
    public static void assertNoViolations(Page page) {
        assertNone(page, rule -> true);
    }

    /**
     * Where the colours are the user's own, and axe cannot see which.
     *
     * @throws AssertionError with each violation, if there is any
     */
    public static void assertNoViolationsButColours(Page page) {
        assertNone(page, rule -> !rule.getId().equals("color-contrast"));
    }

    private static void assertNone(Page page, Predicate<Rule> counted) {
        // Legacy mode leaves out frames of other hosts, which no page has, and with them a second window for each look.
        List<Rule> violations = new AxeBuilder(page)
                .setLegacyMode(true).analyze().getViolations().stream()
                        .filter(counted)
                        .toList();
        if (!violations.isEmpty()) {
            throw new AssertionError(page.url() + "\n"
                    + violations.stream()
                            .map(rule -> rule.getId() + ": " + rule.getHelp() + " "
                                    + rule.getNodes().stream()
                                            .map(node -> node.getHtml())
                                            .toList())
                            .collect(Collectors.joining("\n")));
        }
    }
}
