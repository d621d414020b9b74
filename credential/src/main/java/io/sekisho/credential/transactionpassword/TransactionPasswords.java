package io.sekisho.credential.transactionpassword;

import java.util.Optional;
import java.util.stream.Stream;

import io.sekisho.credential.guard.AttemptGuard;
import io.sekisho.credential.guard.Factor;
import io.sekisho.credential.guard.Verification;
import io.sekisho.credential.stored.StoredCredentials;
import io.sekisho.credential.transactionpassword.TransactionPasswordPolicy.Violation;
import io.sekisho.institution.InstitutionSettings;
import org.jboss.logging.Logger;
import org.keycloak.common.util.Time;
import org.keycloak.credential.CredentialModel;
import org.keycloak.credential.hash.PasswordHashProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.PasswordPolicy;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.cache.CachedUserModel;
import org.keycloak.models.credential.PasswordCredentialModel;

/** The transaction passwords of a realm's customers: set, changed, reset and checked. */
public final class TransactionPasswords {

    private static final Logger LOG = Logger.getLogger(TransactionPasswords.class);

    private final KeycloakSession session;
    private final AttemptGuard guard;

    public TransactionPasswords(KeycloakSession session) {
        this.session = session;
        this.guard = new AttemptGuard(session);
    }

    public Optional<TransactionPasswordCredentialModel> find(UserModel user) {
        return user.credentialManager().getStoredCredentialsByTypeStream(TransactionPasswordCredentialModel.TYPE).findFirst()
                .map(TransactionPasswordCredentialModel::of);
    }

    public boolean isSet(UserModel user) {
        return find(user).isPresent();
    }

    /** Whether the staff have set one that the customer has yet to change. */
    public boolean isTemporary(UserModel user) {
        return find(user).map(TransactionPasswordCredentialModel::temporary).orElse(false);
    }

    /**
     * Names the present one, so that a proof that was given with it dies with it; empty if there is none. Asks the database; a user cache
     * that has another one is told, so that whatever is asked of this customer next is asked of the same.
     */
    public String version(UserModel user) {
        String version = new StoredCredentials(session).versions(user, TransactionPasswordCredentialModel.TYPE).stream().findFirst().orElse("");
        if (user instanceof CachedUserModel cached && !version.equals(find(user).map(StoredCredentials::version).orElse(""))) {
            cached.invalidate();
        }
        return version;
    }

    /**
     * Checks a transaction password under the guard: one hash, or none if the factor is suspended.
     *
     * @param input as typed
     */
    public Verification verify(RealmModel realm, UserModel user, String input) {
        if (input == null || input.isEmpty() || input.length() > 4 * InstitutionSettings.of(realm).transactionPasswordMaxLength()) {
            return new Verification.Malformed();
        }
        return guard.attempt(realm, user, Factor.TRANSACTION_PASSWORD, (guardSession, guardRealm, guardUser) ->
                new TransactionPasswords(guardSession).check(guardUser, input));
    }

    /** Only under the guard, or after a proof. One hash; two for a text with characters that nobody sees. @param input as typed */
    Verification check(UserModel user, String input) {
        // Not the one that this node remembers, which may have been reset.
        version(user);
        Optional<TransactionPasswordCredentialModel> credential = find(user);
        if (credential.isEmpty()) {
            return new Verification.Wrong();
        }
        PasswordHashProvider hash = session.getProvider(PasswordHashProvider.class, credential.get().algorithm());
        if (hash == null) {
            LOG.errorf("No hash provider %s for the transaction password of user %s", credential.get().algorithm(), user.getId());
            return new Verification.Unavailable();
        }
        boolean matches = TransactionPasswordPolicy.forms(input).stream().anyMatch(form -> hash.verify(form, credential.get().hash()));
        return matches ? new Verification.Accepted() : new Verification.Wrong();
    }

