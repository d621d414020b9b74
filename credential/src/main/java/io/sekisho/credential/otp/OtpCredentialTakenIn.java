package io.sekisho.credential.otp;

import org.keycloak.credential.CredentialModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.provider.ProviderEvent;

/**
 * A sealed OTP credential of another server, or of before, has become a customer's, in the transaction of
 * {@code session}.
 *
 * @param credential as it is stored
 * @param seed       its seed, in the clear
 */
public record OtpCredentialTakenIn(
        KeycloakSession session, RealmModel realm, UserModel user, CredentialModel credential, OtpSeed seed)
        implements ProviderEvent {}
