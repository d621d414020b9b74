package io.sekisho.credential.transactionpassword;

import io.sekisho.institution.InstitutionSettings;
import org.jspecify.annotations.Nullable;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.policy.DefaultPasswordPolicyManagerProvider;
import org.keycloak.policy.PolicyError;

/**
 * What Keycloak asks about every new login password, by whatever way it is set: the realm's own policies and, where the
 * realm has the service, that it is not the customer's transaction password. One would then be as good as both.
 */
final class LoginPasswordPolicy extends DefaultPasswordPolicyManagerProvider {

    private final KeycloakSession session;

    LoginPasswordPolicy(KeycloakSession session) {
        super(session);
        this.session = session;
    }

    @Override
    public @Nullable PolicyError validate(RealmModel realm, UserModel user, String password) {
        PolicyError error = super.validate(realm, user, password);
        if (error != null || !InstitutionSettings.of(realm).enabled()) {
            return error;
        }
        // Last, since the answer is counted.
        return PasswordComparison.of(session).isTransactionPassword(realm, user, password)
                ? new PolicyError("sekishoLoginPasswordSameAsTransaction")
                : null;
    }
}
