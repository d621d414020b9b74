package io.sekisho.credential.guard;

import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.provider.ProviderEvent;

/**
 * Published inside the guard's transaction when an attempt has suspended a factor: what a listener writes with this
 * session is committed together with the suspension.
 *
 * @param session the guard's own session, not the request's
 * @param realm   of that session
 * @param user    of that session
 * @param factor  what was suspended
 */
public record FactorSuspended(KeycloakSession session, RealmModel realm, UserModel user, Factor factor) implements ProviderEvent {
}
