package io.sekisho.credential.storage;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

import io.sekisho.credential.inventory.InventorySweep;
import io.sekisho.credential.otp.OtpCredentials;
import io.sekisho.credential.seed.SeedComplaint;
import io.sekisho.credential.seed.SeedFailure;
import io.sekisho.credential.seed.SeedUnavailableException;
import io.sekisho.credential.seed.SweptBatch;
import io.sekisho.credential.stored.StoredCredentials;
import io.sekisho.institution.InstitutionSettings;
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
 * realms that have the service. Customers' own use does the same; this reaches those who do not come. In realms that have given
 * the service up, goes on with giving the seeds back.
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
            session.getProvider(TimerProvider.class).schedule(new ClusterAwareScheduledTaskRunner(factory, this, millis), millis);
        }
    }

    /** One timer thread serves all of Keycloak: the work itself goes elsewhere. With more to do than fits into an interval, one sweep goes on. */
    @Override
    public void run(KeycloakSession session) {
        KeycloakSessionFactory factory = session.getKeycloakSessionFactory();
        OtpCredentials credentials = OtpCredentials.of(session);
        session.realms().getRealmsStream().filter(credentials::unsealing).toList().forEach(credentials::unseal);
        if (!sweeping.compareAndSet(false, true)) {
            LOG.debug("Seeds are being swept, and this node is still at it");
            return;
        }
        try {
            List<String> realmIds = session.realms().getRealmsStream().filter(realm -> InstitutionSettings.of(realm).enabled()).map(RealmModel::getId).toList();
            session.getProvider(ExecutorsProvider.class).getExecutor("sekisho-seed-sweep").execute(() -> {
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
        for (String realmId : realmIds) {
            carrying.carry(factory, realmId);
            sweep(factory, realmId, "%d seeds", (session, realm, afterId, size) -> OtpCredentials.of(session).resealOutdated(realm, afterId, size));
            sweep(factory, realmId, "seeds of %d tokens", InventorySweep::sweep);
        }
        forgetOutlivedIssues(factory);
        watch.recount();
    }

    /** Seeds of tokens that were issued and never confirmed; for a day the customer is still told that the issue has expired. */
    private static void forgetOutlivedIssues(KeycloakSessionFactory factory) {
        try {
            KeycloakModelUtils.runJobInTransaction(factory, session -> session.getProvider(JpaConnectionProvider.class).getEntityManager()
                    .createNamedQuery("sekishoDeleteOutlivedTokenIssues").setParameter("before", Time.currentTimeMillis() - OUTLIVED.toMillis()).executeUpdate());
        } catch (RuntimeException e) {
            LOG.warn("Sekisho: expired issues could not be removed; the next sweep tries again", e);
        }
    }

    /** One batch after the other, each in a transaction of its own. @param what was written, in the log */
    private static void sweep(KeycloakSessionFactory factory, String realmId, String what, Batch batch) {
        int written = 0;
        String last = "";
        try {
            do {
                String after = last;
                SweptBatch swept = KeycloakModelUtils.runJobInTransactionWithResult(factory, session -> sweep(session, realmId, batch, after));
                written += swept.written();
                last = swept.lastId();
            } while (last != null);
        } catch (SeedUnavailableException e) {
            LOG.debug("Seeds are not swept", e);
        } catch (RuntimeException e) {
            LOG.warn("Sekisho: seeds could not all be re-encrypted; the next sweep tries again", e);
        }
        if (written > 0) {
            conclude(factory, realmId, what.formatted(written));
        }
    }

    private static SweptBatch sweep(KeycloakSession session, String realmId, Batch batch, String afterId) {
        RealmModel realm = session.realms().getRealm(realmId);
        if (realm == null) {
            return new SweptBatch(null, 0);
        }
        session.getContext().setRealm(realm);
        try {
            return batch.sweep(session, realm, afterId, BATCH);
        } catch (SeedUnavailableException e) {
            e.failure().count(realm, SeedFailure.Use.SWEEP);
            SeedComplaint.say(LOG, realm.getName(), "%s cannot be re-encrypted", "seeds", e);
            throw e;
        }
    }

    /**
     * Until now a node that knows a customer already goes on with the seed as it was: it opens as long as the old key is in the keyring.
     * At once for all, since a customer who is loaded for that alone costs more than one who comes.
     */
    private static void conclude(KeycloakSessionFactory factory, String realmId, String done) {
        try {
            KeycloakModelUtils.runJobInTransaction(factory, session -> {
                RealmModel realm = session.realms().getRealm(realmId);
                if (realm != null) {
                    new StoredCredentials(session).readAnew(realm);
                    LOG.infof("Realm %s: %s re-encrypted under the active key", realm.getName(), done);
                }
            });
        } catch (RuntimeException e) {
            LOG.warnf(e, "Sekisho: %s re-encrypted; not all nodes know it", done);
        }
    }

    /** What goes through one table in the order of its ids. */
    @FunctionalInterface
    private interface Batch {
        /** @param afterId up to which has been looked */
        SweptBatch sweep(KeycloakSession session, RealmModel realm, String afterId, int size);
    }
}
