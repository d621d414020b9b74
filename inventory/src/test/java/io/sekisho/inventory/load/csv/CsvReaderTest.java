package io.sekisho.inventory.load.csv;

import static java.nio.charset.StandardCharsets.UTF_16;
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
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.models.utils.Base32;

class CsvReaderTest {

    private static final String HEADER = "upn,serial number,secret key,time interval,manufacturer,model\n";
    private static final byte[] SECRET = "12345678901234567890".getBytes(UTF_8);
    private static final String BASE32 = Base32.encode(SECRET);

    private static List<TokenRecord> read(String text) throws IOException {
        return read(text.getBytes(UTF_8));
    }

    private static List<TokenRecord> read(byte[] file) throws IOException {
        CsvReader reader = new CsvReader(new ByteArrayInputStream(file));
        List<TokenRecord> found = new ArrayList<>();
        for (Optional<TokenRecord> next = reader.next(); next.isPresent(); next = reader.next()) {
            found.add(next.get());
        }
        return found;
    }

    private static TokenRecord.Token token(TokenRecord found) {
        assertTrue(found instanceof TokenRecord.Token, found::toString);
        return (TokenRecord.Token) found;
    }

    private static String reason(TokenRecord found) {
        assertTrue(found instanceof TokenRecord.Invalid, found::toString);
        return ((TokenRecord.Invalid) found).reason();
    }

    private static String broken(String text) {
        return broken(text.getBytes(UTF_8));
    }

    private static String broken(byte[] file) {
        return assertThrows(BrokenFileException.class, () -> read(file)).getMessage();
    }

    @Test
    void theColumnsOfEntraIdAreRead() throws IOException {
        List<TokenRecord> found = read(HEADER + "Helga@contoso.com,1234567," + BASE32
                + ",30,Contoso,HardwareKey\r\n,ab-12," + BASE32.toLowerCase() + ",60,,\n");
        assertEquals(
                List.of(
                        new TokenRecord.Token(
                                2, new TokenId("1234567"), "Contoso", "HardwareKey", SECRET, "HmacSHA1", 6, 30, 0),
                        new TokenRecord.Token(3, new TokenId("AB12"), null, null, SECRET, "HmacSHA1", 6, 60, 0)),
                found);
    }

    @Test
    void columnsMayStandInAnyOrderAndCaseAndTheUserMayBeAbsent() throws IOException {
        List<TokenRecord> found =
                read("Model,MANUFACTURER,Digits,Secret Key,algorithm,Time Interval, Serial Number \nM,V,8," + BASE32
                        + ",SHA256,30,7\n");
        assertEquals(
                List.of(new TokenRecord.Token(2, new TokenId("7"), "V", "M", SECRET, "HmacSHA256", 8, 30, 0)), found);
    }

    @Test
    void aByteOrderMarkQuotationMarksAndJapaneseAreRead() throws IOException {
        List<TokenRecord> found = read("\uFEFF\"upn\",\"serial number\",secret key,time interval,manufacturer,model\n\n"
                + "\"\",\"8\",\"" + BASE32 + "\",30,\"例, \"\"トークン\"\"\n株式会社\",型番１\n,9," + BASE32 + ",30,,");
        assertEquals("例, \"トークン\"\n株式会社", token(found.get(0)).vendor());
        assertEquals("型番１", token(found.get(0)).model());
        assertEquals(3, found.get(0).number());
        assertEquals(5, found.get(1).number());
    }

