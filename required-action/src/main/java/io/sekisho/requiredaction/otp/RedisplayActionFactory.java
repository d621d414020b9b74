package io.sekisho.requiredaction.otp;

import io.sekisho.requiredaction.CustomerActionFactory;

/** Makes the {@link RedisplayAction}. */
public final class RedisplayActionFactory extends CustomerActionFactory {

    public static final String PROVIDER_ID = "sekisho-otp-redisplay";

    public RedisplayActionFactory() {
        super(PROVIDER_ID, "Sekisho: show the OTP key again", new RedisplayAction());
    }
}
