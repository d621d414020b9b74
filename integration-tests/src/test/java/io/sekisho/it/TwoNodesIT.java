package io.sekisho.it;

import static io.sekisho.it.harness.IssueWalk.CONFIRM;
import static io.sekisho.it.harness.IssueWalk.RECEIPT;
import static io.sekisho.it.harness.IssueWalk.START_PASSWORD;
import static io.sekisho.it.harness.IssueWalk.phoneOf;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sekisho.it.harness.Admin;
import io.sekisho.it.harness.Await;
import io.sekisho.it.harness.BindWalk;
import io.sekisho.it.harness.Cluster;
import io.sekisho.it.harness.Crowd;
import io.sekisho.it.harness.Customer;
import io.sekisho.it.harness.FormClient;
import io.sekisho.it.harness.FormClient.Answer;
import io.sekisho.it.harness.HardwareToken;
import io.sekisho.it.harness.Inventory;
import io.sekisho.it.harness.IssueWalk;
import io.sekisho.it.harness.KeycloakVersion;
import io.sekisho.it.harness.Metrics;
import io.sekisho.it.harness.Oath;
import io.sekisho.it.harness.RealmState;
import io.sekisho.it.harness.TestRealm;
import io.sekisho.it.harness.TokenApi;
import io.sekisho.it.harness.Visitor;
import io.sekisho.it.harness.WithCluster;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Two nodes on one database: whatever is counted, limited or done once is so over both of them, however requests are
 * spread. Each request of a crowd goes to the other node than the one before it.
 */
@Tag("distribution")
@WithCluster
class TwoNodesIT {

    private static final String APPS = "nodes-apps";
    private static final String ISSUES = "nodes-issues";
    private static final String BINDS = "nodes-binds";
    private static final String SERVICE_ID = "1001";
    private static final String STATUS = "登録情報照会";
    private static final String BOUND = "トークンの登録 -処理結果-";
    private static final int MAX_FAILURES = 5;
    private static final int GUESSES = 240;
    private static final int CONNECTIONS = 24;
    private static final int CLICKS = 8;
    /** Left in a time step for some pages. */
    private static final Duration WALK = Duration.ofSeconds(8);

    private static final Duration WAIT = Duration.ofSeconds(30);
    private static final ObjectMapper JSON = new ObjectMapper();

    private static final List<TestRealm> REALMS = new ArrayList<>();
    private static TestRealm apps;

    private final Cluster cluster;
    private final Admin admin;
    private final TokenApi api;

    TwoNodesIT(Cluster cluster) {
        this.cluster = cluster;
        this.admin = cluster.admin();
        this.api = new TokenApi(cluster.url() + "/realms/" + ISSUES);
    }

    @BeforeAll
    static void makeRealms(Cluster cluster) {
        cluster.inTurn();
        apps = realm(cluster, "mito", APPS, changes -> TestRealm.addStepUp(changes));
        realm(cluster, "sample-bank", ISSUES, changes -> {
            changes.put("otpPolicyPeriod", 30);
            attribute(changes, "sekisho.enrolmentProof", "none");
            attribute(changes, "sekisho.maxActivationFailuresPerAddress", "100000");
            attribute(changes, "sekisho.tokenMailWaitSeconds", "0");
            attribute(changes, "sekisho.maxTokenMailsPerDay", "4");
        });
        realm(cluster, "sample-direct", BINDS, changes -> {
            attribute(changes, "sekisho.replacementProof", "mail-code");
            attribute(changes, "sekisho.maxTokenMailsPerDay", "50");
        });
    }

    private static TestRealm realm(Cluster cluster, String model, String name, Consumer<ObjectNode> more) {
        TestRealm realm = TestRealm.like(cluster, model, name, changes -> {
            TestRealm.hashFast(changes);
            attribute(changes, "sekisho.enrolmentLookAroundSteps", "2");
            more.accept(changes);
        });
        REALMS.add(realm);
        return realm;
    }

    private static void attribute(ObjectNode realm, String name, String value) {
        realm.withObject("/attributes").put(name, value);
    }

    @BeforeEach
    void bothNodes() {
        cluster.inTurn();
    }

    @AfterAll
    static void deleteRealms() {
        REALMS.forEach(TestRealm::close);
        REALMS.clear();
    }

    // Logins

