package io.sekisho.it;

import static io.sekisho.it.harness.Inventory.json;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sekisho.it.harness.Admin;
import io.sekisho.it.harness.Customer;
import io.sekisho.it.harness.Delegation;
import io.sekisho.it.harness.HardwareToken;
import io.sekisho.it.harness.Inventory;
import io.sekisho.it.harness.Oath;
import io.sekisho.it.harness.Server;
import io.sekisho.it.harness.TestCompany;
import io.sekisho.it.harness.TestRealm;
import io.sekisho.it.harness.WithServer;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What each right of Keycloak's lets a caller of the admin REST do: the roles for all users, and the fine-grained
 * permissions, which may give or deny a single user and a single scope.
 */
@WithServer
class DelegatedAdminIT {

    private static final String BANK = "delegated-bank";
    private static final String COMPANIES = "delegated-companies";
    private static final List<String> SEE_AND_CHANGE = List.of("view", "manage");
    private static final String NO_SUCH_ID = "00000000-0000-0000-0000-000000000000";

    private static TestRealm bank;
    private static TestRealm companies;

    private final Server server;
    private final Admin admin;
    private final Delegation atBank;
    private final Delegation atCompanies;

    DelegatedAdminIT(Server server) {
        this.server = server;
        this.admin = server.admin();
        this.atBank = new Delegation(admin, BANK);
        this.atCompanies = new Delegation(admin, COMPANIES);
    }

    @AfterEach
    void takePermissionsBack() {
        atBank.close();
        atCompanies.close();
    }

    @BeforeAll
    static void makeRealms(Server server) {
        bank = TestRealm.like(server, "sample-direct", BANK, DelegatedAdminIT::delegating);
        companies = TestRealm.like(server, "kenshin", COMPANIES, realm -> {
            delegating(realm);
            realm.withObject("/attributes")
                    .put("sekisho.enrolmentProof", "none")
                    .put("sekisho.reissueBlackout", "");
        });
    }

    private static void delegating(ObjectNode realm) {
        TestRealm.hashFast(realm);
        realm.put("adminPermissionsEnabled", true);
    }

    @AfterAll
    static void deleteRealms() {
        bank.close();
        companies.close();
    }

    /** A caller, by what he may do to one user, the target. */
    private enum Caller {
        NOBODY,
        /** May ask for users, and sees none. */
        QUERY("query-users", "query-groups"),
        VIEW,
        /** Sees and changes the target; nothing is said of its password, which goes with the right to change it. */
        MANAGE,
        /** The same, and may not reset its password. */
        NO_RESET,
        /** Sees the target and resets its password, and may not change it otherwise. */
        ONLY_RESET,
        /** Changes the target without seeing it. */
        BLIND,
        /** Sees and changes everybody but the target. */
        ALL_BUT("query-groups"),
        /** Sees and changes everybody, and does not reset the target's password. */
        ALL_NO_RESET("query-groups"),
        VIEW_USERS("view-users"),
        MANAGE_USERS("manage-users");

        private final List<String> roles;

        Caller(String... roles) {
            this.roles = List.of(roles);
        }

        void permit(Delegation delegation, Customer clerk, Customer target) {
            switch (this) {
                case VIEW -> delegation.allow(clerk, List.of("view"), target);
                case MANAGE -> delegation.allow(clerk, SEE_AND_CHANGE, target);
                case NO_RESET -> {
                    delegation.allow(clerk, SEE_AND_CHANGE, target);
                    delegation.deny(clerk, List.of("reset-password"), target);
                }
                case ONLY_RESET -> delegation.allow(clerk, List.of("view", "reset-password"), target);
                case BLIND -> delegation.allow(clerk, List.of("manage"), target);
                case ALL_BUT -> {
                    delegation.allow(clerk, SEE_AND_CHANGE);
                    delegation.deny(clerk, SEE_AND_CHANGE, target);
                }
                case ALL_NO_RESET -> {
                    delegation.allow(clerk, SEE_AND_CHANGE);
                    // What is said of one user outdoes all that is said of all.
                    delegation.allow(clerk, SEE_AND_CHANGE, target);
                    delegation.deny(clerk, List.of("reset-password"), target);
                }
                default -> {}
            }
        }

        /** To whom an id that nobody has may be told from the target's. */
        boolean seesEverybody() {
            return Set.of(ALL_NO_RESET, VIEW_USERS, MANAGE_USERS).contains(this);
        }

