package io.sekisho.credential.schema;

import io.sekisho.credential.guard.Factor;
import io.sekisho.credential.otp.OtpStates;
import io.sekisho.credential.stored.CredentialRow;
import io.sekisho.credential.stored.CredentialStore;
import io.sekisho.credential.stored.StoredCredentials;
import io.sekisho.credential.transactionpassword.TransactionPasswords;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jboss.logging.Logger;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.utils.KeycloakModelUtils;

/**
 * Has the credentials of lost tokens and of suspended factors carry that, where a version before us has noted it in our
 * tables alone: once for each realm in a node's life, so that after an upgrade the node that is started last has done
 * it for all.
 */
final class StateCarrying {

    private static final Logger LOG = Logger.getLogger(StateCarrying.class);
    /** Credentials of one transaction. */
    private static final int BATCH = 100;

    private static final String OF_LOST =
            "c.id in (select s.credentialId from OtpStateEntity s where s.realmId = :realmId and s.lost = true)";
    private static final String OF_SUSPENDED = """
            c.user.id in (select a.userId from AttemptEntity a where a.realmId = :realmId and a.factor = c.type and a.suspendedAt is not null)""";

    private final Set<String> doneRealmIds = new HashSet<>();

    /** Called by one sweep at a time. */
    void carry(KeycloakSessionFactory factory, String realmId) {
        if (doneRealmIds.contains(realmId)) {
            return;
        }
        try {
            boolean complete = carry(
                            factory,
                            realmId,
                            Factor.OTP,
                            OF_LOST,
                            (session, rows) -> OtpStates.of(session).carry(rows))
                    & carry(
                            factory,
                            realmId,
                            Factor.OTP,
                            OF_SUSPENDED,
                            (session, rows) -> OtpStates.of(session).carry(rows))
                    & carry(
                            factory,
                            realmId,
                            Factor.TRANSACTION_PASSWORD,
                            OF_SUSPENDED,
                            (session, rows) -> TransactionPasswords.of(session).carryStates(rows));
            if (complete) {
                doneRealmIds.add(realmId);
            }
        } catch (RuntimeException e) {
            LOG.warn(
                    "Sekisho: not all credentials carry that they are lost or suspended; the next sweep tries again",
                    e);
        }
    }

    /** @return false if somebody held one of them */
    private static boolean carry(
            KeycloakSessionFactory factory,
            String realmId,
            Factor factor,
            String which,
            BiConsumer<KeycloakSession, List<CredentialRow>> carrier) {
        List<String> ids = KeycloakModelUtils.runJobInTransactionWithResult(
                factory,
                session -> session.getProvider(JpaConnectionProvider.class)
                        .getEntityManager()
                        .createQuery(
                                "select c.id from CredentialEntity c where c.type = :type and " + which
                                        + " order by c.id",
                                String.class)
                        .setParameter("type", factor.credentialType())
                        .setParameter("realmId", realmId)
                        .getResultList());
        boolean complete = true;
        for (int first = 0; first < ids.size(); first += BATCH) {
            List<String> batch = ids.subList(first, Math.min(first + BATCH, ids.size()));
            complete &= KeycloakModelUtils.runJobInTransactionWithResult(factory, session -> {
                List<CredentialRow> rows = StoredCredentials.of(session).lockFree(CredentialStore.LOCAL, batch);
                carrier.accept(session, rows);
                return rows.size() == batch.size();
            });
        }
        return complete;
    }
}
