package io.sekisho.credential.guard;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.NamedQuery;
import jakarta.persistence.Table;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/** One customer's attempts at one factor; the row that an attempt locks. */
@Entity
@Table(name = "SEKISHO_ATTEMPT")
@IdClass(AttemptEntity.Key.class)
@NamedQuery(name = "sekishoDeleteAttemptsByUser", query = "delete from AttemptEntity a where a.userId = :userId")
@NamedQuery(name = "sekishoDeleteAttemptsByRealm", query = "delete from AttemptEntity a where a.realmId = :realmId")
public class AttemptEntity {

    /**
     * @param userId Keycloak's id of the user
     * @param factor name of the {@link Factor}
     */
    public record Key(String userId, String factor) implements Serializable {}

    @Id
    @Column(name = "USER_ID")
    private String userId;

    @Id
    @Column(name = "FACTOR")
    private String factor;

    @Column(name = "REALM_ID")
    private String realmId;

    @Column(name = "FAILURES")
    private int failures;

    @Column(name = "FAILURES_IN_ALL")
    private int failuresInAll;

    @Column(name = "SUSPENDED_AT")
    private @Nullable Long suspendedAt;

    @Column(name = "COMPARISON_DAY")
    private @Nullable Long comparisonDay;

    @Column(name = "COMPARISONS")
    private int comparisons;

    protected AttemptEntity() {}

    AttemptEntity(String realmId, String userId, Factor factor) {
        this.realmId = realmId;
        this.userId = userId;
        this.factor = factor.credentialType();
    }

    String userId() {
        return userId;
    }

    AttemptState state() {
        return new AttemptState(failures, failuresInAll, suspendedAt);
    }

    /**
     * How many new values of the factor were compared with another secret of the customer.
     *
     * @param day of the epoch, in the institution's time zone
     */
    int comparisons(long day) {
        return comparisonDay != null && comparisonDay == day ? comparisons : 0;
    }

    void countComparison(long day) {
        comparisons = comparisons(day) + 1;
        comparisonDay = day;
    }

    void forgetComparisons() {
        comparisonDay = null;
        comparisons = 0;
    }

    void state(AttemptState state) {
        this.failures = state.failures();
        this.failuresInAll = state.failuresInAll();
        this.suspendedAt = state.suspendedAt();
    }
}
