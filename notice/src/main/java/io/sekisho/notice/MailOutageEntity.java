package io.sekisho.notice;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/**
 * A realm whose mail server does not take mail. One row tells it of all notices of the realm that wait, however many:
 * none of them is touched but the ones that were tried. The row is there from the first failure until a mail gets
 * through.
 */
@Entity
@Table(name = "SEKISHO_MAIL_OUTAGE")
public class MailOutageEntity {

    @Id
    @Column(name = "REALM_ID", length = 36)
    private String realmId;

    /**
     * The first failure since mail got through, or since staff had a notice sent again, milliseconds since the epoch.
     */
    @Column(name = "SINCE", nullable = false)
    private long since;

    /** The latest failure, milliseconds since the epoch. */
    @Column(name = "FAILED_AT", nullable = false)
    private long failedAt;

    /**
     * For how long it has been tried in vain, from failure to failure. A clock that jumps ahead adds no more than a
     * wait.
     */
    @Column(name = "LASTED_MILLIS", nullable = false)
    private long lastedMillis;

    /** Of the latest failure, one of {@link DeliveryFailure}'s. */
    @Column(name = "REASON", length = 64, nullable = false)
    private String reason;

    /** For JPA. */
    protected MailOutageEntity() {}

    MailOutageEntity(String realmId, long now, DeliveryFailure failure) {
        this.realmId = realmId;
        this.since = now;
        this.failedAt = now;
        this.reason = failure.reason();
    }

    long getSince() {
        return since;
    }

    String getReason() {
        return reason;
    }

    long getLastedMillis() {
        return lastedMillis;
    }

    /**
     * @param now         may be before {@link #getSince}: then the clock was set back
     * @param longestWait between two attempts, in milliseconds
     */
    void failedAgain(long now, DeliveryFailure failure, long longestWait) {
        lastedMillis += Math.max(0, Math.min(now - Math.max(failedAt, since), longestWait));
        since = Math.min(since, now);
        failedAt = now;
        reason = failure.reason();
    }

    void beginAnew(long now) {
        since = now;
        lastedMillis = 0;
    }

    /** Whether the latest failure counts as one of this notice, which was due and would have been tried. */
    boolean concerns(NoticeEntity notice) {
        return notice.getState() == NoticeState.PENDING && notice.dueSince() <= failedAt;
    }

    /**
     * When what it concerns is tried again.
     *
     * @param restMillis after a failure
     */
    long triedAgainAt(long restMillis) {
        return failedAt + restMillis;
    }
}
