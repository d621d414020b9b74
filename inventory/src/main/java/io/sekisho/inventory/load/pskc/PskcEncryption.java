package io.sekisho.inventory.load.pskc;

import io.sekisho.inventory.load.file.BrokenFileException;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.spec.KeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * How the values of one PSKC file are opened (RFC 6030, section 6). AES-CBC tells whoever alters a ciphertext something
 * about the text, so a value without a MAC is not opened, and the MAC is looked at before anything is decrypted.
 */
final class PskcEncryption {

    /** Far more than today's advice (OWASP: 1.3 million for SHA-1), and still done in seconds. */
    static final int MAX_ITERATIONS = 10_000_000;

    private static final int MAX_SALT_BYTES = 1_024;
    private static final int BLOCK_BYTES = 16;
    private static final int BITS = 8;
    /** By the ends of their URIs. */
    private static final Map<String, Integer> KEY_BYTES = Map.of("aes128-cbc", 16, "aes192-cbc", 24, "aes256-cbc", 32);

    private static final Map<String, String> MACS = Map.of(
            "hmac-sha1",
            "HmacSHA1",
            "hmac-sha224",
            "HmacSHA224",
            "hmac-sha256",
            "HmacSHA256",
            "hmac-sha384",
            "HmacSHA384",
            "hmac-sha512",
            "HmacSHA512");
    private static final Map<String, String> PRFS = Map.of(
            "hmac-sha1",
            "PBKDF2WithHmacSHA1",
            "hmac-sha224",
            "PBKDF2WithHmacSHA224",
            "hmac-sha256",
            "PBKDF2WithHmacSHA256",
            "hmac-sha384",
            "PBKDF2WithHmacSHA384",
            "hmac-sha512",
            "PBKDF2WithHmacSHA512",
            // As PKCS #5 has them by number.
            "1.2.840.113549.2.7",
            "PBKDF2WithHmacSHA1",
            "1.2.840.113549.2.9",
            "PBKDF2WithHmacSHA256",
            "1.2.840.113549.2.11",
            "PBKDF2WithHmacSHA512");

    /**
     * EncryptionKey.
     *
     * @param name       of the key or of the password, or null
     * @param derivation how the key comes from a password; null if it is a pre-shared one
     * @param other      a kind of key that is not supported, or null
     */
    record KeyInfo(String name, Derivation derivation, String other) {}

    /** Parameters of PBKDF2 as they stand in the file; null is what does not. */
    record Derivation(String algorithm, String salt, String iterations, String keyLength, String prf) {}

    /**
     * MACMethod.
     *
     * @param key MACKey, or null: then the encryption key is used, as the drafts of the RFC had it
     */
    record MacMethod(String algorithm, PskcValue.Encrypted key) {}

    private final PskcSecret secret;
    private final Map<Integer, byte[]> derived = new HashMap<>();
    /** Where the file says nothing, or nothing in it, it means the key that was agreed on. */
    private KeyInfo keyInfo = new KeyInfo(null, null, null);

    private MacMethod macMethod;
    private Mac mac;

    PskcEncryption(PskcSecret secret) {
        this.secret = secret;
    }

    void keyInfo(KeyInfo keyInfo) {
        this.keyInfo = keyInfo;
    }

    void macMethod(MacMethod macMethod) {
        this.macMethod = macMethod;
    }

    /** Whether the caller has a key, so that plain values would be somebody else's. */
    boolean expected() {
        return !(secret instanceof PskcSecret.None);
    }

    /** @param place for the message, such as "Key package 3" */
    byte[] open(PskcValue value, String place) throws BrokenFileException {
        int keyBytes = keyBytes(value.encrypted(), place);
        byte[] key = key(keyBytes);
        if (macMethod == null || value.mac() == null) {
            throw new BrokenFileException(
                    place
                            + ": an encrypted value has no MAC, so nobody can tell whether it was altered. Ask the vendor for a file with MACs.");
        }
        byte[] cipherText = cipherText(value.encrypted(), place);
        if (!MessageDigest.isEqual(mac(key).doFinal(cipherText), base64(value.mac(), place))) {
            throw new BrokenFileException(
                    place + ": the MAC does not match. The key or password is wrong, or the file was altered.");
        }
        return decrypt(key, cipherText, place + ": an encrypted value does not open.");
    }

    private Mac mac(byte[] key) throws BrokenFileException {
        if (mac == null) {
            String name = MACS.get(end(macMethod.algorithm()));
            if (name == null) {
                throw new BrokenFileException(
                        "The MAC algorithm of the file is not supported: " + quoted(macMethod.algorithm()) + ".");
            }
            byte[] macKey = macMethod.key() == null ? key : macKey();
            try {
                Mac made = Mac.getInstance(name);
                made.init(new SecretKeySpec(macKey, name));
                mac = made;
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("every Java has " + name, e);
            }
        }
        return mac;
    }

    private byte[] macKey() throws BrokenFileException {
        String place = "MACMethod";
        String wrong = "The key of the MACs does not open: the key or password is wrong, or the file was altered.";
        byte[] macKey = decrypt(key(keyBytes(macMethod.key(), place)), cipherText(macMethod.key(), place), wrong);
        if (macKey.length == 0) {
            throw new BrokenFileException(wrong);
        }
        return macKey;
    }

