package io.sekisho.credential.stored;

import jakarta.persistence.EntityManager;
import java.util.Optional;
import java.util.function.Function;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.utils.KeycloakModelUtils;

/**
 * What the database holds of a user until the transaction at hand is committed: how it was before a change that
 * Keycloak tells of only when it is made.
 */
public final class CommittedUser {

    private final KeycloakSession session;
    private final String userId;

    private CommittedUser(KeycloakSession session, String userId) {
        this.session = session;
        this.userId = userId;
    }

    /** @param userId Keycloak's id, of a user of Keycloak's own database */
    public static CommittedUser of(KeycloakSession session, String userId) {
        return new CommittedUser(session, userId);
    }

    /** The mail address; empty if there is none. */
    public Optional<String> email() {
        return before(
                database -> database.createQuery("select u.email from UserEntity u where u.id = :id", String.class)
                        .setParameter("id", userId)
                        .getResultStream()
                        .filter(email -> email != null && !email.isBlank())
                        .findFirst());
    }

    /** The type of one of the user's credentials, such as {@code otp}; empty if there is no such credential. */
    public Optional<String> credentialType(String credentialId) {
        return before(database -> database.createQuery(
                        "select c.type from CredentialEntity c where c.id = :id and c.user.id = :userId", String.class)
                .setParameter("id", credentialId)
                .setParameter("userId", userId)
                .getResultStream()
                .findFirst());
    }

    /** In a transaction of its own, which does not see what the one at hand has written. */
    private <T> T before(Function<EntityManager, T> question) {
        return KeycloakModelUtils.runJobInTransactionWithResult(
                session.getKeycloakSessionFactory(),
                own -> question.apply(
                        own.getProvider(JpaConnectionProvider.class).getEntityManager()));
    }
}
