package io.sekisho.notice;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetryScheduleTest {

    private static final long MINUTE = 60_000;
    private final RetrySchedule schedule = new RetrySchedule(MINUTE, 60 * MINUTE, 30);

    @ParameterizedTest
    @CsvSource({"1, 1", "2, 2", "3, 4", "4, 8", "5, 16", "6, 32", "7, 60", "8, 60", "29, 60"})
    void theWaitDoublesUpToAnHour(int failedAttempts, int minutes) {
        assertEquals(minutes * MINUTE, schedule.waitMillis(failedAttempts));
    }

    @Test
    void aNoticeIsTriedForMoreThanADay() {
        long total = IntStream.range(1, schedule.maxAttempts())
                .mapToLong(schedule::waitMillis)
                .sum();

        assertTrue(total > 24 * 60 * MINUTE, () -> total / MINUTE + " minutes");
        assertEquals(total, schedule.totalMillis());
    }

    @Test
    void theLastAttemptThatFailsIsTheEnd() {
        assertFalse(schedule.exhausted(29));
        assertTrue(schedule.exhausted(30));
        assertTrue(schedule.exhausted(31));
    }

    @Test
    void manyAttemptsDoNotOverflowTheWait() {
        RetrySchedule patient = new RetrySchedule(1, Long.MAX_VALUE, Integer.MAX_VALUE);

        assertEquals(Long.MAX_VALUE, patient.waitMillis(1_000));
        assertEquals(Long.MAX_VALUE, patient.totalMillis());
        assertEquals(0, new RetrySchedule(1, 1, 1).totalMillis());
        assertEquals(1 + 2 + 3 + 3, new RetrySchedule(1, 3, 5).totalMillis());
    }

    @Test
    void aScheduleThatNeverWaitsOrNeverTriesIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> new RetrySchedule(0, 1, 1));
        assertThrows(IllegalArgumentException.class, () -> new RetrySchedule(2, 1, 1));
        assertThrows(IllegalArgumentException.class, () -> new RetrySchedule(1, 1, 0));
    }
}
