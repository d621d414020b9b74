package io.sekisho.credential.otp;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import org.keycloak.authentication.otp.OTPApplicationProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.OTPPolicy;

/**
 * The authenticator apps of which Keycloak knows what codes they can make ({@link OTPApplicationProvider}).
 */
public final class AuthenticatorApps {

    private static final String BEFORE_NAME = "totpApp";
    private static final String BEHIND_NAME = "Name";

    private AuthenticatorApps() {}

    /** The apps to name in place of a recommended one, see {@link #instead(Collection, String, CodeParameters)}. */
    public static List<String> instead(KeycloakSession session, String recommended, CodeParameters parameters) {
        return instead(session.getAllProviders(OTPApplicationProvider.class), recommended, parameters);
    }

    /**
     * The apps to name in place of a recommended one that cannot make such codes: by what Keycloak calls them between
     * {@code totpApp} and {@code Name} in its messages, such as {@code FreeOTP}. Empty if the recommended one can, or
     * is none that Keycloak knows: then the institution does.
     *
     * @param known       to Keycloak
     * @param recommended as the institution calls it
     */
    static List<String> instead(
            Collection<? extends OTPApplicationProvider> known, String recommended, CodeParameters parameters) {
        OTPPolicy policy = parameters.policy();
        boolean able = known.stream()
                .filter(app -> letters(recommended).startsWith(letters(name(app))))
                .allMatch(app -> app.supports(policy));
        return able
                ? List.of()
                : known.stream()
                        .filter(app -> app.supports(policy))
                        .map(AuthenticatorApps::name)
                        .sorted()
                        .toList();
    }

    private static String name(OTPApplicationProvider app) {
        String key = app.getName();
        return key.startsWith(BEFORE_NAME) && key.endsWith(BEHIND_NAME)
                ? key.substring(BEFORE_NAME.length(), key.length() - BEHIND_NAME.length())
                : key;
    }

    private static String letters(String name) {
        return name.toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N}]", "");
    }
}
