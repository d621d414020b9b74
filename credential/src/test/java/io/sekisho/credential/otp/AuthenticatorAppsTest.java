package io.sekisho.credential.otp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.keycloak.authentication.otp.FreeOTPProvider;
import org.keycloak.authentication.otp.GoogleAuthenticatorProvider;
import org.keycloak.authentication.otp.MicrosoftAuthenticatorOTPProvider;
import org.keycloak.authentication.otp.OTPApplicationProvider;

class AuthenticatorAppsTest {

    private static final List<OTPApplicationProvider> KNOWN =
            List.of(new GoogleAuthenticatorProvider(), new MicrosoftAuthenticatorOTPProvider(), new FreeOTPProvider());
    private static final CodeParameters USUAL = new CodeParameters("HmacSHA1", 6, 30);

    private static List<String> instead(String recommended, CodeParameters parameters) {
        return AuthenticatorApps.instead(KNOWN, recommended, parameters);
    }

    @Test
    void an_app_that_can_make_the_codes_is_named() {
        for (String app : List.of("Google Authenticator", "Microsoft Authenticator", "FreeOTP")) {
            assertEquals(List.of(), instead(app, USUAL));
        }
    }

    @Test
    void in_place_of_an_app_that_cannot_those_are_named_that_can() {
        CodeParameters slow = new CodeParameters("HmacSHA512", 8, 60);
        assertEquals(List.of("FreeOTP"), instead("Google Authenticator", slow));
        assertEquals(
                List.of("FreeOTP", "Google"),
                instead("microsoft authenticator", new CodeParameters("HmacSHA1", 8, 30)));
    }

    @Test
    void an_app_that_keycloak_does_not_know_is_left_to_the_institution() {
        assertEquals(List.of(), instead("水戸認証アプリ", new CodeParameters("HmacSHA512", 8, 60)));
    }

    @Test
    void parameters_come_back_from_their_note() {
        CodeParameters parameters = new CodeParameters("HmacSHA512", 8, 60);
        assertEquals(parameters, CodeParameters.ofNote(parameters.note()));
    }
}
