package io.sekisho.it;

import static io.sekisho.it.harness.IssueWalk.START_PASSWORD;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sekisho.it.harness.Admin;
import io.sekisho.it.harness.Await;
import io.sekisho.it.harness.Browser;
import io.sekisho.it.harness.Customer;
import io.sekisho.it.harness.Database;
import io.sekisho.it.harness.FormClient.Answer;
import io.sekisho.it.harness.FreePort;
import io.sekisho.it.harness.HardwareToken;
import io.sekisho.it.harness.Inventory;
import io.sekisho.it.harness.IssueWalk;
import io.sekisho.it.harness.KeycloakVersion;
import io.sekisho.it.harness.Metrics;
import io.sekisho.it.harness.Metrics.Series;
import io.sekisho.it.harness.Oath;
import io.sekisho.it.harness.Server;
import io.sekisho.it.harness.TestCompany;
import io.sekisho.it.harness.TestRealm;
import io.sekisho.it.harness.TokenApi;
import io.sekisho.it.harness.Visitor;
import io.sekisho.it.harness.WithServer;
import io.sekisho.it.page.ManagePages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * What {@code /metrics} says after something has happened. The last tests look at what those before them have left
 * there.
 */
@WithServer
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class MetricsIT {

    private static final String APPS = "metrics-apps";
    private static final String ISSUED = "metrics-issued";
    private static final String BOUND = "metrics-bound";
    private static final String NO_MAIL = "metrics-no-mail";
    private static final String CHANGES = "sekisho_changes_total";
    private static final String FAILURES = "sekisho_seed_failures_total";
    private static final String OUTDATED = "sekisho_seeds_outdated";
    private static final String READABLE = "sekisho_keyring_readable";
    /** Several times what is between two looks at the keyring. */
    private static final Duration LOOK = Duration.ofSeconds(60);

    private static final Duration MOMENT = Duration.ofSeconds(3);
    private static final Duration MAIL = Duration.ofSeconds(60);

    private static final Pattern ROW = Pattern.compile("(?m)^\\| `(sekisho_\\w+)` \\| (counter|gauge) \\| (.*?) \\|");
    private static final Pattern CODE = Pattern.compile("`([^`]+)`");

    private static final List<TestRealm> REALMS = new ArrayList<>();
    /** Of everybody and everything that these tests have to do with: none may be in a label. */
    private static final Set<String> NAMES = new TreeSet<>();

    private final Server server;
    private final Admin admin;
    private final Metrics metrics;
    private final Database database;

    MetricsIT(Server server) {
        this.server = server;
        this.admin = server.admin();
        this.metrics = server.metrics();
        this.database = server.database();
    }

    @BeforeAll
    static void makeRealms(Server server) {
        REALMS.add(TestRealm.like(server, "mito", APPS, TestRealm::hashFast));
        REALMS.add(TestRealm.like(server, "kenshin", ISSUED, realm -> {
            TestRealm.hashFast(realm);
            realm.withObject("/attributes")
                    .put("sekisho.enrolmentProof", "none")
                    .put("sekisho.issueObligatory", "always")
                    .put("sekisho.maxActivationFailuresPerAddress", "6");
        }));
        REALMS.add(TestRealm.like(server, "sample-direct", BOUND, TestRealm::hashFast));
        REALMS.add(TestRealm.like(server, "mito", NO_MAIL, realm -> {
            TestRealm.hashFast(realm);
            realm.withObject("/smtpServer").put("port", Integer.toString(FreePort.next()));
        }));
    }

    @AfterAll
    static void deleteRealms() {
        REALMS.forEach(TestRealm::close);
    }

    private Customer known(Customer customer) {
        NAMES.addAll(List.of(customer.number(), customer.id(), customer.email()));
        return customer;
    }

    private int login(Customer customer, String code) {
        return admin.directGrant(customer, Map.of("otp", code)).statusCode();
    }

    private int changes(String realm, String factor, String action, String by) {
        return metrics.sum(CHANGES, "realm", realm, "factor", factor, "action", action, "by", by);
    }

    private void awaitValue(int wanted, String name, String... labels) {
        Await.until(name + " " + List.of(labels) + " to be " + wanted, LOOK, () -> metrics.sum(name, labels) == wanted);
    }

    private void suspend(Customer customer, Oath app) {
        for (int attempt = 0; attempt < 5; attempt++) {
            assertEquals(KeycloakVersion.refusedGrant(), login(customer, app.wrongCode()));
        }
    }

    // What is counted

    @Test
    @Order(1)
    void attempts_are_counted_by_what_became_of_them_and_suspensions_by_factor() {
        Oath app = Oath.withNewKey();
        Customer customer = known(admin.newOtpCustomer(APPS, app.key()));
        String code = app.code();
        assertEquals(200, login(customer, code));
        assertEquals(0, metrics.sum("sekisho_suspensions_total", "realm", APPS, "factor", "otp"));
        assertTrue(
                metrics.series("sekisho_suspensions_total").stream()
                        .anyMatch(series -> APPS.equals(series.labels().get("realm"))),
                "there at 0, so that the first one is an increase");
        assertEquals(KeycloakVersion.refusedGrant(), login(customer, code));
        suspend(customer, app);
        assertEquals(KeycloakVersion.refusedGrant(), login(customer, code));
        assertEquals(
                Map.of("accepted", 1, "replayed", 1, "wrong", 4, "suspending", 1, "suspended", 1),
                metrics.verifications(APPS, "otp"));
        assertEquals(1, metrics.sum("sekisho_suspensions_total", "realm", APPS, "factor", "otp"));
        assertEquals(1, changes(APPS, "otp", "suspended", "service"));

        Customer applicant = known(admin.newCustomer(APPS));
        Visitor visitor = new Visitor(server.url(), applicant);
        visitor.submit(visitor.start("sekisho-otp-apply"), Map.of("transactionPassword", "wrong-one"));
        assertEquals(Map.of("wrong", 1), metrics.verifications(APPS, "transaction-password"));
        assertEquals(0, metrics.sum("sekisho_suspensions_total", "realm", APPS, "factor", "transaction-password"));
    }

    @Test
    @Order(2)
    void changes_are_counted_by_who_has_made_them_once_they_are_committed(Browser browser) {
        Customer applicant = known(admin.newCustomer(APPS));
        Visitor visitor = new Visitor(server.url(), applicant);
        Answer registration = visitor.submit(
                visitor.start("sekisho-otp-apply"), Map.of("transactionPassword", applicant.transactionPassword()));
        Oath app = Oath.with(registration.key());
        Answer confirm = visitor.submit(registration, Map.of());
        assertEquals(0, changes(APPS, "otp", "applied", "customer"));
        visitor.submit(confirm, Map.of("otp", app.currentCode()));
        assertEquals(1, changes(APPS, "otp", "applied", "customer"));

        suspend(applicant, app);
        assertEquals(204, admin.lift(applicant, "otp").statusCode());
        assertEquals(409, admin.lift(applicant, "otp").statusCode());
        assertEquals(1, changes(APPS, "otp", "suspension-lifted", "staff"), "what was refused is no change");
        assertEquals(
                204, admin.resetTransactionPassword(applicant, "temporary-1").statusCode());
        assertEquals(1, changes(APPS, "transaction-password", "reset", "staff"));

        TestCompany company = TestCompany.in(admin, ISSUED);
        Oath masters = Oath.withNewKey();
        Customer master = known(company.master(masters));
        Oath users = Oath.withNewKey();
        Customer user = known(company.user(users));
        suspend(user, users);
        ManagePages.open(browser.open(), server, master)
                .code(masters.code())
                .menu()
                .task(ManagePages.LIFT)
                .choose(user)
                .lift(master.transactionPassword())
                .result();
        assertEquals(1, changes(ISSUED, "otp", "suspension-lifted", "manager"));
        assertEquals(0, changes(ISSUED, "otp", "suspension-lifted", "staff"));
    }

    @Test
    @Order(3)
    void imports_are_counted_by_how_they_ended_and_dry_runs_are_not() {
        Inventory inventory = new Inventory(admin, BOUND);
        List<HardwareToken> tokens = inventory.newTokens(3);
        tokens.forEach(token -> NAMES.add(token.id()));
        assertEquals(1, metrics.sum("sekisho_imports_total", "realm", BOUND, "result", "stored"));
        assertEquals(3, metrics.sum("sekisho_imported_tokens_total", "realm", BOUND));
        assertEquals(422, importCsv("", "no such column\r\n1\r\n"));
        assertEquals(1, metrics.sum("sekisho_imports_total", "realm", BOUND, "result", "refused"));
        assertEquals(200, importCsv("&dryRun=true", HardwareToken.csv(List.of(HardwareToken.unknown()))));
        assertEquals(2, metrics.sum("sekisho_imports_total", "realm", BOUND));
        assertEquals(3, metrics.sum("sekisho_imported_tokens_total", "realm", BOUND));

        Customer customer = known(admin.newCustomer(BOUND));
        assertEquals(2, inventory.bind(tokens.get(0), customer).statusCode() / 100);
        assertEquals(2, inventory.change(tokens.get(0), "mark-lost").statusCode() / 100);
        assertEquals(2, inventory.change(tokens.get(0), "unbind").statusCode() / 100);
        for (String change : List.of("bound", "lost", "unbound")) {
            assertEquals(1, changes(BOUND, "otp", change, "staff"), change);
        }
    }

    private int importCsv(String query, String file) {
        return admin.sendText("POST", "/" + BOUND + "/otp-service/tokens/import?format=csv" + query, "text/csv", file)
                .statusCode();
    }

    @Test
    @Order(4)
    void activations_are_counted_also_those_that_are_turned_away() {
        Customer customer = known(admin.newCustomer(ISSUED));
        IssueWalk walk = IssueWalk.login(server, customer).issue(IssueWalk.phoneOf(customer));
        NAMES.addAll(List.of(walk.userId(), IssueWalk.phoneOf(customer)));
        String serviceId =
                admin.get("/" + ISSUED).at("/attributes/sekisho.serviceId").asText();
        TokenApi api = TokenApi.of(server, ISSUED);
        assertEquals(403, api.activate(serviceId, "0000000000", START_PASSWORD).status());
        assertEquals(200, api.activate(serviceId, walk.userId(), START_PASSWORD).status());
        assertEquals(1, metrics.sum("sekisho_activations_total", "realm", ISSUED, "result", "activated"));
        assertEquals(1, metrics.sum("sekisho_activations_total", "realm", ISSUED, "result", "refused"));
        for (int attempt = 0; attempt < 6; attempt++) {
            api.activate(serviceId, "0000000000", START_PASSWORD);
        }
        assertEquals(6, metrics.sum("sekisho_activations_total", "realm", ISSUED, "result", "refused"));
        assertEquals(1, metrics.sum("sekisho_activations_total", "realm", ISSUED, "result", "limited"));
        assertEquals(1, changes(ISSUED, "otp", "issued", "customer"));
        assertEquals(1, changes(ISSUED, "otp", "activated", "customer"));
    }

    @Test
    @Order(5)
    void mails_are_counted_by_delivery_and_those_that_wait_or_were_given_up_can_be_seen() {
        int failed = metrics.sum("sekisho_notice_outbox_failed");
        Customer nowhere = known(admin.newCustomer(NO_MAIL, user -> user.remove(List.of("email", "emailVerified"))));
        assertEquals(204, admin.resetTransactionPassword(nowhere, "temporary-1").statusCode());
        assertEquals(204, admin.resetTransactionPassword(nowhere, "temporary-2").statusCode());
        assertEquals(2, metrics.sum("sekisho_notice_deliveries_total", "realm", NO_MAIL, "result", "undeliverable"));

        Customer customer = known(admin.newCustomer(NO_MAIL));
        assertEquals(
                204, admin.resetTransactionPassword(customer, "temporary-1").statusCode());
        Await.until(
                "a mail that waits and grows old",
                MAIL,
                () -> metrics.sum("sekisho_notice_outbox_depth") > 0
                        && metrics.sum("sekisho_notice_outbox_age_seconds") > 0);
        Await.until(
                "a mail that was given up",
                MAIL,
                () -> metrics.sum("sekisho_notice_deliveries_total", "realm", NO_MAIL, "result", "failed") == 1);
        assertEquals(3, metrics.sum("sekisho_notice_deliveries_total", "realm", NO_MAIL, "result", "retry"));
        Await.until(
                "one more that was given up", MAIL, () -> metrics.sum("sekisho_notice_outbox_failed") == failed + 1);

        Customer reached = known(admin.newCustomer(APPS));
        int sent = metrics.sum("sekisho_notice_deliveries_total", "realm", APPS, "result", "sent");
        assertEquals(204, admin.resetTransactionPassword(reached, "temporary-1").statusCode());
        server.mailTo(reached, "再設定");
        Await.until(
                "a mail that was sent",
                MAIL,
                () -> metrics.sum("sekisho_notice_deliveries_total", "realm", APPS, "result", "sent") > sent);
    }

    @Test
    @Order(6)
    void a_seed_that_cannot_be_had_is_counted_by_use_and_reason() {
        assertTrue(
                metrics.series(FAILURES).stream()
                        .anyMatch(series -> "mito".equals(series.labels().get("realm")) && series.value() == 0),
                "there at 0, so that the first one is an increase");
        Oath app = Oath.withNewKey();
        Customer unusable = known(admin.newCustomer(APPS, user -> {
            ObjectNode credential = admin.otpCredential(app.key());
            credential.put(
                    "credentialData", credential.get("credentialData").asText().replace("HmacSHA1", "HmacSHA999"));
            user.withArray("/credentials").add(credential);
        }));
        assertEquals(KeycloakVersion.refusedGrant(), login(unusable, app.code()));
        assertEquals(1, metrics.sum(FAILURES, "realm", APPS, "use", "verification", "reason", "unusable"));

        String sealed = database.awaitSeed(known(admin.newOtpCustomer(APPS, app.key())), "sekisho1.");
        assertEquals(KeycloakVersion.refusedGrant(), login(known(admin.newOtpCustomer(APPS, sealed)), app.code()));
        assertEquals(1, metrics.sum(FAILURES, "realm", APPS, "use", "verification", "reason", "damaged"));
        assertEquals(2, metrics.verifications(APPS, "otp").get("unavailable"));
    }

    @Test
    @Order(7)
    void an_old_key_in_use_a_missing_one_and_a_keyring_that_is_gone_are_seen_before_a_customer_comes()
            throws IOException {
        Oath app = Oath.withNewKey();
        Customer customer = known(admin.newOtpCustomer(APPS, app.key()));
        int tokens = new Inventory(admin, BOUND).list("").size();
        assertTrue(tokens > 0);
        app.earlyInStep(MOMENT);
        Visitor visitor = new Visitor(server.url(), customer);
        assertEquals(
                "登録情報照会",
                visitor.submit(visitor.login(), Map.of("otp", app.codeOfStep(-1)))
                        .heading());
        Path keyring = server.keyring();
        Path away = keyring.resolveSibling("metrics-keyring");
        String before = Files.readString(keyring);
        String next = "next=" + newKey() + "\n";
        awaitValue(1, READABLE, "realm", APPS);
        awaitValue(0, OUTDATED, "realm", BOUND, "active_key", "dev");
        try {
            Files.writeString(keyring, before.replace("active=dev", "active=next") + next);
            awaitValue(tokens, OUTDATED, "realm", BOUND, "store", "token", "form", "old-key", "active_key", "next");
            assertTrue(
                    metrics.sum(OUTDATED, "realm", APPS, "store", "credential", "form", "old-key", "active_key", "next")
                            > 0);
            assertEquals(
                    1,
                    metrics.sum(OUTDATED, "realm", ISSUED, "store", "issue", "form", "old-key"),
                    "activated above, and not confirmed");
            assertEquals(0, metrics.sum(OUTDATED, "realm", APPS, "store", "credential", "form", "missing-key"));
            assertTrue(
                    metrics.series(OUTDATED).stream()
                            .noneMatch(series -> "dev".equals(series.labels().get("active_key"))),
                    "what was counted under another keyring is gone");

            Files.writeString(keyring, "active=next\n" + next);
            awaitValue(tokens, OUTDATED, "realm", BOUND, "store", "token", "form", "missing-key", "active_key", "next");
            assertEquals(0, metrics.sum(OUTDATED, "realm", BOUND, "store", "token", "form", "old-key"));
            assertTrue(metrics.sum(OUTDATED, "realm", APPS, "store", "credential", "form", "missing-key") > 0);
            assertEquals(0, metrics.sum(FAILURES, "realm", APPS, "reason", "missing-key"), "nobody has come yet");
            assertEquals(KeycloakVersion.refusedGrant(), login(customer, app.codeOfStep(0)));
            assertEquals(1, metrics.sum(FAILURES, "realm", APPS, "use", "verification", "reason", "missing-key"));
            visitor.start("sekisho-otp-redisplay");
            assertTrue(metrics.sum(FAILURES, "realm", APPS, "use", "redisplay", "reason", "missing-key") > 0);

            Files.writeString(keyring, before);
            Files.move(keyring, away);
            awaitValue(0, READABLE, "realm", APPS);
            awaitValue(0, READABLE, "realm", "mito");
            Files.move(away, keyring);
            awaitValue(1, READABLE, "realm", APPS);
        } finally {
            Files.deleteIfExists(away);
            Files.writeString(keyring, before);
        }
        awaitValue(0, OUTDATED, "realm", BOUND, "store", "token", "active_key", "dev");
    }

    private static String newKey() {
        byte[] key = new byte[32];
        new SecureRandom().nextBytes(key);
        return Base64.getEncoder().encodeToString(key);
    }

    // What is there in the end

    /** By metric, the values of each label as {@code docs/metrics.md} lists them; none where it does not. */
    private static Map<String, Map<String, Set<String>>> documented() throws IOException {
        String document = Files.readString(Path.of("../docs/metrics.md"));
        String events = document.substring(document.indexOf("## Events"), document.indexOf("| refusal |"));
        Set<String> actions = Pattern.compile("(?m)^\\| `([a-z-]+)` \\|")
                .matcher(events)
                .results()
                .map(row -> row.group(1))
                .collect(Collectors.toSet());
        Map<String, Map<String, Set<String>>> documented = new TreeMap<>();
        ROW.matcher(document).results().forEach(row -> {
            Map<String, Set<String>> labels = new TreeMap<>();
            for (String label : row.group(3).split(";")) {
                List<String> words =
                        CODE.matcher(label).results().map(word -> word.group(1)).toList();
                if (!words.isEmpty()) {
                    labels.put(
                            words.get(0),
                            words.get(0).equals("action") ? actions : Set.copyOf(words.subList(1, words.size())));
                }
            }
            documented.put(row.group(1), labels);
        });
        return documented;
    }

    @Test
    @Order(8)
    void each_metric_of_the_document_is_there_with_the_labels_that_it_lists_and_no_other_one() throws IOException {
        Map<String, Map<String, Set<String>>> documented = documented();
        List<Series> all = metrics.series("sekisho_");
        assertEquals(
                documented.keySet(), all.stream().map(Series::name).collect(Collectors.toCollection(TreeSet::new)));
        documented.keySet().forEach(name -> assertFalse(metrics.help(name).isBlank(), name + " says what it is"));
        for (Series series : all) {
            Map<String, Set<String>> labels = documented.get(series.name());
            assertEquals(labels.keySet(), series.labels().keySet(), series.name());
            series.labels()
                    .forEach((label, value) -> assertTrue(
                            labels.get(label).isEmpty() || labels.get(label).contains(value), series.toString()));
        }
    }

    @Test
    @Order(9)
    void each_metric_of_the_dashboard_and_of_the_alerts_is_there() throws IOException {
        // Percentiles are an option of the server, which this one does not have.
        Pattern name = Pattern.compile("\\b(?:sekisho|http_server_requests_seconds)_(?!bucket\\b)\\w+");
        Set<String> there = metrics.series("").stream().map(Series::name).collect(Collectors.toSet());
        for (String file : List.of("alerts.yml", "grafana-dashboard.json")) {
            Set<String> named = name.matcher(Files.readString(Path.of("../monitoring", file)))
                    .results()
                    .map(MatchResult::group)
                    .collect(Collectors.toCollection(TreeSet::new));
            assertFalse(named.isEmpty());
            named.removeAll(there);
            assertEquals(Set.of(), named, file);
        }
        assertTrue(
                metrics.series("http_server_requests_seconds_count").stream()
                        .anyMatch(series -> series.labels().get("uri").matches(".*/login-actions/.*")
                                && "POST".equals(series.labels().get("method"))),
                "as the dashboard selects it");
    }

    @Test
    @Order(10)
    void no_label_names_a_customer_a_token_or_an_address() {
        assertTrue(NAMES.size() > 20, NAMES.toString());
        for (Series series : metrics.series("sekisho_")) {
            series.labels()
                    .values()
                    .forEach(value -> assertTrue(NAMES.stream().noneMatch(value::contains), series.toString()));
        }
    }
}
