package io.sekisho.it.harness;

import java.util.Comparator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Of which version the server is that the tests run: the few things in which Keycloak itself differs. */
public record KeycloakVersion(int major, int minor, int patch) implements Comparable<KeycloakVersion> {

    private static final Pattern DISTRIBUTION = Pattern.compile("keycloak-quarkus-dist-(\\d+)\\.(\\d+)\\.(\\d+)\\.zip");

    /** Of the distribution that the build hands to the tests. */
    public static KeycloakVersion underTest() {
        String file = Artifacts.distribution().getFileName().toString();
        Matcher matcher = DISTRIBUTION.matcher(file);
        if (!matcher.matches()) {
            throw new IllegalStateException(file + " does not tell its version");
        }
        return new KeycloakVersion(
                Integer.parseInt(matcher.group(1)),
                Integer.parseInt(matcher.group(2)),
                Integer.parseInt(matcher.group(3)));
    }

    public static KeycloakVersion of(String version) {
        String[] numbers = version.split("\\.");
        return new KeycloakVersion(
                Integer.parseInt(numbers[0]), Integer.parseInt(numbers[1]), Integer.parseInt(numbers[2]));
    }

    /**
     * The status by which the direct grant refuses a wrong credential: Keycloak 26.5 does not go by RFC 6749, section
     * 5.2, yet.
     */
    public static int refusedGrant() {
        return underTest().compareTo(of("26.6.0")) < 0 ? 401 : 400;
    }

    @Override
    public int compareTo(KeycloakVersion other) {
        return Comparator.comparingInt(KeycloakVersion::major)
                .thenComparingInt(KeycloakVersion::minor)
                .thenComparingInt(KeycloakVersion::patch)
                .compare(this, other);
    }

    @Override
    public String toString() {
        return major + "." + minor + "." + patch;
    }
}
