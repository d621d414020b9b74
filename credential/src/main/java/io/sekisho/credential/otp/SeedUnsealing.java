package io.sekisho.credential.otp;

import io.sekisho.credential.carried.CarriedState;
import io.sekisho.credential.seed.SeedCipher;
import io.sekisho.credential.seed.SeedFailure;
import io.sekisho.credential.seed.SeedUnavailableException;
import io.sekisho.credential.seed.SweptBatch;
import io.sekisho.credential.stored.CredentialRow;
import io.sekisho.credential.stored.CredentialStore;
import io.sekisho.credential.stored.StoredCredentials;
import io.sekisho.institution.InstitutionSettings;
import jakarta.persistence.EntityManager;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import org.jboss.logging.Logger;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.executors.ExecutorsProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.RealmModel;
import org.keycloak.models.credential.OTPCredentialModel;
import org.keycloak.models.utils.KeycloakModelUtils;

/**
 * Writes the seeds of a realm that gives the service up as Keycloak itself stores them, so that customers' OTPs outlive
 * us.
 *
 * <p>The wish is an attribute of the realm, which is removed when all is done. Whoever comes in between is not held up:
 * a sealed seed is checked by us, whatever the realm has set. What a node has left undone when it stopped, the next
 * sweep of seeds does. Credentials of tokens that are reported lost stay sealed: Keycloak knows of no loss, and would
 * take their codes.
 */
final class SeedUnsealing {

    private static final Logger LOG = Logger.getLogger(SeedUnsealing.class);

    private static final String WANTED = "sekisho.unsealing";
    /** Credentials of one transaction: far from its time limit, and little memory. */
    private static final int BATCH = 100;

    private static final String SEALED = " where %s = :realmId and c.type = :type and c.secretData like :sealed";
    /** By our table, or by what the credential itself carries, which may have been imported without. */
    private static final String IS_LOST =
            "(c.secretData like '%." + CarriedState.LOST + "%' or exists (select s.credentialId from OtpStateEntity s "
                    + "where s.credentialId = c.id and s.lost = true))";

    private static final String SEALED_DATA = "%\"" + SeedCipher.PREFIX + "%";

    /** By realm: one run at a time on a node, for a second one would only wait for what the first one writes. */
    private static final Map<String, CompletableFuture<Void>> UNDER_WAY = new ConcurrentHashMap<>();

    private SeedUnsealing() {}

    /** Credentials that can be, and those that will not be. */
    static SealedCount count(KeycloakSession session, RealmModel realm) {
        return new SealedCount(count(session, realm, " and not "), count(session, realm, " and "));
    }

    private static long count(KeycloakSession session, RealmModel realm, String how) {
        long count = 0;
        for (CredentialStore store : CredentialStore.values()) {
            count += entityManager(session)
                    .createQuery("select count(c) " + sealed(store) + how + IS_LOST, Long.class)
                    .setParameter("realmId", realm.getId())
                    .setParameter("type", OTPCredentialModel.TYPE)
                    .setParameter("sealed", SEALED_DATA)
                    .getSingleResult();
        }
        return count;
    }

    private static String sealed(CredentialStore store) {
        return store.from() + SEALED.formatted(store.realmId());
    }

    static void want(RealmModel realm) {
        realm.setAttribute(WANTED, true);
    }

    static boolean wanted(RealmModel realm) {
        return realm.getAttribute(WANTED, false)
                && !InstitutionSettings.of(realm).enabled();
    }

    /**
     * Begins at once, in the background, unless it is under way on this node: then it goes on. The wish must be
     * committed.
     */
    static Future<?> start(KeycloakSession session, String realmId) {
        KeycloakSessionFactory factory = session.getKeycloakSessionFactory();
        CompletableFuture<Void> done = new CompletableFuture<>();
        CompletableFuture<Void> before = UNDER_WAY.putIfAbsent(realmId, done);
        if (before != null) {
            LOG.debugf("Realm %s: seeds are being given back to Keycloak, and this node is still at it", realmId);
            return before;
        }
        try {
            session.getProvider(ExecutorsProvider.class)
                    .getExecutor("sekisho-seed-sweep")
                    .execute(() -> {
                        try {
                            unseal(factory, realmId);
                        } finally {
                            end(realmId, done);
                        }
                    });
        } catch (RuntimeException e) {
            end(realmId, done);
            throw e;
        }
        return done;
    }