    @Test
    void a_login_that_both_nodes_know_is_ended_by_a_change_at_one_of_them() {
        for (int changing = 0; changing < 2; changing++) {
            Customer customer = admin.newCustomer(APPS);
            Visitor visitor = new Visitor(cluster.url(), customer);
            cluster.only(0);
            assertEquals(STATUS, visitor.login().heading());
            cluster.only(1);
            assertEquals(STATUS, visitor.login().heading());

            cluster.only(changing);
            assertEquals(
                    204,
                    admin.resetTransactionPassword(customer, "by-the-staff-1").statusCode());

            for (int node = 0; node < 2; node++) {
                cluster.only(node);
                assertEquals(
                        "ログイン",
                        visitor.get(cluster.url() + "/realms/" + APPS + "/otp-service")
                                .heading());
            }
        }
    }

    // Guesses and used codes

    @Test
    void of_parallel_submits_of_one_right_code_over_two_nodes_one_succeeds() {
        Oath app = Oath.withNewKey();
        Customer customer = admin.newOtpCustomer(APPS, app.key());
        String code = app.earlyInStep(WALK).codeOfStep(0);
        Map<String, Integer> before = cluster.verifications(APPS, "otp");

        List<Integer> statuses = Crowd.run(
                CONNECTIONS,
                2 * CONNECTIONS,
                number -> directGrant(customer, code).statusCode());

        assertEquals(1, statuses.stream().filter(status -> status == 200).count(), statuses.toString());
        assertEquals(
                Map.of("accepted", 1, "replayed", 2 * CONNECTIONS - 1),
                Metrics.added(before, cluster.verifications(APPS, "otp")));
    }

    @Test
    void of_parallel_logins_with_one_right_code_over_two_nodes_one_succeeds() {
        Oath app = Oath.withNewKey();
        Customer customer = admin.newOtpCustomer(APPS, app.key());
        Map<Integer, FormClient> clients = new ConcurrentHashMap<>();
        Map<Integer, Answer> pages = new ConcurrentHashMap<>();
        Crowd.run(CLICKS, 2 * CLICKS, number -> {
            clients.put(number, new FormClient());
            Answer login = clients.get(number).get(cluster.url() + "/realms/" + APPS + "/otp-service");
            return pages.put(
                    number,
                    clients.get(number)
                            .submit(
                                    login,
                                    Map.of("username", customer.number(), "password", customer.loginPassword())));
        });
        String code = app.earlyInStep(WALK).codeOfStep(0);

        List<Answer> answers = Crowd.run(
                2 * CLICKS, 2 * CLICKS, number -> clients.get(number).submit(pages.get(number), Map.of("otp", code)));

        assertEquals(
                1,
                answers.stream()
                        .filter(answer -> answer.heading().equals(STATUS))
                        .count());
        answers.stream()
                .filter(answer -> !answer.heading().equals(STATUS))
                .forEach(answer -> assertTrue(answer.error("otp").contains("使用済み"), answer.body()));
    }

    @Test
    void of_parallel_guesses_at_an_otp_over_two_nodes_as_many_are_evaluated_as_the_institution_allows() {
        Oath app = Oath.withNewKey();
        Customer customer = admin.newOtpCustomer(APPS, app.key());
        List<String> guesses = app.wrongCodes(GUESSES);
        Map<String, Integer> before = cluster.verifications(APPS, "otp");

        List<HttpResponse<String>> answers =
                Crowd.run(CONNECTIONS, GUESSES, guess -> directGrant(customer, guesses.get(guess)));

        answers.forEach(answer -> assertEquals(
                KeycloakVersion.refusedGrant() + answers.get(0).body(), answer.statusCode() + answer.body()));
        assertEquals(
                Map.of("wrong", MAX_FAILURES - 1, "suspending", 1, "suspended", GUESSES - MAX_FAILURES),
                Metrics.added(before, cluster.verifications(APPS, "otp")));
        assertSuspendedOnce(customer, "otp");
        assertOneMail(customer, "ワンタイムパスワードを一時停止");
    }

