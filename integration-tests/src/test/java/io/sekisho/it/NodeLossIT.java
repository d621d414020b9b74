package io.sekisho.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sekisho.demo.mail.CaughtMail;
import io.sekisho.it.harness.Admin;
import io.sekisho.it.harness.Application;
import io.sekisho.it.harness.Await;
import io.sekisho.it.harness.Books;
import io.sekisho.it.harness.Cluster;
import io.sekisho.it.harness.Crowd;
import io.sekisho.it.harness.Customer;
import io.sekisho.it.harness.FormClient;
import io.sekisho.it.harness.FormClient.Answer;
import io.sekisho.it.harness.FrontDoor;
import io.sekisho.it.harness.HardwareToken;
import io.sekisho.it.harness.Inventory;
import io.sekisho.it.harness.IssueWalk;
import io.sekisho.it.harness.Oath;
import io.sekisho.it.harness.TestCompany;
import io.sekisho.it.harness.TestRealm;
import io.sekisho.it.harness.TokenApi;
import io.sekisho.it.harness.WithCluster;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A node is killed, as by a power cut, while customers are at any page of any walk and while their forms are under way.
 * They go on at the other node with the cookies they have, or are told to begin again; what they were told was done is
 * done, and nothing is half done.
 *
 * <p>All kinds of walks are gone at the same time, each by a customer of its own, so that one kill meets all of them.
 * The killed node starts again while the next customers walk at the other one.
 */
