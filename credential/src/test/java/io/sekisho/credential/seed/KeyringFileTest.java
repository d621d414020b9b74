package io.sekisho.credential.seed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyringFileTest {

    @TempDir
    Path folder;

    private static String keyLine(String id) {
        return id + "=" + Base64.getEncoder().encodeToString(new byte[32]) + "\n";
    }

    /** File systems may keep seconds only, so the change is given a time of its own. */
    private static void write(Path file, String text, int version) throws IOException {
        Files.writeString(file, text);
        Files.setLastModifiedTime(file, FileTime.fromMillis(1_750_000_000_000L + version * 10_000L));
    }

    @Test
    void aMissingKeyringIsMadeOnceForItsOwnerOnlyAndStays() throws IOException {
        Path file = folder.resolve("data").resolve("keyring.properties");
        String activeId = KeyringFile.createIfMissing(file).keyring(null).activeId();
        String content = Files.readString(file);
        assertEquals(activeId, KeyringFile.createIfMissing(file).keyring(null).activeId());
        assertEquals(content, Files.readString(file));
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        try (var files = Files.list(file.getParent())) {
            assertEquals(1, files.count(), "no draft is left");
        }
    }

    @Test
    void aKeyringThatCannotBeWrittenIsSaidAndLeavesNothing() throws IOException {
        Path notAFolder = Files.writeString(folder.resolve("file"), "");
        SeedUnavailableException e = assertThrows(
                SeedUnavailableException.class, () -> KeyringFile.createIfMissing(notAFolder.resolve("keyring")));
        assertTrue(e.getMessage().contains("cannot be written"));
    }

    @Test
    void aChangedFileIsReadAgainWithoutARestart() throws IOException {
        Path file = folder.resolve("keyring");
        write(file, "active=a\n" + keyLine("a"), 1);
        KeyringFile keyringFile = new KeyringFile(file);
        assertEquals("a", keyringFile.keyring(null).activeId());
        write(file, "active=b\n" + keyLine("a") + keyLine("b"), 2);
        assertEquals("b", keyringFile.keyring(null).activeId());
    }

    @Test
    void aFileThatTurnsBadOrVanishesLeavesTheKeyringReadBefore() throws IOException {
        Path file = folder.resolve("keyring");
        write(file, "active=a\n" + keyLine("a"), 1);
        KeyringFile keyringFile = new KeyringFile(file);
        keyringFile.keyring(null);
        assertFalse(keyringFile.outOfReach());
        write(file, "active=b\n", 2);
        assertEquals("a", keyringFile.keyring(null).activeId());
        assertTrue(keyringFile.outOfReach(), "after a restart there would be none");
        assertEquals("a", keyringFile.keyring(null).activeId());
        assertTrue(keyringFile.outOfReach(), "also when the same file is looked at again");
        write(file, "active=a\n" + keyLine("a"), 3);
        keyringFile.keyring(null);
        assertFalse(keyringFile.outOfReach());
        Files.delete(file);
        assertEquals("a", keyringFile.keyring(null).activeId());
        assertTrue(keyringFile.outOfReach());
    }

    @Test
    void aFileThatIsReplacedWithinATickOfTheClockIsReadAgain() throws IOException {
        Path file = folder.resolve("keyring");
        write(file, "active=a\n" + keyLine("a"), 1);
        KeyringFile keyringFile = new KeyringFile(file);
        keyringFile.keyring(null);
        Path draft = folder.resolve("draft");
        write(draft, "active=b\n" + keyLine("b"), 1);
        Files.move(draft, file, StandardCopyOption.REPLACE_EXISTING);
        assertEquals("b", keyringFile.keyring(null).activeId(), "of the same size and time");
        write(file, "active=c\n" + keyLine("b") + keyLine("c"), 1);
        assertEquals("c", keyringFile.keyring(null).activeId(), "written in place");
    }

    @Test
    void bytesThatAreNoTextLeaveTheKeyringReadBefore() throws IOException {
        Path file = folder.resolve("keyring");
        write(file, "active=a\n" + keyLine("a"), 1);
        KeyringFile keyringFile = new KeyringFile(file);
        keyringFile.keyring(null);
        Files.write(file, new byte[] {(byte) 0xff, (byte) 0xfe, 0, 1});
        assertEquals("a", keyringFile.keyring(null).activeId());
        write(file, "active=b\n" + keyLine("b"), 2);
        assertEquals("b", keyringFile.keyring(null).activeId());
    }

    @Test
    void aFileThatWasNeverThereIsSaid() {
        SeedUnavailableException e = assertThrows(
                SeedUnavailableException.class, () -> new KeyringFile(folder.resolve("none")).keyring(null));
        assertTrue(e.getMessage().contains("cannot be read"));
        assertEquals(SeedFailure.NO_KEYRING, e.failure());
    }
}
