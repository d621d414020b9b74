package io.sekisho.credential.otp;

import io.sekisho.credential.seed.SeedCipher;
import io.sekisho.credential.seed.SeedFailure;
import io.sekisho.credential.seed.SeedUnavailableException;
import java.io.IOException;
import java.util.Optional;
import org.keycloak.credential.CredentialModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.credential.OTPCredentialModel;
import org.keycloak.models.credential.dto.OTPSecretData;
import org.keycloak.util.JsonSerialization;

/**
 * The seeds inside of Keycloak's OTP credentials: sealed wherever they are kept, in the clear for the time of one use.
 *
 * <p>What needs a key throws {@link SeedUnavailableException} where there is none, or not the right one.
 */
final class SealedSeeds {

    private final ServerKeyring keyring;

    private SealedSeeds(KeycloakSession session) {
        this.keyring = ServerKeyring.of(session);
    }

    static SealedSeeds of(KeycloakSession session) {
        return new SealedSeeds(session);
    }

    String seal(RealmModel realm, UserModel user, String seed) {
        return cipher().seal(seed, owner(realm, user));
    }

    /** Seals the seed of a credential that is about to be stored, unless it is sealed. */
    void seal(RealmModel realm, UserModel user, OTPCredentialModel credential) {
        String value = value(credential.getSecretData());
        if (!SeedCipher.isSealed(value)) {
            credential.setSecretData(secretData(seal(realm, user, value)));
        }
    }

    String open(RealmModel realm, UserModel user, String sealed) {
        return cipher().open(sealed, owner(realm, user));
    }

    /** Empty if it is not this customer's, or cannot be opened now. */
    Optional<String> tryOpen(RealmModel realm, UserModel user, String sealed) {
        try {
            return Optional.of(open(realm, user, sealed));
        } catch (SeedUnavailableException e) {
            return Optional.empty();
        }
    }

    /** The credential with its seed in the clear, for the time of one use. */
    OTPCredentialModel opened(RealmModel realm, UserModel user, CredentialModel stored) {
        CredentialModel opened = stored.shallowClone();
        opened.setSecretData(opened(owner(realm, user), stored.getSecretData()));
        return OTPCredentialModel.createFromCredentialModel(opened);
    }

    boolean isSealed(String secretData) {
        return SeedCipher.isSealed(value(secretData));
    }

    /** Whether the seed is plain or under an old key; false while there is no key to write it anew. */
    boolean isOutdated(String secretData) {
        try {
            return cipher().isOutdated(value(secretData));
        } catch (SeedUnavailableException e) {
            return false;
        }
    }

    /** Secret data with the seed under the active key, and with what it carries. */
    String resealed(SeedCipher.Owner owner, String secretData) {
        return secretData(SeedCipher.carrying(
                cipher().seal(seed(owner, secretData), owner), SeedCipher.carried(value(secretData))));
    }

    /** Secret data with the seed in the clear, as Keycloak itself stores it. */
    String opened(SeedCipher.Owner owner, String secretData) {
        return secretData(seed(owner, secretData));
    }

    private String seed(SeedCipher.Owner owner, String secretData) {
        String value = value(secretData);
        return SeedCipher.isSealed(value) ? cipher().open(value, owner) : value;
    }

    /** Whether stored secret data is that of this seed, sealed. */
    boolean holds(RealmModel realm, UserModel user, String secretData, String seed) {
        String value = value(secretData);
        return SeedCipher.isSealed(value)
                && tryOpen(realm, user, value).filter(seed::equals).isPresent();
    }

    private SeedCipher cipher() {
        return keyring.cipher();
    }

    private static SeedCipher.Owner owner(RealmModel realm, UserModel user) {
        return new SeedCipher.Owner(realm.getId(), user.getId());
    }

    private static String value(String secretData) {
        try {
            String value =
                    JsonSerialization.readValue(secretData, OTPSecretData.class).getValue();
            if (value != null) {
                return value;
            }
        } catch (IOException e) {
            // Left out, since it may quote the secret.
        }
        throw new SeedUnavailableException(SeedFailure.DAMAGED, "a stored seed has an unknown form");
    }

    private static String secretData(String value) {
        try {
            return JsonSerialization.writeValueAsString(new OTPSecretData(value));
        } catch (IOException e) {
            throw new IllegalStateException("a string is always JSON", e);
        }
    }
}
