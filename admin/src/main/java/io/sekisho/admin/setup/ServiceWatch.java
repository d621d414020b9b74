package io.sekisho.admin.setup;

import io.micrometer.core.instrument.Metrics;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.sekisho.credential.otp.SeedUnsealing;
import io.sekisho.institution.BackgroundWork;
import io.sekisho.institution.InstitutionSettings;
import io.sekisho.institution.RealmGauge;
import io.sekisho.institution.SettingOptions;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jboss.logging.Logger;
import org.keycloak.common.util.Time;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.RealmModel;
import org.keycloak.models.utils.KeycloakModelUtils;

/**
 * Tells the operator, on each node, of realms that were set up and not torn down, or have customers whose OTPs are
 * encrypted, and whose service is off all the same: as a rule somebody has replaced the realm's attributes, and nobody
 * is told of that.
 */
public final class ServiceWatch {

    private static final Logger LOG = Logger.getLogger(ServiceWatch.class);

    /** Name of the thread pool: that of the other looks at realms and seeds. */
    private static final String POOL = "sekisho-seed-sweep";

    private static final Duration INTERVAL = Duration.ofSeconds(10);
    /** A realm's credentials are read from end to end to find none that is encrypted. */
    private static final Duration NONE_BELIEVED = Duration.ofDays(1);

    private static final Duration SOME_BELIEVED = Duration.ofMinutes(10);

    private final KeycloakSessionFactory sessions;
    private final BackgroundWork background;
    private final RealmGauge off = new RealmGauge(MultiGauge.builder("sekisho.service.off")
            .description("Whether the service is off in a realm that has not given it up: 1, or 0")
            .register(Metrics.globalRegistry));
    private final OffRealms known = new OffRealms();
    /** What was found of the seeds of realms without the service and without a record, by their ids. */
    private final Map<String, Found> found = new HashMap<>();

    private volatile boolean stopped;

    private record Found(long at, boolean sealed) {

        private boolean isFresh(long now) {
            return Math.abs(now - at) < (sealed ? SOME_BELIEVED : NONE_BELIEVED).toMillis();
        }
    }

    /** A realm of which there is anything to tell. */
    private record Seen(String name, boolean off) {}

    /** What the last looks have found: so that the log tells of each change once. */
    static final class OffRealms {

        private Set<String> suspected = Set.of();
        private Set<String> told = Set.of();

        /** The realms that have come, and those that have gone. */
        record Change(Set<String> come, Set<String> gone) {}

        /**
         * A realm counts when two looks have found it: one may come between the commit of a set-up or a teardown
         * and the moment when this node knows the realm's new attributes.
         */
        Change look(Set<String> off) {
            Set<String> sure = new HashSet<>(off);
            sure.retainAll(suspected);
            suspected = Set.copyOf(off);
            Set<String> come = new HashSet<>(sure);
            come.removeAll(told);
            Set<String> gone = new HashSet<>(told);
            gone.removeAll(sure);
            told = sure;
            return new Change(come, gone);
        }

        boolean contains(String realm) {
            return told.contains(realm);
        }
    }

    public ServiceWatch(KeycloakSessionFactory sessions) {
        this.sessions = sessions;
        this.background = new BackgroundWork(sessions, POOL);
    }

    /** Begins to look. */
    public void start() {
        background.regularly(INTERVAL.toMillis(), () -> {
            try {
                look();
            } catch (RuntimeException e) {
                LOG.warn("Sekisho: realms whose service is off cannot be looked for; it is tried again", e);
            }
        });
    }

    public void stop() {
        stopped = true;
        background.stop();
        off.show(Map.of());
    }

    private void look() {
        List<Seen> realms = KeycloakModelUtils.runJobInTransactionWithResult(sessions, session -> {
            Set<String> setUp = SetupRecords.realmIds(session);
            List<RealmModel> all = session.realms().getRealmsStream().toList();
            found.keySet().retainAll(all.stream().map(RealmModel::getId).toList());
            return all.stream()
                    .flatMap(realm -> see(session, realm, setUp.contains(realm.getId())).stream())
                    .toList();
        });
        OffRealms.Change change = known.look(
                Set.copyOf(realms.stream().filter(Seen::off).map(Seen::name).toList()));
        change.come()
                .forEach(name -> LOG.warnf(
                        "Realm %s: the OTP service is off, and the realm was not torn down: the attribute %s is not true. If the "
                                + "realm's attributes were replaced by mistake, set it up again; if it is to be without the service, tear it down",
                        name, SettingOptions.ENABLED.name()));
        Map<Tags, Long> values = new HashMap<>();
        for (Seen realm : realms) {
            values.put(Tags.of("realm", realm.name()), known.contains(realm.name()) ? 1L : 0L);
        }
        change.gone()
                .forEach(name -> LOG.infof("Realm %s: the OTP service is not off any more, or it was given up", name));
        off.show(stopped ? Map.of() : values);
    }

    private Optional<Seen> see(KeycloakSession session, RealmModel realm, boolean recorded) {
        if (InstitutionSettings.of(realm).enabled()) {
            // What is sealed from now on is found at once when the service is off again.
            found.remove(realm.getId());
            return Optional.of(new Seen(realm.getName(), false));
        }
        boolean off = !SeedUnsealing.pending(realm)
                && (recorded || SetupRecords.inAttribute(realm) || holdsSealedSeeds(session, realm));
        return off ? Optional.of(new Seen(realm.getName(), true)) : Optional.empty();
    }

    private boolean holdsSealedSeeds(KeycloakSession session, RealmModel realm) {
        long now = Time.currentTimeMillis();
        Found last = found.get(realm.getId());
        if (last == null || !last.isFresh(now)) {
            last = new Found(now, SeedUnsealing.of(session).anySealed(realm));
            found.put(realm.getId(), last);
        }
        return last.sealed();
    }
}
