package io.sekisho.inventory.load;

import io.sekisho.inventory.load.file.TokenReader;
import io.sekisho.inventory.load.file.TokenRecord;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/** Has a file read in a thread of its own, a little ahead, so that reading and writing take place at the same time. */
final class ReadAhead implements TokenReader, AutoCloseable {

    private static final int BATCH = 500;
    private static final int BATCHES = 4;

    /**
     * @param failure with which the reading has ended after these records, or null
     * @param last whether there are no more
     */
    private record Batch(List<TokenRecord> records, Exception failure, boolean last) {}

    private final TokenReader file;
    private final BlockingQueue<Batch> batches = new ArrayBlockingQueue<>(BATCHES);
    private final Thread thread = new Thread(this::readAll, "sekisho-read-ahead");
    private Queue<TokenRecord> records = new ArrayDeque<>();
    private Batch current = new Batch(List.of(), null, false);

    ReadAhead(TokenReader file) {
        this.file = file;
        thread.setDaemon(true);
        thread.start();
    }

    private void readAll() {
        try {
            boolean more = true;
            while (more) {
                Batch batch = read();
                batches.put(batch);
                more = !batch.last();
            }
        } catch (InterruptedException e) {
            // Nobody wants the rest.
        }
    }

    private Batch read() {
        List<TokenRecord> read = new ArrayList<>(BATCH);
        try {
            while (read.size() < BATCH) {
                Optional<TokenRecord> next = file.next();
                if (next.isEmpty()) {
                    return new Batch(read, null, true);
                }
                read.add(next.get());
            }
            return new Batch(read, null, false);
        } catch (IOException | RuntimeException e) {
            return new Batch(read, e, true);
        }
    }

    @Override
    public Optional<TokenRecord> next() throws IOException {
        while (records.isEmpty()) {
            if (current.failure() instanceof IOException failure) {
                throw failure;
            } else if (current.failure() instanceof RuntimeException failure) {
                throw failure;
            } else if (current.last()) {
                return Optional.empty();
            }
            try {
                current = batches.take();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted", e);
            }
            records = new ArrayDeque<>(current.records());
        }
        return Optional.of(records.remove());
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
