package io.sekisho.credential.seed;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.jboss.logging.Logger;

/**
 * What the log says of seeds that cannot be used: one line for each cause, and again after a minute while it lasts. A
 * key that is missing concerns each customer who comes, and a line for each would hide what else is going on.
 */
public final class SeedComplaint {

    static final Duration SILENCE = Duration.ofMinutes(1);
    /** Of causes that are remembered: damaged seeds have one each. */
    private static final int MAX_CAUSES = 1_000;

    private static final SeedComplaint SHARED = new SeedComplaint(System::nanoTime);

    private final Map<String, Long> said = new ConcurrentHashMap<>();
    private final LongSupplier nanos;

    /** @param nanos a clock that nobody sets: the server's may be the trouble */
    SeedComplaint(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /**
     * Says it, as an error, unless it was said a moment ago.
     *
     * @param realm       name of the realm
     * @param consequence what does not work, with {@code %s} for whose or which
     * @param subject     whose or which; the first one whom it concerns is named
     */
    public static void say(
            Logger log, String realm, String consequence, Object subject, SeedUnavailableException cause) {
        if (SHARED.isNew(realm, consequence, subject, cause)) {
            log.errorf("Realm %s: " + consequence + ": %s", realm, subject, cause.getMessage());
        }
    }

    boolean isNew(String realm, String consequence, Object subject, SeedUnavailableException cause) {
        String key = String.join(
                "\n", realm, consequence, cause.getMessage(), cause.ofOneSeed() ? String.valueOf(subject) : "");
        long now = nanos.getAsLong();
        if (said.size() >= MAX_CAUSES) {
            said.clear();
        }
        Long before = said.get(key);
        if (before != null && now - before < SILENCE.toNanos()) {
            return false;
        }
        // Of those who come at the same moment, one says it.
        return before == null ? said.putIfAbsent(key, now) == null : said.replace(key, before, now);
    }
}
