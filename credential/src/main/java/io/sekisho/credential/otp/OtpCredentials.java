package io.sekisho.credential.otp;

import io.sekisho.credential.carried.CarriedState;
import io.sekisho.credential.carried.CarriedStates;
import io.sekisho.credential.guard.AttemptGuard;
import io.sekisho.credential.guard.AttemptState;
import io.sekisho.credential.guard.ChangedBy;
import io.sekisho.credential.guard.Factor;
import io.sekisho.credential.guard.FactorChange;
import io.sekisho.credential.guard.FactorChanged;
import io.sekisho.credential.guard.Verification;
import io.sekisho.credential.seed.SeedCipher;
import io.sekisho.credential.seed.SeedFailure;
import io.sekisho.credential.seed.SeedLog;
import io.sekisho.credential.seed.SeedUnavailableException;
import io.sekisho.credential.seed.SweptBatch;
import io.sekisho.credential.seed.SweptRealms;
import io.sekisho.credential.stored.CredentialRow;
import io.sekisho.credential.stored.CredentialStore;
import io.sekisho.credential.stored.StoredCredentials;
import io.sekisho.institution.EnrolmentMethod;
import io.sekisho.institution.InstitutionSettings;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.keycloak.common.util.Time;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.credential.CredentialModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.OTPPolicy;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.credential.OTPCredentialModel;
import org.keycloak.models.credential.dto.OTPCredentialData;
import org.keycloak.models.utils.KeycloakModelUtils;

/**
 * The OTP credentials of a realm's customers: made, checked, shown again and removed.
 *
 * <p>They stay credentials of Keycloak's type {@code otp}; only the secret in them is sealed.
 */
public final class OtpCredentials {

    private static final Logger LOG = Logger.getLogger(OtpCredentials.class);
    private static final String SECRET_ENCODING = "BASE32";

    private final KeycloakSession session;
    private final SealedSeeds seeds;
    private final AttemptGuard guard;

    private OtpCredentials(KeycloakSession session) {
        this.session = session;
        this.seeds = SealedSeeds.of(session);
        this.guard = AttemptGuard.of(session);
    }

    public static OtpCredentials of(KeycloakSession session) {
        return new OtpCredentials(session);
    }

    /**
     * Whether the realm's customers register an app of their own, which they apply for, and whose key they may see
     * again.
     */
    public static boolean offered(RealmModel realm) {
        InstitutionSettings settings = InstitutionSettings.of(realm);
        return settings.enabled() && settings.enrolment() == EnrolmentMethod.AUTHENTICATOR_APP;
    }

    /**
     * Whether the realm's customers end the service themselves; an issued token is revoked by a manager or the staff.
     */
    public static boolean stoppable(RealmModel realm) {
        InstitutionSettings settings = InstitutionSettings.of(realm);
        return settings.enabled() && settings.enrolment() != EnrolmentMethod.ISSUED_TOKEN;
    }

    /** The customer's credential; the first one, where an earlier set-up allowed several. */
    public Optional<OTPCredentialModel> find(UserModel user) {
        return user.credentialManager()
                .getStoredCredentialsByTypeStream(OTPCredentialModel.TYPE)
                .findFirst()
                .map(OTPCredentialModel::createFromCredentialModel);
    }

    public OtpStatus status(UserModel user) {
        if (find(user).isEmpty()) {
            return OtpStatus.NOT_REGISTERED;
        }
        AttemptState state = guard.state(user, Factor.OTP);
        return state.suspended() || state.exhausted() ? OtpStatus.SUSPENDED : OtpStatus.IN_USE;
    }

    /** Checks a code against the customer's credential, see {@link #verify(RealmModel, UserModel, String, String)}. */
    public Verification verify(RealmModel realm, UserModel user, String input) {
        return find(user)
                .map(credential -> verify(realm, user, credential.getId(), input))
                .orElseGet(Verification.Unavailable::new);
    }

    /**
     * Checks a code under the guard. What it brought about (a failure counted, a code used up) is committed on return.
     *
     * @param input as typed
     */
    public Verification verify(RealmModel realm, UserModel user, String credentialId, String input) {
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
        Verification verification = guard.attempt(
                realm,
                user,
                Factor.OTP,
                (guardSession, guardRealm, guardUser) ->
                        OtpCredentials.of(guardSession).check(guardRealm, guardUser, credentialId, code.get()));
        if (verification.accepted()) {
            resealIfOutdated(realm, user, credentialId);
        }
        return verification;
    }

