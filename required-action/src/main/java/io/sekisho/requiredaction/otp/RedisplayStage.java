package io.sekisho.requiredaction.otp;

import io.sekisho.requiredaction.walk.Stage;
import java.util.List;
import java.util.Optional;

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

    /**
     * Where a re-display stands. A key is shown that the proof was for: not the one of an application since.
     *
     * @param noted      the stage that the walk has come to
     * @param provedFor  the credential that the proof was for; empty before
     * @param inUse      those that the customer has
     */
    static RedisplayStage of(Optional<RedisplayStage> noted, Optional<String> provedFor, List<String> inUse) {
        return noted.filter(stage -> provedFor.filter(inUse::contains).isPresent())
                .orElse(PROOF);
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
