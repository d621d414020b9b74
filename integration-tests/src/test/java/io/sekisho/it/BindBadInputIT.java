package io.sekisho.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.sekisho.it.harness.Admin;
import io.sekisho.it.harness.BindWalk;
import io.sekisho.it.harness.Crowd;
import io.sekisho.it.harness.Customer;
import io.sekisho.it.harness.FormClient;
import io.sekisho.it.harness.FormClient.Answer;
import io.sekisho.it.harness.HardwareToken;
import io.sekisho.it.harness.KeycloakVersion;
import io.sekisho.it.harness.Metrics;
import io.sekisho.it.harness.Oath;
import io.sekisho.it.harness.Server;
import io.sekisho.it.harness.TestRealm;
import io.sekisho.it.harness.WithServer;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What customers, their browsers and the staff do to the binding of a token that nobody wants: guesses, impossible
 * input, old pages, several tabs, clocks that are off, two customers with one token. A token is bound to one customer
 * or to nobody.
 */
@WithServer
class BindBadInputIT {

    private static final String REALM = "binds";
    private static final String TOKEN = "トークンの登録";
    private static final String REPLACE = "トークンの変更";
    private static final String NEXT = "次のワンタイムパスワードの入力";
    private static final String RECEIPT = "トークンの登録 -処理結果-";
    private static final String REFUSAL = "このお手続きはできません";
    private static final String OLD_PAGE = "古い画面から送信されました。現在の画面から続けてください。";
    private static final String WRONG = "登録できませんでした。トークンIDと、今表示されているワンタイムパスワードの両方をもう一度ご確認ください。あと%d回まちがえると利用停止になります。";
    private static final int MAX_FAILURES = 5;
    private static final int CLICKS = 8;
    /** Left in a time step for a few pages. */
    private static final Duration WALK = Duration.ofSeconds(8);

    private static TestRealm realm;
    private static int logLength;

    private final Server server;
    private final Admin admin;

    BindBadInputIT(Server server) {
        this.server = server;
        this.admin = server.admin();
    }

    @BeforeAll
    static void makeRealm(Server server) {
        logLength = server.log().length();
        realm = TestRealm.like(server, "sample-direct", REALM, TestRealm::hashFast);
    }

    @AfterAll
    static void noFaultOfTheServer(Server server) {
        realm.close();
        assertEquals(
                List.of(),
                server.log()
                        .substring(logLength)
                        .lines()
                        .filter(line -> line.contains("Uncaught") || line.contains(" ERROR "))
                        .toList());
    }

    // Wrong

    @Test
    void whatever_is_wrong_gets_one_and_the_same_answer() {
        List<HardwareToken> tokens = deliver(5);
        HardwareToken others = tokens.get(0);
        bound(others);
        assertEquals(204, change(tokens.get(1), "mark-lost").statusCode());
        assertEquals(204, change(tokens.get(2), "retire").statusCode());
        HardwareToken withholder = tokens.get(3);
        Customer deprived = bound(withholder);
        assertEquals(204, change(withholder, "mark-lost").statusCode());
        HardwareToken elsewhere = HardwareToken.delivered(admin, "sample-direct");
        Map<String, String> wrong = new LinkedHashMap<>();
        HardwareToken unknown = HardwareToken.unknown();
        wrong.put(unknown.id(), unknown.codes().earlyInStep(WALK).codeOfStep(0));
        wrong.put(others.id(), others.codes().codeOfStep(1));
        wrong.put(tokens.get(1).id(), tokens.get(1).codes().codeOfStep(0));
        wrong.put(tokens.get(2).id(), tokens.get(2).codes().codeOfStep(0));
        wrong.put(withholder.id(), withholder.codes().codeOfStep(1));
        wrong.put(tokens.get(4).id(), tokens.get(4).codes().wrongCode());
        wrong.put(elsewhere.id(), elsewhere.codes().codeOfStep(0));
        wrong.put("Z".repeat(64), "12345678");

        Set<String> answers = new TreeSet<>();
        wrong.forEach((id, code) -> {
            Customer customer = admin.newCustomer(REALM);
            BindWalk walk = atToken(customer);
            walk.bind(id, code);
            assertWrong(walk.page(), MAX_FAILURES - 1);
            answers.add(looks(walk.page(), id));
            assertEquals(1, failures(customer));
            assertEquals(List.of("wrong"), reasons(customer));
            assertNotInUse(customer);
        });
        assertEquals(1, answers.size(), String.join("\n\n", answers));

        // To its own customer as well.
        BindWalk own = BindWalk.register(server, deprived).identify().prove();
        own.bind(withholder.id(), withholder.codes().codeOfStep(1));
        assertWrong(own.page(), MAX_FAILURES - 1);
    }

    /**
     * So that an ID that nobody has takes as long, codes of a secret that anybody can know are computed for it; none of
     * them may count.
     */
    @ParameterizedTest
    @ValueSource(ints = {6, 7, 8})
    void a_code_of_no_token_at_all_binds_none(int digits) {
        HardwareToken token = deliver();
        Customer customer = admin.newCustomer(REALM);
        Oath nothing =
                Oath.ofKeyUri("otpauth://totp/nobody?secret=%s&digits=%d&period=30".formatted("A".repeat(32), digits));
        String code = nothing.earlyInStep(WALK).codeOfStep(0);
        BindWalk walk = atToken(customer);
        assertWrong(walk.bind(token.id(), code), MAX_FAILURES - 1);
        assertWrong(walk.bind(HardwareToken.unknown().id(), code), MAX_FAILURES - 2);
        assertStatus("FREE", token);
        assertNotInUse(customer);
    }

