package io.sekisho.it;

import static io.sekisho.it.harness.Inventory.json;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sekisho.it.harness.Admin;
import io.sekisho.it.harness.ApiDocument;
import io.sekisho.it.harness.Artifacts;
import io.sekisho.it.harness.Customer;
import io.sekisho.it.harness.FormClient.Answer;
import io.sekisho.it.harness.HardwareToken;
import io.sekisho.it.harness.Oath;
import io.sekisho.it.harness.Server;
import io.sekisho.it.harness.TestCompany;
import io.sekisho.it.harness.TestRealm;
import io.sekisho.it.harness.Visitor;
import io.sekisho.it.harness.WithServer;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.keycloak.provider.ProviderFactory;

/** The document by which an institution's systems call the admin REST says what the server does. */
@WithServer
class AdminApiDocumentIT {

    private static final String BANK = "documented";
    private static final String COMPANIES = "documented-companies";
    private static final String STOCK = "documented-stock";
    private static final Duration MOST_OF_A_STEP = Duration.ofSeconds(12);
    private static final String NOBODY = "00000000-0000-0000-0000-000000000000";

    private static TestRealm bank;
    private static TestRealm companies;

    private final ApiDocument document = new ApiDocument("admin-api.yaml");
    private final Server server;
    private final Admin admin;

    AdminApiDocumentIT(Server server) {
        this.server = server;
        this.admin = server.admin();
    }

    @BeforeAll
    static void makeRealms(Server server) {
        bank = TestRealm.like(server, "sample-direct", BANK, TestRealm::hashFast);
        companies = TestRealm.like(server, "kenshin", COMPANIES, changes -> {
            TestRealm.hashFast(changes);
            changes.withObject("/attributes")
                    .put("sekisho.enrolmentProof", "none")
                    .put("sekisho.reissueBlackout", "")
                    .put("sekisho.reissueWaitMinutes", "30");
        });
        server.admin()
                .importRealm(new ObjectMapper()
                        .createObjectNode()
                        .put("realm", STOCK)
                        .put("enabled", true));
    }

    @AfterAll
    static void deleteRealms(Server server) {
        bank.close();
        companies.close();
        server.admin().deleteRealm(STOCK);
    }

    /** @param path what stands for the parts of the address that are in braces, in turn */
    private JsonNode call(int status, Admin by, String realm, String operation, String body, String... path) {
        return callAs("application/json", status, by, realm, operation, body, path);
    }

    private JsonNode callAs(
            String contentType, int status, Admin by, String realm, String operation, String body, String... path) {
        String[] parts = operation.split(" ");
        String address = parts[1];
        String query = "";
        for (String part : path) {
            if (part.startsWith("?")) {
                query = part;
            } else {
                address = address.replaceFirst("\\{[^}]*}", part);
            }
        }
        HttpResponse<String> answer =
                by.sendText(parts[0], "/" + realm + "/otp-service" + address + query, contentType, body);
        assertEquals(status, answer.statusCode(), () -> operation + ": " + answer.body());
        document.check(operation, answer);
        return answer.body().isEmpty() ? null : json(answer);
    }

    private static String body(String... namesAndTexts) {
        ObjectNode body = new ObjectMapper().createObjectNode();
        for (int i = 0; i < namesAndTexts.length; i += 2) {
            body.put(namesAndTexts[i], namesAndTexts[i + 1]);
        }
        return body.toString();
    }

    @Test
    void every_answer_of_the_document_is_one_that_the_server_gives() {
        customers();
        issuedTokens();
        tokens();
        files();
        realm();
        notices();
        refusals();
        // A missing key is tried where a server of its own is started for it.
        Set<String> unseen = document.unseen().stream()
                .filter(answer -> !answer.endsWith(" 503"))
                .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(Set.of(), unseen, "described, and never seen");
    }

    private void customers() {
        Oath app = Oath.withNewKey();
        Customer customer = admin.newOtpCustomer(BANK, app.key());
        assertEquals(
                "NOT_REGISTERED",
                call(
                                200,
                                admin,
                                BANK,
                                "GET /users/{id}",
                                null,
                                admin.newCustomer(BANK).id())
                        .at("/otp/status")
                        .asText());
        call(409, admin, BANK, "POST /users/{id}/otp/lift-suspension", null, customer.id());
        admin.suspendOtp(customer, app);
        assertTrue(call(200, admin, BANK, "GET /users/{id}", null, customer.id())
                .get("otp")
                .has("suspendedAt"));
        call(204, admin, BANK, "POST /users/{id}/otp/lift-suspension", null, customer.id());
        call(204, admin, BANK, "POST /users/{id}/otp/revoke", null, customer.id());
        call(409, admin, BANK, "POST /users/{id}/otp/revoke", null, customer.id());
        call(409, admin, BANK, "POST /users/{id}/transaction-password/lift-suspension", null, customer.id());
        Customer guessed = admin.newCustomer(BANK);
        suspendTransactionPassword(guessed);
        call(204, admin, BANK, "POST /users/{id}/transaction-password/lift-suspension", null, guessed.id());
        call(204, admin, BANK, "PUT /users/{id}/transaction-password", body("value", "temporary-1"), customer.id());
        call(400, admin, BANK, "PUT /users/{id}/transaction-password", body("value", "short"), customer.id());
        call(200, admin, BANK, "POST /users/{id}/transaction-password/temporary", null, customer.id());
        String batch = serviceAccount(BANK);
        call(409, admin, BANK, "PUT /users/{id}/transaction-password", body("value", "temporary-1"), batch);
        call(409, admin, BANK, "POST /users/{id}/transaction-password/temporary", null, batch);
        assertEquals(
                "TEMPORARY",
                call(200, admin, BANK, "GET /users/{id}", null, customer.id())
                        .at("/transactionPassword/status")
                        .asText());
    }

