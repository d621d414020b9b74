package io.sekisho.credential.otp;

import io.sekisho.credential.seed.KeyringSource;
import io.sekisho.credential.seed.SeedCipher;
import io.sekisho.credential.seed.SeedUnavailableException;
import org.keycloak.models.KeycloakSession;

/** The keyring of this server, under which seeds are sealed and opened. */
public final class ServerKeyring {

    private final KeycloakSession session;
    private final KeyringSource source;

    private ServerKeyring(KeycloakSession session) {
        this.session = session;
        this.source = SekishoOtpCredentialProviderFactory.of(session.getKeycloakSessionFactory())
                .keyringSource();
    }

    public static ServerKeyring of(KeycloakSession session) {
        return new ServerKeyring(session);
    }

    /** @throws SeedUnavailableException if there is no keyring, so that nobody can enrol */
    public void require() {
        cipher();
    }

    /**
     * How seeds are sealed here.
     *
     * @throws SeedUnavailableException if there is no keyring
     */
    public SeedCipher cipher() {
        return new SeedCipher(source.keyring(session));
    }

    /**
     * Whether the keyring is gone from its place since it was read: it serves until this server ends, and no longer.
     */
    public boolean outOfReach() {
        return source.outOfReach();
    }
}