    @Test
    void
            of_parallel_guesses_at_a_transaction_password_over_two_nodes_as_many_are_evaluated_as_the_institution_allows() {
        Customer customer = admin.newCustomer(APPS);
        Map<Integer, FormClient> clients = new ConcurrentHashMap<>();
        Map<Integer, Answer> pages = new ConcurrentHashMap<>();
        Crowd.run(CLICKS, CONNECTIONS, number -> {
            clients.put(number, new FormClient());
            Answer login = clients.get(number).get(apps.stepUpUrl());
            return pages.put(
                    number,
                    clients.get(number)
                            .submit(
                                    login,
                                    Map.of("username", customer.number(), "password", customer.loginPassword())));
        });
        Map<String, Integer> before = cluster.verifications(APPS, "transaction-password");

        Set<String> texts = new HashSet<>();
        Crowd.run(CONNECTIONS, CONNECTIONS, number -> {
                    List<String> errors = new ArrayList<>();
                    for (int guess = 0; guess < GUESSES / CONNECTIONS; guess++) {
                        pages.put(
                                number,
                                clients.get(number)
                                        .submit(pages.get(number), Map.of("transactionPassword", "guess-" + guess)));
                        errors.add(pages.get(number).error("transactionPassword"));
                    }
                    return errors;
                })
                .forEach(texts::addAll);

        assertEquals(
                Map.of("wrong", MAX_FAILURES - 1, "suspending", 1, "suspended", GUESSES - MAX_FAILURES),
                Metrics.added(before, cluster.verifications(APPS, "transaction-password")));
        assertEquals(
                MAX_FAILURES,
                texts.size(),
                "four times a number of guesses that are left, then the suspension: " + texts);
        assertSuspendedOnce(customer, "transactionPassword");
        assertOneMail(customer, "取引パスワードを一時停止");
    }

    @Test
    void a_lift_at_one_node_holds_at_the_other_at_once() {
        for (int round = 0; round < 6; round++) {
            Oath app = Oath.withNewKey();
            Customer customer = admin.newOtpCustomer(APPS, app.key());
            int one = round % 2;
            int other = 1 - one;
            app.wrongCodes(MAX_FAILURES)
                    .forEach(guess -> cluster.admin(one).directGrant(customer, Map.of("otp", guess)));
            String code = app.codeOfStep(0);
            assertEquals(
                    KeycloakVersion.refusedGrant(),
                    cluster.admin(other)
                            .directGrant(customer, Map.of("otp", code))
                            .statusCode());

            assertEquals(204, cluster.admin(one).lift(customer, "otp").statusCode());

            assertEquals(
                    "IN_USE",
                    cluster.admin(other).factors(customer).at("/otp/status").asText());
            assertEquals(
                    200,
                    cluster.admin(other)
                            .directGrant(customer, Map.of("otp", code))
                            .statusCode());
            assertEquals(
                    KeycloakVersion.refusedGrant(),
                    cluster.admin(one)
                            .directGrant(customer, Map.of("otp", code))
                            .statusCode(),
                    "used up at the other node");
        }
    }

    // Walks

    @Test
    void an_application_confirmed_many_times_at_once_over_two_nodes_is_one() {
        for (int round = 0; round < 4; round++) {
            Customer customer = admin.newCustomer(APPS);
            FormClient client = new FormClient();
            Answer page = client.get(auth("sekisho-otp-apply"));
            page = client.submit(page, Map.of("username", customer.number(), "password", customer.loginPassword()));
            Answer register = client.submit(page, Map.of("transactionPassword", customer.transactionPassword()));
            Oath app = Oath.with(register.key());
            Answer confirm = client.submit(register, Map.of());
            assertEquals("サービス申込 -確認-", confirm.heading());
            String code = app.earlyInStep(WALK).codeOfStep(0);

            List<Answer> answers =
                    Crowd.run(CLICKS, CLICKS, click -> client.copy().submit(confirm, Map.of("otp", code)));

            answers.forEach(answer -> assertTrue(
                    List.of("サービス申込 -受付-", "サービス申込 -確認-").contains(answer.heading()), answer.status() + answer.body()));
            assertEquals("サービス申込 -受付-", client.get(confirm.uri().toString()).heading());
            assertEquals(List.of("applied"), changes(customer));
            assertEquals(1, credentials(customer));
            assertOneMail(customer, "申込完了");
        }
    }

