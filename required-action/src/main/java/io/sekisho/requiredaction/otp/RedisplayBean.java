package io.sekisho.requiredaction.otp;

import io.sekisho.credential.otp.OtpDevices;

/** What the proof before a re-display shows. */
public final class RedisplayBean {

    private final OtpDevices devices;
    private final int remainingToday;

    RedisplayBean(OtpDevices devices, int remainingToday) {
        this.devices = devices;
        this.remainingToday = remainingToday;
    }

    /** Those whose key can be shown today. */
    public OtpDevices getDevices() {
        return devices;
    }

    /** How often the key of the chosen device may still be shown today. */
    public int getRemainingToday() {
        return remainingToday;
    }
}
