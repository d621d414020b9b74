package io.sekisho.it;

import static io.sekisho.it.harness.IssueWalk.CONFIRM;
import static io.sekisho.it.harness.IssueWalk.ISSUE;
import static io.sekisho.it.harness.IssueWalk.PROOF;
import static io.sekisho.it.harness.IssueWalk.RECEIPT;
import static io.sekisho.it.harness.IssueWalk.START_PASSWORD;
import static io.sekisho.it.harness.IssueWalk.form;
import static io.sekisho.it.harness.IssueWalk.phoneOf;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sekisho.demo.mail.CaughtMail;
import io.sekisho.demo.mail.MailCatcher;
import io.sekisho.it.harness.Admin;
import io.sekisho.it.harness.Await;
import io.sekisho.it.harness.Crowd;
import io.sekisho.it.harness.Customer;
import io.sekisho.it.harness.Database;
import io.sekisho.it.harness.FormClient.Answer;
import io.sekisho.it.harness.FreePort;
import io.sekisho.it.harness.IssueWalk;
import io.sekisho.it.harness.KeycloakVersion;
import io.sekisho.it.harness.Oath;
import io.sekisho.it.harness.PickyMailServer;
import io.sekisho.it.harness.Server;
import io.sekisho.it.harness.TestRealm;
import io.sekisho.it.harness.TokenApi;
import io.sekisho.it.harness.WithServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.models.utils.Base32;

/**
 * What customers, their browsers and mail servers do to the issue of a token that nobody wants: impossible input, old
 * pages, several tabs, codes of something else, mails that come late or never. Nothing is half done, and the page says
 * what is.
 */
@WithServer
class TokenIssueBadInputIT {

    private static final String MAIL_DELAYED = "メールをまだ送れていません。";
    private static final String REALM = "issues";
    private static final String SERVICE_ID = "1001";
    private static final String OLD_PAGE = "古い画面から送信されました。現在の画面から続けてください。";
    /** Left in a time step for a few pages. */
    private static final Duration WALK = Duration.ofSeconds(6);

    private static final Duration MAIL = Duration.ofSeconds(30);
    private static final int CLICKS = 8;

    private static TestRealm realm;
    private static int logLength;

    private final Server server;
    private final Admin admin;
    private final Database database;
    private final TokenApi api;

    TokenIssueBadInputIT(Server server) {
        this.server = server;
        this.admin = server.admin();
        this.database = server.database();
        this.api = TokenApi.of(server, REALM);
    }

    @BeforeAll
    static void makeRealm(Server server) {
        logLength = server.log().length();
        realm = TestRealm.like(server, "sample-bank", REALM, TokenIssueBadInputIT::quick);
    }

    /** Time steps of half a minute, and passwords that are hashed fast. */
    private static void quick(ObjectNode changes) {
        TestRealm.hashFast(changes);
        changes.put("otpPolicyPeriod", 30);
    }

    @AfterAll
    static void noFaultOfTheServer(Server server) {
        realm.close();
        assertEquals(
                List.of(),
                server.log()
                        .substring(logLength)
                        .lines()
                        .filter(line -> line.contains("Uncaught")
                                || line.contains(" ERROR ") && !line.contains("Failed to send email"))
                        .toList());
    }

    // The page that issues

    @Test
    void what_cannot_be_an_address_is_said_at_its_field_and_nothing_is_issued() {
        Customer customer = admin.newCustomer(REALM);
        IssueWalk walk = IssueWalk.login(server, customer).prove();
        Map<String, String> addresses = new LinkedHashMap<>();
        addresses.put("", "携帯電話メールアドレスを入力してください。");
        addresses.put("　 ", "携帯電話メールアドレスを入力してください。");
        addresses.put("a@b", "携帯電話メールアドレスは4文字以上で入力してください。");
        addresses.put("a".repeat(53) + "@example.com", "携帯電話メールアドレスは64文字以内で入力してください。");
        addresses.put("a".repeat(100_000) + "@example.com", "携帯電話メールアドレスは64文字以内で入力してください。");
        for (String notHalfWidth :
                List.of("太郎@example.com", "taro@example.com\r\nBcc: hanako@example.com", "taro@example.com\u0000")) {
            addresses.put(notHalfWidth, "携帯電話メールアドレスは半角で入力してください。");
        }
        for (String noAddress :
                List.of("taro@example.com,hanako@example.com", "<script>alert(1)</script>@example.com")) {
            addresses.put(noAddress, "携帯電話メールアドレスの形が正しくありません。");
        }
        addresses.forEach((address, sentence) -> {
            Answer page = walk.send(form(address, address, START_PASSWORD, START_PASSWORD));
            assertRefused(page, address.strip(), Map.of("email", sentence));
        });
        Answer unequal = walk.send(form(walk.phone(), "x" + walk.phone(), START_PASSWORD, START_PASSWORD));
        assertRefused(unequal, walk.phone(), Map.of("emailConfirm", "2つの携帯電話メールアドレスが一致しません。"));

        assertNothingIssuedUntil(walk, walk.phone());
    }

    @Test
    void what_cannot_be_a_start_password_is_said_at_its_field_and_nothing_is_issued() {
        Customer customer = admin.newCustomer(REALM);
        IssueWalk walk = IssueWalk.login(server, customer).prove();
        Map<String, String> passwords = new LinkedHashMap<>();
        passwords.put("", "利用開始パスワードを入力してください。");
        passwords.put("739", "利用開始パスワードは4桁以上にしてください。");
        passwords.put("739164028", "利用開始パスワードは8桁以内にしてください。");
        passwords.put("7391".repeat(25_000), "利用開始パスワードは8桁以内にしてください。");
        for (String notDigits : List.of("739164\r\n7", "<b>7391</b>")) {
            passwords.put(notDigits, "利用開始パスワードは半角数字だけで入力してください。");
        }
        passwords.forEach((password, sentence) -> assertRefused(
                walk.send(form(walk.phone(), walk.phone(), password, password)),
                walk.phone(),
                Map.of("startPassword", sentence)));
        assertRefused(
                walk.send(form(walk.phone(), walk.phone(), START_PASSWORD, "20261121")),
                walk.phone(),
                Map.of("startPasswordConfirm", "2つの利用開始パスワードが一致しません。"));
        assertRefused(
                walk.send(form(walk.phone(), walk.phone(), START_PASSWORD, "")),
                walk.phone(),
                Map.of("startPasswordConfirm", "2つの利用開始パスワードが一致しません。"));

        assertNothingIssuedUntil(walk, walk.phone());
    }

