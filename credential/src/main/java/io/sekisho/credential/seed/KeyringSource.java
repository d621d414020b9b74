package io.sekisho.credential.seed;

import org.keycloak.models.KeycloakSession;

/** Where the keyring comes from. */
@FunctionalInterface
public interface KeyringSource {

    /**
     * The keyring as it is now; cheap enough to be asked at every use.
     *
     * @throws SeedUnavailableException if there is none
     */
    Keyring keyring(KeycloakSession session);

    /** No keyring, and why. */
    static KeyringSource missing(String why) {
        return session -> {
            throw new SeedUnavailableException(why);
        };
    }
}
