package io.sekisho.inventory.load.csv;

import io.sekisho.inventory.load.file.BrokenFileException;
import io.sekisho.inventory.load.file.Utf8Reader;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackReader;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * CSV as RFC 4180 has it, in UTF-8, with or without a byte order mark, lines ended by LF or CR LF. Instead of commas the
 * file may have semicolons, tabs or bars, as spreadsheets write them in some countries: the first of these that stands
 * in it outside of quotation marks is its separator, or the one that a first line such as {@code sep=;} names.
 *
 * <p>Our own: Keycloak ships a CSV library only because its database migration happens to, and reads a line of any
 * length into memory before it looks at it; and what is not RFC 4180 is to be refused with its line, not guessed at.
 */
final class CsvParser {

    private static final int MAX_FIELD_LENGTH = 1_024;
    private static final int MAX_FIELDS = 64;
    private static final String SEPARATORS = ",;\t|";
    private static final Pattern NAMED_SEPARATOR = Pattern.compile("(?i)sep=[" + SEPARATORS + "]?");
    private static final int END = -1;

    private final PushbackReader text;
    private long line = 1;
    private long recordLine;
    /** Not known before the first one has been read. */
    private int separator = END;

    /** @param file is not closed */
    CsvParser(InputStream file) {
        this.text = new PushbackReader(new BufferedReader(new Utf8Reader(file)), 1);
    }

    /** The line on which the last record begins; the first one is 1. */
    long line() {
        return recordLine;
    }

    /** The fields of the next record in which there is anything; null at the end. */
    List<String> next() throws IOException {
        List<String> record = nextLine();
        while (record != null && (record.stream().allMatch(String::isBlank) || namesTheSeparator(record))) {
            record = nextLine();
        }
        return record;
    }

    private boolean namesTheSeparator(List<String> record) {
        return recordLine == 1
                && NAMED_SEPARATOR.matcher(record.get(0)).matches()
                && record.stream().skip(1).allMatch(String::isEmpty);
    }

    private List<String> nextLine() throws IOException {
        skipEmptyLines();
        recordLine = line;
        int first = read();
        if (first == END) {
            return null;
        }
        text.unread(first);
        List<String> fields = new ArrayList<>();
        while (true) {
            if (fields.size() == MAX_FIELDS) {
                throw broken("there are more than " + MAX_FIELDS + " columns");
            }
            StringBuilder field = new StringBuilder();
            int after = readField(field);
            fields.add(field.toString());
            if (after != separator || after == END) {
                return fields;
            }
        }
    }

    private void skipEmptyLines() throws IOException {
        int next = read();
        while (next == '\n' || next == '\r') {
            endOfLine(next);
            next = read();
        }
        if (next != END) {
            text.unread(next);
        }
    }

    /** @return what stands behind the field: the separator, the end of the line or that of the file */
    private int readField(StringBuilder field) throws IOException {
        int next = read();
        if (next == '"') {
            readQuoted(field);
            next = read();
            if (!endsField(next)) {
                throw broken("something follows a closing quotation mark");
            }
        } else {
            while (!endsField(next)) {
                if (next == '"') {
                    throw broken("a quotation mark stands inside of a field that does not begin with one");
                }
                append(field, next);
                next = read();
            }
        }
        if (next == '\n' || next == '\r') {
            endOfLine(next);
        }
        return next;
    }

    private boolean endsField(int character) {
        if (separator == END && character != END && SEPARATORS.indexOf(character) >= 0) {
            separator = character;
        }
        return character == separator || character == '\n' || character == '\r' || character == END;
    }

    private void readQuoted(StringBuilder field) throws IOException {
        while (true) {
            int next = read();
            if (next == END) {
                throw broken("the file ends inside of quotation marks");
            } else if (next == '"') {
                int second = read();
                if (second != '"') {
                    if (second != END) {
                        text.unread(second);
                    }
                    return;
                }
            } else if (next == '\n') {
                line++;
            }
            append(field, next);
        }
    }

    private void append(StringBuilder field, int character) throws BrokenFileException {
        if (character == 0) {
            throw broken("there is a character NUL; the file must be in UTF-8");
        } else if (field.length() == MAX_FIELD_LENGTH) {
            throw broken("a field has more than " + MAX_FIELD_LENGTH + " characters");
        }
        field.append((char) character);
    }

    private void endOfLine(int character) throws IOException {
        if (character == '\r' && read() != '\n') {
            throw broken("a carriage return stands without a line feed");
        }
        line++;
    }

    private int read() throws IOException {
        return text.read();
    }

    private BrokenFileException broken(String what) {
        return new BrokenFileException("Line " + line + ": " + what + ".");
    }
}