    /** A messenger has put in what nobody sees, or a Japanese keyboard writes in full width. */
    @ParameterizedTest
    @CsvSource({
        "ｍｏｂｉｌｅ－%s＠ｅｘａｍｐｌｅ．ｃｏｍ, ２０２６１１２０",
        "\u2068mobile-%s@example.com\u2069, \u200B2026\u206011\u00AD20\uFEFF",
        "\uFEFFmobile-%s@exam\u00ADple.com\u200E, '\u3000\u202A20261120\u202C '"
    })
    void an_address_and_a_start_password_are_taken_as_they_were_meant(String address, String startPassword) {
        Customer customer = admin.newCustomer(REALM);
        String meant = "mobile-" + customer.number() + "@example.com";
        IssueWalk walk = IssueWalk.login(server, customer).prove();
        walk.send(form(address.formatted(customer.number()), meant, startPassword, START_PASSWORD));
        assertEquals(CONFIRM, walk.page().heading(), walk.page().body());
        assertTrue(walk.page().body().contains("m***@example.com"), walk.page().body());
        CaughtMail mail = server.mail().await(caught -> caught.text().contains(walk.userId()), MAIL);
        assertEquals(List.of(meant), mail.recipients());
        assertEquals(
                200, api.activate(SERVICE_ID, walk.userId(), START_PASSWORD).status());
    }

    @Test
    void everything_that_is_wrong_is_said_at_once_and_missing_fields_are_like_empty_ones() {
        Customer customer = admin.newCustomer(REALM);
        IssueWalk walk = IssueWalk.login(server, customer).prove();
        assertRefused(
                walk.send(form("taro", "hanako", "12", "34")),
                "taro",
                Map.of("email", "形が正しくありません", "startPassword", "4桁以上"));
        assertRefused(
                walk.send(form(walk.phone(), "hanako", START_PASSWORD, "34")),
                walk.phone(),
                Map.of("emailConfirm", "一致しません", "startPasswordConfirm", "一致しません"));
        assertRefused(walk.send(Map.of()), "", Map.of("email", "入力してください", "startPassword", "入力してください"));

        assertEquals(ISSUE, walk.reload().heading());
        assertEquals("", walk.page().message(), "an error is said once");
        assertNothingIssuedUntil(walk, walk.phone());
    }

    /** Dots anywhere in the name: carriers have given out such addresses; the mail must get there as well. */
    @ParameterizedTest
    @ValueSource(strings = {"mobile-%s.", "mobile..%s", ".mobile-%s", "mob-ile+x/y=z?%s"})
    void an_address_as_carriers_have_given_them_out_gets_its_mail(String name) {
        Customer customer = admin.newCustomer(REALM);
        String address = name.formatted(customer.number()) + "@mobile.example.com";
        IssueWalk walk = IssueWalk.login(server, customer).prove().issue(address);
        assertEquals(CONFIRM, walk.page().heading(), walk.page().body());
        CaughtMail mail = server.mail().await(caught -> caught.text().contains(walk.userId()), MAIL);
        assertEquals(
                List.of(address),
                mail.recipients().stream()
                        .map(recipient -> recipient.replace("\"", ""))
                        .toList());
    }

    private static void assertRefused(Answer page, String address, Map<String, String> sentences) {
        assertEquals("200 " + ISSUE, page.status() + " " + page.heading());
        for (String field : List.of("email", "emailConfirm", "startPassword", "startPasswordConfirm")) {
            String error = page.error(field);
            assertTrue(
                    sentences.containsKey(field) ? error.contains(sentences.get(field)) : error.isEmpty(),
                    field + ": " + error);
            assertTrue(
                    sentences.containsKey(field) == page.body().contains("<a href=\"#" + field + "\">"),
                    "the summary leads to each field that is wrong");
        }
        String kept = address.substring(0, Math.min(address.length(), 128))
                .replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
        assertTrue(address.isEmpty() || page.body().contains("value=\"" + kept + "\""), "the address is kept: " + kept);
        for (String part : List.of(START_PASSWORD, "7391", "７３９１", "<script>alert(1)")) {
            assertFalse(page.body().contains(part), "never sent back: " + part);
        }
        assertFalse(
                page.body().matches("(?s).*<input[^>]*name=\"startPassword(Confirm)?\"[^>]*value=.*"),
                "no start password is sent back");
    }

    /** A mail to that address is the first one of all, and the issue the only one. */
    private void assertNothingIssuedUntil(IssueWalk walk, String address) {
        assertEquals(List.of(), changes(walk.customer()));
        assertFalse(IssueWalk.login(server, walk.customer()).skippable(), "there is nothing to go on with");
        walk.issue(address);
        assertEquals(CONFIRM, walk.page().heading());
        CaughtMail mail = mailTo(address);
        assertTrue(mail.text().contains(walk.userId()), mail.text());
        assertEquals(List.of("issued"), changes(walk.customer()));
        server.mailTo(walk.customer(), "トークン発行");
        assertEquals(1, mailsWith(walk.userId()).size());
        assertEquals(
                List.of(),
                server.mail().mails().stream()
                        .filter(other -> Stream.of("taro", "hanako")
                                .anyMatch(name -> other.recipients().toString().contains(name + "@")))
                        .toList());
    }

    // Order, tabs, clicks

