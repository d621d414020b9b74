package io.sekisho.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sekisho.demo.mail.BlackHole;
import io.sekisho.demo.mail.CaughtMail;
import io.sekisho.demo.mail.MailCatcher;
import io.sekisho.it.harness.Admin;
import io.sekisho.it.harness.Await;
import io.sekisho.it.harness.Cluster;
import io.sekisho.it.harness.Crowd;
import io.sekisho.it.harness.Customer;
import io.sekisho.it.harness.FreePort;
import io.sekisho.it.harness.IssueWalk;
import io.sekisho.it.harness.TestRealm;
import io.sekisho.it.harness.WithCluster;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The outbox that two nodes empty: each mail is sent by one of them, and what a dead one had begun by the other. */
@Tag("distribution")
@WithCluster
class OutboxNodesIT {

    private static final String REALM = "outbox";
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int NOTICES = 200;
    private static final int MASS_MAILING = 20_000;
    private static final int WAITING_IN_OUTAGE = 200_000;

    private static TestRealm realm;

    private final Cluster cluster;
    private final Admin admin;

    OutboxNodesIT(Cluster cluster) {
        this.cluster = cluster;
        this.admin = cluster.admin();
    }

    @BeforeAll
    static void makeRealm(Cluster cluster) {
        cluster.inTurn();
        realm = TestRealm.like(cluster, "mito", REALM, TestRealm::hashFast);
    }

    @BeforeEach
    void bothNodes() {
        cluster.inTurn();
    }

    @AfterEach
    void asBefore() {
        cluster.revive();
        mailPort(cluster.mail().smtpPort());
    }

    @AfterAll
    static void deleteRealm() {
        realm.close();
    }

    private List<Customer> customers(int count) {
        return Crowd.run(8, count, number -> admin.newCustomer(REALM));
    }

    /** A change that the staff make, and that is always mailed. */
    private void reset(Customer customer, int number) {
        assertEquals(
                204,
                admin.resetTransactionPassword(customer, "temporary-" + number).statusCode());
    }

    private int waiting() {
        return cluster.count(
                "select count(*) from SEKISHO_NOTICE n join REALM r on r.ID = n.REALM_ID where r.NAME = ? and n.STATE in ('PENDING', 'CLAIMED')",
                REALM);
    }

    /** How many mails each of these customers has got. */
    private static Map<String, Integer> mailsOf(MailCatcher catcher, List<Customer> customers) {
        Map<String, Integer> mails = new TreeMap<>();
        customers.forEach(customer -> mails.put(customer.email(), 0));
        for (CaughtMail mail : catcher.mails()) {
            mail.recipients().forEach(recipient -> mails.computeIfPresent(recipient, (address, count) -> count + 1));
        }
        return mails;
    }

    private void mailPort(int port) {
        assertEquals(
                204,
                admin.sendText(
                                "PUT",
                                "/" + REALM,
                                "{\"smtpServer\": {\"host\": \"localhost\", \"port\": \"" + port
                                        + "\", \"from\": \"bank@example.com\"}}")
                        .statusCode());
    }

    @Test
    void notices_of_both_nodes_are_mailed_once_each() {
        try (MailCatcher catcher = new MailCatcher(0, 0)) {
            mailPort(catcher.smtpPort());
            List<Customer> customers = customers(40);

            Crowd.run(8, NOTICES, number -> {
                reset(customers.get(number % customers.size()), number);
                return number;
            });

            Await.until("an empty outbox", PATIENCE, () -> waiting() == 0);
            mailsOf(catcher, customers)
                    .forEach((address, mails) -> assertEquals(NOTICES / customers.size(), mails, address));
            assertEquals(
                    NOTICES,
                    catcher.mails().stream()
                            .map(CaughtMail::text)
                            .map(OutboxNodesIT::number)
                            .distinct()
                            .count());
        }
    }

