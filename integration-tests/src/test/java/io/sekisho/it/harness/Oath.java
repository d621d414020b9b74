package io.sekisho.it.harness;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * A customer's authenticator app. Its codes come from {@code oathtool}, a program that shares no line with ours.
 *
 * <p>A time step's code is good once, so {@link #code()} never gives the same one twice: it takes the code of the next
 * step, which a server with a look-around window of one step accepts already, and waits where even that one is too far.
 */
public final class Oath {

    /** Left in a step when a code is taken, so that it is still good when it arrives. */
    private static final Duration MARGIN = Duration.ofSeconds(6);

    private final String key;
    private final int digits;
    private final int periodSeconds;
    private long lastStep = -1;

    private Oath(String key, int digits, int periodSeconds) {
        this.key = key;
        this.digits = digits;
        this.periodSeconds = periodSeconds;
    }

    /** An app with six digits and a period of 30 s. */
    public static Oath with(String base32Key) {
        Tool.require("oathtool");
        return new Oath(base32Key, 6, 30);
    }

    /** The code of the step that runs now, with some seconds left; for a server that accepts no other one. */
    public String currentCode() {
        Await.until("a time step with enough time left", Duration.ofSeconds(2L * periodSeconds),
                () -> step(now().plus(MARGIN)) == step(now()) && step(now()) > lastStep);
        return use(step(now()));
    }

    /** A code that has not been used yet. */
    public String code() {
        Await.until("a time step whose code is not used", Duration.ofSeconds(3L * periodSeconds), () -> lastStep <= step(now()));
        return use(Math.max(step(now()), lastStep + 1));
    }

    /** The code of a step that lies this many steps away from the present one; it does not count as used. */
    public String codeOfStep(int stepsFromNow) {
        return compute(step(now()) + stepsFromNow);
    }

    /** A code that no step near the present one has. */
    public String wrongCode() {
        for (int candidate = 0; ; candidate++) {
            String code = ("%0" + digits + "d").formatted(candidate);
            boolean right = false;
            for (int steps = -3; steps <= 3; steps++) {
                right |= codeOfStep(steps).equals(code);
            }
            if (!right) {
                return code;
            }
        }
    }

    private String use(long step) {
        lastStep = step;
        return compute(step);
    }

    private String compute(long step) {
        return Tool.run(List.of("oathtool", "--totp", "--base32", "--digits=" + digits, "--time-step-size=" + periodSeconds + "s",
                "--now=@" + step * periodSeconds, key));
    }

    private long step(Instant time) {
        return time.getEpochSecond() / periodSeconds;
    }

    private static Instant now() {
        return Instant.now();
    }
}