        /** The same of the inventory's token IDs, for which one user more or less does not matter. */
        boolean managesEverybody() {
            return Set.of(ALL_BUT, ALL_NO_RESET, MANAGE_USERS).contains(this);
        }
    }

    /**
     * The calls on one customer and his token, in the order in which they are made, and what each caller is answered.
     */
    private static final String BANK_TABLE = """
            .                                                       NOBODY QUERY VIEW MANAGE NO_RESET ONLY_RESET BLIND ALL_BUT ALL_NO_RESET VIEW_USERS MANAGE_USERS
            GET  users/{user}                                       403    403   200  200    200      200        403   404     200          200        200
            PUT  users/{user}/transaction-password                  403    403   403  204    403      403        204   404     403          403        204
            POST users/{user}/transaction-password/temporary        403    403   403  200    403      403        200   404     403          403        200
            POST users/{user}/otp/lift-suspension                   403    403   403  409    403      403        409   404     403          403        409
            POST users/{user}/transaction-password/lift-suspension  403    403   403  409    403      403        409   404     403          403        409
            GET  tokens                                             403    403   403  403    403      403        403   200     200          200        200
            GET  tokens/export                                      403    403   403  403    403      403        403   200     200          200        200
            GET  tokens/{token}                                     403    403   200  200    200      200        403   200     200          200        200
            POST tokens/{free}/bind                                 403    403   403  409    403      403        409   404     403          403        409
            POST tokens/{token}/resync                              403    403   403  409    403      403        409   403     403          403        409
            POST tokens/{token}/mark-lost                           403    403   403  204    403      403        204   403     403          403        204
            POST tokens/{token}/reinstate                           403    403   403  204    403      403        204   403     403          403        204
            POST tokens/{token}/retire                              403    403   403  409    403      403        409   403     403          403        409
            DELETE tokens/{token}                                   403    403   403  409    403      403        409   403     403          403        409
            POST tokens/{token}/unbind                              403    403   403  204    403      403        204   403     403          403        204
            POST users/{user}/otp/revoke                            403    403   403  409    403      403        409   404     403          403        409
            POST tokens/{free}/retire                               403    403   403  403    403      403        403   204     204          403        204
            DELETE tokens/{free}                                    403    403   403  403    403      403        403   204     204          403        204
            POST tokens/import                                      403    403   403  403    403      403        403   400     400          403        400
            GET  notices                                            403    403   403  403    403      403        403   200     200          200        200
            """;

    /** The same where tokens are issued: starting a customer changes no credential. */
    private static final String COMPANIES_TABLE = """
            .                               NOBODY QUERY VIEW MANAGE NO_RESET ONLY_RESET BLIND ALL_BUT ALL_NO_RESET VIEW_USERS MANAGE_USERS
            POST users/{user}/start         403    403   403  204    204      403        204   404     204          403        204
            POST users/{user}/token/revoke  403    403   403  204    403      403        204   404     403          403        204
            POST users/{user}/otp/revoke    403    403   403  409    403      403        409   404     403          403        409
            GET  companies                  403    200   403  403    403      403        403   200     200          200        200
            """;

    private static List<String[]> rows(String table) {
        return table.lines().skip(1).map(line -> line.strip().split(" +")).toList();
    }

    private static int status(String table, String[] row, Caller caller) {
        return Integer.parseInt(row[
                Arrays.asList(table.lines().findFirst().orElseThrow().strip().split(" +"))
                                .indexOf(caller.name())
                        + 1]);
    }

    private Customer clerk(String realm, String... roles) {
        return admin.newCustomer(realm, user -> {
            for (String role : roles) {
                user.withObject("/clientRoles").withArray("realm-management").add(role);
            }
        });
    }

    private Inventory calling(Caller caller, Delegation delegation, Customer target) {
        Customer clerk = clerk(target.realm(), caller.roles.toArray(String[]::new));
        caller.permit(delegation, clerk, target);
        return new Inventory(admin, target.realm()).as(clerk);
    }

    private static String body(String call, String user) {
        return call.endsWith("/transaction-password")
                ? "{\"value\": \"temporary-1\"}"
                : call.endsWith("/bind")
                        ? "{\"userId\": \"" + user + "\"}"
                        : call.endsWith("/resync") ? "{\"first\": \"123456\", \"next\": \"123456\"}" : null;
    }

