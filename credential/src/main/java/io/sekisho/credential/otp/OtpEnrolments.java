package io.sekisho.credential.otp;

import io.sekisho.credential.guard.AttemptGuard;
import io.sekisho.credential.guard.ChangedBy;
import io.sekisho.credential.guard.Factor;
import io.sekisho.credential.guard.FactorChange;
import io.sekisho.credential.guard.FactorChanged;
import io.sekisho.credential.seed.SeedUnavailableException;
import io.sekisho.credential.stored.StoredCredentials;
import io.sekisho.institution.InstitutionSettings;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.keycloak.common.util.Time;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.credential.OTPCredentialModel;

/**
 * Makes OTP credentials: of a seed that is pending until a code confirms it, or of a token that this server knows.
 */
public final class OtpEnrolments {

    private static final String SECRET_ENCODING = "BASE32";

    private final KeycloakSession session;
    private final SealedSeeds seeds;
    private final AttemptGuard guard;
    private final OtpCredentials credentials;
    private final OtpStates states;

    private OtpEnrolments(KeycloakSession session) {
        this.session = session;
        this.seeds = SealedSeeds.of(session);
        this.guard = AttemptGuard.of(session);
        this.credentials = OtpCredentials.of(session);
        this.states = OtpStates.of(session);
    }

    public static OtpEnrolments of(KeycloakSession session) {
        return new OtpEnrolments(session);
    }

    /**
     * A new seed for a customer who is about to enrol, sealed: it may be kept where pages are kept.
     *
     * @throws SeedUnavailableException if there is no keyring
     */
    public String newPendingSeed(RealmModel realm, UserModel user) {
        return seeds.seal(realm, user, OtpSeed.newBase32());
    }

    /**
     * Opens a pending seed.
     *
     * @param parameters under which the customer's app has it
     * @throws SeedUnavailableException if it is not this customer's, or its key is gone
     */
    public OtpSeed open(RealmModel realm, UserModel user, String pending, CodeParameters parameters) {
        return new OtpSeed(
                seeds.open(realm, user, pending),
                parameters.algorithm(),
                parameters.digits(),
                parameters.periodSeconds());
    }

    /** Whether a pending seed opens: not if it is not this customer's, or its key is gone. */
    public boolean opens(RealmModel realm, UserModel user, String pending) {
        return seeds.tryOpen(realm, user, pending).isPresent();
    }

    /**
     * Stores a pending seed as the customer's credential if the code confirms it, in the caller's transaction. Of
     * parallel confirmations one enrols; the others find it done. The confirming code is used up.
     *
     * @param authentication names the authentication session in which the code was typed, see {@link #enrolledIn}
     * @param by             who does it
     */
    public Enrolment enrol(
            RealmModel realm,
            UserModel user,
            OtpSeed seed,
            @Nullable String input,
            String authentication,
            ChangedBy by) {
        Enrolment enrolment = enrol(realm, user, seed, input, authentication, false);
        if (enrolment instanceof Enrolment.Enrolled) {
            FactorChanged.publish(session, realm, user, FactorChange.APPLIED, by);
        }
        return enrolment;
    }

    /**
     * Enrols with the seed of a token, which was handed to that token and to nobody else: it is never shown. The caller
     * reports it.
     *
     * @param authentication names the authentication session in which the code was typed, see {@link #enrolledIn}
     */
    public Enrolment enrolToken(
            RealmModel realm, UserModel user, OtpSeed seed, @Nullable String input, String authentication) {
        return enrol(realm, user, seed, input, authentication, true);
    }

    private Enrolment enrol(
            RealmModel realm,
            UserModel user,
            OtpSeed seed,
            @Nullable String input,
            String authentication,
            boolean ofToken) {
        Optional<String> code = OtpCode.parse(input, seed.digits());
        if (code.isEmpty()) {
            return new Enrolment.Malformed();
        }
        OTPCredentialModel credential = credential(seed);
        TimeStepCheck check = new TimeStepCheck(
                new OneTimePassword(seed.algorithm(), seed.digits()),
                seed.periodSeconds(),
                InstitutionSettings.of(realm).enrolmentLookAroundSteps());
        TimeStepCheck.Match match = check.match(
                credential.getDecodedSecret(),
                code.get(),
                Time.currentTimeMillis() / 1_000,
                TimeStepCheck.NONE,
                TimeStepCheck.NONE);
        if (!(match instanceof TimeStepCheck.Match.InWindow confirmed)) {
            return new Enrolment.Refused(match);
        }
        guard.hold(realm, user, Factor.OTP);
        if (credentials.isStored(user)) {
            return new Enrolment.AlreadyInUse();
        }
        guard.reset(user, Factor.OTP);
        states.removeAll(user);
        String credentialId = credentials.store(realm, user, credential).getId();
        OtpStateEntity state = states.get(realm, user, credentialId);
        state.accept(confirmed.timeStep());
        state.enrolledIn(authentication);
        if (ofToken) {
            state.becomeToken();
        }
        return new Enrolment.Enrolled();
    }

    private static OTPCredentialModel credential(OtpSeed seed) {
        return OTPCredentialModel.createTOTP(
                seed.base32(), seed.digits(), seed.periodSeconds(), seed.algorithm(), SECRET_ENCODING);
    }

    /**
     * Whether a code that was typed in this authentication session has made the credential that the customer has; asks
     * the database, not the user cache. That somebody else has enrolled meanwhile proves nothing of whoever is here.
     *
     * @param authentication as it was named at the enrolment
     */
    public boolean enrolledIn(UserModel user, String authentication) {
        List<String> enrolled = states.enrolledIn(user, authentication);
        return !enrolled.isEmpty()
                && StoredCredentials.of(session).ids(user, OTPCredentialModel.TYPE).stream()
                        .anyMatch(enrolled::contains);
    }

    /**
     * Whether a pending seed has become the customer's credential, whoever has confirmed it; asks the database, not the
     * user cache.
     */
    public boolean enrolled(RealmModel realm, UserModel user, String pending) {
        Optional<String> base32 = seeds.tryOpen(realm, user, pending);
        return base32.isPresent()
                && StoredCredentials.of(session).secretData(user, OTPCredentialModel.TYPE).stream()
                        .anyMatch(secretData -> seeds.holds(realm, user, secretData, base32.get()));
    }

    /**
     * Makes a token that is known to this server the customer's OTP credential, in place of any before, in the caller's
     * transaction. To be called after the proof that the institution asks for. Its clock is followed from then on.
     *
     * @param label          by which the staff tell it from others
     * @param timeStep       of the code that was accepted, or null if none was asked for
     * @param driftSteps     by how many steps its clock is ahead
     * @param authentication names the authentication session in which the code was typed, or null if none was asked for
     * @return the credential's id
     */
    public String bind(
            RealmModel realm,
            UserModel user,
            OtpSeed seed,
            String label,
            @Nullable Long timeStep,
            int driftSteps,
            @Nullable String authentication) {
        guard.hold(realm, user, Factor.OTP);
        credentials.removeAll(realm, user);
        guard.reset(user, Factor.OTP);
        OTPCredentialModel credential = credential(seed);
        credential.setUserLabel(label);
        String id = credentials.store(realm, user, credential).getId();
        OtpStateEntity state = states.get(realm, user, id);
        state.becomeToken();
        state.followDrift(driftSteps);
        state.enrolledIn(authentication);
        if (timeStep != null) {
            state.accept(timeStep);
        }
        return id;
    }
}
