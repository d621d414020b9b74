package io.sekisho.notice;

import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.persistence.TypedQuery;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.hibernate.LockMode;
import org.hibernate.query.SelectionQuery;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;

/** The outbox's table. Every call works in the transaction of the session given to it. */
final class NoticeStore {

    /**
     * While a cluster is upgraded, newer nodes write kinds that this one cannot read: those are for them to send. By
     * name, as Hibernate translates a query with a list of parameters anew each time.
     */
    private static final String KNOWN = Arrays.stream(NoticeKind.values())
            .map(NoticeKind::name)
            .collect(Collectors.joining(", ", "n.kind in (", ")"));

    private static final String BY_DUE_TIME = " order by n.dueAt";

    private final EntityManager em;

    NoticeStore(KeycloakSession session) {
        this(session.getProvider(JpaConnectionProvider.class).getEntityManager());
    }

    NoticeStore(EntityManager em) {
        this.em = em;
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
     * Ids of the realms that have notices due at {@code now}: one look into the index for each realm, however much
     * waits.
     */
    List<String> realmsDue(long now) {
        return em.createQuery(
                        "select r.id from RealmEntity r where exists (select 1 from NoticeEntity n where n.realmId = r.id and n.state = :pending and "
                                + KNOWN + " and n.dueAt <= :now)",
                        String.class)
                .setParameter("pending", NoticeState.PENDING)
                .setParameter("now", now)
                .getResultList();
    }

    /**
     * Locks the notices of a realm that have been due for longest. Those that another transaction has locked are passed
     * over: two nodes never wait for each other and never get the same notice.
     */
    List<NoticeEntity> lockDue(String realmId, long now, int max) {
        return lock(
                NoticeState.PENDING,
                "n.dueAt <= :now and n.realmId = :realm",
                BY_DUE_TIME,
                query -> query.setParameter("now", now).setParameter("realm", realmId),
                max);
    }

    /** Locks notices of a realm that wait and whose change was made at {@code latest} or before. */
    List<NoticeEntity> lockOlder(String realmId, long latest, int max) {
        return lock(
                NoticeState.PENDING,
                "n.occurredAt <= :latest and n.realmId = :realm",
                " order by n.occurredAt",
                query -> query.setParameter("latest", latest).setParameter("realm", realmId),
                max);
    }

    /** Locks notices whose node has not said in time how it went. */
    List<NoticeEntity> lockLapsed(long now, int max) {
        return lock(NoticeState.CLAIMED, "n.dueAt <= :now", BY_DUE_TIME, query -> query.setParameter("now", now), max);
    }

    /**
     * Locks notices that would be put off for longer than any may be: a clock has been set back since.
     *
     * @param state that waits
     */
    List<NoticeEntity> lockAstray(NoticeState state, long farthest, int max) {
        return lock(state, "n.dueAt > :farthest", BY_DUE_TIME, query -> query.setParameter("farthest", farthest), max);
    }

    /**
     * One state, in the order of an index that begins with it: so the database reads what it locks and has nothing to
     * gain from reading more.
     */
    private List<NoticeEntity> lock(
            NoticeState state,
            String condition,
            String order,
            UnaryOperator<TypedQuery<NoticeEntity>> parameters,
            int max) {
        TypedQuery<NoticeEntity> query = parameters
                .apply(em.createQuery(
                        "select n from NoticeEntity n where n.state = :state and " + condition + " and " + KNOWN
                                + order,
                        NoticeEntity.class))
                .setParameter("state", state)
                .setMaxResults(max);
        query.unwrap(SelectionQuery.class).setHibernateLockMode(LockMode.UPGRADE_SKIPLOCKED);
        return query.getResultList();
    }

    /** {@code null} while the realm's mail server takes mail, as far as is known. */
    MailOutageEntity outage(String realmId) {
        return em.find(MailOutageEntity.class, realmId);
    }

    /**
     * Notes that the realm's mail server has failed. Fails if two nodes find this out first at the same moment.
     *
     * @param longestWait between two attempts, in milliseconds
     */
    void noteOutage(String realmId, long now, DeliveryFailure failure, long longestWait) {
        MailOutageEntity outage = em.find(MailOutageEntity.class, realmId, LockModeType.PESSIMISTIC_WRITE);
        if (outage == null) {
            em.persist(new MailOutageEntity(realmId, now, failure));
            em.flush();
        } else {
            outage.failedAgain(now, failure, longestWait);
        }
    }

    /** Has what waits for the realm's mail server wait for it from {@code now} on: somebody has seen to it. */
    void beginOutageAnew(String realmId, long now) {
        MailOutageEntity outage = em.find(MailOutageEntity.class, realmId, LockModeType.PESSIMISTIC_WRITE);
        if (outage != null) {
            outage.beginAnew(now);
        }
    }

    /**
     * Notes that the realm's mail server takes mail again. What was tried meanwhile, once in each rest, is due at once,
     * the oldest first and before everything that is newer; what was not is so anyway.
     *
     * @return whether it was noted to have failed
     */
    boolean endOutage(String realmId, long now) {
        MailOutageEntity outage = em.find(MailOutageEntity.class, realmId, LockModeType.PESSIMISTIC_WRITE);
        if (outage == null) {
            return false;
        }
        em.createQuery(
                        "update NoticeEntity n set n.dueAt = n.occurredAt - case when n.kind in :awaited then :headStart else 0L end"
                                + " where n.realmId = :realm and n.state = :pending and n.dueAt > :since and n.lastError in :reasons")
                .setParameter("awaited", NoticeKind.AWAITED)
                .setParameter("headStart", NoticeEntity.HEAD_START_MILLIS)
                .setParameter("realm", realmId)
                .setParameter("pending", NoticeState.PENDING)
                // All were tried after it; where it is still to come, the clock was set back.
                .setParameter("since", Math.min(outage.getSince(), now))
                .setParameter("reasons", DeliveryFailure.MAIL_SERVER_REASONS)
                .executeUpdate();
        em.remove(outage);
        return true;
    }

    /** Locks one notice; {@code null} if it is gone. */
    NoticeEntity lock(String id) {
        return em.find(NoticeEntity.class, id, LockModeType.PESSIMISTIC_WRITE);
    }

    /** A page of what has not been sent, the oldest first. */
    List<NoticeEntity> undelivered(String realmId, int first, int max) {
        return undelivered(realmId, "", first, max, UnaryOperator.identity());
    }

    /** What has not been sent and comes after one of these, in the same order. */
    List<NoticeEntity> undeliveredAfter(NoticeEntity last, int max) {
        return undelivered(
                last.getRealmId(),
                " and (n.occurredAt > :time or n.occurredAt = :time and n.id > :id)",
                0,
                max,
                query -> query.setParameter("time", last.getOccurredAt()).setParameter("id", last.getId()));
    }

    private List<NoticeEntity> undelivered(
            String realmId, String condition, int first, int max, UnaryOperator<TypedQuery<String>> parameters) {
        // Each state for itself and cut off by itself: the index has each in this order, and what is not shown is
        // neither read nor sorted.
        String each = NoticeState.UNDELIVERED.stream()
                .map(state ->
                        "(select n.id as id, n.occurredAt as occurredAt from NoticeEntity n where n.realmId = :realm and n.state = "
                                + state.name() + " and " + KNOWN + condition
                                + " order by n.occurredAt, n.id limit :upTo)")
                .collect(Collectors.joining(" union all "));
        return parameters
                .apply(em.createQuery("select u.id from (" + each + ") u order by u.occurredAt, u.id", String.class))
                .setParameter("realm", realmId)
                .setParameter("upTo", (int) Math.min(Integer.MAX_VALUE, (long) first + max))
                .setFirstResult(first)
                .setMaxResults(max)
                .getResultStream()
                .map(this::find)
                .filter(Objects::nonNull)
                .toList();
    }

    /** Whose a notice is: read without the notice, which is locked before it is looked at. */
    Optional<String> userOf(String realmId, String id) {
        return em.createQuery(
                        "select n.userId from NoticeEntity n where n.id = :id and n.realmId = :realm", String.class)
                .setParameter("id", id)
                .setParameter("realm", realmId)
                .getResultStream()
                .findFirst();
    }

    /** What the delivery still has to do with, of all realms. */
    Waiting waiting() {
        Object[] row = em.createQuery(
                        "select count(n), min(n.occurredAt) from NoticeEntity n where n.state in :states",
                        Object[].class)
                .setParameter("states", NoticeState.WAITING)
                .getSingleResult();
        return new Waiting((Long) row[0], (Long) row[1]);
    }

    /**
     * @param oldest when the change of the oldest one was made, milliseconds since the epoch; {@code null} if none
     *     waits
     */
    record Waiting(long count, Long oldest) {}

    /**
     * Those that were given up after their last attempt; not those of customers without an address, which were never
     * tried.
     */
    long countFailed() {
        return em.createQuery("select count(n) from NoticeEntity n where n.state = :state", Long.class)
                .setParameter("state", NoticeState.FAILED)
                .getSingleResult();
    }

    void removeOfUser(String realmId, String userId) {
        em.createQuery("delete from NoticeEntity n where n.realmId = :realm and n.userId = :user")
                .setParameter("realm", realmId)
                .setParameter("user", userId)
                .executeUpdate();
    }

    void removeOfRealm(String realmId) {
        for (String entity : List.of("NoticeEntity", "MailOutageEntity")) {
            em.createQuery("delete from " + entity + " e where e.realmId = :realm")
                    .setParameter("realm", realmId)
                    .executeUpdate();
        }
    }

    /** Forgets codes that nobody can use any more, though their mails still wait for a mail server. */
    void forgetExpiredCodes(long now) {
        em.createQuery("update NoticeEntity n set n.facts = null where n.state = :pending and n.kind in :codes"
                        + " and n.occurredAt < :oldest and n.facts is not null")
                .setParameter("pending", NoticeState.PENDING)
                .setParameter("codes", NoticeKind.CODES)
                .setParameter("oldest", now - NoticeKind.CODE_LIFETIME.toMillis())
                .executeUpdate();
    }

    /**
     * Removes what has been kept for long enough in one of the states that nothing more is done with, at most
     * {@code max} rows at a time; says how many it found.
     */
    int removeOutlived(NoticeState state, long now, int max) {
        List<String> ids = em.createQuery(
                        "select n.id from NoticeEntity n where n.state = :state and n.dueAt <= :now order by n.dueAt",
                        String.class)
                .setParameter("state", state)
                .setParameter("now", now)
                .setMaxResults(max)
                .getResultList();
        if (!ids.isEmpty()) {
            // The state is asked again: staff may have had a notice put back in the queue in between.
            em.createQuery("delete from NoticeEntity n where n.id in :ids and n.state = :state")
                    .setParameter("ids", ids)
                    .setParameter("state", state)
                    .executeUpdate();
        }
        return ids.size();
    }
}
