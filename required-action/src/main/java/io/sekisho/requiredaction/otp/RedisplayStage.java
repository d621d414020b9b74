package io.sekisho.requiredaction.otp;

import io.sekisho.requiredaction.walk.Stage;
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
     * @param provedFor  the credential that the proof was for; null before
     * @param credential the one in use
     */
    static RedisplayStage of(Optional<RedisplayStage> noted, String provedFor, String credential) {
        return noted.filter(stage -> credential.equals(provedFor)).orElse(PROOF);
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
