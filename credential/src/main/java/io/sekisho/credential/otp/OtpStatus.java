package io.sekisho.credential.otp;

/** How the OTP service stands for one customer. */
public enum OtpStatus {
    /** 未登録 */
    NOT_REGISTERED,
    /** 利用中 */
    IN_USE,
    /** 利用停止: too many wrong codes */
    SUSPENDED
}