    @Test
    void a_form_of_another_step_changes_nothing_and_is_answered_by_the_step_that_is_due() {
        Customer customer = admin.newCustomer(REALM);
        IssueWalk walk = IssueWalk.login(server, customer);
        Map<String, String> all = new HashMap<>(form(walk.phone(), walk.phone(), START_PASSWORD, START_PASSWORD));
        all.putAll(Map.of("transactionPassword", customer.transactionPassword(), "otp", "000000"));
        for (String heading : List.of(PROOF, ISSUE, CONFIRM)) {
            assertEquals(heading, walk.page().heading());
            String userId = walk.userId();
            for (String other : List.of("issue", "confirm", "receipt")) {
                if (!walk.page().body().contains("name=\"step\" value=\"" + other + "\"")) {
                    all.put("step", other);
                    Answer page = walk.send(all);
                    assertEquals("200 " + heading, page.status() + " " + page.heading(), "after " + other);
                    assertEquals(OLD_PAGE, page.message());
                    assertEquals(userId, walk.userId());
                }
            }
            all.remove("step");
            Answer without = walk.client().post(walk.page().action(), all);
            assertEquals(heading + OLD_PAGE, without.heading() + without.message(), "without a step");
            walk.reload();
            assertEquals(heading.equals(CONFIRM) ? List.of("issued") : List.of(), changes(customer));
            if (heading.equals(PROOF)) {
                walk.prove();
            } else if (heading.equals(ISSUE)) {
                walk.issue(walk.phone());
            }
        }
    }

    @Test
    void a_form_that_is_sent_again_or_whose_address_was_tampered_with_issues_nothing() {
        Customer customer = admin.newCustomer(REALM);
        IssueWalk walk = IssueWalk.login(server, customer).prove();
        Answer page = walk.page();
        Map<String, String> form = new HashMap<>(form(walk.phone(), walk.phone(), START_PASSWORD, START_PASSWORD));
        form.put("step", "issue");
        Map<UnaryOperator<String>, String> tamperings = new LinkedHashMap<>();
        tamperings.put(url -> url.replaceFirst("session_code=[^&]*&", ""), "");
        tamperings.put(url -> url.replaceFirst("session_code=[^&]*", "session_code=x"), OLD_PAGE);
        tamperings.put(url -> url.replaceFirst("execution=[^&]*", "execution=sekisho-transaction-password"), "");
        tamperings.put(url -> url.replaceFirst("execution=[^&]*", "execution=nothing"), "");
        tamperings.put(url -> url.replaceFirst("tab_id=[^&]*", "tab_id=x"), "はじめからログイン");
        tamperings.forEach((tampering, sentence) -> {
            Answer answer = walk.client().post(tampering.apply(walk.reload().action()), form);
            assertTrue(answer.status() == 200 || answer.status() == 400, answer.status() + " " + answer.uri());
            assertTrue(answer.body().contains(sentence), answer.body());
            assertEquals(List.of(), changes(customer));
        });
        Answer linked = walk.client()
                .get(page.action() + "&"
                        + form.entrySet().stream()
                                .map(field -> field.getKey() + "=" + field.getValue())
                                .collect(Collectors.joining("&")));
        assertEquals("200 " + ISSUE, linked.status() + " " + linked.heading());
        Answer stranger =
                IssueWalk.login(server, admin.newCustomer(REALM)).client().post(page.action(), form);
        assertFalse(stranger.body().contains(customer.number()));
        assertEquals(List.of(), changes(customer));

        walk.reload();
        Answer sent = walk.page();
        walk.issue(walk.phone());
        String userId = walk.userId();
        Answer again = walk.client().submit(sent, form);
        assertEquals(CONFIRM + OLD_PAGE, again.heading() + again.message());
        walk.reload();
        assertEquals(userId, walk.userId());
        assertEquals(List.of("issued"), changes(customer));
    }

    @Test
    void the_first_tab_shows_what_a_second_tab_has_issued_and_confirms_it() {
        Customer customer = admin.newCustomer(REALM);
        IssueWalk first = IssueWalk.login(server, customer);
        IssueWalk second = first.inAnotherTab();
        first.prove().issue("first-" + first.phone(), "1111");
        String before = first.userId();
        assertTrue(second.prove().skippable());
        second.issue(second.phone(), "2222");
        assertNotEquals(before, second.userId());

        first.refresh();
        assertEquals(second.userId(), first.userId());
        assertEquals(403, api.activate(SERVICE_ID, before, "1111").status());
        Oath app = api.activate(SERVICE_ID, second.userId(), "2222").app();
        assertEquals(RECEIPT, first.confirm(app.currentCode()).heading());
        assertEquals("200 ログイン", second.refresh().status() + " " + second.page().heading());
        assertTrue(
                second.page().message().contains("トークンの利用が始まりました。"),
                second.page().body());
    }

    @Test
    void of_many_clicks_on_issue_one_issue_is_valid_in_the_end() {
        Customer customer = admin.newCustomer(REALM);
        IssueWalk walk = IssueWalk.login(server, customer).prove();
        List<IssueWalk> clicks =
                IntStream.range(0, CLICKS).mapToObj(number -> walk.click()).toList();

        List<String> pages = Crowd.run(CLICKS, CLICKS, number -> {
            IssueWalk click = clicks.get(number).issue(walk.phone());
            return click.page().status() + " " + click.page().heading() + " " + click.userId();
        });

        Set<String> shown = pages.stream()
                .map(page -> page.replaceFirst(".* ", ""))
                .filter(id -> id.matches("[0-9]+"))
                .collect(Collectors.toCollection(TreeSet::new));
        pages.forEach(page -> assertTrue(page.startsWith("200 " + CONFIRM) || page.startsWith("200 " + ISSUE), page));
        walk.reload();
        assertEquals(CONFIRM, walk.page().heading());
        server.mail().await(mail -> mail.text().contains(walk.userId()), MAIL);
        shown.add(walk.userId());
        shown.addAll(server.mail().mails().stream()
                .filter(mail -> mail.wentTo(walk.phone()))
                .map(mail -> mail.text().replaceFirst("(?s).*?([0-9]{10}).*", "$1"))
                .toList());
        System.out.printf(
                "%d clicks: %d IDs shown or mailed, %d issues%n",
                CLICKS, shown.size(), changes(customer).size());
        String valid = walk.userId();
        assertEquals(
                List.of(valid),
                shown.stream()
                        .filter(id ->
                                api.activate(SERVICE_ID, id, START_PASSWORD).status() == 200)
                        .toList());
    }

