package io.sekisho.institution;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import org.jspecify.annotations.Nullable;

/**
 * When a token may be issued again after one was revoked: after a while, or, if it was revoked in the institution's
 * night, in the morning. Plain values in and out.
 *
 * @param delay from the revocation to the next issue
 * @param from  begin of the daily blackout, or null if there is none
 * @param until its end, on the same day or the next one; or null
 * @param zone  in which these times are meant
 */
public record ReissueWait(
        Duration delay, @Nullable LocalTime from, @Nullable LocalTime until, ZoneId zone) {

    static ReissueWait of(int minutes, ZoneId zone) {
        return new ReissueWait(Duration.ofMinutes(minutes), null, null, zone);
    }

    /**
     * @param blackout such as {@code 20:50-08:10}
     * @throws IllegalArgumentException if it is anything else, or begins and ends at the same time
     */
    static ReissueWait of(int minutes, String blackout, ZoneId zone) {
        String[] times = blackout.split("-", -1);
        if (times.length != 2) {
            throw new IllegalArgumentException("not HH:mm-HH:mm");
        }
        try {
            LocalTime from = LocalTime.parse(times[0].strip());
            LocalTime until = LocalTime.parse(times[1].strip());
            if (from.equals(until)) {
                throw new IllegalArgumentException("begins and ends at the same time");
            }
            return new ReissueWait(Duration.ofMinutes(minutes), from, until, zone);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("not HH:mm-HH:mm", e);
        }
    }

    /** The first moment at which a token that was revoked at this one can be issued again. */
    public Instant earliestIssue(Instant revokedAt) {
        ZonedDateTime revoked = revokedAt.atZone(zone);
        if (!inBlackout(revoked.toLocalTime())) {
            return revokedAt.plus(delay);
        }
        ZonedDateTime end = revoked.with(until);
        return (end.isAfter(revoked) ? end : end.plusDays(1)).toInstant();
    }

    private boolean inBlackout(LocalTime time) {
        if (from == null) {
            return false;
        }
        return from.isBefore(until)
                ? !time.isBefore(from) && time.isBefore(until)
                : !time.isBefore(from) || time.isBefore(until);
    }
}
