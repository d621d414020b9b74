package io.sekisho.requiredaction.otp;

import io.sekisho.credential.guard.Factor;
import io.sekisho.credential.guard.Verification;
import io.sekisho.credential.otp.OtpCheck;
import io.sekisho.credential.otp.OtpCredentials;
import io.sekisho.credential.otp.OtpDevices;
import io.sekisho.requiredaction.KeycloakWalkContext;
import io.sekisho.requiredaction.walk.Refusal;
import java.util.Optional;
import org.keycloak.models.utils.FormMessage;

/** A fresh code as the proof inside an action: asked for whatever the login was, and used up by it. */
final class OtpProof {

    /** Why nobody could prove himself by a code. */
    static final Refusal NOT_IN_USE = new Refusal("sekishoOtpNotInUse");

    private static final String FIELD = "otp";

    private OtpProof() {}

    /** Why nobody could prove himself by a code: the service is not in use. */
    static Optional<Refusal> refusal(KeycloakWalkContext action) {
        return OtpCredentials.all(action.user()).findAny().isEmpty() ? Optional.of(NOT_IN_USE) : Optional.empty();
    }

    /** The customer's devices, and the one that was chosen in the form. */
    static OtpDevices devices(KeycloakWalkContext action) {
        return OtpDevices.of(action.user(), action.posted(OtpDevices.FIELD));
    }

    /** Checks the code of the form against the chosen device; says on the next page what was amiss. */
    static boolean prove(KeycloakWalkContext action, OtpDevices devices) {
        String input = action.posted(FIELD);
        if (input == null || input.isBlank()) {
            action.showError(new FormMessage(FIELD, "sekishoOtpMissing"));
            return false;
        }
        Verification verification =
                OtpCheck.of(action.session()).verify(action.realm(), action.user(), devices.chosenId(), input);
        if (!verification.accepted()) {
            action.refuseProof(Factor.OTP, verification, FIELD, devices.getDigits());
        }
        return verification.accepted();
    }
}