    @Test
    void of_issues_on_several_devices_at_once_one_is_valid_in_the_end() {
        Customer customer = admin.newCustomer(REALM);
        List<IssueWalk> devices = IntStream.range(0, 4)
                .mapToObj(number -> IssueWalk.login(server, customer).prove())
                .toList();

        List<String> shown = Crowd.run(devices.size(), devices.size(), number -> {
            IssueWalk device = devices.get(number).issue(number + "-" + phoneOf(customer));
            assertEquals(
                    "200 " + CONFIRM,
                    device.page().status() + " " + device.page().heading());
            return device.userId();
        });

        assertEquals(devices.size(), changes(customer).size());
        devices.forEach(device -> device.refresh());
        String valid = devices.get(0).userId();
        devices.forEach(device -> assertEquals(valid, device.userId(), "all show the newest"));
        assertEquals(
                List.of(valid),
                shown.stream()
                        .distinct()
                        .filter(id ->
                                api.activate(SERVICE_ID, id, START_PASSWORD).status() == 200)
                        .toList());
    }

    @ParameterizedTest
    @ValueSource(strings = {PROOF, ISSUE, CONFIRM})
    void a_customer_who_was_deleted_meanwhile_is_told_so(String where) {
        Customer customer = admin.newCustomer(REALM);
        IssueWalk walk = IssueWalk.login(server, customer);
        if (!where.equals(PROOF)) {
            walk.prove();
        }
        if (where.equals(CONFIRM)) {
            walk.issue(walk.phone());
        }
        assertEquals(where, walk.page().heading());
        admin.deleteCustomer(customer);
        Map<String, String> form = new HashMap<>(form(walk.phone(), walk.phone(), START_PASSWORD, START_PASSWORD));
        form.putAll(Map.of("transactionPassword", customer.transactionPassword(), "otp", "123456"));
        Answer answer = walk.send(form);
        assertEquals("200 ログイン", answer.status() + " " + answer.heading());
        assertTrue(answer.body().contains("お客様の登録を確認できませんでした。もう一度ログインしてください。"), answer.body());
        database.awaitOwnRows(customer, rows -> rows == 0);
    }

    @Test
    void a_customer_who_logs_in_many_times_at_once_is_asked_each_time() {
        for (int round = 0; round < 3; round++) {
            Customer customer = admin.newCustomer(REALM);
            List<IssueWalk> logins = Crowd.run(CLICKS, CLICKS, number -> IssueWalk.login(server, customer));
            logins.forEach(login -> assertEquals(
                    "200 " + PROOF,
                    login.page().status() + " " + login.page().heading(),
                    login.page().body()));
        }
    }

    // Mails again, and going on with what is there

    @Test
    void the_mail_is_sent_again_after_a_while_with_the_same_ids() {
        Customer customer = admin.newCustomer(REALM);
        admin.with(REALM, Map.of("sekisho.tokenMailWaitSeconds", "3"), () -> {
            IssueWalk walk = IssueWalk.login(server, customer).prove().issue(phoneOf(customer));
            String userId = walk.userId();
            Answer early = walk.resend();
            assertTrue(early.message().matches(".*メールをもう一度送れるのは\\d\\d:\\d\\d:\\d\\dからです。.*"), early.message());
            assertEquals(List.of("issued"), changes(customer));

            // One that has not gone out yet would be taken back for the second.
            Await.until("the first mail", MAIL, () -> mailsWith(userId).size() == 1);
            Await.until(
                    "the time from which on it can be sent again",
                    Duration.ofSeconds(20),
                    () -> !walk.refresh().body().contains("id=\"resend-from\""));
            assertEquals("メールをもう一度送ります。届くまで数分かかることがあります。", walk.resend().message());
            assertEquals(userId, walk.userId());
            Await.until("the second mail", MAIL, () -> mailsWith(userId).size() == 2);
            assertEquals(
                    Set.of(List.of(walk.phone())),
                    mailsWith(userId).stream().map(CaughtMail::recipients).collect(Collectors.toSet()));
            assertEquals(200, api.activate(SERVICE_ID, userId, START_PASSWORD).status());

            Await.until(
                    "the time from which on it could be sent again",
                    Duration.ofSeconds(20),
                    () -> !walk.refresh().body().contains("id=\"resend-from\""));
            assertTrue(
                    walk.resend().message().contains("お送りできるトークンがありません。"),
                    "activated: there is no more use for the IDs");
            assertEquals(2, mailsWith(userId).size());
        });
    }

    @Test
    void no_more_mails_are_sent_in_a_day_than_the_institution_allows() {
        Customer customer = admin.newCustomer(REALM);
        admin.with(REALM, Map.of("sekisho.tokenMailWaitSeconds", "0", "sekisho.maxTokenMailsPerDay", "2"), () -> {
            IssueWalk walk = IssueWalk.login(server, customer).prove().issue(phoneOf(customer));
            String userId = walk.userId();
            // One that has not gone out yet would be taken back for the second.
            Await.until("the first mail", MAIL, () -> mailsWith(userId).size() == 1);
            assertTrue(walk.resend().message().contains("メールをもう一度送ります。"));
            assertTrue(
                    walk.resend().message().contains("今日はこれ以上メールをお送りできません。"),
                    walk.page().body());
            walk.back().issue("other-" + walk.phone());
            assertEquals(
                    "200 " + ISSUE, walk.page().status() + " " + walk.page().heading());
            assertTrue(
                    walk.page().error("email").contains("今日はこれ以上メールをお送りできません。"),
                    walk.page().body());

            assertEquals(userId, IssueWalk.login(server, customer).goOn().userId(), "the issue stands");
            assertEquals(200, api.activate(SERVICE_ID, userId, START_PASSWORD).status());
            Await.until("both mails", MAIL, () -> mailsWith(userId).size() == 2);
            assertEquals(List.of("issued", "activated"), changes(customer));
            assertTrue(admin.events(customer, "CUSTOM_REQUIRED_ACTION_ERROR")
                    .toString()
                    .contains("too-many-mails"));
        });
    }

