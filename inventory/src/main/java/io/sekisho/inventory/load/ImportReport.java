package io.sekisho.inventory.load;

import java.io.IOException;

/** Is told what became of each record, in the order of the file. */
@FunctionalInterface
public interface ImportReport {

    void row(ReportRow row) throws IOException;
}