    private byte[] key(int bytes) throws BrokenFileException {
        if (keyInfo.other() != null) {
            throw new BrokenFileException("The file is encrypted for " + quoted(keyInfo.other())
                    + ", which is not supported: only pre-shared AES keys and passwords are.");
        }
        String name = keyInfo.name() == null ? "" : " " + quoted(keyInfo.name());
        if (keyInfo.derivation() != null) {
            if (!(secret instanceof PskcSecret.Password password)) {
                throw new BrokenFileException(
                        "The file is encrypted under the password" + name + ", which was not given.");
            }
            byte[] key = derived.get(bytes);
            if (key == null) {
                key = derive(password.password(), keyInfo.derivation(), bytes);
                derived.put(bytes, key);
            }
            return key;
        }
        if (!(secret instanceof PskcSecret.PreSharedKey preShared)) {
            throw new BrokenFileException(
                    "The file is encrypted under the pre-shared key" + name + ", which was not given.");
        } else if (preShared.key().length != bytes) {
            throw new BrokenFileException("The file is encrypted under a key of " + bytes
                    + " bytes; the one that was given has " + preShared.key().length + ".");
        }
        return preShared.key();
    }

    private static byte[] derive(String password, Derivation derivation, int bytes) throws BrokenFileException {
        String prf = derivation.prf() == null ? "PBKDF2WithHmacSHA1" : PRFS.get(end(derivation.prf()));
        if (!"pbkdf2".equals(end(derivation.algorithm())) || prf == null) {
            throw new BrokenFileException("The way in which the key comes from the password is not supported: "
                    + quoted(prf == null ? derivation.prf() : derivation.algorithm()) + ".");
        }
        long iterations = number(derivation.iterations());
        if (iterations < 1 || iterations > MAX_ITERATIONS) {
            throw new BrokenFileException("The iteration count of the password must be 1 to " + MAX_ITERATIONS + ".");
        } else if (derivation.keyLength() != null && number(derivation.keyLength()) != bytes) {
            throw new BrokenFileException(
                    "The length of the key that comes from the password does not fit the encryption algorithm.");
        }
        byte[] salt = base64(derivation.salt() == null ? "" : derivation.salt(), "EncryptionKey");
        if (salt.length == 0 || salt.length > MAX_SALT_BYTES) {
            throw new BrokenFileException("The salt of the password must be 1 to " + MAX_SALT_BYTES + " bytes.");
        } else if (password.isEmpty()) {
            throw new BrokenFileException("The password is empty.");
        }
        try {
            KeySpec spec = new PBEKeySpec(password.toCharArray(), salt, (int) iterations, bytes * BITS);
            return SecretKeyFactory.getInstance(prf).generateSecret(spec).getEncoded();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has " + prf, e);
        }
    }

    private static long number(String text) throws BrokenFileException {
        try {
            return Long.parseLong(text == null ? "" : text);
        } catch (NumberFormatException e) {
            throw new BrokenFileException("A number of the key derivation is missing or none.");
        }
    }

    private static int keyBytes(PskcValue.Encrypted encrypted, String place) throws BrokenFileException {
        Integer bytes = KEY_BYTES.get(end(encrypted.algorithm()));
        if (bytes == null) {
            throw new BrokenFileException(
                    place + ": the encryption algorithm is not supported: " + quoted(encrypted.algorithm()) + ".");
        }
        return bytes;
    }

    private static byte[] cipherText(PskcValue.Encrypted encrypted, String place) throws BrokenFileException {
        byte[] bytes = base64(encrypted.cipherValue() == null ? "" : encrypted.cipherValue(), place);
        if (bytes.length < 2 * BLOCK_BYTES || bytes.length % BLOCK_BYTES != 0) {
            throw new BrokenFileException(place + ": an encrypted value is not whole.");
        }
        return bytes;
    }

    /**
     * The padding of XML Encryption, section 5.2: the last byte says how many there are; PKCS #7 is the same with more
     * said.
     */
    private static byte[] decrypt(byte[] key, byte[] cipherText, String wrong) throws BrokenFileException {
        byte[] padded;
        try {
            Cipher cipher = Cipher.getInstance("AES/CBC/NoPadding");
            cipher.init(
                    Cipher.DECRYPT_MODE,
                    new SecretKeySpec(key, "AES"),
                    new IvParameterSpec(cipherText, 0, BLOCK_BYTES));
            padded = cipher.doFinal(cipherText, BLOCK_BYTES, cipherText.length - BLOCK_BYTES);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has AES-CBC", e);
        }
        int padding = padded[padded.length - 1];
        if (padding < 1 || padding > BLOCK_BYTES) {
            throw new BrokenFileException(wrong);
        }
        return Arrays.copyOf(padded, padded.length - padding);
    }

    private static byte[] base64(String text, String place) throws BrokenFileException {
        try {
            return Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            // Without its cause, which may quote the value.
            throw new BrokenFileException(place + ": an encrypted value is not Base64.");
        }
    }

    /** What stands behind the last mark of a URI. */
    private static String end(String uri) {
        return uri == null ? "" : uri.substring(Math.max(uri.lastIndexOf('#'), uri.lastIndexOf(':')) + 1);
    }

    private static String quoted(String text) {
        return Quote.of(text);
    }
}