    /** Why the institution would refuse this as the customer's new transaction password. */
    public Optional<Violation> violation(RealmModel realm, UserModel user, String input) {
        InstitutionSettings settings = InstitutionSettings.of(realm);
        String password = TransactionPasswordPolicy.normalise(input);
        return new TransactionPasswordPolicy(settings.transactionPasswordMinLength(), settings.transactionPasswordMaxLength())
                .check(password, user.getUsername())
                .or(() -> Stream.of(input, password).distinct().anyMatch(form -> isLoginPassword(user, form)) ? Optional.of(Violation.SAME_AS_LOGIN) : Optional.empty())
                .or(() -> check(user, input).accepted() ? Optional.of(Violation.SAME_AS_OLD) : Optional.empty());
    }

    /** Compared with the stored hash only: a question to a directory would count there as a failed login. */
    private boolean isLoginPassword(UserModel user, String password) {
        return user.credentialManager().getStoredCredentialsByTypeStream(PasswordCredentialModel.TYPE)
                .map(PasswordCredentialModel::createFromCredentialModel)
                .anyMatch(login -> {
                    PasswordHashProvider hash = session.getProvider(PasswordHashProvider.class, login.getPasswordCredentialData().getAlgorithm());
                    return hash != null && hash.verify(password, login);
                });
    }

    /**
     * Sets it, in the caller's transaction; failures of the old one are forgotten, and so is its suspension. To be
     * called after {@link #violation}, and after a proof unless the staff set it.
     *
     * @param temporary whether the customer has to change it before it is of use
     */
    public void set(RealmModel realm, UserModel user, String input, boolean temporary) {
        guard.hold(realm, user, Factor.TRANSACTION_PASSWORD);
        replace(realm, user, input, temporary);
    }

    /**
     * Sets it for a customer who has proved the one of before, in the caller's transaction; see {@link #set}.
     *
     * @param proved the {@link #version} that was proved; empty for a first one
     * @return whether that was still the present one; else nothing has changed
     */
    public boolean change(RealmModel realm, UserModel user, String input, String proved) {
        guard.hold(realm, user, Factor.TRANSACTION_PASSWORD);
        if (!version(user).equals(proved)) {
            return false;
        }
        replace(realm, user, input, false);
        return true;
    }

    /** Only while the guard's row is held. */
    private void replace(RealmModel realm, UserModel user, String input, boolean temporary) {
        // There is one at most, also where several requests set the first one at once.
        Optional<String> present = new StoredCredentials(session).ids(user, TransactionPasswordCredentialModel.TYPE).stream().findFirst();
        store(user, present, hashed(realm, TransactionPasswordPolicy.normalise(input), temporary));
        guard.reset(user, Factor.TRANSACTION_PASSWORD);
    }

    /**
     * Stores what an import brings: hashed already, or plain and hashed here.
     *
     * @throws IllegalStateException if no password could ever be checked against it
     */
    CredentialModel create(RealmModel realm, UserModel user, TransactionPasswordCredentialModel credential) {
        Optional<String> present = find(user).map(CredentialModel::getId);
        if (credential.isPlain()) {
            return store(user, present, hashed(realm, TransactionPasswordPolicy.normalise(credential.plain()), false));
        }
        if (session.getProvider(PasswordHashProvider.class, credential.hash().getPasswordCredentialData().getAlgorithm()) == null) {
            throw new IllegalStateException("a transaction password has an unknown hash algorithm");
        }
        return store(user, present, credential);
    }

    /** @param present id of the one to be replaced */
    private CredentialModel store(UserModel user, Optional<String> present, TransactionPasswordCredentialModel credential) {
        if (credential.getCreatedDate() == null) {
            credential.setCreatedDate(Time.currentTimeMillis());
        }
        if (present.isEmpty()) {
            return user.credentialManager().createStoredCredential(credential);
        }
        credential.setId(present.get());
        new StoredCredentials(session).update(user, credential);
        return credential;
    }

    private TransactionPasswordCredentialModel hashed(RealmModel realm, String password, boolean temporary) {
        PasswordPolicy policy = realm.getPasswordPolicy();
        String algorithm = policy == null ? null : policy.getHashAlgorithm();
        PasswordHashProvider hash = algorithm == null ? null : session.getProvider(PasswordHashProvider.class, algorithm);
        if (hash == null) {
            hash = session.getProvider(PasswordHashProvider.class);
        }
        return TransactionPasswordCredentialModel.hashed(hash.encodedCredential(password, policy == null ? -1 : policy.getHashIterations()), temporary);
    }
}
