package io.sekisho.credential.transactionpassword;

import io.sekisho.credential.carried.CarriedState;
import io.sekisho.credential.guard.AttemptGuard;
import io.sekisho.credential.guard.ChangedBy;
import io.sekisho.credential.guard.Factor;
import io.sekisho.credential.guard.FactorChange;
import io.sekisho.credential.guard.FactorChanged;
import io.sekisho.credential.guard.Verification;
import io.sekisho.credential.stored.CredentialRow;
import io.sekisho.credential.stored.StoredCredentials;
import io.sekisho.credential.transactionpassword.TransactionPasswordPolicy.Violation;
import io.sekisho.institution.FirstTransactionPassword;
import io.sekisho.institution.InstitutionSettings;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.keycloak.common.util.Time;
import org.keycloak.credential.CredentialModel;
import org.keycloak.credential.hash.PasswordHashProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.PasswordPolicy;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.cache.CachedUserModel;
import org.keycloak.models.credential.PasswordCredentialModel;

/**
 * The transaction passwords of a realm's customers: set, changed, reset and checked. {@link PasswordComparison} compares
 * new ones with the customer's other passwords.
 */
public final class TransactionPasswords {

    private static final Logger LOG = Logger.getLogger(TransactionPasswords.class);
    private static final SecureRandom RANDOM = new SecureRandom();

    private final KeycloakSession session;
    private final AttemptGuard guard;

    private TransactionPasswords(KeycloakSession session) {
        this.session = session;
        this.guard = AttemptGuard.of(session);
    }

    public static TransactionPasswords of(KeycloakSession session) {
        return new TransactionPasswords(session);
    }

    public Optional<TransactionPasswordCredentialModel> find(UserModel user) {
        return user.credentialManager()
                .getStoredCredentialsByTypeStream(TransactionPasswordCredentialModel.TYPE)
                .findFirst()
                .map(TransactionPasswordCredentialModel::of);
    }

    public boolean isSet(UserModel user) {
        return find(user).isPresent();
    }

    /** Whether the staff have set one that the customer has yet to change. */
    public boolean isTemporary(UserModel user) {
        return find(user).map(TransactionPasswordCredentialModel::temporary).orElse(false);
    }

    /** What a customer who has none has to prove before he sets the first one. */
    public FirstTransactionPassword.Proof firstProof(RealmModel realm, UserModel user) {
        return InstitutionSettings.of(realm)
                .firstTransactionPassword()
                .proof(
                        user.credentialManager().isConfiguredFor(PasswordCredentialModel.TYPE),
                        user.getEmail() != null && !user.getEmail().isBlank());
    }

    /**
     * Names the present one, so that a proof that was given with it dies with it; empty if there is none. Asks the
     * database; a user cache that has another one is told, so that whatever is asked of this customer next is asked of
     * the same.
     */
    public String version(UserModel user) {
        String version = StoredCredentials.of(session).versions(user, TransactionPasswordCredentialModel.TYPE).stream()
                .findFirst()
                .orElse("");
        if (user instanceof CachedUserModel cached
                && !version.equals(find(user).map(StoredCredentials::version).orElse(""))) {
            cached.invalidate();
        }
        return version;
    }

    /**
     * Checks a transaction password under the guard: one hash, or none if the factor is suspended.
     *
     * @param input as typed
     */
    public Verification verify(RealmModel realm, UserModel user, @Nullable String input) {
        if (input == null
                || input.isEmpty()
                || input.length() > 4 * InstitutionSettings.of(realm).transactionPasswordMaxLength()) {
            return new Verification.Malformed();
        }
        return guard.attempt(realm, user, Factor.TRANSACTION_PASSWORD, (guardSession, guardRealm, guardUser) -> {
            TransactionPasswords own = TransactionPasswords.of(guardSession);
            // Not the one that this node remembers, which may have been reset.
            own.version(guardUser);
            return own.check(guardUser, input);
        });
    }

    /**
     * Only under the guard, or after a proof. One hash; two for a text with characters that nobody sees.
     *
     * @param input as typed
     */
    Verification check(UserModel user, String input) {
        Optional<TransactionPasswordCredentialModel> credential = find(user);
        if (credential.isEmpty()) {
            return new Verification.Wrong();
        }
        PasswordHashProvider hash =
                session.getProvider(PasswordHashProvider.class, credential.get().algorithm());
        if (hash == null) {
            LOG.errorf(
                    "No hash provider %s for the transaction password of user %s",
                    credential.get().algorithm(), user.getId());
            return new Verification.Unavailable();
        }
        boolean matches = TransactionPasswordPolicy.forms(input).stream()
                .anyMatch(form -> hash.verify(form, credential.get().hash()));
        return matches ? new Verification.Accepted() : new Verification.Wrong();
    }

    /**
     * Why the institution would refuse this as the customer's new transaction password, as far as its text alone tells.
     */
    public Optional<Violation> violation(RealmModel realm, UserModel user, String input) {
        return policy(realm).check(TransactionPasswordPolicy.normalise(input), user.getUsername());
    }