    /** The notice's number, which stands in the mail. */
    private static String number(String text) {
        Matcher number =
                Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}").matcher(text);
        assertTrue(number.find(), text);
        return number.group();
    }

    @Test
    void what_a_node_was_sending_when_it_was_lost_is_mailed_by_the_other_one() {
        List<Customer> customers = customers(6);
        int port;
        long killed;
        try (BlackHole hole = new BlackHole(0)) {
            port = hole.port();
            mailPort(port);
            cluster.only(0);
            // Both look for what is due: with the other one away, it is this node that is sending.
            cluster.node(1).kill();
            customers.forEach(customer -> reset(customer, 1));
            Await.until("a mail on its way into the hole", PATIENCE, () -> hole.connections() > 0 && claimed() > 0);
            cluster.node(0).kill();
            killed = System.nanoTime();
        }
        assertTrue(claimed() > 0, "the dead node's claim is left");
        cluster.only(1);
        try (MailCatcher late = new MailCatcher(port, 0)) {
            cluster.start(1);
            for (Customer customer : customers) {
                late.await(mail -> mail.wentTo(customer.email()), PATIENCE);
            }
            System.out.printf(
                    "the last of a lost node's notices was mailed %.1f s after the loss; the lease is %d s%n",
                    (System.nanoTime() - killed) / 1e9, Cluster.LEASE_SECONDS);
            cluster.start(0);
            Await.until("an empty outbox", PATIENCE, () -> waiting() == 0);
            assertEquals(
                    IntStream.range(0, customers.size()).mapToObj(number -> 1).toList(),
                    List.copyOf(mailsOf(late, customers).values()),
                    "once each, for none had been taken before");
        }
    }

    private int claimed() {
        return cluster.count(
                "select count(*) from SEKISHO_NOTICE n join REALM r on r.ID = n.REALM_ID where r.NAME = ? and n.STATE = 'CLAIMED'",
                REALM);
    }

    /** As in a rolling upgrade, in which the newer node has written the notice. */
    @Test
    void a_notice_of_a_kind_that_no_node_knows_waits_for_one_that_does_and_keeps_no_other_waiting()
            throws SQLException {
        Customer customer = customers(1).get(0);
        reset(customer, 1);
        awaitMails(customer, 1);
        String kind = cluster.query("select KIND from SEKISHO_NOTICE where USER_ID = ?", customer.id())
                .get(0);
        execute(
                "update SEKISHO_NOTICE set KIND = 'OF_A_LATER_VERSION', STATE = 'PENDING', DUE_AT = 1 where USER_ID = ?",
                customer.id());

        reset(customer, 2);
        awaitMails(customer, 2);

        assertEquals(
                List.of("PENDING"),
                cluster.query("select STATE from SEKISHO_NOTICE where KIND = 'OF_A_LATER_VERSION'"));
        HttpResponse<String> undelivered = admin.send("GET", "/" + REALM + "/otp-service/notices", null);
        assertEquals(200, undelivered.statusCode(), undelivered.body());
        assertEquals(1, waiting());

        execute("update SEKISHO_NOTICE set KIND = ? where KIND = 'OF_A_LATER_VERSION'", kind);
        awaitMails(customer, 3);
    }

    private void awaitMails(Customer customer, int count) {
        Await.until(
                count + " mails",
                PATIENCE,
                () -> mailsOf(cluster.mail(), List.of(customer)).get(customer.email()) == count && claimed() == 0);
    }

    private void execute(String sql, String parameter) throws SQLException {
        assertEquals(1, update(sql, parameter));
    }

    private int update(String sql, Object... parameters) throws SQLException {
        try (Connection connection = cluster.postgres().connect();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int index = 0; index < parameters.length; index++) {
                statement.setObject(index + 1, parameters[index]);
            }
            return statement.executeUpdate();
        }
    }

    /** As the start of the service for large companies leaves them, a minute ago. */
    private void massMailing(String realmName, int mails) throws SQLException {
        assertEquals(
                mails,
                update(
                        "insert into SEKISHO_NOTICE (ID, REALM_ID, USER_ID, KIND, RECIPIENT, LOCALE, OCCURRED_AT, STATE, ATTEMPTS, DUE_AT)"
                                + " select gen_random_uuid()::text, r.ID, 'mass-' || number, 'TOKEN_STARTED', 'mass@example.com', 'ja', now.ms + number, 'PENDING', 0, now.ms + number from REALM r,"
                                + " generate_series(1, ?) number, (select (extract(epoch from now()) * 1000)::bigint - 300000 as ms) now where r.NAME = ?",
                        mails,
                        realmName));
    }

    private void endMassMailing() throws SQLException {
        update("delete from SEKISHO_NOTICE where USER_ID like 'mass-%'");
    }

    @Test
    void a_mail_that_a_customer_waits_for_does_not_wait_behind_a_mass_mailing() throws SQLException {
        String issues = "outbox-issues";
        try (TestRealm own = TestRealm.like(cluster, "sample-bank", issues, changes -> {
            TestRealm.hashFast(changes);
            changes.withObject("/attributes").put("sekisho.enrolmentProof", "none");
        })) {
            Customer customer = admin.newCustomer(own.name());
            massMailing(own.name(), MASS_MAILING);
            try {
                String sent = "select count(*) from SEKISHO_NOTICE where USER_ID like ? and STATE = 'SENT'";
                Await.until("a mass mailing under way", PATIENCE, () -> cluster.count(sent, "mass-%") > 0);

                IssueWalk.login(cluster.url(), customer).issue(IssueWalk.phoneOf(customer));

                Await.until(
                        "the mail of the issue",
                        PATIENCE,
                        () -> cluster.count(sent + " and KIND = 'TOKEN_ACTIVATION'", customer.id()) == 1);
                int behind = MASS_MAILING - cluster.count(sent, "mass-%");
                assertTrue(behind > MASS_MAILING / 2, behind + " of the mass mailing are still to be sent");
            } finally {
                endMassMailing();
            }
        }
    }

    @Test
    void a_mail_server_that_is_down_changes_nothing_of_what_waits_and_when_it_is_back_the_oldest_go_first()
            throws SQLException {
        int port = FreePort.next();
        mailPort(port);
        String ofRealm = " from SEKISHO_NOTICE n join REALM r on r.ID = n.REALM_ID where r.NAME = ? and ";
        massMailing(REALM, WAITING_IN_OUTAGE);
        try {
            Await.until(
                    "attempts of both nodes",
                    PATIENCE,
                    () -> cluster.count("select count(*)" + ofRealm + "n.ATTEMPTS > 0", REALM) > 6);
            for (int node = 0; node < 2; node++) {
                // Whoever asks, of whichever node, is told of each one that waits.
                Admin staff = cluster.admin(node);
                Await.until(
                        "what is wrong, for all",
                        PATIENCE,
                        () -> StreamSupport.stream(
                                                staff.get("/" + REALM + "/otp-service/notices?max=50")
                                                        .spliterator(),
                                                false)
                                        .filter(notice -> "mail-server-unreachable"
                                                .equals(notice.path("lastError").asText()))
                                        .count()
                                == 50);
            }
            int touched = cluster.count(
                    "select count(*)" + ofRealm
                            + "(n.ATTEMPTS > 0 or n.LAST_ERROR is not null or n.DUE_AT <> n.OCCURRED_AT)",
                    REALM);
            assertTrue(touched < WAITING_IN_OUTAGE / 100, touched + " notices were changed");

            try (MailCatcher late = new MailCatcher(port, 0)) {
                String oldest = "select count(*) from (select n.STATE" + ofRealm
                        + "n.USER_ID like 'mass-%' order by n.OCCURRED_AT limit 50) oldest where STATE = 'SENT'";
                Await.until("the oldest mails", PATIENCE, () -> cluster.count(oldest, REALM) == 50);
                int sent = cluster.count("select count(*)" + ofRealm + "n.STATE = 'SENT'", REALM);
                assertTrue(sent < WAITING_IN_OUTAGE / 20, "among the first " + sent);
                assertEquals(0, cluster.count("select count(*) from SEKISHO_MAIL_OUTAGE"));
                endMassMailing();
            }
        } finally {
            endMassMailing();
        }
    }

    @Test
    void of_notices_under_load_none_is_lost_with_a_node() {
        try (MailCatcher catcher = new MailCatcher(0, 0)) {
            mailPort(catcher.smtpPort());
            List<Customer> customers = customers(40);
            // Acknowledged changes are what has to be mailed; a change whose answer went down with the node may have
            // been made or not.
            List<Integer> statuses = Crowd.run(9, NOTICES + 1, number -> {
                if (number == NOTICES / 2) {
                    cluster.node(1).kill();
                    return 0;
                }
                return admin.resetTransactionPassword(customers.get(number % customers.size()), "temporary-" + number)
                        .statusCode();
            });
            Await.until("an empty outbox", PATIENCE, () -> waiting() == 0);
            long acknowledged =
                    statuses.stream().filter(status -> status == 204).count();
            List<String> numbers = catcher.mails().stream()
                    .map(CaughtMail::text)
                    .map(OutboxNodesIT::number)
                    .toList();
            List<String> sent = cluster.query(
                    "select n.ID from SEKISHO_NOTICE n join REALM r on r.ID = n.REALM_ID where r.NAME = ? and n.USER_ID = any(?)",
                    REALM,
                    customers.stream().map(Customer::id).toArray(String[]::new));
            assertEquals(new TreeSet<>(sent), new TreeSet<>(numbers), "each notice is mailed");
            assertTrue(acknowledged > NOTICES - 20, acknowledged + " changes were acknowledged");
            assertTrue(
                    sent.size() >= acknowledged, sent.size() + " notices of " + acknowledged + " acknowledged changes");
            int twice = numbers.size() - sent.size();
            System.out.printf("%d notices, %d acknowledged, %d mailed twice%n", sent.size(), acknowledged, twice);
            assertTrue(twice <= 1, "at most the one that the dead node had just handed over");
        }
    }
}
