package io.sekisho.authenticator.otp;

import org.keycloak.authentication.Authenticator;
import org.keycloak.authentication.authenticators.browser.OTPFormAuthenticatorFactory;
import org.keycloak.models.KeycloakSession;

/**
 * Makes the {@link OtpAuthenticator}. Its reference category is {@code otp}, as Keycloak's brute-force detection needs
 * it.
 */
public final class OtpAuthenticatorFactory extends OTPFormAuthenticatorFactory {

    public static final String PROVIDER_ID = "sekisho-otp";

    private static final OtpAuthenticator AUTHENTICATOR = new OtpAuthenticator();

    @Override
    public Authenticator create(KeycloakSession session) {
        return AUTHENTICATOR;
    }

    @Override
    public String getId() {
        return PROVIDER_ID;
    }

    @Override
    public boolean isUserSetupAllowed() {
        return false;
    }

    @Override
    public String getDisplayType() {
        return "Sekisho OTP form";
    }

    @Override
    public String getHelpText() {
        return "Asks for the OTP of a customer who has one. Says whether a code was wrong, used, expired or of a clock that is off, "
                + "and whether the OTP is suspended.";
    }
}
