package io.sekisho.admin;

import io.sekisho.admin.CompanyStartProgress.State;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.persistence.TypedQuery;
import java.util.List;
import java.util.Optional;
import org.hibernate.LockMode;
import org.hibernate.query.SelectionQuery;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.jpa.entities.RealmEntity;

/** The table of the starts of companies. Every call works in the transaction of the session given to it. */
final class CompanyStarts {

    private final EntityManager em;

    CompanyStarts(KeycloakSession session) {
        this.em = session.getProvider(JpaConnectionProvider.class).getEntityManager();
    }

    void add(CompanyStartEntity start) {
        em.persist(start);
    }

    /** Empty if it is gone. */
    Optional<CompanyStartEntity> find(String id) {
        return Optional.ofNullable(em.find(CompanyStartEntity.class, id));
    }

    /** The newest start of a company by one of the staff. */
    Optional<CompanyStartEntity> find(String companyId, String adminId) {
        return em.createNamedQuery("sekishoCompanyStart", CompanyStartEntity.class)
                .setParameter("companyId", companyId)
                .setParameter("adminId", adminId)
                .getResultStream()
                .findFirst();
    }

    /**
     * Locks those that no node goes on with any more. What another node has locked is passed over.
     *
     * @param farthest no lease ends later, so what does was written by a clock that has been set back since
     */
    List<CompanyStartEntity> lockLapsed(long now, long farthest) {
        TypedQuery<CompanyStartEntity> query = em.createNamedQuery(
                        "sekishoLapsedCompanyStarts", CompanyStartEntity.class)
                .setParameter("running", State.RUNNING)
                .setParameter("now", now)
                .setParameter("farthest", farthest);
        query.unwrap(SelectionQuery.class).setHibernateLockMode(LockMode.UPGRADE_SKIPLOCKED);
        return query.getResultList();
    }

    /**
     * Keeps the realm until the transaction ends. Keycloak locks it first when it deletes it: so neither waits for
     * users whom the other one has locked.
     *
     * @return whether it is there
     */
    boolean holdRealm(String realmId) {
        return em.find(RealmEntity.class, realmId, LockModeType.PESSIMISTIC_READ) != null;
    }

    void removeOutlived(long before) {
        em.createNamedQuery("sekishoDeleteOutlivedCompanyStarts")
                .setParameter("running", State.RUNNING)
                .setParameter("before", before)
                .executeUpdate();
    }

    void removeOfRealm(String realmId) {
        em.createNamedQuery("sekishoDeleteCompanyStartsByRealm")
                .setParameter("realmId", realmId)
                .executeUpdate();
    }
}
