package io.sekisho.credential.seed;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.keycloak.models.KeycloakSession;

/**
 * A keyring in a file. It is read again when the file changes, so that a key can be added on all nodes, and then made
 * the active one, without a restart. A file that cannot be read any more leaves the keyring that was read before; the
 * log says so once, and once more when it can be read again.
 */
public final class KeyringFile implements KeyringSource {

    private static final Logger LOG = Logger.getLogger(KeyringFile.class);

    /**
     * What tells a file from what it was before. The time alone does not: a file that is written in place within one
     * tick of the file system's clock, or replaced by a copy that keeps its time, has the same.
     */
    private record Version(
            FileTime modified, long size, @Nullable Object fileKey) {
        static Version of(Path file) throws IOException {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return new Version(attributes.lastModifiedTime(), attributes.size(), attributes.fileKey());
        }
    }

    /**
     * A keyring and the version of the file that it was read from.
     *
     * @param outOfReach whether that version cannot be used, so that the keyring is the one of before
     */
    private record Loaded(Keyring keyring, Version version, boolean outOfReach) {}

    private final Path file;
    private final AtomicBoolean unreadable = new AtomicBoolean();
    private volatile @Nullable Loaded loaded;
    private volatile boolean outOfReach;

    public KeyringFile(Path file) {
        this.file = file;
    }

    /**
     * A keyring of one new key, where there is no file yet. For development: in production the keys are the operator's.
     *
     * @throws SeedUnavailableException if the file cannot be written
     */
    public static KeyringFile createIfMissing(Path file) {
        if (!Files.exists(file)) {
            byte[] key = new byte[Keyring.KEY_BYTES];
            new SecureRandom().nextBytes(key);
            try {
                write(file, "active=dev\ndev=" + Base64.getEncoder().encodeToString(key) + "\n");
                LOG.warnf(
                        "A keyring for development was made at %s. In production, set the option keyring-file.", file);
            } catch (IOException e) {
                throw new SeedUnavailableException(
                        SeedFailure.NO_KEYRING, "the keyring for development cannot be written: " + file, e);
            }
        }
        return new KeyringFile(file);
    }

    /** All or nothing: on a full disk there is no half keyring, and never one that others may read. */
    private static void write(Path file, String content) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        boolean posix = FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
        FileAttribute<?>[] ownerOnly = posix
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
        Path draft = Files.createTempFile(file.toAbsolutePath().getParent(), "keyring", ".tmp", ownerOnly);
        try {
            Files.writeString(draft, content);
            try {
                Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
            } catch (AtomicMoveNotSupportedException e) {
                Files.move(draft, file);
            }
        } finally {
            Files.deleteIfExists(draft);
        }
    }

    @Override
    public Keyring keyring(KeycloakSession session) {
        Loaded current = loaded;
        try {
            // Before the file is read: what is written meanwhile is another version.
            Version version = Version.of(file);
            if (current == null || !current.version.equals(version)) {
                current = load(version, current);
            }
            if (unreadable.compareAndSet(true, false)) {
                LOG.infof("The keyring %s can be read again", file);
            }
            outOfReach = current.outOfReach;
        } catch (IOException e) {
            if (current == null) {
                throw new SeedUnavailableException(SeedFailure.NO_KEYRING, "the keyring cannot be read: " + file, e);
            }
            if (unreadable.compareAndSet(false, true)) {
                LOG.errorf(
                        "The keyring %s cannot be read any more (%s); the one read before stays in use",
                        file, e.getClass().getSimpleName());
            }
            outOfReach = true;
        }
        return current.keyring;
    }

    @Override
    public boolean outOfReach() {
        return outOfReach;
    }

    private synchronized Loaded load(Version version, @Nullable Loaded before) throws IOException {
        if (loaded != null && loaded.version.equals(version)) {
            // By another request, a moment ago.
            return loaded;
        }
        try (Reader text = Files.newBufferedReader(file)) {
            loaded = new Loaded(Keyring.parse(text), version, false);
            LOG.infof("Keyring read from %s, active key %s", file, loaded.keyring.activeId());
        } catch (IllegalArgumentException e) {
            if (before == null) {
                throw new SeedUnavailableException(
                        SeedFailure.NO_KEYRING, "the keyring " + file + " cannot be used: " + e.getMessage(), e);
            }
            LOG.errorf(
                    "The keyring %s has changed and cannot be used: %s. The one read before stays in use.",
                    file, e.getMessage());
            loaded = new Loaded(before.keyring, version, true);
        }
        return loaded;
    }
}
