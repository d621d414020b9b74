package io.sekisho.credential.token;

import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.keycloak.credential.CredentialModel;
import org.keycloak.credential.hash.PasswordHashProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.PasswordPolicy;
import org.keycloak.models.RealmModel;
import org.keycloak.models.credential.PasswordCredentialModel;

/** 利用開始パスワード: chosen by the customer on the PC, typed once in the app, and forgotten. */
public final class StartPassword {

    public static final int MIN_LENGTH = 4;
    public static final int MAX_LENGTH = 8;

    private static final Pattern HALF_WIDTH_DIGITS = Pattern.compile("[0-9]*");

    private final KeycloakSession session;

    private StartPassword(KeycloakSession session) {
        this.session = session;
    }

    static StartPassword of(KeycloakSession session) {
        return new StartPassword(session);
    }

    /** Why a start password is refused. */
    public enum Violation {
        MISSING,
        NOT_DIGITS,
        TOO_SHORT,
        TOO_LONG
    }

    /** @param password as typed, or null */
    public static Optional<Violation> violation(@Nullable String password) {
        if (password == null || password.isEmpty()) {
            return Optional.of(Violation.MISSING);
        }
        if (!HALF_WIDTH_DIGITS.matcher(password).matches()) {
            return Optional.of(Violation.NOT_DIGITS);
        }
        if (password.length() < MIN_LENGTH) {
            return Optional.of(Violation.TOO_SHORT);
        }
        return password.length() > MAX_LENGTH ? Optional.of(Violation.TOO_LONG) : Optional.empty();
    }

    /**
     * As it is stored.
     *
     * @param credentialData algorithm and parameters
     * @param secretData hash and salt
     */
    record Hash(String credentialData, String secretData) {

        private PasswordCredentialModel model() {
            CredentialModel stored = new CredentialModel();
            stored.setType(PasswordCredentialModel.TYPE);
            stored.setCredentialData(credentialData);
            stored.setSecretData(secretData);
            return PasswordCredentialModel.createFromCredentialModel(stored);
        }
    }

    /** Hashed like the realm's login passwords. */
    Hash hash(RealmModel realm, String password) {
        PasswordPolicy policy = realm.getPasswordPolicy();
        PasswordCredentialModel hashed = provider(policy == null ? null : policy.getHashAlgorithm())
                .encodedCredential(password, policy == null ? -1 : policy.getHashIterations());
        return new Hash(hashed.getCredentialData(), hashed.getSecretData());
    }

    /**
     * One hash, compared in constant time.
     *
     * @param hash null where there is nothing to compare with: the same time is spent, so that it does not tell
     */
    boolean matches(RealmModel realm, @Nullable Hash hash, String password) {
        if (hash == null) {
            hash(realm, password);
            return false;
        }
        PasswordCredentialModel model = hash.model();
        return provider(model.getPasswordCredentialData().getAlgorithm()).verify(password, model);
    }

    private PasswordHashProvider provider(@Nullable String algorithm) {
        PasswordHashProvider provider =
                algorithm == null ? null : session.getProvider(PasswordHashProvider.class, algorithm);
        return provider == null ? session.getProvider(PasswordHashProvider.class) : provider;
    }
}
