package io.sekisho.institution;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.ZoneId;
import java.time.ZonedDateTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReissueWaitTest {

    private static final ZoneId TOKYO = ZoneId.of("Asia/Tokyo");

    private static String earliest(ReissueWait wait, String revokedAt) {
        return wait.earliestIssue(
                        ZonedDateTime.parse(revokedAt + "+09:00[Asia/Tokyo]").toInstant())
                .atZone(TOKYO)
                .toLocalDateTime()
                .toString();
    }

    @ParameterizedTest
    @CsvSource({
        "2026-11-20T10:00, 2026-11-20T10:30",
        "2026-11-20T20:49:59, 2026-11-20T21:19:59",
        "2026-11-20T20:50, 2026-11-21T08:10",
        "2026-11-20T23:59:59, 2026-11-21T08:10",
        "2026-11-21T00:00, 2026-11-21T08:10",
        "2026-11-21T08:09:59, 2026-11-21T08:10",
        "2026-11-21T08:10, 2026-11-21T08:40",
        "2026-12-31T21:00, 2027-01-01T08:10",
    })
    void aTokenRevokedAtNightCanBeIssuedInTheMorningAndAnyOtherAfterAWhile(String revokedAt, String from) {
        assertEquals(from, earliest(ReissueWait.of(30, "20:50-08:10", TOKYO), revokedAt));
    }

    @ParameterizedTest
    @CsvSource({
        "2026-11-20T11:59, 2026-11-20T12:29",
        "2026-11-20T12:00, 2026-11-20T13:00",
        "2026-11-20T13:00, 2026-11-20T13:30"
    })
    void aBlackoutMayLieWithinOneDay(String revokedAt, String from) {
        assertEquals(from, earliest(ReissueWait.of(30, "12:00-13:00", TOKYO), revokedAt));
    }

    @Test
    void withoutSettingsThereIsNothingToWaitFor() {
        assertEquals("2026-11-20T22:00", earliest(ReissueWait.of(0, TOKYO), "2026-11-20T22:00"));
    }

    @Test
    void theTimesAreThoseOfTheInstitutionsZone() {
        ReissueWait wait = ReissueWait.of(30, "20:50-08:10", TOKYO);
        assertEquals(
                "2026-11-20T23:10:00Z",
                wait.earliestIssue(ZonedDateTime.parse("2026-11-20T13:00:00Z").toInstant())
                        .toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "20:50", "20:50-", "20:50-25:00", "a-b", "20:50-08:10-09:00", "20:50-20:50"})
    void whatIsNoBlackoutIsRefused(String blackout) {
        assertThrows(IllegalArgumentException.class, () -> ReissueWait.of(30, blackout, TOKYO));
    }
}
