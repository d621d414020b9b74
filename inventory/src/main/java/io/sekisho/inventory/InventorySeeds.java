package io.sekisho.inventory;

import io.sekisho.credential.otp.ServerKeyring;
import io.sekisho.credential.seed.SealedStore;
import io.sekisho.credential.seed.SeedCipher;
import io.sekisho.credential.seed.SeedFailure;
import io.sekisho.credential.seed.SeedLog;
import io.sekisho.credential.seed.SeedUnavailableException;
import io.sekisho.credential.seed.SweptBatch;
import jakarta.persistence.TypedQuery;
import java.util.List;
import org.hibernate.LockMode;
import org.hibernate.query.SelectionQuery;
import org.jboss.logging.Logger;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;

/** Where the seeds of the inventory lie, and what writes those anew that are under an old key. */
public final class InventorySeeds {

    public static final SealedStore STORE = new SealedStore(
            "token",
            "TokenEntity t where t.realmId = :realmId",
            "t.seed",
            "",
            new SealedStore.Sweep("seeds of %d tokens", InventorySeeds::sweep));

    private static final Logger LOG = Logger.getLogger(InventorySeeds.class);

    private InventorySeeds() {}

    /**
     * Tokens that another transaction has locked are left to the next sweep: whoever binds one has locked another
     * before, perhaps, and would wait for this.
     */
    private static SweptBatch sweep(KeycloakSession session, RealmModel realm, String afterId, int size) {
        SeedCipher cipher = ServerKeyring.of(session).cipher();
        TypedQuery<TokenEntity> query = session.getProvider(JpaConnectionProvider.class)
                .getEntityManager()
                .createNamedQuery("sekishoOutdatedTokenSeeds", TokenEntity.class)
                .setParameter("realmId", realm.getId())
                .setParameter("afterId", afterId)
                .setParameter("current", cipher.currentPrefix().replace("_", "!_") + "%")
                .setMaxResults(size);
        query.unwrap(SelectionQuery.class).setHibernateLockMode(LockMode.UPGRADE_SKIPLOCKED);
        List<TokenEntity> outdated = query.getResultList();
        int resealed = 0;
        for (TokenEntity token : outdated) {
            SeedCipher.Owner owner = SeedCipher.Owner.token(realm.getId(), token.tokenId());
            try {
                token.seed(cipher.seal(cipher.open(token.seed(), owner), owner));
                resealed++;
            } catch (SeedUnavailableException e) {
                e.failure().count(realm, SeedFailure.Use.SWEEP);
                SeedLog.error(LOG, realm.getName(), "the seed of token %s cannot be re-encrypted", token.tokenId(), e);
            }
        }
        return SweptBatch.of(outdated.stream().map(TokenEntity::tokenId).toList(), size, resealed);
    }
}
