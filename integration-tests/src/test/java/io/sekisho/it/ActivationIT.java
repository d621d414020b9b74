package io.sekisho.it;

import static io.sekisho.it.harness.IssueWalk.CONFIRM;
import static io.sekisho.it.harness.IssueWalk.ISSUE;
import static io.sekisho.it.harness.IssueWalk.START_PASSWORD;
import static io.sekisho.it.harness.IssueWalk.phoneOf;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sekisho.it.harness.Admin;
import io.sekisho.it.harness.Await;
import io.sekisho.it.harness.Crowd;
import io.sekisho.it.harness.Customer;
import io.sekisho.it.harness.FormClient;
import io.sekisho.it.harness.IssueWalk;
import io.sekisho.it.harness.Oath;
import io.sekisho.it.harness.Server;
import io.sekisho.it.harness.TestRealm;
import io.sekisho.it.harness.TokenApi;
import io.sekisho.it.harness.TokenApi.Answer;
import io.sekisho.it.harness.WithServer;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What apps, and those who are none, send to the activation: one seed is handed out once, and a refusal tells nothing.
 */
@WithServer
class ActivationIT {

    private static final String REALM = "activations";
    private static final String OTHER_REALM = "activations-other";
    private static final String SERVICE_ID = "1001";
    private static final String OTHER_SERVICE_ID = "1009";
    private static final String UNKNOWN = "0000000000";
    private static final String APP = "https://app.example.com";
    private static final int GUESSES = 400;
    private static final int CONNECTIONS = 40;
    private static final int MAX_FAILURES = 5;

    private static TestRealm realm;
    private static TestRealm otherRealm;
    private static int logLength;

    private final Server server;
    private final Admin admin;
    private final TokenApi api;

    ActivationIT(Server server) {
        this.server = server;
        this.admin = server.admin();
        this.api = TokenApi.of(server, REALM);
    }

    @BeforeAll
    static void makeRealms(Server server) {
        logLength = server.log().length();
        realm = TestRealm.like(server, "sample-bank", REALM, changes -> {
            quick(changes);
            changes.withObject("/attributes")
                    .put("sekisho.tokenAppOrigins", "https://tokens.example.com " + APP)
                    .put("sekisho.maxActivationFailuresPerAddress", "100000");
        });
        otherRealm = TestRealm.like(server, "sample-bank", OTHER_REALM, changes -> {
            quick(changes);
            changes.withObject("/attributes").put("sekisho.serviceId", OTHER_SERVICE_ID);
        });
    }

    /** Passwords that are hashed fast, and one page less before the issue. */
    private static void quick(ObjectNode changes) {
        TestRealm.hashFast(changes);
        changes.put("otpPolicyPeriod", 30).withObject("/attributes").put("sekisho.enrolmentProof", "none");
    }

    @AfterAll
    static void noFaultOfTheServer(Server server) {
        realm.close();
        otherRealm.close();
        assertEquals(
                List.of(),
                server.log()
                        .substring(logLength)
                        .lines()
                        .filter(line -> line.contains("Uncaught")
                                || line.contains(" ERROR ") && !line.contains("the keyring has no key"))
                        .toList());
    }

    private IssueWalk issued() {
        return issued(admin.newCustomer(REALM));
    }

    private IssueWalk issued(Customer customer) {
        IssueWalk walk = IssueWalk.login(server, customer).issue(phoneOf(customer));
        assertEquals(CONFIRM, walk.page().heading(), walk.page().body());
        return walk;
    }

    // What is refused, and how

    @Test
    void a_seed_is_handed_out_once() {
        IssueWalk walk = issued();
        Answer activated = api.activate(SERVICE_ID, walk.userId(), START_PASSWORD);
        assertEquals(200, activated.status(), activated.text());
        Oath.ofKeyUri(activated.body().get("keyUri").asText());
        assertTrue(
                Math.abs(activated.body().get("serverTimeMillis").asLong() - System.currentTimeMillis()) < 10_000,
                activated.body().get("serverTimeMillis").asText());
        assertRefused(api.activate(SERVICE_ID, walk.userId(), START_PASSWORD));
        assertEquals(List.of("issued", "activated"), changes(walk.customer()));
    }

