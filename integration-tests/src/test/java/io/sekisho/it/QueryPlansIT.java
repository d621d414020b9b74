package io.sekisho.it;

import static io.sekisho.it.harness.ManyCustomers.APPS;
import static io.sekisho.it.harness.ManyCustomers.BINDS;
import static io.sekisho.it.harness.ManyCustomers.COMPANIES;
import static io.sekisho.it.harness.ManyCustomers.ISSUES;
import static io.sekisho.it.harness.ManyCustomers.MODELS;
import static io.sekisho.it.harness.ManyCustomers.STEPS_AHEAD;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toCollection;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sekisho.it.harness.Admin;
import io.sekisho.it.harness.BindWalk;
import io.sekisho.it.harness.Cluster;
import io.sekisho.it.harness.Customer;
import io.sekisho.it.harness.FormClient;
import io.sekisho.it.harness.FormClient.Answer;
import io.sekisho.it.harness.HardwareToken;
import io.sekisho.it.harness.Inventory;
import io.sekisho.it.harness.IssueWalk;
import io.sekisho.it.harness.ManyCustomers;
import io.sekisho.it.harness.Oath;
import io.sekisho.it.harness.Plans;
import io.sekisho.it.harness.Plans.Scan;
import io.sekisho.it.harness.TestCompany;
import io.sekisho.it.harness.TestRealm;
import io.sekisho.it.harness.TokenApi;
import io.sekisho.it.harness.Visitor;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * With a hundred thousand customers, no statement of a login, of a page, or of a call for one customer or for a page of
 * a list reads a whole table, nor a large part of one: ours and Keycloak's. PostgreSQL says itself what it has read for
 * each of them. What may read more, since nobody waits for it or it shows all of that, is not asked here, and listed in
 * docs/operations.md.
 */