    /** One that has no {@link #violation}, by chance: for {@link #reset}. */
    public String newTemporary(RealmModel realm, UserModel user) {
        return TemporaryTransactionPassword.make(policy(realm), user.getUsername(), RANDOM);
    }

    private static TransactionPasswordPolicy policy(RealmModel realm) {
        InstitutionSettings settings = InstitutionSettings.of(realm);
        return new TransactionPasswordPolicy(
                settings.transactionPasswordMinLength(), settings.transactionPasswordMaxLength());
    }

    /**
     * Sets a temporary one, in the staff's transaction; failures of the old one are forgotten, and so is its
     * suspension. To be called after {@link #violation}, and not after a comparison: it is of no use before the
     * customer has replaced it, and an answer would tell the staff the customer's own passwords.
     *
     * @param by who does it
     */
    public void reset(RealmModel realm, UserModel user, String input, ChangedBy by) {
        guard.hold(realm, user, Factor.TRANSACTION_PASSWORD);
        replace(realm, user, input, true);
        FactorChanged.publish(session, realm, user, FactorChange.RESET, by);
    }

    /**
     * Sets it for a customer who has proved the one of before, in the caller's transaction; failures of the old one are
     * forgotten. To be called after {@link #violation} and a comparison.
     *
     * @param proved the {@link #version} that was proved; empty for a first one
     * @param by     who does it
     * @return whether that was still the present one; else nothing has changed
     */
    public boolean change(RealmModel realm, UserModel user, String input, String proved, ChangedBy by) {
        guard.hold(realm, user, Factor.TRANSACTION_PASSWORD);
        if (!version(user).equals(proved)) {
            return false;
        }
        replace(realm, user, input, false);
        FactorChanged.publish(session, realm, user, FactorChange.CHANGED, by);
        return true;
    }

    /** Only while the guard's row is held. */
    private void replace(RealmModel realm, UserModel user, String input, boolean temporary) {
        // There is one at most, also where several requests set the first one at once.
        Optional<String> present =
                StoredCredentials.of(session).ids(user, TransactionPasswordCredentialModel.TYPE).stream()
                        .findFirst();
        store(user, present, hashed(realm, TransactionPasswordPolicy.normalise(input), temporary));
        if (temporary) {
            // The customer has to replace it, on this very day.
            guard.forgetComparisons(user, Factor.TRANSACTION_PASSWORD);
        }
        guard.reset(user, Factor.TRANSACTION_PASSWORD);
    }

    /**
     * Stores what an import brings: hashed already, or plain and hashed here. One that was suspended stays so.
     *
     * @throws IllegalStateException if no password could ever be checked against it
     */
    CredentialModel create(RealmModel realm, UserModel user, TransactionPasswordCredentialModel credential) {
        CarriedState carried = CarriedState.of(credential);
        CredentialModel stored = store(user, find(user).map(CredentialModel::getId), storable(realm, credential));
        guard.takeOver(realm, user, Factor.TRANSACTION_PASSWORD, carried);
        return stored;
    }

    /** Has credentials carry what our tables know of them, with one query for however many. */
    public void carryStates(List<CredentialRow> rows) {
        Map<String, CarriedState.Suspension> suspensions = AttemptGuard.suspensions(
                session,
                Factor.TRANSACTION_PASSWORD,
                rows.stream().map(CredentialRow::userId).toList());
        for (CredentialRow row : rows) {
            CredentialModel stored = row.model();
            row.write(new CarriedState(false, suspensions.get(row.userId()))
                    .and(CarriedState.of(stored))
                    .on(stored));
        }
    }

    private TransactionPasswordCredentialModel storable(
            RealmModel realm, TransactionPasswordCredentialModel credential) {
        if (credential.isPlain()) {
            return hashed(realm, TransactionPasswordPolicy.normalise(credential.plain()), false);
        }
        if (session.getProvider(
                        PasswordHashProvider.class,
                        credential.hash().getPasswordCredentialData().getAlgorithm())
                == null) {
            throw new IllegalStateException("a transaction password has an unknown hash algorithm");
        }
        return credential;
    }

    /** @param present id of the one to be replaced */
    private CredentialModel store(
            UserModel user, Optional<String> present, TransactionPasswordCredentialModel credential) {
        if (credential.getCreatedDate() == null) {
            credential.setCreatedDate(Time.currentTimeMillis());
        }
        if (present.isEmpty()) {
            return user.credentialManager().createStoredCredential(credential);
        }
        credential.setId(present.get());
        StoredCredentials.of(session).update(user, credential);
        return credential;
    }

    private TransactionPasswordCredentialModel hashed(RealmModel realm, String password, boolean temporary) {
        PasswordPolicy policy = realm.getPasswordPolicy();
        String algorithm = policy == null ? null : policy.getHashAlgorithm();
        PasswordHashProvider hash =
                algorithm == null ? null : session.getProvider(PasswordHashProvider.class, algorithm);
        if (hash == null) {
            hash = session.getProvider(PasswordHashProvider.class);
        }
        return TransactionPasswordCredentialModel.hashed(
                hash.encodedCredential(password, policy == null ? -1 : policy.getHashIterations()), temporary);
    }
}