    @ParameterizedTest
    @EnumSource(Caller.class)
    void each_call_on_a_customer_and_his_token_asks_for_the_right_to_just_this(Caller caller) {
        Inventory inventory = new Inventory(admin, BANK);
        HardwareToken token = inventory.newToken();
        HardwareToken free = inventory.newToken();
        Customer target = admin.newCustomer(BANK);
        assertEquals(204, inventory.bind(token, target).statusCode());
        Inventory calling = calling(caller, atBank, target);

        boolean changed = false;
        for (String[] row : rows(BANK_TABLE)) {
            String path = row[1].replace("{user}", target.id())
                    .replace("{token}", token.id())
                    .replace("{free}", free.id());
            HttpResponse<String> answer = calling.send(row[0], path, body(path, target.id()));
            assertEquals(
                    status(BANK_TABLE, row, caller),
                    answer.statusCode(),
                    () -> caller + " " + String.join(" ", row) + ": " + answer.body());
            changed |= row[0].equals("POST") && answer.statusCode() == 204 && !path.contains(free.id());
            if (answer.statusCode() == 403 || answer.statusCode() == 404) {
                assertSameWhereThereIsNothing(caller, calling, row, answer);
            }
        }
        if (!changed) {
            assertEquals(
                    "BOUND " + target.id(),
                    inventory.get(token).get("status").asText() + " "
                            + inventory.get(token).get("userId").asText());
            assertEquals(
                    "IN_USE",
                    admin.factors(target).at("/transactionPassword/status").asText());
            assertEquals(List.of("bound"), actions(target), "nothing but what was done by somebody else");
        }
    }

    /** To whoever may not see all customers or tokens, the refusal is that of an id that nobody has, word by word. */
    private void assertSameWhereThereIsNothing(
            Caller caller, Inventory calling, String[] row, HttpResponse<String> answer) {
        boolean concernsUser = row[1].contains("{user}") || row[1].endsWith("/bind");
        if (concernsUser ? !caller.seesEverybody() : row[1].contains("{token}") && !caller.managesEverybody()) {
            String nowhere = row[1].replace("{user}", NO_SUCH_ID)
                    .replace("{free}", "UNKNOWN1")
                    .replace("{token}", "UNKNOWN1");
            assertEquals(
                    told(answer),
                    told(calling.send(row[0], nowhere, body(nowhere, NO_SUCH_ID))),
                    () -> caller + " " + row[1]);
        }
    }

    private static String told(HttpResponse<String> answer) {
        return answer.statusCode() + " " + answer.body();
    }

    private List<String> actions(Customer customer) {
        List<String> actions = new ArrayList<>();
        for (String type : List.of("UPDATE_CREDENTIAL", "REMOVE_CREDENTIAL")) {
            admin.events(customer, type)
                    .forEach(event -> actions.add(event.at("/details/action").asText()));
        }
        return actions;
    }

    @ParameterizedTest
    @EnumSource(Caller.class)
    void each_call_on_a_customer_of_issued_tokens_asks_for_the_right_to_just_this(Caller caller) {
        Oath app = Oath.withNewKey();
        Customer target = TestCompany.in(admin, COMPANIES).user(app);
        Inventory calling = calling(caller, atCompanies, target);

        for (String[] row : rows(COMPANIES_TABLE)) {
            HttpResponse<String> answer = calling.send(row[0], row[1].replace("{user}", target.id()), null);
            assertEquals(
                    status(COMPANIES_TABLE, row, caller),
                    answer.statusCode(),
                    () -> caller + " " + String.join(" ", row) + ": " + answer.body());
            if (answer.statusCode() == 403 || answer.statusCode() == 404) {
                assertSameWhereThereIsNothing(caller, calling, row, answer);
            }
        }
        boolean revoked = status(COMPANIES_TABLE, rows(COMPANIES_TABLE).get(1), caller) == 204;
        assertEquals(
                revoked ? "NOT_ISSUED" : "IN_USE",
                admin.factors(target).at("/token/standing").asText());
    }

