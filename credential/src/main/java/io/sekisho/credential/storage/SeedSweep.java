package io.sekisho.credential.storage;

import java.time.Duration;
import java.util.List;

import io.sekisho.credential.inventory.InventorySweep;
import io.sekisho.credential.otp.OtpCredentials;
import io.sekisho.credential.seed.SeedComplaint;
import io.sekisho.credential.seed.SeedFailure;
import io.sekisho.credential.seed.SeedUnavailableException;
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

    /** One timer thread serves all of Keycloak: the work itself goes elsewhere. */
    @Override
    public void run(KeycloakSession session) {
        KeycloakSessionFactory factory = session.getKeycloakSessionFactory();
        List<String> realmIds = session.realms().getRealmsStream().filter(realm -> InstitutionSettings.of(realm).enabled()).map(RealmModel::getId).toList();
        OtpCredentials credentials = OtpCredentials.of(session);
        session.realms().getRealmsStream().filter(credentials::unsealing).toList().forEach(credentials::unseal);
        session.getProvider(ExecutorsProvider.class).getExecutor("sekisho-seed-sweep")
                .execute(() -> {
                    for (String realmId : realmIds) {
                        sweep(factory, realmId, (batchSession, realm, afterId, size) -> OtpCredentials.of(batchSession).resealOutdated(realm, afterId, size));
                        sweep(factory, realmId, InventorySweep::sweep);
                    }
                    forgetOutlivedIssues(factory);
                    watch.recount();
                });
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

    /** One batch after the other, each in a transaction of its own. */
    private static void sweep(KeycloakSessionFactory factory, String realmId, Batch batch) {
        String last = "";
        try {
            do {
                String after = last;
                last = KeycloakModelUtils.runJobInTransactionWithResult(factory, session -> {
                    RealmModel realm = session.realms().getRealm(realmId);
                    if (realm == null) {
                        return null;
                    }
                    session.getContext().setRealm(realm);
                    try {
                        return batch.sweep(session, realm, after, BATCH);
                    } catch (SeedUnavailableException e) {
                        e.failure().count(realm, SeedFailure.Use.SWEEP);
                        throw e;
                    }
                });
            } while (last != null);
        } catch (SeedUnavailableException e) {
            SeedComplaint.say(LOG, realmId, "%s cannot be re-encrypted", "seeds", e);
        } catch (RuntimeException e) {
            LOG.warn("Sekisho: seeds could not all be re-encrypted; the next sweep tries again", e);
        }
    }

    /** What goes through one table in the order of its ids. */
    @FunctionalInterface
    private interface Batch {
        /** @param afterId up to which has been looked @return the id up to which has been looked now, or null at the end */
        String sweep(KeycloakSession session, RealmModel realm, String afterId, int size);
    }
}
