package io.sekisho.account.otpservice;

import io.sekisho.account.CustomerPages;
import io.sekisho.institution.LoginReset;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;
import org.keycloak.authentication.AuthenticationProcessor;
import org.keycloak.events.EventBuilder;
import org.keycloak.events.EventType;
import org.keycloak.models.ClientModel;
import org.keycloak.models.Constants;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserSessionModel;
import org.keycloak.protocol.AuthorizationEndpointBase;
import org.keycloak.services.managers.AuthenticationManager;
import org.keycloak.services.managers.AuthenticationSessionManager;
import org.keycloak.services.resources.LoginActionsService;
import org.keycloak.services.util.AuthenticationFlowURLHelper;
import org.keycloak.sessions.AuthenticationSessionModel;

/**
 * Where the pages of a login lead to for it to begin anew, perhaps with another customer: as Keycloak's own address for
 * that, and like it in every realm, but that it {@linkplain LoginReset keeps} what client policies have decided.
 */
public final class LoginRestartResource {

    private final KeycloakSession session;

    LoginRestartResource(KeycloakSession session) {
        this.session = session;
    }

    /**
     * @param clientId of the login
     * @param tabId of the same; it must be one of this browser
     */
    @GET
    public Response restart(
            @QueryParam(Constants.CLIENT_ID) String clientId, @QueryParam(Constants.TAB_ID) String tabId) {
        RealmModel realm = session.getContext().getRealm();
        AuthenticationSessionManager sessions = new AuthenticationSessionManager(session);
        ClientModel client = clientId == null ? null : realm.getClientByClientId(clientId);
        AuthenticationSessionModel login =
                client == null || tabId == null ? null : sessions.getCurrentAuthenticationSession(realm, client, tabId);
        if (login == null) {
            return Response.seeOther(new CustomerPages(session).serviceUri()).build();
        }
        new EventBuilder(realm, session, session.getContext().getConnection())
                .event(EventType.RESTART_AUTHENTICATION)
                .client(client)
                .user(login.getAuthenticatedUser())
                .success();
        LoginReset reset = LoginReset.of(login);
        UserSessionModel loggedIn = sessions.getUserSession(login);
        if (loggedIn != null) {
            // Somebody who was logged in already and was asked once more: whoever restarts that is logged out.
            AuthenticationManager.backchannelLogout(session, loggedIn, false);
            login = AuthenticationProcessor.recreate(session, login);
        }
        String flowPath = login.getClientNote(AuthorizationEndpointBase.APP_INITIATED_FLOW);
        reset.apply(login, flowPath == null ? LoginActionsService.AUTHENTICATE_PATH : flowPath);
        return Response.seeOther(new AuthenticationFlowURLHelper(
                                session, realm, session.getContext().getUri())
                        .getLastExecutionUrl(login))
                .build();
    }
}