    /** Only under the guard. */
    private Verification check(RealmModel realm, UserModel user, String credentialId, String code) {
        CredentialModel stored = user.credentialManager().getStoredCredentialById(credentialId);
        if (stored == null || !exists(user, credentialId)) {
            // Stopped or revoked, be it at another node a moment ago, of which this one's user cache has not heard yet.
            return new Verification.Unavailable();
        }
        try {
            return check(realm, user, seeds.opened(realm, user, stored), code);
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
        OtpStateEntity state = state(realm, user, credential.getId());
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

    /**
     * A new seed for a customer who is about to enrol, sealed: it may be kept where pages are kept.
     *
     * @throws SeedUnavailableException if there is no keyring
     */
    public String newPendingSeed(RealmModel realm, UserModel user) {
        return seeds.seal(realm, user, OtpSeed.newBase32());
    }

    /** @throws SeedUnavailableException if there is no keyring, so that nobody can enrol */
    public void requireKeyring() {
        seeds.requireKeyring();
    }

    /**
     * Opens a pending seed, with the parameters of the realm's OTP policy.
     *
     * @throws SeedUnavailableException if it is not this customer's, or its key is gone
     */
    public OtpSeed open(RealmModel realm, UserModel user, String pending) {
        OTPPolicy policy = realm.getOTPPolicy();
        return open(realm, user, pending, policy.getAlgorithm(), policy.getDigits(), policy.getPeriod());
    }

    /** Opens a pending seed as {@link #open} does; empty if it is not this customer's, or its key is gone. */
    public Optional<OtpSeed> tryOpen(RealmModel realm, UserModel user, String pending) {
        OTPPolicy policy = realm.getOTPPolicy();
        return seeds.tryOpen(realm, user, pending)
                .map(base32 -> new OtpSeed(base32, policy.getAlgorithm(), policy.getDigits(), policy.getPeriod()));
    }

    /**
     * Opens a pending seed that was made under parameters of its own.
     *
     * @throws SeedUnavailableException if it is not this customer's, or its key is gone
     */
    public OtpSeed open(
            RealmModel realm, UserModel user, String pending, String algorithm, int digits, int periodSeconds) {
        return new OtpSeed(seeds.open(realm, user, pending), algorithm, digits, periodSeconds);
    }

    /**
     * Stores a pending seed as the customer's credential if the code confirms it, in the caller's transaction. Of
     * parallel confirmations one enrols; the others find it done. The confirming code is used up.
     *
     * @param authentication names the authentication session in which the code was typed, see {@link #enrolledIn}
     * @param by             who does it
     */
    public Enrolment enrol(
            RealmModel realm, UserModel user, OtpSeed seed, String input, String authentication, ChangedBy by) {
        Enrolment enrolment = enrol(realm, user, seed, input, authentication, false);
        if (enrolment instanceof Enrolment.Enrolled) {
            FactorChanged.publish(session, realm, user, FactorChange.APPLIED, by);
        }
        return enrolment;
    }

    private Enrolment enrol(
            RealmModel realm, UserModel user, OtpSeed seed, String input, String authentication, boolean ofToken) {
        Optional<String> code = OtpCode.parse(input, seed.digits());
        if (code.isEmpty()) {
            return new Enrolment.Malformed();
        }
        OTPCredentialModel credential = OTPCredentialModel.createTOTP(
                seed.base32(), seed.digits(), seed.periodSeconds(), seed.algorithm(), SECRET_ENCODING);
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
        if (isStored(user)) {
            return new Enrolment.AlreadyInUse();
        }
        guard.reset(user, Factor.OTP);
        // Of credentials that the staff have deleted.
        entityManager()
                .createNamedQuery("sekishoDeleteOtpStatesByUser")
                .setParameter("userId", user.getId())
                .executeUpdate();
        String credentialId = create(realm, user, credential).getId();
        OtpStateEntity state = state(realm, user, credentialId);
        state.accept(confirmed.timeStep());
        state.enrolledIn(authentication);
        if (ofToken) {
            state.becomeToken();
        }
        return new Enrolment.Enrolled();
    }

    /**
     * The same with the seed of a token, which was handed to that token and to nobody else: it is never shown. The
     * caller reports it.
     */
    public Enrolment enrolToken(RealmModel realm, UserModel user, OtpSeed seed, String input, String authentication) {
        return enrol(realm, user, seed, input, authentication, true);
    }

    /**
     * Whether a code that was typed in this authentication session has made the credential that the customer has; asks
     * the database, not the user cache. That somebody else has enrolled meanwhile proves nothing of whoever is here.
     *
     * @param authentication as it was named at the enrolment
     */
    public boolean enrolledIn(UserModel user, String authentication) {
        List<String> enrolled = entityManager()
                .createNamedQuery("sekishoOtpCredentialsEnrolledIn", String.class)
                .setParameter("userId", user.getId())
                .setParameter("authentication", authentication)
                .getResultList();
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
            Long timeStep,
            int driftSteps,
            String authentication) {
        guard.hold(realm, user, Factor.OTP);
        removeAll(realm, user);
        guard.reset(user, Factor.OTP);
        OTPCredentialModel credential = OTPCredentialModel.createTOTP(
                seed.base32(), seed.digits(), seed.periodSeconds(), seed.algorithm(), SECRET_ENCODING);
        credential.setUserLabel(label);
        String id = create(realm, user, credential).getId();
        OtpStateEntity state = state(realm, user, id);
        state.becomeToken();
        state.followDrift(driftSteps);
        state.enrolledIn(authentication);
        if (timeStep != null) {
            state.accept(timeStep);
        }
        return id;
    }

    /** Whether a credential is still there; asks the database, not the user cache. */
    public boolean exists(UserModel user, String credentialId) {
        return StoredCredentials.of(session).ids(user, OTPCredentialModel.TYPE).contains(credentialId);
    }

    /** Whether a customer has an OTP credential; asks the database, not the user cache. */
    public boolean isStored(UserModel user) {
        return !StoredCredentials.of(session).ids(user, OTPCredentialModel.TYPE).isEmpty();
    }

    /**
     * The last code that was accepted of a credential.
     *
     * @param driftSteps by how many steps its clock was ahead
     */
    public record LastCode(long timeStep, int driftSteps) {}

    /** Empty if none was accepted yet. */
    public Optional<LastCode> lastCode(String credentialId) {
        OtpStateEntity state = entityManager().find(OtpStateEntity.class, credentialId);
        return state == null || state.accepted() == TimeStepCheck.NONE
                ? Optional.empty()
                : Optional.of(new LastCode(state.accepted(), state.driftSteps()));
    }

    /**
     * Sets a bound token's clock right, in the caller's transaction.
     *
     * @param timeStep of the last of the codes that showed how its clock is; void from then on
     */
    public void resync(RealmModel realm, UserModel user, String credentialId, long timeStep, int driftSteps) {
        guard.hold(realm, user, Factor.OTP);
        OtpStateEntity state = state(realm, user, credentialId);
        state.accept(timeStep);
        state.followDrift(driftSteps);
    }

    /**
     * Has no code of a credential accepted any more, or again, in the caller's transaction. It stays what a login asks
     * for.
     */
    public void reportLost(RealmModel realm, UserModel user, String credentialId, boolean lost) {
        guard.hold(realm, user, Factor.OTP);
        state(realm, user, credentialId).lost(lost);
        carryLost(user, credentialId, lost);
    }

    private void carryLost(UserModel user, String credentialId, boolean lost) {
        CarriedStates.of(session)
                .change(user, OTPCredentialModel.TYPE, credentialId, carried -> carried.withLost(lost));
    }

    /**
     * Whether the keyring is gone from its place since it was read: it serves until this server ends, and no longer.
     */
    public boolean keyringOutOfReach() {
        return seeds.keyringOutOfReach();
    }

    /**
     * How seeds are sealed here.
     *
     * @throws SeedUnavailableException if there is no keyring
     */
    public SeedCipher seedCipher() {
        return seeds.cipher();
    }

    /**
     * Stores a credential that Keycloak's import brings, or another extension, with the state that it carries. What is
     * known here already of the same one counts as well: a token that is lost does not come back by an older file.
     */
    CredentialModel takeIn(RealmModel realm, UserModel user, OTPCredentialModel credential) {
        CarriedState carried = CarriedState.of(credential);
        CredentialModel stored = create(realm, user, credential);
        guard.takeOver(realm, user, Factor.OTP, carried);
        OtpStateEntity known = entityManager().find(OtpStateEntity.class, stored.getId());
        if (carried.lost() || known != null && known.lost()) {
            reportLostHere(realm, user, stored.getId());
        }
        if (seeds.isOutdated(stored.getSecretData())) {
            SweptRealms.of(session).doubt(realm.getId());
        }
        if (seeds.isSealed(credential.getSecretData())) {
            reportTakenIn(realm, user, stored, carried);
        }
        return stored;
    }

    private void reportTakenIn(RealmModel realm, UserModel user, CredentialModel stored, CarriedState carried) {
        ImportReport report = ImportReport.of(session, realm);
        try {
            OtpSeed seed = OtpSeed.of(seeds.opened(realm, user, stored));
            report.takenIn(carried);
            session.getKeycloakSessionFactory().publish(new OtpCredentialTakenIn(session, realm, user, stored, seed));
        } catch (SeedUnavailableException e) {
            e.failure().count(realm, SeedFailure.Use.CREDENTIAL_IMPORT);
            report.unusable(user, e.failure(), e.getMessage());
        } catch (IllegalArgumentException e) {
            SeedFailure.UNUSABLE.count(realm, SeedFailure.Use.CREDENTIAL_IMPORT);
            report.unusable(user, SeedFailure.UNUSABLE, e.getMessage());
        }
    }

    /** Whether a credential is of a token that is reported lost. */
    public boolean isLost(RealmModel realm, UserModel user, String credentialId) {
        return state(realm, user, credentialId).lost();
    }

    /**
     * Follows the clock of a bound token whose credential was imported, unless that is done already.
     *
     * @param lastStep of a code that was accepted, or null
     */
    public void followClock(RealmModel realm, UserModel user, String credentialId, Long lastStep, int driftSteps) {
        OtpStateEntity state = state(realm, user, credentialId);
        if (!state.followsDrift()) {
            state.followDrift(driftSteps);
        }
        if (lastStep != null) {
            state.accept(lastStep);
        }
    }

    /** Has no code of a credential accepted that is just being stored: nobody else knows the customer yet. */
    public void reportLostHere(RealmModel realm, UserModel user, String credentialId) {
        state(realm, user, credentialId).lost(true);
        carryLost(user, credentialId, true);
    }

    /** Stores a credential, sealed. */
    private CredentialModel create(RealmModel realm, UserModel user, OTPCredentialModel credential) {
        seeds.seal(realm, user, credential);
        if (credential.getCreatedDate() == null) {
            credential.setCreatedDate(Time.currentTimeMillis());
        }
        return user.credentialManager().createStoredCredential(credential);
    }

    /** How often the key may still be shown again today. */
    public int redisplaysLeft(RealmModel realm, OTPCredentialModel credential) {
        OtpStateEntity state = entityManager().find(OtpStateEntity.class, credential.getId());
        int used = state == null ? 0 : state.redisplays(today(realm));
        return Math.max(0, InstitutionSettings.of(realm).maxRedisplaysPerDay() - used);
    }

    /**
     * Takes one of today's re-displays, in the caller's transaction. To be called after a fresh proof.
     *
     * @param by who does it
     * @return the id of the credential whose seed may be shown, or empty if there is none, its seed is not to be shown,
     *     or none is left today
     */
    public Optional<String> countRedisplay(RealmModel realm, UserModel user, ChangedBy by) {
        guard.hold(realm, user, Factor.OTP);
        Optional<OTPCredentialModel> credential = find(user).filter(this::redisplayable);
        if (credential.isEmpty()) {
            return Optional.empty();
        }
        OtpStateEntity state = state(realm, user, credential.get().getId());
        long today = today(realm);
        if (state.redisplays(today) >= InstitutionSettings.of(realm).maxRedisplaysPerDay()) {
            return Optional.empty();
        }
        state.countRedisplay(today);
        FactorChanged.publish(session, realm, user, FactorChange.REDISPLAYED, by);
        return Optional.of(credential.get().getId());
    }

    /**
     * Whether the seed of a credential may be shown again. A counter cannot live on two devices. The seed of a token
     * was never the customer's to see, and stays in the token, also where the institution has gone over to apps since.
     */
    public boolean redisplayable(OTPCredentialModel credential) {
        return OTPCredentialModel.TOTP.equals(credential.getOTPCredentialData().getSubType()) && !ofToken(credential);
    }

    /** Whether it is a token's, issued or bound. */
    public boolean ofToken(OTPCredentialModel credential) {
        OtpStateEntity state = entityManager().find(OtpStateEntity.class, credential.getId());
        return state != null && state.ofToken();
    }

    /**
     * The seed of an existing credential. To be shown only in the action that has counted the re-display.
     *
     * @throws SeedUnavailableException if it does not open
     */
    public OtpSeed seed(RealmModel realm, UserModel user, OTPCredentialModel credential) {
        return OtpSeed.of(seeds.opened(realm, user, credential));
    }

    /**
     * Ends the service for a customer, in the caller's transaction: every OTP credential goes, and with them their
     * state. To be called after a fresh proof.
     *
     * @param by who does it
     * @return whether there was anything to end
     */
    public boolean stop(RealmModel realm, UserModel user, ChangedBy by) {
        boolean stopped = remove(realm, user);
        if (stopped) {
            FactorChanged.publish(session, realm, user, FactorChange.STOPPED, by);
        }
        return stopped;
    }

    /** The same as part of another change, which the caller reports. */
    public boolean remove(RealmModel realm, UserModel user) {
        guard.hold(realm, user, Factor.OTP);
        boolean removed = removeAll(realm, user);
        guard.reset(user, Factor.OTP);
        return removed;
    }

    /** @return whether there was anything to remove */
    private boolean removeAll(RealmModel realm, UserModel user) {
        List<String> ids = user.credentialManager()
                .getStoredCredentialsByTypeStream(OTPCredentialModel.TYPE)
                .map(CredentialModel::getId)
                .toList();
        boolean removed = false;
        for (String id : ids) {
            removed |= user.credentialManager().removeStoredCredentialById(id);
            // While its state is still there, which tells how the token's clock was.
            session.getKeycloakSessionFactory().publish(new OtpCredentialRemoved(session, realm, user, id));
            OtpStateEntity state = entityManager().find(OtpStateEntity.class, id);
            if (state != null) {
                entityManager().remove(state);
            }
        }
        return removed;
    }

    /** How many of the realm's credentials only this server can read. */
    public SealedCount sealed(RealmModel realm) {
        return SeedUnsealing.count(session, realm);
    }

    /**
     * Has all credentials of a realm written as Keycloak itself stores them, but for those of tokens that are reported
     * lost. In the caller's transaction it is only noted, with the realm; the service must be off when that is
     * committed.
     */
    public void wantUnsealed(RealmModel realm) {
        SeedUnsealing.want(realm);
        SweptRealms.of(session).doubt(realm.getId());
    }

    /** Whether that is wanted, and not done yet. */
    public boolean unsealing(RealmModel realm) {
        return SeedUnsealing.wanted(realm);
    }

    /**
     * Does what {@link #wantUnsealed} has noted, in the background, in transactions of its own; customers can log in
     * meanwhile. What is left undone when this server ends, the seed sweep goes on with.
     */
    public Future<?> unseal(RealmModel realm) {
        return SeedUnsealing.start(session, realm.getId());
    }

    /**
     * Writes the seed anew if it is plain or under an old key. What cannot be written now is tried again at the next
     * use.
     */
    private void resealIfOutdated(RealmModel realm, UserModel user, String credentialId) {
        CredentialModel stored = user.credentialManager().getStoredCredentialById(credentialId);
        if (stored == null || !seeds.isOutdated(stored.getSecretData())) {
            return;
        }
        try {
            KeycloakModelUtils.runJobInTransaction(session.getKeycloakSessionFactory(), session.getContext(), own -> {
                RealmModel ownRealm = own.realms().getRealm(realm.getId());
                // Before anything is locked: the cache may have to wait for somebody who waits for the same row.
                UserModel ownUser = own.users().getUserById(ownRealm, user.getId());
                OtpCredentials.of(own).reseal(ownRealm, ownUser, credentialId);
            });
        } catch (RuntimeException e) {
            LOG.warnf(
                    "Realm %s: the seed of user %s could not be re-encrypted now: %s",
                    realm.getName(), user.getId(), e.getMessage());
        }
    }

    /** What a sweep has locked is passed over, and with it what it is about to write. */
    private void reseal(RealmModel realm, UserModel user, String credentialId) {
        if (user != null) {
            List<CredentialRow> rows = StoredCredentials.of(session).lockFree(user, credentialId).stream()
                    .toList();
            reseal(realm, rows);
            if (!rows.isEmpty()) {
                // Also where a sweep has written it: the cache has given a value that is outdated.
                StoredCredentials.readAnew(user);
            }
        }
    }

    /** @return how many of the values were outdated and have been written anew, in this session's transaction */
    private int reseal(RealmModel realm, List<CredentialRow> rows) {
        Set<String> plain = rows.stream()
                .filter(row -> !seeds.isSealed(row.secretData()))
                .map(CredentialRow::id)
                .collect(Collectors.toSet());
        // In a realm that has given the service up, a seed that was given back to Keycloak stays so.
        boolean sealPlain = InstitutionSettings.of(realm).enabled();
        int resealed = 0;
        for (CredentialRow row : rows) {
            try {
                if (seeds.isOutdated(row.secretData()) && (sealPlain || !plain.contains(row.id()))) {
                    row.secretData(seeds.resealed(new SeedCipher.Owner(realm.getId(), row.userId()), row.secretData()));
                    resealed++;
                }
            } catch (SeedUnavailableException e) {
                e.failure().count(realm, SeedFailure.Use.SWEEP);
                SeedLog.error(LOG, realm.getName(), "the seed of credential %s cannot be re-encrypted", row.id(), e);
            }
        }
        // A seed that was plain could carry nothing.
        carryStates(rows.stream().filter(row -> plain.contains(row.id())).toList());
        return resealed;
    }

    /**
     * Has credentials carry what our tables know of them, with two queries for however many. Those that are not sealed
     * cannot.
     */
    public void carryStates(List<CredentialRow> rows) {
        if (rows.isEmpty()) {
            return;
        }
        Set<String> lost = Set.copyOf(entityManager()
                .createQuery(
                        "select s.credentialId from OtpStateEntity s where s.credentialId in :ids and s.lost = true",
                        String.class)
                .setParameter("ids", rows.stream().map(CredentialRow::id).toList())
                .getResultList());
        Map<String, CarriedState.Suspension> suspensions = AttemptGuard.suspensions(
                session, Factor.OTP, rows.stream().map(CredentialRow::userId).toList());
        for (CredentialRow row : rows) {
            CredentialModel stored = row.model();
            row.write(new CarriedState(lost.contains(row.id()), suspensions.get(row.userId()))
                    .and(CarriedState.of(stored))
                    .on(stored));
        }
    }

    /**
     * Writes seeds of the realm anew that are plain or under an old key: one batch, in the session's transaction. No
     * user is loaded, and no lock waited for: customers who log in meanwhile are not held up. Keycloak's cache is to be
     * told when all is done.
     *
     * @param afterId the credential's id up to which has been looked; empty at the beginning
     * @throws SeedUnavailableException if there is no keyring
     */
    public SweptBatch resealOutdated(RealmModel realm, String afterId, int batch) {
        List<String> outdated = entityManager()
                .createQuery("""
                select c.id from CredentialEntity c
                where c.user.realmId = :realmId and c.type = :type and c.id > :afterId and c.secretData not like :current escape '!'
                order by c.id""", String.class)
                .setParameter("realmId", realm.getId())
                .setParameter("type", OTPCredentialModel.TYPE)
                .setParameter("afterId", afterId)
                .setParameter("current", "%\"" + seedCipher().currentPrefix().replace("_", "!_") + "%")
                .setMaxResults(batch)
                .getResultList();
        return SweptBatch.of(
                outdated,
                batch,
                reseal(realm, StoredCredentials.of(session).lockFree(CredentialStore.LOCAL, outdated)));
    }

    private OtpStateEntity state(RealmModel realm, UserModel user, String credentialId) {
        EntityManager em = entityManager();
        OtpStateEntity state = em.find(OtpStateEntity.class, credentialId);
        if (state == null) {
            state = new OtpStateEntity(realm.getId(), user.getId(), credentialId);
            CredentialModel stored = user.credentialManager().getStoredCredentialById(credentialId);
            state.lost(stored != null && CarriedState.of(stored).lost());
            em.persist(state);
            // Or it could not be read anew when it is asked for again.
            em.flush();
        } else {
            // What this transaction has changed of it would be lost.
            em.flush();
            em.refresh(state, LockModeType.NONE);
        }
        return state;
    }

    private static long today(RealmModel realm) {
        return LocalDate.ofInstant(
                        Instant.ofEpochMilli(Time.currentTimeMillis()),
                        InstitutionSettings.of(realm).timeZone())
                .toEpochDay();
    }

    private EntityManager entityManager() {
        return session.getProvider(JpaConnectionProvider.class).getEntityManager();
    }
}
