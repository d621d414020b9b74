package io.sekisho.credential.schema;

import io.sekisho.credential.otp.SeedUnsealing;
import io.sekisho.credential.otp.ServerKeyring;
import io.sekisho.credential.seed.SealedStore;
import io.sekisho.credential.seed.SealedStores;
import io.sekisho.credential.seed.SeedFailure;
import io.sekisho.credential.seed.SeedLog;
import io.sekisho.credential.seed.SeedUnavailableException;
import io.sekisho.credential.seed.SweptBatch;
import io.sekisho.credential.seed.SweptRealms;
import io.sekisho.credential.seed.SweptRealms.Walk;
import io.sekisho.credential.stored.StoredCredentials;
import io.sekisho.institution.InstitutionSettings;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.hibernate.Session;
import org.jboss.logging.Logger;
import org.keycloak.common.util.Time;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.executors.ExecutorsProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.RealmModel;
import org.keycloak.models.utils.KeycloakModelUtils;
import org.keycloak.services.scheduled.ClusterAwareScheduledTaskRunner;
import org.keycloak.timer.ScheduledTask;
import org.keycloak.timer.TimerProvider;

/**
 * Re-encrypts in the background what is plain (customers from before us) or under an old key (after a rotation), in
 * realms that have the service. Customers' own use does the same; this reaches those who do not come. Where all is
 * under the active key, nothing is looked at. In realms that have given the service up, goes on with giving the seeds
 * back.
 */
final class SeedSweep implements ScheduledTask {

    private static final Logger LOG = Logger.getLogger(SeedSweep.class);

    /** Credentials of one transaction: far from its time limit, and little memory. */
    private static final int BATCH = 100;

    private static final Duration OUTLIVED = Duration.ofDays(1);

    private final SeedWatch watch;
    private final StateCarrying carrying = new StateCarrying();
    private final AtomicBoolean sweeping = new AtomicBoolean();

    /** @param watch is told when a sweep is over */
    SeedSweep(SeedWatch watch) {
        this.watch = watch;
    }

    void schedule(KeycloakSessionFactory factory, int seconds) {
        long millis = Duration.ofSeconds(seconds).toMillis();
        try (KeycloakSession session = factory.create()) {
            session.getProvider(TimerProvider.class)
                    .schedule(new ClusterAwareScheduledTaskRunner(factory, this, millis), millis);
        }
    }

    /**
     * One timer thread serves all of Keycloak: the work itself goes elsewhere. With more to do than fits into an
     * interval, one sweep goes on.
     */
    @Override
    public void run(KeycloakSession session) {
        KeycloakSessionFactory factory = session.getKeycloakSessionFactory();
        session.realms()
                .getRealmsStream()
                .filter(SeedUnsealing::pending)
                .toList()
                .forEach(SeedUnsealing.of(session)::start);
        if (!sweeping.compareAndSet(false, true)) {
            LOG.debug("Seeds are being swept, and this node is still at it");
            return;
        }
        try {
            List<String> realmIds = session.realms()
                    .getRealmsStream()
                    .filter(realm -> InstitutionSettings.of(realm).enabled())
                    .map(RealmModel::getId)
                    .toList();
            session.getProvider(ExecutorsProvider.class)
                    .getExecutor("sekisho-seed-sweep")
                    .execute(() -> {
                        try {
                            sweep(factory, realmIds);
                        } finally {
                            sweeping.set(false);
                        }
                    });
        } catch (RuntimeException e) {
            sweeping.set(false);
            throw e;
        }
    }

    private void sweep(KeycloakSessionFactory factory, List<String> realmIds) {
        boolean walked = false;
        for (String realmId : realmIds) {
            carrying.carry(factory, realmId);
            walked |= walk(factory, realmId);
        }
        forgetOutlivedIssues(factory);
        if (walked) {
            watch.recount();
        }
    }

