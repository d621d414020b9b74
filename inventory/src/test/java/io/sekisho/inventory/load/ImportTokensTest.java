package io.sekisho.inventory.load;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImportTokensTest {

    private static final String SECRET = "MFRQ7X5ZKJ3TQOBVHD2W6YLLNFXGONZR";
    private static final String CSV = "serial number,secret key,time interval,manufacturer,model\nC1," + SECRET
            + ",30,V,M\nC2," + SECRET + ",30,V,M\n";

    @TempDir
    private Path folder;

    private TokenTable table;
    private String said;

    @BeforeEach
    void makeTable() throws Exception {
        table = TokenTable.inMemory();
        write("keyring", TokenTable.KEYRING);
        write("password", "\n");
    }

    @AfterEach
    void dropTable() throws SQLException {
        table.close();
    }

    private String write(String name, String content) throws IOException {
        return Files.writeString(folder.resolve(name), content).toString();
    }

    private int run(String... more) {
        List<String> arguments = new ArrayList<>(List.of(
                "--db-url",
                table.url(),
                "--db-username",
                "sa",
                "--db-password-file",
                folder.resolve("password").toString(),
                "--keyring-file",
                folder.resolve("keyring").toString()));
        arguments.addAll(List.of(more));
        return runOnly(arguments.toArray(String[]::new));
    }

    private int runOnly(String... arguments) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        PrintStream out = new PrintStream(bytes, true, UTF_8);
        int status = ImportTokens.run(arguments, out, out);
        said = bytes.toString(UTF_8);
        assertFalse(said.contains(SECRET), said);
        return status;
    }

    @Test
    void aFileIsStoredOnceAndFoundEqualTheSecondTime() throws Exception {
        String file = write("tokens.csv", CSV);
        assertEquals(ImportTokens.DONE, run("--realm", "bank", "--format", "csv", "--file", file), said);
        assertTrue(said.contains("2 records: 2 imported, 0 already there"), said);
        assertEquals(2, table.count());
        assertEquals(
                ImportTokens.DONE,
                run(
                        "--realm",
                        "bank",
                        "--format",
                        "csv",
                        "--file",
                        file,
                        "--report",
                        folder.resolve("report.csv").toString()),
                said);
        assertTrue(said.contains("0 imported, 2 already there"), said);
        assertEquals(
                "row,token id,outcome,reason,warning\r\n2,C1,EQUAL,,\r\n3,C2,EQUAL,,\r\n",
                Files.readString(folder.resolve("report.csv")));
    }

    @Test
    void aDryRunSaysWhatWouldBeAndStoresNothing() throws Exception {
        String report = folder.resolve("report.csv").toString();
        assertEquals(
                ImportTokens.DONE,
                run(
                        "--realm",
                        "bank",
                        "--format",
                        "csv",
                        "--file",
                        write("tokens.csv", CSV),
                        "--dry-run",
                        "--report",
                        report),
                said);
        assertTrue(said.contains("2 new") && said.contains("nothing was stored"), said);
        assertEquals(0, table.count());
        assertTrue(Files.readString(Path.of(report)).contains("2,C1,IMPORTABLE,"));
    }

    @Test
    void aRefusedFileIsExplainedRecordByRecord() throws Exception {
        assertEquals(
                ImportTokens.REFUSED,
                run(
                        "--realm",
                        "bank",
                        "--format",
                        "csv",
                        "--file",
                        write("tokens.csv", CSV + "C2," + SECRET + ",30,,\nC3,GEZDGNA,30,,\n")),
                said);
        assertTrue(said.contains("Record 4, token C2: The file has this serial number twice."), said);
        assertTrue(said.contains("Record 5, token C3: Column 2 (secret key): the secret key has 4 bytes"), said);
        assertTrue(said.contains("refused: nothing was stored"), said);
        assertEquals(0, table.count());
    }

    @Test
    void aWrongSeedIsPutRightByChoiceAndWarningsArePrinted() throws Exception {
        String head = "serial number,secret key,time interval,manufacturer,model,token type\n";
        String first = write("first.csv", head + "C1," + SECRET + ",30,V,M,\n");
        // Hexadecimal digits, in Base32.
        String text = "GVSGKMLBG4ZWMMLDGBRDSZBSGQ";
        String corrected =
                write("corrected.csv", head + "C1," + text + ",30,V,M,TOTP\nH1," + SECRET + ",30,V,M,HOTP\n");
        assertEquals(ImportTokens.DONE, run("--realm", "bank", "--format", "csv", "--file", first), said);
        assertEquals(ImportTokens.REFUSED, run("--realm", "bank", "--format", "csv", "--file", corrected), said);
        assertTrue(said.contains("It is FREE; an import that replaces puts it right."), said);

        assertEquals(
                ImportTokens.DONE,
                run(
                        "--realm",
                        "bank",
                        "--format",
                        "csv",
                        "--file",
                        corrected,
                        "--replace",
                        "--skip-other-kinds",
                        "--dry-run"),
                said);
        assertTrue(
                said.contains("Record 2, token C1: REPLACEABLE. The inventory has this token with another secret key."),
                said);
        assertTrue(said.contains("Record 2, token C1: WARNING. The secret key is itself"), said);
        assertTrue(said.contains("Record 3, token H1: SKIPPED. Column 6 (type)"), said);
        assertTrue(said.contains("1 to be replaced, 1 skipped, 1 with a warning"), said);
        assertFalse(said.contains(text), said);
        assertEquals(
                ImportTokens.DONE,
                run("--realm", "bank", "--format", "csv", "--file", corrected, "--replace", "--skip-other-kinds"),
                said);
        assertTrue(said.contains("1 replaced") && said.contains("All is stored."), said);
        assertEquals(1, table.count());
    }

    @Test
    void encryptedFilesAreOpenedByAKeyOrAPasswordInAFile() throws Exception {
        String key = write("key", "000102030405060708090a0b0c0d0e0f\n");
        String password = write("pskc-password", "correct horse\n");
        assertEquals(
                ImportTokens.DONE,
                run("--realm", "bank", "--format", "pskc", "--file", resource("aes128-cbc"), "--pskc-key-file", key),
                said);
        assertTrue(said.contains("3 imported"), said);
        assertEquals(
                ImportTokens.DONE,
                run(
                        "--realm",
                        "bank",
                        "--format",
                        "pskc",
                        "--file",
                        resource("password"),
                        "--pskc-password-file",
                        password),
                said);
        assertTrue(said.contains("3 already there"), said);
        assertEquals(
                ImportTokens.REFUSED,
                run(
                        "--realm",
                        "bank",
                        "--format",
                        "pskc",
                        "--file",
                        resource("aes128-cbc"),
                        "--pskc-key-file",
                        write("wrong", "100102030405060708090a0b0c0d0e0f")),
                said);
        assertTrue(said.contains("wrong"), said);
        assertEquals(
                ImportTokens.FAILED,
                run(
                        "--realm",
                        "bank",
                        "--format",
                        "pskc",
                        "--file",
                        resource("aes128-cbc"),
                        "--pskc-key-file",
                        write("no-key", "tooshort")),
                said);
        assertFalse(said.contains("tooshort"), said);
    }

    private String resource(String name) throws IOException {
        try (InputStream file = ImportTokensTest.class.getResourceAsStream("pskc/python-pskc/" + name + ".xml")) {
            return write(name + ".xml", new String(file.readAllBytes(), UTF_8));
        }
    }

    @Test
    void wrongOptionsAreExplained() throws Exception {
        assertEquals(ImportTokens.USAGE, runOnly());
        assertTrue(said.contains("--db-url is missing") && said.contains("Usage:"), said);
        assertEquals(ImportTokens.USAGE, runOnly("--colour", "red"));
        assertEquals(ImportTokens.USAGE, run("--realm"));
        assertEquals(ImportTokens.USAGE, run("--realm", "bank", "--realm", "bank"));
        assertEquals(ImportTokens.USAGE, run("--realm", "bank", "--format", "xls", "--file", "x"));
        assertEquals(
                ImportTokens.USAGE,
                run(
                        "--realm",
                        "bank",
                        "--format",
                        "pskc",
                        "--file",
                        "x",
                        "--pskc-key-file",
                        "a",
                        "--pskc-password-file",
                        "b"));
    }

    @Test
    void whatIsInTheWayIsToldInASentence() throws Exception {
        String file = write("tokens.csv", CSV);
        assertEquals(ImportTokens.FAILED, run("--realm", "nobodys", "--format", "csv", "--file", file));
        assertEquals("There is no realm nobodys.", said.strip());
        assertEquals(
                ImportTokens.FAILED,
                run(
                        "--realm",
                        "bank",
                        "--format",
                        "csv",
                        "--file",
                        folder.resolve("absent").toString()));
        assertTrue(said.startsWith("There is no file "), said);
        table.execute("drop table SEKISHO_TOKEN");
        assertEquals(ImportTokens.FAILED, run("--realm", "bank", "--format", "csv", "--file", file));
        assertTrue(said.contains("no table SEKISHO_TOKEN"), said);
        write("keyring", "k1=AAAA");
        assertEquals(ImportTokens.FAILED, run("--realm", "bank", "--format", "csv", "--file", file));
        assertTrue(said.startsWith("The keyring cannot be used"), said);
        assertEquals(
                ImportTokens.FAILED,
                runOnly(
                        "--db-url",
                        "jdbc:nothing:x",
                        "--keyring-file",
                        write("good", TokenTable.KEYRING),
                        "--realm",
                        "bank",
                        "--format",
                        "csv",
                        "--file",
                        file));
        assertTrue(said.startsWith("The database has refused"), said);
    }
}
