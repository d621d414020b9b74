package io.sekisho.credential.inventory;

import java.util.List;

import io.sekisho.credential.otp.OtpCredentials;
import io.sekisho.credential.seed.SeedCipher;
import io.sekisho.credential.seed.SeedComplaint;
import io.sekisho.credential.seed.SeedFailure;
import io.sekisho.credential.seed.SeedUnavailableException;
import jakarta.persistence.EntityManager;
import org.jboss.logging.Logger;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;

/** Writes the seeds of the inventory anew that are under an old key. */
public final class InventorySweep {

    private static final Logger LOG = Logger.getLogger(InventorySweep.class);

    private InventorySweep() {
    }

    /**
     * One batch, in the session's transaction.
     *
     * @param afterId the token ID up to which has been looked; empty at the beginning
     * @return the token ID up to which has been looked now, or null at the end
     * @throws SeedUnavailableException if there is no keyring
     */
    public static String sweep(KeycloakSession session, RealmModel realm, String afterId, int batch) {
        SeedCipher cipher = OtpCredentials.of(session).seedCipher();
        EntityManager em = session.getProvider(JpaConnectionProvider.class).getEntityManager();
        List<Object[]> outdated = em.createNamedQuery("sekishoOutdatedTokenSeeds", Object[].class).setParameter("realmId", realm.getId())
                .setParameter("afterId", afterId).setParameter("current", cipher.currentPrefix().replace("_", "!_") + "%").setMaxResults(batch).getResultList();
        int resealed = 0;
        for (Object[] row : outdated) {
            String tokenId = (String) row[0];
            String seed = (String) row[1];
            SeedCipher.Owner owner = SeedCipher.Owner.token(realm.getId(), tokenId);
            try {
                // Only what is still as it was read: nobody is kept waiting for a lock.
                resealed += em.createNamedQuery("sekishoResealToken").setParameter("realmId", realm.getId()).setParameter("tokenId", tokenId)
                        .setParameter("before", seed).setParameter("after", cipher.seal(cipher.open(seed, owner), owner)).executeUpdate();
            } catch (SeedUnavailableException e) {
                e.failure().count(realm, SeedFailure.Use.SWEEP);
                SeedComplaint.say(LOG, realm.getName(), "the seed of token %s cannot be re-encrypted", tokenId, e);
            }
        }
        if (resealed > 0) {
            LOG.infof("Realm %s: seeds of %d tokens re-encrypted under the active key", realm.getName(), resealed);
        }
        return outdated.size() < batch ? null : (String) outdated.get(batch - 1)[0];
    }
}