    @Test
    void nothing_of_an_issue_is_shown_or_sent_again_before_the_proof() {
        IssueWalk owner =
                IssueWalk.login(server, admin.newCustomer(REALM)).prove().issue(phoneOf(admin.newCustomer(REALM)));
        assertEquals(CONFIRM, owner.page().heading());
        String userId = owner.userId();
        IssueWalk thief = owner.inAnotherBrowser();
        assertEquals(PROOF, thief.page().heading());
        assertFalse(thief.skippable());
        for (Map<String, String> form : List.of(
                Map.of("skip", "true"),
                Map.of("resend", "true"),
                Map.of("step", "issue", "skip", "true"),
                Map.of("step", "confirm", "resend", "true"),
                Map.of("step", "confirm", "refresh", "true"))) {
            Answer page = thief.send(form);
            assertEquals("200 " + PROOF, page.status() + " " + page.heading(), form + page.body());
            assertFalse(page.body().contains(userId) || page.body().contains("@"), page.body());
        }
        Await.until("the first mail", MAIL, () -> !mailsWith(userId).isEmpty());
        assertEquals(1, mailsWith(userId).size());
    }

    @Test
    void where_no_proof_is_asked_for_resends_use_up_no_mails_of_new_issues() {
        Customer customer = admin.newCustomer(REALM);
        admin.with(
                REALM,
                Map.of(
                        "sekisho.enrolmentProof",
                        "none",
                        "sekisho.tokenMailWaitSeconds",
                        "0",
                        "sekisho.maxTokenMailsPerDay",
                        "2"),
                () -> {
                    IssueWalk walk = IssueWalk.login(server, customer).issue(phoneOf(customer));
                    String userId = walk.userId();
                    Await.until("the first mail", MAIL, () -> mailsWith(userId).size() == 1);
                    for (int resend = 0; resend < 2; resend++) {
                        assertTrue(
                                walk.resend().message().contains("メールをもう一度送ります。"),
                                walk.page().body());
                    }
                    assertTrue(
                            walk.resend().message().contains("今日はこれ以上メールをお送りできません。"),
                            walk.page().body());

                    walk.back().issue("other-" + walk.phone());

                    assertEquals(
                            CONFIRM,
                            walk.page().heading(),
                            "one of the day's two issues is left: "
                                    + walk.page().body());
                    assertNotEquals(userId, walk.userId());
                });
    }

    @Test
    void nothing_is_passed_over_where_nothing_was_issued() {
        Customer customer = admin.newCustomer(REALM);
        IssueWalk walk = IssueWalk.login(server, customer);
        assertFalse(walk.prove().skippable());
        assertEquals(
                ISSUE + OLD_PAGE, walk.skip().page().heading() + walk.page().message());
    }

    @Test
    void an_issue_that_has_expired_is_said_so_and_issued_anew() {
        Customer customer = admin.newCustomer(REALM);
        admin.with(REALM, Map.of("sekisho.issueLifetimeSeconds", "2"), () -> {
            IssueWalk walk = IssueWalk.login(server, customer).prove().issue(phoneOf(customer));
            String userId = walk.userId();
            Await.until(
                    "an expired issue",
                    Duration.ofSeconds(20),
                    () -> walk.refresh().body().contains("トークンの有効期限が切れました"));
            assertEquals("", walk.userId());
            assertEquals(403, api.activate(SERVICE_ID, userId, START_PASSWORD).status());
            assertTrue(
                    walk.confirm("123456").message().contains("このトークンは確認できなくなりました。"),
                    walk.page().body());
            assertTrue(
                    walk.resend().message().contains("お送りできるトークンがありません。"),
                    walk.page().body());

            IssueWalk later = IssueWalk.login(server, customer).prove();
            assertFalse(later.skippable());
            assertTrue(later.skip().page().body().contains("トークンの有効期限が切れました"), "a form that no page has");
        });
        IssueWalk anew = IssueWalk.login(server, customer).prove().issue(phoneOf(customer));
        assertEquals(
                200, api.activate(SERVICE_ID, anew.userId(), START_PASSWORD).status());
    }

    @Test
    void an_issue_that_expires_after_its_activation_cannot_be_confirmed() {
        Customer customer = admin.newCustomer(REALM);
        admin.with(REALM, Map.of("sekisho.issueLifetimeSeconds", "3"), () -> {
            IssueWalk walk = IssueWalk.login(server, customer).prove().issue(phoneOf(customer));
            Oath app = api.activate(SERVICE_ID, walk.userId(), START_PASSWORD).app();
            Await.until(
                    "an expired issue",
                    Duration.ofSeconds(20),
                    () -> walk.refresh().body().contains("トークンの有効期限が切れました"));
            assertTrue(
                    walk.confirm(app.codeOfStep(0)).message().contains("このトークンは確認できなくなりました。"),
                    walk.page().body());
            assertNotInUse(customer);
            assertEquals(ISSUE, walk.back().page().heading());
        });
    }

    // The proof

    @Test
    void wrong_transaction_passwords_are_counted_and_suspend() {
        Customer customer = admin.newCustomer(REALM);
        IssueWalk walk = IssueWalk.login(server, customer);
        assertTrue(walk.send(Map.of("transactionPassword", ""))
                .error("transactionPassword")
                .contains("取引パスワードを入力してください。"));
        for (int left = 4; left > 0; left--) {
            assertTrue(
                    walk.send(Map.of("transactionPassword", "wrong"))
                            .error("transactionPassword")
                            .contains("取引パスワードが違います。あと" + left + "回"),
                    walk.page().body());
        }
        for (String input : List.of("wrong", customer.transactionPassword())) {
            assertTrue(
                    walk.send(Map.of("transactionPassword", input))
                            .error("transactionPassword")
                            .contains("利用を停止しています"),
                    walk.page().body());
            assertEquals(PROOF, walk.page().heading());
        }
        assertEquals(
                "SUSPENDED",
                admin.factors(customer).at("/transactionPassword/status").asText());
        server.mailTo(customer, "取引パスワードを一時停止");

        assertEquals(204, admin.lift(customer, "transaction-password").statusCode());
        assertEquals(ISSUE, walk.prove().page().heading());
    }

