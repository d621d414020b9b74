package io.sekisho.notice;

import java.time.Duration;
import java.util.Set;

/** What a customer is told about: one kind of change to an account's factors. */
public enum NoticeKind {
    OTP_APPLIED("otpApplied"),
    OTP_REDISPLAYED("otpRedisplayed"),
    OTP_STOPPED("otpStopped"),
    OTP_SUSPENDED("otpSuspended"),
    OTP_SUSPENSION_LIFTED("otpSuspensionLifted"),
    /**
     * The staff have revoked the OTP of an app, or an OTP was deleted past the service, by Keycloak's own pages or its
     * admin REST.
     */
    OTP_REMOVED("otpRemoved"),
    /** The staff have started the service: a token is asked for from the next login on. */
    TOKEN_STARTED("tokenStarted"),
    /** The IDs of an issued token, to the address that the customer has named for it. */
    TOKEN_ACTIVATION("tokenActivation"),
    TOKEN_ISSUED("tokenIssued"),
    TOKEN_CONFIRMED("tokenConfirmed"),
    /** Too many wrong start passwords. */
    TOKEN_VOIDED("tokenVoided"),
    TOKEN_REVOKED("tokenRevoked"),
    /** A token was bound by its ID; the fact names its end. */
    TOKEN_BOUND("tokenBound"),
    /** The same in place of another one, which is lost from then on. */
    TOKEN_REPLACED("tokenReplaced"),
    /** The staff have taken the token from the customer. */
    TOKEN_UNBOUND("tokenUnbound"),
    /** The staff have marked the token as lost. */
    TOKEN_LOST("tokenLost"),
    /** The staff have taken a lost token into use again: it was found. */
    TOKEN_REINSTATED("tokenReinstated"),
    /** A code that proves that the customer reads the registered address, for another token. */
    MAIL_CODE("mailCode"),
    /** The same, for the first transaction password. */
    TRANSACTION_PASSWORD_CODE("transactionPasswordCode"),
    TRANSACTION_PASSWORD_CHANGED("transactionPasswordChanged"),
    TRANSACTION_PASSWORD_RESET("transactionPasswordReset"),
    TRANSACTION_PASSWORD_SUSPENDED("transactionPasswordSuspended"),
    TRANSACTION_PASSWORD_SUSPENSION_LIFTED("transactionPasswordSuspensionLifted"),
    /** Deleted by Keycloak's admin REST. */
    TRANSACTION_PASSWORD_REMOVED("transactionPasswordRemoved"),
    /** By the customer. */
    LOGIN_PASSWORD_CHANGED("loginPasswordChanged"),
    /** By the staff. */
    LOGIN_PASSWORD_RESET("loginPasswordReset"),
    LOGIN_PASSWORD_REMOVED("loginPasswordRemoved"),
    /** To the address before. */
    EMAIL_CHANGED("emailChanged");

    /** The kinds that a customer needs in order to go on. */
    static final Set<NoticeKind> AWAITED = Set.of(TOKEN_ACTIVATION, MAIL_CODE, TRANSACTION_PASSWORD_CODE);

    /** The kinds whose facts are a code, which proves that the customer reads the address. */
    static final Set<NoticeKind> CODES = Set.of(MAIL_CODE, TRANSACTION_PASSWORD_CODE);

    /** For how long a mailed code can be used. */
    public static final Duration CODE_LIFETIME = Duration.ofMinutes(10);

    private final String messageKey;

    NoticeKind(String messageKey) {
        this.messageKey = messageKey;
    }

    /**
     * The name of this kind in message keys, in metrics and in events. The e-mail theme holds the subject
     * {@code sekishoNoticeSubject.<messageKey>} and the sentence {@code sekishoNoticeBody.<messageKey>}.
     */
    public String messageKey() {
        return messageKey;
    }

    /** Whether the customer sits in front of a page and waits for this mail: it goes before all others. */
    boolean awaited() {
        return AWAITED.contains(this);
    }

    /** Whether its facts are a code. */
    boolean holdsCode() {
        return CODES.contains(this);
    }
}
