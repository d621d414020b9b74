package io.sekisho.credential.schema;

import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.provider.ProviderEvent;

/**
 * A customer was deleted and is not back, at the end of the transaction of {@code session}.
 *
 * @param userId Keycloak's id
 */
public record CustomerGone(KeycloakSession session, RealmModel realm, String userId) implements ProviderEvent {}
