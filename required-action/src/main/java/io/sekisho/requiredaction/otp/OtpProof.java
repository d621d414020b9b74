package io.sekisho.requiredaction.otp;

import io.sekisho.credential.guard.Factor;
import io.sekisho.credential.guard.Verification;
import io.sekisho.credential.otp.OtpCheck;
import io.sekisho.credential.otp.OtpCredentials;
import io.sekisho.requiredaction.KeycloakWalkContext;
import io.sekisho.requiredaction.walk.Refusal;
import java.util.Optional;
import org.keycloak.models.credential.OTPCredentialModel;
import org.keycloak.models.utils.FormMessage;

/** A fresh code as the proof inside an action: asked for whatever the login was, and used up by it. */
final class OtpProof {

    /** Why nobody could prove himself by a code. */
    static final Refusal NOT_IN_USE = new Refusal("sekishoOtpNotInUse");

    private static final String FIELD = "otp";

    private OtpProof() {}

    /** Why nobody could prove himself by a code: the service is not in use. */
    static Optional<Refusal> refusal(KeycloakWalkContext action) {
        return credential(action).isEmpty() ? Optional.of(NOT_IN_USE) : Optional.empty();
    }

    static Optional<OTPCredentialModel> credential(KeycloakWalkContext action) {
        return OtpCredentials.of(action.session()).find(action.user());
    }

    static int digits(KeycloakWalkContext action) {
        return credential(action)
                .map(credential -> credential.getOTPCredentialData().getDigits())
                .orElseGet(() -> action.realm().getOTPPolicy().getDigits());
    }

    /** Checks the code of the form; says on the next page what was amiss. */
    static boolean prove(KeycloakWalkContext action) {
        String input = action.posted(FIELD);
        if (input == null || input.isBlank()) {
            action.showError(new FormMessage(FIELD, "sekishoOtpMissing"));
            return false;
        }
        Verification verification = OtpCheck.of(action.session()).verify(action.realm(), action.user(), input);
        if (!verification.accepted()) {
            action.refuseProof(Factor.OTP, verification, FIELD, digits(action));
        }
        return verification.accepted();
    }
}
