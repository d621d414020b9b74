package io.sekisho.credential.otp;

import io.sekisho.credential.guard.AttemptGuard;
import io.sekisho.credential.guard.Factor;
import io.sekisho.credential.guard.Verification;
import io.sekisho.credential.seed.SeedFailure;
import io.sekisho.credential.seed.SeedLog;
import io.sekisho.credential.seed.SeedUnavailableException;
import io.sekisho.credential.stored.CredentialRow;
import io.sekisho.credential.stored.StoredCredentials;
import io.sekisho.institution.InstitutionSettings;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.keycloak.common.util.Time;
import org.keycloak.credential.CredentialModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.credential.OTPCredentialModel;
import org.keycloak.models.credential.dto.OTPCredentialData;

/** Checks the codes of OTP credentials, under the guard. */
public final class OtpCheck {

    private static final Logger LOG = Logger.getLogger(OtpCheck.class);

    private final KeycloakSession session;

    private OtpCheck(KeycloakSession session) {
        this.session = session;
    }

    public static OtpCheck of(KeycloakSession session) {
        return new OtpCheck(session);
    }

    /**
     * Checks a code under the guard. What it brought about (a failure counted, a code used up) is committed on return.
     *
     * @param input as typed
     */
    public Verification verify(RealmModel realm, UserModel user, String credentialId, @Nullable String input) {
        CredentialModel stored = user.credentialManager().getStoredCredentialById(credentialId);
        if (stored == null || !OTPCredentialModel.TYPE.equals(stored.getType())) {
            // Removed while the customer was at the form; or not this customer's. There is nothing to guess at.
            return new Verification.Unavailable();
        }
        int digits = OTPCredentialModel.createFromCredentialModel(stored)
                .getOTPCredentialData()
                .getDigits();
        Optional<String> code = OtpCode.parse(input, digits);
        if (code.isEmpty()) {
            return new Verification.Malformed();
        }
        Verification verification = AttemptGuard.of(session)
                .attempt(
                        realm,
                        user,
                        Factor.OTP,
                        (guardSession, guardRealm, guardUser) ->
                                OtpCheck.of(guardSession).check(guardRealm, guardUser, credentialId, code.get()));
        if (verification.accepted()) {
            SeedResealing.of(session).resealIfOutdated(realm, user, credentialId);
        }
        return verification;
    }

    /** Only under the guard. */
    private Verification check(RealmModel realm, UserModel user, String credentialId, String code) {
        CredentialModel stored = user.credentialManager().getStoredCredentialById(credentialId);
        if (stored == null || !OtpCredentials.of(session).exists(user, credentialId)) {
            // Stopped or revoked, be it at another node a moment ago, of which this one's user cache has not heard yet.
            return new Verification.Unavailable();
        }
        try {
            return check(realm, user, SealedSeeds.of(session).opened(realm, user, stored), code);
        } catch (SeedUnavailableException e) {
            e.failure().count(realm, SeedFailure.Use.VERIFICATION);
            SeedLog.error(LOG, realm.getName(), "the OTP of user %s cannot be checked", user.getId(), e);
            return new Verification.Unavailable();
        } catch (IllegalArgumentException e) {
            // It was imported, with parameters that no code can be made of.
            SeedFailure.UNUSABLE.count(realm, SeedFailure.Use.VERIFICATION);
            LOG.errorf(
                    "Realm %s: the OTP of user %s cannot be checked: %s",
                    realm.getName(), user.getId(), e.getMessage());
            return new Verification.Unavailable();
        }
    }

    private Verification check(RealmModel realm, UserModel user, OTPCredentialModel credential, String code) {
        OTPCredentialData data = credential.getOTPCredentialData();
        byte[] secret = credential.getDecodedSecret();
        OneTimePassword oneTimePassword = new OneTimePassword(data.getAlgorithm(), data.getDigits());
        OtpStateEntity state = OtpStates.of(session).get(realm, user, credential.getId());
        if (state.lost()) {
            return new Verification.Lost();
        }
        if (OTPCredentialModel.HOTP.equals(data.getSubType())) {
            return checkCounter(realm, user, credential, oneTimePassword, secret, code, state);
        }
        TimeStepCheck check = new TimeStepCheck(
                oneTimePassword, data.getPeriod(), InstitutionSettings.of(realm).lookAroundSteps());
        long epochSeconds = Time.currentTimeMillis() / 1_000;
        // By the token's own clock, where that is followed.
        TimeStepCheck.Match match = check.match(
                secret,
                code,
                epochSeconds + (long) state.driftSteps() * data.getPeriod(),
                state.accepted(),
                state.voided());
        if (match instanceof TimeStepCheck.Match.InWindow inWindow) {
            state.accept(inWindow.timeStep());
            if (state.followsDrift()) {
                state.followDrift((int) (inWindow.timeStep() - Math.floorDiv(epochSeconds, data.getPeriod())));
            }
            return new Verification.Accepted();
        } else if (match instanceof TimeStepCheck.Match.Used) {
            return new Verification.Replayed();
        } else if (match instanceof TimeStepCheck.Match.Expired) {
            return new Verification.Expired();
        } else if (match instanceof TimeStepCheck.Match.ClockOff clockOff) {
            state.voidStep(clockOff.timeStep());
            return new Verification.ClockOff();
        }
        return new Verification.Wrong();
    }

    /** Counter-based credentials of an earlier set-up keep working; the counter is committed by the guard. */
    private Verification checkCounter(
            RealmModel realm,
            UserModel user,
            OTPCredentialModel credential,
            OneTimePassword oneTimePassword,
            byte[] secret,
            String code,
            OtpStateEntity state) {
        long first = Math.max(
                credential.getOTPCredentialData().getCounter(),
                state.accepted() == TimeStepCheck.NONE ? 0 : state.accepted() + 1);
        long last = first + realm.getOTPPolicy().getLookAheadWindow();
        for (long counter = first; counter <= last; counter++) {
            if (oneTimePassword.matches(secret, counter, code)) {
                state.accept(counter);
                storeCounter(user, credential.getId(), counter + 1);
                return new Verification.Accepted();
            }
        }
        return new Verification.Wrong();
    }

    /**
     * Codes of a counter do not expire by themselves: where Keycloak exports the credential, or checks it without us,
     * the used ones are to be void.
     */
    private void storeCounter(UserModel user, String credentialId, long next) {
        for (CredentialRow row : StoredCredentials.of(session).lock(user, OTPCredentialModel.TYPE)) {
            if (row.id().equals(credentialId)) {
                OTPCredentialModel stored = OTPCredentialModel.createFromCredentialModel(row.model());
                stored.updateCounter((int) next);
                row.write(stored);
                StoredCredentials.readAnew(user);
            }
        }
    }
}