    @Test
    void nothing_in_a_refusal_tells_what_was_wrong() {
        Map<String, Answer> refusals = new LinkedHashMap<>();
        refusals.put("unknown", api.activate(SERVICE_ID, UNKNOWN, START_PASSWORD));
        refusals.put("short", api.activate(SERVICE_ID, "1", START_PASSWORD));
        IssueWalk walk = issued();
        refusals.put("wrong start password", api.activate(SERVICE_ID, walk.userId(), "0000"));
        refusals.put("another service ID", api.activate(OTHER_SERVICE_ID, walk.userId(), START_PASSWORD));
        refusals.put("no service ID of anybody", api.activate("1", walk.userId(), START_PASSWORD));
        TokenApi other = TokenApi.of(server, OTHER_REALM);
        refusals.put("another realm", other.activate(SERVICE_ID, walk.userId(), START_PASSWORD));
        refusals.put(
                "another realm's service ID there", other.activate(OTHER_SERVICE_ID, walk.userId(), START_PASSWORD));
        assertEquals(
                200, api.activate(SERVICE_ID, walk.userId(), START_PASSWORD).status());
        refusals.put("used", api.activate(SERVICE_ID, walk.userId(), START_PASSWORD));
        refusals.put("used, and wrong", api.activate(SERVICE_ID, walk.userId(), "0000"));

        IssueWalk again = issued();
        String before = again.userId();
        again.back().issue(again.phone());
        refusals.put("issued again", api.activate(SERVICE_ID, before, START_PASSWORD));
        for (int failure = 0; failure < MAX_FAILURES; failure++) {
            refusals.put("failure " + failure, api.activate(SERVICE_ID, again.userId(), "0000"));
        }
        refusals.put("void", api.activate(SERVICE_ID, again.userId(), START_PASSWORD));

        IssueWalk disabled = issued();
        String user = "/" + REALM + "/users/" + disabled.customer().id();
        assertEquals(
                204,
                admin.send("PUT", user, ((ObjectNode) admin.get(user)).put("enabled", false))
                        .statusCode());
        refusals.put("disabled", api.activate(SERVICE_ID, disabled.userId(), START_PASSWORD));
        IssueWalk deleted = issued();
        admin.deleteCustomer(deleted.customer());
        refusals.put("deleted", api.activate(SERVICE_ID, deleted.userId(), START_PASSWORD));

        with("sekisho.issueLifetimeSeconds", "1", () -> {
            IssueWalk expired = issued();
            String id = expired.userId();
            Await.until(
                    "an expired issue",
                    Duration.ofSeconds(20),
                    () -> expired.refresh().body().contains("トークンの有効期限が切れました"));
            refusals.put("expired", api.activate(SERVICE_ID, id, START_PASSWORD));
        });

        Answer first = refusals.get("unknown");
        assertRefused(first);
        refusals.forEach((what, refusal) -> {
            assertEquals(first.status() + first.text(), refusal.status() + refusal.text(), what);
            assertEquals(withoutDate(first), withoutDate(refusal), what);
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "true",
                "1",
                "\"text\"",
                "[]",
                "[{}]",
                "{}",
                "{",
                "{\"serviceId\":\"1001\",\"userId\":\"0000000000\"}",
                "{\"serviceId\":\"1001\",\"userId\":\"0000000000\",\"startPassword\":null}",
                "{\"serviceId\":\"1001\",\"userId\":\"0000000000\",\"startPassword\":\"\"}",
                "{\"serviceId\":\"1001\",\"userId\":\"0000000000\",\"startPassword\":\"123\"}",
                "{\"serviceId\":\"1001\",\"userId\":\"0000000000\",\"startPassword\":\"123456789\"}",
                "{\"serviceId\":\"1001\",\"userId\":\"0000000000\",\"startPassword\":\"12ab\"}",
                "{\"serviceId\":\"A001\",\"userId\":\"0000000000\",\"startPassword\":\"1234\"}",
                "{\"serviceId\":\"1001\",\"userId\":\"' or 1=1 --\",\"startPassword\":\"1234\"}",
                "{\"serviceId\":\"1001\",\"userId\":\"00000000000000000\",\"startPassword\":\"1234\"}",
                "{\"serviceId\":{\"a\":1},\"userId\":[],\"startPassword\":\"1234\"}",
                "serviceId=1001&userId=0000000000&startPassword=1234",
                "<a/>",
                "\u0000\u0001"
            })
    void what_is_no_request_is_said_so(String body) {
        assertProblem(400, "Malformed request", api.post(body));
    }

    @Test
    void a_request_that_is_far_too_large_or_too_deep_is_refused() {
        assertProblem(400, "Malformed request", api.post("{\"serviceId\":\"" + "1".repeat(1 << 20) + "\"}"));
        assertProblem(400, "Malformed request", api.post("[".repeat(1 << 20)));
        assertProblem(
                400,
                "Malformed request",
                api.post("{\"serviceId\":\"1001\",\"userId\":\"0000000000\",\"startPassword\":\"1234\"}"
                        + " ".repeat(2_000)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "text/plain",
                "application/x-www-form-urlencoded",
                "application/xml",
                "multipart/form-data; boundary=x"
            })
    void a_request_that_does_not_say_that_it_is_json_is_refused(String contentType) {
        IssueWalk walk = issued();
        String body = "{\"serviceId\":\"1001\",\"userId\":\"" + walk.userId() + "\",\"startPassword\":\""
                + START_PASSWORD + "\"}";
        assertEquals(415, api.postAs(contentType, body).status());
        assertEquals(200, api.postAs("application/json; charset=UTF-8", body).status(), "nothing was used up");
    }

    @ParameterizedTest
    @CsvSource({
        "１００１, '$1 $2 $3', ２０２６１１２０",
        "'1001 ', $1-$2-$3, 2026-1120",
        "10 01, $1－$2　$3, 2026 1120",
        "\uFEFF1001\u200E, \u2068$1\u200B$2$3\u2069, \u202A2026\u00AD11\u206020\u202C"
    })
    void digits_may_be_typed_as_a_customer_types(String serviceId, String form, String startPassword) {
        IssueWalk walk = issued();
        String userId = walk.userId().replaceFirst("(....)(...)(...)", form);
        Answer activated = api.activate(serviceId, userId, startPassword);
        assertEquals(200, activated.status(), activated.text());
    }

    // Many at once

    @Test
    void of_40_parallel_right_activations_one_is_given_the_seed() {
        IssueWalk walk = issued();
        String userId = walk.userId();

        List<Answer> answers =
                Crowd.run(CONNECTIONS, CONNECTIONS, number -> api.activate(SERVICE_ID, userId, START_PASSWORD));

        List<Answer> activated =
                answers.stream().filter(answer -> answer.status() == 200).toList();
        assertEquals(1, activated.size());
        answers.stream().filter(answer -> answer.status() != 200).forEach(ActivationIT::assertRefused);
        assertEquals(List.of("issued", "activated"), changes(walk.customer()));
        assertEquals(
                "ワンタイムパスワード利用開始",
                walk.confirm(activated.get(0).app().currentCode()).heading());
    }

    @Test
    void of_400_parallel_guesses_five_are_evaluated_and_make_the_issue_void() {
        IssueWalk walk = issued();
        String userId = walk.userId();

        List<Answer> answers =
                Crowd.run(CONNECTIONS, GUESSES, guess -> api.activate(SERVICE_ID, userId, "%04d".formatted(guess)));

        assertEquals(GUESSES, answers.size());
        answers.forEach(answer -> assertEquals("403" + answers.get(0).text(), answer.status() + answer.text()));
        assertEquals(MAX_FAILURES, refusals(walk.customer()), "counted ones");
        assertEquals(List.of("issued", "voided"), changes(walk.customer()));
        assertRefused(api.activate(SERVICE_ID, userId, START_PASSWORD));
        assertTrue(
                walk.refresh().body().contains("発行したトークンは使えなくなりました"),
                walk.page().body());
        assertOneMail(walk.customer(), "発行したトークンを無効にした");
    }

    @Test
    void ten_thousand_guesses_find_nothing() {
        // Without events, of which each refusal would leave one, and with hashes that cost nothing: what is slow is
        // only the test.
        try (TestRealm guessed = TestRealm.like(server, "sample-bank", "activations-guessed", changes -> {
            quick(changes);
            changes.put("passwordPolicy", "hashAlgorithm(pbkdf2-sha512) and hashIterations(1)");
            changes.put("eventsEnabled", false)
                    .withObject("/attributes")
                    .put("sekisho.maxActivationFailuresPerAddress", "100000");
        })) {
            Customer customer = admin.newCustomer(guessed.name());
            IssueWalk walk = IssueWalk.login(server, customer).issue(phoneOf(customer), "7391");
            String userId = walk.userId();
            TokenApi guessedApi = TokenApi.of(server, guessed.name());
            long start = System.nanoTime();

            List<Integer> statuses = Crowd.run(
                    CONNECTIONS,
                    10_000,
                    guess -> guessedApi
                            .activate(SERVICE_ID, userId, "%04d".formatted(guess))
                            .status());

            System.out.printf("10,000 guesses in %d ms%n", (System.nanoTime() - start) / 1_000_000);
            assertEquals(
                    10_000,
                    statuses.stream().filter(status -> status == 403).count(),
                    "the right one among them came too late");
            assertTrue(
                    walk.refresh().body().contains("発行したトークンは使えなくなりました"),
                    walk.page().body());
            assertOneMail(customer, "発行したトークンを無効にした");
        }
    }

    @Test
    void whoever_fails_too_often_is_told_when_to_try_again_and_nobody_else_is_held_up() {
        try (TestRealm limiting = TestRealm.like(server, "sample-bank", "activations-limited", changes -> {
            quick(changes);
            changes.withObject("/attributes").put("sekisho.maxActivationFailuresPerAddress", "3");
        })) {
            TokenApi limited = TokenApi.of(server, limiting.name());
            List<IssueWalk> walks = IntStream.range(0, 3)
                    .mapToObj(number -> issued(admin.newCustomer(limiting.name())))
                    .toList();
            assertRefused(limited.activate(SERVICE_ID, UNKNOWN, "0000"));
            assertRefused(limited.activate(SERVICE_ID, walks.get(0).userId(), "0000"));
            assertEquals(
                    200,
                    limited.activate(SERVICE_ID, walks.get(1).userId(), START_PASSWORD)
                            .status(),
                    "a success is no failure");
            assertProblem(400, "Malformed request", limited.post("{}"));
            assertRefused(limited.activate(SERVICE_ID, UNKNOWN, "0000"));

            Answer refused = limited.activate(SERVICE_ID, walks.get(0).userId(), START_PASSWORD);
            assertProblem(429, "Too many attempts", refused);
            int seconds =
                    Integer.parseInt(refused.headers().firstValue("Retry-After").orElseThrow());
            assertTrue(seconds > 0 && seconds <= 600, "Retry-After: " + seconds);
            assertEquals(
                    refused.text(),
                    limited.activate(SERVICE_ID, UNKNOWN, "0000").text(),
                    "right or wrong");
            assertEquals(List.of("issued"), changes(walks.get(0).customer()), "nothing was evaluated");

            assertProblem(400, "Malformed request", limited.post("{}"));
            assertEquals(
                    200,
                    api.activate(SERVICE_ID, issued().userId(), START_PASSWORD).status(),
                    "another realm");
            assertEquals(
                    403,
                    limited.activate(SERVICE_ID, UNKNOWN, "0000", "X-Forwarded-For", "192.0.2.7")
                            .status(),
                    "another address");
            admin.attributes(limiting.name(), Map.of("sekisho.maxActivationFailuresPerAddress", "100"));
            assertEquals(
                    200,
                    limited.activate(SERVICE_ID, walks.get(0).userId(), START_PASSWORD)
                            .status(),
                    "nothing was used up");
            int failures = 3;
            while (limited.activate(SERVICE_ID, UNKNOWN, "0000").status() == 403) {
                failures++;
            }
            assertEquals(100, failures);
        }
    }

    @Test
    void a_credential_never_comes_from_an_issue_that_was_issued_again_meanwhile() {
        int late = 0;
        for (int round = 0; round < 8; round++) {
            IssueWalk walk = issued();
            String before = walk.userId();
            walk.back();
            IssueWalk click = walk.click();
            List<Answer> answers = Collections.synchronizedList(new ArrayList<>());
            Crowd.run(3, 3, member -> {
                if (member == 0) {
                    click.issue(walk.phone());
                } else {
                    answers.add(api.activate(SERVICE_ID, before, START_PASSWORD));
                }
                return member;
            });
            walk.resume();
            assertNotEquals(before, walk.userId());
            assertRefused(api.activate(SERVICE_ID, before, START_PASSWORD));
            List<Answer> activated =
                    answers.stream().filter(answer -> answer.status() == 200).toList();
            assertTrue(activated.size() <= 1, "handed out once at most");
            for (Answer worthless : activated) {
                late++;
                assertTrue(
                        walk.confirm(worthless.app().codeOfStep(0)).error("otp").contains("トークンアプリの設定がまだ済んでいません。"),
                        walk.page().body());
            }
            assertFalse(
                    admin.credentials(walk.customer()).findValuesAsText("type").contains("otp"));
            assertEquals(
                    200,
                    api.activate(SERVICE_ID, walk.userId(), START_PASSWORD).status(),
                    "the newest issue is untouched");
        }
        System.out.printf("issued again while activating: the activation came first in %d of 8 rounds%n", late);
    }

    @Test
    void a_credential_never_comes_from_an_issue_that_was_revoked_meanwhile() {
        int late = 0;
        for (int round = 0; round < 8; round++) {
            IssueWalk walk = issued();
            String revoked = walk.userId();
            String path = "/" + REALM + "/otp-service/users/" + walk.customer().id() + "/token/revoke";
            List<Answer> answers = Collections.synchronizedList(new ArrayList<>());
            List<Integer> revocations = Collections.synchronizedList(new ArrayList<>());
            Crowd.run(3, 3, member -> {
                if (member == 0) {
                    revocations.add(admin.send("POST", path, null).statusCode());
                } else {
                    answers.add(api.activate(SERVICE_ID, revoked, START_PASSWORD));
                }
                return member;
            });
            assertEquals(List.of(204), revocations);
            assertRefused(api.activate(SERVICE_ID, revoked, START_PASSWORD));
            List<Answer> activated =
                    answers.stream().filter(answer -> answer.status() == 200).toList();
            assertTrue(activated.size() <= 1, "handed out once at most");
            for (Answer worthless : activated) {
                late++;
                FormClient.Answer page = walk.confirm(worthless.app().codeOfStep(0));
                assertEquals(
                        "200 " + ISSUE, page.status() + " " + page.heading(), "there is nothing to confirm any more");
            }
            assertFalse(
                    admin.credentials(walk.customer()).findValuesAsText("type").contains("otp"));
        }
        System.out.printf("revoked while activating: the activation came first in %d of 8 rounds%n", late);
    }

    @Test
    void a_token_that_is_revoked_while_it_is_confirmed_is_not_in_use() {
        int late = 0;
        for (int round = 0; round < 6; round++) {
            IssueWalk walk = issued();
            String code = api.activate(SERVICE_ID, walk.userId(), START_PASSWORD)
                    .app()
                    .earlyInStep(Duration.ofSeconds(4))
                    .codeOfStep(0);
            String path = "/" + REALM + "/otp-service/users/" + walk.customer().id() + "/token/revoke";
            List<String> revocations = Collections.synchronizedList(new ArrayList<>());
            Crowd.run(
                    2,
                    2,
                    member ->
                            member == 0 ? revocations.add(status(admin.send("POST", path, null))) : walk.confirm(code));
            assertTrue(walk.page().status() == 200, walk.page().body());
            assertEquals(List.of("204 "), revocations, "round " + round);
            assertFalse(
                    admin.credentials(walk.customer()).findValuesAsText("type").contains("otp"),
                    "round " + round + ": " + changes(walk.customer()));
            late += changes(walk.customer()).contains("confirmed") ? 1 : 0;
        }
        System.out.printf("revoked while confirming: the confirmation came first in %d of 6 rounds%n", late);
    }

    @Test
    void while_a_key_of_the_keyring_is_missing_nothing_is_used_up() throws IOException {
        IssueWalk walk = issued();
        String before = Files.readString(server.keyring());
        Answer activated;
        try {
            Files.writeString(server.keyring(), before.replace("dev", "next"));
            Answer unavailable = api.activate(SERVICE_ID, walk.userId(), START_PASSWORD);
            assertProblem(503, "Not available now", unavailable);
            assertEquals(
                    "no-store",
                    unavailable.headers().firstValue("Cache-Control").orElseThrow());
            assertRefused(api.activate(SERVICE_ID, walk.userId(), "0000"));

            Files.writeString(server.keyring(), before);
            activated = api.activate(SERVICE_ID, walk.userId(), START_PASSWORD);
            assertEquals(200, activated.status(), activated.text());

            Files.writeString(server.keyring(), before.replace("dev", "next"));
            assertTrue(
                    walk.confirm(activated.app().codeOfStep(0)).error("otp").contains("ワンタイムパスワードをただいま確認できません"),
                    walk.page().body());
        } finally {
            Files.writeString(server.keyring(), before);
        }
        assertEquals(
                "ワンタイムパスワード利用開始", walk.confirm(activated.app().currentCode()).heading());
    }

    @Test
    void sending_the_mail_again_meanwhile_brings_neither_guesses_nor_a_seed_back() {
        with(
                "sekisho.tokenMailWaitSeconds",
                "0",
                () -> with("sekisho.maxTokenMailsPerDay", "100", () -> {
                    for (int round = 0; round < 2; round++) {
                        IssueWalk guessed = issued();
                        List<Answer> wrong = whileMailing(
                                guessed, 16, () -> api.activate(SERVICE_ID, guessed.userId(), "0000"), MAX_FAILURES);
                        wrong.forEach(ActivationIT::assertRefused);
                        assertEquals(MAX_FAILURES, refusals(guessed.customer()), "each was counted");
                        assertRefused(api.activate(SERVICE_ID, guessed.userId(), START_PASSWORD));

                        IssueWalk activated = issued();
                        List<Answer> right = whileMailing(
                                activated, 16, () -> api.activate(SERVICE_ID, activated.userId(), START_PASSWORD), 4);
                        assertEquals(
                                1,
                                right.stream()
                                        .filter(answer -> answer.status() == 200)
                                        .count());
                        assertRefused(api.activate(SERVICE_ID, activated.userId(), START_PASSWORD));
                    }
                }));
    }

    /** Has the mail sent again by several tabs, and in the midst of it something activated. */
    private static List<Answer> whileMailing(IssueWalk walk, int mails, Supplier<Answer> activation, int activations) {
        List<IssueWalk> tabs = IntStream.range(0, 3)
                .mapToObj(tab -> walk.inAnotherBrowser().goOn())
                .toList();
        List<Answer> answers = Collections.synchronizedList(new ArrayList<>());
        AtomicInteger mailed = new AtomicInteger();
        Crowd.run(tabs.size() + 1, tabs.size() + 1, member -> {
            if (member == tabs.size()) {
                for (int done = 0; done < activations; done++) {
                    answers.add(activation.get());
                }
            } else {
                while (mailed.getAndIncrement() < mails) {
                    tabs.get(member).resend();
                }
            }
            return member;
        });
        return answers;
    }

    /**
     * Prints how long refusals take; the numbers are for people to judge, since a busy machine says little in one run.
     */
    @Test
    void how_long_a_refusal_takes_is_measured() {
        try (TestRealm slow = TestRealm.like(
                server,
                "sample-bank",
                "activations-timed",
                changes -> changes.withObject("/attributes")
                        .put("sekisho.enrolmentProof", "none")
                        .put("sekisho.maxStartPasswordFailures", "10")
                        .put("sekisho.maxActivationFailuresPerAddress", "100000"))) {
            TokenApi timed = TokenApi.of(server, slow.name());
            IntStream.range(0, 10).forEach(warmUp -> timed.activate(SERVICE_ID, UNKNOWN, "0000"));
            Map<String, List<Double>> alone = new TreeMap<>();
            Map<String, List<Double>> pairs = new TreeMap<>();
            for (int issue = 0; issue < 4; issue++) {
                String known = issued(admin.newCustomer(slow.name())).userId();
                for (int attempt = 0; attempt < 5; attempt++) {
                    add(alone, "known", () -> timed.activate(SERVICE_ID, known, "0000"));
                    add(alone, "unknown", () -> timed.activate(SERVICE_ID, UNKNOWN, "0000"));
                }
                for (int attempt = 0; attempt < 2; attempt++) {
                    add(
                            pairs,
                            "known",
                            () -> Crowd.run(2, 2, number -> timed.activate(SERVICE_ID, known, "0000"))
                                    .get(0));
                    add(
                            pairs,
                            "unknown",
                            () -> Crowd.run(2, 2, number -> timed.activate(SERVICE_ID, UNKNOWN, "0000"))
                                    .get(0));
                }
            }
            alone.forEach((id, millis) -> System.out.printf(
                    "activation refused, %s ID: median %.1f ms of %d%n", id, median(millis), millis.size()));
            pairs.forEach((id, millis) -> System.out.printf(
                    "two at once for one %s ID: median %.1f ms of %d%n", id, median(millis), millis.size()));
        }
    }

    private static void add(Map<String, List<Double>> times, String what, Supplier<Answer> attempt) {
        long start = System.nanoTime();
        assertEquals(403, attempt.get().status());
        times.computeIfAbsent(what, name -> new ArrayList<>()).add((System.nanoTime() - start) / 1e6);
    }

    private static double median(List<Double> values) {
        return values.stream().sorted().toList().get(values.size() / 2);
    }

    // Browsers, and realms that issue nothing

    @Test
    void an_app_on_a_listed_origin_may_ask_and_nobody_else() {
        IssueWalk walk = issued();
        Answer allowed = api.preflight(APP);
        assertEquals(204, allowed.status());
        assertEquals(
                APP, allowed.headers().firstValue("Access-Control-Allow-Origin").orElseThrow());
        assertTrue(allowed.headers()
                .firstValue("Access-Control-Allow-Methods")
                .orElseThrow()
                .contains("POST"));
        assertTrue(allowed.headers()
                .firstValue("Access-Control-Allow-Headers")
                .orElseThrow()
                .equalsIgnoreCase("Content-Type"));
        List<Answer> answers = new ArrayList<>(List.of(allowed));
        for (String origin : List.of(
                "https://evil.example.com",
                "http://app.example.com",
                "https://app.example.com:444",
                "https://app.example.com.evil.com",
                "null",
                "")) {
            Answer preflight = api.preflight(origin);
            assertEquals(List.of(), preflight.headers().allValues("Access-Control-Allow-Origin"), origin);
            Answer refused = api.activate(SERVICE_ID, walk.userId(), START_PASSWORD, "Origin", origin);
            assertProblem(403, "Origin not allowed", refused);
            assertEquals(List.of(), refused.headers().allValues("Access-Control-Allow-Origin"), origin);
            answers.addAll(List.of(preflight, refused));
        }
        Answer wrong = api.activate(SERVICE_ID, UNKNOWN, START_PASSWORD, "Origin", APP);
        assertRefused(wrong);
        assertEquals(
                APP,
                wrong.headers().firstValue("Access-Control-Allow-Origin").orElseThrow(),
                "an app has to read what was refused");
        Answer activated = api.activate(SERVICE_ID, walk.userId(), START_PASSWORD, "Origin", APP);
        assertEquals(
                "200 " + APP,
                activated.status() + " "
                        + activated
                                .headers()
                                .firstValue("Access-Control-Allow-Origin")
                                .orElseThrow());
        Answer own = api.activate(SERVICE_ID, issued().userId(), START_PASSWORD, "Origin", server.url());
        assertEquals(200, own.status(), "the server's own app");
        answers.addAll(List.of(wrong, activated, own, api.time()));
        for (Answer answer : answers) {
            assertEquals(
                    List.of(), answer.headers().allValues("Access-Control-Allow-Credentials"), "no cookies are wanted");
            assertEquals("Origin", answer.headers().firstValue("Vary").orElseThrow());
            assertEquals(
                    "no-store", answer.headers().firstValue("Cache-Control").orElseThrow());
        }
    }

    @Test
    void a_realm_that_issues_no_tokens_has_no_activation() {
        assertProblem(
                404, "No issued tokens", TokenApi.of(server, "mito").activate(SERVICE_ID, UNKNOWN, START_PASSWORD));
        assertProblem(
                404, "No issued tokens", TokenApi.of(server, "master").activate(SERVICE_ID, UNKNOWN, START_PASSWORD));
        assertEquals(
                404,
                TokenApi.of(server, "no-such-realm")
                        .activate(SERVICE_ID, UNKNOWN, START_PASSWORD)
                        .status());
        with(
                "sekisho.enabled",
                "false",
                () -> assertProblem(404, "No issued tokens", api.activate(SERVICE_ID, UNKNOWN, START_PASSWORD)));
    }

    @Test
    void the_time_is_the_servers() {
        Answer time = api.time();
        assertEquals(200, time.status());
        assertTrue(
                Math.abs(time.body().get("epochMillis").asLong() - System.currentTimeMillis()) < 10_000, time.text());
    }

    private static String status(HttpResponse<String> answer) {
        return answer.statusCode() + " " + answer.body();
    }

    private static void assertRefused(Answer answer) {
        assertProblem(403, "Activation refused", answer);
    }

    private static void assertProblem(int status, String title, Answer answer) {
        assertEquals(status, answer.status(), answer.text());
        assertEquals(
                "application/problem+json",
                answer.headers().firstValue("Content-Type").orElse("").replaceFirst(";.*", ""),
                answer.text());
        assertEquals(title, answer.body().path("title").asText());
        assertEquals(status, answer.body().path("status").asInt());
    }

    private static Map<String, List<String>> withoutDate(Answer answer) {
        Map<String, List<String>> headers = new HashMap<>(answer.headers().map());
        headers.remove("date");
        return headers;
    }

    /** One and no more, for the mail of a later change has come. */
    private void assertOneMail(Customer customer, String subjectPart) {
        server.mailTo(customer, subjectPart);
        assertEquals(
                204, admin.resetTransactionPassword(customer, "temporary-1").statusCode());
        server.mailTo(customer, "再設定");
        assertEquals(
                1,
                server.mail().mails().stream()
                        .filter(mail ->
                                mail.wentTo(customer.email()) && mail.subject().contains(subjectPart))
                        .count());
    }

    /** How many refused activations are known to have been this customer's. */
    private long refusals(Customer customer) {
        return StreamSupport.stream(
                        admin.get("/" + customer.realm() + "/events?max=1000&user=" + customer.id()
                                        + "&type=UPDATE_CREDENTIAL_ERROR")
                                .spliterator(),
                        false)
                .filter(event ->
                        "activation-refused".equals(event.at("/details/reason").asText()))
                .count();
    }

    private List<String> changes(Customer customer) {
        List<String> changes = new ArrayList<>();
        for (JsonNode event : admin.events(customer, "UPDATE_CREDENTIAL")) {
            if ("otp".equals(event.at("/details/credential_type").asText())) {
                changes.add(0, event.at("/details/action").asText());
            }
        }
        return changes;
    }

    /** With another setting of the institution for a while. */
    private void with(String attribute, String value, Runnable task) {
        String before =
                admin.get("/" + REALM).path("attributes").path(attribute).asText("");
        admin.attributes(REALM, Map.of(attribute, value));
        try {
            task.run();
        } finally {
            admin.attributes(REALM, Map.of(attribute, before));
        }
    }
}