    private static void end(String realmId, CompletableFuture<Void> done) {
        UNDER_WAY.remove(realmId);
        done.complete(null);
    }

    private static void unseal(KeycloakSessionFactory factory, String realmId) {
        Progress progress = new Progress();
        try {
            for (CredentialStore store : CredentialStore.values()) {
                String last = "";
                do {
                    String after = last;
                    last = KeycloakModelUtils.runJobInTransactionWithResult(
                            factory, session -> unsealBatch(session, realmId, store, after, progress));
                } while (last != null);
            }
            KeycloakModelUtils.runJobInTransaction(factory, session -> {
                RealmModel realm = session.realms().getRealm(realmId);
                if (realm != null && wanted(realm) && progress.passedOver == 0) {
                    realm.removeAttribute(WANTED);
                }
            });
        } catch (SeedUnavailableException e) {
            LOG.errorf("Sekisho: seeds cannot be given back to Keycloak: %s", e.getMessage());
        } catch (RuntimeException e) {
            LOG.warn("Sekisho: seeds could not all be given back to Keycloak; the next sweep goes on", e);
        }
        if (progress.unsealed > 0) {
            conclude(factory, realmId, progress.unsealed);
        }
    }

    /** What one run has done so far. */
    private static final class Progress {
        private int unsealed;
        /** Credentials that somebody held just then: the next sweep comes again. */
        private int passedOver;
    }

    private static void conclude(KeycloakSessionFactory factory, String realmId, int unsealed) {
        try {
            KeycloakModelUtils.runJobInTransaction(factory, session -> {
                RealmModel realm = session.realms().getRealm(realmId);
                if (realm != null) {
                    StoredCredentials.of(session).readAnew(realm);
                    LOG.infof("Realm %s: %d seeds are Keycloak's again", realm.getName(), unsealed);
                }
            });
        } catch (RuntimeException e) {
            LOG.warnf(e, "Sekisho: %d seeds are Keycloak's again; not all nodes know it", unsealed);
        }
    }

    /** @return the id up to which has been looked, or null at the end */
    private static String unsealBatch(
            KeycloakSession session, String realmId, CredentialStore store, String afterId, Progress progress) {
        RealmModel realm = session.realms().getRealm(realmId);
        if (realm == null || !wanted(realm)) {
            return null;
        }
        session.getContext().setRealm(realm);
        SealedSeeds seeds = SealedSeeds.of(session);
        seeds.requireKeyring();
        List<String> ids = entityManager(session)
                .createQuery(
                        "select c.id " + sealed(store) + " and c.id > :afterId and not " + IS_LOST + " order by c.id",
                        String.class)
                .setParameter("realmId", realmId)
                .setParameter("type", OTPCredentialModel.TYPE)
                .setParameter("sealed", SEALED_DATA)
                .setParameter("afterId", afterId)
                .setMaxResults(BATCH)
                .getResultList();
        List<CredentialRow> rows = StoredCredentials.of(session).lockFree(store, ids);
        int unsealed = 0;
        for (CredentialRow row : rows) {
            try {
                if (seeds.isSealed(row.secretData())) {
                    row.secretData(seeds.opened(new SeedCipher.Owner(realmId, row.userId()), row.secretData()));
                    unsealed++;
                }
            } catch (SeedUnavailableException e) {
                e.failure().count(realm, SeedFailure.Use.RETURN);
                LOG.errorf(
                        "Realm %s: the seed of credential %s cannot be given back to Keycloak: %s",
                        realm.getName(), row.id(), e.getMessage());
            }
        }
        progress.unsealed += unsealed;
        progress.passedOver += ids.size() - rows.size();
        return SweptBatch.of(ids, BATCH, unsealed).lastId();
    }

    private static EntityManager entityManager(KeycloakSession session) {
        return session.getProvider(JpaConnectionProvider.class).getEntityManager();
    }
}
