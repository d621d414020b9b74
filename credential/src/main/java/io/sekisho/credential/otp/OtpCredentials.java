package io.sekisho.credential.otp;

import io.sekisho.credential.guard.AttemptGuard;
import io.sekisho.credential.guard.AttemptState;
import io.sekisho.credential.guard.ChangedBy;
import io.sekisho.credential.guard.Factor;
import io.sekisho.credential.guard.FactorChange;
import io.sekisho.credential.guard.FactorChanged;
import io.sekisho.credential.stored.StoredCredentials;
import io.sekisho.institution.EnrolmentMethod;
import io.sekisho.institution.InstitutionSettings;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.keycloak.common.util.Time;
import org.keycloak.credential.CredentialModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.credential.OTPCredentialModel;

/**
 * The OTP credentials of a realm's customers: found, stored and removed. {@link OtpEnrolments} makes them,
 * {@link OtpCheck} checks their codes, {@link OtpRedisplay} shows their keys again.
 *
 * <p>They stay credentials of Keycloak's type {@code otp}; only the secret in them is sealed.
 */
public final class OtpCredentials {

    private final KeycloakSession session;
    private final AttemptGuard guard;
    private final OtpStates states;

    private OtpCredentials(KeycloakSession session) {
        this.session = session;
        this.guard = AttemptGuard.of(session);
        this.states = OtpStates.of(session);
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

    /** The customer's credentials: one, but where Keycloak's own set-up has allowed several. */
    public static Stream<OTPCredentialModel> all(UserModel user) {
        return user.credentialManager()
                .getStoredCredentialsByTypeStream(OTPCredentialModel.TYPE)
                .map(OTPCredentialModel::createFromCredentialModel);
    }

    /** The customer's credential; the first one, where there are several. */
    public Optional<OTPCredentialModel> find(UserModel user) {
        return all(user).findFirst();
    }

    public OtpStatus status(UserModel user) {
        if (find(user).isEmpty()) {
            return OtpStatus.NOT_REGISTERED;
        }
        AttemptState state = guard.state(user, Factor.OTP);
        return state.suspended() || state.exhausted() ? OtpStatus.SUSPENDED : OtpStatus.IN_USE;
    }

    /** Whether a credential is still there; asks the database, not the user cache. */
    public boolean exists(UserModel user, String credentialId) {
        return ids(user).contains(credentialId);
    }

    /** Whether a customer has an OTP credential; asks the database, not the user cache. */
    public boolean isStored(UserModel user) {
        return !ids(user).isEmpty();
    }

    private List<String> ids(UserModel user) {
        return StoredCredentials.of(session).ids(user, OTPCredentialModel.TYPE);
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

    /**
     * Takes the OTP of an app from a customer, in the staff's transaction: every OTP credential goes, and with them
     * their state.
     *
     * @param by who does it
     * @return whether there was anything to revoke
     */
    public boolean revoke(RealmModel realm, UserModel user, ChangedBy by) {
        boolean revoked = remove(realm, user);
        if (revoked) {
            FactorChanged.publish(session, realm, user, FactorChange.OTP_REVOKED, by);
        }
        return revoked;
    }

    /** Ends the service as part of another change, which the caller reports. */
    public boolean remove(RealmModel realm, UserModel user) {
        guard.hold(realm, user, Factor.OTP);
        boolean removed = removeAll(realm, user);
        guard.reset(user, Factor.OTP);
        return removed;
    }

    /**
     * Removes every credential, only while the guard's row is held.
     *
     * @return whether there was anything to remove
     */
    boolean removeAll(RealmModel realm, UserModel user) {
        List<String> ids = user.credentialManager()
                .getStoredCredentialsByTypeStream(OTPCredentialModel.TYPE)
                .map(CredentialModel::getId)
                .toList();
        boolean removed = false;
        for (String id : ids) {
            removed |= user.credentialManager().removeStoredCredentialById(id);
            // While its state is still there, which tells how the token's clock was.
            session.getKeycloakSessionFactory().publish(new OtpCredentialRemoved(session, realm, user, id));
            states.remove(id);
        }
        return removed;
    }

    /** Stores a credential, sealed. */
    CredentialModel store(RealmModel realm, UserModel user, OTPCredentialModel credential) {
        SealedSeeds.of(session).seal(realm, user, credential);
        if (credential.getCreatedDate() == null) {
            credential.setCreatedDate(Time.currentTimeMillis());
        }
        return user.credentialManager().createStoredCredential(credential);
    }
}
