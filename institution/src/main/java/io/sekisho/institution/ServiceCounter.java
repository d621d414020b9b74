package io.sekisho.institution;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Metrics;

/**
 * What the service counts of a realm, for operators: each counter once, with the sentence that {@code /metrics} says of
 * it. Counters begin at 0 with the node.
 */
public enum ServiceCounter {
    VERIFICATIONS("sekisho.verifications", "Attempts at a factor, by what became of them"),
    SUSPENSIONS("sekisho.suspensions", "Factors that too many failures in a row have suspended"),
    CHANGES("sekisho.changes", "Changes of customers' factors that were committed"),
    ACTIVATIONS("sekisho.activations", "Apps that asked for the seed of an issued token, by what they were answered"),
    IMPORTS("sekisho.imports", "Files of tokens that were uploaded, by what became of them"),
    IMPORTED_TOKENS("sekisho.imported.tokens", "Tokens that uploaded files have added to the inventory"),
    SEED_FAILURES("sekisho.seed.failures", "Uses of a seed that failed because it could not be had"),
    NOTICE_DELIVERIES("sekisho.notice.deliveries", "Attempts to send a mail, by what became of them");

    private final String metric;
    private final String description;

    ServiceCounter(String metric, String description) {
        this.metric = metric;
        this.description = description;
    }

    /** Its name in Micrometer; Prometheus has underscores, and {@code _total} at the end. */
    public String metric() {
        return metric;
    }

    /**
     * Counts one.
     *
     * @param realmName the realm's name
     * @param labels    names and values of further labels in turn, always the same names of one counter
     */
    public void increment(String realmName, String... labels) {
        add(1, realmName, labels);
    }

    /** Counts several at once; with 0 the counter is there from then on, so that its first count is an increase. */
    public void add(double amount, String realmName, String... labels) {
        Counter.builder(metric)
                .description(description)
                .tag("realm", realmName)
                .tags(labels)
                .register(Metrics.globalRegistry)
                .increment(amount);
    }
}