    /** Keycloak's id of the account of a client that is made for it. */
    private String serviceAccount(String realm) {
        HttpResponse<String> client = admin.send(
                "POST",
                "/" + realm + "/clients",
                new ObjectMapper()
                        .createObjectNode()
                        .put("clientId", "batch")
                        .put("publicClient", false)
                        .put("serviceAccountsEnabled", true));
        String location = client.headers().firstValue("Location").orElseThrow();
        return admin.get("/" + realm + "/clients/" + location.substring(location.lastIndexOf('/') + 1)
                        + "/service-account-user")
                .get("id")
                .asText();
    }

    private void suspendTransactionPassword(Customer customer) {
        Visitor visitor = new Visitor(server.url(), customer);
        Answer page = visitor.start("sekisho-transaction-password");
        for (int failures = 0; failures < 5; failures++) {
            page = visitor.submit(
                    page,
                    Map.of(
                            "currentTransactionPassword",
                            "wrong-" + failures,
                            "newTransactionPassword",
                            "another-one",
                            "newTransactionPasswordConfirm",
                            "another-one"));
        }
        assertEquals(
                "SUSPENDED",
                admin.factors(customer).at("/transactionPassword/status").asText(),
                page.body());
    }

    private void issuedTokens() {
        TestCompany company = TestCompany.in(admin, COMPANIES);
        Customer customer = company.user();
        call(409, admin, COMPANIES, "POST /users/{id}/token/revoke", null, customer.id());
        call(204, admin, COMPANIES, "POST /users/{id}/start", null, customer.id());
        call(409, admin, COMPANIES, "POST /users/{id}/start", null, serviceAccount(COMPANIES));
        Visitor visitor = new Visitor(server.url(), customer);
        String address = "phone-" + customer.number() + "@mobile.example.com";
        visitor.submit(
                visitor.login(),
                Map.of(
                        "email",
                        address,
                        "emailConfirm",
                        address,
                        "startPassword",
                        "1234",
                        "startPasswordConfirm",
                        "1234"));
        assertEquals(
                "OPEN",
                call(200, admin, COMPANIES, "GET /users/{id}", null, customer.id())
                        .at("/token/issue/state")
                        .asText());
        call(204, admin, COMPANIES, "POST /users/{id}/token/revoke", null, customer.id());
        assertTrue(call(200, admin, COMPANIES, "GET /users/{id}", null, customer.id())
                .get("token")
                .has("notBefore"));
        assertEquals(
                1,
                call(200, admin, COMPANIES, "GET /companies", null, "?search=" + company.name() + "&max=1")
                        .size());
        call(404, admin, COMPANIES, "GET /companies/{id}/start", null, company.id());
        call(200, admin, COMPANIES, "POST /companies/{id}/start", null, company.id());
        assertEquals(
                "DONE",
                call(200, admin, COMPANIES, "GET /companies/{id}/start", null, company.id())
                        .get("state")
                        .asText());
        HttpResponse<String> accepted = admin.sendText(
                "POST",
                "/" + COMPANIES + "/otp-service/companies/" + company.id() + "/start",
                "application/json",
                null,
                "Prefer",
                "respond-async");
        assertEquals(202, accepted.statusCode());
        document.check("POST /companies/{id}/start", accepted);
        call(400, admin, COMPANIES, "GET /companies", null, "?max=0");
    }

