package io.sekisho.notice;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class MailPaceTest {

    private static final long MILLI = 1_000_000;

    /** {@code System.nanoTime()} may be negative, and may run over. */
    private static final long NOW = Long.MAX_VALUE - 3 * MILLI;

    private final MailPace pace = new MailPace(200, NOW);

    @Test
    void mailsThatComeAtOnceAreKeptApart() {
        assertEquals(0, pace.take(NOW));
        assertEquals(5 * MILLI, pace.take(NOW));
        assertEquals(9 * MILLI, pace.take(NOW + MILLI));
    }

    @Test
    void aRestIsNotMadeUpForByAHurry() {
        pace.take(NOW);
        long later = NOW + 60_000 * MILLI;
        assertEquals(0, pace.take(later));
        assertEquals(5 * MILLI, pace.take(later));
    }
}
