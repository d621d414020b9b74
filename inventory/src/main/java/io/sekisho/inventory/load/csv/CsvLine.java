package io.sekisho.inventory.load.csv;

import java.util.Arrays;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A line of a CSV file that we write (RFC 4180). */
public final class CsvLine {

    private static final Pattern QUOTED = Pattern.compile("[\",\\r\\n]");
    /** A spreadsheet would take such a text for a formula, which may send other cells away. */
    private static final Pattern FORMULA = Pattern.compile("^[=+\\-@\\t\\r]");

    private CsvLine() {}

    /**
     * @param fields numbers, texts or null
     * @return with its line end
     */
    public static String of(Object... fields) {
        return Arrays.stream(fields).map(CsvLine::field).collect(Collectors.joining(",", "", "\r\n"));
    }

    private static String field(Object field) {
        if (field == null) {
            return "";
        }
        String text = field instanceof Number
                ? field.toString()
                : FORMULA.matcher(field.toString()).replaceFirst("'$0");
        return QUOTED.matcher(text).find() ? '"' + text.replace("\"", "\"\"") + '"' : text;
    }
}
