package io.sekisho.inventory.load.file;

/** What a record says of a token. */
public enum Field {
    SERIAL_NUMBER,
    MANUFACTURER,
    MODEL,
    SECRET_KEY,
    ALGORITHM,
    DIGITS,
    TIME_INTERVAL,
    DRIFT;

    /** Where a file has it, as its readers call the place: a column, an element. */
    @FunctionalInterface
    public interface Places {
        String of(Field field);
    }
}
