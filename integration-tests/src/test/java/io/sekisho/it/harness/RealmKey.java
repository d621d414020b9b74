package io.sekisho.it.harness;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sekisho.demo.keycloak.KeycloakHome;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * The key of all realms that tests make. Keycloak would make two for each realm, and did hardly anything else: more
 * than half of its processor time went into prime numbers.
 */
public final class RealmKey {

    private static final int BITS = 2048;
    private static final String PKCS8 = generate();

    private RealmKey() {}

    private static String generate() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(BITS);
            return Base64.getEncoder()
                    .encodeToString(generator.generateKeyPair().getPrivate().getEncoded());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Gives it to a realm that is about to be imported. */
    static JsonNode into(JsonNode realm) {
        return realm.<ObjectNode>deepCopy().put("privateKey", PKCS8);
    }

    /** The realm files that the build hands to the tests, each with the key, in a folder of that server. */
    public static List<Path> realmFiles(Path folder) {
        try {
            Files.createDirectories(folder);
            List<Path> files = new ArrayList<>();
            for (Path file : KeycloakHome.realmFiles(Artifacts.realms())) {
                // Into the text, so that all else is imported as it is shipped.
                String text = Files.readString(file).replaceFirst("\\{", "{\"privateKey\": \"" + PKCS8 + "\",");
                files.add(Files.writeString(folder.resolve(file.getFileName()), text));
            }
            return files;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
