package io.sekisho.credential.seed;

import jakarta.persistence.EntityManager;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.keycloak.common.util.Time;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;

/**
 * The realms whose seeds are all under the active key, so that nobody has to look at each of them to know it: no index
 * tells.
 *
 * <p>What the service writes is under the active key of its node. So a realm stays swept until somebody has a reason to
 * doubt it: another active key on some node, a seed that an import brings as it is, a time without the service. For
 * what comes past all of us, such as an operator's SQL, it is believed for a day.
 */
public final class SweptRealms {

    private static final Duration BELIEVED = Duration.ofDays(1);

    private final EntityManager em;

    private SweptRealms(EntityManager em) {
        this.em = em;
    }

    public static SweptRealms of(KeycloakSession session) {
        return new SweptRealms(session.getProvider(JpaConnectionProvider.class).getEntityManager());
    }

    /**
     * That all seeds of a realm are under one key.
     *
     * @param activeKey its id
     * @param at        when that was found, in milliseconds of the epoch
     */
    public record Swept(String activeKey, long at) {}

    /**
     * A sweep that goes through a realm's seeds.
     *
     * @param activeKey id of the key under which it writes
     * @param doubts    how many there were when it began
     */
    public record Walk(String realmId, String activeKey, int doubts) {}

    /** By the id of the realm. */
    public Map<String, Swept> all() {
        List<Object[]> rows =
                em.createNamedQuery("sekishoSweptRealms", Object[].class).getResultList();
        return rows.stream()
                .collect(Collectors.toMap(row -> (String) row[0], row -> new Swept((String) row[1], (Long) row[2])));
    }

    /** Begins to go through a realm's seeds; empty if it is known that all are under this key. */
    public Optional<Walk> begin(String realmId, String activeKey) {
        SweptRealmEntity realm = em.find(SweptRealmEntity.class, realmId);
        if (realm == null) {
            realm = new SweptRealmEntity(realmId);
            em.persist(realm);
        }
        boolean swept = activeKey.equals(realm.activeKey())
                && Math.abs(Time.currentTimeMillis() - realm.sweptAt()) < BELIEVED.toMillis();
        return swept ? Optional.empty() : Optional.of(new Walk(realmId, activeKey, realm.doubts()));
    }

    /** Notes that nothing is left under another key, unless somebody has doubted it since the walk began. */
    public void end(Walk walk) {
        em.createNamedQuery("sekishoNoteSweptRealm")
                .setParameter("realmId", walk.realmId())
                .setParameter("activeKey", walk.activeKey())
                .setParameter("now", Time.currentTimeMillis())
                .setParameter("doubts", walk.doubts())
                .executeUpdate();
    }

    /** Has the next sweep go through the realm's seeds again. */
    public void doubt(String realmId) {
        em.createNamedQuery("sekishoDoubtSweptRealm")
                .setParameter("realmId", realmId)
                .executeUpdate();
    }
}
