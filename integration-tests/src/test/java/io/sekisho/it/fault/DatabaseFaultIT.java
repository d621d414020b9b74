package io.sekisho.it.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sekisho.it.harness.Admin;
import io.sekisho.it.harness.Await;
import io.sekisho.it.harness.Crowd;
import io.sekisho.it.harness.Customer;
import io.sekisho.it.harness.FormClient.Answer;
import io.sekisho.it.harness.HardwareToken;
import io.sekisho.it.harness.Oath;
import io.sekisho.it.harness.TokenApi;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The database goes away and comes back: whoever is in the middle of something is told to try again, goes on with the
 * same page or begins anew, and is either enrolled or not.
 */
@ExtendWith(FaultyServer.Extension.class)
class DatabaseFaultIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String SORRY = "しばらくしてから、もう一度お試しください。続くときは、サポート窓口へお電話ください。";

    private final FaultyServer server;
    private final Admin admin;
    private int outages;

    DatabaseFaultIT(FaultyServer server) {
        this.server = server;
        this.admin = server.admin();
    }

    /** The next test is not the one to find out which connections are broken. */
    @AfterEach
    void connectionsAreWhole() {
        server.awaitReady();
        Customer nobody = new Customer("mito", "", "nobody");
        Await.until(
                "a server without a broken connection",
                PATIENCE,
                () -> Crowd.run(
                                4,
                                20,
                                number -> admin.directGrant(nobody, Map.of()).statusCode())
                        .stream()
                        .allMatch(status -> status < 500));
    }

    /** What a customer sends from a page. */
    private interface Move {
        Map<String, String> from(Answer page);
    }

    /**
     * A customer who does what each page asks for. When each kind of page is sent for the first time, the database is
     * away; the customer is told to try again, sends the very same once more when it is back, and goes on from whatever
     * comes, be it the beginning.
     *
     * @param begin how the customer begins, or begins anew where a page leads nowhere
     * @param moves by the heading of a page
     * @param end   heading of the page at which the customer has come to the end
     */
    private Answer walk(Customer customer, Walks walks, Supplier<Answer> begin, Map<String, Move> moves, String end) {
        int credentials = server.seeds(customer).size();
        Set<String> interrupted = new HashSet<>();
        Set<String> told = new HashSet<>();
        Answer last = follow(walks, begin, moves, end, (page, fields) -> {
            if (interrupted.add(page.heading())) {
                outage(() -> {
                    Answer answer = walks.client().submit(page, fields);
                    // A step that stores nothing needs no database.
                    if (answer.status() != 200 || answer.heading().equals(end)) {
                        assertSorry(answer);
                        told.add(page.heading());
                    }
                });
                assertEquals(credentials, server.seeds(customer).size(), "nothing half done");
            }
        });
        assertEquals(moves.keySet(), interrupted, "an outage at each page");
        assertTrue(told.size() >= moves.size() - 1, "all but one at most were told: " + told);
        return last;
    }

    /**
     * A customer who does what each page asks for, and goes on from whatever comes.
     *
     * @param before what happens before a page is sent
     */
    private static Answer follow(
            Walks walks,
            Supplier<Answer> begin,
            Map<String, Move> moves,
            String end,
            BiConsumer<Answer, Map<String, String>> before) {
        List<String> way = new ArrayList<>();
        Answer page = tryAgain(begin);
        while (!page.heading().equals(end)) {
            way.add(page.heading());
            // Each connection that the outage has broken may lead back by a page.
            assertTrue(way.size() < 10 * moves.size(), "comes to an end: " + way);
            Move move = moves.get(page.heading());
            if (move == null) {
                page = tryAgain(begin);
            } else {
                Answer now = page;
                Map<String, String> fields = move.from(now);
                before.accept(now, fields);
                page = tryAgain(() -> walks.client().submit(now, fields));
            }
        }
        return page;
    }

    /** What a customer with an app sends to log in. */
    private static Map<String, Move> login(Customer customer, Oath app) {
        return Map.of(Walks.LOGIN, page -> Walks.login(customer), "ワンタイムパスワード認証", page -> Map.of("otp", app.code()));
    }

    /** In turns in good order, which breaks off what is under way, and as by a power cut. */
    private void outage(Runnable meanwhile) {
        if (outages++ % 2 == 0) {
            server.postgres().stop();
        } else {
            server.killPostgres();
        }
        try {
            meanwhile.run();
        } finally {
            server.postgres().start();
        }
    }

    private static void assertSorry(Answer answer) {
        assertTrue(sorry(answer), answer.status() + " " + answer.uri() + " " + answer.body());
        assertTrue(answer.body().contains("css/"), "in the institution's looks");
        assertTrue(answer.body().contains("class=\"support-telephone\""), "with whom to call");
        assertFalse(
                answer.body().contains("Exception")
                        || answer.body().contains("\tat ")
                        || answer.body().contains("SQL"),
                answer.body());
    }

    private static boolean sorry(Answer answer) {
        // Keycloak gives 400 where it is in the middle of a flow, and 500 elsewhere.
        return answer.status() >= 400
                && answer.body().contains("id=\"kc-error-message\"")
                && answer.body().contains(SORRY);
    }

    /**
     * A connection that the outage has broken is found out by its next user: a customer who is told to try again does
     * so.
     */
    private static Answer tryAgain(Supplier<Answer> attempt) {
        List<Answer> answers = new ArrayList<>();
        Await.until("an answer that is not an error", PATIENCE, () -> {
            Answer answer = attempt.get();
            answers.add(answer);
            if (answer.status() >= 400) {
                assertSorry(answer);
                return false;
            }
            return true;
        });
        return answers.get(answers.size() - 1);
    }

    @Test
    void readinessGoesDownAndComesBackWithoutARestart() {
        assertTrue(server.ready());
        outage(() -> Await.until("a server that says that it is not ready", PATIENCE, () -> !server.ready()));
        server.awaitReady();
    }

    @Test
    void anApplicationGoesOnAfterAnOutageAtEachOfItsPages() {
        Customer customer = admin.newCustomer("mito");
        Walks walks = new Walks(server.url());
        outage(() -> {
            // What Keycloak has in memory is enough for the page, and for nothing behind it.
            Answer answer = walks.start(customer, "sekisho-otp-apply");
            assertTrue(answer.heading().equals(Walks.LOGIN) || sorry(answer), answer.body());
        });
        List<Oath> apps = new ArrayList<>();
        Answer receipt = walk(
                customer,
                walks,
                () -> walks.start(customer, "sekisho-otp-apply"),
                Map.of(
                        Walks.LOGIN,
                        page -> Walks.login(customer),
                        Walks.PROOF,
                        page -> Map.of("transactionPassword", customer.transactionPassword()),
                        "サービス申込 -登録-",
                        page -> {
                            if (apps.isEmpty()) {
                                assertEquals(
                                        page.key(),
                                        tryAgain(() -> walks.client()
                                                        .get(page.uri().toString()))
                                                .key(),
                                        "the seed stays the same");
                            }
                            apps.add(Oath.with(page.key()));
                            return Map.of();
                        },
                        "サービス申込 -確認-",
                        page -> Map.of("otp", apps.get(apps.size() - 1).currentCode())),
                Walks.RECEIPT);

        Oath app = apps.get(apps.size() - 1);
        assertEquals(1, server.seeds(customer).size());
        assertEquals(1, server.notices(customer), "one mail of one enrolment");
        outage(() -> assertSorry(walks.client().submit(receipt, Map.of())));
        Answer status = tryAgain(() -> walks.open(customer));
        assertTrue(List.of(Walks.STATUS, Walks.LOGIN).contains(status.heading()), status.body());
        Walks later = new Walks(server.url());
        follow(later, () -> later.open(customer), login(customer, app), Walks.STATUS, (page, fields) -> {});
    }

    @Test
    void aTokenIsIssuedInSpiteOfAnOutageAtEachPage() {
        Customer customer = admin.newCustomer("sample-bank");
        Walks walks = new Walks(server.url());
        List<Oath> apps = new ArrayList<>();
        walk(
                customer,
                walks,
                () -> walks.open(customer),
                Map.of(
                        Walks.LOGIN,
                        page -> Walks.login(customer),
                        Walks.PROOF,
                        page -> Map.of("transactionPassword", customer.transactionPassword()),
                        "ワンタイムパスワードトークン発行",
                        page -> Walks.issueTo(customer.email()),
                        Walks.CONFIRM,
                        page -> {
                            if (apps.isEmpty()) {
                                apps.add(activate(customer));
                            }
                            return Map.of("otp", apps.get(0).currentCode());
                        }),
                "ワンタイムパスワード利用開始");

        assertEquals(1, server.seeds(customer).size());
        assertEquals(List.of(), issues(customer));
    }

    private List<String> issues(Customer customer) {
        return server.rows("select TOKEN_USER_ID from SEKISHO_TOKEN_ISSUE where USER_ID = ?", customer.id());
    }

    /** By the token app, in vain while the database is away. */
    private Oath activate(Customer customer) {
        assertEquals(1, issues(customer).size());
        String userId = issues(customer).get(0);
        String serviceId = admin.get("/sample-bank")
                .get("attributes")
                .get("sekisho.serviceId")
                .asText();
        TokenApi api = new TokenApi(server.url() + "/realms/sample-bank");
        outage(() -> {
            TokenApi.Answer refused = api.activate(serviceId, userId, "20261120");
            assertEquals(500, refused.status());
            assertFalse(refused.text().contains("Exception"), refused.text());
        });
        List<TokenApi.Answer> activated = new ArrayList<>();
        Await.until("an activation", PATIENCE, () -> {
            activated.add(api.activate(serviceId, userId, "20261120"));
            return activated.get(activated.size() - 1).status() == 200;
        });
        return activated.get(activated.size() - 1).app();
    }

    @Test
    void aTokenIsBoundInSpiteOfAnOutageAtEachPage() {
        HardwareToken token = HardwareToken.delivered(admin, "sample-direct");
        Customer customer = admin.newCustomer("sample-direct");
        Walks walks = new Walks(server.url());
        walk(
                customer,
                walks,
                () -> walks.client().get(server.url() + "/realms/sample-direct/otp-service/register"),
                Map.of(
                        "ワンタイムパスワード利用登録", page -> Walks.login(customer),
                        "トークンの登録",
                                page -> Map.of(
                                        "tokenId",
                                        token.id(),
                                        "otp",
                                        token.codes().code())),
                "トークンの登録 -処理結果-");

        assertEquals(1, server.seeds(customer).size());
        assertEquals(
                "BOUND",
                admin.get("/sample-direct/otp-service/tokens/" + token.id())
                        .get("status")
                        .asText());
        assertEquals(1, server.notices(customer));
    }

    @Test
    void aLoginGoesOnBetweenPasswordAndCode() {
        Oath app = Oath.withNewKey();
        Customer customer = admin.newOtpCustomer("mito", app.key());
        Walks walks = new Walks(server.url());
        walk(customer, walks, () -> walks.open(customer), login(customer, app), Walks.STATUS);

        outage(() -> assertSorry(walks.open(customer)));
        assertEquals(Walks.STATUS, tryAgain(() -> walks.open(customer)).heading(), "still logged in");
    }

    /** Whoever was told that a guess is wrong has had it counted, whatever became of its connection. */
    @Test
    void noGuessIsEvaluatedWithoutBeingCountedWhileConnectionsAreCut() {
        // Keycloak's own detection would turn most of the guesses away, and would say that they are wrong.
        guessing(false, "100");
        try {
            Oath app = Oath.withNewKey();
            Customer customer = admin.newOtpCustomer("mito", app.key());
            List<String> guesses = app.wrongCodes(60);
            List<Walks> browsers =
                    Stream.generate(() -> new Walks(server.url())).limit(4).toList();
            List<Answer> pages = new ArrayList<>(browsers.stream()
                    .map(walks -> walks.client().submit(walks.open(customer), Walks.login(customer)))
                    .toList());

            List<Answer> answers = new ArrayList<>();
            answers.addAll(Crowd.run(4, guesses.size(), number -> {
                if (number % 5 == 0) {
                    cut();
                }
                Walks walks = browsers.get(number % 4);
                synchronized (walks) {
                    Answer answer = walks.client().submit(pages.get(number % 4), Map.of("otp", guesses.get(number)));
                    if (answer.status() == 200) {
                        pages.set(number % 4, answer);
                    }
                    return answer;
                }
            }));

            long told = answers.stream()
                    .filter(answer -> answer.error("otp").contains("回まちがえると"))
                    .count();
            answers.stream().filter(answer -> answer.status() >= 400).forEach(DatabaseFaultIT::assertSorry);
            int counted = admin.factors(customer).get("otp").get("failures").asInt();
            long errors = answers.stream().filter(DatabaseFaultIT::sorry).count();
            System.out.printf(
                    "Guesses with connections cut: %d told to be wrong, %d counted, %d errors%n",
                    told, counted, errors);
            assertTrue(errors > 0 && told > guesses.size() / 3, errors + " errors, " + told + " told");
            assertTrue(told <= counted && counted <= guesses.size(), told + " told, " + counted + " counted");
        } finally {
            guessing(true, "5");
        }
    }

    private void guessing(boolean detected, String maxFailures) {
        assertEquals(
                204,
                admin.sendText("PUT", "/mito", "{\"bruteForceProtected\": " + detected + "}")
                        .statusCode());
        admin.attributes("mito", Map.of("sekisho.maxFailures", maxFailures));
    }

    @Test
    void loginsWhoseConnectionsAreCutSucceedAtTheNextTryAndNoCodeIsTakenTwice() {
        List<Oath> apps = Stream.generate(Oath::withNewKey).limit(24).toList();
        List<Customer> customers = apps.stream()
                .map(app -> admin.newOtpCustomer("mito", app.key()))
                .toList();
        String[] codes = new String[apps.size()];
        AtomicInteger errors = new AtomicInteger();

        Crowd.run(4, customers.size(), number -> {
            cut();
            codes[number] = apps.get(number).code();
            Await.until("a login of " + customers.get(number).number(), PATIENCE, () -> {
                Answer answer = login(customers.get(number), codes[number]);
                if (answer.status() >= 400) {
                    assertSorry(answer);
                    errors.incrementAndGet();
                    return false;
                }
                // Taken, and committed, before the connection went; the customer would wait for the next one.
                return answer.heading().equals(Walks.STATUS)
                        || answer.error("otp").contains("使用済み");
            });
            return number;
        });

        System.out.printf("Logins with connections cut: %d errors, %d customers%n", errors.get(), customers.size());
        assertTrue(errors.get() > 0);
        for (int number = 0; number < customers.size(); number++) {
            int each = number;
            Answer again = tryAgain(() -> login(customers.get(each), codes[each]));
            assertTrue(again.error("otp").contains("使用済み"), again.body());
        }
    }

    /** A whole login; an error page wherever one comes. */
    private Answer login(Customer customer, String code) {
        Walks walks = new Walks(server.url());
        Answer page = walks.open(customer);
        if (page.status() < 400) {
            page = walks.client().submit(page, Walks.login(customer));
        }
        return page.status() < 400 ? walks.client().submit(page, Map.of("otp", code)) : page;
    }

    /**
     * Cuts a connection of the server, one that is at work if there is one. One at a time, as the next would cut this
     * one's own.
     */
    private synchronized void cut() {
        server.rows(
                "select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid() and backend_type = 'client backend'"
                        + " order by (state = 'idle'), random() limit 1");
    }

    @Test
    void anImportThatLosesItsDatabaseStoresNothingAndCanBeRepeated() {
        List<HardwareToken> tokens =
                Stream.generate(HardwareToken::unknown).limit(20_000).toList();
        String file = HardwareToken.csv(tokens);
        String count = "select count(*) from SEKISHO_TOKEN where TOKEN_ID between '"
                + tokens.get(0).id() + "' and '" + tokens.get(tokens.size() - 1).id() + "'";
        String active = "select count(*) from pg_stat_activity where pid <> pg_backend_pid()"
                + " and (query ilike '%unnest(%' or query ilike 'copy sekisho_token %') and state <> 'idle'";
        List<Integer> statuses = new ArrayList<>();
        Thread importing = new Thread(() -> {
            try {
                HttpResponse<String> answer =
                        admin.sendText("POST", "/sample-direct/otp-service/tokens/import?format=csv", "text/csv", file);
                assertFalse(answer.body().contains("\tat "), answer.body());
                statuses.add(answer.statusCode());
            } catch (UncheckedIOException e) {
                statuses.add(0);
            }
        });
        importing.start();
        Await.until(
                "an import at work", PATIENCE, () -> !server.rows(active).get(0).equals("0"));
        outage(() -> Await.until("the end of the import", PATIENCE, () -> !importing.isAlive()));

        assertTrue(statuses.get(0) >= 500, statuses.toString());
        assertEquals(List.of("0"), server.rows(count));
        server.awaitReady();
        List<HttpResponse<String>> repeated = new ArrayList<>();
        Await.until("an import that comes through", PATIENCE, () -> {
            repeated.add(
                    admin.sendText("POST", "/sample-direct/otp-service/tokens/import?format=csv", "text/csv", file));
            return repeated.get(repeated.size() - 1).statusCode() < 500;
        });
        assertEquals(
                200,
                repeated.get(repeated.size() - 1).statusCode(),
                repeated.get(repeated.size() - 1).body());
        assertEquals(List.of("20000"), server.rows(count));
    }
}
