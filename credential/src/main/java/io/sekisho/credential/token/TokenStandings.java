package io.sekisho.credential.token;

import io.sekisho.credential.guard.AttemptState;
import io.sekisho.credential.guard.Factor;
import jakarta.persistence.EntityManager;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.keycloak.common.util.Time;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.credential.OTPCredentialModel;

/** How the tokens of many customers stand: one query for each table, however many customers a page has. */
public final class TokenStandings {

    private final KeycloakSession session;

    private TokenStandings(KeycloakSession session) {
        this.session = session;
    }

    public static TokenStandings of(KeycloakSession session) {
        return new TokenStandings(session);
    }

    /**
     * How one customer's token stands.
     *
     * @param userId Keycloak's id, of a user of Keycloak's own database
     */
    public TokenStanding find(String userId) {
        return Objects.requireNonNull(find(List.of(userId)).get(userId), "found for each");
    }

    /**
     * How they stand, by Keycloak's id of the user. Asks the database, not Keycloak's cache of users.
     *
     * @param userIds of users of Keycloak's own database, as many as one page holds
     */
    public Map<String, TokenStanding> find(Collection<String> userIds) {
        if (userIds.isEmpty()) {
            return Map.of();
        }
        Map<String, Long> suspended = new HashMap<>();
        Map<String, Integer> failures = new HashMap<>();
        for (Object[] row : rows(
                "select a.userId, a.suspendedAt, a.failuresInAll from AttemptEntity a where a.userId in :ids and a.factor = '"
                        + Factor.OTP.credentialType() + "'",
                userIds)) {
            suspended.put((String) row[0], (Long) row[1]);
            failures.put((String) row[0], (Integer) row[2]);
        }
        // Before the credentials: a confirmation makes one of the other, and whoever looks in that moment sees both,
        // not neither.
        Map<String, Long> issued = new HashMap<>();
        long now = Time.currentTimeMillis();
        for (Object[] row : rows(
                "select i.userId, i.issuedAt, i.expiresAt from TokenIssueEntity i where i.userId in :ids and i.seed is not null",
                userIds)) {
            if ((Long) row[2] > now) {
                issued.put((String) row[0], (Long) row[1]);
            }
        }
        Map<String, Long> enrolled = new HashMap<>();
        for (Object[] row : rows(
                "select c.user.id, min(c.createdDate) from CredentialEntity c where c.user.id in :ids and c.type = '"
                        + OTPCredentialModel.TYPE + "' group by c.user.id",
                userIds)) {
            enrolled.put((String) row[0], row[1] == null ? Long.valueOf(TokenStanding.UNKNOWN) : (Long) row[1]);
        }
        Map<String, Long> started = new HashMap<>();
        for (Object[] row :
                rows("select h.userId, h.startedAt from TokenHolderEntity h where h.userId in :ids", userIds)) {
            started.put((String) row[0], (Long) row[1]);
        }
        Map<String, TokenStanding> standings = new HashMap<>();
        for (String id : userIds) {
            standings.put(
                    id,
                    TokenStanding.of(
                            suspended.get(id),
                            failures.getOrDefault(id, 0) >= AttemptState.MAX_FAILURES_IN_ALL,
                            enrolled.get(id),
                            issued.get(id),
                            started.get(id)));
        }
        return standings;
    }

    private List<Object[]> rows(String query, Collection<String> userIds) {
        EntityManager em = session.getProvider(JpaConnectionProvider.class).getEntityManager();
        return em.createQuery(query, Object[].class)
                .setParameter("ids", userIds)
                .getResultList();
    }
}