    @Test
    void anotherEncodingIsRefusedWithWhatToDo() {
        String text = HEADER + ",1," + BASE32 + ",30,日本トークン,\n";
        assertTrue(broken(text.getBytes(Charset.forName("Shift_JIS"))).contains("UTF-8"));
        assertTrue(broken(text.getBytes(Charset.forName("EUC-JP"))).contains("UTF-8"));
        assertTrue(broken(text.getBytes(UTF_16)).contains("UTF-8"));
        assertTrue(broken(text.getBytes(Charset.forName("UTF-16LE"))).contains("UTF-8"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | empty",
                "serial number,secret key | lacks columns: time interval, manufacturer, model",
                "upn,serial number,secret key,time interval,manufacturer,model,upn | twice: upn",
                "upn,serial number,secret key,time interval,manufacturer,model,colour | Column 7"
            })
    void columnsThatAreMissingOrNotKnownAreNamed(String header, String part) {
        assertTrue(broken(header).contains(part), broken(header));
    }

    @Test
    void aSecretInThePlaceOfTheHeaderIsNotQuoted() {
        assertFalse(broken(",1," + BASE32 + ",30,V,M\n").contains(BASE32));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\'',
            value = {
                "'a\"b,1,x,30,V,M' | quotation mark stands",
                "',\"1\"2,x,30,V,M' | follows a closing",
                "',\"1,x,30,V,M' | ends inside of quotation marks",
                "',1\rx' | carriage return"
            })
    void whatIsNoCsvIsRefusedWithItsLine(String line, String part) {
        assertTrue(broken(HEADER + line).contains(part), broken(HEADER + line));
        assertTrue(broken(HEADER + line).startsWith("Line 2: "));
    }

    @Test
    void aFieldOrALineWithoutEndIsRefused() {
        assertTrue(broken(HEADER + "a".repeat(2_000)).contains("more than 1024 characters"));
        assertTrue(broken(HEADER + ",".repeat(100)).contains("more than 64 columns"));
        assertTrue(broken(HEADER + "\"" + "\n".repeat(2_000)).contains("more than 1024 characters"));
        assertTrue(broken(HEADER + "a\0b").contains("NUL"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                ",,GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ,30,V,M | no serial number",
                ",1,,30,V,M | no secret key",
                ",1,GEZDGNA=,30,V,M | has 4 bytes",
                ",1,GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJ1,30,V,M | not Base32",
                ",1,GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQA,30,V,M | not Base32",
                ",1,GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ,,V,M | time interval",
                ",1,GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ,30s,V,M | time interval",
                ",1,GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ,30,V | 5 fields",
                ",1,GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ,30,V,M,x | 7 fields",
                ",トークン,GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ,30,V,M | letters and digits"
            })
    void aLineThatIsNoTokenIsInvalidAndTheNextOneIsRead(String line, String part) throws IOException {
        List<TokenRecord> found = read(HEADER + line + "\n,2," + BASE32 + ",30,V,M\n");
        assertTrue(reason(found.get(0)).contains(part), reason(found.get(0)));
        assertEquals(2, found.get(0).number());
        assertEquals("2", token(found.get(1)).id().value());
    }

    @ParameterizedTest
    @CsvSource({
        "MY======, 66",
        "MY, 66",
        "mzxq====, 666f",
        "MZXW6===, 666f6f",
        "MZXW6YQ=, 666f6f62",
        "MZXW6YTB, 666f6f6261",
        "MZXW6YTBOI======, 666f6f626172",
        "'', ''"
    })
    void base32IsAsTheRfcHasIt(String text, String hex) {
        assertArrayEquals(
                java.util.HexFormat.of().parseHex(hex), Base32Text.decode(text).orElseThrow());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "M",
                "MZX",
                "MZXW6Y",
                "MY=",
                "MY=====",
                "MY=======",
                "MZXW6YTB========",
                "M=Y=====",
                "MZXW 6YTB",
                "MZXW-6YT",
                "０ＡＢＣＤ",
                "00000000",
                "18"
            })
    void whatIsNotBase32IsNotGuessedAt(String text) {
        assertEquals(Optional.empty(), Base32Text.decode(text));
    }

    @Test
    void aLineThatWeWriteIsNoFormulaToASpreadsheetAndReadsBack() throws IOException {
        String line = CsvLine.of("=cmd()", "a,\"b\"\r\nc", -3, null, "@x", "平文");
        assertEquals("'=cmd(),\"a,\"\"b\"\"\r\nc\",-3,,'@x,平文\r\n", line);
        assertEquals(
                List.of("'=cmd()", "a,\"b\"\r\nc", "-3", "", "'@x", "平文"),
                new CsvParser(new ByteArrayInputStream(line.getBytes(UTF_8))).next());
    }
}
