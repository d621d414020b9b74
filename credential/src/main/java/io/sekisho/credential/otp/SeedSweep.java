package io.sekisho.credential.otp;

import java.time.Duration;
import java.util.List;

import io.sekisho.credential.seed.Keyring;
import io.sekisho.credential.seed.KeyringSource;
import io.sekisho.credential.seed.SeedCipher;
import io.sekisho.credential.seed.SeedUnavailableException;
import io.sekisho.institution.InstitutionSettings;
import org.jboss.logging.Logger;
import org.keycloak.common.util.Time;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.executors.ExecutorsProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.RealmModel;
import org.keycloak.models.credential.OTPCredentialModel;
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

    private final KeyringSource keyringSource;

    SeedSweep(KeyringSource keyringSource) {
        this.keyringSource = keyringSource;
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
        List<String> leavingRealmIds = session.realms().getRealmsStream().filter(SeedUnsealing::wanted).map(RealmModel::getId).toList();
        session.getProvider(ExecutorsProvider.class).getExecutor("sekisho-seed-sweep")
                .execute(() -> {
                    realmIds.forEach(realmId -> sweep(factory, realmId));
                    leavingRealmIds.forEach(realmId -> new SeedUnsealing(keyringSource).unseal(factory, realmId));
                    forgetOutlivedIssues(factory);
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

    private void sweep(KeycloakSessionFactory factory, String realmId) {
        String last = "";
        try {
            do {
                String after = last;
                last = KeycloakModelUtils.runJobInTransactionWithResult(factory, session -> sweepBatch(session, realmId, after));
            } while (last != null);
        } catch (SeedUnavailableException e) {
            LOG.errorf("Sekisho: seeds cannot be re-encrypted: %s", e.getMessage());
        } catch (RuntimeException e) {
            LOG.warn("Sekisho: seeds could not all be re-encrypted; the next sweep tries again", e);
        }
    }

    /** @return the id up to which has been looked, or null at the end */
    private String sweepBatch(KeycloakSession session, String realmId, String afterId) {
        RealmModel realm = session.realms().getRealm(realmId);
        if (realm == null) {
            return null;
        }
        session.getContext().setRealm(realm);
        Keyring keyring = keyringSource.keyring(session);
        List<Object[]> outdated = session.getProvider(JpaConnectionProvider.class).getEntityManager().createQuery("""
                select c.id, c.user.id from CredentialEntity c
                where c.user.realmId = :realmId and c.type = :type and c.id > :afterId and c.secretData not like :current escape '!'
                order by c.id""", Object[].class)
                .setParameter("realmId", realmId).setParameter("type", OTPCredentialModel.TYPE).setParameter("afterId", afterId)
                .setParameter("current", "%\"" + new SeedCipher(keyring).currentPrefix().replace("_", "!_") + "%")
                .setMaxResults(BATCH).getResultList();
        OtpCredentials credentials = new OtpCredentials(session, keyringSource);
        int resealed = 0;
        for (Object[] row : outdated) {
            try {
                if (credentials.reseal(realm, session.users().getUserById(realm, (String) row[1]), (String) row[0])) {
                    resealed++;
                }
            } catch (SeedUnavailableException e) {
                LOG.errorf("Realm %s: the seed of credential %s cannot be re-encrypted: %s", realm.getName(), row[0], e.getMessage());
            }
        }
        if (resealed > 0) {
            LOG.infof("Realm %s: %d seeds re-encrypted under the active key", realm.getName(), resealed);
        }
        return outdated.size() < BATCH ? null : (String) outdated.get(BATCH - 1)[0];
    }
}
