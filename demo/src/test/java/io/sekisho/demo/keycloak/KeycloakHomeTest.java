package io.sekisho.demo.keycloak;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeycloakHomeTest {

    @TempDir
    Path temp;

    private Path zip;
    private Path folder;

    @BeforeEach
    void zip() throws IOException {
        zip = temp.resolve("keycloak.zip");
        folder = temp.resolve("home");
        write(zip, "keycloak-1/version.txt", "keycloak-1/providers/README.md");
    }

    @Test
    void the_distribution_is_unpacked_without_its_outer_folder_and_only_once() throws IOException {
        KeycloakHome.unpack(zip, folder);
        assertTrue(Files.exists(folder.resolve("version.txt")));
        Files.writeString(folder.resolve("kept"), "");

        KeycloakHome.unpack(zip, folder);

        assertTrue(Files.exists(folder.resolve("kept")));
    }

    @Test
    void another_distribution_and_half_of_one_are_replaced() throws IOException {
        KeycloakHome.unpack(zip, folder);
        Files.writeString(folder.resolve("old"), "");
        write(zip, "keycloak-22/version.txt", "keycloak-22/providers/README.md");
        KeycloakHome.unpack(zip, folder);
        assertFalse(Files.exists(folder.resolve("old")));

        Files.delete(folder.resolve(".unpacked"));
        Files.writeString(folder.resolve("half"), "");
        KeycloakHome.unpack(zip, folder);
        assertFalse(Files.exists(folder.resolve("half")));
    }

    @Test
    void an_entry_that_points_outside_is_refused() throws IOException {
        write(zip, "keycloak-1/../../outside");

        assertThrows(UncheckedIOException.class, () -> KeycloakHome.unpack(zip, folder));
        assertFalse(Files.exists(temp.resolve("outside")));
    }

    @Test
    void an_unchanged_jar_keeps_its_time_and_a_changed_one_is_replaced() throws IOException {
        Path jar = Files.writeString(temp.resolve("a.jar"), "one");
        KeycloakHome home = KeycloakHome.unpack(zip, folder).install(jar);
        Path installed = folder.resolve("providers/sekisho.jar");
        FileTime old = FileTime.fromMillis(1_000_000);
        Files.setLastModifiedTime(installed, old);

        home.install(Files.writeString(temp.resolve("b.jar"), "one"));
        assertEquals(old, Files.getLastModifiedTime(installed));

        home.install(Files.writeString(temp.resolve("c.jar"), "two"));
        assertEquals("two", Files.readString(installed));
        assertNotEquals(old, Files.getLastModifiedTime(installed));
    }

    @Test
    void a_copy_has_the_provider_with_its_time_but_nothing_that_was_stored() throws IOException {
        Path jar = Files.writeString(temp.resolve("a.jar"), "one");
        KeycloakHome home = KeycloakHome.unpack(zip, folder).install(jar);
        FileTime old = FileTime.fromMillis(1_000_000);
        Files.setLastModifiedTime(folder.resolve("providers/sekisho.jar"), old);
        Files.createDirectories(home.data());
        Files.writeString(home.data().resolve("stored"), "");
        Path target = Files.createDirectories(temp.resolve("copy"));
        Files.writeString(target.resolve("before"), "");

        KeycloakHome copy = home.copy(target);

        assertEquals(target, copy.folder());
        assertEquals(old, Files.getLastModifiedTime(target.resolve("providers/sekisho.jar")));
        assertTrue(Files.exists(target.resolve("version.txt")));
        assertFalse(Files.exists(copy.data()));
        assertFalse(Files.exists(target.resolve("before")));
    }

    @Test
    void realms_replace_those_of_before_and_forgetting_leaves_no_data() throws IOException {
        Path one = Files.writeString(temp.resolve("one-realm.json"), "{}");
        Path two = Files.writeString(temp.resolve("two-realm.json"), "{}");
        Files.writeString(temp.resolve("notes.json"), "{}");
        assertEquals(List.of(one, two), KeycloakHome.realmFiles(temp));

        KeycloakHome home =
                KeycloakHome.unpack(zip, folder).realms(List.of(one)).realms(List.of(two));
        assertFalse(Files.exists(home.data().resolve("import/one-realm.json")));
        assertTrue(Files.exists(home.data().resolve("import/two-realm.json")));

        home.forget();
        assertFalse(Files.exists(home.data()));
    }

    private static void write(Path zip, String... names) throws IOException {
        try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(zip))) {
            for (String name : names) {
                out.putNextEntry(new ZipEntry(name));
                out.write(name.getBytes(StandardCharsets.UTF_8));
            }
        }
    }
}
