package io.sekisho.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sekisho.demo.mail.CaughtMail;
import io.sekisho.it.harness.Admin;
import io.sekisho.it.harness.Await;
import io.sekisho.it.harness.Cluster;
import io.sekisho.it.harness.Crowd;
import io.sekisho.it.harness.Customer;
import io.sekisho.it.harness.Delegation;
import io.sekisho.it.harness.Inventory;
import io.sekisho.it.harness.TestCompany;
import io.sekisho.it.harness.TestRealm;
import io.sekisho.it.harness.WithCluster;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The start of a company of some hundred users, which goes on in the background: on the node that was asked, or on the
 * other one if that is lost. To meet it in the middle, a test holds the row of one user, and it waits there.
 */
@Tag("distribution")
@WithCluster
class CompanyStartIT {

    private static final String REALM = "company-starts";
    private static final Duration PATIENCE = Duration.ofSeconds(120);
    private static final int USERS = 250;
    /** Behind the first hundred, which is committed together. */
    private static final int HELD = 150;

    private static final String START = "/otp-service/companies/";

    private static TestRealm realm;

    private final Cluster cluster;
    private final Admin admin;
    /** Nodes that the test has ended and not started again. */
    private final Set<Integer> down = new TreeSet<>();

    CompanyStartIT(Cluster cluster) {
        this.cluster = cluster;
        this.admin = cluster.admin();
    }

    @BeforeAll
    static void makeRealm(Cluster cluster) {
        cluster.inTurn();
        realm = realm(cluster, REALM);
    }

    private static TestRealm realm(Cluster cluster, String name) {
        return TestRealm.like(cluster, "kenshin", name, changes -> {
            TestRealm.hashFast(changes);
            changes.put("adminPermissionsEnabled", true).put("adminEventsEnabled", true);
        });
    }

    @BeforeEach
    void bothNodes() {
        cluster.inTurn();
    }

    @AfterEach
    void bothNodesAgain() {
        down.forEach(cluster::start);
    }

    private void kill(int... nodes) {
        for (int node : nodes) {
            down.add(node);
            cluster.node(node).kill();
        }
    }

    @AfterAll
    static void deleteRealm() {
        realm.close();
    }

    // Companies, callers and calls

    private TestCompany company(String inRealm) {
        TestCompany company = TestCompany.in(admin, inRealm);
        ObjectNode batch = new ObjectMapper().createObjectNode();
        ArrayNode users = batch.putArray("users");
        for (int number = 0; number < USERS; number++) {
            String name = company.name().toLowerCase() + "-" + inRealm + "-" + number;
            ObjectNode user = users.addObject()
                    .put("username", name)
                    .put("enabled", true)
                    .put("email", name + "@example.com")
                    .put("lastName", "利用者")
                    .put("firstName", "その" + number);
            user.putArray("realmRoles").add("default-roles-" + inRealm);
            user.putArray("groups").add(company.path());
        }
        assertEquals(
                200, admin.send("POST", "/" + inRealm + "/partialImport", batch).statusCode());
        return company;
    }

    private Customer clerk(String inRealm, String... roles) {
        Consumer<ObjectNode> changes = user -> {
            for (String role : roles) {
                user.withObject("/clientRoles").withArray("realm-management").add(role);
            }
        };
        return admin.newCustomer(inRealm, changes);
    }

    private static String address(String inRealm, TestCompany company) {
        return "/" + inRealm + START + company.id() + "/start";
    }

    /** Does not wait for a small one to be done. */
    private static HttpResponse<String> begin(Admin by, TestCompany company) {
        return begin(by, REALM, company);
    }

    private static HttpResponse<String> begin(Admin by, String inRealm, TestCompany company) {
        HttpResponse<String> answer = by.sendText(
                "POST",
                address(inRealm, company),
                "application/json",
                null,
                "Prefer",
                "handling=strict, respond-async");
        assertEquals(202, answer.statusCode(), answer.body());
        return answer;
    }

    private static JsonNode progress(Admin by, TestCompany company) {
        return by.get(address(REALM, company));
    }

    private static JsonNode awaitEnd(Admin by, TestCompany company) {
        Await.until(
                "the end of the start",
                PATIENCE,
                () -> !progress(by, company).get("state").asText().equals("RUNNING"));
        return progress(by, company);
    }

    private static String counts(JsonNode progress) {
        return progress.get("state").asText() + " " + progress.get("started") + " " + progress.get("alreadyStarted")
                + " " + progress.get("leftOut") + " of " + progress.get("total");
    }

