package io.sekisho.inventory.load;

import io.sekisho.inventory.TokenId;
import java.io.IOException;

/** Is told what became of each record, in the order of the file. */
@FunctionalInterface
public interface ImportReport {

    /**
     * @param number where the record stands
     * @param id     or null if it has none
     * @param reason a sentence, or null if there is nothing to explain
     */
    void row(long number, TokenId id, Outcome outcome, String reason) throws IOException;
}
