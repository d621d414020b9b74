package io.sekisho.credential.seed;

import java.io.IOException;
import java.io.Reader;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.regex.Pattern;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/**
 * The keys under which seeds lie in the database. One is active: new values are written under it. The others are kept
 * so that older values can still be read.
 *
 * <p>As text, a keyring is a properties file: {@code active=<key id>} and one line
 * {@code <key id>=<base64 of 32 bytes>} for each key.
 */
public final class Keyring {

    /** Bytes of a key: AES-256. */
    static final int KEY_BYTES = 32;

    private static final String ACTIVE = "active";
    private static final Pattern KEY_ID = Pattern.compile("[A-Za-z0-9_-]{1,64}");

    private final String activeId;
    private final Map<String, SecretKey> keys;

    private Keyring(String activeId, Map<String, SecretKey> keys) {
        this.activeId = activeId;
        this.keys = Map.copyOf(keys);
    }

    /**
     * @throws IllegalArgumentException if it is not a keyring; the message names the entry, never a key
     * @throws IOException if it cannot be read
     */
    public static Keyring parse(Reader text) throws IOException {
        Properties properties = new Properties();
        properties.load(text);
        String activeId = properties.getProperty(ACTIVE);
        if (activeId == null) {
            throw new IllegalArgumentException("the keyring has no line 'active=<key id>'");
        }
        Map<String, SecretKey> keys = new HashMap<>();
        for (String id : properties.stringPropertyNames()) {
            if (!id.equals(ACTIVE)) {
                keys.put(id, key(id, properties.getProperty(id)));
            }
        }
        if (!keys.containsKey(activeId.strip())) {
            throw new IllegalArgumentException("the keyring has no key of the active id");
        }
        return new Keyring(activeId.strip(), keys);
    }

    private static SecretKey key(String id, String base64) {
        if (!KEY_ID.matcher(id).matches()) {
            throw new IllegalArgumentException("a key id of the keyring has other characters than A-Z a-z 0-9 _ -");
        }
        byte[] bytes;
        try {
            bytes = Base64.getDecoder().decode(base64.strip());
        } catch (IllegalArgumentException e) {
            // Without its cause, which may quote the key.
            throw new IllegalArgumentException("key " + id + " of the keyring is not base64");
        }
        if (bytes.length != KEY_BYTES) {
            throw new IllegalArgumentException(
                    "key " + id + " of the keyring has " + bytes.length + " bytes, not " + KEY_BYTES);
        }
        return new SecretKeySpec(bytes, "AES");
    }

    String activeId() {
        return activeId;
    }

    SecretKey activeKey() {
        return Objects.requireNonNull(keys.get(activeId), "looked for when the keyring was read");
    }

    Set<String> ids() {
        return keys.keySet();
    }

    Optional<SecretKey> key(String id) {
        return Optional.ofNullable(keys.get(id));
    }
}
