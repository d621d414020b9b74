package io.sekisho.credential.otp;

import io.sekisho.credential.carried.CarriedState;
import io.sekisho.credential.seed.SeedCipher;
import io.sekisho.credential.seed.SeedFailure;
import io.sekisho.credential.seed.SeedUnavailableException;
import io.sekisho.credential.seed.SweptBatch;
import io.sekisho.credential.seed.SweptRealms;
import io.sekisho.credential.stored.CredentialRow;
import io.sekisho.credential.stored.CredentialStore;
import io.sekisho.credential.stored.StoredCredentials;
import io.sekisho.institution.InstitutionSettings;
import jakarta.persistence.EntityManager;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
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
 * <p>The request is an attribute of the realm, which is removed when all is done. Whoever comes in between is not held
 * up: a sealed seed is checked by us, whatever the realm has set. What a node has left undone when it stopped, the next
 * sweep of seeds does. Credentials of tokens that are reported lost stay sealed: Keycloak knows of no loss, and would
 * take their codes.
 */
public final class SeedUnsealing {

    private static final Logger LOG = Logger.getLogger(SeedUnsealing.class);

    private static final String REQUESTED = "sekisho.unsealing";
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

    private final KeycloakSession session;

    private SeedUnsealing(KeycloakSession session) {
        this.session = session;
    }

    public static SeedUnsealing of(KeycloakSession session) {
        return new SeedUnsealing(session);
    }

    /** How many of the realm's credentials only this server can read. */
    public SealedCount count(RealmModel realm) {
        return new SealedCount(count(realm, " and not "), count(realm, " and "));
    }

    private long count(RealmModel realm, String how) {
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

    /** Whether there are any that only this server can read, but for those of tokens that are reported lost. */
    public boolean anySealed(RealmModel realm) {
        return Arrays.stream(CredentialStore.values())
                .anyMatch(store -> !entityManager(session)
                        .createQuery("select c.id " + sealed(store) + " and not " + IS_LOST, String.class)
                        .setParameter("realmId", realm.getId())
                        .setParameter("type", OTPCredentialModel.TYPE)
                        .setParameter("sealed", SEALED_DATA)
                        .setMaxResults(1)
                        .getResultList()
                        .isEmpty());
    }

    private static String sealed(CredentialStore store) {
        return store.from() + SEALED.formatted(store.realmId());
    }

    /**
     * Has all credentials of a realm written as Keycloak itself stores them, but for those of tokens that are reported
     * lost. In the caller's transaction it is only noted, with the realm; the service must be off when that is
     * committed.
     */
    public void requestPlain(RealmModel realm) {
        realm.setAttribute(REQUESTED, true);
        SweptRealms.of(session).doubt(realm.getId());
    }

    /** Whether that is requested, and not done yet. */
    public static boolean pending(RealmModel realm) {
        return realm.getAttribute(REQUESTED, false)
                && !InstitutionSettings.of(realm).enabled();
    }

    /**
     * Does what {@link #requestPlain} has noted, in the background, in transactions of its own; customers can log in
     * meanwhile. Where it is under way on this node, it goes on. What is left undone when this server ends, the seed
     * sweep goes on with.
     */
    public Future<?> start(RealmModel realm) {
        String realmId = realm.getId();
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
                if (realm != null && pending(realm) && progress.passedOver == 0) {
                    realm.removeAttribute(REQUESTED);
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
    private static @Nullable String unsealBatch(
            KeycloakSession session, String realmId, CredentialStore store, String afterId, Progress progress) {
        RealmModel realm = session.realms().getRealm(realmId);
        if (realm == null || !pending(realm)) {
            return null;
        }
        session.getContext().setRealm(realm);
        ServerKeyring.of(session).require();
        SealedSeeds seeds = SealedSeeds.of(session);
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
