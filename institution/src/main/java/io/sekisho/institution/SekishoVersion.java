package io.sekisho.institution;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** Which version this is: that of the build, as in the JAR's manifest. */
public final class SekishoVersion {

    /** Such as {@code 0.1.0}, or {@code 0.1.0-SNAPSHOT} between two releases. */
    public static final String CURRENT = read();

    private SekishoVersion() {}

    /**
     * From a file of our own: Keycloak puts the classes of all providers together, and not all ways to start it keep
     * the manifests.
     */
    private static String read() {
        try (InputStream in = SekishoVersion.class.getResourceAsStream("/META-INF/sekisho.properties")) {
            Properties properties = new Properties();
            properties.load(in);
            return properties.getProperty("version");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
