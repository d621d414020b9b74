package io.sekisho.credential.otp;

import io.sekisho.credential.seed.SeedCipher;
import io.sekisho.credential.seed.SeedFailure;
import io.sekisho.credential.seed.SeedLog;
import io.sekisho.credential.seed.SeedUnavailableException;
import io.sekisho.credential.seed.SweptBatch;
import io.sekisho.credential.stored.CredentialRow;
import io.sekisho.credential.stored.CredentialStore;
import io.sekisho.credential.stored.StoredCredentials;
import io.sekisho.institution.InstitutionSettings;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.credential.CredentialModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.credential.OTPCredentialModel;
import org.keycloak.models.utils.KeycloakModelUtils;

/** Writes the seeds of OTP credentials anew that are plain or under an old key. */
final class SeedResealing {

    private static final Logger LOG = Logger.getLogger(SeedResealing.class);

    private final KeycloakSession session;
    private final SealedSeeds seeds;

    private SeedResealing(KeycloakSession session) {
        this.session = session;
        this.seeds = SealedSeeds.of(session);
    }

    static SeedResealing of(KeycloakSession session) {
        return new SeedResealing(session);
    }

    /**
     * Writes the seed anew if it is plain or under an old key, in a transaction of its own. What cannot be written now
     * is tried again at the next use.
     */
    void resealIfOutdated(RealmModel realm, UserModel user, String credentialId) {
        CredentialModel stored = user.credentialManager().getStoredCredentialById(credentialId);
        if (stored == null || !seeds.isOutdated(stored.getSecretData())) {
            return;
        }
        try {
            KeycloakModelUtils.runJobInTransaction(session.getKeycloakSessionFactory(), session.getContext(), own -> {
                RealmModel ownRealm = own.realms().getRealm(realm.getId());
                // Before anything is locked: the cache may have to wait for somebody who waits for the same row.
                UserModel ownUser = own.users().getUserById(ownRealm, user.getId());
                SeedResealing.of(own).reseal(ownRealm, ownUser, credentialId);
            });
        } catch (RuntimeException e) {
            LOG.warnf(
                    "Realm %s: the seed of user %s could not be re-encrypted now: %s",
                    realm.getName(), user.getId(), e.getMessage());
        }
    }

    /** What a sweep has locked is passed over, and with it what it is about to write. */
    private void reseal(RealmModel realm, UserModel user, String credentialId) {
        if (user != null) {
            List<CredentialRow> rows = StoredCredentials.of(session).lockFree(user, credentialId).stream()
                    .toList();
            reseal(realm, rows);
            if (!rows.isEmpty()) {
                // Also where a sweep has written it: the cache has given a value that is outdated.
                StoredCredentials.readAnew(user);
            }
        }
    }

    /**
     * Writes one batch of the realm's outdated seeds anew, in the session's transaction. No user is loaded, and no lock
     * waited for: customers who log in meanwhile are not held up. Keycloak's cache is to be told when all is done.
     *
     * @param afterId the credential's id up to which has been looked; empty at the beginning
     * @throws SeedUnavailableException if there is no keyring
     */
    SweptBatch resealOutdated(RealmModel realm, String afterId, int batch) {
        String currentPrefix = ServerKeyring.of(session).cipher().currentPrefix();
        List<String> outdated = session.getProvider(JpaConnectionProvider.class)
                .getEntityManager()
                .createQuery("""
                select c.id from CredentialEntity c
                where c.user.realmId = :realmId and c.type = :type and c.id > :afterId and c.secretData not like :current escape '!'
                order by c.id""", String.class)
                .setParameter("realmId", realm.getId())
                .setParameter("type", OTPCredentialModel.TYPE)
                .setParameter("afterId", afterId)
                .setParameter("current", "%\"" + currentPrefix.replace("_", "!_") + "%")
                .setMaxResults(batch)
                .getResultList();
        return SweptBatch.of(
                outdated,
                batch,
                reseal(realm, StoredCredentials.of(session).lockFree(CredentialStore.LOCAL, outdated)));
    }

    /** @return how many of the values were outdated and have been written anew, in this session's transaction */
    private int reseal(RealmModel realm, List<CredentialRow> rows) {
        Set<String> plain = rows.stream()
                .filter(row -> !seeds.isSealed(row.secretData()))
                .map(CredentialRow::id)
                .collect(Collectors.toSet());
        // In a realm that has given the service up, a seed that was given back to Keycloak stays so.
        boolean sealPlain = InstitutionSettings.of(realm).enabled();
        int resealed = 0;
        for (CredentialRow row : rows) {
            try {
                if (seeds.isOutdated(row.secretData()) && (sealPlain || !plain.contains(row.id()))) {
                    row.secretData(seeds.resealed(new SeedCipher.Owner(realm.getId(), row.userId()), row.secretData()));
                    resealed++;
                }
            } catch (SeedUnavailableException e) {
                e.failure().count(realm, SeedFailure.Use.SWEEP);
                SeedLog.error(LOG, realm.getName(), "the seed of credential %s cannot be re-encrypted", row.id(), e);
            }
        }
        // A seed that was plain could carry nothing.
        OtpStates.of(session)
                .carry(rows.stream().filter(row -> plain.contains(row.id())).toList());
        return resealed;
    }
}
