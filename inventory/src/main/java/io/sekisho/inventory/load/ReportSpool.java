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

    /** @param all whether every row is kept, or conflicts and invalid ones only */
    public ReportSpool(boolean all) throws IOException {
        this.all = all;
        // Java makes it readable for its owner only.
        Path path = Files.createTempFile("sekisho-import", ".report");
        this.file = FileChannel.open(
                path, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE);
        this.out = new DataOutputStream(new BufferedOutputStream(Channels.newOutputStream(file)));
    }

    @Override
    public void row(long number, TokenId id, Outcome outcome, String reason) throws IOException {
        if (all || outcome == Outcome.CONFLICT || outcome == Outcome.INVALID) {
            out.writeLong(number);
            out.writeUTF(id == null ? "" : id.value());
            out.writeByte(outcome.ordinal());
            out.writeUTF(reason == null ? "" : reason);
            rows++;
        }
    }

    /** Gives the rows to somebody else, in their order. No row can be added any more. */
    public void replay(ImportReport to) throws IOException {
        out.flush();
        file.position(0);
        // Is not closed: the channel would be.
        DataInputStream in = new DataInputStream(new BufferedInputStream(Channels.newInputStream(file)));
        for (long row = 0; row < rows; row++) {
            long number = in.readLong();
            String id = in.readUTF();
            Outcome outcome = Outcome.values()[in.readByte()];
            String reason = in.readUTF();
            to.row(number, id.isEmpty() ? null : new TokenId(id), outcome, reason.isEmpty() ? null : reason);
        }
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
