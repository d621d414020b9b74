package io.sekisho.credential.transactionpassword;

import io.sekisho.institution.SekishoServerInfo;
import org.keycloak.models.KeycloakSession;
import org.keycloak.policy.DefaultPasswordPolicyManagerProviderFactory;
import org.keycloak.policy.PasswordPolicyManagerProvider;

/**
 * Makes {@link LoginPasswordPolicy}s, in place of Keycloak's own, which has the same id. Not one more policy of
 * Keycloak's list: a realm would name it, and could not check any login password on a node without it.
 */
public final class LoginPasswordPolicyFactory extends DefaultPasswordPolicyManagerProviderFactory
        implements SekishoServerInfo {

    @Override
    public PasswordPolicyManagerProvider create(KeycloakSession session) {
        return new LoginPasswordPolicy(session);
    }

    /** Above Keycloak's own. */
    @Override
    public int order() {
        return 100;
    }
}
