package io.sekisho.inventory.load.file;

import java.io.IOException;
import java.util.Optional;

/** A vendor's file, read record by record, so that its size does not matter. */
@FunctionalInterface
public interface TokenReader {

    /**
     * The next record.
     *
     * @return empty at the end of the file
     * @throws BrokenFileException if the file is damaged, ends too early, or its key is wrong
     * @throws IOException         if it cannot be read for other reasons
     */
    Optional<TokenRecord> next() throws IOException;
}
