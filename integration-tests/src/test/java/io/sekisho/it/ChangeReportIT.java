package io.sekisho.it;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.sekisho.it.harness.Admin;
import io.sekisho.it.harness.Customer;
import io.sekisho.it.harness.Database;
import io.sekisho.it.harness.FormClient.Answer;
import io.sekisho.it.harness.HardwareToken;
import io.sekisho.it.harness.Inventory;
import io.sekisho.it.harness.Metrics;
import io.sekisho.it.harness.Oath;
import io.sekisho.it.harness.Server;
import io.sekisho.it.harness.TestRealm;
import io.sekisho.it.harness.Visitor;
import io.sekisho.it.harness.WithServer;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * A change is told once: by one event, one count, and one mail if it is mailed at all. What is refused is told by none
 * of them.
 */
@WithServer
class ChangeReportIT {

    private static final String BOUND = "reports-bound";
    private static final String APPS = "reports-apps";

    private static List<TestRealm> realms;

    private final Server server;
    private final Admin admin;
    private final Metrics metrics;
    private final Database database;

    ChangeReportIT(Server server) {
        this.server = server;
        this.admin = server.admin();
        this.metrics = server.metrics();
        this.database = server.database();
    }

    @BeforeAll
    static void makeRealms(Server server) {
        realms = List.of(
                TestRealm.like(server, "sample-direct", BOUND, TestRealm::hashFast),
                TestRealm.like(server, "mito", APPS, TestRealm::hashFast));
    }

    @AfterAll
    static void deleteRealms() {
        realms.forEach(TestRealm::close);
    }

    /** What is told of a customer, and how often changes of the realm were counted. */
    private record Told(List<String> events, List<String> mails, int counted) {}

    private Told told(Customer customer) {
        List<String> events = new ArrayList<>();
        for (String type : List.of("UPDATE_CREDENTIAL", "REMOVE_CREDENTIAL")) {
            StreamSupport.stream(admin.events(customer, type).spliterator(), false)
                    .map(event -> event.get("details"))
                    .filter(details -> details.has("action") && !details.has("reason"))
                    .forEach(details -> events.add(details.get("credential_type")
                                    .asText() + " " + details.get("action").asText()));
        }
        return new Told(
                events,
                database.rows("select KIND from SEKISHO_NOTICE where USER_ID = ?", customer.id()),
                metrics.sum("sekisho_changes_total", "realm", customer.realm()));
    }

    /**
     * @param factor and action, as in the event
     * @param mail the kind of mail, or null
     */
    private void assertTold(Customer customer, String change, String by, String mail, Runnable doing) {
        Told before = told(customer);
        String[] label = change.split(" ");
        int counted = metrics.sum(
                "sekisho_changes_total", "realm", customer.realm(), "factor", label[0], "action", label[1], "by", by);
        doing.run();
        Told after = told(customer);
        assertEquals(List.of(change), added(before.events(), after.events()));
        assertEquals(mail == null ? List.of() : List.of(mail), added(before.mails(), after.mails()));
        assertEquals(before.counted() + 1, after.counted(), "one change of the realm");
        assertEquals(
                counted + 1,
                metrics.sum(
                        "sekisho_changes_total",
                        "realm",
                        customer.realm(),
                        "factor",
                        label[0],
                        "action",
                        label[1],
                        "by",
                        by),
                "this one");
    }

    private void assertNotTold(Customer customer, int status, Supplier<HttpResponse<String>> call) {
        Told before = told(customer);
        assertEquals(status, call.get().statusCode());
        assertEquals(before, told(customer));
    }

    private static List<String> added(List<String> before, List<String> after) {
        List<String> added = new ArrayList<>(after);
        before.forEach(added::remove);
        return added;
    }

    private static void done(HttpResponse<String> answer) {
        assertEquals(204, answer.statusCode(), answer.body());
    }

    @Test
    void what_the_staff_do_with_a_token_is_told_once() {
        Inventory inventory = new Inventory(admin, BOUND);
        HardwareToken token = inventory.newToken();
        Customer customer = admin.newCustomer(BOUND);
        assertTold(customer, "otp bound", "staff", "TOKEN_BOUND", () -> done(inventory.bind(token, customer)));
        assertNotTold(customer, 409, () -> inventory.bind(inventory.newToken(), customer));
        assertTold(
                customer,
                "otp resynced",
                "staff",
                null,
                () -> done(inventory.resync(
                        token, token.codes().codeOfStep(-9), token.codes().codeOfStep(-8))));
        assertTold(customer, "otp lost", "staff", "TOKEN_LOST", () -> done(inventory.change(token, "mark-lost")));
        assertNotTold(customer, 409, () -> inventory.change(token, "mark-lost"));
        assertTold(
                customer,
                "otp reinstated",
                "staff",
                "TOKEN_REINSTATED",
                () -> done(inventory.change(token, "reinstate")));
        assertTold(customer, "otp unbound", "staff", "TOKEN_UNBOUND", () -> done(inventory.change(token, "unbind")));
        assertNotTold(customer, 409, () -> inventory.change(token, "unbind"));
    }

    @Test
    void what_a_customer_does_with_an_app_and_what_stops_it_is_told_once() {
        Customer customer = admin.newCustomer(APPS);
        Visitor visitor = new Visitor(server.url(), customer);
        Answer registration = visitor.submit(
                visitor.start("sekisho-otp-apply"), Map.of("transactionPassword", customer.transactionPassword()));
        Oath app = Oath.with(registration.key());
        Answer confirm = visitor.submit(registration, Map.of());
        assertTold(
                customer,
                "otp applied",
                "customer",
                "OTP_APPLIED",
                () -> visitor.submit(confirm, Map.of("otp", app.currentCode())));

        assertTold(customer, "otp suspended", "service", "OTP_SUSPENDED", () -> admin.suspendOtp(customer, app));
        assertTold(
                customer,
                "otp suspension-lifted",
                "staff",
                "OTP_SUSPENSION_LIFTED",
                () -> done(admin.lift(customer, "otp")));
        assertNotTold(customer, 409, () -> admin.lift(customer, "otp"));
        assertTold(
                customer,
                "transaction-password reset",
                "staff",
                "TRANSACTION_PASSWORD_RESET",
                () -> done(admin.resetTransactionPassword(customer, "temporary-1")));
        assertNotTold(customer, 400, () -> admin.resetTransactionPassword(customer, "x"));
        Inventory staff = new Inventory(admin, APPS);
        String revoke = "users/" + customer.id() + "/otp/revoke";
        assertTold(customer, "otp revoked", "staff", "OTP_REMOVED", () -> done(staff.send("POST", revoke, null)));
        assertNotTold(customer, 409, () -> staff.send("POST", revoke, null));
    }
}
