package io.sekisho.inventory.load.file;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;

/**
 * The text of a file in UTF-8, with or without a byte order mark. Java's own reader gives up a whole buffer for one bad
 * byte, so that nobody learns on which line it stands; this one hands on what comes before it.
 */
public final class Utf8Reader extends Reader {

    private static final int BUFFER = 1 << 13;
    private static final char BYTE_ORDER_MARK = '\uFEFF';

    private final InputStream file;
    private final CharsetDecoder decoder = UTF_8.newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    private final ByteBuffer bytes = ByteBuffer.allocate(BUFFER).flip();
    private final CharBuffer text = CharBuffer.allocate(BUFFER).flip();
    private boolean started;
    private boolean fileEnded;
    private boolean broken;
    private long line = 1;

    /** @param file is not closed */
    public Utf8Reader(InputStream file) {
        this.file = file;
    }

    @Override
    public int read(char[] target, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        while (!text.hasRemaining()) {
            if (broken) {
                throw new BrokenFileException(
                        "Line " + line
                                + ": the encoding is not UTF-8. If a spreadsheet has saved the file as Shift_JIS, save it as \"CSV UTF-8\".");
            } else if (fileEnded && !bytes.hasRemaining()) {
                return -1;
            }
            decode();
        }
        int count = Math.min(length, text.remaining());
        text.get(target, offset, count);
        for (int index = offset; index < offset + count; index++) {
            if (target[index] == '\n') {
                line++;
            }
        }
        return count;
    }

    private void decode() throws IOException {
        bytes.compact();
        if (!fileEnded) {
            int read = file.read(bytes.array(), bytes.position(), bytes.remaining());
            fileEnded = read < 0;
            bytes.position(bytes.position() + Math.max(read, 0));
        }
        bytes.flip();
        text.clear();
        CoderResult result = decoder.decode(bytes, text, fileEnded);
        broken = result.isError();
        text.flip();
        if (!started && text.hasRemaining()) {
            started = true;
            if (text.get(0) == BYTE_ORDER_MARK) {
                text.position(1);
            }
        }
    }

    /** The file is its opener's. */
    @Override
    public void close() {}
}
