package io.sekisho.credential.schema;

import io.micrometer.core.instrument.Metrics;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.sekisho.credential.otp.OutdatedSeeds;
import io.sekisho.credential.otp.OutdatedSeeds.Form;
import io.sekisho.credential.otp.ServerKeyring;
import io.sekisho.credential.seed.SealedStore;
import io.sekisho.credential.seed.SealedStores;
import io.sekisho.credential.seed.SeedCipher;
import io.sekisho.credential.seed.SeedFailure;
import io.sekisho.credential.seed.SeedUnavailableException;
import io.sekisho.credential.seed.SweptRealms;
import io.sekisho.credential.seed.SweptRealms.Swept;
import io.sekisho.institution.InstitutionSettings;
import io.sekisho.institution.RealmGauge;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.keycloak.common.util.Time;
import org.keycloak.executors.ExecutorsProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.RealmModel;
import org.keycloak.models.utils.KeycloakModelUtils;
import org.keycloak.timer.TimerProvider;

/**
 * Tells the operator, before a customer does, that a keyring or a key is missing, and when an old key may go: on every
 * node, for each node reads the keyring by itself. The keyring is looked at often. The seeds are counted when it has
 * changed, after a sweep of this node, and otherwise as often as seeds are swept, but not where a sweep has found them
 * all under the active key; a scrape of the metrics costs no query.
 *
 * <p>Also lets the next sweep know what it cannot: that this node writes, or has written, under another key than the
 * others.
 */
final class SeedWatch {

    private static final Logger LOG = Logger.getLogger(SeedWatch.class);

    private static final Duration INTERVAL = Duration.ofSeconds(10);
    /** For how long no seed is looked for that an import may have brought into a realm without the service. */
    private static final Duration BELIEVED = Duration.ofDays(1);

    private static final String TIMER = "sekisho-seed-watch";

    private final KeycloakSessionFactory sessions;
    private final List<SealedStore> stores;
    private final long recountMillis;
    private final AtomicBoolean looking = new AtomicBoolean();
    private final RealmGauge readable = new RealmGauge(MultiGauge.builder("sekisho.keyring.readable")
            .description("Whether this node can read the realm's keyring: 1, or 0")
            .register(Metrics.globalRegistry));
    private final RealmGauge outdated = new RealmGauge(MultiGauge.builder("sekisho.seeds.outdated")
            .description("Stored seeds that are not under the active key")
            .register(Metrics.globalRegistry));
    private final Map<String, Count> counts = new ConcurrentHashMap<>();
    /** Under which this node wrote at its last look, by the id of the realm. */
    private final Map<String, String> activeKeys = new ConcurrentHashMap<>();

    private final AtomicLong generation = new AtomicLong();
    private volatile boolean stopped;

    /**
     * A realm, as the last look has found it.
     *
     * @param cipher null where there is no keyring
     * @param swept  null where it is not known that all seeds are under one key
     */
    private record Seen(
            String id,
            String name,
            boolean enabled,
            @Nullable SeedCipher cipher,
            boolean outOfReach,
            @Nullable Swept swept) {

        /** What a count depends on, besides the seeds. */
        private List<String> keys() {
            SeedCipher present = presentCipher();
            return List.of(
                    name, present.activeKeyId(), String.join(" ", present.prefixes()), Boolean.toString(enabled));
        }

        /** The cipher, asked for only where there is a keyring. */
        private SeedCipher presentCipher() {
            return Objects.requireNonNull(cipher, "there is a keyring");
        }
    }

    /**
     * @param generation of sweeps, as it was before the count
     * @param swept as it was before the count
     */
    private record Count(
            long at,
            long generation,
            List<String> keys,
            @Nullable Swept swept,
            Map<Tags, Long> seeds) {

        /**
         * Whether nothing was outdated, and nothing can have come to be since: as no sweep has found anything, or as
         * nobody writes seeds under our keys in a realm without the service.
         */
        private boolean holdsFor(Seen seen, long now) {
            return seen.keys().equals(keys)
                    && (seen.enabled()
                            ? seen.swept() != null && seen.swept().equals(swept)
                            : Math.abs(now - at) < BELIEVED.toMillis())
                    && seeds.values().stream().allMatch(number -> number == 0);
        }
    }

    /** @param recountSeconds how often seeds are counted that nobody has touched */
    SeedWatch(KeycloakSessionFactory sessions, int recountSeconds) {
        this.sessions = sessions;
        this.stores = SealedStores.all(sessions);
        this.recountMillis = Duration.ofSeconds(recountSeconds).toMillis();
    }

    /** Begins to look. */
    void start() {
        KeycloakModelUtils.runJobInTransaction(
                sessions,
                session -> session.getProvider(TimerProvider.class)
                        .schedule(this::lookInBackground, Math.min(INTERVAL.toMillis(), recountMillis), TIMER));
    }

    void stop() {
        stopped = true;
        readable.show(Map.of());
        outdated.show(Map.of());
    }

    /** Has the seeds counted at the next look, for they have been written anew. */
    void recount() {
        generation.incrementAndGet();
    }