    @Test
    void of_parallel_right_activations_over_two_nodes_one_is_given_the_seed_and_of_parallel_confirmations_one_is_one() {
        IssueWalk walk = issued();
        String userId = walk.userId();

        List<TokenApi.Answer> answers =
                Crowd.run(CONNECTIONS, 2 * CONNECTIONS, number -> api.activate(SERVICE_ID, userId, START_PASSWORD));

        List<TokenApi.Answer> activated =
                answers.stream().filter(answer -> answer.status() == 200).toList();
        assertEquals(1, activated.size());
        assertEquals(
                Set.of(200, 403),
                Set.copyOf(answers.stream().map(TokenApi.Answer::status).toList()));
        assertEquals(List.of("issued", "activated"), changes(walk.customer()));

        String code = activated.get(0).app().earlyInStep(WALK).codeOfStep(0);
        List<Answer> confirmed = Crowd.run(CLICKS, CLICKS, click -> walk.click().confirm(code));
        confirmed.forEach(answer -> assertEquals(200, answer.status(), answer.body()));
        assertEquals(RECEIPT, walk.reload().heading(), "whichever node has stored the session last");
        assertEquals(List.of("issued", "activated", "confirmed"), changes(walk.customer()));
        assertEquals(1, credentials(walk.customer()));
        assertOneMail(walk.customer(), "認証確認完了");
    }

    /** The other node's memory may hold the customer as he was before. */
    @Test
    void nonsense_that_comes_to_one_node_while_the_other_one_accepts_the_first_code_is_let_in_nowhere() {
        for (int round = 0; round < 4; round++) {
            IssueWalk owner = issued();
            Oath app = api.activate(SERVICE_ID, owner.userId(), START_PASSWORD).app();
            List<IssueWalk> thieves = Stream.generate(
                            () -> owner.inAnotherBrowser().goOn())
                    .limit(CLICKS)
                    .toList();
            thieves.forEach(thief ->
                    assertEquals(CONFIRM, thief.page().heading(), thief.page().body()));
            String code = app.earlyInStep(WALK).codeOfStep(0);
            String nonsense = app.wrongCode();
            cluster.only(0);
            Crowd.run(
                    CLICKS + 1,
                    CLICKS + 1,
                    number -> number == 0
                            ? owner.confirm(code)
                            : thieves.get(number - 1).sendTo(cluster.node(1).url(), Map.of("otp", nonsense)));

            cluster.inTurn();
            assertEquals(RECEIPT, owner.reload().heading());
            for (IssueWalk thief : thieves) {
                for (int page = 0; page < 3 && thief.page().body().contains("name=\"step\""); page++) {
                    thief.send(Map.of());
                }
                assertFalse(
                        thief.client().cookies().contains("KEYCLOAK_IDENTITY"),
                        thief.page().body());
            }
            owner.send(Map.of());
            assertTrue(
                    owner.client().cookies().contains("KEYCLOAK_IDENTITY"),
                    owner.page().body());
        }
    }

    /** As where several windows log in after the staff have taken a token back. */
    @Test
    void of_parallel_logins_over_two_nodes_that_find_a_token_no_longer_asked_for_each_goes_on() {
        Customer customer = admin.newCustomer(
                ISSUES, user -> user.withArray("/requiredActions").add("sekisho-token-issue"));
        String written = "USER_REQUIRED_ACTION where USER_ID = '" + customer.id() + "'";
        admin.with(ISSUES, Map.of("sekisho.issueObligatory", "never"), () -> {
            assertEquals(1, cluster.count("select count(*) from " + written));
            List<FormClient> clients = Stream.generate(FormClient::new).limit(4).toList();
            List<Answer> pages = clients.stream()
                    .map(client -> client.get(cluster.url() + "/realms/" + ISSUES + "/otp-service"))
                    .toList();
            List<Answer> answers = meetAt(
                    written,
                    clients.size(),
                    number -> clients.get(number)
                            .submit(
                                    pages.get(number),
                                    Map.of("username", customer.number(), "password", customer.loginPassword())));
            answers.forEach(
                    answer -> assertEquals("200 " + STATUS, answer.status() + " " + answer.heading(), answer.body()));
        });
        assertEquals(0, cluster.count("select count(*) from " + written));
    }

    /** As a customer does who has two windows open. */
    @Test
    void of_parallel_first_transaction_passwords_over_two_nodes_one_is_stored_and_each_login_goes_on() {
        Customer customer = admin.newCustomer(APPS, user -> {
            user.withArray("/credentials").remove(1);
            user.withArray("/requiredActions").add("sekisho-transaction-password");
        });
        setTransactionPasswords(customer, "password", customer.loginPassword());
    }

    @Test
    void of_parallel_changes_of_a_temporary_transaction_password_over_two_nodes_one_is_stored_and_each_login_goes_on() {
        Customer customer = admin.newCustomer(APPS);
        assertEquals(
                204, admin.resetTransactionPassword(customer, "temporary-1").statusCode());
        setTransactionPasswords(customer, "currentTransactionPassword", "temporary-1");
    }

