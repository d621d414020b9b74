package io.sekisho.notice;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/** A row of the outbox. */
@Entity
@Table(name = "SEKISHO_NOTICE")
public class NoticeEntity {

    static final int LOCALE_LENGTH = 64;

    /**
     * By how much a notice that a customer waits for is due earlier than it was left. Further back than anything else
     * waits: so it is the first in the queue, of every version of the delivery, without an index of its own.
     */
    static final long HEAD_START_MILLIS = 30L * 24 * 3600 * 1000;

    @Id
    @Column(name = "ID", length = 36)
    private String id;

    @Column(name = "REALM_ID", length = 36, nullable = false, updatable = false)
    private String realmId;

    @Column(name = "USER_ID", length = 255, nullable = false, updatable = false)
    private String userId;

    @Enumerated(EnumType.STRING)
    @Column(name = "KIND", length = 64, nullable = false, updatable = false)
    private NoticeKind kind;

    /** The address at the time of the change: whoever changes it afterwards must not divert the notice. */
    @Column(name = "RECIPIENT", length = 255)
    private String recipient;

    /** Language tag. */
    @Column(name = "LOCALE", length = LOCALE_LENGTH, nullable = false, updatable = false)
    private String locale;

    /** Milliseconds since the epoch. */
    @Column(name = "OCCURRED_AT", nullable = false, updatable = false)
    private long occurredAt;

    @Enumerated(EnumType.STRING)
    @Column(name = "STATE", length = 16, nullable = false)
    private NoticeState state;

    /** Attempts begun, so that a notice that takes its node down with it is given up at last, too. */
    @Column(name = "ATTEMPTS", nullable = false)
    private int attempts;

    /**
     * When the delivery next has to look at the row, milliseconds since the epoch: to try it (pending), to take it from
     * a node that has gone (claimed), to remove it (sent and given up). Of what is due to be tried, the earliest goes
     * first.
     */
    @Column(name = "DUE_AT", nullable = false)
    private long dueAt;

    @Column(name = "LAST_ERROR", length = 64)
    private String lastError;

    @Column(name = "SENT_AT")
    private Long sentAt;

    /** JSON, or null: what the mail holds besides its text. A code is forgotten when its mail is settled. */
    @Column(name = "FACTS", length = 2000)
    private String facts;

    /** For JPA. */
    protected NoticeEntity() {}

    NoticeEntity(
            String id,
            String realmId,
            String userId,
            NoticeKind kind,
            String recipient,
            String locale,
            long occurredAt,
            String facts) {
        this.id = id;
        this.realmId = realmId;
        this.userId = userId;
        this.kind = kind;
        this.recipient = recipient;
        this.locale = locale;
        this.occurredAt = occurredAt;
        this.facts = facts;
    }

    String getId() {
        return id;
    }

    String getRealmId() {
        return realmId;
    }

    String getUserId() {
        return userId;
    }

    NoticeKind getKind() {
        return kind;
    }

    String getRecipient() {
        return recipient;
    }

    String getLocale() {
        return locale;
    }

    long getOccurredAt() {
        return occurredAt;
    }

    NoticeState getState() {
        return state;
    }

    int getAttempts() {
        return attempts;
    }

    long getDueAt() {
        return dueAt;
    }

    /** The same without the head start. */
    long dueSince() {
        return Math.max(occurredAt, dueAt);
    }

    String getLastError() {
        return lastError;
    }

    Long getSentAt() {
        return sentAt;
    }

    String getFacts() {
        return facts;
    }

    void setRecipient(String recipient) {
        this.recipient = recipient;
    }

    void setAttempts(int attempts) {
        this.attempts = attempts;
    }

    void setLastError(String lastError) {
        this.lastError = lastError;
    }

    void setSentAt(Long sentAt) {
        this.sentAt = sentAt;
    }

    /** To be tried from {@code now} on. */
    void enqueue(long now) {
        moveTo(NoticeState.PENDING, kind.awaited() ? now - HEAD_START_MILLIS : now);
    }

    /** State and due time change together, since the one says what the other means. */
    void moveTo(NoticeState state, long dueAt) {
        this.state = state;
        this.dueAt = dueAt;
        if (kind.holdsCode() && NoticeState.SETTLED.contains(state)) {
            facts = null;
        }
    }

    /** Whether it can be sent to no end: the code that it holds cannot be used any more. */
    boolean expired(long now) {
        return expired(kind, occurredAt, now);
    }

    /** The same of a notice that is not at hand. */
    static boolean expired(NoticeKind kind, long occurredAt, long now) {
        return kind.holdsCode() && now - occurredAt > NoticeKind.CODE_LIFETIME.toMillis();
    }
}
