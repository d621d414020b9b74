package io.sekisho.credential.otp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import org.junit.jupiter.api.Test;

class OtpSeedTest {

    @Test
    void theKeyUriCarriesEverythingAnAppNeeds() {
        assertEquals(
                "otpauth://totp/10001?secret=JBSWY3DPEHPK3PXP&issuer=%E6%B0%B4%E6%88%B8%20%26&algorithm=SHA256&digits=8&period=60",
                new OtpSeed("JBSWY3DPEHPK3PXP", "HmacSHA256", 8, 60).keyUri("水戸 &", "10001"));
    }

    @Test
    void aColonInANamePartsNothing() {
        String uri = new OtpSeed("JBSWY3DPEHPK3PXP", "HmacSHA1", 6, 30).keyUri("A:B", "corp:taro");
        assertEquals(
                "otpauth://totp/corp%EF%BC%9Ataro?secret=JBSWY3DPEHPK3PXP&issuer=A%EF%BC%9AB&algorithm=SHA1&digits=6&period=30",
                uri);
    }

    @Test
    void aNewSeedHas160BitsAndIsAnotherEachTime() {
        String seed = OtpSeed.newBase32();
        assertEquals(32, seed.length());
        assertNotEquals(seed, OtpSeed.newBase32());
    }

    @Test
    void aSeedIsNotPrinted() {
        assertFalse(
                new OtpSeed("JBSWY3DPEHPK3PXP", "HmacSHA1", 6, 30).toString().contains("JBSW"));
    }
}
