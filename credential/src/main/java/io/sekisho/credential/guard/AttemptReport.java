package io.sekisho.credential.guard;

import io.sekisho.institution.InstitutionSettings;
import io.sekisho.institution.LocalTimes;
import java.time.ZoneId;
import org.keycloak.common.util.Time;
import org.keycloak.events.Details;
import org.keycloak.events.Errors;
import org.keycloak.events.EventBuilder;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.utils.FormMessage;

/**
 * Says of an attempt that was not accepted what happened: to the customer, to the event log, to Keycloak's brute-force
 * detection.
 */
public final class AttemptReport {

    /** Detail of an event: why an attempt was refused, see {@link Verification#reason()}. */
    public static final String REASON = "reason";

    private AttemptReport() {}

    /**
     * The sentence for the customer: the cause and the next step.
     *
     * @param field name of the form's field
     * @param digits of a code; of no meaning for the transaction password
     */
    public static FormMessage message(
            RealmModel realm, Factor factor, Verification verification, String field, int digits) {
        return switch (factor) {
            case OTP -> otpMessage(realm, verification, field, digits);
            case TRANSACTION_PASSWORD -> transactionPasswordMessage(realm, verification, field);
        };
    }

    private static FormMessage otpMessage(RealmModel realm, Verification verification, String field, int digits) {
        InstitutionSettings settings = InstitutionSettings.of(realm);
        if (verification instanceof Verification.Wrong wrong) {
            return new FormMessage(field, "sekishoOtpWrong", wrong.failuresLeft(), serverTime(settings.timeZone()));
        } else if (verification instanceof Verification.Expired) {
            return new FormMessage(field, "sekishoOtpExpired", serverTime(settings.timeZone()));
        } else if (verification instanceof Verification.ClockOff) {
            return new FormMessage(field, "sekishoOtpClockOff", serverTime(settings.timeZone()));
        } else if (verification instanceof Verification.Replayed) {
            return new FormMessage(field, "sekishoOtpReplayed");
        } else if (verification instanceof Verification.Malformed) {
            return new FormMessage(field, "sekishoOtpMalformed", digits);
        } else if (verification instanceof Verification.Suspended) {
            return new FormMessage(field, "sekishoOtpSuspended");
        } else if (verification instanceof Verification.Exhausted) {
            return new FormMessage(field, "sekishoOtpExhausted");
        } else if (verification instanceof Verification.Lost) {
            return new FormMessage(field, "sekishoOtpLost");
        }
        return new FormMessage(field, "sekishoOtpUnavailable");
    }

    private static FormMessage transactionPasswordMessage(RealmModel realm, Verification verification, String field) {
        InstitutionSettings settings = InstitutionSettings.of(realm);
        if (verification instanceof Verification.Wrong wrong) {
            return new FormMessage(field, "sekishoTransactionPasswordWrong", wrong.failuresLeft());
        } else if (verification instanceof Verification.Malformed) {
            return new FormMessage(field, "sekishoTransactionPasswordTooLong", settings.transactionPasswordMaxLength());
        } else if (verification instanceof Verification.Suspended || verification instanceof Verification.Exhausted) {
            return new FormMessage(field, "sekishoTransactionPasswordSuspended");
        }
        return new FormMessage(field, "sekishoServiceUnavailable");
    }

    /** The time by which codes are judged, as the customer's own clock should show it. */
    public static String serverTime(ZoneId zone) {
        return LocalTimes.second(Time.currentTimeMillis(), zone);
    }

    /**
     * For an attempt outside of a login, where nobody else reports it: an error event, and a failure for Keycloak's
     * brute-force detection if it was a guess.
     */
    public static void refused(
            KeycloakSession session,
            RealmModel realm,
            UserModel user,
            EventBuilder event,
            Factor factor,
            Verification verification) {
        event.clone()
                .user(user)
                .detail(Details.CREDENTIAL_TYPE, factor.credentialType())
                .detail(REASON, verification.reason())
                .error(Errors.INVALID_USER_CREDENTIALS);
        if (verification.counted()) {
            bruteForceFailure(session, realm, user);
        }
    }

    /** A failure for Keycloak's brute-force detection, where the realm has that. */
    public static void bruteForceFailure(KeycloakSession session, RealmModel realm, UserModel user) {
        BruteForceFailure.report(session, realm, user);
    }

    /**
     * The same for an authenticator that fails a login: Keycloak reports it too, but newer versions name a category
     * then that they do not count. One guess is to be one failure on all of them.
     */
    public static void bruteForceFailureOfAuthenticator(KeycloakSession session, RealmModel realm, UserModel user) {
        BruteForceFailure.reportOfAuthenticator(session, realm, user);
    }
}
