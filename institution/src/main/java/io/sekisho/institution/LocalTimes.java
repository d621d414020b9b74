package io.sekisho.institution;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/** Times as customers and managers read them, in the institution's zone and alike in every language. */
public final class LocalTimes {

    private static final DateTimeFormatter DAY_AND_MINUTE =
            DateTimeFormatter.ofPattern("uuuu/MM/dd HH:mm", Locale.ROOT);
    private static final DateTimeFormatter DAY_AND_SECOND =
            DateTimeFormatter.ofPattern("uuuu/MM/dd HH:mm:ss", Locale.ROOT);
    private static final DateTimeFormatter MINUTE = DateTimeFormatter.ofPattern("HH:mm", Locale.ROOT);
    private static final DateTimeFormatter SECOND = DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT);

    private LocalTimes() {}

    /**
     * {@code 2026/11/20 09:22}.
     *
     * @param millis of the epoch
     */
    public static String dayAndMinute(long millis, ZoneId zone) {
        return DAY_AND_MINUTE.format(at(millis, zone));
    }

    /**
     * {@code 09:22}.
     *
     * @param millis of the epoch
     */
    public static String minute(long millis, ZoneId zone) {
        return MINUTE.format(at(millis, zone));
    }

    /**
     * {@code 09:22:05}.
     *
     * @param millis of the epoch
     */
    public static String second(long millis, ZoneId zone) {
        return SECOND.format(at(millis, zone));
    }

    /**
     * The moment from which something works: never too early, and with seconds where it is no full minute.
     *
     * @param millis of the epoch
     */
    public static String notBefore(long millis, ZoneId zone) {
        ZonedDateTime second = at(millis + 999, zone).truncatedTo(ChronoUnit.SECONDS);
        return (second.getSecond() == 0 ? DAY_AND_MINUTE : DAY_AND_SECOND).format(second);
    }

    private static ZonedDateTime at(long millis, ZoneId zone) {
        return Instant.ofEpochMilli(millis).atZone(zone);
    }
}