    /** @return false if it is known that there is nothing to find */
    private static boolean walk(KeycloakSessionFactory factory, String realmId) {
        try {
            Optional<Walk> walk = inRealm(
                    factory,
                    realmId,
                    (session, realm) -> SweptRealms.of(session)
                            .begin(realmId, ServerKeyring.of(session).cipher().activeKeyId()),
                    Optional::empty);
            if (walk.isEmpty()) {
                return false;
            }
            boolean complete = true;
            for (SealedStore store : SealedStores.all(factory)) {
                complete &= store.sweep() == null || sweep(factory, realmId, store.sweep());
            }
            if (complete) {
                KeycloakModelUtils.runJobInTransaction(
                        factory, session -> SweptRealms.of(session).end(walk.get()));
            }
        } catch (SeedUnavailableException e) {
            LOG.debug("Seeds are not swept", e);
        } catch (RuntimeException e) {
            LOG.warn("Sekisho: seeds could not all be re-encrypted; the next sweep tries again", e);
        }
        return true;
    }

    /**
     * Seeds of tokens that were issued and never confirmed; for a day the customer is still told that the issue has
     * expired.
     */
    private static void forgetOutlivedIssues(KeycloakSessionFactory factory) {
        try {
            KeycloakModelUtils.runJobInTransaction(
                    factory,
                    session -> session.getProvider(JpaConnectionProvider.class)
                            .getEntityManager()
                            .createNamedQuery("sekishoDeleteOutlivedTokenIssues")
                            .setParameter("before", Time.currentTimeMillis() - OUTLIVED.toMillis())
                            .executeUpdate());
        } catch (RuntimeException e) {
            LOG.warn("Sekisho: expired issues could not be removed; the next sweep tries again", e);
        }
    }

    /**
     * One batch after the other, each in a transaction of its own.
     *
     * @return whether nothing is left to write
     */
    private static boolean sweep(KeycloakSessionFactory factory, String realmId, SealedStore.Sweep store) {
        int outdated = 0;
        int written = 0;
        String last = "";
        try {
            do {
                String after = last;
                SweptBatch swept = inRealm(
                        factory,
                        realmId,
                        (session, realm) -> store.batch().sweep(session, realm, after, BATCH),
                        () -> new SweptBatch(null, 0, 0));
                outdated += swept.outdated();
                written += swept.written();
                last = swept.lastId();
            } while (last != null);
        } finally {
            if (written > 0) {
                conclude(factory, realmId, store.done().formatted(written));
            }
        }
        return written == outdated;
    }

    /**
     * In a transaction of its own.
     *
     * @param gone in place of a realm that is deleted
     */
    private static <R> R inRealm(
            KeycloakSessionFactory factory,
            String realmId,
            BiFunction<KeycloakSession, RealmModel, R> job,
            Supplier<R> gone) {
        return KeycloakModelUtils.runJobInTransactionWithResult(factory, session -> {
            RealmModel realm = session.realms().getRealm(realmId);
            if (realm == null) {
                return gone.get();
            }
            session.getContext().setRealm(realm);
            // What is written goes to the database in one message, and not row by row.
            session.getProvider(JpaConnectionProvider.class)
                    .getEntityManager()
                    .unwrap(Session.class)
                    .setJdbcBatchSize(BATCH);
            try {
                return job.apply(session, realm);
            } catch (SeedUnavailableException e) {
                e.failure().count(realm, SeedFailure.Use.SWEEP);
                SeedLog.error(LOG, realm.getName(), "%s cannot be re-encrypted", "seeds", e);
                throw e;
            }
        });
    }

    /**
     * Until now a node that knows a customer already goes on with the seed as it was: it opens as long as the old key
     * is in the keyring. At once for all, since a customer who is loaded for that alone costs more than one who comes.
     */
    private static void conclude(KeycloakSessionFactory factory, String realmId, String done) {
        try {
            KeycloakModelUtils.runJobInTransaction(factory, session -> {
                RealmModel realm = session.realms().getRealm(realmId);
                if (realm != null) {
                    StoredCredentials.of(session).readAnew(realm);
                    LOG.infof("Realm %s: %s re-encrypted under the active key", realm.getName(), done);
                }
            });
        } catch (RuntimeException e) {
            LOG.warnf(e, "Sekisho: %s re-encrypted; not all nodes know it", done);
        }
    }
}
