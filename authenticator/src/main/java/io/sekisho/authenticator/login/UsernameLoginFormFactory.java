package io.sekisho.authenticator.login;

import io.sekisho.institution.InstitutionSettings;
import io.sekisho.institution.SekishoServerInfo;
import org.keycloak.authentication.Authenticator;
import org.keycloak.authentication.authenticators.browser.UsernameFormFactory;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;

/** Takes the place of Keycloak's factory of the same id; a realm without the service has Keycloak's own form. */
public final class UsernameLoginFormFactory extends UsernameFormFactory implements SekishoServerInfo {

    @Override
    public Authenticator create(KeycloakSession session) {
        RealmModel realm = session.getContext().getRealm();
        return realm != null && InstitutionSettings.of(realm).enabled()
                ? new UsernameLoginForm(session)
                : super.create(session);
    }

    /** Above Keycloak's own, which has the same id. */
    @Override
    public int order() {
        return 100;
    }
}
