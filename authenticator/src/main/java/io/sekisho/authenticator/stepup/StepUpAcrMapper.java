package io.sekisho.authenticator.stepup;

import io.sekisho.institution.InstitutionSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.keycloak.OAuth2Constants;
import org.keycloak.authentication.authenticators.util.LoAUtil;
import org.keycloak.models.AuthenticatedClientSessionModel;
import org.keycloak.models.ClientModel;
import org.keycloak.models.ClientSessionContext;
import org.keycloak.models.Constants;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.ProtocolMapperModel;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserSessionModel;
import org.keycloak.protocol.oidc.OIDCLoginProtocol;
import org.keycloak.protocol.oidc.mappers.AcrProtocolMapper;
import org.keycloak.protocol.oidc.utils.AcrUtils;
import org.keycloak.representations.IDToken;

/**
 * Takes the place of Keycloak's mapper of the same id, which every realm has in its client scope {@code acr}, and says
 * no more than was proved for the login that a token comes from. Two things differ:
 *
 * <ul>
 * <li>The claim names the level that was reached, and not a lower one that was asked for: an OTP is no transaction
 * password.
 * <li>A level that holds for one login only (maximum age 0) is claimed for the authorization code of that login.
 * Keycloak keeps the level by session and application; a code that waits while another login steps up, a refresh of an
 * older token and an introspection would claim it as well. They get the highest level that lasts.
 * </ul>
 *
 * <p>Realms without the service, and those without names for levels, are left to Keycloak's own code.
 */
public final class StepUpAcrMapper extends AcrProtocolMapper {

    /** Above Keycloak's own. */
    private static final int ORDER = 1;

    @Override
    public int order() {
        return ORDER;
    }

    @Override
    protected void setClaim(
            IDToken token,
            ProtocolMapperModel mapper,
            UserSessionModel userSession,
            KeycloakSession session,
            ClientSessionContext context) {
        AuthenticatedClientSessionModel clientSession = context.getClientSession();
        Map<String, Integer> levels = AcrUtils.getAcrLoaMap(clientSession.getClient());
        int level = LoAUtil.getCurrentLevelOfAuthentication(clientSession);
        if (level < Constants.MINIMUM_LOA
                || levels.isEmpty()
                || !InstitutionSettings.of(userSession.getRealm()).enabled()) {
            super.setClaim(token, mapper, userSession, session, context);
            return;
        }
        if (!ofThisLogin(context)) {
            level = Acr.lasting(
                    level,
                    LoAUtil.getLoaMaxAgesConfiguredInRealmFlow(
                            userSession.getRealm(), browserFlow(userSession.getRealm(), clientSession.getClient())));
        }
        token.setAcr(Acr.of(level, levels, requested(clientSession)));
    }

    /**
     * Whether the token answers the login that the client session speaks of: the last one of this session at this
     * application.
     */
    private static boolean ofThisLogin(ClientSessionContext context) {
        String grant = context.getAttribute(Constants.GRANT_TYPE, String.class);
        String nonce = context.getAttribute(OIDCLoginProtocol.NONCE_PARAM, String.class);
        if (nonce == null) {
            // An application that sends no nonce cannot tell one answer from another anyway.
            return OAuth2Constants.AUTHORIZATION_CODE.equals(grant);
        }
        // Without a grant, the authorization endpoint itself is at work.
        return (grant == null || OAuth2Constants.AUTHORIZATION_CODE.equals(grant))
                && nonce.equals(context.getClientSession().getNote(OIDCLoginProtocol.NONCE_PARAM));
    }

    private static String browserFlow(RealmModel realm, ClientModel client) {
        String ownFlow = client.getAuthenticationFlowBindingOverride("browser");
        return ownFlow == null ? realm.getBrowserFlow().getId() : ownFlow;
    }

    private static List<String> requested(AuthenticatedClientSessionModel clientSession) {
        String claims = clientSession.getNote(OIDCLoginProtocol.CLAIMS_PARAM);
        List<String> names = new ArrayList<>(AcrUtils.getRequiredAcrValues(claims));
        names.addAll(AcrUtils.getAcrValues(
                claims, clientSession.getNote(OIDCLoginProtocol.ACR_PARAM), clientSession.getClient()));
        return names;
    }
}
