package io.sekisho.inventory.load.pskc;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.sekisho.inventory.load.file.BrokenFileException;
import java.io.FilterReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.CodingErrorAction;

/**
 * The text of a file in UTF-8. It stops an XML parser that collects ever more before it hands anything on: an
 * attribute, a comment or a name of a gigabyte, which the parser itself would take until the memory is full.
 */
final class GuardedReader extends FilterReader {

    /** Far above what parsers read ahead. */
    private static final int MAX_CHARACTERS = 1 << 20;

    private static final char BYTE_ORDER_MARK = '\uFEFF';

    private int taken;
    private boolean started;

    GuardedReader(InputStream file) {
        super(decoder(file));
    }

    private static Reader decoder(InputStream file) {
        return new InputStreamReader(
                file,
                UTF_8.newDecoder()
                        .onMalformedInput(CodingErrorAction.REPORT)
                        .onUnmappableCharacter(CodingErrorAction.REPORT));
    }

    /** The parser has handed something on. */
    void progress() {
        taken = 0;
    }

    @Override
    public int read() throws IOException {
        char[] one = new char[1];
        return read(one, 0, 1) < 0 ? -1 : one[0];
    }

    @Override
    public int read(char[] buffer, int offset, int length) throws IOException {
        if (!started) {
            started = true;
            int first = in.read();
            if (first < 0) {
                return -1;
            } else if (first != BYTE_ORDER_MARK) {
                buffer[offset] = (char) first;
                return 1;
            }
        }
        int read = in.read(buffer, offset, length);
        taken += Math.max(read, 0);
        if (taken > MAX_CHARACTERS) {
            throw new BrokenFileException("The file is not a PSKC file: a single piece of its XML is longer than "
                    + MAX_CHARACTERS + " characters.");
        }
        return read;
    }

    @Override
    public boolean markSupported() {
        return false;
    }
}
