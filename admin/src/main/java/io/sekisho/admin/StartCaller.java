package io.sekisho.admin;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.keycloak.common.ClientConnection;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.RoleContainerModel;
import org.keycloak.models.RoleModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.utils.KeycloakModelUtils;
import org.keycloak.representations.AccessToken;
import org.keycloak.services.resources.admin.AdminAuth;
import org.keycloak.services.resources.admin.AdminEventBuilder;
import org.keycloak.services.resources.admin.fgap.AdminPermissionEvaluator;
import org.keycloak.services.resources.admin.fgap.AdminPermissions;
import org.keycloak.util.JsonSerialization;

/**
 * One of the staff who has asked for something that goes on when the call is over, maybe on another node.
 *
 * @param realm   Keycloak's id of the realm that the caller belongs to
 * @param client  Keycloak's id of the client that the call came by
 * @param address of the network
 * @param claims of the access token, since a client or a scope may have left the caller fewer roles than he has;
 *     without its id, its session and its signature, so that nobody can call anything with them
 */
record StartCaller(String realm, String user, String client, String address, AccessToken claims) {

    static StartCaller of(StaffCall call) {
        AdminAuth caller = call.auth().adminAuth();
        AccessToken claims = read(write(caller.getToken()), AccessToken.class);
        // An id that says nothing of how the token came about: Keycloak would look for the session of some.
        claims.id(KeycloakModelUtils.generateId());
        claims.setSessionId(null);
        claims.subject(caller.getUser().getId());
        return new StartCaller(
                caller.getRealm().getId(),
                caller.getUser().getId(),
                caller.getClient().getId(),
                call.session().getContext().getConnection().getRemoteAddr(),
                claims);
    }

    static StartCaller read(String text) {
        return read(text, StartCaller.class);
    }

    String text() {
        return write(this);
    }

    /**
     * The caller's rights as they are now: of the roles that the call came with, those that the caller still has.
     *
     * @param session its context has the realm that was called, and gets the network address that the call came from
     * @return empty if the caller, or the client of the call, is disabled or gone
     */
    Optional<StaffCall> in(KeycloakSession session) {
        RealmModel called = session.getContext().getRealm();
        RealmModel callers = session.realms().getRealm(realm);
        UserModel caller = callers == null ? null : session.users().getUserById(callers, user);
        ClientModel by = callers == null ? null : session.clients().getClientById(callers, client);
        if (caller == null || !caller.isEnabled() || by == null || !by.isEnabled()) {
            return Optional.empty();
        }
        keepRoles(callers, caller::hasRole);
        session.getContext().setConnection(new Connection(address));
        AdminAuth auth = new AdminAuth(callers, claims, caller, by);
        AdminPermissionEvaluator rights = AdminPermissions.evaluator(session, called, auth);
        return Optional.of(new StaffCall(
                session,
                called,
                rights,
                new AdminEventBuilder(
                        called, auth, session, session.getContext().getConnection())));
    }

    private void keepRoles(RealmModel callers, Predicate<RoleModel> kept) {
        AccessToken.Access realmAccess = new AccessToken.Access();
        if (claims.getRealmAccess() != null) {
            keep(claims.getRealmAccess(), callers, kept, realmAccess);
        }
        // There, even if empty: without any, Keycloak would look for the session.
        claims.setRealmAccess(realmAccess);
        for (Map.Entry<String, AccessToken.Access> entry :
                claims.getResourceAccess().entrySet()) {
            AccessToken.Access access = new AccessToken.Access();
            ClientModel roles = callers.getClientByClientId(entry.getKey());
            if (roles != null) {
                keep(entry.getValue(), roles, kept, access);
            }
            entry.setValue(access);
        }
    }

    private static void keep(
            AccessToken.Access from, RoleContainerModel roles, Predicate<RoleModel> kept, AccessToken.Access to) {
        for (String name : from.getRoles()) {
            RoleModel role = roles.getRole(name);
            if (role != null && kept.test(role)) {
                to.addRole(name);
            }
        }
    }

    private static String write(Object value) {
        try {
            return JsonSerialization.writeValueAsString(value);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static <T> T read(String text, Class<T> type) {
        try {
            return JsonSerialization.readValue(text, type);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** For events: all that is left of the call's connection. */
    private record Connection(String address) implements ClientConnection {

        @Override
        public String getRemoteAddr() {
            return address;
        }

        @Override
        public String getRemoteHost() {
            return address;
        }
    }
}
