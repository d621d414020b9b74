package io.sekisho.it.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sekisho.it.fault.FaultyMailServer.Fault;
import io.sekisho.it.harness.Admin;
import io.sekisho.it.harness.Await;
import io.sekisho.it.harness.Crowd;
import io.sekisho.it.harness.Customer;
import io.sekisho.it.harness.FormClient.Answer;
import io.sekisho.it.harness.HardwareToken;
import io.sekisho.it.harness.Oath;
import io.sekisho.it.harness.Visitor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;

/** The mail server fails: nothing waits for it but the mail, and the mail is not lost. */
@ExtendWith(FaultyServer.Extension.class)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class MailFaultIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    /** Of the slow server: some 60 characters, and a second mail where a claim has lapsed meanwhile. */
    private static final Duration SLOW = Duration.ofSeconds(120);

    private static final String CHANGE = "transactionPassword";

    private final FaultyServer server;
    private final Admin admin;

    MailFaultIT(FaultyServer server) {
        this.server = server;
        this.admin = server.admin();
    }

    /** A realm with the service and without pages of its own: enough for a change that is mailed. */
    private String newRealm(String name, int port, Map<String, String> more) {
        ObjectNode realm = new ObjectMapper()
                .createObjectNode()
                .put("realm", name)
                .put("enabled", true)
                .put("emailTheme", "sekisho");
        realm.putObject("attributes").put("sekisho.enabled", "true");
        realm.putArray("supportedLocales").add("ja");
        ObjectNode smtp = realm.putObject("smtpServer")
                .put("host", "localhost")
                .put("port", Integer.toString(port))
                .put("from", "otp@example.com")
                .put("timeout", "3000");
        more.forEach(smtp::put);
        admin.importRealm(realm);
        return name;
    }

    private void reset(Customer customer) {
        assertEquals(
                204, admin.resetTransactionPassword(customer, "temporary-1").statusCode());
        assertEquals(
                "TEMPORARY",
                admin.factors(customer).get(CHANGE).get("status").asText(),
                "the change does not wait for its mail");
    }

    private List<JsonNode> undelivered(Customer customer) {
        List<JsonNode> all = new ArrayList<>();
        admin.get("/" + customer.realm() + "/otp-service/notices?max=500").forEach(notice -> {
            if (notice.get("userId").asText().equals(customer.id())) {
                all.add(notice);
            }
        });
        return all;
    }

    private JsonNode awaitNotice(Customer customer, String description, Predicate<JsonNode> wanted) {
        List<JsonNode> found = new ArrayList<>();
        Await.until(description + " of a notice to " + customer.email(), PATIENCE, () -> {
            found.clear();
            undelivered(customer).stream().filter(wanted).forEach(found::add);
            return !found.isEmpty();
        });
        return found.get(0);
    }

    private static boolean hasFailed(JsonNode notice) {
        return notice.hasNonNull("lastError");
    }

    private void awaitDelivered(FaultyMailServer mail, Customer customer, Duration patience) {
        Await.until(
                "a mail to " + customer.email(),
                patience,
                () -> mail.taken().contains(customer.email())
                        && undelivered(customer).isEmpty());
    }

    /** What each fault is called for the staff and the operators. */
    private static String reason(Fault fault) {
        return switch (fault) {
            case DOWN, GONE_IN_BODY -> "mail-server-unreachable";
            case BUSY_AT_GREETING, NO_SERVICE_AT_GREETING, REFUSED_AT_EHLO -> "mail-server-refused";
            case LATER_AT_MAIL, LATER_AT_RCPT, LATER_AT_DATA, LATER_AFTER_BODY -> "mail-deferred";
            case REFUSED_AT_MAIL, REFUSED_AT_RCPT, REFUSED_AT_DATA, REFUSED_AFTER_BODY -> "mail-refused";
            case SILENT -> "mail-server-timeout";
            case GARBAGE -> "mail-server-tls";
            case WORKING, SLOW -> throw new IllegalArgumentException(fault.name());
        };
    }

    @Test
    @Order(1)
    void whateverAMailServerDoesTheChangeIsMadeAndItsMailComesInTheEnd() {
        List<Fault> faults = Arrays.stream(Fault.values())
                .filter(fault -> fault != Fault.WORKING)
                .toList();

        Crowd.run(faults.size(), faults.size(), number -> {
            Fault fault = faults.get(number);
            try (FaultyMailServer mail = new FaultyMailServer()) {
                String realm = newRealm(
                        "mail-" + fault.name().toLowerCase(Locale.ROOT),
                        mail.port(),
                        fault == Fault.GARBAGE ? Map.of("ssl", "true") : Map.of());
                Customer customer = admin.newCustomer(realm);
                mail.fail(fault);
                reset(customer);
                if (fault == Fault.SLOW) {
                    awaitDelivered(mail, customer, SLOW);
                } else {
                    assertEquals(
                            reason(fault),
                            awaitNotice(customer, "a failed attempt", MailFaultIT::hasFailed)
                                    .get("lastError")
                                    .asText(),
                            fault.name());
                    mail.fail(Fault.WORKING);
                    if (fault == Fault.GARBAGE) {
                        server.mailAt(realm, mail.port(), Map.of("ssl", "false"));
                    }
                    awaitDelivered(mail, customer, PATIENCE);
                }
                admin.deleteRealm(realm);
            }
            return fault;
        });
    }

    @Test
    @Order(2)
    void aMailThatWasGivenUpIsListedAndCanBeSentAgain() {
        try (FaultyMailServer mail = new FaultyMailServer()) {
            Customer customer = admin.newCustomer(newRealm("mail-given-up", mail.port(), Map.of()));
            mail.fail(Fault.DOWN);
            reset(customer);
            JsonNode notice = awaitNotice(
                    customer,
                    "the end of the attempts",
                    each -> each.get("state").asText().equals("FAILED"));
            assertEquals(FaultyServer.MAX_ATTEMPTS, notice.get("attempts").asInt());

            mail.fail(Fault.WORKING);
            assertEquals(
                    204,
                    admin.send(
                                    "POST",
                                    "/" + customer.realm() + "/otp-service/notices/"
                                            + notice.get("id").asText() + "/retry",
                                    null)
                            .statusCode());

            awaitDelivered(mail, customer, PATIENCE);
            admin.deleteRealm(customer.realm());
        }
    }

    /** Though each of them is tried once at most: the others count as tried with it. */
    @Test
    @Order(2)
    void anOutageThatLastsForAsLongAsAllAttemptsGivesUpEverythingThatHasWaitedForIt() {
        try (FaultyMailServer mail = new FaultyMailServer()) {
            String realm = newRealm("mail-outlasted", mail.port(), Map.of());
            mail.fail(Fault.DOWN);
            List<Customer> customers =
                    Stream.generate(() -> admin.newCustomer(realm)).limit(3).toList();
            customers.forEach(this::reset);
            List<String> more = server.rows(
                    "insert into SEKISHO_NOTICE (ID, REALM_ID, USER_ID, KIND, RECIPIENT, LOCALE, OCCURRED_AT, STATE, ATTEMPTS, DUE_AT)"
                            + " select gen_random_uuid()::text, n.REALM_ID, n.USER_ID, 'TOKEN_STARTED', n.RECIPIENT, 'ja', n.OCCURRED_AT, 'PENDING', 0, n.OCCURRED_AT"
                            + " from SEKISHO_NOTICE n, generate_series(1, 250) where n.USER_ID = ? returning ID",
                    customers.get(0).id());
            for (Customer customer : customers) {
                Await.until(
                        "the end of all attempts",
                        PATIENCE,
                        () -> undelivered(customer).stream()
                                .allMatch(notice ->
                                        "FAILED".equals(notice.get("state").asText())));
                for (JsonNode notice : undelivered(customer)) {
                    assertEquals(
                            "mail-server-unreachable", notice.get("lastError").asText());
                    assertEquals(
                            FaultyServer.MAX_ATTEMPTS, notice.get("attempts").asInt());
                }
            }
            assertEquals(more.size() + 1, undelivered(customers.get(0)).size());
            admin.deleteRealm(realm);
        }
    }

    /** As customers do who arrive one after another, at four windows. */
    @Test
    @Order(3)
    void aBlackHoleUnderLoadHoldsUpNobodyAndAfterAFirstMailTheOthersComeTheOldestFirst() {
        try (FaultyMailServer mail = new FaultyMailServer()) {
            server.mailAt("mito", mail.port(), Map.of("timeout", "3000"));
            List<Customer> enrolled = new ArrayList<>();
            // The first round warms up; then in turns, so that both kinds see the same machine.
            work(20, enrolled);
            Await.until("no mail waiting", PATIENCE, () -> mail.taken().size() >= enrolled.size());
            List<Long> working = new ArrayList<>();
            List<Long> blackHole = new ArrayList<>();
            List<Customer> silenced = new ArrayList<>();
            for (int turn = 0; turn < 3; turn++) {
                working.addAll(work(20, enrolled));
                Await.until(
                        "no mail waiting",
                        PATIENCE,
                        () -> mail.taken().stream().distinct().count() >= enrolled.size() + silenced.size());
                mail.fail(Fault.SILENT);
                List<Customer> now = new ArrayList<>();
                int connections = mail.connections();
                blackHole.addAll(work(20, now));
                Await.until("a mail in the black hole", PATIENCE, () -> mail.connections() > connections);
                Await.until(
                        "an outbox that tells of it",
                        PATIENCE,
                        () -> server.metric("sekisho_notice_outbox_depth") >= now.size()
                                && server.metric("sekisho_notice_outbox_age_seconds") >= 1);
                int before = mail.taken().size();
                mail.fail(Fault.WORKING);
                Await.until(
                        "all mails of this turn",
                        PATIENCE,
                        () -> mail.takenSince(before)
                                .containsAll(now.stream().map(Customer::email).toList()));
                List<String> came = mail.takenSince(before).stream().distinct().toList();
                // The first one was due next, whatever its age; with it the worker sees that the mail server answers
                // again.
                List<String> oldestFirst = inOrderOfTheirChanges(now).stream()
                        .filter(address -> !address.equals(came.get(0)))
                        .toList();
                assertEquals(oldestFirst, came.subList(1, came.size()), "after " + came.get(0) + " the oldest first");
                silenced.addAll(now);
            }
            Await.until("an empty outbox", PATIENCE, () -> server.metric("sekisho_notice_outbox_depth") == 0);
            Stream.concat(enrolled.stream(), silenced.stream())
                    .forEach(customer -> assertEquals(1, server.seeds(customer).size()));
            long usual = percentile99(working);
            long holed = percentile99(blackHole);
            System.out.printf(
                    "p99 of a login with a code: %d ms with a working mail server, %d ms with a black hole, ratio %.2f%n",
                    usual, holed, (double) holed / usual);
            // Not a measurement: a login that waits for the mail server would wait for its whole timeout.
            assertTrue(holed < usual + 2_000, usual + " ms and " + holed + " ms");
        } finally {
            server.mailAt("mito", server.mail().smtpPort(), Map.of());
        }
    }

    private List<String> inOrderOfTheirChanges(List<Customer> customers) {
        Map<String, Customer> byId = customers.stream().collect(Collectors.toMap(Customer::id, customer -> customer));
        return server.rows("select USER_ID from SEKISHO_NOTICE order by OCCURRED_AT, ID").stream()
                .filter(byId::containsKey)
                .map(id -> byId.get(id).email())
                .toList();
    }

    /**
     * Logins with a code, and an enrolment for each five of them.
     *
     * @param enrolled gets the customers who have enrolled
     * @return ms of each login
     */
    private List<Long> work(int logins, List<Customer> enrolled) {
        List<Customer> applicants = Stream.generate(() -> admin.newCustomer("mito"))
                .limit(logins / 5)
                .toList();
        List<Oath> apps = Stream.generate(Oath::withNewKey).limit(logins).toList();
        List<Customer> customers = apps.stream()
                .map(app -> admin.newOtpCustomer("mito", app.key()))
                .toList();
        List<Long> times = Crowd.run(4, logins, number -> {
            if (number % 5 == 0) {
                new Walks(server.url()).apply(applicants.get(number / 5));
            }
            String code = apps.get(number).code();
            long start = System.nanoTime();
            Visitor visitor = new Visitor(server.url(), customers.get(number));
            Answer status = visitor.submit(visitor.login(), Map.of("otp", code));
            assertEquals(Walks.STATUS, status.heading());
            return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
        });
        enrolled.addAll(applicants);
        return times;
    }

    private static long percentile99(List<Long> times) {
        List<Long> sorted = times.stream().sorted().toList();
        return sorted.get((int) Math.ceil(sorted.size() * 0.99) - 1);
    }

    @Test
    @Order(4)
    void aCustomerWhoWaitsForTheMailOfAnIssueIsToldAndGetsItInTheEnd() {
        try (FaultyMailServer mail = new FaultyMailServer()) {
            server.mailAt("sample-bank", mail.port(), Map.of("timeout", "3000"));
            admin.attributes("sample-bank", Map.of("sekisho.tokenMailWaitSeconds", "0"));
            mail.fail(Fault.DOWN);
            Customer customer = admin.newCustomer("sample-bank");
            Visitor visitor = new Visitor(server.url(), customer);
            Answer issue =
                    visitor.submit(visitor.login(), Map.of("transactionPassword", customer.transactionPassword()));

            Answer confirm = visitor.submit(issue, Walks.issueTo(customer.email()));

            assertEquals(Walks.CONFIRM, confirm.heading());
            awaitText(visitor, confirm, "メールをまだ送れていません");
            mail.fail(Fault.REFUSED_AT_RCPT);
            awaitText(visitor, confirm, "メールを送れませんでした");
            Answer again = visitor.submit(confirm, Map.of("resend", "true"));
            assertEquals("メールをもう一度送ります。届くまで数分かかることがあります。", again.message());
            mail.fail(Fault.WORKING);
            Await.until("the mail", PATIENCE, () -> mail.taken().contains(customer.email()));
            awaitText(visitor, confirm, "に送りました");
        } finally {
            server.mailAt("sample-bank", server.mail().smtpPort(), Map.of());
        }
    }

    @Test
    @Order(5)
    void aCustomerWhoWaitsForAMailedCodeIsToldAndCanHaveAnother() {
        try (FaultyMailServer mail = new FaultyMailServer()) {
            server.mailAt("sample-direct", mail.port(), Map.of("timeout", "3000"));
            admin.attributes(
                    "sample-direct",
                    Map.of("sekisho.replacementProof", "mail-code", "sekisho.tokenMailWaitSeconds", "0"));
            HardwareToken token = HardwareToken.delivered(admin, "sample-direct");
            Customer customer = admin.newCustomer("sample-direct");
            assertEquals(
                    204,
                    admin.sendText(
                                    "POST",
                                    "/sample-direct/otp-service/tokens/" + token.id() + "/bind",
                                    "{\"userId\": \"" + customer.id() + "\"}")
                            .statusCode());
            Await.until("the mail of the binding", PATIENCE, () -> mail.taken().contains(customer.email()));
            mail.fail(Fault.DOWN);

            Walks walks = new Walks(server.url());
            Answer page = walks.register(customer);

            assertEquals("メールで届く確認コードの入力", page.heading());
            Await.until(
                    "a page that says so",
                    PATIENCE,
                    () -> walks.client().get(page.uri().toString()).body().contains("メールをまだ送れていません"));
            int before = mail.taken().size();
            mail.fail(Fault.WORKING);
            Answer again = walks.client().submit(page, Map.of("resend", "true"));
            assertEquals("新しい確認コードを送ります。届くまで数分かかることがあります。", again.message());
            Await.until("the mail", PATIENCE, () -> mail.taken().size() > before);
            Await.until("a page that says when", PATIENCE, () -> {
                String now = walks.client().get(page.uri().toString()).body();
                return now.contains("送信した時刻") && !now.contains("メールをまだ送れていません");
            });
        } finally {
            admin.attributes(
                    "sample-direct",
                    Map.of("sekisho.replacementProof", "transaction-password", "sekisho.tokenMailWaitSeconds", "60"));
            server.mailAt("sample-direct", server.mail().smtpPort(), Map.of());
        }
    }

    private static void awaitText(Visitor visitor, Answer page, String text) {
        Await.until(
                "a page that says " + text,
                PATIENCE,
                () -> visitor.get(page.uri().toString()).body().contains(text));
    }

    @Test
    @Order(6)
    void aMailThatHangsDoesNotHoldUpTheEndOfTheServer() {
        try (FaultyMailServer mail = new FaultyMailServer()) {
            mail.fail(Fault.SILENT);
            Customer customer = admin.newCustomer(newRealm("mail-hanging", mail.port(), Map.of("timeout", "60000")));
            reset(customer);
            Await.until("a mail in the black hole", PATIENCE, () -> mail.connections() > 0);

            long start = System.nanoTime();
            server.keycloak().stop();
            long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);

            assertTrue(
                    server.keycloak().log().contains("stopped in"),
                    "it ended by itself, and was not killed, in " + millis + " ms");
            mail.fail(Fault.WORKING);
            server.restart();
            // When the claim of the life before has lapsed.
            awaitDelivered(mail, customer, PATIENCE);
            admin.deleteRealm(customer.realm());
        }
    }
}
