package io.sekisho.account.otpservice;

import io.sekisho.account.CustomerPages;
import io.sekisho.institution.Entrance;
import io.sekisho.inventory.TokenInventory;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriBuilder;
import org.keycloak.OAuth2Constants;
import org.keycloak.models.AuthenticationFlowBindings;
import org.keycloak.models.ClientModel;
import org.keycloak.models.Constants;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.protocol.oidc.OIDCLoginProtocol;
import org.keycloak.protocol.oidc.OIDCLoginProtocolService;
import org.keycloak.protocol.oidc.utils.OIDCResponseType;
import org.keycloak.services.ErrorPage;

/**
 * Where a link below the form of the login page leads to: to the flow of the client {@link Entrance#CLIENT_ID}, with
 * the walk and the way back. Nothing of it decides anything: the flow is the client's, and the walk asks for its own
 * proofs.
 */
public final class EntranceResource {

    private final KeycloakSession session;
    private final Entrance entrance;

    EntranceResource(KeycloakSession session, Entrance entrance) {
        this.session = session;
        this.entrance = entrance;
    }

    /**
     * @param clientId of the login page that the customer came from, or null
     * @param tabId of the same
     */
    @GET
    public Response enter(
            @QueryParam(Constants.CLIENT_ID) String clientId, @QueryParam(Constants.TAB_ID) String tabId) {
        RealmModel realm = session.getContext().getRealm();
        ClientModel client = realm.getClientByClientId(Entrance.CLIENT_ID);
        // Without a flow of its own the client would have the realm's login.
        if (!TokenInventory.offered(realm)
                || client == null
                || !client.isEnabled()
                || client.getAuthenticationFlowBindingOverride(AuthenticationFlowBindings.BROWSER_BINDING) == null) {
            return ErrorPage.error(session, null, Response.Status.NOT_FOUND, "sekishoEntranceNotOffered");
        }
        UriBuilder login = OIDCLoginProtocolService.authUrl(session.getContext().getUri())
                .queryParam(OIDCLoginProtocol.CLIENT_ID_PARAM, Entrance.CLIENT_ID)
                .queryParam(OIDCLoginProtocol.REDIRECT_URI_PARAM, "{redirect}")
                .queryParam(OIDCLoginProtocol.RESPONSE_TYPE_PARAM, OIDCResponseType.NONE)
                .queryParam(OIDCLoginProtocol.SCOPE_PARAM, OAuth2Constants.SCOPE_OPENID)
                .queryParam(Entrance.WALK_PARAMETER, entrance.path());
        if (clientId != null && tabId != null) {
            return Response.seeOther(login.queryParam(Entrance.BACK_CLIENT_PARAMETER, "{client}")
                            .queryParam(Entrance.BACK_TAB_PARAMETER, "{tab}")
                            .build(realm.getName(), new CustomerPages(session).serviceUri(), clientId, tabId))
                    .build();
        }
        return Response.seeOther(login.build(realm.getName(), new CustomerPages(session).serviceUri()))
                .build();
    }
}
