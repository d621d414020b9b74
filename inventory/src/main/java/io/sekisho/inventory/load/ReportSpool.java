package io.sekisho.inventory.load;

import io.sekisho.inventory.TokenId;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The rows of a report, in a temporary file until it is known what became of the whole. Nothing secret is in them. The
 * file is gone with the spool, at the latest when Java ends.
 */
public final class ReportSpool implements ImportReport, AutoCloseable {

    private final boolean all;
    private final FileChannel file;
    private final DataOutputStream out;
    private long rows;

    /** @param all whether every row is kept, or those only of which there is something to be told */
    public ReportSpool(boolean all) throws IOException {
        this.all = all;
        // Java makes it readable for its owner only.
        Path path = Files.createTempFile("sekisho-import", ".report");
        this.file = FileChannel.open(
                path, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE);
        this.out = new DataOutputStream(new BufferedOutputStream(Channels.newOutputStream(file)));
    }

    @Override
    public void row(ReportRow row) throws IOException {
        if (all || row.remarkable()) {
            out.writeLong(row.number());
            write(row.id() == null ? null : row.id().value());
            out.writeByte(row.outcome().ordinal());
            write(row.reason());
            write(row.warning());
            rows++;
        }
    }

    private void write(String text) throws IOException {
        out.writeUTF(text == null ? "" : text);
    }

    /** Gives the rows to somebody else, in their order. No row can be added any more. */
    public void replay(ImportReport to) throws IOException {
        out.flush();
        file.position(0);
        // Is not closed: the channel would be.
        DataInputStream in = new DataInputStream(new BufferedInputStream(Channels.newInputStream(file)));
        for (long row = 0; row < rows; row++) {
            long number = in.readLong();
            String id = read(in);
            Outcome outcome = Outcome.values()[in.readByte()];
            to.row(new ReportRow(number, id == null ? null : new TokenId(id), outcome, read(in), read(in)));
        }
    }

    private static String read(DataInputStream in) throws IOException {
        String text = in.readUTF();
        return text.isEmpty() ? null : text;
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
