package io.sekisho.inventory.load.pskc;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.DateTimeParseException;
import java.time.temporal.TemporalAccessor;
import java.time.temporal.TemporalQueries;
import java.util.Optional;

/**
 * The dates between which a policy lets a key be used, both included (RFC 6030, section 5). Vendors write them with a
 * zone, without one, or without a time of the day; what is without a zone is in UTC, as XML Schema has it for an order
 * of dates.
 */
final class PolicyDate {

    private static final DateTimeFormatter FORMAT = new DateTimeFormatterBuilder()
            .append(DateTimeFormatter.ISO_LOCAL_DATE)
            .optionalStart()
            .appendPattern("['T'][' ']")
            .append(DateTimeFormatter.ISO_LOCAL_TIME)
            .optionalEnd()
            .appendPattern("[XXX][XX][X]")
            .toFormatter();

    private PolicyDate() {}

    /** When a key begins to be valid; empty if it is no date. */
    static Optional<Instant> first(String text) {
        return parse(text, 0);
    }

    /** When a key ends to be valid: a day without a time is over when it ends. Empty if it is no date. */
    static Optional<Instant> last(String text) {
        return parse(text, 1);
    }

    /** @param days that are added where there is no time of the day */
    private static Optional<Instant> parse(String text, int days) {
        try {
            TemporalAccessor date = FORMAT.parseBest(text, LocalDateTime::from, LocalDate::from);
            LocalDateTime local =
                    date instanceof LocalDate day ? day.plusDays(days).atStartOfDay() : (LocalDateTime) date;
            ZoneOffset zone = FORMAT.parse(text).query(TemporalQueries.offset());
            return Optional.of(local.toInstant(zone == null ? ZoneOffset.UTC : zone));
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }
}