    @Test
    void of_parallel_resets_of_a_transaction_password_over_two_nodes_one_is_stored() {
        Customer customer =
                admin.newCustomer(APPS, user -> user.withArray("/credentials").remove(1));

        List<Integer> statuses = Crowd.run(
                CLICKS,
                CLICKS,
                number -> admin.resetTransactionPassword(customer, "temporary-" + number)
                        .statusCode());

        assertEquals(Set.of(204), Set.copyOf(statuses));
        assertEquals(1, transactionPasswords(customer));
        assertEquals(
                "TEMPORARY",
                admin.factors(customer).at("/transactionPassword/status").asText());
    }

    private void setTransactionPasswords(Customer customer, String proofField, String proof) {
        String asked = "USER_REQUIRED_ACTION where USER_ID = '" + customer.id() + "'";
        assertEquals(1, cluster.count("select count(*) from " + asked));
        List<Visitor> visitors = Stream.generate(() -> new Visitor(cluster.url(), customer))
                .limit(4)
                .toList();
        List<Answer> pages = visitors.stream().map(Visitor::login).toList();

        List<Answer> answers = meetAt(
                asked,
                visitors.size(),
                number -> visitors.get(number)
                        .submit(
                                pages.get(number),
                                Map.of(
                                        proofField,
                                        proof,
                                        "newTransactionPassword",
                                        "chosen-" + number,
                                        "newTransactionPasswordConfirm",
                                        "chosen-" + number)));

        answers.forEach(
                answer -> assertEquals("200 " + STATUS, answer.status() + " " + answer.heading(), answer.body()));
        assertEquals(1, transactionPasswords(customer));
        assertEquals(0, cluster.count("select count(*) from " + asked));
        assertEquals(
                "IN_USE",
                admin.factors(customer).at("/transactionPassword/status").asText());
    }

