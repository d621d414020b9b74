package io.sekisho.credential.token;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.NamedQuery;
import jakarta.persistence.Table;
import org.jspecify.annotations.Nullable;

/**
 * What is remembered of a customer of issued tokens, whether there is a token or not; the row that every change of them
 * locks.
 */
@Entity
@Table(name = "SEKISHO_TOKEN_HOLDER")
@NamedQuery(
        name = "sekishoDeleteTokenHoldersByUser",
        query = "delete from TokenHolderEntity h where h.userId = :userId")
@NamedQuery(
        name = "sekishoDeleteTokenHoldersByRealm",
        query = "delete from TokenHolderEntity h where h.realmId = :realmId")
public class TokenHolderEntity {

    @Id
    @Column(name = "USER_ID")
    private String userId;

    @Column(name = "REALM_ID")
    private String realmId;

    @Column(name = "STARTED_AT")
    private @Nullable Long startedAt;

    @Column(name = "NOT_BEFORE")
    private @Nullable Long notBefore;

    @Column(name = "MAIL_DAY")
    private @Nullable Long mailDay;

    @Column(name = "MAILS")
    private int mails;

    /** Mails of the same day that were asked for without a proof. */
    @Column(name = "UNPROVED_MAILS")
    private int unprovedMails;

    protected TokenHolderEntity() {}

    TokenHolderEntity(String realmId, String userId) {
        this.realmId = realmId;
        this.userId = userId;
    }

    /**
     * When the staff have started the service for the customer, in milliseconds of the epoch; null if they have not.
     */
    @Nullable
    Long startedAt() {
        return startedAt;
    }

    void start(long now) {
        startedAt = now;
    }

    /**
     * The first moment at which a token can be issued, in milliseconds of the epoch; 0 if there is nothing to wait for.
     */
    long notBefore() {
        return notBefore == null ? 0 : notBefore;
    }

    void notBefore(long millis) {
        notBefore = millis;
    }

    /** @param day of the epoch, in the institution's time zone */
    int mails(long day) {
        return mailDay != null && mailDay == day ? mails : 0;
    }

    void countMail(long day) {
        begin(day);
        mails++;
    }

    /**
     * Mails that somebody had sent who had proved nothing but the login.
     *
     * @param day of the epoch, in the institution's time zone
     */
    int unprovedMails(long day) {
        return mailDay != null && mailDay == day ? unprovedMails : 0;
    }

    void countUnprovedMail(long day) {
        begin(day);
        unprovedMails++;
    }

    private void begin(long day) {
        if (mailDay == null || mailDay != day) {
            mails = 0;
            unprovedMails = 0;
            mailDay = day;
        }
    }
}
