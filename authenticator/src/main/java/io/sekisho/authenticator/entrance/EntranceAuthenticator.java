package io.sekisho.authenticator.entrance;

import io.sekisho.institution.Entrance;
import io.sekisho.requiredaction.CustomerAction;
import io.sekisho.requiredaction.EntranceReturn;
import org.keycloak.authentication.AuthenticationFlowContext;
import org.keycloak.authentication.Authenticator;
import org.keycloak.authentication.RequiredActionProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;

/**
 * The walk behind a link of the login page: it binds a token, or stops the service.
 *
 * <p>The customer has proved a password and nothing else, so this execution never succeeds, whatever the walk's end:
 * there is no way from here into a session. That it is an authenticator, and no required action of a finished login, is
 * what ensures it.
 */
final class EntranceAuthenticator implements Authenticator {

    /** What the request asks for. Without a word of it, whoever comes to this flow is to register a token. */
    static Entrance entrance(AuthenticationFlowContext context) {
        String walk = EntranceReturn.parameter(context.getAuthenticationSession(), Entrance.WALK_PARAMETER);
        return Entrance.ofPath(walk == null ? "" : walk).orElse(Entrance.REGISTER);
    }

    @Override
    public void authenticate(AuthenticationFlowContext context) {
        Entrance entrance = entrance(context);
        walk(context, entrance).challenge(context, entrance);
    }

    @Override
    public void action(AuthenticationFlowContext context) {
        Entrance entrance = entrance(context);
        walk(context, entrance).process(context, entrance);
    }

    private static CustomerAction<?> walk(AuthenticationFlowContext context, Entrance entrance) {
        return (CustomerAction<?>) context.getSession()
                .getProvider(
                        RequiredActionProvider.class, entrance.requiredAction().id());
    }

    @Override
    public boolean requiresUser() {
        return true;
    }

    @Override
    public boolean configuredFor(KeycloakSession session, RealmModel realm, UserModel user) {
        return true;
    }

    @Override
    public void setRequiredActions(KeycloakSession session, RealmModel realm, UserModel user) {
        // nothing is to be set up
    }

    @Override
    public void close() {
        // nothing is held
    }
}