    @Test
    void a_customer_without_a_transaction_password_sets_it_first_within_the_login() {
        Customer without =
                admin.newCustomer(REALM, user -> user.withArray("/credentials").remove(1));
        IssueWalk walk = IssueWalk.login(server, without);
        assertEquals("取引パスワードの設定", walk.page().heading());
        assertEquals("取引パスワードの設定", walk.inAnotherTab().page().heading());
        walk.send(Map.of(
                "password",
                without.loginPassword(),
                "newTransactionPassword",
                without.transactionPassword(),
                "newTransactionPasswordConfirm",
                without.transactionPassword()));
        assertEquals(PROOF, walk.page().heading());
        assertEquals(CONFIRM, walk.prove().issue(walk.phone()).page().heading());
    }

    @Test
    void a_customer_with_a_temporary_transaction_password_changes_it_first_within_the_login() {
        Customer customer = admin.newCustomer(REALM);
        assertEquals(
                204, admin.resetTransactionPassword(customer, "temporary-1").statusCode());
        IssueWalk walk = IssueWalk.login(server, customer);
        assertEquals("取引パスワードの変更", walk.page().heading());
        walk.send(Map.of(
                "currentTransactionPassword",
                "temporary-1",
                "newTransactionPassword",
                "another-trade",
                "newTransactionPasswordConfirm",
                "another-trade"));
        assertEquals(PROOF, walk.page().heading());
        assertEquals(
                ISSUE, walk.send(Map.of("transactionPassword", "another-trade")).heading());
    }

    @Test
    void where_no_proof_is_asked_for_nobody_needs_a_transaction_password() {
        Customer without =
                admin.newCustomer(REALM, user -> user.withArray("/credentials").remove(1));
        admin.with(REALM, Map.of("sekisho.enrolmentProof", "none"), () -> {
            IssueWalk walk = IssueWalk.login(server, without);
            assertEquals(ISSUE, walk.page().heading());
            assertTrue(walk.page().body().contains("3ステップ中1"), walk.page().body());
            assertEquals(CONFIRM, walk.issue(walk.phone()).page().heading());
        });
        IssueWalk.login(server, without);
    }

    // The confirmation

    @Test
    void nothing_but_the_code_of_this_moment_confirms_a_token() {
        Customer customer = admin.newCustomer(REALM);
        IssueWalk walk = IssueWalk.login(server, customer).prove().issue(phoneOf(customer));
        for (String missing : List.of("", " ", "　")) {
            assertTrue(
                    walk.confirm(missing).error("otp").contains("ワンタイムパスワードを入力してください。"),
                    walk.page().body());
        }
        assertTrue(
                walk.confirm("123456").error("otp").contains("トークンアプリの設定がまだ済んでいません。"),
                walk.page().body());
        IssueWalk other = IssueWalk.login(server, admin.newCustomer(REALM)).prove();
        Oath foreign = api.activate(SERVICE_ID, other.issue(other.phone()).userId(), START_PASSWORD)
                .app();
        assertTrue(
                walk.confirm(foreign.codeOfStep(0)).error("otp").contains("トークンアプリの設定がまだ済んでいません。"),
                walk.page().body());

        Oath app = api.activate(SERVICE_ID, walk.userId(), START_PASSWORD).app();
        assertTrue(walk.refresh().body().contains("済み"), walk.page().body());
        for (String malformed :
                List.of("12345", "1234567", "12345a", "٠١٢٣٤٥", "1".repeat(1_000), "<script>alert(1)</script>")) {
            assertTrue(
                    walk.confirm(malformed).error("otp").contains("ワンタイムパスワードは6桁の数字です。"),
                    walk.page().body());
            assertFalse(walk.page().body().contains("value=\"" + malformed), "what was typed is not sent back");
        }
        app.earlyInStep(WALK);
        for (String wrong : List.of(app.wrongCode(), foreign.codeOfStep(0))) {
            assertTrue(
                    walk.confirm(wrong).error("otp").matches(".*ワンタイムパスワードが違います。.*当社の時刻は.*\\d\\d:\\d\\d.*"),
                    walk.page().body());
        }
        assertTrue(
                walk.confirm(app.codeOfStep(-1)).error("otp").contains("数字が切り替わりました。"),
                walk.page().body());
        app.earlyInStep(WALK);
        for (int fiveMinutes : List.of(-10, 10)) {
            assertTrue(
                    walk.confirm(app.codeOfStep(fiveMinutes))
                            .error("otp")
                            .matches(".*スマートフォンの時刻がずれているようです。当社の時刻は.*\\d\\d:\\d\\d.*"),
                    walk.page().body());
        }
        assertNotInUse(customer);
        assertEquals(
                0, admin.factors(customer).at("/otp/failures").asInt(), "not counted: the seed is the customer's own");
        assertEquals(List.of("issued", "activated"), changes(customer));

        String code = app.currentCode();
        assertEquals(
                RECEIPT,
                walk.confirm(" " + fullWidth(code.substring(0, 3)) + "　" + code.substring(3) + " ")
                        .heading());
        assertEquals("IN_USE", admin.factors(customer).at("/otp/status").asText());
        assertEquals(List.of("issued", "activated", "confirmed"), changes(customer));
    }

    @Test
    void of_many_confirmations_at_once_one_takes_the_token_into_use() {
        Customer customer = admin.newCustomer(REALM);
        IssueWalk walk = IssueWalk.login(server, customer).prove().issue(phoneOf(customer));
        Oath app = api.activate(SERVICE_ID, walk.userId(), START_PASSWORD).app();
        List<IssueWalk> clicks =
                IntStream.range(0, CLICKS).mapToObj(number -> walk.click()).toList();
        String code = app.currentCode();

        List<String> pages = Crowd.run(CLICKS, CLICKS, number -> {
            Answer page = clicks.get(number).confirm(code);
            return page.status() + " " + page.heading();
        });

        pages.forEach(
                page -> assertTrue(List.of("200 " + RECEIPT, "200 " + CONFIRM).contains(page), page));
        assertEquals(RECEIPT, walk.reload().heading());
        assertEquals(List.of("issued", "activated", "confirmed"), changes(customer));
        assertEquals(
                1,
                admin.credentials(customer).findValuesAsText("type").stream()
                        .filter("otp"::equals)
                        .count());
        assertEquals(
                KeycloakVersion.refusedGrant(),
                admin.directGrant(customer, Map.of("otp", code)).statusCode(),
                "the code is used up");
        server.mailTo(customer, "認証確認完了");
        // The mail of another change comes later than all of this one.
        assertEquals(
                204, admin.resetTransactionPassword(customer, "temporary-1").statusCode());
        server.mailTo(customer, "再設定");
        assertEquals(
                1,
                server.mail().mails().stream()
                        .filter(mail ->
                                mail.wentTo(customer.email()) && mail.subject().contains("認証確認完了"))
                        .count());
    }