    /** Called by the timer, whose one thread serves all of Keycloak. */
    private void lookInBackground() {
        if (stopped || !looking.compareAndSet(false, true)) {
            return;
        }
        try (KeycloakSession session = sessions.create()) {
            session.getProvider(ExecutorsProvider.class)
                    .getExecutor("sekisho-seed-sweep")
                    .execute(() -> {
                        try {
                            look();
                        } catch (RuntimeException e) {
                            LOG.warn("Sekisho: seeds and keyrings cannot be watched; it is tried again", e);
                        } finally {
                            looking.set(false);
                        }
                    });
        } catch (RuntimeException e) {
            // The server is going down, as a rule; an exception would end the timer for all of Keycloak.
            LOG.debug("Seeds and keyrings are not watched just now", e);
            looking.set(false);
        }
    }

    private void look() {
        List<Seen> realms = KeycloakModelUtils.runJobInTransactionWithResult(sessions, session -> {
            Map<String, Swept> swept = SweptRealms.of(session).all();
            return session.realms().getRealmsStream().toList().stream()
                    .map(realm -> see(session, realm, swept.get(realm.getId())))
                    .toList();
        });
        realms.stream()
                .filter(this::isDoubtful)
                .forEach(realm -> KeycloakModelUtils.runJobInTransaction(
                        sessions, session -> SweptRealms.of(session).doubt(realm.id())));
        if (Metrics.globalRegistry.getRegistries().isEmpty()) {
            // Nobody would see what is counted.
            return;
        }
        Map<Tags, Long> keyrings = new HashMap<>();
        realms.stream().filter(Seen::enabled).forEach(realm -> {
            SeedFailure.beginCounting(realm.name());
            keyrings.put(Tags.of("realm", realm.name()), realm.cipher() == null || realm.outOfReach() ? 0L : 1L);
        });
        show(readable, keyrings);
        List<String> ids = realms.stream().map(Seen::id).toList();
        counts.keySet().retainAll(ids);
        activeKeys.keySet().retainAll(ids);
        Map<Tags, Long> seeds = new HashMap<>();
        for (Seen realm : realms) {
            if (realm.cipher() != null && !stopped) {
                seeds.putAll(counted(realm).seeds());
            }
        }
        show(outdated, seeds);
    }

    /** Not after the end, when all was taken down. */
    private void show(RealmGauge gauge, Map<Tags, Long> values) {
        gauge.show(stopped ? Map.of() : values);
    }

    private boolean isDoubtful(Seen realm) {
        return realm.cipher() != null
                && isDoubtful(
                        activeKeys.put(realm.id(), realm.cipher().activeKeyId()),
                        realm.cipher().activeKeyId(),
                        realm.enabled(),
                        realm.swept());
    }

    /**
     * Whether there may be seeds that are not under the key of which a sweep has found all others.
     *
     * @param before    key under which this node wrote at its last look; null if there was none
     * @param activeKey under which it writes now
     * @param enabled   whether the realm has the service; else seeds come in that nobody seals
     * @param swept     what a sweep has found; null if nothing
     */
    static boolean isDoubtful(@Nullable String before, String activeKey, boolean enabled, @Nullable Swept swept) {
        boolean changed = before != null && !before.equals(activeKey);
        return changed || swept != null && !(enabled && swept.activeKey().equals(activeKey));
    }

    private static Seen see(KeycloakSession session, RealmModel realm, @Nullable Swept swept) {
        session.getContext().setRealm(realm);
        ServerKeyring keyring = ServerKeyring.of(session);
        boolean enabled = InstitutionSettings.of(realm).enabled();
        try {
            SeedCipher cipher = keyring.cipher();
            return new Seen(realm.getId(), realm.getName(), enabled, cipher, keyring.outOfReach(), swept);
        } catch (SeedUnavailableException e) {
            return new Seen(realm.getId(), realm.getName(), enabled, null, true, swept);
        }
    }

    private Count counted(Seen seen) {
        Count last = counts.get(seen.id());
        long now = Time.currentTimeMillis();
        long sweeps = generation.get();
        if (last != null && (isFresh(last, seen, now, sweeps) || last.holdsFor(seen, now))) {
            return last;
        }
        Map<Tags, Long> seeds = KeycloakModelUtils.runJobInTransactionWithResult(sessions, session -> {
            RealmModel realm = session.realms().getRealm(seen.id());
            return realm == null ? Map.<Tags, Long>of() : count(session, realm, seen);
        });
        Count count = new Count(now, sweeps, seen.keys(), seen.swept(), seeds);
        counts.put(seen.id(), count);
        return count;
    }

    private boolean isFresh(Count last, Seen seen, long now, long sweeps) {
        return last.generation() == sweeps
                && last.keys().equals(seen.keys())
                && Math.abs(now - last.at()) < recountMillis;
    }

    /**
     * In a realm that does not have the service, only what is still sealed is ours, and is shown where there is any.
     */
    private Map<Tags, Long> count(KeycloakSession session, RealmModel realm, Seen seen) {
        session.getContext().setRealm(realm);
        SeedCipher cipher = seen.presentCipher();
        Map<Tags, Long> seeds = new HashMap<>();
        for (SealedStore store : stores) {
            OutdatedSeeds.count(session, realm, cipher, store).forEach((form, number) -> {
                if (seen.enabled() || form != Form.PLAIN && number > 0) {
                    seeds.put(
                            Tags.of(
                                    "realm",
                                    seen.name(),
                                    "store",
                                    store.label(),
                                    "form",
                                    form.label(),
                                    "active_key",
                                    cipher.activeKeyId()),
                            number);
                }
            });
        }
        return seeds;
    }
}
