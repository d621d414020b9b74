package io.sekisho.requiredaction;

import java.net.URI;

import io.sekisho.institution.Entrance;
import jakarta.ws.rs.core.UriBuilder;
import org.keycloak.models.ClientModel;
import org.keycloak.models.Constants;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.protocol.oidc.endpoints.AuthorizationEndpoint;
import org.keycloak.services.Urls;
import org.keycloak.services.resources.LoginActionsService;
import org.keycloak.sessions.AuthenticationSessionModel;

/** ログイン画面に戻る: where a walk that began at the login page leads back to. */
public final class EntranceReturn {

    private EntranceReturn() {
    }

    /** The login page that the customer came from, if it is still open in this browser; else the status page, which asks for a login. */
    public static URI of(KeycloakSession session, AuthenticationSessionModel authenticationSession) {
        RealmModel realm = authenticationSession.getRealm();
        URI base = session.getContext().getUri().getBaseUri();
        String tabId = parameter(authenticationSession, Entrance.BACK_TAB_PARAMETER);
        String clientId = parameter(authenticationSession, Entrance.BACK_CLIENT_PARAMETER);
        ClientModel client = clientId == null ? null : realm.getClientByClientId(clientId);
        AuthenticationSessionModel before = client == null || tabId == null ? null : authenticationSession.getParentSession().getAuthenticationSession(client, tabId);
        return before == null
                ? Urls.realmBase(base).path("{realm}").path("otp-service").build(realm.getName())
                : UriBuilder.fromUri(Urls.loginActionsBase(base).build(realm.getName())).path(LoginActionsService.RESTART_PATH)
                        .queryParam(Constants.CLIENT_ID, "{client}").queryParam(Constants.TAB_ID, "{tab}")
                        // The login page may be one of somebody who is logged in and asked once more: that session is to stay.
                        .queryParam(Constants.SKIP_LOGOUT, true).build(clientId, tabId);
    }

    /** Of the authorisation request; null if it was not there. */
    public static String parameter(AuthenticationSessionModel authenticationSession, String name) {
        return authenticationSession.getClientNote(AuthorizationEndpoint.LOGIN_SESSION_NOTE_ADDITIONAL_REQ_PARAMS_PREFIX + name);
    }
}
