package io.sekisho.requiredaction.otp;

import io.sekisho.credential.otp.OtpDevices;

/** What the confirmation of a stop shows: the devices, all of which it stops. */
public final class StopBean {

    private final OtpDevices devices;

    StopBean(OtpDevices devices) {
        this.devices = devices;
    }

    public OtpDevices getDevices() {
        return devices;
    }
}
