package io.sekisho.demo.keycloak;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/** A folder with Keycloak in it, unpacked from its distribution. */
public final class KeycloakHome {

    private static final String JAR = "sekisho.jar";

    private final Path folder;

    private KeycloakHome(Path folder) {
        this.folder = folder;
    }

    /**
     * Unpacks the distribution unless this folder already holds just this one, whole.
     *
     * @param zip    {@code keycloak-quarkus-dist} as it comes from Maven Central
     * @param folder is emptied if it holds another one, or half of one
     */
    public static KeycloakHome unpack(Path zip, Path folder) {
        Path marker = folder.resolve(".unpacked");
        try {
            String name = zip.getFileName() + " " + Files.size(zip);
            if (!Files.exists(marker) || !Files.readString(marker).equals(name)) {
                delete(folder);
                unzip(zip, folder);
                Files.writeString(marker, name);
            }
            return new KeycloakHome(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The folder itself. */
    public Path folder() {
        return folder;
    }

    /** Keycloak's data folder: its database in development mode, and what providers keep there. */
    public Path data() {
        return folder.resolve("data");
    }

    /**
     * Puts the provider in place. An unchanged one is left alone: Keycloak compares the time of the file, and a new
     * time costs a rebuild of 10 to 20 s.
     */
    public KeycloakHome install(Path jar) {
        try {
            Path target = folder.resolve("providers").resolve(JAR);
            if (!Files.exists(target) || Files.mismatch(jar, target) >= 0) {
                Files.copy(jar, target, StandardCopyOption.REPLACE_EXISTING);
            }
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Puts realms where {@code --import-realm} finds them, in place of those that are there. */
    public KeycloakHome realms(List<Path> files) {
        try {
            Path imports = data().resolve("import");
            delete(imports);
            Files.createDirectories(imports);
            for (Path file : files) {
                Files.copy(file, imports.resolve(file.getFileName()));
            }
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Forgets everything that Keycloak has stored. The server must not be running. */
    public KeycloakHome forget() {
        try {
            delete(data());
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Copies it, with the provider and what is built, in place of what stands in that folder. What Keycloak has stored
     * is left behind.
     */
    public KeycloakHome copy(Path target) {
        try {
            delete(target);
            Files.walkFileTree(folder, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path visited, BasicFileAttributes attributes)
                        throws IOException {
                    if (visited.equals(data())) {
                        return FileVisitResult.SKIP_SUBTREE;
                    }
                    Files.createDirectories(target.resolve(folder.relativize(visited)));
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    // A provider with a new time would be built in again.
                    Files.copy(file, target.resolve(folder.relativize(file)), StandardCopyOption.COPY_ATTRIBUTES);
                    return FileVisitResult.CONTINUE;
                }
            });
            return new KeycloakHome(target);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The realm files of a folder, by name. */
    public static List<Path> realmFiles(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().endsWith("-realm.json"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void unzip(Path zip, Path folder) throws IOException {
        try (InputStream file = Files.newInputStream(zip);
                ZipInputStream entries = new ZipInputStream(file)) {
            for (ZipEntry entry = entries.getNextEntry(); entry != null; entry = entries.getNextEntry()) {
                // Everything in the archive stands below one folder that carries the version.
                String inner = entry.getName().substring(entry.getName().indexOf('/') + 1);
                Path target = folder.resolve(inner).normalize();
                if (!target.startsWith(folder)) {
                    throw new IOException("Entry outside of the archive's folder: " + entry.getName());
                }
                if (entry.isDirectory()) {
                    Files.createDirectories(target);
                } else {
                    Files.createDirectories(target.getParent());
                    Files.copy(entries, target);
                }
            }
        }
    }

    private static void delete(Path folder) throws IOException {
        try {
            Files.walkFileTree(folder, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    Files.delete(file);
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult postVisitDirectory(Path visited, IOException e) throws IOException {
                    Files.delete(visited);
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (NoSuchFileException absent) {
            // Nothing to delete.
        }
    }
}
