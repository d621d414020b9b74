package io.sekisho.credential.otp;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.NamedQuery;
import jakarta.persistence.Table;
import org.jspecify.annotations.Nullable;

/**
 * What has happened to one OTP credential besides being made: which codes are void, and how often its key was shown
 * again. Written only while the guard's row of the customer is held, so it needs no lock of its own.
 */
@Entity
@Table(name = "SEKISHO_OTP_STATE")
@NamedQuery(
        name = "sekishoOtpCredentialsEnrolledIn",
        query =
                "select s.credentialId from OtpStateEntity s where s.userId = :userId and s.enrolledIn = :authentication")
@NamedQuery(name = "sekishoDeleteOtpStatesByUser", query = "delete from OtpStateEntity s where s.userId = :userId")
@NamedQuery(name = "sekishoDeleteOtpStatesOfGoneCredentials", query = """
        delete from OtpStateEntity s where s.userId = :userId and s.credentialId not in (select c.id from CredentialEntity c where c.user.id = :userId)""")
@NamedQuery(name = "sekishoDeleteOtpStatesByRealm", query = "delete from OtpStateEntity s where s.realmId = :realmId")
public class OtpStateEntity {

    @Id
    @Column(name = "CREDENTIAL_ID")
    private String credentialId;

    @Column(name = "REALM_ID")
    private String realmId;

    @Column(name = "USER_ID")
    private String userId;

    @Column(name = "ACCEPTED_FACTOR")
    private @Nullable Long acceptedFactor;

    @Column(name = "VOID_FACTOR")
    private @Nullable Long voidFactor;

    @Column(name = "REDISPLAY_DAY")
    private @Nullable Long redisplayDay;

    @Column(name = "REDISPLAYS")
    private int redisplays;

    /** Null where the clock is not followed. */
    @Column(name = "DRIFT_STEPS")
    private @Nullable Integer driftSteps;

    @Column(name = "LOST")
    private boolean lost;

    @Column(name = "ENROLLED_IN")
    private @Nullable String enrolledIn;

    @Column(name = "OF_TOKEN")
    private boolean ofToken;

    protected OtpStateEntity() {}

    OtpStateEntity(String realmId, String userId, String credentialId) {
        this.realmId = realmId;
        this.userId = userId;
        this.credentialId = credentialId;
    }

    /** The last accepted moving factor (time step or counter), or {@link TimeStepCheck#NONE}. */
    long accepted() {
        return acceptedFactor == null ? TimeStepCheck.NONE : acceptedFactor;
    }

    /** Never goes back. */
    void accept(long movingFactor) {
        acceptedFactor = Math.max(accepted(), movingFactor);
    }

    /** A future time step that a customer was told of, or {@link TimeStepCheck#NONE}. */
    long voided() {
        return voidFactor == null ? TimeStepCheck.NONE : voidFactor;
    }

    void voidStep(long timeStep) {
        voidFactor = timeStep;
    }

    /** @param day of the epoch, in the institution's time zone */
    int redisplays(long day) {
        return redisplayDay != null && redisplayDay == day ? redisplays : 0;
    }

    void countRedisplay(long day) {
        redisplays = redisplays(day) + 1;
        redisplayDay = day;
    }

    /** By how many steps the token's clock was ahead at the last code; 0 where it is not followed. */
    int driftSteps() {
        return driftSteps == null ? 0 : driftSteps;
    }

    boolean followsDrift() {
        return driftSteps != null;
    }

    void followDrift(int driftSteps) {
        this.driftSteps = driftSteps;
    }

    /** Whether the seed is that of a token, issued or bound, and of no app that a customer has registered. */
    boolean ofToken() {
        // Nodes of an earlier version say of a bound token that its clock is followed, and nothing else.
        return ofToken || followsDrift();
    }

    void becomeToken() {
        ofToken = true;
    }

    /** Whether the token is reported lost, so that no code of it is accepted. */
    boolean lost() {
        return lost;
    }

    void lost(boolean lost) {
        this.lost = lost;
    }

    /**
     * @param authentication in which a code has made this credential the customer's, see
     *     {@link OtpEnrolments#enrolledIn}; or null
     */
    void enrolledIn(@Nullable String authentication) {
        this.enrolledIn = authentication;
    }
}
