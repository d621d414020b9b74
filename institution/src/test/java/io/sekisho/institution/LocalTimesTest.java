package io.sekisho.institution;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LocalTimesTest {

    private static final ZoneId TOKYO = ZoneId.of("Asia/Tokyo");

    @ParameterizedTest
    @CsvSource({
        "2026-11-20T23:10:00Z, 2026/11/21 08:10",
        "2026-11-20T23:09:59.001Z, 2026/11/21 08:10",
        "2026-11-20T01:02:03Z, 2026/11/20 10:02:03",
        "2026-11-20T01:02:03.001Z, 2026/11/20 10:02:04",
    })
    void theMomentFromWhichSomethingWorksIsNeverTooEarly(Instant from, String text) {
        assertEquals(text, LocalTimes.notBefore(from.toEpochMilli(), TOKYO));
    }

    @Test
    void timesAreThoseOfTheInstitutionsZone() {
        long millis = Instant.parse("2026-11-20T15:02:03.999Z").toEpochMilli();
        assertEquals("2026/11/21 00:02", LocalTimes.dayAndMinute(millis, TOKYO));
        assertEquals("2026/11/20 10:02", LocalTimes.dayAndMinute(millis, ZoneId.of("America/New_York")));
        assertEquals("00:02", LocalTimes.minute(millis, TOKYO));
        assertEquals("00:02:03", LocalTimes.second(millis, TOKYO));
    }
}