    private void tokens() {
        HardwareToken token = HardwareToken.delivered(admin, BANK);
        Customer customer = admin.newCustomer(BANK);
        call(204, admin, BANK, "POST /tokens/{tokenId}/bind", body("userId", customer.id()), token.id());
        call(409, admin, BANK, "POST /tokens/{tokenId}/bind", body("userId", customer.id()), token.id());
        assertEquals(
                "BOUND",
                call(200, admin, BANK, "GET /users/{id}", null, customer.id())
                        .at("/boundToken/status")
                        .asText());
        assertEquals(
                customer.id(),
                call(200, admin, BANK, "GET /tokens/{tokenId}", null, token.id())
                        .get("userId")
                        .asText());
        assertEquals(
                1,
                call(200, admin, BANK, "GET /tokens", null, "?status=BOUND&prefix=" + token.id())
                        .size());
        call(409, admin, BANK, "POST /tokens/{tokenId}/reinstate", null, token.id());
        Oath codes = token.codes().earlyInStep(MOST_OF_A_STEP);
        String first = codes.codeOfStep(50);
        String next = codes.codeOfStep(51);
        call(204, admin, BANK, "POST /tokens/{tokenId}/resync", body("first", first, "next", next), token.id());
        call(409, admin, BANK, "POST /tokens/{tokenId}/resync", body("first", first, "next", next), token.id());
        call(204, admin, BANK, "POST /tokens/{tokenId}/mark-lost", null, token.id());
        JsonNode lost = call(200, admin, BANK, "GET /users/{id}", null, customer.id());
        assertEquals(
                "LOST LOST",
                lost.at("/otp/status").asText() + " "
                        + lost.at("/boundToken/status").asText());
        call(409, admin, BANK, "POST /tokens/{tokenId}/mark-lost", null, token.id());
        call(409, admin, BANK, "POST /tokens/{tokenId}/retire", null, token.id());
        call(409, admin, BANK, "DELETE /tokens/{tokenId}", null, token.id());
        call(204, admin, BANK, "POST /tokens/{tokenId}/reinstate", null, token.id());
        call(204, admin, BANK, "POST /tokens/{tokenId}/unbind", null, token.id());
        call(409, admin, BANK, "POST /tokens/{tokenId}/unbind", null, token.id());
        call(204, admin, BANK, "POST /tokens/{tokenId}/retire", null, token.id());
        call(204, admin, BANK, "DELETE /tokens/{tokenId}", null, token.id());
        for (String malformed : Set.of(
                "GET /tokens/{tokenId}",
                "DELETE /tokens/{tokenId}",
                "POST /tokens/{tokenId}/unbind",
                "POST /tokens/{tokenId}/mark-lost",
                "POST /tokens/{tokenId}/retire",
                "POST /tokens/{tokenId}/reinstate")) {
            call(400, admin, BANK, malformed, null, "%25");
        }
        call(400, admin, BANK, "GET /tokens", null, "?status=LOOSE");
        call(400, admin, BANK, "GET /tokens", null, "?after=%3F");
    }

    private void files() {
        List<HardwareToken> delivery = List.of(HardwareToken.unknown(), HardwareToken.unknown());
        String file = HardwareToken.csv(delivery);
        String operation = "POST /tokens/import";
        assertEquals(
                2,
                callAs("text/csv", 200, admin, BANK, operation, file, "?format=csv&dryRun=true&rows=all")
                        .get("importable")
                        .asInt());
        assertEquals(
                2,
                callAs("text/csv", 200, admin, BANK, operation, file, "?format=csv&rows=all")
                        .get("rows")
                        .size());
        String other =
                HardwareToken.csv(List.of(new HardwareToken(delivery.get(0).id(), Oath.withNewKey())));
        assertEquals(
                "CONFLICT",
                callAs("text/csv", 409, admin, BANK, operation, other, "?format=csv")
                        .at("/rows/0/outcome")
                        .asText());
        assertEquals(
                "REPLACED",
                callAs("text/csv", 200, admin, BANK, operation, other, "?format=csv&replace=true&otherKinds=skip")
                        .at("/rows/0/outcome")
                        .asText());
        assertEquals(
                "INVALID",
                callAs("text/csv", 422, admin, BANK, operation, other + ",X1,short,30,,\r\n", "?format=csv")
                        .at("/rows/0/outcome")
                        .asText());
        callAs("application/xml", 422, admin, BANK, operation, "<no-pskc/>", "?format=pskc");
        call(400, admin, BANK, operation, file, "?format=pdf");
        HttpResponse<String> export = admin.send("GET", "/" + BANK + "/otp-service/tokens/export", null);
        document.check("GET /tokens/export", export);
        delivery.forEach(token -> assertTrue(
                export.body().contains(token.id())
                        && !export.body().contains(token.codes().key()),
                export.body()));
    }

