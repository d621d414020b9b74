package io.sekisho.credential.otp;

import io.sekisho.credential.carried.CarriedState;
import io.sekisho.credential.seed.SeedFailure;
import java.util.Map;
import java.util.TreeMap;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.keycloak.models.AbstractKeycloakTransaction;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;

/**
 * What became of the OTPs that Keycloak's import has brought, told by the log when the transaction is committed: a line
 * of each kind, however many there were.
 */
public final class ImportReport {

    private static final Logger LOG = Logger.getLogger(ImportReport.class);

    private final String realmName;
    private final Map<String, Integer> unusable = new TreeMap<>();
    private @Nullable String firstUnusable;
    private int takenIn;
    private int lost;
    private int suspended;
    private int bound;
    private int othersTokens;
    private @Nullable String firstOthersToken;

    private ImportReport(String realmName) {
        this.realmName = realmName;
    }

    /** The one of the session's transaction. */
    public static ImportReport of(KeycloakSession session, RealmModel realm) {
        String name = ImportReport.class.getName() + ' ' + realm.getId();
        ImportReport present = session.getAttribute(name, ImportReport.class);
        if (present != null) {
            return present;
        }
        ImportReport report = new ImportReport(realm.getName());
        session.setAttribute(name, report);
        session.getTransactionManager().enlistAfterCompletion(new AbstractKeycloakTransaction() {
            @Override
            protected void commitImpl() {
                session.removeAttribute(name);
                report.tell();
            }

            @Override
            protected void rollbackImpl() {
                session.removeAttribute(name);
            }
        });
        return report;
    }

    void takenIn(CarriedState carried) {
        takenIn++;
        lost += carried.lost() ? 1 : 0;
        suspended += carried.suspension() == null ? 0 : 1;
    }

    void unusable(UserModel user, SeedFailure failure, @Nullable String message) {
        unusable.merge(failure.label(), 1, Integer::sum);
        if (firstUnusable == null) {
            firstUnusable = "user " + user.getId() + ": " + message;
        }
    }

    /** A token of the inventory is its customer's, as the credential has it. */
    public void bound() {
        bound++;
    }

    /** A token is somebody else's by now, lost or retired: no code of the credential is accepted. */
    public void othersToken(UserModel user, String tokenId) {
        othersTokens++;
        if (firstOthersToken == null) {
            firstOthersToken = "token " + tokenId + " of user " + user.getId();
        }
    }

    private void tell() {
        if (takenIn > 0) {
            LOG.infof(
                    "Realm %s: %d encrypted OTPs were imported, %d of lost tokens, %d suspended, %d of tokens of the inventory. What they do not tell begins anew: "
                            + "which codes were used, failures so far, how clocks go, re-displays of the day",
                    realmName, takenIn, lost, suspended, bound);
        }
        if (!unusable.isEmpty()) {
            LOG.errorf(
                    "Realm %s: OTPs were imported that cannot be used here %s, first that of %s",
                    realmName, unusable, firstUnusable);
        }
        if (othersTokens > 0) {
            LOG.warnf(
                    "Realm %s: %d OTPs were imported whose tokens are somebody else's here, lost or retired; no code of them is accepted. The first is %s",
                    realmName, othersTokens, firstOthersToken);
        }
    }
}
