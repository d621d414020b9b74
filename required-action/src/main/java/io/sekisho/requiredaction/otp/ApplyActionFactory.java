package io.sekisho.requiredaction.otp;

import io.sekisho.requiredaction.CustomerActionFactory;

/** Makes the {@link ApplyAction}. */
public final class ApplyActionFactory extends CustomerActionFactory {

    public static final String PROVIDER_ID = "sekisho-otp-apply";

    public ApplyActionFactory() {
        super(PROVIDER_ID, "Sekisho: apply for the OTP service", new ApplyAction());
    }
}