    @Test
    void of_parallel_wrong_entries_as_many_are_evaluated_as_the_institution_allows() {
        int guesses = 24;
        Customer customer = admin.newCustomer(REALM);
        HardwareToken token = deliver();
        List<BindWalk> walks = Crowd.run(8, guesses + 2, number -> atToken(customer));
        List<String> codes = token.codes().wrongCodes(guesses);
        Map<String, Integer> before = server.metrics().verifications(REALM, "otp");

        // Half of them guess at the code, half of them at the ID.
        List<Answer> answers = Crowd.run(
                guesses,
                guesses,
                number -> number % 2 == 0
                        ? walks.get(number).bind(token.id(), codes.get(number))
                        : walks.get(number).bind(HardwareToken.unknown().id(), codes.get(number)));
        Map<String, Integer> evaluated = Metrics.added(before, server.metrics().verifications(REALM, "otp"));
        // Most of what comes later does not get as far as the guard.
        evaluated.remove("suspended");
        assertEquals(Map.of("wrong", MAX_FAILURES - 1, "suspending", 1), evaluated);
        // Whoever has been evaluated may learn of the suspension that others have brought about.
        assertTrue(answers.stream()
                        .filter(answer -> answer.heading().equals(REFUSAL))
                        .count()
                > guesses - MAX_FAILURES);
        assertEquals(MAX_FAILURES, failures(customer));
        assertEquals(List.of("suspended"), changes(customer));
        server.mailTo(customer, "一時停止");

        BindWalk right = walks.get(guesses);
        right.bind(token.id(), token.codes().earlyInStep(WALK).codeOfStep(0));
        assertEquals(REFUSAL, right.page().heading());
        assertTrue(right.page().body().contains("トークンの登録を停止しています"), right.page().body());
        BindWalk wrong = walks.get(guesses + 1);
        wrong.bind(token.id(), token.codes().wrongCode());
        assertEquals(looks(wrong.page(), ""), looks(right.page(), ""), "nothing tells that the code was right");
        assertEquals(
                looks(wrong.page(), ""),
                looks(BindWalk.register(server, customer).identify().page(), ""));
        assertNotInUse(customer);
        assertStatus("FREE", token);

        assertEquals(204, admin.lift(customer, "otp").statusCode());
        right.reload();
        assertReceipt(right.bind(token.id(), token.codes().codeOfStep(0)));
    }

    @Test
    void wrong_entries_are_counted_over_tokens_walks_and_logins_and_a_binding_clears_them() {
        Customer customer = admin.newCustomer(REALM);
        List<HardwareToken> tokens = deliver(3);
        for (int failure = 1; failure < MAX_FAILURES; failure++) {
            BindWalk walk = atToken(customer);
            assertWrong(
                    walk.bind(
                            tokens.get(failure % 3).id(),
                            tokens.get(failure % 3).codes().wrongCode()),
                    MAX_FAILURES - failure);
        }
        assertReceipt(atToken(customer)
                .bind(
                        tokens.get(0).id(),
                        tokens.get(0).codes().earlyInStep(WALK).codeOfStep(-1)));
        assertEquals(0, failures(customer));
        assertEquals(
                KeycloakVersion.refusedGrant(),
                login(customer, tokens.get(0).codes().wrongCode()));
        assertWrong(
                BindWalk.register(server, customer)
                        .identify()
                        .prove()
                        .bind(tokens.get(1).id(), tokens.get(1).codes().wrongCode()),
                MAX_FAILURES - 2);
        assertEquals(200, login(customer, tokens.get(0).codes().codeOfStep(0)));
        assertEquals(0, failures(customer));
    }

    @ParameterizedTest
    @ValueSource(strings = {"　", "-", "\u0000", "<script>alert(1)</script>"})
    void what_cannot_be_a_token_id_is_said_at_its_field_and_not_counted(String id) {
        Customer customer = admin.newCustomer(REALM);
        BindWalk walk = atToken(customer);
        walk.bind(id, "902174");
        assertEquals("200 " + TOKEN, walk.page().status() + " " + walk.page().heading());
        assertTrue(
                walk.page().error("tokenId").contains(id.isBlank() ? "トークンIDを入力してください" : "トークンIDは英字と数字だけです"),
                walk.page().body());
        assertEquals("", walk.page().error("otp"));
        assertFalse(walk.page().body().contains("<script>alert(1)"));
        assertFalse(walk.page().body().contains("902174"), "a code is never sent back");
        assertEquals(0, failures(customer));
    }

    @Test
    void a_token_id_of_any_length_is_looked_at_or_refused_and_never_breaks_the_page() {
        Customer customer = admin.newCustomer(REALM);
        BindWalk walk = atToken(customer);
        for (String id : List.of("A".repeat(65), "A".repeat(300), "A".repeat(100_000), " ".repeat(400) + "A")) {
            walk.bind(id, "123456");
            assertEquals(
                    "200 " + TOKEN, walk.page().status() + " " + walk.page().heading());
            assertTrue(
                    id.isBlank()
                            || !walk.page().error("tokenId").isEmpty()
                            || id.strip().length() <= 64,
                    walk.page().body());
            assertTrue(walk.page().body().length() < 40_000);
        }
        // The last one is an ID by itself: what stands around it does not count.
        assertEquals(1, failures(customer));
        walk.send(Map.of());
        assertTrue(walk.page().error("tokenId").contains("トークンIDを入力してください"), "without fields");
        assertEquals(1, failures(customer));
    }

