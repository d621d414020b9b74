package io.sekisho.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sekisho.it.harness.Admin;
import io.sekisho.it.harness.Artifacts;
import io.sekisho.it.harness.Await;
import io.sekisho.it.harness.Customer;
import io.sekisho.it.harness.Server;
import io.sekisho.it.harness.TestRealm;
import io.sekisho.it.harness.WithServer;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.models.utils.Base32;

/**
 * Files of tokens on their way into the inventory: uploaded by the staff, or loaded by the command line while the
 * server is down.
 */
@WithServer
class TokenImportIT {

    private static final String REALM = "imports";
    private static final String HEADER = "upn,serial number,secret key,time interval,manufacturer,model\n";
    private static final String KEY = "000102030405060708090a0b0c0d0e0f";
    private static final String PASSWORD = "correct horse";
    private static final Duration READ = Duration.ofMinutes(2);
    private static final String FORM = "application/x-www-form-urlencoded";

    private final Server server;
    private final Admin admin;
    private TestRealm realm;

    TokenImportIT(Server server) {
        this.server = server;
        this.admin = server.admin();
    }

    @BeforeEach
    void makeRealm() {
        realm = TestRealm.like(server, "sample-direct", REALM, TestRealm::hashFast);
    }

    @AfterEach
    void deleteRealm() {
        realm.close();
    }

    private static String secret(long number) {
        byte[] secret = new byte[20];
        new Random(number).nextBytes(secret);
        return Base32.encode(secret);
    }

    private static String line(int number) {
        return "," + "IT%06d".formatted(number) + "," + secret(number) + ",30,例トークン,T-100\n";
    }

    private static String csv(int first, int count) {
        StringBuilder csv = new StringBuilder(HEADER);
        IntStream.range(first, first + count).mapToObj(TokenImportIT::line).forEach(csv::append);
        return csv.toString();
    }

