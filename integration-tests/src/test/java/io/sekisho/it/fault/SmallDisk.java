package io.sekisho.it.fault;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;

/**
 * A file system of its own with little room in it, which can be filled up and emptied again. Only for root on Linux.
 */
final class SmallDisk implements AutoCloseable {

    private final Path folder;

    /** @param folder made, and gone with all that is in it when this is closed */
    SmallDisk(Path folder, int megabytes) {
        this.folder = folder;
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        boolean mounted =
                run("mount", "-t", "tmpfs", "-o", "size=" + megabytes + "m,mode=755", "tmpfs", folder.toString());
        // Where no continuous integration runs, a machine may not allow it; there, a test must not pass by silently.
        assertTrue(mounted || System.getenv("CI") == null, "a small file system cannot be mounted here: it needs root");
        assumeTrue(mounted, "a small file system cannot be mounted here: it needs root");
    }

    /** Takes away what a run that was killed has left. */
    static void removeAllBelow(Path folder) {
        try (Stream<String> mounts = Files.lines(Path.of("/proc/mounts"))) {
            mounts.map(mount -> mount.split(" ")[1])
                    .filter(mount -> mount.startsWith(folder + "/"))
                    .forEach(mount -> run("umount", "-l", mount));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean run(String... command) {
        try {
            return new ProcessBuilder(command).inheritIO().start().waitFor() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    Path folder() {
        return folder;
    }

    private Path filler() {
        return folder.resolve("filler");
    }

    /** Leaves so much room, in KiB. */
    void fill(int left) {
        byte[] block = new byte[1024];
        Arrays.fill(block, (byte) 1);
        try (OutputStream out = Files.newOutputStream(filler())) {
            FileStore disk = Files.getFileStore(folder);
            for (long room = room(disk, left); room > 0; room = room(disk, left)) {
                for (long written = 0; written < room; written += block.length) {
                    out.write(block);
                }
            }
        } catch (IOException full) {
            // As wanted.
        }
    }

    private static long room(FileStore disk, int left) throws IOException {
        return disk.getUsableSpace() - left * 1024L;
    }

    /** Makes room again. */
    void free() {
        try {
            Files.deleteIfExists(filler());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        // Lazily: a process that is about to end may have a file open.
        run("umount", "-l", folder.toString());
    }
}