    @Test
    void a_token_that_wrong_start_passwords_have_made_void_is_said_so_and_issued_anew() {
        Customer customer = admin.newCustomer(REALM);
        IssueWalk walk = IssueWalk.login(server, customer).prove().issue(phoneOf(customer));
        String userId = walk.userId();
        for (int failure = 0; failure < 5; failure++) {
            assertEquals(403, api.activate(SERVICE_ID, userId, "0000").status());
        }
        assertTrue(
                walk.refresh().body().contains("発行したトークンは使えなくなりました"),
                walk.page().body());
        assertEquals("", walk.userId());
        assertTrue(
                walk.confirm("123456").message().contains("このトークンは確認できなくなりました。"),
                walk.page().body());
        server.mailTo(customer, "発行したトークンを無効にした");
        assertEquals(List.of("issued", "voided"), changes(customer));

        walk.back().issue(walk.phone());
        assertEquals(403, api.activate(SERVICE_ID, userId, START_PASSWORD).status());
        Oath app = api.activate(SERVICE_ID, walk.userId(), START_PASSWORD).app();
        assertEquals(RECEIPT, walk.confirm(app.currentCode()).heading());
    }

    @Test
    void the_seed_leaves_the_server_once_in_the_answer_to_the_app() {
        Customer customer = admin.newCustomer(REALM);
        IssueWalk walk = IssueWalk.login(server, customer).prove().issue(phoneOf(customer));
        String userId = walk.userId();
        TokenApi.Answer activated = api.activate(SERVICE_ID, userId, START_PASSWORD);
        Oath app = activated.app();
        String key = app.key();
        TokenApi.Answer again = api.activate(SERVICE_ID, userId, START_PASSWORD);
        assertEquals(403, again.status());
        walk.refresh();
        walk.confirm(key);
        walk.send(Map.of("step", key));
        assertEquals(RECEIPT, walk.confirm(app.currentCode()).heading());
        IssueWalk.login(server, customer);
        server.mailTo(customer, "認証確認完了");

        String sealed = database.awaitSeed(customer, "sekisho1.dev.");
        for (String form : List.of(
                key,
                key.toLowerCase(Locale.ROOT),
                Base64.getEncoder().encodeToString(Base32.decode(key)),
                HexFormat.of().formatHex(Base32.decode(key)))) {
            assertEquals(List.of(), database.placesWith(form));
        }
        assertEquals(List.of(), database.placesWith(Base32.decode(key)));
        assertEquals(List.of(), database.placesWith(START_PASSWORD), "nor is any start password stored as it is");
        String user = "/" + REALM + "/users/" + customer.id();
        Map<String, String> answers = new LinkedHashMap<>(Map.of(
                "user",
                admin.get(user).toString(),
                "credentials",
                admin.credentials(customer).toString(),
                "events",
                admin.get("/" + REALM + "/events?max=1000").toString(),
                "admin events",
                admin.get("/" + REALM + "/admin-events").toString(),
                "service",
                admin.factors(customer).toString(),
                "refusal",
                again.text(),
                "log",
                server.log(),
                "partial export",
                admin.send("POST", "/" + REALM + "/partial-export?exportClients=true&exportGroupsAndRoles=true", null)
                        .body()));
        walk.client().answers().forEach(answer -> answers.put("page " + answers.size(), answer.body()));
        server.mail()
                .mails()
                .forEach(mail -> answers.put("mail " + answers.size(), mail.subject() + mail.text() + mail.html()));
        answers.forEach((what, answer) -> {
            for (String secret : List.of(key, sealed, START_PASSWORD)) {
                assertFalse(answer.contains(secret), what);
            }
        });
        assertFalse(answers.get("events").contains("@"), "no event holds an address");
    }

    // The mail

    @Test
    void a_dead_mail_server_delays_the_mail_and_a_mail_of_a_void_issue_is_never_sent() {
        int port = FreePort.next();
        try (TestRealm dead =
                TestRealm.like(server, "sample-bank", "issues-dead", changes -> mailPort(changes, port))) {
            Customer customer = admin.newCustomer(dead.name());
            IssueWalk walk = IssueWalk.login(server, customer).prove().issue("wrong-" + phoneOf(customer));
            assertEquals(CONFIRM, walk.page().heading());
            assertMailIsToCome(walk.page());
            String before = walk.userId();
            Await.until(
                    "a first attempt that failed",
                    MAIL,
                    () -> undelivered(customer).stream()
                            .anyMatch(notice -> notice.get("attempts").asInt() > 0));
            assertTrue(walk.refresh().body().contains(MAIL_DELAYED), walk.page().body());
            walk.back().issue(walk.phone());
            assertMailIsToCome(walk.page());
            assertEquals(
                    200,
                    TokenApi.of(server, dead.name())
                            .activate(SERVICE_ID, walk.userId(), START_PASSWORD)
                            .status(),
                    "the issue stands without the mail");

            try (MailCatcher late = new MailCatcher(server.hostAddress(), port, 0)) {
                late.await(mail -> mail.wentTo(walk.phone()) && mail.text().contains(walk.userId()), MAIL);
                Await.until(
                        "nothing undelivered", MAIL, () -> undelivered(customer).isEmpty());
                assertEquals(
                        List.of(),
                        late.mails().stream()
                                .filter(mail -> mail.text().contains(before))
                                .toList());
                assertEquals(
                        2,
                        late.mails().stream()
                                .filter(mail -> mail.wentTo(customer.email())
                                        && mail.subject().contains("トークン発行"))
                                .count(),
                        "both issues happened");
            }
            assertTrue(
                    walk.refresh().body().matches("(?s).*サービスIDとユーザIDを書いたメールを\\d\\d:\\d\\dに送りました。.*"),
                    walk.page().body());
        }
    }

