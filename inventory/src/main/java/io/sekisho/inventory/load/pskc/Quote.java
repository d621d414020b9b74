package io.sekisho.inventory.load.pskc;

/** Names of a file in sentences for the staff. */
final class Quote {

    private static final int MAX_LENGTH = 100;

    private Quote() {}

    /** In quotation marks, on one line, and not endless. */
    static String of(String text) {
        if (text == null) {
            return "(none)";
        }
        String line = text.replaceAll("\\p{C}", "?");
        return '"' + (line.length() > MAX_LENGTH ? line.substring(0, MAX_LENGTH) + "…" : line) + '"';
    }
}