    @ParameterizedTest
    @ValueSource(strings = {"　", "12345", "123456789", "\u0000123456x"})
    void what_cannot_be_a_code_is_said_at_its_field_and_not_counted(String code) {
        Customer customer = admin.newCustomer(REALM);
        HardwareToken token = deliver();
        BindWalk walk = atToken(customer);
        walk.bind(token.id(), code);
        assertEquals("200 " + TOKEN, walk.page().status() + " " + walk.page().heading());
        assertTrue(
                walk.page().error("otp").contains(code.isBlank() ? "ワンタイムパスワードを入力してください" : "ワンタイムパスワードは6桁から8桁の数字です"),
                walk.page().body());
        assertEquals("", walk.page().error("tokenId"));
        assertTrue(walk.page().body().contains("value=\"" + token.id() + "\""), "the ID is kept");
        assertEquals(0, failures(customer));
        assertReceipt(walk.bind(token.id(), token.codes().earlyInStep(WALK).codeOfStep(0)));
    }

    @Test
    void ids_and_codes_are_taken_as_people_type_them() {
        List<UnaryOperator<String>> ids =
                List.of(BindBadInputIT::fullWidth, id -> id.substring(0, 4) + "ー" + id.substring(4) + "\t");
        List<UnaryOperator<String>> codes =
                List.of(BindBadInputIT::fullWidth, code -> code.substring(0, 3) + " " + code.substring(3));
        for (int way = 0; way < ids.size(); way++) {
            HardwareToken token = deliver();
            Customer customer = admin.newCustomer(REALM);
            BindWalk walk = atToken(customer);
            walk.bind(
                    ids.get(way).apply(token.id()),
                    codes.get(way).apply(token.codes().earlyInStep(WALK).codeOfStep(0)));
            assertReceipt(walk.page());
            assertTrue(walk.page().body().contains(">" + token.id() + "<"), "the ID as the institution has it");
            assertStatus("BOUND", token);
        }
    }

