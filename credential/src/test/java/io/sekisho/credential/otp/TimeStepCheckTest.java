package io.sekisho.credential.otp;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.sekisho.credential.otp.TimeStepCheck.Match;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TimeStepCheckTest {

    private static final byte[] SECRET = "12345678901234567890".getBytes(US_ASCII);
    private static final OneTimePassword OTP = new OneTimePassword("HmacSHA1", 6);
    private static final TimeStepCheck CHECK = new TimeStepCheck(OTP, 30, 1);
    private static final long NOW = 1_750_000_000L;
    private static final long STEP = NOW / 30;

    private static String codeAt(long step) {
        return OTP.code(SECRET, step);
    }

    private static Match match(long step) {
        return CHECK.match(SECRET, codeAt(step), NOW, TimeStepCheck.NONE, TimeStepCheck.NONE);
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, 0, 1})
    void aCodeOfTheWindowIsAcceptedWithItsStep(long offset) {
        assertEquals(new Match.InWindow(STEP + offset), match(STEP + offset));
    }

    @ParameterizedTest
    @ValueSource(longs = {-2, -3, -4})
    void aCodeOfTheRecentPastHasExpired(long offset) {
        assertEquals(new Match.Expired(), match(STEP + offset));
    }

    @ParameterizedTest
    @ValueSource(longs = {-11, -10, -5, 2, 3, 10, 11})
    void aCodeFromFurtherAwayComesFromAClockThatIsOff(long offset) {
        assertEquals(new Match.ClockOff(STEP + offset), match(STEP + offset));
    }

    @ParameterizedTest
    @ValueSource(longs = {-12, 12, 1_000})
    void aCodeFromVeryFarIsNotRecognised(long offset) {
        assertEquals(new Match.NoMatch(), match(STEP + offset));
    }

    @Test
    void theAcceptedStepAndEveryOlderOneAreVoid() {
        for (long accepted : new long[] {STEP, STEP + 1}) {
            assertEquals(new Match.Used(), CHECK.match(SECRET, codeAt(STEP), NOW, accepted, TimeStepCheck.NONE));
            assertEquals(new Match.Used(), CHECK.match(SECRET, codeAt(STEP - 1), NOW, accepted, TimeStepCheck.NONE));
        }
        assertEquals(
                new Match.InWindow(STEP + 1), CHECK.match(SECRET, codeAt(STEP + 1), NOW, STEP, TimeStepCheck.NONE));
    }

    @Test
    void whenTheServersClockStepsBackAUsedCodeStaysVoid() {
        assertEquals(new Match.Used(), CHECK.match(SECRET, codeAt(STEP), NOW - 60, STEP, TimeStepCheck.NONE));
    }

    @Test
    void aFutureStepThatWasToldIsVoidWhenItsTimeComes() {
        assertEquals(new Match.Used(), CHECK.match(SECRET, codeAt(STEP + 5), NOW + 5 * 30, STEP, STEP + 5));
        assertEquals(new Match.InWindow(STEP + 4), CHECK.match(SECRET, codeAt(STEP + 4), NOW + 5 * 30, STEP, STEP + 5));
    }

    @Test
    void withoutLookAroundACodeThatRolledOverIsRefused() {
        TimeStepCheck strict = new TimeStepCheck(OTP, 30, 0);
        assertEquals(
                new Match.InWindow(STEP),
                strict.match(SECRET, codeAt(STEP), NOW, TimeStepCheck.NONE, TimeStepCheck.NONE));
        assertEquals(
                new Match.Expired(),
                strict.match(SECRET, codeAt(STEP - 1), NOW, TimeStepCheck.NONE, TimeStepCheck.NONE));
    }

    @Test
    void aStepBeginsAtItsVeryFirstSecondAndEndsBeforeTheNext() {
        TimeStepCheck strict = new TimeStepCheck(OTP, 30, 0);
        long first = STEP * 30;
        assertEquals(
                new Match.InWindow(STEP),
                strict.match(SECRET, codeAt(STEP), first, TimeStepCheck.NONE, TimeStepCheck.NONE));
        assertEquals(
                new Match.InWindow(STEP),
                strict.match(SECRET, codeAt(STEP), first + 29, TimeStepCheck.NONE, TimeStepCheck.NONE));
        assertEquals(
                new Match.Expired(),
                strict.match(SECRET, codeAt(STEP), first + 30, TimeStepCheck.NONE, TimeStepCheck.NONE));
    }

    @Test
    void aPeriodOfSixtySecondsIsCountedInSixties() {
        TimeStepCheck check = new TimeStepCheck(OTP, 60, 1);
        assertEquals(
                new Match.InWindow(NOW / 60),
                check.match(SECRET, codeAt(NOW / 60), NOW, TimeStepCheck.NONE, TimeStepCheck.NONE));
    }
}
