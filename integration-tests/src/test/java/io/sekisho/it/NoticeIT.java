package io.sekisho.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sekisho.demo.mail.BlackHole;
import io.sekisho.demo.mail.CaughtMail;
import io.sekisho.demo.mail.MailCatcher;
import io.sekisho.it.harness.Admin;
import io.sekisho.it.harness.Await;
import io.sekisho.it.harness.Customer;
import io.sekisho.it.harness.FreePort;
import io.sekisho.it.harness.Oath;
import io.sekisho.it.harness.Server;
import io.sekisho.it.harness.TestRealm;
import io.sekisho.it.harness.WithServer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The mails after changes: what they say, and that no mail server, however bad, does more than delay them. */
@WithServer
class NoticeIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Server server;
    private final Admin admin;

    NoticeIT(Server server) {
        this.server = server;
        this.admin = server.admin();
    }

    /** A change that the staff make, and that is always mailed. */
    private void reset(Customer customer, String temporary) {
        ObjectNode body = JsonNodeFactory.instance.objectNode().put("value", temporary);
        assertEquals(
                204,
                admin.send(
                                "PUT",
                                "/" + customer.realm() + "/otp-service/users/" + customer.id()
                                        + "/transaction-password",
                                body)
                        .statusCode());
    }

    private List<JsonNode> undelivered(Customer customer) {
        return StreamSupport.stream(
                        admin.get("/" + customer.realm() + "/otp-service/notices")
                                .spliterator(),
                        false)
                .filter(notice -> notice.get("userId").asText().equals(customer.id()))
                .toList();
    }

    private JsonNode undeliveredInState(Customer customer, String state) {
        Await.until(
                "a notice in state " + state,
                PATIENCE,
                () -> undelivered(customer).stream()
                        .anyMatch(notice -> notice.get("state").asText().equals(state)));
        return undelivered(customer).get(0);
    }

    private static TestRealm realmWithMailPort(Server server, String name, int port) {
        return TestRealm.like(server, "mito", name, realm -> TestRealm.mailTo(realm, server.hostName(), port));
    }

    @ParameterizedTest
    @CsvSource({"ja, 一時停止, 再開, 再設定, 受付時間：平日", "en, suspended, again, reset, weekdays"})
    void each_change_is_mailed_in_the_customers_language(
            String language, String suspended, String lifted, String reset, String hours) {
        Oath app = Oath.withNewKey();
        Customer customer = admin.newCustomer("mito", user -> {
            user.withObject("/attributes").putArray("locale").add(language);
            user.withArray("/credentials").add(admin.otpCredential(app.key()));
        });
        admin.suspendOtp(customer, app);
        check(server.mailTo(customer, suspended), language, hours);
        assertEquals(204, admin.lift(customer, "otp").statusCode());
        check(server.mailTo(customer, lifted), language, hours);
        reset(customer, "temporary-1");
        CaughtMail mail = server.mailTo(customer, reset);
        check(mail, language, hours);
        assertFalse(
                mail.text().contains("temporary-1") || mail.html().contains("temporary-1"), "no mail holds a secret");
    }

    private static void check(CaughtMail mail, String language, String hours) {
        assertEquals("info@mito-sec.jp", mail.from().address());
        assertEquals("水戸証券", mail.from().name());
        for (String part : List.of(mail.text(), mail.html())) {
            assertTrue(part.contains("0120-031-003"), part);
            assertTrue(part.contains(hours), part);
            assertTrue(part.matches("(?s).*20\\d\\d/\\d\\d/\\d\\d \\d\\d:\\d\\d.*"), part);
            assertTrue(part.contains(language.equals("ja") ? "送信専用" : "replies"), part);
            assertFalse(part.contains("/realms/"), "no link to a page of ours");
        }
        assertTrue(mail.html().contains("<html lang=\"" + language + "\""), mail.html());
    }

    @Test
    void hostile_names_of_the_institution_stay_text() {
        try (TestRealm realm = TestRealm.like(
                server,
                "mito",
                "notice-hostile",
                changes -> changes.put("displayName", "A<b>&\"B\r\nBcc: x@example.com")
                        .withObject("/attributes")
                        .put("sekisho.supportName", "<script>alert(1)</script>"))) {
            Customer customer = admin.newCustomer(realm.name());
            reset(customer, "temporary-1");
            CaughtMail mail = server.mailTo(customer, "再設定");
            assertEquals(List.of(customer.email()), mail.recipients());
            assertTrue(mail.subject().contains("A<b>&\"B"), mail.subject());
            assertFalse(mail.html().contains("<script"), mail.html());
            assertTrue(mail.html().contains("&lt;script&gt;"), mail.html());
            assertTrue(mail.text().contains("<script>alert(1)</script>"), mail.text());
        }
    }

    @Test
    void a_mail_server_that_refuses_delays_the_mail_and_nothing_else() {
        int port = FreePort.next();
        try (TestRealm realm = realmWithMailPort(server, "notice-refused", port)) {
            Customer customer = admin.newCustomer(realm.name());
            reset(customer, "temporary-1");
            assertTrue(
                    admin.factors(customer)
                            .get("transactionPassword")
                            .get("status")
                            .asText()
                            .equals("TEMPORARY"),
                    "the change is made");
            Await.until(
                    "a first attempt that failed",
                    PATIENCE,
                    () -> undelivered(customer).stream()
                            .anyMatch(notice -> notice.get("attempts").asInt() > 0));
            try (MailCatcher late = new MailCatcher(server.hostAddress(), port, 0)) {
                late.await(
                        mail -> mail.wentTo(customer.email()) && mail.subject().contains("再設定"), PATIENCE);
                Await.until(
                        "nothing undelivered",
                        PATIENCE,
                        () -> undelivered(customer).isEmpty());
            }
        }
    }

    @Test
    void what_could_not_be_delivered_is_shown_to_the_admin_and_can_be_sent_again() {
        int port = FreePort.next();
        try (TestRealm realm = realmWithMailPort(server, "notice-given-up", port)) {
            Customer customer = admin.newCustomer(realm.name());
            reset(customer, "temporary-1");
            JsonNode failed = undeliveredInState(customer, "FAILED");
            assertEquals("mail-server-unreachable", failed.get("lastError").asText());
            assertEquals(4, failed.get("attempts").asInt());
            JsonNode event =
                    admin.events(customer, "CUSTOM_REQUIRED_ACTION_ERROR").get(0);
            assertEquals("email_send_failed", event.get("error").asText());
            assertEquals(
                    failed.get("id").asText(),
                    event.get("details").get("notice_id").asText());
            assertFalse(event.toString().contains(customer.email()), "no event holds an address");

            String retry = "/" + realm.name() + "/otp-service/notices/"
                    + failed.get("id").asText() + "/retry";
            try (MailCatcher late = new MailCatcher(server.hostAddress(), port, 0)) {
                assertEquals(204, admin.send("POST", retry, null).statusCode());
                late.await(
                        mail -> mail.wentTo(customer.email())
                                && mail.text().contains(failed.get("id").asText()),
                        PATIENCE);
                Await.until(
                        "nothing undelivered",
                        PATIENCE,
                        () -> undelivered(customer).isEmpty());
            }
            assertEquals(409, admin.send("POST", retry, null).statusCode(), "it has been sent");
        }
    }

    @Test
    void a_mail_server_that_never_answers_holds_up_neither_the_change_nor_another_realms_mail() {
        try (BlackHole hole = new BlackHole(server.hostAddress(), 0);
                TestRealm realm = realmWithMailPort(server, "notice-black-hole", hole.port())) {
            Customer silenced = admin.newCustomer(realm.name());
            reset(silenced, "temporary-1");
            Await.until("a mail on its way into the hole", PATIENCE, () -> hole.connections() > 0);
            assertEquals(
                    "TEMPORARY",
                    admin.factors(silenced)
                            .get("transactionPassword")
                            .get("status")
                            .asText());

            Customer other = admin.newCustomer("mito");
            reset(other, "temporary-2");
            server.mailTo(other, "再設定");
            assertEquals(1, undelivered(silenced).size());
        }
    }

    @Test
    void a_customer_without_an_address_is_listed_until_one_is_there() {
        Customer customer = admin.newCustomer("mito", user -> {
            user.remove("email");
            user.put("emailVerified", false);
        });
        reset(customer, "temporary-1");
        JsonNode notice = undeliveredInState(customer, "UNDELIVERABLE");
        assertEquals("no-email-address", notice.get("lastError").asText());
        String retry = "/mito/otp-service/notices/" + notice.get("id").asText() + "/retry";
        assertEquals(409, admin.send("POST", retry, null).statusCode());

        ObjectNode user = (ObjectNode) admin.get("/mito/users/" + customer.id());
        assertEquals(
                204,
                admin.send("PUT", "/mito/users/" + customer.id(), user.put("email", customer.email()))
                        .statusCode());
        assertEquals(204, admin.send("POST", retry, null).statusCode());
        server.mailTo(customer, "再設定");
    }

    @Test
    void an_address_as_carriers_have_given_them_is_mailed_in_quotes() {
        String name = "taro.." + UUID.randomUUID() + ".";
        Customer customer = admin.newCustomer("mito", user -> user.put("email", name + "@docomo.example"));
        reset(customer, "temporary-1");
        String header = "To: \"" + name + "\"@docomo.example";
        CaughtMail mail = server.mail()
                .await(caught -> new String(caught.source(), StandardCharsets.UTF_8).contains(header), PATIENCE);
        assertTrue(mail.subject().contains("再設定"), mail.subject());
        Await.until("nothing undelivered", PATIENCE, () -> undelivered(customer).isEmpty());
    }

    @Test
    void a_mail_to_an_address_that_is_none_is_given_up_at_once_and_goes_to_the_right_one_when_sent_again() {
        Customer customer = admin.newCustomer("mito", user -> user.put("email", "taro yamada@example"));
        reset(customer, "temporary-1");
        JsonNode notice = undeliveredInState(customer, "FAILED");
        assertEquals("invalid-address", notice.get("lastError").asText());
        assertEquals(1, notice.get("attempts").asInt());

        ObjectNode user = (ObjectNode) admin.get("/mito/users/" + customer.id());
        assertEquals(
                204,
                admin.send("PUT", "/mito/users/" + customer.id(), user.put("email", customer.email()))
                        .statusCode());
        String retry = "/mito/otp-service/notices/" + notice.get("id").asText() + "/retry";
        assertEquals(204, admin.send("POST", retry, null).statusCode());
        server.mailTo(customer, "再設定");
    }

    @Test
    void notices_of_a_deleted_customer_are_gone() {
        Customer customer = admin.newCustomer("mito", user -> user.remove("email"));
        reset(customer, "temporary-1");
        undeliveredInState(customer, "UNDELIVERABLE");
        assertEquals(
                204, admin.send("DELETE", "/mito/users/" + customer.id(), null).statusCode());
        assertEquals(List.of(), undelivered(customer));
    }

    @Test
    void a_page_of_notices_that_cannot_be_is_refused() {
        for (String query : List.of("first=-1", "max=0", "max=501")) {
            assertEquals(
                    400,
                    admin.send("GET", "/mito/otp-service/notices?" + query, null)
                            .statusCode(),
                    query);
        }
    }
}
