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

    /**
     * Whether the last look found no keyring in its place any more, so that the one that was read before stays in use.
     */
    default boolean outOfReach() {
        return false;
    }

    /** No keyring, and why. */
    static KeyringSource missing(String why) {
        return session -> {
            throw new SeedUnavailableException(SeedFailure.NO_KEYRING, why);
        };
    }
}
