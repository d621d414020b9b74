package io.sekisho.credential.otp;

import java.util.List;
import java.util.concurrent.Future;

import io.sekisho.credential.seed.KeyringSource;
import io.sekisho.credential.seed.SeedCipher;
import io.sekisho.credential.seed.SeedFailure;
import io.sekisho.credential.seed.SeedUnavailableException;
import io.sekisho.institution.InstitutionSettings;
import jakarta.persistence.EntityManager;
import org.jboss.logging.Logger;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.executors.ExecutorsProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.credential.OTPCredentialModel;
import org.keycloak.models.utils.KeycloakModelUtils;

/**
 * Writes the seeds of a realm that gives the service up as Keycloak itself stores them, so that customers' OTPs outlive us.
 *
 * <p>The wish is an attribute of the realm, which is removed when all is done. Whoever comes in between is not held up: a sealed
 * seed is checked by us, whatever the realm has set. What a node has left undone when it stopped, the next sweep of seeds
 * does. Credentials of tokens that are reported lost stay sealed: Keycloak knows of no loss, and would take their codes.
 */
final class SeedUnsealing {

    private static final Logger LOG = Logger.getLogger(SeedUnsealing.class);

    private static final String WANTED = "sekisho.unsealing";
    /** Credentials of one transaction: far from its time limit, and little memory. */
    private static final int BATCH = 100;

    private static final String LOCAL = """
            from CredentialEntity c where c.user.realmId = :realmId and c.type = :type and c.secretData like :sealed""";
    /** Of users whom another system keeps, and Keycloak does not copy. */
    private static final String FEDERATED = """
            from FederatedUserCredentialEntity c where c.realmId = :realmId and c.type = :type and c.secretData like :sealed""";
    private static final String IS_LOST = "exists (select s.credentialId from OtpStateEntity s where s.credentialId = c.id and s.lost = true)";

    private final KeyringSource keyringSource;

    SeedUnsealing(KeyringSource keyringSource) {
        this.keyringSource = keyringSource;
    }

    /** Credentials that can be, and those that will not be. */
    static SealedCount count(KeycloakSession session, RealmModel realm) {
        return new SealedCount(count(session, realm, LOCAL, " and not ") + count(session, realm, FEDERATED, " and not "),
                count(session, realm, LOCAL, " and ") + count(session, realm, FEDERATED, " and "));
    }

    private static long count(KeycloakSession session, RealmModel realm, String credentials, String how) {
        return entityManager(session).createQuery("select count(c) " + credentials + how + IS_LOST, Long.class).setParameter("realmId", realm.getId())
                .setParameter("type", OTPCredentialModel.TYPE).setParameter("sealed", sealed()).getSingleResult();
    }

    static void want(RealmModel realm) {
        realm.setAttribute(WANTED, true);
    }

    static boolean wanted(RealmModel realm) {
        return realm.getAttribute(WANTED, false) && !InstitutionSettings.of(realm).enabled();
    }

    /** Begins at once, in the background. The wish must be committed. */
    Future<?> start(KeycloakSession session, String realmId) {
        KeycloakSessionFactory factory = session.getKeycloakSessionFactory();
        return session.getProvider(ExecutorsProvider.class).getExecutor("sekisho-seed-sweep").submit(() -> unseal(factory, realmId));
    }

    void unseal(KeycloakSessionFactory factory, String realmId) {
        try {
            for (String credentials : List.of(LOCAL, FEDERATED)) {
                String last = "";
                do {
                    String after = last;
                    last = KeycloakModelUtils.runJobInTransactionWithResult(factory, session -> unsealBatch(session, realmId, credentials, after));
                } while (last != null);
            }
            KeycloakModelUtils.runJobInTransaction(factory, session -> {
                RealmModel realm = session.realms().getRealm(realmId);
                if (realm != null && wanted(realm)) {
                    realm.removeAttribute(WANTED);
                }
            });
        } catch (SeedUnavailableException e) {
            LOG.errorf("Sekisho: seeds cannot be given back to Keycloak: %s", e.getMessage());
        } catch (RuntimeException e) {
            LOG.warn("Sekisho: seeds could not all be given back to Keycloak; the next sweep goes on", e);
        }
    }

    /** @return the id up to which has been looked, or null at the end */
    private String unsealBatch(KeycloakSession session, String realmId, String credentials, String afterId) {
        RealmModel realm = session.realms().getRealm(realmId);
        if (realm == null || !wanted(realm)) {
            return null;
        }
        session.getContext().setRealm(realm);
        keyringSource.keyring(session);
        String userId = LOCAL.equals(credentials) ? "c.user.id" : "c.userId";
        List<Object[]> batch = entityManager(session)
                .createQuery("select c.id, " + userId + " " + credentials + " and c.id > :afterId and not " + IS_LOST + " order by c.id", Object[].class)
                .setParameter("realmId", realmId).setParameter("type", OTPCredentialModel.TYPE).setParameter("sealed", sealed())
                .setParameter("afterId", afterId).setMaxResults(BATCH).getResultList();
        OtpCredentials otpCredentials = new OtpCredentials(session, keyringSource);
        int unsealed = 0;
        for (Object[] row : batch) {
            try {
                UserModel user = session.users().getUserById(realm, (String) row[1]);
                if (otpCredentials.unseal(realm, user, (String) row[0])) {
                    unsealed++;
                }
            } catch (SeedUnavailableException e) {
                e.failure().count(realm, SeedFailure.Use.RETURN);
                LOG.errorf("Realm %s: the seed of credential %s cannot be given back to Keycloak: %s", realm.getName(), row[0], e.getMessage());
            }
        }
        if (unsealed > 0) {
            LOG.infof("Realm %s: %d seeds are Keycloak's again", realm.getName(), unsealed);
        }
        return batch.size() < BATCH ? null : (String) batch.get(BATCH - 1)[0];
    }

    private static String sealed() {
        return "%\"" + SeedCipher.PREFIX + "%";
    }

    private static EntityManager entityManager(KeycloakSession session) {
        return session.getProvider(JpaConnectionProvider.class).getEntityManager();
    }
}
