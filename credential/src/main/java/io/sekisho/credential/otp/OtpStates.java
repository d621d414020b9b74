package io.sekisho.credential.otp;

import io.sekisho.credential.carried.CarriedState;
import io.sekisho.credential.carried.CarriedStates;
import io.sekisho.credential.guard.AttemptGuard;
import io.sekisho.credential.guard.Factor;
import io.sekisho.credential.stored.CredentialRow;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.keycloak.common.util.Time;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.credential.CredentialModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.credential.OTPCredentialModel;
import org.keycloak.models.credential.dto.OTPCredentialData;

/**
 * What has happened to OTP credentials besides being made: which codes are void, how the clock of a token goes, and
 * whether it is lost.
 */
public final class OtpStates {

    private final KeycloakSession session;
    private final AttemptGuard guard;

    private OtpStates(KeycloakSession session) {
        this.session = session;
        this.guard = AttemptGuard.of(session);
    }

    public static OtpStates of(KeycloakSession session) {
        return new OtpStates(session);
    }

    /**
     * The last code that was accepted of a credential.
     *
     * @param driftSteps by how many steps its clock was ahead
     */
    public record LastCode(long timeStep, int driftSteps) {

        /** When the server's own clock came to the step in which it was accepted. */
        Instant acceptedAt(int periodSeconds) {
            return Instant.ofEpochSecond((timeStep - driftSteps) * periodSeconds);
        }
    }

    /** Empty if none was accepted yet. */
    public Optional<LastCode> lastCode(String credentialId) {
        return find(credentialId)
                .filter(state -> state.accepted() != TimeStepCheck.NONE)
                .map(state -> new LastCode(state.accepted(), state.driftSteps()));
    }

    /**
     * Sets a bound token's clock right, in the caller's transaction.
     *
     * @param timeStep of the last of the codes that showed how its clock is; void from then on
     */
    public void resync(RealmModel realm, UserModel user, String credentialId, long timeStep, int driftSteps) {
        guard.hold(realm, user, Factor.OTP);
        OtpStateEntity state = get(realm, user, credentialId);
        state.accept(timeStep);
        state.followDrift(driftSteps);
    }

    /**
     * Follows the clock of a bound token whose credential was imported, unless that is done already.
     *
     * @param lastStep of a code that was accepted, or null
     */
    public void followClock(
            RealmModel realm, UserModel user, String credentialId, @Nullable Long lastStep, int driftSteps) {
        OtpStateEntity state = get(realm, user, credentialId);
        if (!state.followsDrift()) {
            state.followDrift(driftSteps);
        }
        if (lastStep != null) {
            state.accept(lastStep);
        }
    }

    /** Whether a credential is of a token that is reported lost. */
    public boolean isLost(RealmModel realm, UserModel user, String credentialId) {
        return get(realm, user, credentialId).lost();
    }

    /** The same for whoever only looks: writes nothing, also where nothing has happened to the credential yet. */
    public boolean showsLost(CredentialModel credential) {
        return find(credential.getId())
                .map(OtpStateEntity::lost)
                .orElseGet(() -> CarriedState.of(credential).lost());
    }

    /**
     * When the last code of a credential was accepted, to the time step. Empty if it was none of a clock, or none in a
     * step after that in which the credential was made: a bound token remembers the codes of whoever had it before.
     */
    public Optional<Instant> lastUsed(OTPCredentialModel credential) {
        OTPCredentialData data = credential.getOTPCredentialData();
        if (!OTPCredentialModel.TOTP.equals(data.getSubType())) {
            return Optional.empty();
        }
        Instant since = Instant.ofEpochMilli(credential.getCreatedDate() == null ? 0 : credential.getCreatedDate());
        return lastCode(credential.getId())
                .map(last -> last.acceptedAt(data.getPeriod()))
                .filter(accepted -> !accepted.isBefore(since))
                // A clock that is not followed may be ahead.
                .map(accepted -> Instant.ofEpochMilli(Math.min(accepted.toEpochMilli(), Time.currentTimeMillis())));
    }

    /**
     * Has no code of a credential accepted any more, or again, in the caller's transaction. It stays what a login asks
     * for.
     */
    public void reportLost(RealmModel realm, UserModel user, String credentialId, boolean lost) {
        guard.hold(realm, user, Factor.OTP);
        lost(realm, user, credentialId, lost);
    }

    /** Has no code of a credential accepted that is just being stored: nobody else knows the customer yet. */
    public void reportLostHere(RealmModel realm, UserModel user, String credentialId) {
        lost(realm, user, credentialId, true);
    }

    private void lost(RealmModel realm, UserModel user, String credentialId, boolean lost) {
        get(realm, user, credentialId).lost(lost);
        CarriedStates.of(session)
                .change(user, OTPCredentialModel.TYPE, credentialId, carried -> carried.withLost(lost));
    }

    /**
     * Has credentials carry what our tables know of them, with two queries for however many. Those that are not sealed
     * cannot.
     */
    public void carry(List<CredentialRow> rows) {
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

    /** Empty if nothing has happened to the credential yet. */
    Optional<OtpStateEntity> find(String credentialId) {
        return Optional.ofNullable(entityManager().find(OtpStateEntity.class, credentialId));
    }

    /** As the database has it now; made if nothing has happened to the credential yet. */
    OtpStateEntity get(RealmModel realm, UserModel user, String credentialId) {
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

    void remove(String credentialId) {
        find(credentialId).ifPresent(entityManager()::remove);
    }

    /** Removes what is left of credentials that the staff have deleted. */
    void removeAll(UserModel user) {
        entityManager()
                .createNamedQuery("sekishoDeleteOtpStatesByUser")
                .setParameter("userId", user.getId())
                .executeUpdate();
    }

    /** Ids of the credentials that a code typed in this authentication session has made the customer's. */
    List<String> enrolledIn(UserModel user, String authentication) {
        return entityManager()
                .createNamedQuery("sekishoOtpCredentialsEnrolledIn", String.class)
                .setParameter("userId", user.getId())
                .setParameter("authentication", authentication)
                .getResultList();
    }

    private EntityManager entityManager() {
        return session.getProvider(JpaConnectionProvider.class).getEntityManager();
    }
}
