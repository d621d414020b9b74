package io.sekisho.credential.seed;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;

/**
 * Seeds as they lie in the database: AES-256-GCM (NIST SP 800-38D), with realm and user as associated data, so that a
 * value that was copied to another user's row does not open.
 *
 * <p>A value reads {@code sekisho1.<key id>.<base64url of nonce, ciphertext and tag>}. Another dot and a text may
 * follow, which the value carries and which is no part of what is sealed. Every value has a fresh random nonce of 96
 * bits; one key may write 2<sup>32</sup> values, far more than customers enrol.
 */
public final class SeedCipher {

    /** What every sealed value begins with. */
    public static final String PREFIX = "sekisho1.";

    private static final String VERSION = "sekisho1";
    private static final Pattern SEALED =
            Pattern.compile(VERSION + "\\.([A-Za-z0-9_-]{1,64})\\.([A-Za-z0-9_-]+)(?:\\.([a-z0-9+-]+))?");
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Keyring keyring;

    public SeedCipher(Keyring keyring) {
        this.keyring = keyring;
    }

    /** Whose seed it is. */
    public record Owner(String realmId, String userId) {

        /**
         * A token of the inventory, whoever holds it; no user's id looks like this.
         *
         * @param tokenId normalised
         */
        public static Owner token(String realmId, String tokenId) {
            return new Owner(realmId, "token:" + tokenId);
        }

        private byte[] associatedData() {
            byte[] realm = realmId.getBytes(UTF_8);
            byte[] user = userId.getBytes(UTF_8);
            // With the first length in front, no two owners give the same bytes.
            return ByteBuffer.allocate(Integer.BYTES + realm.length + user.length)
                    .putInt(realm.length)
                    .put(realm)
                    .put(user)
                    .array();
        }
    }

    public static boolean isSealed(String value) {
        return value.startsWith(PREFIX);
    }

    /** The text that a sealed value carries; empty if it carries none. */
    public static String carried(String value) {
        Matcher matcher = SEALED.matcher(value);
        return matcher.matches() && matcher.group(3) != null ? matcher.group(3) : "";
    }

    /**
     * The sealed value with a text that it carries, instead of any before.
     *
     * @param text of {@code a-z 0-9 + -}; empty for none
     */
    public static String carrying(String value, String text) {
        Matcher matcher = SEALED.matcher(value);
        if (!matcher.matches()) {
            return value;
        }
        String bare = prefix(matcher.group(1)) + matcher.group(2);
        return text.isEmpty() ? bare : bare + '.' + text;
    }

    /** Whether a value has to be written anew: because it is plain, or under a key that is no longer the active one. */
    public boolean isOutdated(String value) {
        return !value.startsWith(currentPrefix());
    }

    /** What every value under the active key begins with. */
    public String currentPrefix() {
        return prefix(keyring.activeId());
    }

    /** What every value begins with that is under a key of the keyring, the active one or an older one. */
    public List<String> prefixes() {
        return keyring.ids().stream().sorted().map(SeedCipher::prefix).toList();
    }

    /** The id of the key under which values are written. */
    public String activeKeyId() {
        return keyring.activeId();
    }

    private static String prefix(String keyId) {
        return VERSION + '.' + keyId + '.';
    }

    /** Encrypts under the active key. */
    public String seal(String seed, Owner owner) {
        byte[] nonce = new byte[NONCE_BYTES];
        RANDOM.nextBytes(nonce);
        byte[] sealed = transform(Cipher.ENCRYPT_MODE, keyring.activeKey(), nonce, owner, seed.getBytes(UTF_8), 0);
        byte[] value = ByteBuffer.allocate(NONCE_BYTES + sealed.length)
                .put(nonce)
                .put(sealed)
                .array();
        return currentPrefix() + Base64.getUrlEncoder().withoutPadding().encodeToString(value);
    }

    /**
     * Decrypts, under whatever key of the keyring the value names.
     *
     * @throws SeedUnavailableException if the keyring lacks that key, or the value is damaged or another owner's
     */
    public String open(String value, Owner owner) {
        Matcher matcher = SEALED.matcher(value);
        if (!matcher.matches()) {
            throw new SeedUnavailableException(SeedFailure.DAMAGED, "a sealed seed has an unknown form");
        }
        String keyId = matcher.group(1);
        SecretKey key = keyring.key(keyId)
                .orElseThrow(
                        () -> new SeedUnavailableException(SeedFailure.MISSING_KEY, "the keyring has no key " + keyId));
        try {
            byte[] bytes = Base64.getUrlDecoder().decode(matcher.group(2));
            if (bytes.length <= NONCE_BYTES) {
                throw new SeedUnavailableException(SeedFailure.DAMAGED, "a sealed seed is truncated");
            }
            byte[] nonce = Arrays.copyOf(bytes, NONCE_BYTES);
            return new String(transform(Cipher.DECRYPT_MODE, key, nonce, owner, bytes, NONCE_BYTES), UTF_8);
        } catch (IllegalArgumentException e) {
            throw new SeedUnavailableException(SeedFailure.DAMAGED, "a sealed seed is damaged", e);
        }
    }

    private static byte[] transform(int mode, SecretKey key, byte[] nonce, Owner owner, byte[] bytes, int offset) {
        try {
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
            cipher.updateAAD(owner.associatedData());
            return cipher.doFinal(bytes, offset, bytes.length - offset);
        } catch (GeneralSecurityException e) {
            throw new SeedUnavailableException(
                    SeedFailure.DAMAGED, "a seed does not open: damaged, or not this customer's", e);
        }
    }
}
