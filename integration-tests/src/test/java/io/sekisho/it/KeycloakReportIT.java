package io.sekisho.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sekisho.demo.mail.CaughtMail;
import io.sekisho.it.harness.Admin;
import io.sekisho.it.harness.Customer;
import io.sekisho.it.harness.Database;
import io.sekisho.it.harness.FormClient.Answer;
import io.sekisho.it.harness.Oath;
import io.sekisho.it.harness.Server;
import io.sekisho.it.harness.TestRealm;
import io.sekisho.it.harness.Visitor;
import io.sekisho.it.harness.WithServer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What Keycloak itself changes, by its pages, its console or its REST, is mailed as well. */
@WithServer
class KeycloakReportIT {

    private static final String REALM = "reports-keycloak";
    private static final String OTHER = "reports-off";

    private static List<TestRealm> realms;

    private final Server server;
    private final Admin admin;
    private final Database database;

    KeycloakReportIT(Server server) {
        this.server = server;
        this.admin = server.admin();
        this.database = server.database();
    }

    @BeforeAll
    static void makeRealms(Server server) {
        realms = List.of(
                TestRealm.like(server, "mito", REALM, realm -> {
                    TestRealm.hashFast(realm);
                    // Keycloak's own user profile lets customers change their mail address.
                    realm.remove("components");
                }),
                TestRealm.like(server, "mito", OTHER, realm -> {
                    TestRealm.hashFast(realm);
                    realm.withObject("/attributes").put("sekisho.enabled", "false");
                }));
    }

    @AfterAll
    static void deleteRealms() {
        realms.forEach(TestRealm::close);
    }

    private List<String> mails(Customer customer) {
        return database.rows("select KIND from SEKISHO_NOTICE where USER_ID = ?", customer.id());
    }

    private int put(Customer customer, String path, ObjectNode body) {
        return admin.send("PUT", "/" + customer.realm() + "/users/" + customer.id() + path, body)
                .statusCode();
    }

    private int resetLoginPassword(Customer customer) {
        return put(
                customer,
                "/reset-password",
                JsonNodeFactory.instance.objectNode().put("type", "password").put("value", "by-the-staff-1"));
    }

    private ObjectNode user(Customer customer) {
        return (ObjectNode) admin.get("/" + customer.realm() + "/users/" + customer.id());
    }

    @Test
    void a_login_password_that_the_staff_have_reset_is_mailed() {
        Customer customer = admin.newCustomer(REALM);
        assertEquals(204, resetLoginPassword(customer));
        assertEquals(List.of("LOGIN_PASSWORD_RESET"), mails(customer));
        CaughtMail mail = server.mailTo(customer, "ログインパスワード再設定");
        assertFalse(mail.text().contains("by-the-staff-1"), "no mail holds a secret");
    }

    @Test
    void a_login_password_that_is_refused_is_not_mailed() {
        Customer customer = admin.newCustomer(REALM);
        assertEquals(
                400,
                put(
                        customer,
                        "/reset-password",
                        JsonNodeFactory.instance
                                .objectNode()
                                .put("type", "password")
                                .put("value", customer.transactionPassword())));
        assertEquals(List.of(), mails(customer));
    }

    @Test
    void a_login_password_that_the_customer_has_changed_is_mailed_once() {
        Customer customer = admin.newCustomer(
                REALM, user -> user.withArray("/requiredActions").add("UPDATE_PASSWORD"));
        Visitor visitor = new Visitor(server.url(), customer);
        Answer page = visitor.login();
        assertEquals(
                "登録情報照会",
                visitor.submit(page, Map.of("password-new", "another-login-1", "password-confirm", "another-login-1"))
                        .heading());
        assertEquals(List.of("LOGIN_PASSWORD_CHANGED"), mails(customer));
        server.mailTo(customer, "ログインパスワード変更");
    }

    @Test
    void what_the_staff_delete_in_keycloaks_console_is_mailed() {
        Customer customer = admin.newOtpCustomer(REALM, Oath.withNewKey().key());
        admin.deleteCredential(customer, "otp");
        assertEquals(List.of("OTP_REMOVED"), mails(customer));
        admin.deleteCredential(customer, "transaction-password");
        admin.deleteCredential(customer, "password");
        assertEquals(
                List.of("LOGIN_PASSWORD_REMOVED", "OTP_REMOVED", "TRANSACTION_PASSWORD_REMOVED"),
                mails(customer).stream().sorted().toList());
        server.mailTo(customer, "ワンタイムパスワードの登録を削除");
    }

    @Test
    void a_mail_address_that_the_staff_have_changed_is_mailed_to_the_one_before() {
        Customer customer = admin.newCustomer(REALM);
        assertEquals(204, put(customer, "", user(customer).put("email", "new-" + customer.email())));
        CaughtMail mail = server.mailTo(customer, "登録メールアドレス変更");
        assertTrue(mail.text().contains("n***@example.com"), mail.text());
        assertFalse(mail.text().contains("new-"), mail.text());
        assertEquals(List.of("EMAIL_CHANGED"), mails(customer));
    }

    @Test
    void a_mail_address_that_the_customer_has_changed_is_mailed_to_the_one_before() {
        Customer customer = admin.newCustomer(
                REALM, user -> user.withArray("/requiredActions").add("UPDATE_PROFILE"));
        Visitor visitor = new Visitor(server.url(), customer);
        Answer page = visitor.login();
        JsonNode user = user(customer);
        visitor.submit(
                page,
                Map.of(
                        "email",
                        "thief-" + customer.email(),
                        "firstName",
                        user.path("firstName").asText("太郎"),
                        "lastName",
                        user.path("lastName").asText("山田")));
        assertEquals("thief-" + customer.email(), user(customer).get("email").asText());
        assertEquals(List.of("EMAIL_CHANGED"), mails(customer));
        server.mailTo(customer, "登録メールアドレス変更");
    }

    @Test
    void what_concerns_no_credential_and_no_address_is_not_mailed() {
        Customer customer = admin.newOtpCustomer(REALM, Oath.withNewKey().key());
        assertEquals(204, put(customer, "", user(customer).put("lastName", "佐藤")));
        assertEquals(
                204,
                admin.send(
                                "POST",
                                "/" + REALM + "/users/" + customer.id() + "/credentials/"
                                        + admin.credentialId(customer, "otp") + "/moveToFirst",
                                null)
                        .statusCode());
        assertEquals(List.of(), mails(customer));
    }

    @Test
    void where_the_service_is_off_keycloaks_changes_are_not_mailed() {
        Customer customer = admin.newCustomer(OTHER);
        assertEquals(204, resetLoginPassword(customer));
        assertEquals(204, put(customer, "", user(customer).put("email", "new-" + customer.email())));
        assertEquals(List.of(), mails(customer));
    }
}
