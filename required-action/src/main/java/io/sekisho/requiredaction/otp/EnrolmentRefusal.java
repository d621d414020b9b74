package io.sekisho.requiredaction.otp;

import io.sekisho.credential.guard.AttemptReport;
import io.sekisho.credential.otp.TimeStepCheck;
import io.sekisho.requiredaction.KeycloakWalkContext;
import org.keycloak.models.utils.FormMessage;

/** Why a code does not confirm an enrolment. */
public final class EnrolmentRefusal {

    private EnrolmentRefusal() {}

    /**
     * The sentence for the customer. Guessing is pointless here, for the seed is the customer's own; so nothing is
     * counted, and the texts speak of no suspension.
     *
     * @param wrongKey of the message for a code that is simply wrong
     */
    public static FormMessage message(
            KeycloakWalkContext action, String field, TimeStepCheck.Match match, String wrongKey) {
        String serverTime = AttemptReport.serverTime(action.settings().timeZone());
        if (match instanceof TimeStepCheck.Match.Expired) {
            return new FormMessage(field, "sekishoOtpExpired", serverTime);
        } else if (match instanceof TimeStepCheck.Match.ClockOff) {
            return new FormMessage(field, "sekishoOtpClockOff", serverTime);
        }
        return new FormMessage(field, wrongKey, serverTime);
    }
}
