package io.sekisho.requiredaction.otp;

import io.sekisho.institution.RequiredActionId;
import io.sekisho.requiredaction.CustomerActionFactory;

/** Makes the {@link RedisplayAction}. */
public final class RedisplayActionFactory extends CustomerActionFactory {

    public RedisplayActionFactory() {
        super(RequiredActionId.REDISPLAY, "Sekisho: show the OTP key again", new RedisplayAction());
    }
}
