package io.sekisho.it.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sekisho.it.harness.Admin;
import io.sekisho.it.harness.Artifacts;
import io.sekisho.it.harness.Await;
import io.sekisho.it.harness.Customer;
import io.sekisho.it.harness.FormClient.Answer;
import io.sekisho.it.harness.Oath;
import io.sekisho.it.harness.TokenApi;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The server's clock goes wrong and is set right again. Customers' devices keep the right time: what is accepted of
 * them is never far in the future, so a jump that is corrected leaves nobody out.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ClockFaultIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration LEFT_IN_STEP = Duration.ofSeconds(15);
    private static final int STEPS_OF_A_DAY = 24 * 60 * 2;
    private static final String USED = "使用済み";

    private final FakeClock clock =
            new FakeClock(Artifacts.state().resolve("clock").resolve("clock"));
    private final FaultyServer server = new FaultyServer(clock.forServer(new FaultyServer.Plan("clock")));

    @AfterEach
    void rightAgain() {
        clock.set(server, Duration.ZERO);
    }

    @AfterAll
    void end() {
        server.close();
    }

    /** A new one each time: its token is no good on the other side of a jump. */
    private Admin admin() {
        return new Admin(server.url());
    }

    private Answer login(Customer customer, String code) {
        Walks walks = new Walks(server.url());
        return walks.client()
                .submit(walks.client().submit(walks.open(customer), Walks.login(customer)), Map.of("otp", code));
    }

    private void assertLogsIn(Customer customer, String code) {
        Answer status = login(customer, code);
        assertEquals(Walks.STATUS, status.heading(), status.body());
    }

    @ParameterizedTest
    @ValueSource(longs = {-30, 30, -3_600, -86_400})
    void aUsedCodeStaysVoidWhereverTheClockGoes(long seconds) {
        Oath app = Oath.withNewKey().earlyInStep(LEFT_IN_STEP);
        Customer customer = admin().newOtpCustomer("mito", app.key());
        String used = app.codeOfStep(0);
        assertLogsIn(customer, used);

        clock.set(server, Duration.ofSeconds(seconds));
        Answer again = login(customer, used);
        assertTrue(!again.heading().equals(Walks.STATUS), again.body());
        if (Math.abs(seconds) <= 30) {
            assertTrue(again.error("otp").contains(USED), again.body());
        }
        clock.set(server, Duration.ZERO);

        assertTrue(login(customer, used).error("otp").contains(USED));
        assertLogsIn(customer, app.codeOfStep(1));
    }

    @ParameterizedTest
    @ValueSource(longs = {-30, 30})
    void aClockOffByHalfAMinuteKeepsNobodyOut(long seconds) {
        Oath app = Oath.withNewKey();
        Customer customer = admin().newOtpCustomer("mito", app.key());
        clock.set(server, Duration.ofSeconds(seconds));
        assertLogsIn(customer, app.earlyInStep(LEFT_IN_STEP).codeOfStep(0));
        clock.set(server, Duration.ZERO);
        assertLogsIn(customer, app.codeOfStep(1));
    }

    @Test
    void aJumpOfAnHourThatIsCorrectedLocksNobodyOut() {
        Oath app = Oath.withNewKey();
        Customer customer = admin().newOtpCustomer("mito", app.key());
        Oath stubbornApp = Oath.withNewKey();
        Customer stubborn = admin().newOtpCustomer("mito", stubbornApp.key());
        clock.set(server, Duration.ofHours(1));

        Answer refused = login(customer, app.codeOfStep(0));
        assertTrue(refused.error("otp").contains("スマートフォンの時刻"), "the page tells the server's time: " + refused.body());
        for (int attempt = 0; attempt < 5; attempt++) {
            login(stubborn, stubbornApp.codeOfStep(0));
        }
        clock.set(server, Duration.ZERO);

        assertLogsIn(customer, app.codeOfStep(0));
        assertEquals(
                "SUSPENDED",
                admin().factors(stubborn).get("otp").get("status").asText(),
                "five codes that no clock explains");
        assertEquals(204, admin().lift(stubborn, "otp").statusCode());
        assertLogsIn(stubborn, stubbornApp.codeOfStep(0));
    }

    /** Such as of somebody who has set the phone by the time that our page told. */
    @Test
    void aDeviceThatWasWrongTogetherWithTheServerHasToWaitOrEnrolAnewAndIsNotSuspended() {
        Oath app = Oath.withNewKey();
        Customer customer = admin().newOtpCustomer("mito", app.key());
        clock.set(server, Duration.ofHours(1));
        assertLogsIn(customer, app.codeOfStep(120));
        clock.set(server, Duration.ZERO);

        for (int attempt = 0; attempt < 6; attempt++) {
            assertTrue(login(customer, app.codeOfStep(0)).error("otp").contains(USED));
        }
        assertEquals(0, admin().factors(customer).get("otp").get("failures").asInt(), "a void code is not counted");
        admin().deleteCredential(customer, "otp");
        Oath newApp = new Walks(server.url()).apply(customer);
        assertLogsIn(customer, newApp.code());
    }

    @Test
    void anApplicationInWhoseMiddleTheClockJumpsIsGoneAnew() {
        Customer customer = admin().newCustomer("mito");
        Walks walks = new Walks(server.url());
        Answer proof = walks.client().submit(walks.start(customer, "sekisho-otp-apply"), Walks.login(customer));
        Answer registration =
                walks.client().submit(proof, Map.of("transactionPassword", customer.transactionPassword()));
        Answer confirm = walks.client().submit(registration, Map.of());
        Oath app = Oath.with(registration.key());

        clock.set(server, Duration.ofHours(-1));
        Answer back = walks.client().submit(confirm, Map.of("otp", app.codeOfStep(0)));
        assertTrue(back.status() < 500 && !back.heading().equals(Walks.RECEIPT), back.body());
        clock.set(server, Duration.ofHours(1));
        Answer late = walks.client().submit(confirm, Map.of("otp", app.codeOfStep(120)));
        assertTrue(late.status() < 500 && !late.heading().equals(Walks.RECEIPT), late.body());
        assertTrue(server.seeds(customer).isEmpty(), "nothing half done");
        clock.set(server, Duration.ZERO);

        Oath newApp = new Walks(server.url()).apply(customer);
        assertLogsIn(customer, newApp.code());
        assertEquals(1, server.seeds(customer).size());
    }

    @Test
    void anIssueExpiresByTheClockAsItIs() {
        Customer customer = admin().newCustomer("sample-bank");
        Walks walks = new Walks(server.url());
        Answer proof = walks.client().submit(walks.open(customer), Walks.login(customer));
        Answer issue = walks.client().submit(proof, Map.of("transactionPassword", customer.transactionPassword()));
        assertEquals(
                Walks.CONFIRM,
                walks.client().submit(issue, Walks.issueTo(customer.email())).heading());
        String userId = server.rows("select TOKEN_USER_ID from SEKISHO_TOKEN_ISSUE where USER_ID = ?", customer.id())
                .get(0);
        String serviceId = admin().get("/sample-bank")
                .get("attributes")
                .get("sekisho.serviceId")
                .asText();
        TokenApi api = new TokenApi(server.url() + "/realms/sample-bank");

        clock.set(server, Duration.ofHours(24).plusMinutes(5));
        assertEquals(403, api.activate(serviceId, userId, "20261120").status());
        clock.set(server, Duration.ZERO);
        assertEquals(200, api.activate(serviceId, userId, "20261120").status());
    }

    @Test
    void mailsThatWereLeftInTheFutureGoOutWhenTheClockIsRightAgain() {
        server.mail().refuse();
        try {
            Customer before = admin().newCustomer("mito");
            assertEquals(
                    204, admin().resetTransactionPassword(before, "temporary-1").statusCode());
            clock.set(server, Duration.ofDays(1));
            Customer meanwhile = admin().newCustomer("mito");
            assertEquals(
                    204,
                    admin().resetTransactionPassword(meanwhile, "temporary-2").statusCode());
            Await.until(
                    "a failed attempt",
                    PATIENCE,
                    () -> server.rows(
                                            "select ID from SEKISHO_NOTICE where USER_ID = ? and LAST_ERROR is not null",
                                            meanwhile.id())
                                    .size()
                            == 1);
            clock.set(server, Duration.ZERO);
            server.mail().accept();

            for (Customer customer : new Customer[] {before, meanwhile}) {
                server.mail().await(mail -> mail.wentTo(customer.email()), PATIENCE);
            }
        } finally {
            server.mail().accept();
        }
    }

    @Test
    void aLimitOfADayHoldsOnTheRealDayWhateverWasDoneOnAnother() {
        admin().attributes("mito", Map.of("sekisho.maxRedisplaysPerDay", "1"));
        Oath app = Oath.withNewKey();
        Customer customer = admin().newOtpCustomer("mito", app.key());
        clock.set(server, Duration.ofDays(-1));
        assertEquals(
                app.key(), showAgain(customer, app.clockOffBy(-STEPS_OF_A_DAY)).key());
        clock.set(server, Duration.ZERO);
        assertEquals(app.key(), showAgain(customer, app.clockOffBy(0)).key());

        Walks walks = new Walks(server.url());
        Answer refused = walks.client()
                .submit(
                        walks.client().submit(walks.start(customer, "sekisho-otp-redisplay"), Walks.login(customer)),
                        Map.of("otp", app.code()));

        assertTrue(refused.message().contains("コードの再表示は1日1回まで"), refused.body());
    }

    private Answer showAgain(Customer customer, Oath app) {
        Walks walks = new Walks(server.url());
        Answer code = walks.client().submit(walks.start(customer, "sekisho-otp-redisplay"), Walks.login(customer));
        return walks.client().submit(walks.client().submit(code, Map.of("otp", app.code())), Map.of("otp", app.code()));
    }
}
