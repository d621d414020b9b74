package io.sekisho.requiredaction.otp;

/** What the proof before a re-display shows. */
public final class RedisplayBean {

    private final int digits;
    private final int remainingToday;

    RedisplayBean(int digits, int remainingToday) {
        this.digits = digits;
        this.remainingToday = remainingToday;
    }

    public int getDigits() {
        return digits;
    }

    /** How often the key may still be shown today. */
    public int getRemainingToday() {
        return remainingToday;
    }
}
