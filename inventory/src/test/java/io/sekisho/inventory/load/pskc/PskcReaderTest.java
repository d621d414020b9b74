package io.sekisho.inventory.load.pskc;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sekisho.inventory.TokenId;
import io.sekisho.inventory.load.file.BrokenFileException;
import io.sekisho.inventory.load.file.TokenRecord;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PskcReaderTest {

    private static final PskcSecret NONE = new PskcSecret.None();
    /** Of the RFC's figure 6. */
    private static final PskcSecret FIGURE_6_KEY = PskcSecret.PreSharedKey.parse("12345678901234567890123456789012");

    private static final PskcSecret FIGURE_7_PASSWORD = new PskcSecret.Password("qwerty");
    private static final byte[] RFC_SECRET = "12345678901234567890".getBytes(US_ASCII);
    private static final String HEAD =
            "<KeyContainer Version='1.0' xmlns='urn:ietf:params:xml:ns:keyprov:pskc' xmlns:xenc='http://www.w3.org/2001/04/xmlenc#' "
                    + "xmlns:ds='http://www.w3.org/2000/09/xmldsig#'>";
    private static final String TAIL = "</KeyContainer>";
    private static final String SECRET = Base64.getEncoder().encodeToString(RFC_SECRET);

    /** A key package with one thing replaced by another. */
    private static String totp(String serial, String... replaced) {
        String xml = "<KeyPackage><DeviceInfo><Manufacturer>Example &amp; Sons</Manufacturer><SerialNo>" + serial
                + "</SerialNo><Model>M1</Model></DeviceInfo>"
                + "<Key Id='k' Algorithm='urn:ietf:params:xml:ns:keyprov:pskc:totp'><AlgorithmParameters><Suite>HMAC-SHA1</Suite>"
                + "<ResponseFormat Length='6' Encoding='DECIMAL'/></AlgorithmParameters><Data><Secret><PlainValue>"
                + SECRET + "</PlainValue></Secret>"
                + "<TimeInterval><PlainValue>30</PlainValue></TimeInterval></Data></Key></KeyPackage>";
        for (int index = 0; index < replaced.length; index += 2) {
            assertTrue(xml.contains(replaced[index]), replaced[index]);
            xml = xml.replace(replaced[index], replaced[index + 1]);
        }
        return xml;
    }

    private static String figure(int number) {
        return resource("rfc6030/figure" + number + ".xml");
    }

    /** The same key as a TOTP key: the MACs are over the values only. */
    private static String figureAsTotp(int number) {
        return figure(number).replace("pskc:hotp\"", "pskc:totp\"");
    }

    private static String resource(String name) {
        try (InputStream file = PskcReaderTest.class.getResourceAsStream(name)) {
            return new String(file.readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static PskcParser parser(String xml, PskcSecret secret) {
        return new PskcParser(new ByteArrayInputStream(xml.getBytes(UTF_8)), secret);
    }

    private static List<TokenRecord> read(String xml, PskcSecret secret) throws IOException {
        return read(new ByteArrayInputStream(xml.getBytes(UTF_8)), secret);
    }

    private static List<TokenRecord> read(InputStream file, PskcSecret secret) throws IOException {
        PskcReader reader = new PskcReader(file, secret);
        List<TokenRecord> found = new ArrayList<>();
        for (Optional<TokenRecord> next = reader.next(); next.isPresent(); next = reader.next()) {
            found.add(next.get());
        }
        return found;
    }

    private static TokenRecord.Token token(TokenRecord found) {
        return assertInstance(TokenRecord.Token.class, found);
    }

    private static String reason(TokenRecord found) {
        return found instanceof TokenRecord.OtherKind other
                ? other.reason()
                : assertInstance(TokenRecord.Invalid.class, found).reason();
    }

    private static <T> T assertInstance(Class<T> type, TokenRecord found) {
        assertTrue(type.isInstance(found), found::toString);
        return type.cast(found);
    }

    private static String broken(String xml, PskcSecret secret) {
        return assertThrows(BrokenFileException.class, () -> read(xml, secret)).getMessage();
    }

    @ParameterizedTest
    @CsvSource({
        "2, 31323334",
        "3, 3132333435363738393031323334353637383930",
        "9, 3132333435363738393031323334353637383930",
        "10, 3132333435363738393031323334353637383930"
    })
    void theRfcsPlainExamplesHaveTheSecretsThatItTellsAndAreRefusedAsHotp(int number, String secret)
            throws IOException {
        PskcPackage first = parser(figure(number), NONE).next().orElseThrow();
        assertEquals(secret, HexFormat.of().formatHex(first.secret));
        read(figure(number), NONE).forEach(found -> assertTrue(reason(found).contains("HOTP"), reason(found)));
    }

    @Test
    void theRfcsExampleOfAKeyThatIsDerivedFromAMasterKeyHasNoSecret() throws IOException {
        assertEquals(
                Optional.empty(),
                Optional.ofNullable(parser(figure(4), NONE).next().orElseThrow().secret));
        assertTrue(reason(read(figure(4), NONE).get(0)).contains("HOTP"));
        assertEquals(
                "Data/Secret: there is no secret key; it must have 16 to 128 bytes.",
                reason(read(figureAsTotp(4), NONE).get(0)));
    }

    @Test
    void theRfcsExampleOfAKeyWithAPinHasAKeyAndAPin() throws IOException {
        List<TokenRecord> found = read(figureAsTotp(5), NONE);
        assertEquals(new TokenId("987654321"), token(found.get(0)).id());
        assertTrue(reason(found.get(1)).contains("\"urn:ietf:params:xml:ns:keyprov:pskc:pin\""), reason(found.get(1)));
    }

    @Test
    void theRfcsExampleOfAPreSharedKeyOpensAndIsRefusedAsHotp() throws IOException {
        assertArrayEquals(RFC_SECRET, parser(figure(6), FIGURE_6_KEY).next().orElseThrow().secret);
        assertTrue(reason(read(figure(6), FIGURE_6_KEY).get(0)).contains("HOTP"));
    }

    @Test
    void theRfcsExampleOfAPasswordOpensAndIsRefusedAsHotp() throws IOException {
        assertArrayEquals(
                RFC_SECRET, parser(figure(7), FIGURE_7_PASSWORD).next().orElseThrow().secret);
        assertTrue(reason(read(figure(7), FIGURE_7_PASSWORD).get(0)).contains("HOTP"));
    }

    @Test
    void theRfcsExampleOfACertificateIsRefused() {
        assertTrue(broken(figure(8), FIGURE_6_KEY).contains("not supported"));
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 6, 7, 10})
    void theRfcsExamplesAsTotpKeysAreTokens(int number) throws IOException {
        PskcSecret secret = number == 6 ? FIGURE_6_KEY : number == 7 ? FIGURE_7_PASSWORD : NONE;
        String xml = figureAsTotp(number)
                // Their time has passed long ago.
                .replace("<ExpiryDate>2006", "<ExpiryDate>2106");
        TokenRecord.Token token = token(read(xml, secret).get(0));
        assertArrayEquals(RFC_SECRET, token.secret());
        assertEquals(8, token.digits());
        assertEquals(30, token.periodSeconds());
        assertEquals("HmacSHA1", token.algorithm());
    }

    @Test
    void theRfcsBulkExampleNamesOneDeviceTwice() throws IOException {
        List<TokenRecord> found = read(figureAsTotp(10).replace("<ExpiryDate>2006", "<ExpiryDate>2106"), NONE);
        assertEquals(
                List.of("654321", "123456", "9999999", "9999999"),
                found.stream().map(entry -> token(entry).id().value()).toList());
        assertEquals(
                List.of(1L, 2L, 3L, 4L), found.stream().map(TokenRecord::number).toList());
    }

    @ParameterizedTest
    @CsvSource({
        "plain,",
        "aes128-cbc, 16",
        "aes192-cbc, 24",
        "aes256-cbc, 32",
        "password, correct horse",
        "password-sha256, パスワード 1"
    })
    void filesOfAnotherProgramAreReadTheSameUnderEveryKey(String name, String secret) throws IOException {
        List<TokenRecord> found = read(
                resource("python-pskc/" + name + ".xml"),
                secret == null
                        ? NONE
                        : name.startsWith("aes")
                                ? new PskcSecret.PreSharedKey(bytes(0, Integer.parseInt(secret)))
                                : new PskcSecret.Password(secret));
        assertEquals(
                List.of(
                        new TokenRecord.Token(
                                1,
                                new TokenId("PY00000001"),
                                "Example Tokens",
                                "T-100",
                                bytes(0, 20),
                                "HmacSHA1",
                                6,
                                30,
                                2),
                        new TokenRecord.Token(
                                2,
                                new TokenId("PY00000002"),
                                "Example Tokens",
                                "T-200",
                                bytes(32, 32),
                                "HmacSHA256",
                                8,
                                60,
                                -3),
                        new TokenRecord.Token(
                                3,
                                new TokenId("PY00000003"),
                                "Example Tokens",
                                "T-300",
                                bytes(64, 64),
                                "HmacSHA512",
                                7,
                                30,
                                0)),
                found);
    }

    private static byte[] bytes(int first, int length) {
        byte[] bytes = new byte[length];
        for (int index = 0; index < length; index++) {
            bytes[index] = (byte) (first + index);
        }
        return bytes;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "6 | 12345678901234567890123456789013",
                "6 | 123456789012345678901234567890121234567890123456",
                "7 | qwertz",
                "6 |",
                "7 |"
            })
    void aWrongKeyEndsTheReadingAndIsNamedAsTheCause(int number, String secret) {
        PskcSecret given = secret == null
                ? NONE
                : number == 6 ? PskcSecret.PreSharedKey.parse(secret) : new PskcSecret.Password(secret);
        String message = broken(figureAsTotp(number), given);
        assertTrue(
                message.contains("is wrong")
                        || message.contains("not given")
                        || message.contains("under a key of 16 bytes"),
                message);
        assertFalse(secret != null && message.contains(secret), message);
    }

    @Test
    void aMissingKeyIsAskedForByItsName() {
        assertTrue(broken(figure(6), NONE).contains("pre-shared key \"Pre-shared-key\", which was not given"));
        assertTrue(broken(figure(7), NONE).contains("password \"My Password 1\", which was not given"));
        assertTrue(broken(figure(7), FIGURE_6_KEY).contains("password \"My Password 1\", which was not given"));
    }

    @Test
    void theMacIsLookedAtBeforeAnythingIsDecrypted() {
        // Of the last block: what it decrypts to has no padding any more, which nobody must be told.
        String altered = figureAsTotp(6).replace("ZqIUqGv", "ZqIUqGw");
        assertTrue(
                broken(altered, FIGURE_6_KEY).startsWith("Key package 1: the MAC does not match."),
                broken(altered, FIGURE_6_KEY));
        assertTrue(broken(figureAsTotp(6).replace("Su+Nvt", "Su+Nvu"), FIGURE_6_KEY)
                .startsWith("Key package 1: the MAC does not match."));
    }

    @Test
    void anEncryptedValueWithoutAMacIsNotOpened() {
        assertTrue(broken(figureAsTotp(6).replaceAll("(?s)<ValueMAC>.*?</ValueMAC>", ""), FIGURE_6_KEY)
                .contains("has no MAC"));
        assertTrue(broken(figureAsTotp(6).replaceAll("(?s)<MACMethod.*</MACMethod>", ""), FIGURE_6_KEY)
                .contains("has no MAC"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"aes128-cbc|tripledes-cbc", "hmac-sha1|hmac-md5", "aes128-cbc|kw-aes128"})
    void anUnknownAlgorithmOfTheEncryptionEndsTheReading(String change) {
        String[] names = change.split("\\|");
        String message = broken(figureAsTotp(6).replace("#" + names[0], "#" + names[1]), FIGURE_6_KEY);
        assertTrue(message.contains("not supported: \"http") && message.contains(names[1]), message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "<IterationCount>1000 | <IterationCount>10000001 | iteration count",
                "<IterationCount>1000 | <IterationCount>0 | iteration count",
                "<IterationCount>1000 | <IterationCount>99999999999999999999 | number",
                "#pbkdf2 | #scrypt | not supported",
                "<KeyLength>16 | <KeyLength>32 | does not fit",
                "Ej7/PEpyEpw= | '' | salt"
            })
    void aDerivationThatIsNotReasonableIsNotDone(String from, String to, String part) {
        assertTrue(broken(figureAsTotp(7).replace(from, to), FIGURE_7_PASSWORD).contains(part));
    }

    @Test
    void aPlainSecretInAFileThatShouldBeEncryptedIsSomebodyElses() throws IOException {
        assertTrue(reason(read(HEAD + totp("A1") + TAIL, FIGURE_6_KEY).get(0)).contains("not encrypted"));
    }

    /** A key package whose values are encrypted under the key of the RFC's figure 6. */
    private static String encrypted(String element, byte[] number) throws GeneralSecurityException {
        return "<KeyContainer Version='1.0' xmlns='urn:ietf:params:xml:ns:keyprov:pskc' xmlns:xenc='http://www.w3.org/2001/04/xmlenc#' "
                + "xmlns:ds='http://www.w3.org/2000/09/xmldsig#'><EncryptionKey><ds:KeyName>k</ds:KeyName></EncryptionKey>"
                + "<MACMethod Algorithm='http://www.w3.org/2000/09/xmldsig#hmac-sha1'/>"
                + totp(
                        "A1",
                        "<Secret><PlainValue>" + SECRET + "</PlainValue></Secret>",
                        "<Secret>" + encryptedValue(RFC_SECRET) + "</Secret>",
                        "<TimeInterval><PlainValue>30</PlainValue></TimeInterval>",
                        "<" + element + ">" + encryptedValue(number) + "</" + element + ">")
                + TAIL;
    }

    private static String encryptedValue(byte[] plain) throws GeneralSecurityException {
        byte[] key = ((PskcSecret.PreSharedKey) FIGURE_6_KEY).key();
        Cipher cipher = Cipher.getInstance("AES/CBC/PKCS5Padding");
        cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "AES"), new IvParameterSpec(new byte[16]));
        byte[] text = cipher.doFinal(plain);
        byte[] whole = new byte[16 + text.length];
        System.arraycopy(text, 0, whole, 16, text.length);
        Mac mac = Mac.getInstance("HmacSHA1");
        mac.init(new SecretKeySpec(key, "HmacSHA1"));
        return "<EncryptedValue><xenc:EncryptionMethod Algorithm='http://www.w3.org/2001/04/xmlenc#aes128-cbc'/><xenc:CipherData><xenc:CipherValue>"
                + Base64.getEncoder().encodeToString(whole)
                + "</xenc:CipherValue></xenc:CipherData></EncryptedValue><ValueMAC>"
                + Base64.getEncoder().encodeToString(mac.doFinal(whole)) + "</ValueMAC>";
    }

    @ParameterizedTest
    @CsvSource({
        "1e, 30",
        "3c, 60",
        "b4, 180",
        "001e, 30",
        "0e10, 3600",
        "00003c, 60",
        "0000001e, 30",
        "000000003c, 60",
        "000000000000001e, 30",
        "0000000000000000000000000000003c, 60",
        "3330, 30",
        "3630, 60",
        "3030303030303330, 30"
    })
    void anEncryptedTimeIntervalIsDigitsOrBytesOfAnyNumber(String hex, int seconds) throws Exception {
        TokenRecord.Token token =
                token(read(encrypted("TimeInterval", HexFormat.of().parseHex(hex)), FIGURE_6_KEY)
                        .get(0));
        assertEquals(seconds, token.periodSeconds());
    }

    @ParameterizedTest
    @CsvSource({"fe, -2", "fffe, -2", "fffffe, -2", "fffffffffffffffe, -2", "05, 5", "0100, 256", "2d35, -5"})
    void anEncryptedDriftMayBeNegative(String hex, int steps) throws Exception {
        TokenRecord.Token token =
                token(read(encrypted("TimeDrift", HexFormat.of().parseHex(hex)), FIGURE_6_KEY)
                        .get(0));
        assertEquals(steps, token.driftSteps());
    }

    @Test
    void anEncryptedNumberThatIsNoTimeIntervalIsInvalid() throws Exception {
        for (byte[] number : List.of(new byte[0], new byte[65], new byte[1], bytes(1, 9))) {
            String reason =
                    reason(read(encrypted("TimeInterval", number), FIGURE_6_KEY).get(0));
            assertTrue(reason.startsWith("Data/TimeInterval: "), reason);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "urn:ietf:params:xml:ns:keyprov:pskc:totp",
                "urn:ietf:params:xml:ns:keyprov:pskc#totp",
                "http://www.ietf.org/keyprov/pskc#totp",
                "urn:ietf:params:xml:ns:keyprov:pskc:TOTP",
                " urn:ietf:params:xml:ns:keyprov:pskc:totp ",
                "urn:oath:oath-totp",
                "http://vendor.example/pskc/totp"
            })
    void totpIsKnownByTheEndOfItsUri(String uri) throws IOException {
        token(read(HEAD + totp("A1", "urn:ietf:params:xml:ns:keyprov:pskc:totp", uri) + TAIL, NONE)
                .get(0));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "urn:ietf:params:xml:ns:keyprov:pskc:hotp",
                "urn:ietf:params:xml:ns:keyprov:pskc#hotp",
                "urn:ietf:params:xml:ns:keyprov:pskc:pin",
                "urn:ietf:params:xml:ns:keyprov:pskc:totp:x",
                "urn:ietf:params:xml:ns:keyprov:pskc:nototp",
                "urn:ietf:params:xml:ns:keyprov:pskc:OCRA-1:HOTP-SHA1-6:QN08",
                ""
            })
    void aKeyOfAnotherKindIsToldAsOne(String uri) throws IOException {
        List<TokenRecord> found =
                read(HEAD + totp("A1", "urn:ietf:params:xml:ns:keyprov:pskc:totp", uri) + totp("A2") + TAIL, NONE);
        assertInstance(TokenRecord.OtherKind.class, found.get(0));
        token(found.get(1));
    }

    @ParameterizedTest
    @CsvSource({
        "2012-12-31T00:00:00, false",
        "2112-12-31T00:00:00, true",
        "2112-12-31, true",
        "2012-12-31, false",
        "2112-12-31Z, true",
        "2112-12-31+09:00, true",
        "2112-12-31T00:00:00+09:00, true",
        "2112-12-31T00:00:00+0900, true",
        "2112-12-31 00:00:00, true",
        "2112-12-31T00:00, true",
        "2112-12-31T24:00:00Z, true",
        "2112-12-31T00:00:00.123, true",
        "9999-12-31T23:59:59, true"
    })
    void aDateOfAPolicyMayBeWithoutAZoneOrATime(String date, boolean valid) throws IOException {
        TokenRecord expiry = read(
                        HEAD
                                + totp("A1", "</Data>", "</Data><Policy><ExpiryDate>" + date + "</ExpiryDate></Policy>")
                                + TAIL,
                        NONE)
                .get(0);
        assertTrue(valid ? expiry instanceof TokenRecord.Token : reason(expiry).contains("expired"), expiry::toString);
        TokenRecord start = read(
                        HEAD
                                + totp("A1", "</Data>", "</Data><Policy><StartDate>" + date + "</StartDate></Policy>")
                                + TAIL,
                        NONE)
                .get(0);
        assertTrue(valid ? reason(start).contains("later date") : start instanceof TokenRecord.Token, start::toString);
    }

    @Test
    void aDayWithoutATimeBelongsToTheTimeInWhichAKeyIsValid() {
        assertEquals(Optional.of(Instant.parse("2030-12-31T00:00:00Z")), PolicyDate.first("2030-12-31"));
        assertEquals(Optional.of(Instant.parse("2031-01-01T00:00:00Z")), PolicyDate.last("2030-12-31"));
        assertEquals(Optional.of(Instant.parse("2030-12-30T15:00:00Z")), PolicyDate.first("2030-12-31+09:00"));
        assertEquals(Optional.of(Instant.parse("2030-12-31T10:00:00Z")), PolicyDate.last("2030-12-31T10:00:00"));
        for (String none : List.of("", "soon", "31.12.2030", "2030-13-01", "2030-12-31T25:00:00", "2030-12-31Tx")) {
            assertEquals(Optional.empty(), PolicyDate.last(none), none);
        }
    }

    @Test
    void anotherEncodingIsToldAtItsLine() {
        String xml = HEAD + "\n" + (totp("A1") + "\n").repeat(40) + totp("A2", "M1", "トークン") + "\n" + totp("A3") + TAIL;
        byte[] file = xml.getBytes(java.nio.charset.Charset.forName("Shift_JIS"));
        String message = assertThrows(BrokenFileException.class, () -> read(new ByteArrayInputStream(file), NONE))
                .getMessage();
        assertTrue(message.startsWith("Line 42: ") && message.contains("UTF-8"), message);
    }

    @Test
    void aDriftThatNoNumberCanHoldIsInvalid() throws IOException {
        for (String drift : List.of("-9223372036854775808", "9223372036854775807", "99999999999999999999")) {
            String reason = reason(read(
                            HEAD
                                    + totp(
                                            "A1",
                                            "</TimeInterval>",
                                            "</TimeInterval><TimeDrift><PlainValue>" + drift
                                                    + "</PlainValue></TimeDrift>")
                                    + TAIL,
                            NONE)
                    .get(0));
            assertTrue(reason.startsWith("Data/TimeDrift: the drift of the clock must be"), reason);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "keyprov:pskc:totp | keyprov:pskc:hotp | HOTP",
                "keyprov:pskc:totp | urn:example | \"urn:ietf:params:xml:ns:urn:example\"",
                "HMAC-SHA1 | HMAC-MD5 | the suite is \"HMAC-MD5\"",
                "Encoding='DECIMAL' | Encoding='HEXADECIMAL' | DECIMAL",
                "Length='6' | Length='6' CheckDigits='true' | check digits",
                "Length='6' | Length='5' | 6 to 8",
                "Length='6' | Length='9' | 6 to 8",
                "Length='6' | Length='6.5' | 6 to 8",
                "<PlainValue>30 | <PlainValue>0 | time interval",
                "<PlainValue>30 | <PlainValue>thirty | time interval",
                "<SerialNo>A1</SerialNo> | '' | there is no serial number",
                "<SerialNo>A1 | <SerialNo>A1#2 | letters and digits",
                "<Secret> | <Secrets/><Secret> | ",
                "</Data> | </Data><Policy><ExpiryDate>2012-12-31T00:00:00Z</ExpiryDate></Policy> | expired",
                "</Data> | </Data><Policy><StartDate>2112-12-31T00:00:00Z</StartDate></Policy> | later date",
                "</Data> | </Data><Policy><ExpiryDate>soon</ExpiryDate></Policy> | cannot be read",
                "</Data> | </Data><Policy><KeyUsage>Encrypt</KeyUsage></Policy> | one-time passwords",
                "</Data> | </Data><Policy><KeyUsage>Encrypt</KeyUsage><KeyUsage>OTP</KeyUsage></Policy> | ",
                "</Data> | </Data><Policy><PINPolicy PINUsageMode='Append'/></Policy> | PIN",
                "</Data> | </Data><Policy><NumberOfTransactions>5</NumberOfTransactions></Policy> | \"NumberOfTransactions\"",
                "</TimeInterval> | </TimeInterval><TimeDrift><PlainValue>10001</PlainValue></TimeDrift> | drift",
                "</TimeInterval> | </TimeInterval><TimeDrift><PlainValue>x</PlainValue></TimeDrift> | drift",
                "</TimeInterval> | </TimeInterval><TimeDrift><PlainValue>-7</PlainValue></TimeDrift> | "
            })
    void aKeyThatIsNoTokenIsInvalidAndTheNextOneIsRead(String from, String to, String part) throws IOException {
        List<TokenRecord> found = read(HEAD + totp("A1", from, to == null ? "" : to) + totp("A2") + TAIL, NONE);
        if (part == null) {
            token(found.get(0));
        } else {
            assertTrue(reason(found.get(0)).contains(part), reason(found.get(0)));
        }
        assertEquals("A2", token(found.get(1)).id().value());
    }

    @ParameterizedTest
    @CsvSource({"4, false", "15, false", "16, true", "128, true", "129, false"})
    void aSecretHas16To128Bytes(int length, boolean good) throws IOException {
        TokenRecord found = read(
                        HEAD + totp("A1", SECRET, Base64.getEncoder().encodeToString(new byte[length])) + TAIL, NONE)
                .get(0);
        assertEquals(good, found instanceof TokenRecord.Token);
        assertTrue(good || reason(found).contains("has " + length + " bytes"));
    }

    @Test
    void whatAFileDoesNotSayIsFilledIn() throws IOException {
        TokenRecord.Token token = token(read(
                        HEAD
                                + totp(
                                        "0a-1",
                                        "<Suite>HMAC-SHA1</Suite>",
                                        "",
                                        "<TimeInterval><PlainValue>30</PlainValue></TimeInterval>",
                                        "",
                                        "<Model>M1</Model>",
                                        "",
                                        SECRET,
                                        "\n<!-- c -->" + SECRET.substring(0, 9) + "<![CDATA[ \n" + SECRET.substring(9)
                                                + "]]>")
                                + TAIL,
                        NONE)
                .get(0));
        assertEquals(
                new TokenRecord.Token(1, new TokenId("0A1"), "Example & Sons", null, RFC_SECRET, "HmacSHA1", 6, 30, 0),
                token);
    }

    @Test
    void aSecretThatIsNotBase64IsInvalidAndNotQuoted() throws IOException {
        assertEquals(
                "Data/Secret: the secret key is not Base64.",
                reason(read(HEAD + totp("A1", SECRET, "se*ret") + TAIL, NONE).get(0)));
    }

    @Test
    void aTruncatedFileIsBrokenWhereverItEnds() throws IOException {
        String xml = HEAD + totp("A1") + totp("A2") + TAIL;
        for (int length = 0; length < xml.length(); length++) {
            String part = xml.substring(0, length);
            assertTrue(broken(part, NONE).contains("ends too early"), () -> part + ": " + broken(part, NONE));
        }
        assertEquals(2, read(xml, NONE).size());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<!DOCTYPE KeyContainer [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;'><!ENTITY c '&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;'>]>",
                "<!DOCTYPE KeyContainer [<!ENTITY a SYSTEM 'file:///etc/passwd'>]>",
                "<!DOCTYPE KeyContainer SYSTEM 'http://127.0.0.1:9/x.dtd'>",
                "<!DOCTYPE KeyContainer [<!ENTITY % p SYSTEM 'http://127.0.0.1:9/p.dtd'> %p;]>"
            })
    void aDocumentTypeIsRefused(String documentType) {
        assertTrue(broken(documentType + HEAD + totp("A1", "M1", "&a;&c;") + TAIL, NONE)
                .contains("DOCTYPE"));
    }

    @Test
    void anEntityIsRefused() {
        String message = broken(HEAD + totp("A1", "M1", "&lol;") + TAIL, NONE);
        assertTrue(message.contains("entity") || message.contains("not well-formed"), message);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "no XML",
                "{\"a\":1}",
                "<a/>",
                "<KeyContainer/>",
                "<KeyContainer Version='1.0' xmlns='urn:ietf:params:xml:ns:keyprov:pskc:1.0'/>",
                "<KeyContainer xmlns='urn:ietf:params:xml:ns:keyprov:pskc'/>",
                "<KeyContainer Version='2.0' xmlns='urn:ietf:params:xml:ns:keyprov:pskc'/>",
                "<KeyContainer Version='1.0' xmlns='urn:ietf:params:xml:ns:keyprov:pskc'/>",
                "upn,serial number\n"
            })
    void whatIsNoPskcFileIsBroken(String text) {
        assertFalse(broken(text, NONE).isBlank());
    }

    @Test
    void aFileInAnotherEncodingThanItSaysIsBroken() {
        byte[] file = ("<?xml version='1.0' encoding='UTF-8'?>" + HEAD + totp("A1", "M1", "トークン") + TAIL)
                .getBytes(java.nio.charset.Charset.forName("Shift_JIS"));
        assertTrue(assertThrows(BrokenFileException.class, () -> read(new ByteArrayInputStream(file), NONE))
                .getMessage()
                .contains("encoding"));
    }

    @Test
    void aReadErrorIsNotTakenForABrokenFile() {
        InputStream breaking = new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("connection reset");
            }
        };
        IOException thrown = assertThrows(
                IOException.class, () -> read(new SequenceInputStream(stream(HEAD + totp("A1")), breaking), NONE));
        assertFalse(thrown instanceof BrokenFileException);
        assertEquals("connection reset", thrown.getMessage());
    }

    private static InputStream stream(String text) {
        return new ByteArrayInputStream(text.getBytes(UTF_8));
    }

    /** So many bytes of one kind, which are nowhere. */
    private static InputStream endless(char character, long length) {
        return new InputStream() {
            private long left = length;

            @Override
            public int read() {
                return left-- > 0 ? character : -1;
            }

            @Override
            public int read(byte[] buffer, int offset, int wanted) {
                if (left <= 0) {
                    return -1;
                }
                int length = (int) Math.min(wanted, left);
                java.util.Arrays.fill(buffer, offset, offset + length, (byte) character);
                left -= length;
                return length;
            }
        };
    }

    private static InputStream sequence(InputStream... parts) {
        return new SequenceInputStream(Collections.enumeration(List.of(parts)));
    }

    /** The tests' heap has an eighth of it. */
    private static final long TWO_GIB = 1L << 31;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<KeyPackage><DeviceInfo><SerialNo>",
                "<KeyPackage a='",
                "<!--",
                "<?p ",
                "<",
                "<KeyPackage xmlns:a='",
                "<KeyPackage><![CDATA["
            })
    void aPieceOfTwoGigabytesIsRefusedLongBeforeItsEnd(String begin) {
        String message = assertThrows(
                        BrokenFileException.class,
                        () -> read(sequence(stream(HEAD + begin), endless('a', TWO_GIB)), NONE))
                .getMessage();
        assertFalse(message.isBlank());
    }

    @Test
    void aDocumentTypeOfTwoGigabytesIsRefused() {
        assertThrows(
                BrokenFileException.class,
                () -> read(sequence(stream("<!DOCTYPE a [<!ENTITY b '"), endless('a', TWO_GIB)), NONE));
    }

    @Test
    void twoGigabytesOfWhiteSpaceBetweenTokensAreRead() throws IOException {
        assertEquals(
                2,
                read(sequence(stream(HEAD + totp("A1")), endless(' ', TWO_GIB), stream(totp("A2") + TAIL)), NONE)
                        .size());
    }

    @Test
    void elementsThatAreNestedWithoutEndAreRefused() {
        assertTrue(broken(HEAD + "<a>".repeat(100_000), NONE).contains("nested"));
    }

    @Test
    void namesWithoutEndAreRefused() {
        StringBuilder xml = new StringBuilder(HEAD);
        for (int index = 0; index < 2_000; index++) {
            xml.append("<n").append(index).append("/>");
        }
        assertTrue(broken(xml.append(TAIL).toString(), NONE).contains("different names"));
    }

    @Test
    void whateverBytesAreChangedTheAnswerIsAReportOrASentence() throws IOException {
        Random random = new Random(6030);
        byte[] file = figureAsTotp(6).getBytes(UTF_8);
        for (int round = 0; round < 3_000; round++) {
            byte[] changed = file.clone();
            for (int change = 0; change <= round % 4; change++) {
                changed[random.nextInt(changed.length)] = (byte) random.nextInt(256);
            }
            try {
                read(new ByteArrayInputStream(changed), FIGURE_6_KEY);
            } catch (BrokenFileException e) {
                assertFalse(e.getMessage().isBlank());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "xyz", "00112233", "AAECAwQFBgcICQoLDA0=", "001122334455667788990011223344g"})
    void aPreSharedKeyThatIsNoneIsRefusedWithoutBeingQuoted(String text) {
        String message = assertThrows(IllegalArgumentException.class, () -> PskcSecret.PreSharedKey.parse(text))
                .getMessage();
        assertFalse(!text.isEmpty() && message.contains(text));
    }

    @Test
    void aPreSharedKeyIsReadInHexadecimalDigitsOrBase64() {
        assertArrayEquals(
                bytes(0, 16),
                PskcSecret.PreSharedKey.parse(" 000102030405060708090A0b0c0d0e0f\n")
                        .key());
        assertArrayEquals(
                bytes(0, 32),
                PskcSecret.PreSharedKey.parse(Base64.getEncoder().encodeToString(bytes(0, 32)))
                        .key());
    }
}
