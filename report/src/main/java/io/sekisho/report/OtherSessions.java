package io.sekisho.report;

import io.sekisho.credential.guard.FactorChange;
import io.sekisho.institution.InstitutionSettings;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakContext;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.UserSessionModel;
import org.keycloak.services.managers.AuthenticationManager;
import org.keycloak.sessions.AuthenticationSessionModel;

/**
 * Ends a customer's other logins when a factor has changed, in the transaction of the change: whoever has got in with
 * what was known before is out. The login in which the customer has made the change goes on; a change by anybody else
 * is made in no login of the customer's, so that it ends all of them.
 */
final class OtherSessions {

    private static final Logger LOG = Logger.getLogger(OtherSessions.class);

    private OtherSessions() {}

    /** Whether what opens the account is another from this change on, or nothing any more. */
    static boolean areEndedBy(FactorChange change) {
        return switch (change) {
            case APPLIED, STOPPED, CONFIRMED, BOUND, REPLACED, UNBOUND, LOST, REVOKED, OTP_REVOKED, CHANGED, RESET ->
                true;
            // Nothing is in use yet; the confirmation ends what was there.
            case STARTED, ISSUED, ACTIVATED, VOIDED -> false;
            // The factor is the one of before.
            case REDISPLAYED, REINSTATED, RESYNCED -> false;
            // Whoever guesses must not be able to log customers out.
            case OTP_SUSPENDED, TRANSACTION_PASSWORD_SUSPENDED -> false;
            case OTP_SUSPENSION_LIFTED, TRANSACTION_PASSWORD_SUSPENSION_LIFTED -> false;
        };
    }

    /** Does nothing where the institution has not chosen it. */
    static void end(KeycloakSession session, RealmModel realm, UserModel user) {
        if (!InstitutionSettings.of(realm).endOtherSessions()) {
            return;
        }
        Set<String> own = ofThisRequest(session.getContext());
        // Collected first, since the streams read what is removed.
        List<UserSessionModel> others = Stream.concat(
                        session.sessions().getUserSessionsStream(realm, user),
                        session.sessions().getOfflineUserSessionsStream(realm, user))
                .filter(other -> !own.contains(other.getId())
                        && !own.contains(other.getNote(UserSessionModel.CORRESPONDING_SESSION_ID)))
                .toList();
        if (others.isEmpty()) {
            return;
        }
        logOut(session, realm, others);
        LOG.infof(
                "Realm %s: a factor of user %s has changed; %d other sessions are ended",
                realm.getName(), user.getId(), others.size());
    }

    /** Ids of the login that the request belongs to; a user's session has the id of the login that it came from. */
    private static Set<String> ofThisRequest(KeycloakContext context) {
        Set<String> ids = new HashSet<>();
        if (context.getAuthenticationSession() != null) {
            ids.add(context.getAuthenticationSession().getParentSession().getId());
        }
        if (context.getUserSession() != null) {
            ids.add(context.getUserSession().getId());
        }
        return ids;
    }

    private static void logOut(KeycloakSession session, RealmModel realm, List<UserSessionModel> others) {
        KeycloakContext context = session.getContext();
        AuthenticationSessionModel login = context.getAuthenticationSession();
        ClientModel client = context.getClient();
        try {
            for (UserSessionModel other : others) {
                AuthenticationManager.backchannelLogout(
                        session,
                        realm,
                        other,
                        context.getUri(),
                        context.getConnection(),
                        context.getRequestHeaders(),
                        true,
                        other.isOffline());
            }
        } finally {
            // Each logout leaves a login and a client of its own in the context, and the request goes on.
            context.setAuthenticationSession(login);
            context.setClient(client);
        }
    }
}