    // Companies

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void a_user_whom_the_caller_may_not_change_is_left_out_of_the_start_of_a_company_and_said(boolean managesAll) {
        TestCompany company = TestCompany.in(admin, COMPANIES);
        List<Customer> users = List.of(company.master(), company.user(), company.user());
        Customer denied = company.user();
        Customer clerk = clerk(COMPANIES, "query-groups");
        atCompanies.allowGroups(clerk, List.of("view", "view-members", "manage-members"), company.id());
        if (managesAll) {
            atCompanies.allow(clerk, SEE_AND_CHANGE);
        }
        atCompanies.deny(clerk, SEE_AND_CHANGE, denied);

        assertEquals("200 {\"started\":3,\"alreadyStarted\":0,\"leftOut\":1}", told(start(clerk, company.id())));
        assertEquals("200 {\"started\":0,\"alreadyStarted\":3,\"leftOut\":1}", told(start(clerk, company.id())));

        users.forEach(user -> assertEquals(List.of("started"), actions(user)));
        assertEquals(List.of(), actions(denied));
        assertFalse(admin.factors(denied).get("token").has("startedAt"));
        assertEquals(
                "200 {\"started\":1,\"alreadyStarted\":3,\"leftOut\":0}",
                told(start(clerk(COMPANIES, "manage-users"), company.id())));
    }

    @Test
    void a_company_that_the_caller_may_not_see_is_like_one_that_is_not_there() {
        TestCompany mine = TestCompany.in(admin, COMPANIES);
        TestCompany others = TestCompany.in(admin, COMPANIES);
        Customer clerk = clerk(COMPANIES, "query-groups", "query-users");
        atCompanies.allowGroups(clerk, List.of("view", "view-members", "manage-members"), mine.id());

        assertEquals("200 {\"started\":0,\"alreadyStarted\":0,\"leftOut\":0}", told(start(clerk, mine.id())));
        assertEquals(403, start(clerk, others.id()).statusCode());
        assertEquals(told(start(clerk, NO_SUCH_ID)), told(start(clerk, others.id())));
        assertEquals(404, start(clerk(COMPANIES, "view-users"), NO_SUCH_ID).statusCode());
        assertEquals(403, start(clerk(COMPANIES, "view-users"), others.id()).statusCode());
    }

    @Test
    void a_company_that_is_denied_is_not_listed_among_all_others() {
        TestCompany open = TestCompany.in(admin, COMPANIES);
        TestCompany denied = TestCompany.in(admin, COMPANIES);
        Customer clerk = clerk(COMPANIES, "query-groups");
        atCompanies.allowGroups(clerk, List.of("view"));
        atCompanies.denyGroups(clerk, List.of("view"), denied.id());
        Inventory calling = new Inventory(admin, COMPANIES).as(clerk);

        List<String> names = json(calling.send("GET", "companies", null)).findValuesAsText("name");
        assertTrue(names.contains(open.name()) && !names.contains(denied.name()), names.toString());
        assertEquals(told(start(clerk, NO_SUCH_ID)), told(start(clerk, denied.id())));
    }

    @ParameterizedTest
    @ValueSource(strings = {"%00", "f:%00:1", "f:x:1", "%EF%BF%BF", "%F0%9F%94%91", "x y"})
    void an_id_that_nobody_can_have_is_refused_like_others(String id) {
        Inventory calling = new Inventory(admin, BANK);
        for (String call : List.of(
                "GET users/{}", "POST users/{}/otp/lift-suspension", "POST notices/{}/retry", "POST tokens/A1/bind")) {
            String path = call.split(" ")[1].replace("{}", id.replace(" ", "%20"));
            HttpResponse<String> answer = calling.send(
                    call.split(" ")[0],
                    path,
                    call.endsWith("/bind") ? "{\"userId\": \"" + id.replace("%00", "\\u0000") + "\"}" : null);
            assertTrue(answer.statusCode() == 404 || answer.statusCode() == 409, call + " " + told(answer));
        }
        assertEquals(
                404,
                new Inventory(admin, COMPANIES)
                        .send("POST", "companies/" + id.replace(" ", "%20") + "/start", null)
                        .statusCode());
    }

    @Test
    void the_number_of_a_companys_users_is_told_to_whoever_sees_all_of_them() {
        TestCompany company = TestCompany.in(admin, COMPANIES);
        company.user();
        Customer hidden = company.user();
        Customer clerk = clerk(COMPANIES, "query-groups");
        atCompanies.allowGroups(clerk, List.of("view", "view-members"), company.id());
        atCompanies.allow(clerk, List.of("view"));
        atCompanies.deny(clerk, List.of("view"), hidden);

        JsonNode seen = json(new Inventory(admin, COMPANIES)
                        .as(clerk)
                        .send("GET", "companies?search=" + company.name(), null))
                .get(0);
        assertEquals(company.id(), seen.get("id").asText());
        assertFalse(seen.has("members"), seen.toString());
        JsonNode all = json(new Inventory(admin, COMPANIES)
                        .as(clerk(COMPANIES, "view-users"))
                        .send("GET", "companies?search=" + company.name(), null))
                .get(0);
        assertEquals(2, all.get("members").asInt());
    }

