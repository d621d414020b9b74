package io.sekisho.credential.otp;

import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.provider.ProviderEvent;

/**
 * A customer's OTP credential has been removed by a stop or a replacement, in the transaction of {@code session}.
 *
 * @param credentialId of what was removed
 */
public record OtpCredentialRemoved(KeycloakSession session, RealmModel realm, UserModel user, String credentialId)
        implements ProviderEvent {}