    private List<String> userIds(TestCompany company) {
        return cluster.query(
                "select USER_ID from USER_GROUP_MEMBERSHIP where GROUP_ID = ? order by USER_ID", company.id());
    }

    /** Keeps a user from being started until it is closed. */
    private final class Hold implements AutoCloseable {

        private final Connection connection;

        private Hold(String userId) throws SQLException {
            connection = cluster.postgres().connect();
            connection.setAutoCommit(false);
            try (PreparedStatement row = connection.prepareStatement(
                    "insert into SEKISHO_TOKEN_HOLDER (USER_ID, REALM_ID, MAILS) values (?, 'held', 0)")) {
                row.setString(1, userId);
                row.executeUpdate();
            }
        }

        @Override
        public void close() throws SQLException {
            connection.rollback();
            connection.close();
        }
    }

    private void awaitFirstHundred(Admin by, TestCompany company) {
        Await.until(
                "the first hundred",
                PATIENCE,
                () -> progress(by, company).get("started").asInt() == 100);
    }

    /**
     * Each user has been started, with one event and one mail; that of a node that dies before it has said so may come
     * twice, with one number.
     */
    private void assertEachStartedOnce(TestCompany company) {
        List<String> ids = userIds(company);
        String users = " join USER_GROUP_MEMBERSHIP m on m.USER_ID = t.USER_ID where m.GROUP_ID = ?";
        assertEquals(
                ids.size(),
                cluster.count(
                        "select count(*) from SEKISHO_TOKEN_HOLDER t" + users + " and t.STARTED_AT is not null",
                        company.id()));
        assertEquals(
                ids,
                cluster.query(
                        "select t.USER_ID from EVENT_ENTITY t" + users
                                + " and t.TYPE = 'UPDATE_CREDENTIAL' order by t.USER_ID",
                        company.id()));
        assertEquals(
                ids,
                cluster.query(
                        "select t.USER_ID from SEKISHO_NOTICE t" + users
                                + " and t.KIND = 'TOKEN_STARTED' order by t.USER_ID",
                        company.id()));
        Await.until(
                "all mails",
                PATIENCE,
                () -> cluster.count(
                                "select count(*) from SEKISHO_NOTICE t" + users + " and t.STATE <> 'SENT'",
                                company.id())
                        == 0);
        Map<String, Set<String>> mails = new TreeMap<>();
        for (CaughtMail mail : cluster.mail().mails()) {
            mail.recipients().stream()
                    .filter(recipient -> recipient.startsWith(company.name().toLowerCase() + "-" + REALM + "-"))
                    .forEach(recipient -> mails.computeIfAbsent(recipient, key -> new HashSet<>())
                            .add(mail.text()));
        }
        assertEquals(ids.size(), mails.size());
        mails.forEach((recipient, texts) -> assertEquals(1, texts.size(), recipient));
    }

    private List<String> adminEvents(TestCompany company) {
        return cluster.query(
                "select AUTH_USER_ID || ' ' || OPERATION_TYPE || ' ' || IP_ADDRESS from ADMIN_EVENT_ENTITY where RESOURCE_PATH = ?",
                "otp-service/companies/" + company.id() + "/start");
    }

    // Progress

    @Test
    void a_start_is_answered_at_once_and_its_progress_can_be_asked_for_at_any_node() throws SQLException {
        TestCompany company = company(REALM);
        Customer branch = clerk(REALM, "manage-users", "view-users");
        assertEquals(
                404, admin.as(branch).send("GET", address(REALM, company), null).statusCode());

        try (Hold held = new Hold(userIds(company).get(HELD))) {
            HttpResponse<String> answer = begin(cluster.admin(0).as(branch), company);
            assertTrue(answer.headers()
                    .firstValue("Location")
                    .orElseThrow()
                    .endsWith("/admin/realms" + address(REALM, company)));
            assertEquals("RUNNING 0 0 0 of " + USERS, counts(Inventory.json(answer)));
            awaitFirstHundred(cluster.admin(1).as(branch), company);
            JsonNode running = progress(admin.as(branch), company);
            assertEquals("RUNNING 100 0 0 of " + USERS, counts(running));
            assertFalse(running.has("endedAt") || running.has("failure"), running.toString());
            HttpResponse<String> again = cluster.admin(1).as(branch).send("POST", address(REALM, company), null);
            assertEquals(202, again.statusCode());
            assertEquals(running, Inventory.json(again), "nothing else begins");
            assertEquals(
                    404,
                    admin.as(clerk(REALM, "manage-users"))
                            .send("GET", address(REALM, company), null)
                            .statusCode(),
                    "it is the caller's own");
        }
        assertEquals("DONE 250 0 0 of 250", counts(awaitEnd(admin.as(branch), company)));
        assertTrue(progress(admin.as(branch), company).has("endedAt"));
        assertEachStartedOnce(company);
        assertEquals(List.of(branch.id() + " ACTION 127.0.0.1"), adminEvents(company));
        assertEquals(
                List.of(branch.id()),
                cluster.query(
                        "select distinct coalesce(t.DETAILS_JSON_LONG_VALUE, t.DETAILS_JSON)::json ->> 'admin' from EVENT_ENTITY t"
                                + " join USER_GROUP_MEMBERSHIP m on m.USER_ID = t.USER_ID where m.GROUP_ID = ?",
                        company.id()));
        assertEquals(
                "{\"started\":0,\"alreadyStarted\":250,\"leftOut\":0}",
                admin.as(branch).send("POST", address(REALM, company), null).body(),
                "made again, it is waited for");
    }

