package io.sekisho.admin.setup;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.sekisho.credential.otp.CodeParameters;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AppHintTest {

    private static final CodeParameters SLOW = new CodeParameters("HmacSHA512", 8, 60);

    @Test
    void an_app_that_can_make_the_codes_needs_no_hint() {
        assertEquals(Optional.empty(), AppHint.sentence("Google Authenticator", SLOW, List.of()));
    }

    @Test
    void an_app_that_cannot_is_told_with_the_policy_and_what_the_pages_name_instead() {
        assertEquals(
                "By what Keycloak knows of it, Google Authenticator cannot make codes of the OTP policy (HmacSHA512, 8 digits, 60 s):"
                        + " the pages name FreeOTP instead, and no addresses of downloads."
                        + " The attribute sekisho.appName names an app that can.",
                AppHint.sentence("Google Authenticator", SLOW, List.of("FreeOTP"))
                        .orElseThrow());
    }
}
