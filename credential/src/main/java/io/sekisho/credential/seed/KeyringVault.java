package io.sekisho.credential.seed;

import java.io.IOException;
import java.io.StringReader;
import org.keycloak.models.KeycloakSession;
import org.keycloak.vault.VaultStringSecret;

/** A keyring in Keycloak's vault: each realm has its own, under the same entry. */
public final class KeyringVault implements KeyringSource {

    private final String expression;

    /** @param entry name of the vault's entry, as in {@code ${vault.<entry>}} */
    public KeyringVault(String entry) {
        this.expression = "${vault." + entry + "}";
    }

    @Override
    public Keyring keyring(KeycloakSession session) {
        try (VaultStringSecret secret = session.vault().getStringSecret(expression)) {
            String text = secret.get()
                    .filter(found -> !found.equals(expression))
                    .orElseThrow(() -> new SeedUnavailableException(
                            SeedFailure.NO_KEYRING, "the vault has no entry " + expression + " for this realm"));
            return Keyring.parse(new StringReader(text));
        } catch (IllegalArgumentException e) {
            throw new SeedUnavailableException(
                    SeedFailure.NO_KEYRING,
                    "the vault's entry " + expression + " cannot be used: " + e.getMessage(),
                    e);
        } catch (IOException e) {
            throw new SeedUnavailableException(
                    SeedFailure.NO_KEYRING, "the vault's entry " + expression + " cannot be read", e);
        }
    }
}