    @Test
    void nothing_of_the_callers_token_is_kept_when_it_has_ended() {
        TestCompany company = company(REALM);
        begin(admin, company);
        awaitEnd(admin, company);
        assertEquals(
                List.of("gone"),
                cluster.query(
                        "select case when CALLER is null and LAST_USER_ID is null then 'gone' else 'kept' end from SEKISHO_COMPANY_START where COMPANY_ID = ?",
                        company.id()));
    }

    // Lost nodes

    @Test
    void a_start_whose_node_is_killed_is_gone_on_with_by_the_other_one_and_each_user_is_started_once()
            throws SQLException {
        TestCompany company = company(REALM);
        Customer branch = clerk(REALM, "manage-users", "view-users");
        try (Hold held = new Hold(userIds(company).get(HELD))) {
            begin(cluster.admin(0).as(branch), company);
            awaitFirstHundred(cluster.admin(1).as(branch), company);
            kill(0);
        }
        cluster.only(1);
        assertEquals("DONE 250 0 0 of 250", counts(awaitEnd(cluster.admin(1).as(branch), company)));
        assertEachStartedOnce(company);
        assertEquals(List.of(branch.id() + " ACTION 127.0.0.1"), adminEvents(company));
    }

    @Test
    void a_start_survives_that_all_nodes_go_down() throws SQLException {
        TestCompany company = company(REALM);
        try (Hold held = new Hold(userIds(company).get(HELD))) {
            begin(cluster.admin(0), company);
            awaitFirstHundred(cluster.admin(0), company);
            kill(1);
            down.add(0);
            cluster.node(0).stop();
        }
        cluster.start(0);
        down.remove(0);
        cluster.only(0);
        assertEquals("DONE 250 0 0 of 250", counts(awaitEnd(cluster.admin(0), company)));
        assertEachStartedOnce(company);
    }

    // At the same time

    @Test
    void two_callers_at_once_at_two_nodes_start_each_user_once() {
        TestCompany company = company(REALM);
        List<Admin> callers = List.of(
                cluster.admin(0).as(clerk(REALM, "manage-users")),
                cluster.admin(1).as(clerk(REALM, "manage-users")));

        Crowd.run(2, 2, number -> begin(callers.get(number), company));

        int started = 0;
        for (Admin caller : callers) {
            JsonNode end = awaitEnd(caller, company);
            assertEquals("DONE", end.get("state").asText(), end.toString());
            assertEquals(
                    USERS,
                    end.get("started").asInt() + end.get("alreadyStarted").asInt(),
                    end.toString());
            started += end.get("started").asInt();
        }
        assertEquals(USERS, started);
        assertEachStartedOnce(company);
    }

    @Test
    void one_caller_who_asks_many_times_at_once_begins_one_start() throws SQLException {
        TestCompany company = company(REALM);
        try (Hold held = new Hold(userIds(company).get(HELD))) {
            Crowd.run(8, 16, number -> begin(cluster.admin(number % 2), company));
            awaitFirstHundred(admin, company);
        }
        assertEquals("DONE 250 0 0 of 250", counts(awaitEnd(admin, company)));
        assertEquals(1, cluster.count("select count(*) from SEKISHO_COMPANY_START where COMPANY_ID = ?", company.id()));
        assertEachStartedOnce(company);
    }

    // Rights

