package io.sekisho.credential.transactionpassword;

import io.sekisho.credential.guard.AttemptGuard;
import io.sekisho.credential.guard.Factor;
import io.sekisho.credential.guard.Verification;
import io.sekisho.institution.InstitutionSettings;
import java.util.Optional;
import java.util.stream.Stream;
import org.keycloak.credential.hash.PasswordHashProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.credential.PasswordCredentialModel;

/**
 * Compares a new password with those that the customer has: login password and transaction password must differ, and
 * the answers must not tell either to whoever has not proved it.
 */
public final class PasswordComparison {

    /** How many new ones are compared with a login password that was not proved. */
    static final int MAX_COMPARISONS_PER_DAY = 5;

    private final KeycloakSession session;
    private final AttemptGuard guard;

    private PasswordComparison(KeycloakSession session) {
        this.session = session;
        this.guard = AttemptGuard.of(session);
    }

    public static PasswordComparison of(KeycloakSession session) {
        return new PasswordComparison(session);
    }

    /** With which of the customer's passwords a new transaction password must not be the same. */
    public enum Clash {
        /** With the present one. */
        WITH_OLD,
        /** With the login password. */
        WITH_LOGIN,
        /**
         * Not known any more today: so many were compared with the login password that it could be guessed in this way.
         */
        UNCOMPARED
    }

    /**
     * Compares a new transaction password of a customer who has proved the login password: the answer tells nothing
     * new.
     *
     * @return why it is refused
     */
    public Optional<Clash> clash(UserModel user, String input) {
        return clashWithOld(user, input).or(() -> clashWithLogin(user, input));
    }

    /**
     * Compares a new transaction password of a customer who has proved the present one, and not the login password.
     * Each answer, also that there is no clash, is a guess at the login password; Keycloak's brute-force detection
     * would not hold it up, for it forgets what it has counted when the same browser's session is used for another
     * login. So there are a few in a day, counted in the caller's transaction.
     *
     * @return why it is refused
     */
    public Optional<Clash> clashWithinLimit(RealmModel realm, UserModel user, String input) {
        return clashWithOld(user, input).or(() -> {
            if (loginPasswords(user).findAny().isEmpty()) {
                return Optional.empty();
            }
            guard.hold(realm, user, Factor.TRANSACTION_PASSWORD);
            return guard.takeComparison(realm, user, Factor.TRANSACTION_PASSWORD, MAX_COMPARISONS_PER_DAY)
                    ? clashWithLogin(user, input)
                    : Optional.of(Clash.UNCOMPARED);
        });
    }

    private Optional<Clash> clashWithOld(UserModel user, String input) {
        return TransactionPasswords.of(session).check(user, input).accepted()
                ? Optional.of(Clash.WITH_OLD)
                : Optional.empty();
    }

    private Optional<Clash> clashWithLogin(UserModel user, String input) {
        return Stream.of(input, TransactionPasswordPolicy.normalise(input))
                        .distinct()
                        .anyMatch(form -> isLoginPassword(user, form))
                ? Optional.of(Clash.WITH_LOGIN)
                : Optional.empty();
    }

    /** Compared with the stored hash only: a question to a directory would count there as a failed login. */
    private boolean isLoginPassword(UserModel user, String password) {
        return loginPasswords(user).anyMatch(login -> {
            PasswordHashProvider hash = session.getProvider(
                    PasswordHashProvider.class,
                    login.getPasswordCredentialData().getAlgorithm());
            return hash != null && hash.verify(password, login);
        });
    }

    private static Stream<PasswordCredentialModel> loginPasswords(UserModel user) {
        return user.credentialManager()
                .getStoredCredentialsByTypeStream(PasswordCredentialModel.TYPE)
                .map(PasswordCredentialModel::createFromCredentialModel);
    }

    /**
     * Whether a new login password is the customer's transaction password: one hash. Whoever sets login passwords has
     * not proved the transaction password, so an answer is a guess at it, and a wrong one is counted under the guard
     * like any other. Only part of the failures that the institution allows may go in this way, so that nobody's
     * transaction password is suspended by new login passwords; after that they are not compared, until the customer
     * has proved the transaction password again.
     *
     * @param login as typed
     */
    boolean isTransactionPassword(RealmModel realm, UserModel user, String login) {
        if (!TransactionPasswords.of(session).isSet(user) || !comparable(realm, user)) {
            return false;
        }
        Verification verification =
                guard.attempt(realm, user, Factor.TRANSACTION_PASSWORD, (guardSession, guardRealm, guardUser) -> {
                    if (!PasswordComparison.of(guardSession).comparable(guardRealm, guardUser)) {
                        // Other requests have used up what was left a moment ago.
                        return new Verification.Unavailable();
                    }
                    Verification checked = TransactionPasswords.of(guardSession)
                            .check(guardUser, TransactionPasswordPolicy.normalise(login));
                    // A right one was no proof that clears the failures: nobody was asked for it.
                    return checked.accepted() ? new Verification.Inconclusive() : checked;
                });
        return verification instanceof Verification.Inconclusive;
    }

    private boolean comparable(RealmModel realm, UserModel user) {
        return guard.state(user, Factor.TRANSACTION_PASSWORD)
                .leavesHalf(InstitutionSettings.of(realm).maxFailures());
    }
}
