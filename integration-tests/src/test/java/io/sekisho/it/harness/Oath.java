package io.sekisho.it.harness;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A customer's authenticator app. Its codes come from {@code oathtool}, a program that shares no line with ours.
 *
 * <p>A time step's code is good once, so {@link #code()} never gives the same one twice: it takes the code of the next
 * step, which a server with a look-around window of one step accepts already, and waits where even that one is too far.
 */
public final class Oath {

    /** Left in a step when a code is taken, so that it is still good when it arrives. */
    private static final Duration MARGIN = Duration.ofSeconds(6);

    private static final int NEAR_STEPS = 13;
    private static final String BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    private final String key;
    private final int digits;
    private final int periodSeconds;
    private int stepsAhead = 1;
    private int clockOffSteps;
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

    /** An app with what a key URI says. */
    public static Oath ofKeyUri(String keyUri) {
        Tool.require("oathtool");
        return new Oath(
                parameter(keyUri, "secret"),
                Integer.parseInt(parameter(keyUri, "digits")),
                Integer.parseInt(parameter(keyUri, "period")));
    }

    private static String parameter(String uri, String name) {
        return uri.replaceFirst(".*[?&]" + name + "=([^&]*).*", "$1");
    }

    /** An app with a key that somebody else has handed out. */
    public static Oath withNewKey() {
        return with(new SecureRandom()
                .ints(32, 0, BASE32.length())
                .mapToObj(index -> BASE32.substring(index, index + 1))
                .collect(Collectors.joining()));
    }

    /** For a server with a wider window: so many codes in a row without waiting. */
    public Oath stepsAhead(int accepted) {
        stepsAhead = accepted;
        return this;
    }

    /** With a clock that is ahead by so many steps, or behind if negative. All codes follow it from now on. */
    public Oath clockOffBy(int steps) {
        clockOffSteps = steps;
        return this;
    }

    /** In Base32. */
    public String key() {
        return key;
    }

    /** The code of the step that runs now, with some seconds left; for a server that accepts no other one. */
    public String currentCode() {
        Await.until(
                "a time step with enough time left",
                Duration.ofSeconds(2L * periodSeconds),
                () -> step(now().plus(MARGIN)) == step(now()) && step(now()) > lastStep);
        return use(step(now()));
    }

    /** A code that has not been used yet. */
    public String code() {
        Await.until(
                "a time step whose code is not used",
                Duration.ofSeconds(3L * periodSeconds),
                () -> lastStep < step(now()) + stepsAhead);
        return use(Math.max(step(now()), lastStep + 1));
    }

    /** The code of a step that lies this many steps away from the present one; it does not count as used. */
    public String codeOfStep(int stepsFromNow) {
        return compute(step(now()) + stepsFromNow);
    }

    /** The code of a counter, of an app that goes by a counter instead of the time. */
    public String codeOfCounter(int counter) {
        return Tool.run(List.of("oathtool", "--hotp", "--base32", "--digits=" + digits, "--counter=" + counter, key));
    }

    /** A code that no step near the present one has. */
    public String wrongCode() {
        return wrongCodes(1).get(0);
    }

    /** Codes that differ, and that no step near the present one has, nor one that a server might tell to be off. */
    public List<String> wrongCodes(int count) {
        Set<String> right =
                compute(step(now()) - NEAR_STEPS, 2 * NEAR_STEPS + 1).lines().collect(Collectors.toSet());
        return IntStream.iterate(0, candidate -> candidate + 1)
                .mapToObj(candidate -> ("%0" + digits + "d").formatted(candidate))
                .filter(code -> !right.contains(code))
                .limit(count)
                .toList();
    }

    /**
     * Waits until the present step has some seconds left, so that steps counted from it stay for a while what they are.
     */
    public Oath earlyInStep(Duration left) {
        Await.until(
                "a time step with enough time left",
                Duration.ofSeconds(2L * periodSeconds),
                () -> step(now().plus(left)) == step(now()));
        return this;
    }

    private String use(long step) {
        lastStep = step;
        return compute(step);
    }

    private String compute(long step) {
        return compute(step, 1);
    }

    /** The codes of some steps in a row, a line each. */
    private String compute(long firstStep, int steps) {
        return Tool.run(List.of(
                "oathtool",
                "--totp",
                "--base32",
                "--digits=" + digits,
                "--time-step-size=" + periodSeconds + "s",
                "--window=" + (steps - 1),
                "--now=@" + firstStep * periodSeconds,
                key));
    }

    private long step(Instant time) {
        return time.getEpochSecond() / periodSeconds;
    }

    /** By the app's own clock. */
    private Instant now() {
        return Instant.now().plusSeconds((long) clockOffSteps * periodSeconds);
    }
}
