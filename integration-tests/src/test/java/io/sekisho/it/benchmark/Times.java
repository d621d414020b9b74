package io.sekisho.it.benchmark;

import java.util.List;

/** How long something took, each time that it was done. */
record Times(List<Long> nanos) {

    /** In milliseconds. */
    double percentile(int percent) {
        List<Long> sorted = nanos.stream().sorted().toList();
        return sorted.get(Math.min(sorted.size() - 1, sorted.size() * percent / 100)) / 1e6;
    }

    @Override
    public String toString() {
        return "p50 %.0f ms, p95 %.0f ms, p99 %.0f ms (%d logins)"
                .formatted(percentile(50), percentile(95), percentile(99), nanos.size());
    }
}
