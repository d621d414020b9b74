package io.sekisho.institution;

import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/** A gauge whose labels come and go with the realms. */
public final class RealmGauge {

    private final MultiGauge gauge;
    private final Map<Tags, AtomicLong> values = new HashMap<>();

    public RealmGauge(MultiGauge gauge) {
        this.gauge = gauge;
    }

    /** A value that is there before and after is there all the time, so that no scrape misses it. */
    public synchronized void show(Map<Tags, Long> now) {
        values.keySet().retainAll(now.keySet());
        now.forEach((tags, value) ->
                values.computeIfAbsent(tags, unknown -> new AtomicLong()).set(value));
        gauge.register(values.entrySet().stream()
                .map(entry -> MultiGauge.Row.of(entry.getKey(), entry.getValue()))
                .toList());
    }
}
