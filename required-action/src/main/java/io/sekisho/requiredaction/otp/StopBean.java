package io.sekisho.requiredaction.otp;

/** What the confirmation of a stop shows. */
public final class StopBean {

    private final int digits;

    StopBean(int digits) {
        this.digits = digits;
    }

    public int getDigits() {
        return digits;
    }
}
