package io.sekisho.credential.otp;

import java.util.Optional;
import org.keycloak.credential.CredentialInputValidator;
import org.keycloak.credential.CredentialProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.credential.OTPCredentialModel;
import org.keycloak.provider.ProviderFactory;

/**
 * A credential provider of another JAR that checks OTPs: in place of ours, by the same id and a higher order, or beside
 * it, for Keycloak asks all that take the type. Codes would get past the guard, and encrypted seeds would not open.
 */
public final class OtherOtpProvider {

    private OtherOtpProvider() {}

    /** What is against the service on this server, as a sentence; empty if nobody but us checks OTPs. */
    public static Optional<String> complaint(KeycloakSession session) {
        KeycloakSessionFactory sessions = session.getKeycloakSessionFactory();
        ProviderFactory<?> inCharge =
                sessions.getProviderFactory(CredentialProvider.class, SekishoOtpCredentialProviderFactory.PROVIDER_ID);
        if (!(inCharge instanceof SekishoOtpCredentialProviderFactory)) {
            return Optional.of("OTPs are checked by "
                    + (inCharge == null ? "nobody" : inCharge.getClass().getName())
                    + " in place of Sekisho, as the credential provider "
                    + SekishoOtpCredentialProviderFactory.PROVIDER_ID
                    + ": take the JAR that brings it out of providers/, and build again.");
        }
        return sessions.getProviderFactoriesStream(CredentialProvider.class)
                .filter(factory -> factory != inCharge && checksOtps(session, factory.getId()))
                .findFirst()
                .map(
                        factory -> "OTPs are checked by " + factory.getClass().getName()
                                + " beside Sekisho, as the credential provider " + factory.getId()
                                + ": codes would get past the guard. Take the JAR that brings it out of providers/, and build again.");
    }

    private static boolean checksOtps(KeycloakSession session, String id) {
        return session.getProvider(CredentialProvider.class, id) instanceof CredentialInputValidator validator
                && validator.supportsCredentialType(OTPCredentialModel.TYPE);
    }
}