    private void realm() {
        JsonNode settings = call(200, admin, BANK, "GET /settings", null);
        assertEquals("bound-token", settings.at("/sekisho.enrolment/value").asText());
        call(
                200,
                admin,
                BANK,
                "PUT /settings",
                "{\"sekisho.maxFailures\": 7, \"sekisho.accountName\": \"A bank\", \"sekisho.passwordRows\": true, \"sekisho.timeZone\": null}");
        call(400, admin, BANK, "PUT /settings", "{\"sekisho.maxFailures\": 700}");

        call(409, admin, STOCK, "POST /teardown", "{}");
        assertTrue(call(200, admin, STOCK, "POST /setup", "{\"kind\": \"bound-token\", \"dryRun\": true}")
                        .get("changes")
                        .asInt()
                > 0);
        call(200, admin, STOCK, "POST /setup", "{\"kind\": \"bound-token\"}");
        assertEquals(
                0,
                call(200, admin, STOCK, "POST /setup", "{\"kind\": \"bound-token\"}")
                        .get("changes")
                        .asInt());
        call(409, admin, STOCK, "POST /setup", "{\"kind\": \"authenticator-app\"}");
        call(200, admin, STOCK, "POST /teardown", "{\"dryRun\": true}");
        call(200, admin, STOCK, "POST /teardown", null);
    }

    private void notices() {
        Customer customer = admin.newCustomer(BANK, user -> user.remove("email"));
        call(204, admin, BANK, "PUT /users/{id}/transaction-password", body("value", "temporary-1"), customer.id());
        String notice = null;
        for (JsonNode one : call(200, admin, BANK, "GET /notices", null, "?max=500")) {
            notice = one.get("userId").asText().equals(customer.id())
                    ? one.get("id").asText()
                    : notice;
        }
        call(409, admin, BANK, "POST /notices/{id}/retry", null, notice);
        admin.send(
                "PUT",
                "/" + BANK + "/users/" + customer.id(),
                new ObjectMapper()
                        .createObjectNode()
                        .put("email", customer.email())
                        .put("lastName", "お客様")
                        .put("firstName", "一"));
        call(204, admin, BANK, "POST /notices/{id}/retry", null, notice);
        call(400, admin, BANK, "GET /notices", null, "?first=-1");
    }

    /** Those that all calls have in common. */
    private void refusals() {
        HardwareToken token = HardwareToken.delivered(admin, BANK);
        Customer customer = admin.newCustomer(BANK);
        Admin powerless = admin.as(admin.newCustomer(BANK));
        Admin powerlessInCompanies = admin.as(admin.newCustomer(COMPANIES));
        TestCompany company = TestCompany.in(admin, COMPANIES);
        Customer member = company.user();
        for (String operation : document.operations()) {
            boolean issued = operation.contains("/companies")
                    || operation.endsWith("/start")
                    || operation.endsWith("/token/revoke");
            String thing = operation.contains("/users/")
                    ? (issued ? member : customer).id()
                    : operation.contains("/tokens/") ? token.id() : company.id();
            call(
                    403,
                    issued ? powerlessInCompanies : powerless,
                    issued ? COMPANIES : BANK,
                    operation,
                    "{\"userId\": \"" + customer.id() + "\"}",
                    thing);
            JsonNode responses = document.operation(operation).get("responses");
            if (responses.has("404")) {
                call(404, admin, "master", operation, "{}", thing);
            }
            if (responses.has("415")) {
                callAs("text/plain", 415, admin, BANK, operation, "{}", thing);
                call(400, admin, BANK, operation, "no json", thing);
            }
            if (responses.has("413")) {
                call(413, admin, BANK, operation, "{\"value\": \"" + "x".repeat(70_000) + "\"}", thing);
            }
        }
        for (String operation : Set.of(
                "GET /users/{id}",
                "POST /users/{id}/otp/lift-suspension",
                "POST /users/{id}/otp/revoke",
                "PUT /users/{id}/transaction-password")) {
            call(404, admin, BANK, operation, "{}", NOBODY);
        }
        call(404, admin, BANK, "GET /tokens/{tokenId}", null, "UNKNOWN1");
    }

    @Test
    void the_requests_of_the_document_are_as_it_describes_them() {
        assertTrue(document.checkExamples() > 5);
    }

    @Test
    void everything_that_the_server_can_be_called_for_is_in_the_document() throws Exception {
        Set<String> served = new TreeSet<>();
        try (URLClassLoader loader = new URLClassLoader(
                new URL[] {Artifacts.jar().toUri().toURL()}, ProviderFactory.class.getClassLoader())) {
            for (Method method :
                    loader.loadClass("io.sekisho.admin.OtpServiceAdminResource").getMethods()) {
                for (Annotation annotation : method.getAnnotations()) {
                    HttpMethod designator = annotation.annotationType().getAnnotation(HttpMethod.class);
                    if (designator != null) {
                        served.add(designator.value() + " /"
                                + method.getAnnotation(Path.class).value());
                    }
                }
            }
        }
        assertEquals(anonymous(served), anonymous(document.operations()));
    }

    /** Whatever the parts in braces are called. */
    private static Set<String> anonymous(Set<String> operations) {
        return operations.stream()
                .map(operation -> operation.replaceAll("\\{[^}]*}", "{}"))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