@Tag("distribution")
@WithCluster
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class NodeLossIT {

    private static final String APPS = "loss-apps";
    private static final String ISSUES = "loss-issues";
    private static final String PAYMENTS = "loss-payments";
    private static final String BINDS = "loss-binds";
    private static final String MAILED = "loss-mailed";
    private static final String COMPANIES = "loss-companies";
    private static final String STATUS = "登録情報照会";
    private static final String LOGIN = "ログイン";
    private static final String STOPPED = "サービス利用停止 -受付-";
    private static final String BOUND = "トークンの登録 -処理結果-";
    private static final String REPLACED = "トークンの変更 -処理結果-";
    private static final String ALREADY = "このトークンはすでに登録済みです";
    private static final String FIRST_PASSWORD = "first transaction password";
    private static final Pattern STATE_CHECKER = Pattern.compile("name=\"stateChecker\" value=\"([^\"]*)\"");
    private static final Pattern USER_ID = Pattern.compile("(?s)id=\"user-id\"[^>]*>(.*?)</td>");
    private static final Pattern MAIL_CODE = Pattern.compile("(?<![0-9])[0-9]{8}(?![0-9])");
    /** In which forms are sent around the kill. */
    private static final Duration BURST = Duration.ofMillis(400);

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int STEPS_AHEAD = 10;
    private static final int MOST_PAGES = 12;

    private final List<TestRealm> realms = new ArrayList<>();
    private final Random random = new Random();
    private final Cluster cluster;
    private final Admin admin;
    private int serving;
    private CompletableFuture<Void> starting = CompletableFuture.completedFuture(null);
    private int losses;
    private int lostForms;
    private int begunAgain;

    NodeLossIT(Cluster cluster) {
        this.cluster = cluster;
        this.admin = cluster.admin();
    }

    @BeforeAll
    void makeRealms() {
        cluster.inTurn();
        realm("mito", APPS, changes -> {});
        realm(
                "sample-bank",
                ISSUES,
                changes -> attribute(changes, "sekisho.maxActivationFailuresPerAddress", "100000"));
        realm("sample-bank", PAYMENTS, changes -> {
            attribute(changes, "sekisho.issueObligatory", "never");
            changes.get("clients").forEach(client -> {
                if (client.get("clientId").asText().equals("payment")) {
                    ((ObjectNode) client).put("rootUrl", cluster.url());
                }
            });
        });
        realm("sample-direct", BINDS, changes -> {});
        realm("sample-direct", MAILED, changes -> attribute(changes, "sekisho.replacementProof", "mail-code"));
        realm("kenshin", COMPANIES, changes -> {
            attribute(changes, "sekisho.reissueBlackout", "");
            attribute(changes, "sekisho.issueObligatory", "never");
        });
    }

    private void realm(String model, String name, Consumer<ObjectNode> more) {
        realms.add(TestRealm.like(cluster, model, name, changes -> {
            TestRealm.hashFast(changes);
            changes.put("otpPolicyPeriod", 30).put("otpPolicyDigits", 6);
            attribute(changes, "sekisho.lookAroundSteps", Integer.toString(STEPS_AHEAD));
            attribute(changes, "sekisho.enrolmentLookAroundSteps", "2");
            more.accept(changes);
        }));
    }

    private static void attribute(ObjectNode realm, String name, String value) {
        realm.withObject("/attributes").put(name, value);
    }

    @BeforeEach
    void oneNodeServes() {
        cluster.only(serving);
    }

    @AfterAll
    void bothNodesAgain() {
        starting.handle((started, failure) -> null).join();
        cluster.revive();
        System.out.printf("%d forms went down with their node, %d walks were begun again%n", lostForms, begunAgain);
        realms.forEach(TestRealm::close);
        assertTrue(losses < 8 || lostForms >= 20, "forms that were under way when their node was lost: " + lostForms);
    }

    // The walks

    /** One customer's walk: what is sent from which page follows from its heading. */
    private final class Walk {

        private final String name;
        private final Customer customer;
        private final boolean enrolledBefore;
        private final String start;
        private final Predicate<Answer> end;
        private final String acknowledged;
        private final Predicate<Books> done;
        private final FormClient client = new FormClient();
        private Oath app;
        private HardwareToken token;
        private Answer page;
        private boolean told;
        private int passwordChanges;
        private final List<String> seen = new ArrayList<>();

        /**
         * @param end          the page where nothing is left to be done
         * @param acknowledged the heading of the page that says that it is done
         * @param done         what the database has to say then
         */
        Walk(
                String name,
                Customer customer,
                boolean enrolledBefore,
                String start,
                Predicate<Answer> end,
                String acknowledged,
                Predicate<Books> done) {
            this.name = name;
            this.customer = customer;
            this.enrolledBefore = enrolledBefore;
            this.start = start;
            this.end = end;
            this.acknowledged = acknowledged;
            this.done = done;
        }

        Walk app(Oath own) {
            app = own.stepsAhead(STEPS_AHEAD);
            return this;
        }

        Walk token(HardwareToken own) {
            token = own;
            app = own.codes().stepsAhead(STEPS_AHEAD);
            return this;
        }

        Walk open() {
            page = client.get(start);
            return this;
        }

        /** Sends so many forms. */
        Walk go(int forms) {
            for (int form = 0; form < forms && !end.test(page); form++) {
                send();
                assertClear();
            }
            return this;
        }

        /** Up to the page whose form makes the change. */
        Walk toTheChange() {
            while (!changes(page)) {
                send();
                assertClear();
            }
            if (page.heading().equals(IssueWalk.CONFIRM)) {
                assertTrue(activated());
            }
            return this;
        }

        private boolean changes(Answer at) {
            return switch (at.heading()) {
                case "サービス申込 -確認-",
                        "サービス利用停止 -確認-",
                        "ワンタイムパスワード認証確認",
                        "取引パスワードの設定",
                        "取引パスワードの変更",
                        "利用停止解除 -確認-",
                        "トークンの失効 -確認-" -> true;
                case "トークンの登録", "トークンの変更" -> !name.contains("next code");
                case "次のワンタイムパスワードの入力" -> true;
                case "ワンタイムパスワード利用停止" -> true;
                case "ワンタイムパスワード認証" ->
                    name.equals("re-display") && at.uri().getPath().contains("/required-action");
                case "取引パスワード認証" -> name.equals("payment");
                default -> end.test(at);
            };
        }

        void send() {
            String heading = page.heading();
            page = heading.startsWith("利用停止解除") || heading.startsWith("トークンの失効")
                    ? manage()
                    : client.submit(page, fields(heading));
            told |= page.heading().equals(acknowledged);
        }

        private Answer manage() {
            Matcher checker = STATE_CHECKER.matcher(page.body());
            assertTrue(checker.find(), page.body());
            return client.post(
                    page.uri().toString(),
                    Map.of(
                            "stateChecker",
                            checker.group(1),
                            "transactionPassword",
                            customer.transactionPassword(),
                            "otp",
                            app.code()));
        }

        private Map<String, String> fields(String heading) {
            return switch (heading) {
                case LOGIN, "ワンタイムパスワード利用登録" ->
                    Map.of("username", customer.number(), "password", customer.loginPassword());
                case "ワンタイムパスワード利用停止" ->
                    page.body().contains("name=\"password\"")
                            ? Map.of("username", customer.number(), "password", customer.loginPassword())
                            : Map.of("otp", app.code());
                case "ワンタイムパスワード認証", "サービス利用停止 -確認-" -> Map.of("otp", app.code());
                // Asked for where the first one was set, and the node is lost that knew that its owner had just typed
                // it.
                case "取引パスワード認証" ->
                    Map.of(
                            "transactionPassword",
                            name.equals(FIRST_PASSWORD) ? changed(1) : customer.transactionPassword());
                case "サービス申込 -登録-" -> {
                    app = Oath.with(page.key());
                    yield Map.of();
                }
                case "サービス申込 -確認-" -> Map.of("otp", app.codeOfStep(0));
                case "取引パスワードの設定" -> newPassword("password", customer.loginPassword());
                case "取引パスワードの変更" -> {
                    // Where the one before is refused, the change was made whose answer was lost.
                    passwordChanges += page.error("currentTransactionPassword").contains("違います") ? 1 : 0;
                    yield newPassword(
                            "currentTransactionPassword",
                            passwordChanges == 0 ? customer.transactionPassword() : changed(passwordChanges));
                }
                case IssueWalk.ISSUE -> {
                    // The one before is void by this.
                    app = null;
                    yield IssueWalk.form(
                            IssueWalk.phoneOf(customer),
                            IssueWalk.phoneOf(customer),
                            IssueWalk.START_PASSWORD,
                            IssueWalk.START_PASSWORD);
                }
                // A seed is handed out once: where it was lost on its way, another issue is due.
                case IssueWalk.CONFIRM -> activated() ? Map.of("otp", app.codeOfStep(0)) : Map.of("back", "true");
                case "トークンの登録", "トークンの変更" -> Map.of("tokenId", token.id(), "otp", app.codeOfStep(0));
                case "次のワンタイムパスワードの入力" -> Map.of("otp", app.codeOfStep(1));
                case "メールで届く確認コードの入力" -> Map.of("mailCode", mailedCode());
                default -> Map.of();
            };
        }

        private Map<String, String> newPassword(String proofField, String proof) {
            return Map.of(
                    "newTransactionPassword",
                    changed(passwordChanges + 1),
                    "newTransactionPasswordConfirm",
                    changed(passwordChanges + 1),
                    proofField,
                    proof);
        }

        private String changed(int times) {
            return "changed-" + times + "-" + customer.number();
        }

        private boolean activated() {
            if (app == null) {
                Matcher id = USER_ID.matcher(page.body());
                assertTrue(id.find(), page.body());
                TokenApi.Answer activated = new TokenApi(cluster.url() + "/realms/" + customer.realm())
                        .activate("1001", id.group(1).replaceAll("<[^>]*>|\\s", ""), IssueWalk.START_PASSWORD);
                assertTrue(Set.of(200, 403, FrontDoor.NODE_GONE).contains(activated.status()), activated.text());
                app = activated.status() == 200 ? activated.app().stepsAhead(STEPS_AHEAD) : null;
            }
            return app != null;
        }

        private String mailedCode() {
            CaughtMail mail = cluster.mailTo(customer, "確認コード");
            Matcher code = MAIL_CODE.matcher(mail.text());
            assertTrue(code.find(), mail.text());
            return code.group();
        }

        /** The way to the end, wherever the customer stands; with new beginnings where a page asks for one. */
        void finish() {
            String before = "";
            int times = 0;
            for (int sent = 0; !end.test(page); sent++) {
                assertTrue(sent < 2 * MOST_PAGES, name + ": no end: " + seen);
                String here = page.heading() + page.message();
                times = here.equals(before) ? times + 1 : 1;
                before = here;
                // A login and a walk may ask for a code one after the other, on pages that look the same.
                if (page.status() == FrontDoor.NODE_GONE || !known(page) || times > 2) {
                    begunAgain++;
                    before = "";
                    page = client.get(start);
                } else {
                    send();
                }
                assertClear();
            }
        }

        private boolean known(Answer at) {
            return at.heading().startsWith("利用停止解除")
                    || at.heading().startsWith("トークンの失効")
                    || at.body().matches("(?s).*<form\\b[^>]*/login-actions/.*");
        }

        /** A page in the customer's language that says what it is about; no fault of the server and no blank page. */
        private void assertClear() {
            seen.add(page.heading() + " " + page.message());
            assertTrue(
                    page.status() == 200 || page.status() == 400,
                    name + ": " + page.status() + " " + page.uri() + " after " + seen + " " + page.body());
            assertTrue(
                    end.test(page) || !page.heading().isEmpty() && page.body().contains("lang=\"ja\""),
                    name + ": " + page.uri() + " " + page.body());
        }

        void assertBooks() {
            Books books = new Books(cluster, customer);
            books.assertNothingHalfDone(enrolledBefore);
            assertTrue(!told || done.test(books), name + ": what was acknowledged is done: " + books);
            assertEquals(
                    books.enrolled() ? "IN_USE" : "NOT_REGISTERED",
                    admin.factors(customer).at("/otp/status").asText().replace("SUSPENDED", "IN_USE"),
                    books.toString());
        }

        void assertDone() {
            assertBooks();
            Books books = new Books(cluster, customer);
            assertTrue(done.test(books), name + ": " + books);
        }
    }

    private String auth(String realm, String action) {
        return cluster.url() + "/realms/" + realm
                + "/protocol/openid-connect/auth?client_id=otp-service&response_type=code&scope=openid&redirect_uri="
                + service(realm, "") + "&kc_action=" + action;
    }

    private String service(String realm, String path) {
        return cluster.url() + "/realms/" + realm + "/otp-service" + path;
    }

    private static Predicate<Answer> heading(String... headings) {
        return answer -> answer.status() == 200 && Set.of(headings).contains(answer.heading());
    }

    /** A refusal that says that what the customer wants is so already. */
    private static Predicate<Answer> orSaying(Predicate<Answer> end, String sentence) {
        return answer -> end.test(answer) || answer.body().contains(sentence);
    }

    private Customer bound(String realm, HardwareToken token) {
        Customer customer = admin.newCustomer(realm);
        new Inventory(admin, realm).bind(token, customer);
        return customer;
    }

    /** All of them, each with a customer of its own, at their first page. */
    private List<Walk> walks() {
        List<Walk> walks = new ArrayList<>();
        walks.add(new Walk(
                "apply",
                admin.newCustomer(APPS),
                false,
                auth(APPS, "sekisho-otp-apply"),
                orSaying(heading(STATUS), "サービスはすでに利用中です"),
                "サービス申込 -受付-",
                books -> books.enrolled() && books.done("applied") == 1));
        Oath redisplayed = Oath.withNewKey();
        walks.add(new Walk(
                        "re-display",
                        admin.newOtpCustomer(APPS, redisplayed.key()),
                        true,
                        auth(APPS, "sekisho-otp-redisplay"),
                        heading(STATUS),
                        "登録コード再表示",
                        books -> books.done("redisplayed") >= 1)
                .app(redisplayed));
        Oath stopped = Oath.withNewKey();
        walks.add(new Walk(
                        "stop",
                        admin.newOtpCustomer(APPS, stopped.key()),
                        true,
                        auth(APPS, "sekisho-otp-stop"),
                        orSaying(heading(STATUS), "利用していない"),
                        STOPPED,
                        books -> !books.enrolled() && books.done("stopped") == 1)
                .app(stopped));
        walks.add(new Walk(
                FIRST_PASSWORD,
                admin.newCustomer(APPS, user -> user.withArray("/credentials").remove(1)),
                false,
                auth(APPS, "sekisho-otp-apply"),
                heading("サービス申込 -登録-"),
                "サービス申込 -登録-",
                books -> books.hasTransactionPassword() && books.done("changed") == 1));
        walks.add(new Walk(
                "transaction password",
                admin.newCustomer(APPS),
                false,
                auth(APPS, "sekisho-transaction-password"),
                heading(STATUS, "取引パスワードの受付"),
                "取引パスワードの受付",
                books -> books.done("changed") >= 1));
        walks.add(new Walk(
                "issue",
                admin.newCustomer(ISSUES),
                false,
                service(ISSUES, ""),
                heading(STATUS),
                IssueWalk.RECEIPT,
                books -> books.enrolled() && books.done("confirmed") == 1));
        walks.add(new Walk(
                        "bind from the login page",
                        admin.newCustomer(BINDS),
                        false,
                        service(BINDS, "/register"),
                        orSaying(heading(BOUND), ALREADY),
                        BOUND,
                        books -> books.enrolled() && books.done("bound") == 1)
                .token(HardwareToken.delivered(admin, BINDS)));
        HardwareToken off = HardwareToken.delivered(admin, BINDS);
        off.codes().clockOffBy(6);
        walks.add(new Walk(
                        "bind with the next code",
                        admin.newCustomer(BINDS),
                        false,
                        service(BINDS, "/register"),
                        orSaying(heading(BOUND), ALREADY),
                        BOUND,
                        books -> books.enrolled() && books.done("bound") == 1)
                .token(off));
        walks.add(new Walk(
                        "bind from the status page",
                        admin.newCustomer(BINDS),
                        false,
                        auth(BINDS, "sekisho-token-bind"),
                        orSaying(heading(STATUS), ALREADY),
                        BOUND,
                        books -> books.enrolled() && books.done("bound") == 1)
                .token(HardwareToken.delivered(admin, BINDS)));
        walks.add(new Walk(
                        "replace by transaction password",
                        bound(BINDS, HardwareToken.delivered(admin, BINDS)),
                        false,
                        service(BINDS, "/register"),
                        orSaying(heading(REPLACED), ALREADY),
                        REPLACED,
                        books -> books.enrolled() && books.done("replaced") == 1)
                .token(HardwareToken.delivered(admin, BINDS)));
        walks.add(new Walk(
                        "replace by mailed code",
                        bound(MAILED, HardwareToken.delivered(admin, MAILED)),
                        false,
                        service(MAILED, "/register"),
                        orSaying(heading(REPLACED), ALREADY),
                        REPLACED,
                        books -> books.enrolled() && books.done("replaced") == 1)
                .token(HardwareToken.delivered(admin, MAILED)));
        HardwareToken given = HardwareToken.delivered(admin, BINDS);
        walks.add(new Walk(
                        "stop from the login page",
                        bound(BINDS, given),
                        false,
                        service(BINDS, "/stop"),
                        orSaying(heading(STOPPED), "利用していない"),
                        STOPPED,
                        books -> !books.enrolled() && books.done("stopped") == 1)
                .token(given));
        Oath paying = Oath.withNewKey();
        Application application = new Application(cluster.url(), PAYMENTS, "payment", service(PAYMENTS, "/token-app/"));
        walks.add(new Walk(
                        "payment",
                        admin.newOtpCustomer(PAYMENTS, paying.key()),
                        true,
                        application
                                .request(Map.of("acr_values", "transaction-password"))
                                .url(),
                        application::isHome,
                        "nothing",
                        books -> true)
                .app(paying));
        TestCompany company = TestCompany.in(admin, COMPANIES);
        walks.add(managing(company, "lift", "lift-suspension", "利用停止解除 -結果-", "suspension-lifted"));
        walks.add(managing(company, "revoke", "revoke-token", "トークンの失効 -結果-", "revoked"));
        Crowd.run(4, walks.size(), number -> walks.get(number).open());
        return walks;
    }

    /** Of a manager; the books are those of the user. */
    private Walk managing(TestCompany company, String name, String task, String result, String action) {
        Oath own = Oath.withNewKey();
        Customer manager = company.master(own);
        Oath app = Oath.withNewKey();
        Customer user = company.user(app);
        if (task.startsWith("lift")) {
            app.wrongCodes(5).forEach(wrong -> admin.directGrant(user, Map.of("otp", wrong)));
            assertEquals("SUSPENDED", admin.factors(user).at("/otp/status").asText());
        }
        return new Walk(
                        name,
                        manager,
                        true,
                        service(COMPANIES, "/manage/" + task + "/" + user.id()),
                        answer -> answer.heading().equals(result)
                                || new Books(cluster, user).done(action) == 1
                                        && answer.body().contains("manage"),
                        result,
                        books -> {
                            Books ofUser = new Books(cluster, user);
                            ofUser.assertNothingHalfDone(true);
                            return ofUser.done(action) == 1;
                        })
                .app(own);
    }

    // The losses

    @ParameterizedTest(name = "after {0} forms")
    @ValueSource(ints = {0, 1, 2, 3, 4, 5})
    void at_whatever_page_a_node_is_lost_the_customer_goes_on_at_the_other_one(int forms) {
        List<Walk> walks = walks();
        Crowd.run(4, walks.size(), number -> walks.get(number).go(forms));

        killTheServingNode();

        Crowd.run(4, walks.size(), number -> {
            walks.get(number).finish();
            return number;
        });
        walks.forEach(Walk::assertDone);
        assertNoFault();
    }

    @ParameterizedTest(name = "writing {0}")
    @ValueSource(strings = {"CREDENTIAL", "SEKISHO_TOKEN", "SEKISHO_NOTICE", "EVENT_ENTITY"})
    void a_change_whose_node_is_lost_while_it_writes_is_made_wholly_or_not_at_all(String table) throws SQLException {
        List<Walk> walks = walks();
        Crowd.run(4, walks.size(), number -> walks.get(number).toTheChange());
        ScheduledExecutorService threads = Executors.newScheduledThreadPool(walks.size());
        try {
            List<Future<?>> sent = new ArrayList<>();
            try (Connection connection = cluster.postgres().connect();
                    Statement statement = connection.createStatement()) {
                connection.setAutoCommit(false);
                statement.execute("lock table " + table + " in share mode");
                walks.forEach(walk -> sent.add(threads.submit(walk::send)));
                Await.until(
                        "a change that waits for " + table,
                        PATIENCE,
                        () -> cluster.count("select count(*) from pg_stat_activity where wait_event_type = 'Lock'")
                                > 0);
                killTheServingNode();
                connection.rollback();
            }
            await(sent);
        } finally {
            threads.shutdownNow();
        }
        afterTheLoss(walks);
    }

    @ParameterizedTest(name = "round {0}")
    @ValueSource(ints = {1, 2, 3, 4})
    void a_form_whose_node_is_lost_at_any_moment_is_taken_wholly_or_not_at_all(int round) {
        List<Walk> walks = walks();
        // Every second time at any page, else where the change is made.
        Crowd.run(
                4,
                walks.size(),
                number -> round % 2 == 0
                        ? walks.get(number).go(random.nextInt(5))
                        : walks.get(number).toTheChange());
        walks.removeIf(walk -> walk.end.test(walk.page));
        ScheduledExecutorService threads = Executors.newScheduledThreadPool(walks.size() + 1);
        try {
            List<Future<?>> sent = new ArrayList<>();
            walks.forEach(walk -> sent.add(
                    threads.schedule(walk::send, random.nextInt((int) BURST.toMillis()), TimeUnit.MILLISECONDS)));
            Future<?> killed = threads.schedule(
                    this::killTheServingNode,
                    BURST.toMillis() / 4 + random.nextInt((int) BURST.toMillis() / 2),
                    TimeUnit.MILLISECONDS);
            await(List.of(killed));
            await(sent);
        } finally {
            threads.shutdownNow();
        }
        afterTheLoss(walks);
    }

    private void afterTheLoss(List<Walk> walks) {
        losses++;
        lostForms += (int) walks.stream()
                .filter(walk -> walk.page.status() == FrontDoor.NODE_GONE)
                .count();
        Await.until(
                "the lost node's transactions are over",
                PATIENCE,
                () -> cluster.count("select count(*) from pg_stat_activity where wait_event_type = 'Lock'") == 0);
        Crowd.run(4, walks.size(), number -> {
            Walk walk = walks.get(number);
            walk.assertBooks();
            if (walk.page.status() == FrontDoor.NODE_GONE) {
                // As a browser does when the customer loads the page again.
                walk.page = walk.client.get(walk.start);
            }
            walk.finish();
            return number;
        });
        walks.forEach(Walk::assertDone);
        assertNoFault();
    }

    /** The other one serves from now on; the killed one comes back meanwhile. */
    private void killTheServingNode() {
        starting.join();
        int lost = serving;
        serving = 1 - lost;
        cluster.node(lost).kill();
        cluster.only(serving);
        starting = CompletableFuture.runAsync(() -> cluster.start(lost));
    }

    private void assertNoFault() {
        assertEquals(
                List.of(),
                cluster.node(serving)
                        .log()
                        .lines()
                        .filter(line -> line.contains("Uncaught"))
                        .toList());
    }

    private static void await(List<Future<?>> all) {
        for (Future<?> one : all) {
            try {
                one.get(60, TimeUnit.SECONDS);
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        }
    }

    @Test
    void a_login_outlives_the_node_that_it_was_made_at() {
        Oath app = Oath.withNewKey().stepsAhead(STEPS_AHEAD);
        Customer customer = admin.newOtpCustomer(APPS, app.key());
        FormClient client = new FormClient();
        Answer otp = client.submit(
                client.get(service(APPS, "")),
                Map.of("username", customer.number(), "password", customer.loginPassword()));
        assertEquals(STATUS, client.submit(otp, Map.of("otp", app.code())).heading());

        killTheServingNode();

        assertEquals(STATUS, client.get(service(APPS, "")).heading());
        assertFalse(
                admin.get("/" + APPS + "/users/" + customer.id() + "/sessions").isEmpty());
    }
}