    // Clocks

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 1})
    void a_clock_that_is_hardly_off_is_bound_by_one_code(int steps) {
        HardwareToken token = deliver();
        BindWalk walk = atToken(admin.newCustomer(REALM));
        assertReceipt(walk.bind(token.id(), token.codes().earlyInStep(WALK).codeOfStep(steps)));
        assertEquals(steps, drift(token));
    }

    @ParameterizedTest
    @ValueSource(ints = {-20, -19, -2, 2, 19})
    void a_clock_that_is_far_off_is_bound_by_two_codes_in_a_row(int steps) {
        HardwareToken token = deliver();
        Customer customer = admin.newCustomer(REALM);
        BindWalk walk = atToken(customer);
        walk.bind(token.id(), token.codes().earlyInStep(WALK).codeOfStep(steps));
        assertEquals(NEXT, walk.page().heading());
        assertStatus("FREE", token);
        assertNotInUse(customer);
        assertReceipt(walk.code(token.codes().codeOfStep(steps + 1)));
        assertEquals(steps + 1, drift(token));
        assertEquals(200, login(customer, token.codes().codeOfStep(steps + 2)));
        assertEquals(
                KeycloakVersion.refusedGrant(),
                login(customer, token.codes().codeOfStep(0)),
                "it is by the token's clock that a code is fresh");
    }

    @Test
    void the_farthest_clock_is_bound_when_its_second_code_is_shown() {
        HardwareToken token = deliver();
        token.codes().clockOffBy(20);
        BindWalk walk = atToken(admin.newCustomer(REALM));
        walk.bind(token.id(), token.codes().currentCode());
        assertEquals(NEXT, walk.page().heading());
        assertReceipt(walk.code(token.codes().currentCode()));
        assertEquals(20, drift(token));
    }

    @ParameterizedTest
    @ValueSource(ints = {-21, 21})
    void a_clock_that_is_farther_off_is_refused_like_any_wrong_code(int steps) {
        HardwareToken token = deliver();
        Customer customer = admin.newCustomer(REALM);
        BindWalk walk = atToken(customer);
        assertWrong(walk.bind(token.id(), token.codes().earlyInStep(WALK).codeOfStep(steps)), MAX_FAILURES - 1);
        assertEquals(1, failures(customer));
    }

    @Test
    void a_second_code_that_does_not_follow_begins_the_pair_anew() {
        HardwareToken token = deliver();
        Customer customer = admin.newCustomer(REALM);
        BindWalk walk = atToken(customer);
        walk.bind(token.id(), token.codes().earlyInStep(WALK).codeOfStep(-10));
        for (int other : List.of(-10, -8, -12, 5, -15)) {
            walk.code(token.codes().codeOfStep(other));
            assertEquals(NEXT, walk.page().heading(), "after the code of " + other);
            assertTrue(
                    walk.page().message().contains("先ほどの数字の次のものではありませんでした"),
                    walk.page().body());
            assertNotInUse(customer);
        }
        assertEquals(0, failures(customer), "codes that are right somewhere are no guesses");
        assertReceipt(walk.code(token.codes().codeOfStep(-14)));
        assertEquals(-14, drift(token));
    }

    @Test
    void a_wrong_second_code_is_counted_and_leads_back_to_the_token() {
        HardwareToken token = deliver();
        Customer customer = admin.newCustomer(REALM);
        BindWalk walk = atToken(customer);
        walk.bind(token.id(), token.codes().earlyInStep(WALK).codeOfStep(-10));
        for (String malformed : List.of("", "12345", "abcdef")) {
            walk.code(malformed);
            assertEquals(NEXT, walk.page().heading());
            assertFalse(walk.page().error("otp").isEmpty());
        }
        walk.code(token.codes().wrongCode());
        assertWrong(walk.page(), MAX_FAILURES - 1);
        assertTrue(walk.page().body().contains("value=\"" + token.id() + "\""), "the ID is kept");
        // The first code has been forgotten: the one after it is now a first one.
        walk.bind(token.id(), token.codes().codeOfStep(-9));
        assertEquals(NEXT, walk.page().heading());
        walk.send(Map.of("back", "true"));
        assertEquals(TOKEN, walk.page().heading());
        walk.bind(token.id(), token.codes().codeOfStep(-8));
        assertEquals(NEXT, walk.page().heading());
        assertNotInUse(customer);
    }

    @Test
    void a_first_code_of_one_tab_is_of_no_use_in_another_one() {
        HardwareToken token = deliver();
        Customer customer = admin.newCustomer(REALM);
        BindWalk walk = atToken(customer);
        walk.bind(token.id(), token.codes().earlyInStep(WALK).codeOfStep(-10));
        BindWalk other = walk.inAnotherTab().identify();
        assertEquals(TOKEN, other.page().heading());
        other.bind(token.id(), token.codes().codeOfStep(-9));
        assertEquals(NEXT, other.page().heading());
        BindWalk stranger = atToken(admin.newCustomer(REALM));
        stranger.bind(token.id(), token.codes().codeOfStep(-9));
        assertEquals(NEXT, stranger.page().heading());
        assertReceipt(stranger.code(token.codes().codeOfStep(-8)));
        walk.reload();
        walk.code(token.codes().codeOfStep(-9));
        assertWrong(walk.page(), MAX_FAILURES - 1);
    }

    @Test
    void an_institution_sets_how_far_off_a_clock_may_be() {
        admin.with(REALM, Map.of("sekisho.bindingLookAroundSteps", "3"), () -> {
            HardwareToken token = deliver();
            BindWalk walk = atToken(admin.newCustomer(REALM));
            assertWrong(walk.bind(token.id(), token.codes().earlyInStep(WALK).codeOfStep(-4)), MAX_FAILURES - 1);
            walk.bind(token.id(), token.codes().codeOfStep(-3));
            assertEquals(NEXT, walk.page().heading());
            assertReceipt(walk.code(token.codes().codeOfStep(-2)));
        });
        admin.with(REALM, Map.of("sekisho.bindingLookAroundSteps", "0"), () -> {
            HardwareToken token = deliver();
            BindWalk walk = atToken(admin.newCustomer(REALM));
            assertWrong(walk.bind(token.id(), token.codes().earlyInStep(WALK).codeOfStep(-2)), MAX_FAILURES - 1);
            assertReceipt(walk.bind(token.id(), token.codes().codeOfStep(-1)));
        });
    }

    // Once

    @Test
    void the_code_that_has_bound_a_token_does_not_log_in() {
        HardwareToken token = deliver();
        Customer customer = admin.newCustomer(REALM);
        String code = token.codes().earlyInStep(WALK).codeOfStep(0);
        assertReceipt(atToken(customer).bind(token.id(), code));
        assertEquals(KeycloakVersion.refusedGrant(), login(customer, code));
        assertEquals(
                KeycloakVersion.refusedGrant(), login(customer, token.codes().codeOfStep(-1)), "nor any before it");
        assertEquals(0, failures(customer));
        assertEquals(200, login(customer, token.codes().codeOfStep(1)));
    }

    @Test
    void a_code_that_was_used_does_not_bind_the_token_again_after_a_stop() {
        HardwareToken token = deliver();
        Customer customer = admin.newCustomer(REALM);
        assertReceipt(atToken(customer)
                .bind(token.id(), token.codes().earlyInStep(WALK).codeOfStep(-1)));
        assertEquals(200, login(customer, token.codes().codeOfStep(0)));
        BindWalk stop = BindWalk.stop(server, customer).identify();
        stop.code(token.codes().codeOfStep(1));
        assertNotInUse(customer);
        assertStatus("FREE", token);
        for (Customer who : List.of(customer, admin.newCustomer(REALM))) {
            BindWalk walk = atToken(who);
            for (int used : List.of(-1, 0, 1)) {
                walk.bind(token.id(), token.codes().codeOfStep(used));
                assertTrue(
                        walk.page().error("otp").contains("登録できませんでした"),
                        walk.page().body());
            }
            assertNotInUse(who);
        }
        assertReceipt(atToken(customer).bind(token.id(), token.codes().codeOfStep(2)));
    }

    @Test
    void of_customers_who_bind_one_token_at_once_one_gets_it() {
        for (int round = 0; round < 12; round++) {
            HardwareToken token = deliver();
            List<Customer> customers = IntStream.range(0, 4)
                    .mapToObj(number -> admin.newCustomer(REALM))
                    .toList();
            // What was entered wrong before counts as much for the losers as for anybody.
            List<BindWalk> walks = customers.stream().map(this::atToken).toList();
            walks.forEach(walk -> walk.bind(HardwareToken.unknown().id(), "000000"));
            String code = token.codes().earlyInStep(WALK).codeOfStep(0);

            Crowd.run(4, 4, number -> walks.get(number).bind(token.id(), code));

            List<BindWalk> winners = walks.stream()
                    .filter(walk -> walk.page().heading().equals(RECEIPT))
                    .toList();
            assertEquals(
                    1,
                    winners.size(),
                    walks.stream()
                            .map(walk -> walk.page().heading() + walk.page().message())
                            .toList()
                            .toString());
            JsonNode bound = token(token);
            assertEquals(
                    "BOUND " + winners.get(0).customer().id(),
                    bound.get("status").asText() + " " + bound.path("userId").asText());
            Set<String> answers = new TreeSet<>();
            for (BindWalk walk : walks) {
                boolean won = walk == winners.get(0);
                assertEquals(won ? 1 : 0, otps(walk.customer()));
                assertEquals(won ? List.of("bound") : List.of(), changes(walk.customer()));
                if (!won) {
                    assertWrong(walk.page(), MAX_FAILURES - 2);
                    answers.add(looks(walk.page(), token.id()));
                    assertEquals(2, failures(walk.customer()));
                }
            }
            assertEquals(1, answers.size());
        }
    }

    @Test
    void one_form_sent_many_times_at_once_binds_once_and_is_mailed_once() {
        HardwareToken token = deliver();
        Customer customer = admin.newCustomer(REALM);
        BindWalk walk = atToken(customer);
        String code = token.codes().earlyInStep(WALK).codeOfStep(0);
        List<Answer> answers = Crowd.run(CLICKS, CLICKS, click -> walk.click().bind(token.id(), code));
        answers.forEach(answer ->
                assertTrue(answer.status() == 200 || answer.status() == 400, answer.status() + " " + answer.body()));
        assertReceipt(walk.reload());
        assertOnceBound(customer, token);
    }

    @Test
    void one_code_sent_from_many_tabs_at_once_binds_once_and_is_mailed_once() {
        HardwareToken token = deliver();
        Customer customer = admin.newCustomer(REALM);
        List<BindWalk> walks = Crowd.run(4, CLICKS, number -> atToken(customer));
        String code = token.codes().earlyInStep(WALK).codeOfStep(0);
        Crowd.run(CLICKS, CLICKS, number -> walks.get(number).bind(token.id(), code));
        for (BindWalk walk : walks) {
            assertTrue(
                    List.of(RECEIPT, "取引パスワード認証").contains(walk.page().heading()),
                    walk.page().heading());
        }
        assertOnceBound(customer, token);
    }

    /**
     * The first token asks for nothing besides the login, a replacement does: also when both are bound at the same
     * moment.
     */
    @Test
    void of_tokens_that_one_customer_binds_at_once_one_is_bound_and_the_others_ask_for_the_proof_of_a_replacement() {
        for (int round = 0; round < 8; round++) {
            Customer customer = admin.newCustomer(REALM);
            List<HardwareToken> tokens = deliver(4);
            List<BindWalk> walks =
                    tokens.stream().map(token -> atToken(customer)).toList();
            List<String> codes = tokens.stream()
                    .map(token -> token.codes().earlyInStep(WALK).codeOfStep(0))
                    .toList();
            Crowd.run(4, 4, number -> walks.get(number).bind(tokens.get(number).id(), codes.get(number)));
            String pages = walks.stream()
                    .map(walk -> walk.page().heading() + " " + walk.page().message())
                    .toList()
                    .toString();
            assertEquals(
                    1,
                    walks.stream()
                            .filter(walk -> walk.page().heading().equals(RECEIPT))
                            .count(),
                    pages);
            assertEquals(
                    3,
                    walks.stream()
                            .filter(walk -> walk.page().body().contains("name=\"transactionPassword\""))
                            .count(),
                    pages);
            assertEquals(
                    List.of("BOUND", "FREE", "FREE", "FREE"),
                    tokens.stream()
                            .map(token -> token(token).get("status").asText())
                            .sorted()
                            .toList());
            assertEquals(List.of("bound"), changes(customer));
            assertEquals(1, otps(customer));
            assertEquals(0, failures(customer));
        }
    }

    private void assertOnceBound(Customer customer, HardwareToken token) {
        assertStatus("BOUND", token);
        assertEquals(1, otps(customer));
        assertEquals(List.of("bound"), changes(customer));
        assertEquals(0, failures(customer));
        // Mails go out in the order of what they tell of: when the second one is there, so is every copy of the first
        // one.
        assertEquals(204, change(token, "mark-lost").statusCode());
        server.mailTo(customer, "紛失");
        assertEquals(
                1,
                server.mail().mails().stream()
                        .filter(mail ->
                                mail.wentTo(customer.email()) && mail.subject().contains("登録"))
                        .count(),
                server.mail().mails().stream()
                        .filter(mail -> mail.wentTo(customer.email()))
                        .map(mail -> mail.subject())
                        .toList()
                        .toString());
    }

    // Meanwhile

    @ParameterizedTest
    @ValueSource(strings = {"retire", "mark-lost", "bind"})
    void a_token_that_the_staff_change_between_page_and_form_gets_the_common_answer(String change) {
        HardwareToken token = deliver();
        Customer customer = admin.newCustomer(REALM);
        BindWalk walk = atToken(customer);
        BindWalk far = atToken(customer);
        far.bind(token.id(), token.codes().earlyInStep(WALK).codeOfStep(-10));
        assertEquals(NEXT, far.page().heading());
        String body = change.equals("bind")
                ? "{\"userId\": \"" + admin.newCustomer(REALM).id() + "\"}"
                : null;
        assertEquals(
                204,
                admin.sendText("POST", tokenPath(token) + "/" + change, body).statusCode());
        assertWrong(walk.bind(token.id(), token.codes().codeOfStep(0)), MAX_FAILURES - 1);
        assertWrong(far.code(token.codes().codeOfStep(-9)), MAX_FAILURES - 2);
        assertNotInUse(customer);
    }

    @Test
    void a_token_that_the_staff_bind_to_the_customer_meanwhile_asks_for_the_proof_of_a_replacement() {
        List<HardwareToken> tokens = deliver(2);
        Customer customer = admin.newCustomer(REALM);
        BindWalk walk = atToken(customer);
        assertEquals(
                204,
                admin.sendText("POST", tokenPath(tokens.get(0)) + "/bind", "{\"userId\": \"" + customer.id() + "\"}")
                        .statusCode());
        walk.bind(tokens.get(1).id(), tokens.get(1).codes().earlyInStep(WALK).codeOfStep(0));
        assertEquals(OLD_PAGE, walk.page().message());
        assertTrue(walk.page().body().contains("name=\"transactionPassword\""));
        assertStatus("FREE", tokens.get(1));
        walk.prove();
        assertEquals(REPLACE, walk.page().heading());
        walk.bind(tokens.get(0).id(), tokens.get(0).codes().codeOfStep(0));
        assertTrue(walk.page().error("tokenId").contains("すでに登録済み"), walk.page().body());
        assertReplaced(walk.bind(tokens.get(1).id(), tokens.get(1).codes().codeOfStep(0)));
        assertStatus("LOST", tokens.get(0));
    }

    /** Codes are looked for far around a token's clock here; one that is still to come must not be told to be right. */
    @Test
    void the_own_token_cannot_be_asked_for_codes_that_a_login_would_not_take() {
        HardwareToken token = deliver();
        Customer customer = bound(token);
        for (int steps : List.of(5, -5, 19)) {
            BindWalk walk = BindWalk.register(server, customer).identify().prove();
            int before = failures(customer);
            walk.bind(token.id(), token.codes().earlyInStep(WALK).codeOfStep(steps));
            assertEquals("", walk.page().error("tokenId"));
            assertWrong(walk.page(), MAX_FAILURES - 1 - before);
        }
    }

    @Test
    void a_token_whose_credential_the_staff_have_removed_by_keycloaks_own_means_is_free_again() {
        HardwareToken token = deliver();
        Customer before = bound(token);
        admin.deleteCredential(before, "otp");
        Customer after = admin.newCustomer(REALM);
        assertReceipt(
                atToken(after).bind(token.id(), token.codes().earlyInStep(WALK).codeOfStep(1)));
        assertEquals(after.id(), token(token).path("userId").asText());
        assertEquals(List.of("bound"), changes(after));
        assertNotInUse(before);
        // Whoever had it is nobody's heir: the next token is a first one.
        HardwareToken next = deliver();
        assertReceipt(atToken(before).bind(next.id(), next.codes().codeOfStep(0)));
        assertEquals(List.of("bound", "bound"), changes(before));
        assertStatus("BOUND", token);
    }

    @Test
    void a_customer_whose_credential_the_staff_have_removed_binds_the_same_token_or_another_one_for_the_first_time() {
        HardwareToken token = deliver();
        Customer customer = bound(token);
        admin.deleteCredential(customer, "otp");
        assertReceipt(atToken(customer)
                .bind(token.id(), token.codes().earlyInStep(WALK).codeOfStep(1)));
        assertEquals(List.of("bound", "bound"), changes(customer));
        assertStatus("BOUND", token);
        assertEquals(1, otps(customer));

        admin.deleteCredential(customer, "otp");
        HardwareToken other = deliver();
        assertReceipt(atToken(customer).bind(other.id(), other.codes().codeOfStep(0)));
        assertEquals(List.of("bound", "bound", "bound"), changes(customer));
        assertStatus("FREE", token);
        assertEquals(customer.id(), token(other).path("userId").asText());
    }

    @Test
    void the_token_of_a_deleted_customer_is_retired() {
        HardwareToken token = deliver();
        Customer customer = bound(token);
        admin.deleteCustomer(customer);
        assertStatus("RETIRED", token);
        assertFalse(token(token).hasNonNull("userId"));
        assertWrong(
                atToken(admin.newCustomer(REALM))
                        .bind(token.id(), token.codes().earlyInStep(WALK).codeOfStep(1)),
                MAX_FAILURES - 1);
    }

    @Test
    void a_customer_who_is_deleted_or_disabled_meanwhile_binds_nothing() {
        for (boolean deleted : List.of(true, false)) {
            HardwareToken token = deliver();
            Customer customer = admin.newCustomer(REALM);
            BindWalk walk = atToken(customer);
            BindWalk idle = atToken(customer);
            if (deleted) {
                admin.deleteCustomer(customer);
            } else {
                assertEquals(
                        204,
                        admin.sendText("PUT", "/" + REALM + "/users/" + customer.id(), "{\"enabled\": false}")
                                .statusCode());
            }
            walk.bind(token.id(), token.codes().earlyInStep(WALK).codeOfStep(0));
            assertTrue(
                    walk.page().status() < 500,
                    walk.page().status() + " " + walk.page().body());
            assertFalse(walk.page().heading().equals(RECEIPT));
            idle.reload();
            assertTrue(
                    idle.page().status() < 500,
                    idle.page().status() + " " + idle.page().body());
            assertStatus("FREE", token);
            BindWalk again = BindWalk.register(server, customer).identify();
            assertEquals("ワンタイムパスワード利用登録", again.page().heading());
            assertFalse(again.page().message().isEmpty(), again.page().body());
        }
    }

    @Test
    void nothing_of_a_realm_is_left_when_it_is_deleted() {
        TestRealm gone = TestRealm.like(server, "sample-direct", "binds-gone", TestRealm::hashFast);
        String realmId = admin.get("/" + gone.name()).get("id").asText();
        HardwareToken token = HardwareToken.delivered(admin, gone.name(), 2).get(0);
        BindWalk walk =
                BindWalk.register(server, admin.newCustomer(gone.name())).identify();
        assertReceipt(walk.bind(token.id(), token.codes().earlyInStep(WALK).codeOfStep(0)));
        gone.close();
        server.database().awaitRows(List.of(), "select TOKEN_ID from SEKISHO_TOKEN where REALM_ID = ?", realmId);
    }

    // Order, tabs, pages

    @Test
    void a_form_of_another_step_changes_nothing_and_is_answered_by_the_step_that_is_due() {
        HardwareToken token = deliver();
        Customer customer = admin.newCustomer(REALM);
        BindWalk walk = atToken(customer);
        Map<String, String> all = new HashMap<>(Map.of(
                "tokenId",
                token.id(),
                "transactionPassword",
                customer.transactionPassword(),
                "mailCode",
                "12345678",
                "confirm",
                "true"));
        for (String heading : List.of(TOKEN, NEXT, RECEIPT)) {
            assertEquals(heading, walk.page().heading());
            all.put("otp", token.codes().earlyInStep(WALK).codeOfStep(heading.equals(TOKEN) ? -10 : -9));
            for (String other : List.of("token", "next", "receipt")) {
                if (!walk.page().body().contains("name=\"step\" value=\"" + other + "\"")) {
                    all.put("step", other);
                    Answer page = walk.send(all);
                    assertEquals("200 " + heading, page.status() + " " + page.heading(), "after " + other);
                    assertEquals(OLD_PAGE, page.message());
                }
            }
            all.remove("step");
            Answer without = walk.client().post(walk.page().action(), all);
            assertEquals(heading + OLD_PAGE, without.heading() + without.message(), "without a step");
            walk.reload();
            assertEquals(heading.equals(RECEIPT) ? List.of("bound") : List.of(), changes(customer));
            if (heading.equals(TOKEN)) {
                walk.bind(token.id(), all.get("otp"));
            } else if (heading.equals(NEXT)) {
                walk.code(all.get("otp"));
            }
        }
        assertOnceBound(customer, token);
    }

    @Test
    void a_form_whose_address_was_tampered_with_or_that_is_followed_like_a_link_binds_nothing() {
        HardwareToken token = deliver();
        Customer customer = admin.newCustomer(REALM);
        BindWalk walk = atToken(customer);
        Map<String, String> form = Map.of(
                "step",
                "token",
                "tokenId",
                token.id(),
                "otp",
                token.codes().earlyInStep(WALK).codeOfStep(0));
        Map<UnaryOperator<String>, String> tamperings = new LinkedHashMap<>();
        tamperings.put(url -> url.replaceFirst("session_code=[^&]*&", ""), "");
        tamperings.put(url -> url.replaceFirst("session_code=[^&]*", "session_code=x"), OLD_PAGE);
        tamperings.put(url -> url.replaceFirst("execution=[^&]*", "execution=nothing"), "");
        tamperings.put(url -> url.replaceFirst("execution=[^&]*", "execution=sekisho-token-bind"), "");
        tamperings.put(url -> url.replaceFirst("tab_id=[^&]*", "tab_id=x"), "");
        tamperings.put(url -> url.replaceFirst("client_id=[^&]*", "client_id=otp-service"), "");
        tamperings.put(url -> url.replaceFirst("client_id=[^&]*", "client_id=nobody"), "");
        tamperings.put(url -> url.replaceFirst("/authenticate", "/required-action"), "");
        tamperings.put(url -> url.replaceFirst("/authenticate", "/reset-credentials"), "");
        tamperings.forEach((tampering, sentence) -> {
            Answer answer = walk.client().post(tampering.apply(walk.reload().action()), form);
            assertTrue(answer.status() < 500, answer.status() + " " + answer.uri() + answer.body());
            assertTrue(answer.body().contains(sentence), answer.body());
            assertNotInUse(customer);
        });
        Answer linked = walk.client()
                .get(walk.reload().action() + "&"
                        + form.entrySet().stream()
                                .map(field -> field.getKey() + "=" + field.getValue())
                                .collect(Collectors.joining("&")));
        assertEquals("200 " + TOKEN, linked.status() + " " + linked.heading());
        Answer stranger =
                atToken(admin.newCustomer(REALM)).client().post(walk.reload().action(), form);
        assertFalse(stranger.heading().equals(RECEIPT), stranger.body());
        Answer withoutCookies = new FormClient().post(walk.page().action(), form);
        assertTrue(withoutCookies.status() < 500 && !withoutCookies.heading().equals(RECEIPT), withoutCookies.body());
        assertNotInUse(customer);
        assertStatus("FREE", token);
        assertReceipt(walk.bind(token.id(), token.codes().codeOfStep(0)));
    }

    @Test
    void reload_back_and_an_old_page_never_bind_anything_again() {
        List<HardwareToken> tokens = deliver(2);
        Customer customer = admin.newCustomer(REALM);
        BindWalk walk = atToken(customer);
        Answer old = walk.page();
        assertReceipt(walk.bind(
                tokens.get(0).id(), tokens.get(0).codes().earlyInStep(WALK).codeOfStep(0)));
        assertReceipt(walk.reload());
        Answer resent = walk.client()
                .submit(
                        old,
                        Map.of(
                                "tokenId",
                                tokens.get(1).id(),
                                "otp",
                                tokens.get(1).codes().codeOfStep(0)));
        assertEquals(RECEIPT + OLD_PAGE, resent.heading() + resent.message());
        assertStatus("FREE", tokens.get(1));
        walk.reload();
        walk.send(Map.of());
        assertEquals("ログイン", walk.page().heading());
        Answer after = walk.client()
                .submit(
                        old,
                        Map.of(
                                "tokenId",
                                tokens.get(1).id(),
                                "otp",
                                tokens.get(1).codes().codeOfStep(0)));
        assertTrue(after.status() < 500, after.body());
        assertStatus("FREE", tokens.get(1));
        assertOnceBound(customer, tokens.get(0));
    }

    @Test
    void a_second_tab_learns_that_the_first_one_has_bound_a_token() {
        List<HardwareToken> tokens = deliver(2);
        Customer customer = admin.newCustomer(REALM);
        BindWalk first = atToken(customer);
        BindWalk second = first.inAnotherTab().identify();
        assertReceipt(first.bind(
                tokens.get(0).id(), tokens.get(0).codes().earlyInStep(WALK).codeOfStep(0)));
        second.bind(tokens.get(1).id(), tokens.get(1).codes().codeOfStep(0));
        assertTrue(
                second.page().body().contains("name=\"transactionPassword\""),
                second.page().body());
        assertEquals(OLD_PAGE, second.page().message());
        assertStatus("FREE", tokens.get(1));
        assertOnceBound(customer, tokens.get(0));
    }

    @Test
    void leaving_at_any_page_leaves_nothing() {
        HardwareToken token = deliver();
        Customer customer = admin.newCustomer(REALM);
        for (boolean far : List.of(false, true)) {
            BindWalk walk = atToken(customer);
            Answer page = walk.page();
            if (far) {
                walk.bind(token.id(), token.codes().earlyInStep(WALK).codeOfStep(-10));
                assertEquals(NEXT, walk.page().heading());
            }
            walk.send(Map.of("cancel-aia", "true"));
            assertEquals("ログイン", walk.page().heading());
            Answer after = walk.client()
                    .submit(
                            page,
                            Map.of("tokenId", token.id(), "otp", token.codes().codeOfStep(0)));
            assertFalse(after.heading().equals(RECEIPT));
            assertTrue(after.status() < 500, after.body());
        }
        assertNotInUse(customer);
        assertStatus("FREE", token);
    }

    // Means

    private HardwareToken deliver() {
        return HardwareToken.delivered(admin, REALM);
    }

    private List<HardwareToken> deliver(int count) {
        return HardwareToken.delivered(admin, REALM, count);
    }

    /** A new customer, at the page that asks for token ID and code. */
    private BindWalk atToken(Customer customer) {
        BindWalk walk = BindWalk.register(server, customer).identify();
        assertEquals(
                "200 " + TOKEN,
                walk.page().status() + " " + walk.page().heading(),
                walk.page().body());
        return walk;
    }

    /** A new customer who has just bound this token. */
    private Customer bound(HardwareToken token) {
        Customer customer = admin.newCustomer(REALM);
        assertReceipt(atToken(customer)
                .bind(token.id(), token.codes().earlyInStep(WALK).codeOfStep(0)));
        return customer;
    }

    private static void assertReceipt(Answer page) {
        assertEquals(
                "200 " + RECEIPT,
                page.status() + " " + page.heading(),
                page.message() + page.error("otp") + page.error("tokenId"));
        assertTrue(page.body().contains("(00001)"), page.body());
    }

    private static void assertReplaced(Answer page) {
        assertEquals(
                "200 トークンの変更 -処理結果-",
                page.status() + " " + page.heading(),
                page.message() + page.error("otp") + page.error("tokenId"));
    }

    private static void assertWrong(Answer page, int left) {
        assertTrue(
                List.of("200 " + TOKEN, "200 " + REPLACE).contains(page.status() + " " + page.heading()),
                page.status() + " " + page.heading() + page.message());
        assertEquals("エラー： " + WRONG.formatted(left), page.error("otp"));
        assertEquals("", page.error("tokenId"));
    }

    /** A page without what belongs to this very request. */
    private static String looks(Answer page, String tokenId) {
        String plain = page.body()
                .replaceAll("(session_code|tab_id|execution|client_data)=[^&\"]*", "")
                .replaceAll("(id=\"kc-attempted-username\">)[^<]*", "$1");
        return page.status() + " " + (tokenId.isEmpty() ? plain : plain.replace(tokenId, ""));
    }

    private HttpResponse<String> change(HardwareToken token, String change) {
        return admin.send("POST", tokenPath(token) + "/" + change, null);
    }

    private static String tokenPath(HardwareToken token) {
        return "/" + REALM + "/otp-service/tokens/" + token.id();
    }

    private JsonNode token(HardwareToken token) {
        return admin.get(tokenPath(token));
    }

    private void assertStatus(String status, HardwareToken token) {
        assertEquals(status, token(token).get("status").asText());
    }

    private int drift(HardwareToken token) {
        return token(token).get("driftSteps").asInt();
    }

    private int login(Customer customer, String code) {
        return admin.directGrant(customer, Map.of("otp", code)).statusCode();
    }

    private int failures(Customer customer) {
        return admin.factors(customer).at("/otp/failures").asInt();
    }

    private long otps(Customer customer) {
        return admin.credentials(customer).findValuesAsText("type").stream()
                .filter("otp"::equals)
                .count();
    }

    private void assertNotInUse(Customer customer) {
        assertEquals(0, otps(customer));
    }

    /** What the events say was done to the OTP, the oldest first. */
    private List<String> changes(Customer customer) {
        List<String> changes = new ArrayList<>();
        for (JsonNode event : admin.events(customer, "UPDATE_CREDENTIAL")) {
            changes.add(0, event.at("/details/action").asText());
        }
        return changes;
    }

    /** Why attempts were refused. */
    private List<String> reasons(Customer customer) {
        return StreamSupport.stream(
                        admin.get("/" + REALM + "/events?user=" + customer.id()).spliterator(), false)
                .map(event -> event.at("/details/reason").asText())
                .filter(reason -> !reason.isEmpty())
                .toList();
    }

    private static String fullWidth(String plain) {
        return plain.chars()
                .mapToObj(letter -> Character.toString(letter - '0' + '０'))
                .collect(Collectors.joining());
    }
}
