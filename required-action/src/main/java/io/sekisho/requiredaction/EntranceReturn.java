package io.sekisho.requiredaction;

import io.sekisho.institution.Entrance;
import java.net.URI;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.protocol.oidc.endpoints.AuthorizationEndpoint;
import org.keycloak.services.Urls;
import org.keycloak.services.util.AuthenticationFlowURLHelper;
import org.keycloak.sessions.AuthenticationSessionModel;

/**
 * ログイン画面に戻る: where a walk that began at the login page leads back to.
 *
 * <p>It is the login itself, as it stands. Keycloak's address that restarts one would drop what client policies have
 * decided at its authorisation request (CVE-2026-94218), and a new request cannot be made of everyone: one that was
 * signed or pushed is good for once.
 */
public final class EntranceReturn {

    private EntranceReturn() {}

    /**
     * The login page that the customer came from, if it is still open in this browser; else the status page, which asks
     * for a login.
     */
    public static URI of(KeycloakSession session, AuthenticationSessionModel authenticationSession) {
        RealmModel realm = authenticationSession.getRealm();
        String tabId = parameter(authenticationSession, Entrance.BACK_TAB_PARAMETER);
        String clientId = parameter(authenticationSession, Entrance.BACK_CLIENT_PARAMETER);
        ClientModel client = clientId == null ? null : realm.getClientByClientId(clientId);
        AuthenticationSessionModel before = client == null || tabId == null
                ? null
                : authenticationSession.getParentSession().getAuthenticationSession(client, tabId);
        return before == null
                ? Urls.realmBase(session.getContext().getUri().getBaseUri())
                        .path("{realm}")
                        .path("otp-service")
                        .build(realm.getName())
                : new AuthenticationFlowURLHelper(
                                session, realm, session.getContext().getUri())
                        .getLastExecutionUrl(before);
    }

    /** Of the authorisation request; null if it was not there. */
    public static String parameter(AuthenticationSessionModel authenticationSession, String name) {
        return authenticationSession.getClientNote(
                AuthorizationEndpoint.LOGIN_SESSION_NOTE_ADDITIONAL_REQ_PARAMS_PREFIX + name);
    }
}
