package io.sekisho.requiredaction.otp;

import io.sekisho.requiredaction.CustomerActionFactory;

/** Makes the {@link StopAction}. */
public final class StopActionFactory extends CustomerActionFactory {

    public static final String PROVIDER_ID = "sekisho-otp-stop";

    public StopActionFactory() {
        super(PROVIDER_ID, "Sekisho: stop the OTP service", new StopAction());
    }
}
