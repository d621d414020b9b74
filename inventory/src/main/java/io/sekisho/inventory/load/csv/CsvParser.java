package io.sekisho.inventory.load.csv;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.sekisho.inventory.load.file.BrokenFileException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PushbackReader;
import java.io.Reader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.util.ArrayList;
import java.util.List;

/**
 * CSV as RFC 4180 has it, in UTF-8, with or without a byte order mark, lines ended by LF or CR LF.
 *
 * <p>Our own: Keycloak ships a CSV library only because its database migration happens to, and reads a line of any
 * length into memory before it looks at it; and what is not RFC 4180 is to be refused with its line, not guessed at.
 */
final class CsvParser {

    private static final int MAX_FIELD_LENGTH = 1_024;
    private static final int MAX_FIELDS = 64;
    private static final char BYTE_ORDER_MARK = '\uFEFF';
    private static final int END = -1;

    private final PushbackReader text;
    private long line = 1;
    private long recordLine;
    private boolean started;

    /** @param file is not closed */
    CsvParser(InputStream file) {
        Reader reader = new InputStreamReader(
                file,
                UTF_8.newDecoder()
                        .onMalformedInput(CodingErrorAction.REPORT)
                        .onUnmappableCharacter(CodingErrorAction.REPORT));
        this.text = new PushbackReader(new BufferedReader(reader), 1);
    }

    /** The line on which the last record begins; the first one is 1. */
    long line() {
        return recordLine;
    }

    /** The fields of the next record that is not an empty line; null at the end. */
    List<String> next() throws IOException {
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
            if (after != ',') {
                return fields;
            }
        }
    }

    private void skipEmptyLines() throws IOException {
        int next = read();
        if (!started) {
            started = true;
            if (next == BYTE_ORDER_MARK) {
                next = read();
            }
        }
        while (next == '\n' || next == '\r') {
            endOfLine(next);
            next = read();
        }
        if (next != END) {
            text.unread(next);
        }
    }

    /** @return what stands behind the field: a comma, the end of the line or that of the file */
    private int readField(StringBuilder field) throws IOException {
        int next = read();
        if (next == '"') {
            readQuoted(field);
            next = read();
            if (next != ',' && next != '\n' && next != '\r' && next != END) {
                throw broken("something follows a closing quotation mark");
            }
        } else {
            while (next != ',' && next != '\n' && next != '\r' && next != END) {
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
        try {
            return text.read();
        } catch (CharacterCodingException e) {
            throw new BrokenFileException("The file is not in UTF-8 (near line " + line
                    + "). If a spreadsheet has saved it as Shift_JIS, save it as \"CSV UTF-8\".");
        }
    }

    private BrokenFileException broken(String what) {
        return new BrokenFileException("Line " + line + ": " + what + ".");
    }
}