    private HttpResponse<String> start(Customer clerk, String company) {
        return new Inventory(admin, COMPANIES).as(clerk).send("POST", "companies/" + company + "/start", null);
    }

    // Notices

    @Test
    void notices_of_a_customer_whom_the_caller_may_not_see_are_in_no_page_and_leave_no_gap() {
        Consumer<ObjectNode> unreachable = user -> user.remove("email");
        Customer hidden = admin.newCustomer(BANK, unreachable);
        List<Customer> others = List.of(admin.newCustomer(BANK, unreachable), admin.newCustomer(BANK, unreachable));
        List<Customer> turns = new ArrayList<>();
        // More in a row than are looked at in one go.
        for (int i = 0; i < 120; i++) {
            turns.add(hidden);
        }
        turns.addAll(List.of(others.get(0), hidden, others.get(1), others.get(0), hidden, hidden, others.get(1)));
        for (int i = 0; i < turns.size(); i++) {
            assertEquals(
                    204,
                    admin.resetTransactionPassword(turns.get(i), "temporary-" + i)
                            .statusCode());
        }
        Customer clerk = clerk(BANK);
        atBank.allow(clerk, SEE_AND_CHANGE);
        atBank.deny(clerk, SEE_AND_CHANGE, hidden);
        Inventory calling = new Inventory(admin, BANK).as(clerk);
        Set<String> mine = turns.stream().map(Customer::id).collect(Collectors.toCollection(TreeSet::new));
        List<String> all = notices(new Inventory(admin, BANK), "?max=500", mine);
        List<String> visible =
                all.stream().filter(notice -> !notice.endsWith(hidden.id())).toList();
        assertEquals(turns.size(), all.size());

        assertEquals(visible, notices(calling, "?max=500", mine));
        // Those of other customers, which come and go with their mails, lie before and between.
        List<String> paged = new ArrayList<>();
        for (int first = 0; ; first += 2) {
            JsonNode page = json(calling.send("GET", "notices?max=2&first=" + first, null));
            page.forEach(notice -> paged.add(
                    notice.get("id").asText() + " " + notice.get("userId").asText()));
            if (page.size() < 2) {
                break;
            }
        }
        assertEquals(
                visible,
                paged.stream()
                        .filter(notice -> mine.contains(notice.split(" ")[1]))
                        .toList());
        assertEquals(all, notices(new Inventory(admin, BANK).as(clerk(BANK, "view-users")), "?max=500", mine));
    }

    private static List<String> notices(Inventory calling, String query, Set<String> users) {
        List<String> notices = new ArrayList<>();
        json(calling.send("GET", "notices" + query, null)).forEach(notice -> {
            if (users.contains(notice.get("userId").asText())) {
                notices.add(
                        notice.get("id").asText() + " " + notice.get("userId").asText());
            }
        });
        return notices;
    }

    @ParameterizedTest
    @EnumSource(Caller.class)
    void a_notice_is_sent_again_by_whoever_may_change_its_customer(Caller caller) {
        Customer target = admin.newCustomer(BANK, user -> user.remove("email"));
        assertEquals(204, admin.resetTransactionPassword(target, "temporary-1").statusCode());
        String notice = notices(new Inventory(admin, BANK), "?max=500", Set.of(target.id()))
                .get(0)
                .split(" ")[0];
        admin.send(
                "PUT",
                "/" + BANK + "/users/" + target.id(),
                ((ObjectNode) admin.get("/" + BANK + "/users/" + target.id())).put("email", target.email()));
        Inventory calling = calling(caller, atBank, target);

        HttpResponse<String> answer = calling.send("POST", "notices/" + notice + "/retry", null);

        int expected = switch (caller) {
            case MANAGE, NO_RESET, BLIND, ALL_NO_RESET, MANAGE_USERS -> 204;
            case ALL_BUT -> 409;
            default -> 403;
        };
        assertEquals(expected, answer.statusCode(), answer.body());
        if (expected != 204 && caller != Caller.VIEW_USERS) {
            assertEquals(told(answer), told(calling.send("POST", "notices/" + NO_SUCH_ID + "/retry", null)));
        }
        if (expected == 204) {
            server.mailTo(target, "再設定");
        } else {
            assertEquals(
                    1,
                    notices(new Inventory(admin, BANK), "?max=500", Set.of(target.id()))
                            .size());
        }
    }
}
