package io.sekisho.credential.otp;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OneTimePasswordTest {

    private static final byte[] SHA1_SECRET = "12345678901234567890".getBytes(US_ASCII);
    private static final byte[] SHA256_SECRET = "12345678901234567890123456789012".getBytes(US_ASCII);
    private static final byte[] SHA512_SECRET =
            "1234567890123456789012345678901234567890123456789012345678901234".getBytes(US_ASCII);

    @ParameterizedTest
    @CsvSource({
        "59, 94287082, 46119246, 90693936",
        "1111111109, 07081804, 68084774, 25091201",
        "1111111111, 14050471, 67062674, 99943326",
        "1234567890, 89005924, 91819424, 93441116",
        "2000000000, 69279037, 90698825, 38618901",
        "20000000000, 65353130, 77737706, 47863826"
    })
    void theVectorsOfRfc6238AppendixBHold(long epochSeconds, String sha1, String sha256, String sha512) {
        long step = epochSeconds / 30;
        assertEquals(sha1, new OneTimePassword("HmacSHA1", 8).code(SHA1_SECRET, step));
        assertEquals(sha256, new OneTimePassword("HmacSHA256", 8).code(SHA256_SECRET, step));
        assertEquals(sha512, new OneTimePassword("HmacSHA512", 8).code(SHA512_SECRET, step));
    }

    @ParameterizedTest
    @CsvSource({
        "0, 755224",
        "1, 287082",
        "2, 359152",
        "3, 969429",
        "4, 338314",
        "5, 254676",
        "6, 287922",
        "7, 162583",
        "8, 399871",
        "9, 520489"
    })
    void theVectorsOfRfc4226AppendixDHold(long counter, String code) {
        assertEquals(code, new OneTimePassword("HmacSHA1", 6).code(SHA1_SECRET, counter));
    }

    @Test
    void fewerDigitsAreTheLastOnes() {
        assertEquals("94287082", new OneTimePassword("HmacSHA1", 8).code(SHA1_SECRET, 1));
        assertEquals("4287082", new OneTimePassword("HmacSHA1", 7).code(SHA1_SECRET, 1));
        assertEquals("287082", new OneTimePassword("HmacSHA1", 6).code(SHA1_SECRET, 1));
    }

    @Test
    void onlyTheVeryCodeMatches() {
        OneTimePassword otp = new OneTimePassword("HmacSHA1", 6);
        assertTrue(otp.matches(SHA1_SECRET, 1, "287082"));
        assertFalse(otp.matches(SHA1_SECRET, 1, "287083"));
        assertFalse(otp.matches(SHA1_SECRET, 1, "28708"));
        assertFalse(otp.matches(SHA1_SECRET, 1, ""));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 5, 9})
    void otherNumbersOfDigitsAreRefused(int digits) {
        assertThrows(IllegalArgumentException.class, () -> new OneTimePassword("HmacSHA1", digits));
    }

    @Test
    void anUnknownMacIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> new OneTimePassword("HmacMD17", 6).code(SHA1_SECRET, 1));
    }
}
