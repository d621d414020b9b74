package io.sekisho.credential.seed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sekisho.credential.seed.SeedCipher.Owner;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SeedCipherTest {

    private static final Owner OWNER = new Owner("realm", "user");
    private static final String OLD_KEY = "old=" + base64((byte) 1, 32);
    private static final String NEW_KEY = "new=" + base64((byte) 2, 32);
    private static final String SEED = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP";

    private static String base64(byte value, int length) {
        byte[] bytes = new byte[length];
        java.util.Arrays.fill(bytes, value);
        return Base64.getEncoder().encodeToString(bytes);
    }

    private static Keyring keyring(String... lines) {
        try {
            return Keyring.parse(new StringReader(String.join("\n", lines)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static SeedCipher cipher(String... lines) {
        return new SeedCipher(keyring(lines));
    }

    @Test
    void whatIsSealedOpensForItsOwnerAndDoesNotShowTheSeed() {
        SeedCipher cipher = cipher("active=old", OLD_KEY);
        String sealed = cipher.seal(SEED, OWNER);
        assertTrue(SeedCipher.isSealed(sealed));
        assertFalse(sealed.contains(SEED));
        assertEquals(SEED, cipher.open(sealed, OWNER));
    }

    @Test
    void whatAValueCarriesIsNoPartOfTheSeed() {
        SeedCipher cipher = cipher("active=old", OLD_KEY);
        String sealed = cipher.seal(SEED, OWNER);
        String carrying = SeedCipher.carrying(sealed, "lost");

        assertEquals(sealed + ".lost", carrying);
        assertEquals("lost", SeedCipher.carried(carrying));
        assertEquals("", SeedCipher.carried(sealed));
        assertEquals(SEED, cipher.open(carrying, OWNER));
        assertFalse(cipher.isOutdated(carrying));
        assertEquals(sealed + ".found", SeedCipher.carrying(carrying, "found"));
        assertEquals(sealed, SeedCipher.carrying(carrying, ""));
        assertThrows(SeedUnavailableException.class, () -> cipher.open(carrying + ".more", OWNER));
    }

    @Test
    void theSameSeedIsNeverSealedTheSameWayTwice() {
        SeedCipher cipher = cipher("active=old", OLD_KEY);
        assertNotEquals(cipher.seal(SEED, OWNER), cipher.seal(SEED, OWNER));
    }

    @Test
    void aValueInAnotherUsersOrRealmsRowDoesNotOpen() {
        SeedCipher cipher = cipher("active=old", OLD_KEY);
        String sealed = cipher.seal(SEED, OWNER);
        assertThrows(SeedUnavailableException.class, () -> cipher.open(sealed, new Owner("realm", "other")));
        assertThrows(SeedUnavailableException.class, () -> cipher.open(sealed, new Owner("other", "user")));
        assertThrows(SeedUnavailableException.class, () -> cipher.open(sealed, new Owner("realmu", "ser")));
    }

    @Test
    void everyChangedCharacterIsNoticed() {
        SeedCipher cipher = cipher("active=old", OLD_KEY);
        String sealed = cipher.seal(SEED, OWNER);
        for (int i = "sekisho1.old.".length(); i < sealed.length() - 1; i++) {
            char other = sealed.charAt(i) == 'A' ? 'B' : 'A';
            String damaged = sealed.substring(0, i) + other + sealed.substring(i + 1);
            assertThrows(SeedUnavailableException.class, () -> cipher.open(damaged, OWNER), "at " + i);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sekisho1.",
                "sekisho1.old",
                "sekisho1.old.",
                "sekisho1.old.AAAA",
                "sekisho1.old.!!",
                "sekisho2.old.AAAA",
                "sekisho1.old.A"
            })
    void whatIsTruncatedOrOfAnotherFormDoesNotOpen(String value) {
        assertThrows(
                SeedUnavailableException.class,
                () -> cipher("active=old", OLD_KEY).open(value, OWNER));
    }

    @Test
    void afterARotationOldValuesOpenAndAreOutdated() {
        String sealed = cipher("active=old", OLD_KEY).seal(SEED, OWNER);
        SeedCipher rotated = cipher("active=new", OLD_KEY, NEW_KEY);
        assertEquals(SEED, rotated.open(sealed, OWNER));
        assertTrue(rotated.isOutdated(sealed));
        assertFalse(rotated.isOutdated(rotated.seal(SEED, OWNER)));
        assertTrue(rotated.isOutdated(SEED));
    }

    @Test
    void aKeyringWithoutTheKeyThatAValueNamesSaysWhichOne() {
        String sealed = cipher("active=old", OLD_KEY).seal(SEED, OWNER);
        SeedUnavailableException e = assertThrows(
                SeedUnavailableException.class,
                () -> cipher("active=new", NEW_KEY).open(sealed, OWNER));
        assertEquals("the keyring has no key old", e.getMessage());
        assertEquals(SeedFailure.MISSING_KEY, e.failure());
    }

    @Test
    void everyValueBeginsWithThePrefixOfItsKey() {
        SeedCipher rotated = cipher("active=new", OLD_KEY, NEW_KEY);
        assertEquals(List.of("sekisho1.new.", "sekisho1.old."), rotated.prefixes());
        assertEquals("new", rotated.activeKeyId());
        assertTrue(cipher("active=old", OLD_KEY)
                .seal(SEED, OWNER)
                .startsWith(rotated.prefixes().get(1)));
        assertTrue(rotated.seal(SEED, OWNER).startsWith(rotated.prefixes().get(0)));
    }

    @Test
    void anotherKeyOfTheSameNameDoesNotOpen() {
        String sealed = cipher("active=old", OLD_KEY).seal(SEED, OWNER);
        SeedUnavailableException e = assertThrows(
                SeedUnavailableException.class,
                () -> cipher("active=old", "old=" + base64((byte) 9, 32)).open(sealed, OWNER));
        assertEquals(SeedFailure.DAMAGED, e.failure());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "active=a",
                "a=AAAA",
                "active=a\na=AAAA",
                "active=a\na=no base64",
                "active=b\na=x",
                "active=a\na.b=AAAA"
            })
    void whatIsNotAKeyringIsRefusedWithoutQuotingAKey(String text) {
        IllegalArgumentException e =
                assertThrows(IllegalArgumentException.class, () -> Keyring.parse(new StringReader(text)));
        assertFalse(e.getMessage().contains("AAAA"), e.getMessage());
        assertFalse(e.getMessage().contains("no base64"), e.getMessage());
    }
}
