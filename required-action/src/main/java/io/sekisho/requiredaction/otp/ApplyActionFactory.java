package io.sekisho.requiredaction.otp;

import io.sekisho.institution.RequiredActionId;
import io.sekisho.requiredaction.CustomerActionFactory;

/** Makes the {@link ApplyAction}. */
public final class ApplyActionFactory extends CustomerActionFactory {

    public ApplyActionFactory() {
        super(RequiredActionId.APPLY, "Sekisho: apply for the OTP service", new ApplyAction());
    }
}
