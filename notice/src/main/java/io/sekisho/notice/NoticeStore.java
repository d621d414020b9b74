package io.sekisho.notice;

import java.util.List;
import java.util.Optional;
import java.util.Set;

import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.persistence.TypedQuery;
import org.hibernate.LockMode;
import org.hibernate.query.SelectionQuery;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;

/** The outbox's table. Every call works in the transaction of the session given to it. */
final class NoticeStore {

    private static final String DUE = "(n.dueAt <= :now or n.dueAt > :farthest)";
    /** While a cluster is upgraded, newer nodes write kinds that this one cannot read: those are for them to send. */
    private static final String KNOWN = "n.kind in :kinds";
    private static final Set<NoticeKind> KINDS = Set.of(NoticeKind.values());

    private final EntityManager em;

    NoticeStore(KeycloakSession session) {
        this.em = session.getProvider(JpaConnectionProvider.class).getEntityManager();
    }

    void add(NoticeEntity notice) {
        em.persist(notice);
    }

    /** {@code null} if it is gone. */
    NoticeEntity find(String id) {
        return em.find(NoticeEntity.class, id);
    }

    void remove(NoticeEntity notice) {
        em.remove(notice);
    }

    /**
     * Ids of the realms that have notices due at {@code now}.
     *
     * @param farthest as in {@link #lockDue}
     */
    List<String> realmsDue(long now, long farthest) {
        return em.createQuery("select distinct n.realmId from NoticeEntity n where n.state in :states and " + KNOWN + " and " + DUE, String.class)
                .setParameter("states", NoticeState.WAITING)
                .setParameter("kinds", KINDS)
                .setParameter("now", now)
                .setParameter("farthest", farthest)
                .getResultList();
    }

    /**
     * Locks the notices of a realm that have been due for longest. Those that another transaction has locked are passed over:
     * two nodes never wait for each other and never get the same notice.
     *
     * @param farthest no wait ends later, so what does was written by a clock that has been set back since
     */
    List<NoticeEntity> lockDue(String realmId, long now, long farthest, int max) {
        TypedQuery<NoticeEntity> query = em.createQuery(
                        "select n from NoticeEntity n where n.realmId = :realm and n.state in :states and " + KNOWN + " and " + DUE
                                + " order by n.dueAt, n.id",
                        NoticeEntity.class)
                .setParameter("realm", realmId)
                .setParameter("kinds", KINDS)
                .setParameter("states", NoticeState.WAITING)
                .setParameter("now", now)
                .setParameter("farthest", farthest)
                .setMaxResults(max);
        query.unwrap(SelectionQuery.class).setHibernateLockMode(LockMode.UPGRADE_SKIPLOCKED);
        return query.getResultList();
    }

    /**
     * Makes due what waits only because the realm's mail server failed, the oldest first, and before everything that is newer.
     *
     * @return how many notices
     */
    int hasten(String realmId) {
        return em.createQuery("update NoticeEntity n set n.dueAt = n.occurredAt where n.realmId = :realm and n.state = :pending and n.dueAt <> n.occurredAt"
                        + " and n.lastError in :reasons")
                .setParameter("realm", realmId)
                .setParameter("pending", NoticeState.PENDING)
                .setParameter("reasons", DeliveryFailure.MAIL_SERVER_REASONS)
                .executeUpdate();
    }

    /** Locks one notice; {@code null} if it is gone. */
    NoticeEntity lock(String id) {
        return em.find(NoticeEntity.class, id, LockModeType.PESSIMISTIC_WRITE);
    }

    /** A page of what has not been sent, the oldest first. */
    List<NoticeEntity> undelivered(String realmId, int first, int max) {
        return undelivered(realmId, "").setFirstResult(first).setMaxResults(max).getResultList();
    }

    /** What has not been sent and comes after one of these, in the same order. */
    List<NoticeEntity> undeliveredAfter(NoticeEntity last, int max) {
        return undelivered(last.getRealmId(), " and (n.occurredAt > :time or n.occurredAt = :time and n.id > :id)")
                .setParameter("time", last.getOccurredAt())
                .setParameter("id", last.getId())
                .setMaxResults(max)
                .getResultList();
    }

    private TypedQuery<NoticeEntity> undelivered(String realmId, String condition) {
        return em.createQuery(
                        "select n from NoticeEntity n where n.realmId = :realm and n.state in :states and " + KNOWN + condition + " order by n.occurredAt, n.id",
                        NoticeEntity.class)
                .setParameter("realm", realmId)
                .setParameter("kinds", KINDS)
                .setParameter("states", NoticeState.UNDELIVERED);
    }

    /** Whose a notice is: read without the notice, which is locked before it is looked at. */
    Optional<String> userOf(String realmId, String id) {
        return em.createQuery("select n.userId from NoticeEntity n where n.id = :id and n.realmId = :realm", String.class)
                .setParameter("id", id)
                .setParameter("realm", realmId)
                .getResultStream().findFirst();
    }

    long countUndelivered(String realmId) {
        return em.createQuery("select count(n) from NoticeEntity n where n.realmId = :realm and n.state in :states and " + KNOWN, Long.class)
                .setParameter("realm", realmId)
                .setParameter("kinds", KINDS)
                .setParameter("states", NoticeState.UNDELIVERED)
                .getSingleResult();
    }

    long countWaiting() {
        return em.createQuery("select count(n) from NoticeEntity n where n.state in :states", Long.class)
                .setParameter("states", NoticeState.WAITING)
                .getSingleResult();
    }

    /** Those that were given up after their last attempt; not those of customers without an address, which were never tried. */
    long countFailed() {
        return em.createQuery("select count(n) from NoticeEntity n where n.state = :state", Long.class)
                .setParameter("state", NoticeState.FAILED)
                .getSingleResult();
    }

    /** When the oldest waiting notice's change was made, milliseconds since the epoch; {@code null} if none waits. */
    Long oldestWaiting() {
        return em.createQuery("select min(n.occurredAt) from NoticeEntity n where n.state in :states", Long.class)
                .setParameter("states", NoticeState.WAITING)
                .getSingleResult();
    }

    void removeOfUser(String realmId, String userId) {
        em.createQuery("delete from NoticeEntity n where n.realmId = :realm and n.userId = :user")
                .setParameter("realm", realmId)
                .setParameter("user", userId)
                .executeUpdate();
    }

    void removeOfRealm(String realmId) {
        em.createQuery("delete from NoticeEntity n where n.realmId = :realm")
                .setParameter("realm", realmId)
                .executeUpdate();
    }

    /** Removes what has been kept for long enough, at most {@code max} rows at a time; says how many it found. */
    int removeOutlived(long now, int max) {
        List<String> ids = em.createQuery("select n.id from NoticeEntity n where n.state in :states and n.dueAt <= :now", String.class)
                .setParameter("states", Set.of(NoticeState.SENT, NoticeState.FAILED, NoticeState.UNDELIVERABLE))
                .setParameter("now", now)
                .setMaxResults(max)
                .getResultList();
        if (!ids.isEmpty()) {
            // The state is asked again: staff may have had a notice put back in the queue in between.
            em.createQuery("delete from NoticeEntity n where n.id in :ids and n.state not in :states")
                    .setParameter("ids", ids)
                    .setParameter("states", NoticeState.WAITING)
                    .executeUpdate();
        }
        return ids.size();
    }
}