    /** Begins them all while the rows are locked, and lets go once each waits for a lock. */
    private <T> List<T> meetAt(String rows, int requests, IntFunction<T> request) {
        CompletableFuture<List<T>> answers;
        try (Connection connection = cluster.postgres().connect();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("select * from " + rows + " for update");
            answers = CompletableFuture.supplyAsync(() -> Crowd.run(requests, requests, request));
            Await.until(
                    "all of them waiting for the row",
                    WAIT,
                    () -> cluster.count("select count(*) from pg_stat_activity where wait_event_type = 'Lock'")
                            == requests);
            connection.rollback();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return answers.join();
    }

    @Test
    void of_parallel_guesses_at_a_start_password_over_two_nodes_five_are_evaluated_and_make_the_issue_void() {
        IssueWalk walk = issued();
        String userId = walk.userId();

        List<TokenApi.Answer> answers =
                Crowd.run(CONNECTIONS, GUESSES, guess -> api.activate(SERVICE_ID, userId, "%04d".formatted(guess)));

        answers.forEach(answer -> assertEquals("403" + answers.get(0).text(), answer.status() + answer.text()));
        assertEquals(
                MAX_FAILURES,
                StreamSupport.stream(
                                admin.get("/" + ISSUES + "/events?max=1000&user="
                                                + walk.customer().id() + "&type=UPDATE_CREDENTIAL_ERROR")
                                        .spliterator(),
                                false)
                        .filter(event -> "activation-refused"
                                .equals(event.at("/details/reason").asText()))
                        .count());
        assertEquals(List.of("issued", "voided"), changes(walk.customer()));
        assertEquals(403, api.activate(SERVICE_ID, userId, START_PASSWORD).status());
        assertOneMail(walk.customer(), "発行したトークンを無効にした");
    }

    @Test
    void of_customers_who_bind_one_token_at_once_over_two_nodes_one_gets_it() {
        for (int round = 0; round < 6; round++) {
            HardwareToken token = HardwareToken.delivered(admin, BINDS);
            List<BindWalk> walks = Crowd.run(4, 4, number -> atToken(admin.newCustomer(BINDS)));
            String code = token.codes().earlyInStep(WALK).codeOfStep(0);

            Crowd.run(4, 4, number -> walks.get(number).bind(token.id(), code));

            List<BindWalk> winners = walks.stream()
                    .filter(walk -> walk.page().heading().equals(BOUND))
                    .toList();
            assertEquals(
                    1,
                    winners.size(),
                    walks.stream()
                            .map(walk -> walk.page().heading() + walk.page().message())
                            .toList()
                            .toString());
            JsonNode bound = new Inventory(admin, BINDS).get(token);
            assertEquals(
                    "BOUND " + winners.get(0).customer().id(),
                    bound.get("status").asText() + " " + bound.path("userId").asText());
            for (BindWalk walk : walks) {
                boolean won = walk == winners.get(0);
                assertEquals(won ? 1 : 0, credentials(walk.customer()));
                assertEquals(won ? List.of("bound") : List.of(), changes(walk.customer()));
                assertEquals(
                        won ? 0 : 1,
                        admin.factors(walk.customer()).at("/otp/failures").asInt());
            }
        }
    }

    @Test
    void of_tokens_that_one_customer_binds_at_once_over_two_nodes_one_is_bound() {
        for (int round = 0; round < 6; round++) {
            Customer customer = admin.newCustomer(BINDS);
            List<HardwareToken> tokens = HardwareToken.delivered(admin, BINDS, 2);
            List<BindWalk> walks =
                    tokens.stream().map(token -> atToken(customer)).toList();
            List<String> codes = tokens.stream()
                    .map(token -> token.codes().earlyInStep(WALK).codeOfStep(0))
                    .toList();

            Crowd.run(2, 2, number -> walks.get(number).bind(tokens.get(number).id(), codes.get(number)));

            assertEquals(
                    Set.of(BOUND, "メールで届く確認コードの入力"),
                    Set.copyOf(walks.stream().map(walk -> walk.page().heading()).toList()));
            assertEquals(
                    List.of("BOUND", "FREE"),
                    tokens.stream()
                            .map(token -> new Inventory(admin, BINDS)
                                    .get(token)
                                    .get("status")
                                    .asText())
                            .sorted()
                            .toList());
            assertEquals(List.of("bound"), changes(customer));
            assertEquals(1, credentials(customer));
        }
    }

    // Limits

    @Test
    void of_parallel_guesses_at_mailed_codes_over_two_nodes_as_many_are_evaluated_as_the_institution_allows() {
        int guesses = 16;
        HardwareToken token = HardwareToken.delivered(admin, BINDS);
        Customer customer = admin.newCustomer(BINDS);
        assertEquals(
                BOUND,
                atToken(customer)
                        .bind(token.id(), token.codes().earlyInStep(WALK).codeOfStep(0))
                        .heading());
        List<BindWalk> walks = Crowd.run(
                CLICKS,
                guesses,
                number -> BindWalk.register(cluster.url(), customer).identify());
        Map<String, Integer> before = cluster.verifications(BINDS, "otp");

        Crowd.run(guesses, guesses, number -> walks.get(number).send(Map.of("mailCode", "%08d".formatted(number))));

        Map<String, Integer> evaluated = Metrics.added(before, cluster.verifications(BINDS, "otp"));
        // Most of what comes later does not get as far as the guard.
        evaluated.remove("suspended");
        assertEquals(Map.of("wrong", MAX_FAILURES - 1, "suspending", 1), evaluated);
        assertSuspendedOnce(customer, "otp");
    }

    @Test
    void no_more_keys_are_shown_again_in_a_day_than_allowed_over_two_nodes() {
        int allowed = 3;
        Oath app = Oath.withNewKey();
        Customer customer = admin.newOtpCustomer(APPS, app.key());
        admin.with(APPS, Map.of("sekisho.lookAroundSteps", "10"), () -> {
            List<FormClient> clients = new ArrayList<>();
            List<Answer> pages = new ArrayList<>();
            for (int tab = 0; tab < 6; tab++) {
                FormClient client = new FormClient();
                Answer login = client.get(auth("sekisho-otp-redisplay"));
                Answer otp = client.submit(
                        login, Map.of("username", customer.number(), "password", customer.loginPassword()));
                pages.add(client.submit(otp, Map.of("otp", app.codeOfStep(tab - 9))));
                clients.add(client);
            }
            // One after the other at alternating nodes, and the last ones at the same moment: which of their codes are
            // the newer ones, is chance.
            int shown = 0;
            for (int tab = 0; tab < 2; tab++) {
                cluster.only(tab);
                shown += shown(clients.get(tab).submit(pages.get(tab), Map.of("otp", app.codeOfStep(tab - 2))));
            }
            assertEquals(2, shown);
            cluster.inTurn();
            shown += Crowd.run(
                            4,
                            4,
                            number -> shown(clients.get(number + 2)
                                    .submit(pages.get(number + 2), Map.of("otp", app.codeOfStep(number)))))
                    .stream()
                    .mapToInt(Integer::intValue)
                    .sum();
            assertEquals(allowed, shown);
            assertEquals(List.of("redisplayed", "redisplayed", "redisplayed"), changes(customer));
        });
    }

    private static int shown(Answer page) {
        assertEquals(200, page.status(), page.body());
        return page.key().isEmpty() ? 0 : 1;
    }

    @Test
    void no_more_token_mails_are_sent_in_a_day_than_allowed_over_two_nodes() {
        IssueWalk walk = issued();
        List<IssueWalk> tabs = IntStream.range(0, CLICKS)
                .mapToObj(tab -> walk.inAnotherBrowser().goOn())
                .toList();

        List<String> said = Crowd.run(
                CLICKS,
                2 * CLICKS,
                number -> tabs.get(number % CLICKS).click().resend().message());

        // The issue's own, and the resends, which are counted apart where no proof is asked for.
        assertEquals(
                1,
                cluster.count(
                        "select MAILS from SEKISHO_TOKEN_HOLDER where USER_ID = ?",
                        walk.customer().id()),
                said.toString());
        assertEquals(
                4,
                cluster.count(
                        "select UNPROVED_MAILS from SEKISHO_TOKEN_HOLDER where USER_ID = ?",
                        walk.customer().id()),
                said.toString());
        String userId = walk.userId();
        assertEquals(200, api.activate(SERVICE_ID, userId, START_PASSWORD).status(), "the issue stands");
        // One that was still waiting when the next one was asked for is withdrawn.
        assertTrue(cluster.mail().mails().stream()
                        .filter(mail -> mail.wentTo(walk.phone()))
                        .count()
                <= 5);
    }

    // The staff

    @Test
    void one_realm_that_is_set_up_at_both_nodes_at_once_is_set_up_once() {
        for (int round = 0; round < 2; round++) {
            String name = "nodes-set-up-" + round;
            ObjectNode realm = JSON.createObjectNode().put("realm", name).put("enabled", true);
            realm.putObject("smtpServer")
                    .put("host", "localhost")
                    .put("port", Integer.toString(cluster.mail().smtpPort()))
                    .put("from", "bank@example.com");
            admin.importRealm(realm);
            try {
                List<HttpResponse<String>> answers = Crowd.run(
                        2,
                        2,
                        node -> cluster.admin(node)
                                .sendText(
                                        "POST",
                                        "/" + name + "/otp-service/setup",
                                        "{\"kind\": \"authenticator-app\"}"));
                System.out.println("set up at both nodes at once: "
                        + answers.stream().map(HttpResponse::statusCode).toList());
                assertTrue(
                        answers.stream().anyMatch(answer -> answer.statusCode() == 200),
                        answers.stream().map(HttpResponse::body).toList().toString());
                HttpResponse<String> again =
                        admin.sendText("POST", "/" + name + "/otp-service/setup", "{\"kind\": \"authenticator-app\"}");
                assertEquals(200, again.statusCode(), again.body());
                Map<String, String> once = RealmState.of(admin, name);
                Set<String> aliases = new HashSet<>();
                admin.get("/" + name + "/authentication/flows")
                        .forEach(flow ->
                                assertTrue(aliases.add(flow.get("alias").asText()), "two flows " + flow.get("alias")));
                assertEquals(RealmState.of(cluster.admin(0), name), RealmState.of(cluster.admin(1), name));
                assertEquals(once, RealmState.of(admin, name));
            } finally {
                admin.deleteRealm(name);
            }
        }
    }

    @Test
    void a_setting_changed_at_one_node_counts_at_the_other_at_once() {
        for (int round = 0; round < 10; round++) {
            boolean enabled = round % 2 == 1;
            cluster.admin(round / 2 % 2).attributes(ISSUES, Map.of("sekisho.enabled", Boolean.toString(enabled)));
            TokenApi other = new TokenApi(cluster.node(1 - round / 2 % 2).url() + "/realms/" + ISSUES);
            assertEquals(
                    enabled ? 403 : 404,
                    other.activate(SERVICE_ID, "0000000000", "0000").status(),
                    "round " + round);
        }
    }

    @Test
    void a_file_imported_at_both_nodes_at_once_is_stored_once() throws IOException {
        List<HardwareToken> tokens =
                Stream.generate(HardwareToken::unknown).limit(3_000).toList();
        String file = HardwareToken.csv(tokens);

        List<HttpResponse<String>> answers = Crowd.run(
                2,
                2,
                node -> cluster.admin(node)
                        .sendText("POST", "/" + BINDS + "/otp-service/tokens/import?format=csv", "text/csv", file));

        int imported = 0;
        for (HttpResponse<String> answer : answers) {
            System.out.println("imported at both nodes at once: " + answer.statusCode() + " "
                    + answer.body().substring(0, Math.min(300, answer.body().length())));
            assertTrue(answer.statusCode() == 200 || answer.statusCode() == 409, answer.body());
            imported += JSON.readTree(answer.body()).path("imported").asInt();
        }
        assertEquals(tokens.size(), imported);
        String ids = tokens.get(0).id();
        assertEquals(
                tokens.size(),
                cluster.count(
                        "select count(*) from SEKISHO_TOKEN t join REALM r on r.ID = t.REALM_ID where r.NAME = ? and t.TOKEN_ID >= ? and t.TOKEN_ID <= ?",
                        BINDS,
                        ids,
                        tokens.get(tokens.size() - 1).id()));
    }

    private HttpResponse<String> directGrant(Customer customer, String code) {
        return admin.directGrant(customer, Map.of("otp", code));
    }

    private String auth(String action) {
        String realm = cluster.url() + "/realms/" + APPS;
        return realm
                + "/protocol/openid-connect/auth?client_id=otp-service&response_type=code&scope=openid&redirect_uri="
                + realm + "/otp-service&kc_action=" + action;
    }

    private IssueWalk issued() {
        Customer customer = admin.newCustomer(ISSUES);
        IssueWalk walk = IssueWalk.login(cluster.url(), customer).issue(phoneOf(customer));
        assertEquals(CONFIRM, walk.page().heading(), walk.page().body());
        return walk;
    }

    private BindWalk atToken(Customer customer) {
        BindWalk walk = BindWalk.register(cluster.url(), customer).identify();
        assertEquals("トークンの登録", walk.page().heading(), walk.page().body());
        return walk;
    }

    private int credentials(Customer customer) {
        return cluster.count("select count(*) from CREDENTIAL where USER_ID = ? and TYPE = 'otp'", customer.id());
    }

    private int transactionPasswords(Customer customer) {
        return cluster.count(
                "select count(*) from CREDENTIAL where USER_ID = ? and TYPE = 'transaction-password'", customer.id());
    }

    private void assertSuspendedOnce(Customer customer, String factor) {
        JsonNode state = admin.factors(customer).get(factor);
        assertEquals(
                "SUSPENDED 5 5",
                state.get("status").asText() + " " + state.get("failures").asInt() + " "
                        + state.get("failuresInAll").asInt());
        assertEquals(
                1,
                StreamSupport.stream(admin.events(customer, "UPDATE_CREDENTIAL").spliterator(), false)
                        .filter(event ->
                                "suspended".equals(event.at("/details/action").asText()))
                        .count());
    }

    /** One and no more: nothing of it is left to be sent, and each row of the outbox is one mail. */
    private void assertOneMail(Customer customer, String subjectPart) {
        cluster.mailTo(customer, subjectPart);
        assertEquals(
                204, admin.resetTransactionPassword(customer, "temporary-1").statusCode());
        // Mails go out in the order of what they tell of.
        cluster.mailTo(customer, "再設定");
        assertEquals(
                1,
                cluster.mail().mails().stream()
                        .filter(mail ->
                                mail.wentTo(customer.email()) && mail.subject().contains(subjectPart))
                        .count());
    }

    /** What was done to the customer's OTP, the oldest first. */
    private List<String> changes(Customer customer) {
        Map<Long, String> byTime = new TreeMap<>();
        for (JsonNode event : admin.events(customer, "UPDATE_CREDENTIAL")) {
            if ("otp".equals(event.at("/details/credential_type").asText())) {
                byTime.merge(
                        event.get("time").asLong(),
                        event.at("/details/action").asText(),
                        (one, other) -> one + "," + other);
            }
        }
        return byTime.values().stream()
                .flatMap(action -> List.of(action.split(",")).stream())
                .toList();
    }
}
