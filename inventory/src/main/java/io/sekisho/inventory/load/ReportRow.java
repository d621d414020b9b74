package io.sekisho.inventory.load;

import io.sekisho.inventory.TokenId;

/**
 * What became of one record.
 *
 * @param number  where the record stands
 * @param id      or null if it has none
 * @param reason  a sentence, or null if there is nothing to explain
 * @param warning a sentence on what is in nobody's way and should be looked at, or null
 */
public record ReportRow(long number, TokenId id, Outcome outcome, String reason, String warning) {

    /** Whether it is more than what was to be expected of a good record. */
    boolean remarkable() {
        return reason != null || warning != null;
    }
}
