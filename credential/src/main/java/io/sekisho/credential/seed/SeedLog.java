package io.sekisho.credential.seed;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.jboss.logging.Logger;

/**
 * Logs that seeds cannot be used: one line for each cause, and again after a minute while it lasts. A key
 * that is missing concerns each customer who comes, and a line for each would hide what else is going on.
 */
public final class SeedLog {

    static final Duration SILENCE = Duration.ofMinutes(1);
    /** How many causes are remembered: damaged seeds have one each. */
    private static final int MAX_CAUSES = 1_000;

    private static final SeedLog SHARED = new SeedLog(System::nanoTime);

    private final Map<String, Long> logged = new ConcurrentHashMap<>();
    private final LongSupplier nanos;

    /** @param nanos a clock that nobody sets: the server's may be the trouble */
    SeedLog(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /**
     * Logs an error, unless it was logged a moment ago.
     *
     * @param realm       name of the realm
     * @param consequence what does not work, with {@code %s} for whose or which
     * @param subject     whose or which; the first one whom it concerns is named
     */
    public static void error(
            Logger log, String realm, String consequence, Object subject, SeedUnavailableException cause) {
        if (SHARED.isNew(realm, consequence, subject, cause)) {
            log.errorf("Realm %s: " + consequence + ": %s", realm, subject, cause.getMessage());
        }
    }

    boolean isNew(String realm, String consequence, Object subject, SeedUnavailableException cause) {
        String key = String.join(
                "\n", realm, consequence, cause.getMessage(), cause.ofOneSeed() ? String.valueOf(subject) : "");
        long now = nanos.getAsLong();
        if (logged.size() >= MAX_CAUSES) {
            logged.clear();
        }
        Long before = logged.get(key);
        if (before != null && now - before < SILENCE.toNanos()) {
            return false;
        }
        // One of the requests that come at the same moment logs it.
        return before == null ? logged.putIfAbsent(key, now) == null : logged.replace(key, before, now);
    }
}