@Tag("distribution")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class QueryPlansIT {

    private static final String STATUS = "登録情報照会";
    private static final int CUSTOMERS = 100_000;
    /** A table with more rows is one that grows with the customers. */
    private static final int LARGE = 20_000;
    /** Many times what a page shows, and what a company of the test has. */
    private static final int MOST_ROWS = 10_000;

    private static final Pattern STATE_CHECKER = Pattern.compile("name=\"stateChecker\" value=\"([^\"]*)\"");

    private final List<TestRealm> realms = new ArrayList<>();
    private Cluster cluster;
    private Admin admin;
    private Plans plans;
    private TestCompany company;

    @BeforeAll
    void fill() {
        cluster = new Cluster(
                "plans", 1, Plans.SETTINGS, "--spi-jpa-entity-provider--sekisho-notice--interval-seconds=3600");
        admin = cluster.admin();
        plans = new Plans(cluster.postgres());
        MODELS.forEach((name, model) -> realms.add(TestRealm.like(cluster, model, name, ManyCustomers::adjust)));
        company = TestCompany.in(admin, COMPANIES);
        ManyCustomers.store(cluster.postgres(), 0, CUSTOMERS);
    }

    @AfterAll
    void close() {
        cluster.close();
    }

    @Test
    void no_statement_of_a_login_a_page_or_a_call_reads_a_whole_table() throws IOException {
        plans.begin();
        apps();
        issues();
        tokens();
        managers();
        companies();
        staff();
        List<Scan> scans = plans.scans();

        Set<String> large = new TreeSet<>(
                cluster.postgres().query("select relname from pg_class where relkind = 'r' and reltuples > " + LARGE));
        assertTrue(
                large.containsAll(Set.of(
                        "user_entity",
                        "credential",
                        "user_group_membership",
                        "user_role_mapping",
                        "sekisho_attempt",
                        "sekisho_otp_state",
                        "sekisho_token_holder",
                        "sekisho_token_issue",
                        "sekisho_token",
                        "sekisho_notice")),
                large.toString());
        List<Scan> looked =
                scans.stream().filter(scan -> large.contains(scan.table())).toList();
        assertTrue(looked.size() > 500, "the log says what was asked: " + looked.size());
        printChanged(looked);
        assertEquals(
                "",
                String.join(
                        "\n",
                        new TreeSet<>(looked.stream()
                                .filter(scan -> scan.whole() || scan.rows() > MOST_ROWS)
                                .map(scan -> "%s: %s of %s, %d rows: %s"
                                        .formatted(scan.step(), scan.how(), scan.table(), scan.rows(), scan.text()))
                                .toList())));
    }

    /**
     * Of our own tables, by how they are looked into: what is new may be right, but somebody should have looked at it.
     */
    private static void printChanged(List<Scan> looked) throws IOException {
        Map<String, Set<String>> now = looked.stream()
                .filter(scan -> scan.table().startsWith("sekisho_"))
                .collect(groupingBy(
                        Scan::text,
                        TreeMap::new,
                        mapping(scan -> scan.table() + " by " + scan.how(), toCollection(TreeSet::new))));
        Set<String> known = Set.of(new String(
                        QueryPlansIT.class
                                .getResourceAsStream("/plans/known.txt")
                                .readAllBytes(),
                        StandardCharsets.UTF_8)
                .split("\n"));
        now.forEach((text, ways) -> ways.stream()
                .map(way -> way + ": " + text)
                .filter(line -> !known.contains(line))
                .forEach(line -> System.out.println("plan changed: " + line)));
    }

    /** An app whose owner applies, logs in, looks at the key again, changes the transaction password, stops. */
    private void apps() {
        Customer customer = admin.newCustomer(APPS);
        plans.step("status page");
        Visitor visitor = visitor(customer);
        assertHeading(STATUS, visitor.login());
        plans.step("apply");
        Answer page = visitor.submit(
                visitor.start("sekisho-otp-apply"), Map.of("transactionPassword", customer.transactionPassword()));
        Oath app = Oath.with(page.key()).stepsAhead(STEPS_AHEAD);
        page = visitor.submit(visitor.submit(page, Map.of()), Map.of("otp", app.currentCode()));
        assertHeading("サービス申込 -受付-", page);
        assertHeading(STATUS, visitor.submit(page, Map.of()));
        plans.step("login with a code");
        visitor = visitor(customer);
        page = visitor.submit(visitor.login(), Map.of("otp", app.wrongCode()));
        assertHeading(STATUS, visitor.submit(page, Map.of("otp", app.code())));
        plans.step("direct grant");
        assertEquals(200, admin.directGrant(customer, Map.of("otp", app.code())).statusCode());
        plans.step("re-display");
        page = visitor.submit(visitor.start("sekisho-otp-redisplay"), Map.of("otp", app.code()));
        assertHeading("登録コード再表示", page);
        visitor.submit(page, Map.of());
        plans.step("transaction password");
        page = visitor.start("sekisho-transaction-password");
        page = visitor.submit(
                page,
                Map.of(
                        "currentTransactionPassword",
                        customer.transactionPassword(),
                        "newTransactionPassword",
                        "another-one",
                        "newTransactionPasswordConfirm",
                        "another-one"));
        assertHeading("取引パスワードの受付", page);
        visitor.submit(page, Map.of());
        plans.step("stop");
        assertHeading("サービス利用停止 -受付-", visitor.submit(visitor.start("sekisho-otp-stop"), Map.of("otp", app.code())));
    }

    /** A token that is issued, activated, confirmed. */
    private void issues() {
        Customer customer = admin.newCustomer(ISSUES);
        plans.step("issue");
        IssueWalk walk = IssueWalk.login(cluster.url(), customer).prove().issue(IssueWalk.phoneOf(customer));
        assertHeading(IssueWalk.CONFIRM, walk.page());
        walk.resend();
        walk.refresh();
        plans.step("activation");
        TokenApi api = new TokenApi(cluster.url() + "/realms/" + ISSUES);
        assertEquals(
                403,
                api.activate("1001", "0000000000", IssueWalk.START_PASSWORD).status());
        Oath app = api.activate("1001", walk.userId(), IssueWalk.START_PASSWORD)
                .app()
                .stepsAhead(STEPS_AHEAD);
        plans.step("confirmation");
        assertHeading(IssueWalk.RECEIPT, walk.confirm(app.currentCode()));
        plans.step("login with an issued token");
        Visitor visitor = visitor(customer);
        visitor.submit(visitor.login(), Map.of("otp", app.code()));
        assertHeading(STATUS, visitor.login());
    }

    /** Tokens of the inventory: bound, replaced, stopped by the customer; listed and looked after by the staff. */
    private void tokens() {
        Customer customer = admin.newCustomer(BINDS);
        List<HardwareToken> tokens = HardwareToken.delivered(admin, BINDS, 3);
        tokens.forEach(token -> token.codes().stepsAhead(STEPS_AHEAD));
        plans.step("bind");
        BindWalk walk = BindWalk.register(cluster.url(), customer).identify();
        assertHeading(
                "トークンの登録 -処理結果-",
                walk.bind(tokens.get(0).id(), tokens.get(0).codes().code()));
        plans.step("replace");
        walk = BindWalk.register(cluster.url(), customer).identify().prove();
        assertHeading(
                "トークンの変更 -処理結果-",
                walk.bind(tokens.get(1).id(), tokens.get(1).codes().code()));
        plans.step("login with a bound token");
        Visitor visitor = visitor(customer);
        assertHeading(
                STATUS,
                visitor.submit(
                        visitor.login(), Map.of("otp", tokens.get(1).codes().code())));
        plans.step("list of tokens");
        Inventory inventory = new Inventory(admin, BINDS);
        for (String query : List.of(
                "",
                "?status=FREE",
                "?status=LOST",
                "?status=BOUND&max=10",
                "?prefix=T00050&status=RETIRED",
                "?prefix=T00050",
                "?after=T00090000",
                "?first=1000&status=BOUND&after=T00050000")) {
            assertTrue(!inventory.list(query).isEmpty(), query);
        }
        assertEquals(
                1, inventory.list("?status=LOST&prefix=" + tokens.get(0).id()).size());
        plans.step("one token");
        assertEquals("BOUND", inventory.get(tokens.get(1)).get("status").asText());
        Customer other = admin.newCustomer(BINDS);
        assertChanged(inventory.bind(tokens.get(2), other));
        assertChanged(inventory.change(tokens.get(2), "mark-lost"));
        assertChanged(inventory.change(tokens.get(2), "reinstate"));
        assertChanged(inventory.change(tokens.get(2), "unbind"));
        assertChanged(inventory.change(tokens.get(2), "retire"));
        plans.step("delivery of a token");
        HardwareToken.delivered(admin, BINDS);
    }

    /** The pages of a company's manager, with five hundred colleagues. */
    private void managers() {
        Oath own = Oath.withNewKey().stepsAhead(STEPS_AHEAD);
        Customer master = company.master(own);
        Oath app = Oath.withNewKey();
        Customer user = company.user(app);
        app.wrongCodes(5).forEach(wrong -> admin.directGrant(user, Map.of("otp", wrong)));
        plans.step("login of a manager");
        FormClient client = new FormClient();
        String address = cluster.url() + "/realms/" + COMPANIES + "/otp-service/manage";
        Answer page = client.submit(
                client.get(address), Map.of("username", master.number(), "password", master.loginPassword()));
        page = client.submit(page, Map.of("otp", own.code()));
        for (String list : List.of(
                "",
                "?page=5",
                "?search=customer",
                "?search=nobody",
                "/lift-suspension",
                "/lift-suspension?search=customer",
                "/revoke-token",
                "/revoke-token?page=3",
                "/revoke-token?search=customer")) {
            plans.step("list of a manager: " + list);
            page = client.get(address + list);
            assertTrue(page.status() == 200 && page.body().contains("class=\"search\""), page.body());
        }
        for (String task : List.of("lift-suspension", "revoke-token")) {
            plans.step("manager: " + task);
            page = client.get(address + "/" + task + "/" + user.id());
            Matcher checker = STATE_CHECKER.matcher(page.body());
            assertTrue(checker.find(), page.body());
            page = client.post(
                    page.uri().toString(),
                    Map.of(
                            "stateChecker",
                            checker.group(1),
                            "transactionPassword",
                            master.transactionPassword(),
                            "otp",
                            own.code()));
            assertTrue(page.heading().contains("結果"), page.body());
        }
    }

    private void companies() {
        for (String query : List.of("", "?search=C", "?first=500&max=100", "?max=10")) {
            plans.step("list of companies: " + query);
            assertTrue(
                    !admin.get("/" + COMPANIES + "/otp-service/companies" + query)
                            .isEmpty(),
                    query);
        }
    }

    /** The admin REST's calls for one customer, and the rest of its pages. */
    private void staff() {
        Oath app = Oath.withNewKey();
        Customer customer = admin.newOtpCustomer(APPS, app.key());
        app.wrongCodes(5).forEach(wrong -> admin.directGrant(customer, Map.of("otp", wrong)));
        plans.step("one customer");
        assertEquals("SUSPENDED", admin.factors(customer).at("/otp/status").asText());
        plans.step("lift");
        assertChanged(admin.lift(customer, "otp"));
        admin.lift(customer, "transaction-password");
        plans.step("reset of a transaction password");
        assertChanged(admin.resetTransactionPassword(customer, "temporary-1"));
        Customer started = company.user();
        plans.step("start of a customer");
        assertChanged(admin.send("POST", "/" + COMPANIES + "/otp-service/users/" + started.id() + "/start", null));
        admin.factors(started);
        plans.step("revocation");
        Customer enrolled = company.user(app);
        assertChanged(
                admin.send("POST", "/" + COMPANIES + "/otp-service/users/" + enrolled.id() + "/token/revoke", null));
        plans.step("notices");
        String notices = "/" + APPS + "/otp-service/notices";
        String failed = admin.get(notices + "?max=10").get(0).get("id").asText();
        admin.get(notices + "?first=50");
        admin.send("POST", notices + "/" + failed + "/retry", null);
        plans.step("settings");
        admin.get("/" + APPS + "/otp-service/settings");
        plans.step("deletion of a customer");
        admin.deleteCustomer(enrolled);
        admin.deleteCustomer(customer);
    }

    private Visitor visitor(Customer customer) {
        return new Visitor(cluster.url(), customer);
    }

    private static void assertHeading(String heading, Answer page) {
        assertEquals(heading, page.heading(), page.body());
    }

    private static void assertChanged(HttpResponse<String> answer) {
        assertEquals(204, answer.statusCode(), answer.body());
    }
}
