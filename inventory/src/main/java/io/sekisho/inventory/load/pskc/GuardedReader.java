package io.sekisho.inventory.load.pskc;

import io.sekisho.inventory.load.file.BrokenFileException;
import io.sekisho.inventory.load.file.Utf8Reader;
import java.io.FilterReader;
import java.io.IOException;
import java.io.InputStream;

/**
 * The text of a file in UTF-8. It stops an XML parser that collects ever more before it hands anything on: an
 * attribute, a comment or a name of a gigabyte, which the parser itself would take until the memory is full.
 */
final class GuardedReader extends FilterReader {

    /** Far above what parsers read ahead. */
    private static final int MAX_CHARACTERS = 1 << 20;

    private int taken;

    GuardedReader(InputStream file) {
        super(new Utf8Reader(file));
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
