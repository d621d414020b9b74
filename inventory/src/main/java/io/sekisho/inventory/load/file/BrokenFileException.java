package io.sekisho.inventory.load.file;

import java.io.IOException;

/**
 * A file of tokens cannot be read any further. The message is a sentence for the staff and holds nothing of the file's
 * secrets.
 */
public final class BrokenFileException extends IOException {

    public BrokenFileException(String message) {
        super(message);
    }
}
