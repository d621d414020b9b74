package io.sekisho.requiredaction.otp;

import io.sekisho.institution.RequiredActionId;
import io.sekisho.requiredaction.CustomerActionFactory;

/** Makes the {@link StopAction}. */
public final class StopActionFactory extends CustomerActionFactory {

    public StopActionFactory() {
        super(RequiredActionId.STOP, "Sekisho: stop the OTP service", new StopAction());
    }
}
