package io.sekisho.inventory.load;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.keycloak.models.utils.Base32;

class SuspiciousSecretTest {

    private static byte[] random(long seed, int length) {
        byte[] secret = new byte[length];
        new Random(seed).nextBytes(secret);
        return secret;
    }

    @ParameterizedTest
    @CsvSource({"16", "20", "21", "24", "32", "64"})
    void aSecretThatIsItselfAWrittenFormIsWarnedOfWithoutBeingQuoted(int length) {
        byte[] secret = random(length, length);
        String hex = HexFormat.of().formatHex(secret);
        String base32 = Base32.encode(secret);
        String base64 = Base64.getEncoder().encodeToString(secret);
        for (String text : List.of(hex, hex.toUpperCase(), hex + "\n", base32, base32.toLowerCase(), base64)) {
            String warning = SuspiciousSecret.warning(text.getBytes(US_ASCII)).orElseThrow();
            assertTrue(warning.startsWith("The secret key is itself a text in "), warning);
            assertFalse(warning.contains(text.strip()), warning);
        }
        assertTrue(
                SuspiciousSecret.warning(hex.getBytes(US_ASCII)).orElseThrow().contains("hexadecimal"));
        assertTrue(SuspiciousSecret.warning(base32.getBytes(US_ASCII))
                .orElseThrow()
                .contains("in Base32"));
        assertTrue(SuspiciousSecret.warning(base64.getBytes(US_ASCII))
                .orElseThrow()
                .contains("in Base64"));
    }

    @Test
    void oneWrittenFormThatWasReadAsAnotherIsWarnedOf() {
        byte[] secret = random(1, 20);
        String hex = HexFormat.of().formatHex(secret);
        assertTrue(SuspiciousSecret.warning(Base64.getDecoder().decode(hex))
                .orElseThrow()
                .contains("stand in the file in hexadecimal digits"));
        assertTrue(SuspiciousSecret.warning(Base64.getDecoder().decode(Base32.encode(secret)))
                .orElseThrow()
                .contains("stand in the file in Base32"));
        assertTrue(SuspiciousSecret.warning(Base32.decode("ABCDEF234567ABCDEF234567ABCDEF23"))
                .orElseThrow()
                .contains("stand in the file in hexadecimal digits"));
    }

    @Test
    void aGoodSecretIsNotWarnedOf() {
        for (int length : List.of(16, 18, 20, 24, 32, 64, 128)) {
            for (int seed = 0; seed < 20_000; seed++) {
                assertEquals(Optional.empty(), SuspiciousSecret.warning(random(1_000 + seed, length)));
            }
        }
        assertEquals(Optional.empty(), SuspiciousSecret.warning("pass phrase of a human".getBytes(US_ASCII)));
    }
}
