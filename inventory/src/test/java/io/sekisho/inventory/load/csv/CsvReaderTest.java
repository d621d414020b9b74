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
    @ValueSource(
            strings = {
                "upn,serial number,secret key,timeinterval,manufacturer,model",
                "UPN,SerialNumber,SecretKey,TimeInterval,Manufacturer,Model",
                "upn,serial_number,secret_key,time_interval,manufacturer,model",
                "upn,Serial No.,Secret Key (Base32),Time Interval (sec),Vendor,Model Name",
                "User,Token Serial Number,Seed,Period,Maker,Product",
                "備考,シリアル番号,シークレット,時間間隔,メーカー,型番",
                "Comment,ＳＮ,secret,time step,brand,model",
                "upn;serial number;secret key;time interval;manufacturer;model",
                "upn\tserial number\tsecret key\ttime interval\tmanufacturer\tmodel",
                "upn|serial number|secret key|time interval|manufacturer|model",
                "sep=;\nupn;serial number;secret key;time interval;manufacturer;model",
                "sep=,\nupn,serial number,secret key,time interval,manufacturer,model",
                "upn,serial number,secret key,time interval,manufacturer,model,,,"
            })
    void titlesAndSeparatorsAreReadAsVendorsAndSpreadsheetsWriteThem(String header) throws IOException {
        String separator = header.replaceAll("(?s)^(sep=.\\n)?\\w*(.).*", "$2").replaceAll("[^,;\t|]", ",");

        List<TokenRecord> found = read(header + "\r\n"
                + String.join(separator, "", "8", BASE32, "60", "Example, Inc.".replace(separator, "、"), "M1")
                + "\r\n");

        assertEquals(
                new TokenRecord.Token(
                        found.get(0).number(),
                        new TokenId("8"),
                        "Example, Inc.".replace(separator, "、"),
                        "M1",
                        SECRET,
                        "HmacSHA1",
                        6,
                        60,
                        0),
                found.get(0));
    }

    @Test
    void columnsThatSayNothingOfTheCodesAreNotRead() throws IOException {
        List<TokenRecord> found = read(
                "serial number,secret key,time interval,manufacturer,model,Expiry Date,Remarks,ロット番号,Batch Number,OTP Type\n"
                        + "8," + BASE32 + ",30,V,M,2031-03-31,遠い日,4,77,TOTP\n9," + BASE32
                        + ",30,V,M,,,,,\n");
        assertEquals(
                List.of("8", "9"),
                found.stream().map(one -> token(one).id().value()).toList());
    }

    @Test
    void aTokenThatGoesByAnEventIsOfAnotherKind() throws IOException {
        List<TokenRecord> found = read("serial number,secret key,time interval,manufacturer,model,token type\n8,"
                + BASE32 + ",30,V,M,HOTP\n9," + BASE32 + ",30,V,M,time-based\n");
        assertEquals(
                new TokenRecord.OtherKind(
                        2,
                        new TokenId("8"),
                        "Column 6 (type): the token is of another kind. Only TOTP tokens (time based) can be imported."),
                found.get(0));
        token(found.get(1));
    }

    @Test
    void aSecretMayStandInHexadecimalDigitsWhereItsTitleSaysSo() throws IOException {
        String hex = java.util.HexFormat.of().formatHex(SECRET);
        for (String title : List.of("secret key (hex)", "Seed Hex", "hex")) {
            List<TokenRecord> found = read("sn," + title + ",interval,vendor,model\n1," + hex + ",30,,\n2,"
                    + hex.toUpperCase() + ",30,,\n3," + BASE32 + ",30,,\n4,,30,,\n");
            assertArrayEquals(SECRET, token(found.get(0)).secret());
            assertArrayEquals(SECRET, token(found.get(1)).secret());
            assertTrue(reason(found.get(2)).startsWith("Column 2 (hexadecimal key): the secret key is not in"));
            assertTrue(reason(found.get(3)).startsWith("Column 2 (hexadecimal key): there is no secret key"));
        }
        List<TokenRecord> both = read("sn,secret,secret hex,interval,vendor,model\n1," + BASE32 + "," + hex
                + ",30,,\n2," + BASE32 + ",00" + hex.substring(2) + ",30,,\n3,," + hex + ",30,,\n");
        token(both.get(0));
        assertTrue(reason(both.get(1)).contains("must be the same secret key"), reason(both.get(1)));
        token(both.get(2));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                ",,,,,\r\n",
                "\r\n,,,,,\r\n,,,,,\r\n\r\n",
                " ,　,\t,,,\n",
                ",,,,,,,,\n",
                "\"\",\"\",,,,\n",
                ",,,,,"
            })
    void rowsOfEmptyCellsAreNoTokens(String tail) throws IOException {
        String file = "\uFEFF" + HEADER + ",8," + BASE32 + ",60,V,M\r\n" + tail;
        assertEquals(
                List.of("8"),
                read(file).stream().map(one -> token(one).id().value()).toList());
        assertEquals(
                2,
                read(HEADER + tail + "\n,8," + BASE32 + ",60,V,M\n,9," + BASE32 + ",60,V,M,,")
                        .size());
    }

    @ParameterizedTest
    @ValueSource(strings = {"Shift_JIS", "EUC-JP", "ISO-8859-1"})
    void anotherEncodingIsToldAtItsLine(String encoding) {
        for (int lines : List.of(1, 2, 77, 1_234)) {
            String text = HEADER
                    + (",1," + BASE32 + ",30,Example,M\n").repeat(lines)
                    + (encoding.startsWith("ISO") ? ",2,x,30,é,M\n" : ",2,x,30,日本トークン,M\n")
                    + (",3," + BASE32 + ",30,Example,M\n").repeat(500);
            String message = broken(text.getBytes(Charset.forName(encoding)));
            assertTrue(message.startsWith("Line " + (lines + 2) + ": ") && message.contains("UTF-8"), message);
        }
    }

    @Test
    void charactersOfEachLengthAreReadAcrossTheBordersOfBuffers() throws IOException {
        String name = "aé日𠮷".repeat(20);
        StringBuilder file = new StringBuilder(HEADER);
        for (int row = 0; row < 500; row++) {
            file.append(",")
                    .append(row)
                    .append(",")
                    .append(BASE32)
                    .append(",30,")
                    .append(name)
                    .append(",\n");
        }
        List<TokenRecord> found = read(file.toString());
        assertEquals(500, found.size());
        found.forEach(one -> assertEquals(name, token(one).vendor()));
        byte[] cut = (HEADER + ",1," + BASE32 + ",30,日").getBytes(UTF_8);
        assertTrue(broken(java.util.Arrays.copyOf(cut, cut.length - 1)).startsWith("Line 2: "));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                ",,GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ,30,V,M | Column 2 (serial number) | 1 to 64 letters and digits",
                ",1,,30,V,M | Column 3 (secret key) | 16 to 128 bytes",
                ",1,GEZDGNA=,30,V,M | Column 3 (secret key) | 16 to 128 bytes",
                ",1,GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJ1,30,V,M | Column 3 (secret key) | letters A to Z and digits 2 to 7",
                ",1,GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ,30s,V,M | Column 4 (time interval) | 1 to 3600, without a unit",
                ",1,GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ,3601,V,M | Column 4 (time interval) | 1 to 3600",
                ",1,GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ,30,V | fields | one for each title",
                ",1#,GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ,30,V,M | Column 2 (serial number) | 1 to 64 letters and digits"
            })
    void aRefusalNamesTheColumnAndWhatIsAccepted(String line, String column, String accepted) throws IOException {
        String reason = reason(read(HEADER + line).get(0));
        assertTrue(reason.contains(column) && reason.contains(accepted), reason);
    }

    @Test
    void aRefusalOfAlgorithmOrDigitsNamesTheColumnAndWhatIsAccepted() throws IOException {
        String header =
                "serial number,secret key,time interval,manufacturer,model,algorithm,digits\n1," + BASE32 + ",30,V,M,";
        assertTrue(reason(read(header + "MD5,6").get(0))
                .startsWith("Column 6 (algorithm): the algorithm must be SHA1, SHA256"));
        assertTrue(reason(read(header + "SHA1,9").get(0))
                .startsWith("Column 7 (digits): the length of a code must be 6 to 8"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | empty",
                "serial number,secret key | lacks columns: time interval, manufacturer, model",
                "upn,serial number,secret key,time interval,manufacturer,model,UPN | twice: upn",
                "upn,serial number,secret key,time interval,manufacturer,model,serialnumber | column 7: the first line names a column twice: serial number",
                "upn,serial number,secret key,time interval,manufacturer,model,colour | Line 1, column 7 "
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