    /** The first attempt may have failed already. */
    private static void assertMailIsToCome(Answer page) {
        assertTrue(
                page.body().contains("サービスIDとユーザIDを書いたメールを送っています。")
                        || page.body().contains(MAIL_DELAYED),
                page.body());
    }

    @Test
    void a_mail_that_comes_after_the_expiry_does_no_harm() {
        int port = FreePort.next();
        try (TestRealm dead = TestRealm.like(server, "sample-bank", "issues-late", changes -> {
            mailPort(changes, port);
            changes.withObject("/attributes").put("sekisho.issueLifetimeSeconds", "1");
        })) {
            Customer customer = admin.newCustomer(dead.name());
            IssueWalk walk = IssueWalk.login(server, customer).prove().issue(phoneOf(customer));
            Await.until("an expired issue", MAIL, () -> walk.refresh().body().contains("トークンの有効期限が切れました"));
            try (MailCatcher late = new MailCatcher(server.hostAddress(), port, 0)) {
                CaughtMail mail = late.await(caught -> caught.wentTo(walk.phone()), MAIL);
                String userId = mail.text().replaceFirst("(?s).*?([0-9]{10}).*", "$1");
                assertTrue(userId.matches("[0-9]{10}"), mail.text());
                assertTrue(mail.text().contains("有効期限"), "the mail says until when it was of use: " + mail.text());
                assertEquals(
                        403,
                        TokenApi.of(server, dead.name())
                                .activate(SERVICE_ID, userId, START_PASSWORD)
                                .status());
            }
            assertNotInUse(customer);
        }
    }

    @Test
    void an_address_that_the_mail_server_refuses_is_said_so_and_another_one_works() {
        try (PickyMailServer picky = new PickyMailServer(server.hostAddress(), "unknown.example.com");
                TestRealm refusing = TestRealm.like(
                        server, "sample-bank", "issues-refused", changes -> mailPort(changes, picky.port()))) {
            Customer customer = admin.newCustomer(refusing.name());
            IssueWalk walk = IssueWalk.login(server, customer).prove().issue("taro@unknown.example.com");
            Await.until("a refused mail", MAIL, () -> walk.refresh().body().contains("メールを送れませんでした。"));
            assertEquals(CONFIRM, walk.page().heading());
            walk.back().issue(walk.phone());
            Await.until(
                    "a mail that was taken",
                    MAIL,
                    () -> walk.refresh().body().matches("(?s).*サービスIDとユーザIDを書いたメールを\\d\\d:\\d\\dに送りました。.*"));
            assertTrue(picky.taken().contains(walk.phone()), picky.taken().toString());
            assertEquals(
                    200,
                    TokenApi.of(server, refusing.name())
                            .activate(SERVICE_ID, walk.userId(), START_PASSWORD)
                            .status());
        }
    }

    @Test
    void the_registered_address_is_told_when_the_mail_goes_elsewhere_and_only_then() {
        Customer elsewhere = admin.newCustomer(REALM);
        IssueWalk walk = IssueWalk.login(server, elsewhere).prove().issue(phoneOf(elsewhere));
        CaughtMail told = server.mailTo(elsewhere, "トークン発行");
        for (String part : List.of(told.text(), told.html())) {
            assertTrue(part.contains("p***@mobile.example.com"), part);
            assertFalse(
                    part.contains(walk.phone()) || part.contains(walk.userId()) || part.contains(START_PASSWORD), part);
        }

        Customer registered = admin.newCustomer(REALM);
        IssueWalk own = IssueWalk.login(server, registered)
                .prove()
                .issue(registered.email().toUpperCase(Locale.ROOT));
        server.mail()
                .await(mail -> mail.wentTo(registered.email()) && mail.text().contains(own.userId()), MAIL);
        assertEquals(
                204, admin.resetTransactionPassword(registered, "temporary-1").statusCode());
        server.mailTo(registered, "再設定");
        assertEquals(
                0,
                server.mail().mails().stream()
                        .filter(mail -> mail.wentTo(registered.email())
                                && mail.subject().contains("トークン発行"))
                        .count());
    }

    @Test
    void a_customer_without_a_registered_address_can_have_a_token_issued_and_the_staff_see_what_could_not_be_told() {
        Customer customer = admin.newCustomer(REALM, user -> user.remove(List.of("email", "emailVerified")));
        IssueWalk walk = IssueWalk.login(server, customer).prove().issue(phoneOf(customer));
        assertTrue(mailTo(walk.phone()).text().contains(walk.userId()));
        Await.until("a mail that is settled", MAIL, () -> undelivered(customer).size() == 1);
        assertEquals(
                List.of("TOKEN_ISSUED UNDELIVERABLE"),
                undelivered(customer).stream()
                        .map(notice -> notice.get("kind").asText() + " "
                                + notice.get("state").asText())
                        .toList());
    }

    private void mailPort(ObjectNode changes, int port) {
        quick(changes);
        TestRealm.mailTo(changes, server.hostName(), port);
    }

    private List<JsonNode> undelivered(Customer customer) {
        return StreamSupport.stream(
                        admin.get("/" + customer.realm() + "/otp-service/notices?max=500")
                                .spliterator(),
                        false)
                .filter(notice -> notice.get("userId").asText().equals(customer.id()))
                .toList();
    }

    private CaughtMail mailTo(String address) {
        return server.mail().await(mail -> mail.wentTo(address), MAIL);
    }

    private List<CaughtMail> mailsWith(String userId) {
        return server.mail().mails().stream()
                .filter(mail -> mail.text().contains(userId))
                .toList();
    }

    private void assertNotInUse(Customer customer) {
        assertFalse(admin.credentials(customer).findValuesAsText("type").contains("otp"));
    }

    /** What the events say was done to the token, the oldest first. */
    private List<String> changes(Customer customer) {
        List<String> changes = new ArrayList<>();
        for (JsonNode event : admin.events(customer, "UPDATE_CREDENTIAL")) {
            if ("otp".equals(event.at("/details/credential_type").asText())) {
                changes.add(0, event.at("/details/action").asText());
            }
        }
        return changes;
    }

    private static String fullWidth(String digits) {
        return digits.chars()
                .mapToObj(digit -> Character.toString(digit - '0' + '０'))
                .collect(Collectors.joining());
    }
}
