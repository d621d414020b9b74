package io.sekisho.credential.otp;

import io.sekisho.credential.guard.AttemptGuard;
import io.sekisho.credential.guard.ChangedBy;
import io.sekisho.credential.guard.Factor;
import io.sekisho.credential.guard.FactorChange;
import io.sekisho.credential.guard.FactorChanged;
import io.sekisho.credential.seed.SeedUnavailableException;
import io.sekisho.institution.InstitutionSettings;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.credential.OTPCredentialModel;

/** Shows the key of an OTP credential again, for a second device: a few times in a day. */
public final class OtpRedisplay {

    private final KeycloakSession session;
    private final OtpStates states;

    private OtpRedisplay(KeycloakSession session) {
        this.session = session;
        this.states = OtpStates.of(session);
    }

    public static OtpRedisplay of(KeycloakSession session) {
        return new OtpRedisplay(session);
    }

    /**
     * Whether the seed of a credential may be shown again. A counter cannot live on two devices. The seed of a token
     * was never the customer's to see, and stays in the token, also where the institution has gone over to apps since.
     */
    public boolean possible(OTPCredentialModel credential) {
        return OTPCredentialModel.TOTP.equals(credential.getOTPCredentialData().getSubType()) && !ofToken(credential);
    }

    /** Whether it is a token's, issued or bound. */
    public boolean ofToken(OTPCredentialModel credential) {
        return states.find(credential.getId()).filter(OtpStateEntity::ofToken).isPresent();
    }

    /** How often the key may still be shown again today. */
    public int left(RealmModel realm, OTPCredentialModel credential) {
        InstitutionSettings settings = InstitutionSettings.of(realm);
        int used = states.find(credential.getId())
                .map(state -> state.redisplays(settings.today()))
                .orElse(0);
        return Math.max(0, settings.maxRedisplaysPerDay() - used);
    }

    /**
     * Takes one of today's re-displays, in the caller's transaction. To be called after a fresh proof.
     *
     * @param credentialId for which the proof was
     * @param by           who does it
     * @return whether its seed may be shown: not if it is gone, its seed is not to be shown, or none is left today
     */
    public boolean count(RealmModel realm, UserModel user, String credentialId, ChangedBy by) {
        AttemptGuard.of(session).hold(realm, user, Factor.OTP);
        if (OtpCredentials.all(user)
                .filter(credential -> credential.getId().equals(credentialId))
                .noneMatch(this::possible)) {
            return false;
        }
        InstitutionSettings settings = InstitutionSettings.of(realm);
        OtpStateEntity state = states.get(realm, user, credentialId);
        long today = settings.today();
        if (state.redisplays(today) >= settings.maxRedisplaysPerDay()) {
            return false;
        }
        state.countRedisplay(today);
        FactorChanged.publish(session, realm, user, FactorChange.REDISPLAYED, by);
        return true;
    }

    /**
     * The seed of an existing credential. To be shown only in the action that has counted the re-display.
     *
     * @throws SeedUnavailableException if it does not open
     */
    public OtpSeed seed(RealmModel realm, UserModel user, OTPCredentialModel credential) {
        return OtpSeed.of(SealedSeeds.of(session).opened(realm, user, credential));
    }
}
