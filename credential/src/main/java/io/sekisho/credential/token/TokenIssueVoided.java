package io.sekisho.credential.token;

import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.provider.ProviderEvent;

/**
 * Published inside the transaction of the activation that was one wrong start password too many: what a listener writes
 * with this session is committed together with it.
 *
 * @param session the activation's own session, not the request's
 * @param realm   of that session
 * @param user    of that session
 */
public record TokenIssueVoided(KeycloakSession session, RealmModel realm, UserModel user) implements ProviderEvent {
}
