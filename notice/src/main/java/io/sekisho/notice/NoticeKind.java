package io.sekisho.notice;

/** What a customer is told about: one kind of change to an account's factors. */
public enum NoticeKind {

    OTP_APPLIED("otpApplied"),
    OTP_REDISPLAYED("otpRedisplayed"),
    OTP_STOPPED("otpStopped"),
    OTP_SUSPENDED("otpSuspended"),
    OTP_SUSPENSION_LIFTED("otpSuspensionLifted"),
    TRANSACTION_PASSWORD_CHANGED("transactionPasswordChanged"),
    TRANSACTION_PASSWORD_RESET("transactionPasswordReset"),
    TRANSACTION_PASSWORD_SUSPENDED("transactionPasswordSuspended"),
    TRANSACTION_PASSWORD_SUSPENSION_LIFTED("transactionPasswordSuspensionLifted");

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
}
