package io.sekisho.requiredaction.otp;

import io.sekisho.requiredaction.walk.Stage;

/** Where a re-display stands. */
enum RedisplayStage implements Stage {
    PROOF("proof", "sekisho-otp-redisplay-proof.ftl"),
    SHOWN("shown", "sekisho-otp-redisplay.ftl");

    private final String step;
    private final String template;

    RedisplayStage(String step, String template) {
        this.step = step;
        this.template = template;
    }

    @Override
    public String step() {
        return step;
    }

    @Override
    public String template() {
        return template;
    }
}
