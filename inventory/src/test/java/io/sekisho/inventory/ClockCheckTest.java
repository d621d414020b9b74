package io.sekisho.inventory;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sekisho.credential.otp.OneTimePassword;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClockCheckTest {

    private static final byte[] SECRET = "12345678901234567890".getBytes(US_ASCII);
    private static final OneTimePassword SIX_DIGITS = new OneTimePassword("HmacSHA1", 6);
    private static final long NOW = 58_000_000;

    private final ClockCheck fresh = new ClockCheck(SIX_DIGITS, 30, SECRET, null);

    @ParameterizedTest
    @ValueSource(ints = {-20, -19, -2, -1, 0, 1, 2, 19, 20})
    void aCodeIsFoundAsFarOffAsIsLooked(int offset) {
        assertEquals(OptionalLong.of(NOW + offset), fresh.find(code(NOW + offset), NOW, 20));
    }

    @ParameterizedTest
    @ValueSource(ints = {-21, 21, 1_000})
    void aCodeFromFartherOffIsNotFound(int offset) {
        assertEquals(OptionalLong.empty(), fresh.find(code(NOW + offset), NOW, 20));
    }

    @Test
    void theNearestOfTwoStepsWithTheSameCodeIsTaken() {
        long first = NOW;
        long second = first + 1;
        while (!code(first).equals(code(second))) {
            second++;
        }
        int steps = (int) (second - first);
        assertEquals(OptionalLong.of(second), fresh.find(code(first), second - 1, steps));
        assertEquals(OptionalLong.of(first), fresh.find(code(first), first + 1, steps));
    }

    @Test
    void aCodeThatWasAcceptedIsVoidAndSoIsEveryOlderOne() {
        ClockCheck used = new ClockCheck(SIX_DIGITS, 30, SECRET, NOW);
        assertEquals(OptionalLong.empty(), used.find(code(NOW), NOW, 20));
        assertEquals(OptionalLong.empty(), used.find(code(NOW - 1), NOW, 20));
        assertEquals(OptionalLong.of(NOW + 1), used.find(code(NOW + 1), NOW, 20));
        assertFalse(used.follows(NOW - 1, code(NOW)));
    }

    @Test
    void theNextCodeIsTheOneOfTheStepAfter() {
        assertTrue(fresh.follows(NOW, code(NOW + 1)));
        assertFalse(fresh.follows(NOW, code(NOW)));
        assertFalse(fresh.follows(NOW, code(NOW + 2)));
    }

    @ParameterizedTest
    @ValueSource(ints = {-900, -1, 0, 1, 900})
    void twoCodesInARowTellTheClock(int offset) {
        assertEquals(
                OptionalLong.of(NOW + offset + 1),
                fresh.findPair(code(NOW + offset), code(NOW + offset + 1), NOW, 1_000));
    }

    @Test
    void twoCodesThatAreNotInARowTellNothing() {
        assertEquals(OptionalLong.empty(), fresh.findPair(code(NOW), code(NOW + 2), NOW, 1_000));
        assertEquals(OptionalLong.empty(), fresh.findPair(code(NOW + 1), code(NOW), NOW, 1_000));
        assertEquals(
                OptionalLong.empty(),
                new ClockCheck(SIX_DIGITS, 30, SECRET, NOW + 1).findPair(code(NOW), code(NOW + 1), NOW, 1_000));
    }

    @Test
    void aStepIsCountedFromTheEpoch() {
        assertEquals(1, fresh.step(59));
        assertEquals(2, fresh.step(60));
        assertEquals(-1, fresh.step(-1));
    }

    private static String code(long step) {
        return SIX_DIGITS.code(SECRET, step);
    }
}
