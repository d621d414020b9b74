package io.sekisho.credential.schema;

import jakarta.persistence.EntityManager;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.AbstractKeycloakTransaction;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;

/**
 * Removes, at the end of a transaction, what our tables hold of customers whom it has deleted. Who has come back by
 * then is not gone: an import that overwrites a customer deletes him first and makes him anew with the same id, and
 * would otherwise lift a suspension, make a used code good again, and retire a token.
 */
final class RemovedCustomers extends AbstractKeycloakTransaction {

    private static final String NAME = RemovedCustomers.class.getName();
    /** Ids in one query. */
    private static final int BATCH = 1_000;

    private final KeycloakSession session;
    private final Map<String, RealmModel> realmsByUserId = new LinkedHashMap<>();

    private RemovedCustomers(KeycloakSession session) {
        this.session = session;
    }

    /** The customers whom the session's transaction removes. */
    static RemovedCustomers of(KeycloakSession session) {
        RemovedCustomers present = session.getAttribute(NAME, RemovedCustomers.class);
        if (present != null) {
            return present;
        }
        RemovedCustomers removed = new RemovedCustomers(session);
        session.setAttribute(NAME, removed);
        session.getTransactionManager().enlistPrepare(removed);
        return removed;
    }

    void add(RealmModel realm, String userId) {
        realmsByUserId.put(userId, realm);
    }

    @Override
    protected void commitImpl() {
        session.removeAttribute(NAME);
        EntityManager em = session.getProvider(JpaConnectionProvider.class).getEntityManager();
        Set<String> present = present(em);
        realmsByUserId.forEach((userId, realm) -> {
            if (present.contains(userId)) {
                em.createNamedQuery("sekishoDeleteOtpStatesOfGoneCredentials")
                        .setParameter("userId", userId)
                        .executeUpdate();
            } else {
                for (String rows : List.of("Attempts", "OtpStates", "TokenIssues", "TokenHolders")) {
                    em.createNamedQuery("sekishoDelete" + rows + "ByUser")
                            .setParameter("userId", userId)
                            .executeUpdate();
                }
                session.getKeycloakSessionFactory().publish(new CustomerGone(session, realm, userId));
            }
        });
    }

    private Set<String> present(EntityManager em) {
        List<String> ids = List.copyOf(realmsByUserId.keySet());
        Set<String> present = new HashSet<>();
        for (int first = 0; first < ids.size(); first += BATCH) {
            present.addAll(em.createQuery("select u.id from UserEntity u where u.id in :ids", String.class)
                    .setParameter("ids", ids.subList(first, Math.min(first + BATCH, ids.size())))
                    .getResultList());
        }
        return present;
    }

    @Override
    protected void rollbackImpl() {
        session.removeAttribute(NAME);
    }
}