    @Test
    void a_delegated_admin_leaves_out_in_the_background_whom_he_may_not_manage_by_then() throws SQLException {
        TestCompany company = company(REALM);
        Customer branch = clerk(REALM, "query-groups", "query-users");
        List<String> ids = userIds(company);
        try (Delegation delegation = new Delegation(admin, REALM)) {
            delegation.allowGroups(branch, List.of("view", "view-members", "manage-members"), company.id());
            delegation.deny(branch, List.of("view", "manage"), new Customer(REALM, ids.get(0), "first"));
            try (Hold held = new Hold(ids.get(HELD))) {
                begin(admin.as(branch), company);
                Await.until(
                        "the first hundred",
                        PATIENCE,
                        () -> progress(admin.as(branch), company).get("started").asInt() == 99);
                delegation.deny(branch, List.of("view", "manage"), new Customer(REALM, ids.get(USERS - 1), "last"));
            }
            assertEquals("DONE 248 0 2 of 250", counts(awaitEnd(admin.as(branch), company)));
        }
        assertEquals(
                0,
                cluster.count(
                        "select count(*) from SEKISHO_TOKEN_HOLDER where USER_ID in (?, ?)",
                        ids.get(0),
                        ids.get(USERS - 1)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"disabled", "without his role", "deleted"})
    void the_rest_is_not_started_for_an_admin_who_is_meanwhile(String what) throws SQLException {
        TestCompany company = company(REALM);
        Customer branch = clerk(REALM, "manage-users", "view-users");
        try (Hold held = new Hold(userIds(company).get(HELD))) {
            begin(admin.as(branch), company);
            awaitFirstHundred(admin.as(branch), company);
            String user = "/" + REALM + "/users/" + branch.id();
            switch (what) {
                case "disabled" -> admin.send("PUT", user, ((ObjectNode) admin.get(user)).put("enabled", false));
                case "deleted" -> admin.send("DELETE", user, null);
                default -> {
                    String client = admin.get("/" + REALM + "/clients?clientId=realm-management")
                            .get(0)
                            .get("id")
                            .asText();
                    assertEquals(
                            204,
                            admin.send(
                                            "DELETE",
                                            user + "/role-mappings/clients/" + client,
                                            admin.get(user + "/role-mappings/clients/" + client))
                                    .statusCode());
                }
            }
        }
        Await.until("the end", PATIENCE, () -> !state(company).equals("RUNNING null"));
        assertEquals("FAILED NOT_ALLOWED", state(company));
        // The second hundred was under way.
        assertEquals(
                200, cluster.count("select STARTED from SEKISHO_COMPANY_START where COMPANY_ID = ?", company.id()));
        assertEquals(1, adminEvents(company).size(), "what was done is told");
    }

    private String state(TestCompany company) {
        return cluster.query(
                        "select STATE || ' ' || coalesce(FAILURE, 'null') from SEKISHO_COMPANY_START where COMPANY_ID = ?",
                        company.id())
                .get(0);
    }

    // What is deleted meanwhile

    @Test
    void users_who_are_deleted_meanwhile_are_none_of_the_company() throws SQLException {
        TestCompany company = company(REALM);
        List<String> ids = userIds(company);
        try (Hold held = new Hold(ids.get(HELD))) {
            begin(admin, company);
            awaitFirstHundred(admin, company);
            assertEquals(
                    204,
                    admin.send("DELETE", "/" + REALM + "/users/" + ids.get(USERS - 1), null)
                            .statusCode());
        }
        assertEquals("DONE 249 0 0 of 250", counts(awaitEnd(admin, company)));
        assertEachStartedOnce(company);
    }

    @Test
    void a_company_that_is_deleted_meanwhile_ends_its_start() throws SQLException {
        TestCompany company = company(REALM);
        try (Hold held = new Hold(userIds(company).get(HELD))) {
            begin(admin, company);
            awaitFirstHundred(admin, company);
            assertEquals(
                    204,
                    admin.send("DELETE", "/" + REALM + "/groups/" + company.id(), null)
                            .statusCode());
        }
        Await.until("the end", PATIENCE, () -> !state(company).equals("RUNNING null"));
        assertEquals("FAILED NO_COMPANY", state(company));
        assertEquals(404, admin.send("GET", address(REALM, company), null).statusCode());
    }

    @Test
    void a_realm_takes_its_starts_with_it() {
        String doomed = "company-starts-doomed";
        TestRealm other = realm(cluster, doomed);
        TestCompany company = company(doomed);
        begin(admin, doomed, company);
        other.close();
        Await.until(
                "no start",
                PATIENCE,
                () -> cluster.count("select count(*) from SEKISHO_COMPANY_START where COMPANY_ID = ?", company.id())
                        == 0);
    }
}