    private static String pskc(String name) {
        try {
            return Files.readString(Artifacts.realms()
                    .resolveSibling(Path.of(
                            "inventory",
                            "src",
                            "test",
                            "resources",
                            "io",
                            "sekisho",
                            "inventory",
                            "load",
                            "pskc",
                            "python-pskc",
                            name + ".xml")));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private HttpResponse<String> upload(String query, String file, String... headers) {
        return upload(admin, query, file.getBytes(StandardCharsets.UTF_8), headers);
    }

    private static HttpResponse<String> upload(Admin staff, String query, byte[] file, String... headers) {
        return staff.upload(
                "/" + REALM + "/otp-service/tokens/import?" + query,
                "application/octet-stream",
                BodyPublishers.ofByteArray(file),
                headers.length == 0 ? Map.of() : Map.of(headers[0], headers[1]));
    }

    private static JsonNode json(HttpResponse<String> answer, int status) {
        assertEquals(status, answer.statusCode(), answer.body());
        assertEquals(
                status == 200 ? "application/json" : "application/problem+json",
                answer.headers().firstValue("Content-Type").orElse("").replaceFirst(";.*", ""));
        try {
            return new ObjectMapper().readTree(answer.body());
        } catch (IOException e) {
            throw new AssertionError(answer.body(), e);
        }
    }

    /** The lines of the export, without the titles. */
    private List<String> exported() {
        HttpResponse<String> answer = admin.send("GET", "/" + REALM + "/otp-service/tokens/export", null);
        assertEquals(200, answer.statusCode(), answer.body());
        List<String> lines = answer.body().lines().toList();
        assertEquals("token id,vendor,model,algorithm,digits,time interval,drift,status,user,since", lines.get(0));
        return lines.subList(1, lines.size());
    }

    @Test
    void a_csv_file_is_stored_and_found_equal_when_it_is_uploaded_again() {
        JsonNode report = json(upload("format=csv&dryRun=true&rows=all", csv(0, 3)), 200);
        assertEquals(
                "{\"dryRun\":true,\"stored\":false,\"read\":3,\"imported\":0,\"importable\":3,\"replaced\":0,\"replaceable\":0,\"equal\":0,"
                        + "\"conflicts\":0,\"skipped\":0,\"invalid\":0,\"warnings\":0,\"rows\":["
                        + "{\"row\":2,\"tokenId\":\"IT000000\",\"outcome\":\"IMPORTABLE\"},{\"row\":3,\"tokenId\":\"IT000001\",\"outcome\":\"IMPORTABLE\"},"
                        + "{\"row\":4,\"tokenId\":\"IT000002\",\"outcome\":\"IMPORTABLE\"}]}",
                report.toString());
        assertEquals(List.of(), exported());

        report = json(upload("format=csv", csv(0, 1_234)), 200);
        assertTrue(report.get("stored").asBoolean());
        assertEquals(1_234, report.get("imported").asInt());
        assertEquals(0, report.get("rows").size());
        List<String> exported = exported();
        assertEquals(1_234, exported.size());
        assertTrue(exported.get(7).startsWith("IT000007,例トークン,T-100,HmacSHA1,6,30,0,FREE,,20"), exported.get(7));

        report = json(upload("format=csv&rows=all", csv(1_233, 2)), 200);
        assertEquals(List.of("EQUAL", "IMPORTED"), report.findValuesAsText("outcome"));
        assertEquals(1_235, exported().size());
    }

    @Test
    void seeds_and_keys_are_in_no_answer_no_log_and_no_event() {
        String wrong = "ff0102030405060708090a0b0c0d0e0f";
        List<String> answers = new ArrayList<>();
        answers.add(upload("format=csv&rows=all", csv(0, 2)).body());
        answers.add(upload("format=pskc&rows=all", pskc("aes128-cbc"), "Sekisho-Pskc-Key", KEY)
                .body());
        answers.add(upload("format=pskc", pskc("aes128-cbc"), "Sekisho-Pskc-Key", wrong)
                .body());
        answers.add(upload("format=pskc", pskc("aes128-cbc"), "Sekisho-Pskc-Key", "zz" + wrong)
                .body());
        answers.add(upload("format=pskc", pskc("password"), "Sekisho-Pskc-Password", PASSWORD)
                .body());
        answers.add(upload("format=pskc", csv(0, 2)).body());
        answers.add(upload("format=csv", "serial number,secret key\n" + secret(0) + "\n")
                .body());
        answers.add(String.join("\n", exported()));
        answers.add(server.log());
        answers.add(admin.get("/" + REALM + "/admin-events").toString());
        assertEquals(5, exported().size());
        for (String secret :
                List.of(secret(0), secret(1), "AAECAwQFBgcICQoLDA0ODxAREhM=", KEY, wrong, PASSWORD, "sekisho1.")) {
            answers.forEach(answer -> assertFalse(answer.contains(secret), answer));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "plain,,",
        "aes128-cbc, Sekisho-Pskc-Key, 000102030405060708090a0b0c0d0e0f",
        "aes128-cbc, Sekisho-Pskc-Key, AAECAwQFBgcICQoLDA0ODw==",
        "password, Sekisho-Pskc-Password, correct horse",
        "password-sha256, Sekisho-Pskc-Password-Base64, 44OR44K544Ov44O844OJIDE="
    })
    void a_pskc_file_is_opened_by_the_key_in_a_header(String name, String header, String value) {
        assertEquals(
                3,
                json(
                                upload(
                                        "format=pskc",
                                        pskc(name),
                                        header == null ? new String[0] : new String[] {header, value}),
                                200)
                        .get("imported")
                        .asInt());
        List<String> exported = exported();
        assertTrue(
                exported.get(0).startsWith("PY00000001,Example Tokens,T-100,HmacSHA1,6,30,2,FREE,,"), exported.get(0));
        assertTrue(
                exported.get(1).startsWith("PY00000002,Example Tokens,T-200,HmacSHA256,8,60,-3,FREE,,"),
                exported.get(1));
        assertTrue(
                exported.get(2).startsWith("PY00000003,Example Tokens,T-300,HmacSHA512,7,30,0,FREE,,"),
                exported.get(2));
        assertEquals(
                3, json(upload("format=pskc", pskc("plain")), 200).get("equal").asInt());
    }

    @Test
    void a_file_that_cannot_be_opened_is_refused_with_the_cause() {
        assertTrue(refusal("format=pskc", pskc("aes128-cbc")).contains("was not given"));
        assertTrue(refusal("format=pskc", pskc("aes128-cbc"), "Sekisho-Pskc-Key", "ff0102030405060708090a0b0c0d0e0f")
                .contains("wrong"));
        assertTrue(refusal("format=pskc", pskc("password"), "Sekisho-Pskc-Password", "wrong")
                .contains("wrong"));
        assertTrue(refusal(
                        "format=pskc",
                        pskc("aes128-cbc").replaceAll("(?s)<pskc:ValueMAC>.*?</pskc:ValueMAC>", ""),
                        "Sekisho-Pskc-Key",
                        KEY)
                .contains("no MAC"));
        assertTrue(refusal("format=pskc", pskc("plain").substring(0, 2_000)).contains("ends too early"));
        assertTrue(refusal("format=pskc", "<!DOCTYPE a [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><a>&a;</a>")
                .contains("DOCTYPE"));
        assertTrue(refusal("format=pskc", "").contains("ends too early"));
        assertTrue(refusal("format=csv", "").contains("empty"));
        assertTrue(refusal("format=csv", "upn,serial number\n").contains("lacks columns"));
        assertTrue(json(upload(admin, "format=csv", csv(0, 1).getBytes(Charset.forName("Shift_JIS"))), 422)
                .get("detail")
                .asText()
                .contains("UTF-8"));
        assertEquals(List.of(), exported());
    }

    private String refusal(String query, String file, String... headers) {
        JsonNode report = json(upload(query, file, headers), 422);
        assertEquals("File refused", report.get("title").asText());
        assertFalse(report.get("stored").asBoolean());
        return report.get("detail").asText();
    }

    @Test
    void one_bad_row_keeps_the_whole_file_out_and_is_named() {
        json(upload("format=csv", csv(0, 1)), 200);
        JsonNode report = json(upload("format=csv", csv(0, 3).replace(secret(0), secret(9))), 409);
        assertEquals(
                "[{\"row\":2,\"tokenId\":\"IT000000\",\"outcome\":\"CONFLICT\",\"reason\":\"The inventory has this token with another secret key. It is FREE; an import that replaces puts it right.\"}]",
                report.get("rows").toString());
        assertEquals(409, report.get("status").asInt());
        assertEquals(2, report.get("importable").asInt());
        report = json(upload("format=csv", csv(1, 600) + line(1)), 409);
        assertEquals(
                "The file has this serial number twice.",
                report.at("/rows/0/reason").asText());
        report = json(upload("format=csv&dryRun=true", csv(1, 2) + ",IT9,GEZDGNA,30,,\n"), 422);
        assertEquals("INVALID", report.at("/rows/0/outcome").asText());
        assertEquals(1, exported().size());
        assertEquals(
                600,
                json(upload("format=csv", csv(1, 600)), 200).get("imported").asInt());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "format=xls",
                "format=csv&dryRun=yes",
                "format=csv&rows=some",
                "format=csv&replace=1",
                "format=csv&otherKinds=no"
            })
    void a_request_that_is_not_clear_is_refused(String query) {
        assertEquals(
                "Cannot be imported",
                json(upload(query, csv(0, 1)), 400).get("title").asText());
    }

    @Test
    void a_key_that_is_none_is_refused() {
        assertTrue(json(upload("format=pskc", pskc("plain"), "Sekisho-Pskc-Key", "secret!"), 400)
                .get("detail")
                .asText()
                .contains("Sekisho-Pskc-Key"));
        assertTrue(json(upload("format=pskc", pskc("plain"), "Sekisho-Pskc-Password-Base64", "%"), 400)
                .get("detail")
                .asText()
                .contains("Base64"));
        assertEquals(
                400,
                admin.upload(
                                "/" + REALM + "/otp-service/tokens/import?format=pskc",
                                "text/xml",
                                BodyPublishers.ofString(pskc("plain")),
                                Map.of("Sekisho-Pskc-Key", KEY, "Sekisho-Pskc-Password", PASSWORD))
                        .statusCode());
    }

    @Test
    void only_staff_who_manage_users_import_and_only_staff_who_view_them_export() {
        Admin manager = staff("manage-users");
        Admin viewer = staff("view-users");
        byte[] file = csv(0, 1).getBytes(StandardCharsets.UTF_8);
        assertEquals(403, upload(viewer, "format=csv", file).statusCode());
        assertEquals(
                403,
                upload(admin.as(admin.newCustomer(REALM)), "format=csv", file).statusCode());
        assertEquals(200, upload(manager, "format=csv", file).statusCode());
        assertEquals(
                200,
                viewer.send("GET", "/" + REALM + "/otp-service/tokens/export", null)
                        .statusCode());
        assertEquals(
                403,
                admin.as(admin.newCustomer(REALM))
                        .send("GET", "/" + REALM + "/otp-service/tokens/export", null)
                        .statusCode());
    }

    private HttpResponse<String> token(String method, String path) {
        return admin.send(method, "/" + REALM + "/otp-service/tokens/" + path, null);
    }

    @Test
    void a_wrong_seed_is_put_right_by_the_vendors_corrected_file_and_leaves_a_trace() {
        json(upload("format=csv", csv(0, 3)), 200);
        assertEquals(204, token("POST", "IT000001/retire").statusCode());
        assertEquals(204, token("POST", "IT000002/mark-lost").statusCode());
        String corrected = csv(0, 2).replace(secret(0), secret(90)).replace(secret(1), secret(91));
        String lost = csv(0, 3).replace(secret(2), secret(92));

        JsonNode refused = json(upload("format=csv&replace=true", lost), 409);
        assertEquals(
                "The inventory has this token with another secret key. It is LOST; only a token that is FREE or RETIRED can be replaced.",
                refused.at("/rows/0/reason").asText());
        JsonNode dry = json(upload("format=csv&replace=true&dryRun=true", corrected), 200);
        assertEquals(2, dry.get("replaceable").asInt());
        assertEquals(List.of("REPLACEABLE", "REPLACEABLE"), dry.findValuesAsText("outcome"));
        assertEquals(
                2, json(upload("format=csv", corrected), 409).get("conflicts").asInt(), "nothing was stored");
        JsonNode report = json(upload("format=csv&replace=true", corrected), 200);
        assertEquals(2, report.get("replaced").asInt());
        assertEquals(List.of("REPLACED", "REPLACED"), report.findValuesAsText("outcome"));

        assertEquals(2, json(upload("format=csv", corrected), 200).get("equal").asInt());
        List<String> exported = exported();
        assertTrue(exported.get(0).contains(",FREE,") && exported.get(1).contains(",RETIRED,"), exported.toString());
        String events = admin.get("/" + REALM + "/admin-events").toString();
        assertTrue(events.contains("tokens/import"), events);
        assertTrue(server.log().contains("has replaced token IT000000"));
        assertTrue(server.log().contains("has replaced token IT000001"));
        assertFalse(server.log().contains(secret(90)) || events.contains(secret(90)));
    }

    @Test
    void a_token_that_was_deleted_is_imported_as_a_new_one() {
        json(upload("format=csv", csv(0, 1)), 200);
        assertEquals(204, token("POST", "IT000000/retire").statusCode());
        assertEquals(204, token("DELETE", "IT000000").statusCode());
        assertEquals(404, token("GET", "IT000000").statusCode());
        assertEquals(List.of(), exported());

        JsonNode report = json(upload("format=csv", csv(0, 1).replace(secret(0), secret(90))), 200);

        assertEquals(1, report.get("imported").asInt());
        assertTrue(exported().get(0).contains(",FREE,"));
    }

    @Test
    void keys_of_another_kind_are_left_out_by_choice_and_named() {
        String mixed = pskc("plain").replaceFirst("pskc:totp\"", "pskc:hotp\"");
        assertEquals(1, json(upload("format=pskc", mixed), 422).get("invalid").asInt());
        JsonNode report = json(upload("format=pskc&otherKinds=skip", mixed), 200);
        assertEquals(
                "2 1",
                report.get("imported").asInt() + " " + report.get("skipped").asInt());
        assertEquals("SKIPPED", report.at("/rows/0/outcome").asText());
        assertTrue(report.at("/rows/0/reason").asText().contains("HOTP"), report.toString());
        assertEquals("PY00000001", report.at("/rows/0/tokenId").asText());
        assertEquals(2, exported().size());
    }

    @Test
    void a_dry_run_warns_of_a_secret_that_is_nothing_but_a_text_in_hexadecimal_digits() {
        String text = "d41d8cd98f00b204e9800998ecf8427e00112233";
        String encoded = Base32.encode(text.getBytes(StandardCharsets.US_ASCII));
        JsonNode report = json(upload("format=csv&dryRun=true", csv(0, 1) + ",IT000009," + encoded + ",30,V,M\n"), 200);
        assertEquals(1, report.get("warnings").asInt());
        assertEquals(1, report.get("rows").size());
        assertEquals(
                "3 IT000009 IMPORTABLE",
                report.at("/rows/0/row").asText() + " "
                        + report.at("/rows/0/tokenId").asText() + " "
                        + report.at("/rows/0/outcome").asText());
        assertTrue(report.at("/rows/0/warning").asText().contains("hexadecimal"), report.toString());
        assertFalse(report.toString().contains(text) || report.toString().contains(encoded));
    }

    private Admin staff(String role) {
        Customer staff = admin.newCustomer(
                REALM,
                user -> user.putObject("clientRoles")
                        .putArray("realm-management")
                        .add(role));
        return admin.as(staff);
    }

    @Test
    void of_two_uploads_at_the_same_time_each_is_told_what_became_of_it_and_nothing_is_doubled()
            throws InterruptedException, ExecutionException {
        List<CompletableFuture<HttpResponse<String>>> uploads = IntStream.range(0, 4)
                .mapToObj(upload -> CompletableFuture.supplyAsync(() -> upload("format=csv", csv(0, 2_000))))
                .toList();
        int imported = 0;
        for (CompletableFuture<HttpResponse<String>> upload : uploads) {
            HttpResponse<String> answer = upload.get();
            if (answer.statusCode() == 200) {
                imported += json(answer, 200).get("imported").asInt();
            } else {
                assertEquals(
                        "Imported by somebody else",
                        json(answer, 409).get("title").asText());
            }
        }
        assertEquals(2_000, imported);
        assertEquals(2_000, exported().size());
    }

    @Test
    void
            a_server_that_dies_in_the_middle_has_stored_nothing_and_the_command_line_or_a_second_upload_store_each_token_once()
                    throws Exception {
        String realmId = admin.get("/" + REALM).get("id").asText();
        long before = importsBegun(realmId);
        // The pipe stays open: the server has read so many tokens, and waits for more.
        try (PipedOutputStream end = new PipedOutputStream();
                PipedInputStream body = new PipedInputStream(end, 1 << 16)) {
            CompletableFuture<Integer> upload = CompletableFuture.supplyAsync(() -> admin.upload(
                            "/" + REALM + "/otp-service/tokens/import?format=csv",
                            "text/csv",
                            BodyPublishers.ofInputStream(() -> body),
                            Map.of())
                    .statusCode());
            end.write(HEADER.getBytes(StandardCharsets.UTF_8));
            for (int number = 0; number < 110_000; number++) {
                end.write((",IT" + "%06d".formatted(number) + "," + secret(number % 10) + ",30,,\n")
                        .getBytes(StandardCharsets.UTF_8));
            }
            end.flush();
            Await.until("100,000 tokens in the middle of an import", READ, () -> importsBegun(realmId) > before);
            server.kill();
            // The client may be the one that waits for more, and would not look at its connection.
            end.close();
            assertTrue(upload.handle((status, failure) -> failure != null).get(), "an answer of a dead server");
        }
        Path file = Files.writeString(Artifacts.state().resolve("tokens.csv"), csv(0, 1_000));
        String said = loadByCommand("io.sekisho.inventory.load.ImportTokens", file);
        assertTrue(said.contains("1000 records: 1000 imported, 0 already there"), said);
        String again = loadByCommand("io.sekisho.credential.inventory.load.ImportTokens", file);
        assertTrue(again.contains("0 imported, 1000 already there"), again);
        assertTrue(again.contains("This command is called io.sekisho.inventory.load.ImportTokens now"), again);
        server.restart();
        assertEquals(1_000, exported().size());
        assertEquals(
                1_000,
                json(upload("format=csv", csv(0, 1_000)), 200).get("equal").asInt());
        assertEquals(1_000, exported().size());
    }

    private long importsBegun(String realmId) {
        return server.log()
                .lines()
                .filter(line -> line.contains("Realm " + REALM) && line.contains("has read 100000 tokens"))
                .count();
    }

    /** As an operator does, with nothing but the JAR and Keycloak's libraries. */
    private String loadByCommand(String name, Path file) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                Artifacts.jar() + File.pathSeparator + Artifacts.keycloak().resolve(Path.of("lib", "lib", "main"))
                        + File.separator + "*",
                name));
        command.addAll(server.database().commandLineOptions());
        command.addAll(List.of(
                "--keyring-file",
                server.keyring().toString(),
                "--realm",
                REALM,
                "--format",
                "csv",
                "--file",
                file.toString()));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try (InputStream output = process.getInputStream()) {
            String said = new String(output.readAllBytes(), StandardCharsets.UTF_8);
            assertEquals(0, process.waitFor(), said);
            return said;
        }
    }

    @Test
    void an_upload_in_the_clothes_of_a_form_is_not_read() {
        assertEquals(
                413,
                admin.upload(
                                "/" + REALM + "/otp-service/tokens/import?format=csv",
                                FORM,
                                BodyPublishers.ofString(csv(0, 5_000)),
                                Map.of())
                        .statusCode());
        assertEquals(List.of(), exported());
    }

    @Test
    void an_upload_above_the_servers_limit_is_refused_whole() {
        assertEquals(
                "HTTP/1.1 413 Request Entity Too Large",
                admin.announceUpload(
                        "/" + REALM + "/otp-service/tokens/import?format=csv", "application/octet-stream", 11 << 20));
        assertEquals(List.of(), exported());
    }
}
