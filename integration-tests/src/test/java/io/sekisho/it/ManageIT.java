package io.sekisho.it;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.microsoft.playwright.Page;
import io.sekisho.it.harness.Accessibility;
import io.sekisho.it.harness.Admin;
import io.sekisho.it.harness.Browser;
import io.sekisho.it.harness.Browser.Screen;
import io.sekisho.it.harness.Crowd;
import io.sekisho.it.harness.Customer;
import io.sekisho.it.harness.FormClient;
import io.sekisho.it.harness.FormClient.Answer;
import io.sekisho.it.harness.Oath;
import io.sekisho.it.harness.Server;
import io.sekisho.it.harness.TestCompany;
import io.sekisho.it.harness.TestRealm;
import io.sekisho.it.harness.WithServer;
import io.sekisho.it.page.ManagePages;
import io.sekisho.it.page.Says;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** 利用者管理: who sees whom, who frees whom, who revokes whose token, and what nobody can do. */
@WithServer
class ManageIT {

    private static final String REALM = "managing";
    private static final String LIFT = "lift-suspension";
    private static final String REVOKE = "revoke-token";
    private static final String NO_SUCH_USER = "この利用者は見つかりませんでした。一覧から選び直してください。";
    private static final String UNKNOWN_ID = "00000000-0000-0000-0000-000000000000";
    private static final Pattern STATE_CHECKER = Pattern.compile("name=\"stateChecker\" value=\"([^\"]*)\"");
    private static final Pattern LOGIN_NAME = Pattern.compile("class=\"list-login\">([^<]*)<");
    private static final int PAGE_SIZE = 50;

    private static TestRealm realm;

    private final Server server;
    private final Admin admin;
    private final Browser browser;
    private final TestCompany company;

    ManageIT(Server server, Browser browser) {
        this.server = server;
        this.admin = server.admin();
        this.browser = browser;
        this.company = TestCompany.in(admin, REALM);
    }

    @BeforeAll
    static void makeRealm(Server server) {
        realm = TestRealm.like(server, "kenshin", REALM, changes -> {
            TestRealm.hashFast(changes);
            changes.withObject("/attributes").put("sekisho.reissueBlackout", "");
        });
    }

    @AfterAll
    static void deleteRealm() {
        realm.close();
    }

    // The walks

    @Test
    void a_master_frees_a_suspended_user_who_can_log_in_again() {
        Customer master = company.master();
        Oath app = Oath.withNewKey();
        Customer user = company.user(app);
        admin.suspendOtp(user, app);

        ManagePages pages = ManagePages.open(browser.open(), server, master).menu();
        assertEquals(List.of("一般ユーザ", "利用停止"), pages.row(user).subList(0, 2));
        assertTrue(
                pages.row(user).get(2).matches("\\d{4}/\\d\\d/\\d\\d \\d\\d:\\d\\d"),
                pages.row(user).toString());
        String result = pages.task(ManagePages.LIFT)
                .choose(user)
                .lift(master.transactionPassword())
                .result();

        assertTrue(result.contains("利用停止を解除しました。") && result.contains(user.number()), result);
        assertEquals("IN_USE", standing(user));
        assertEquals(200, admin.directGrant(user, Map.of("otp", app.code())).statusCode());
        JsonNode event = onlyEvent(user, "UPDATE_CREDENTIAL", "suspension-lifted");
        assertEquals(master.id(), event.get("admin").asText());
        assertEquals("transaction-password", event.get("proof").asText());
        assertEquals("otp", event.get("credential_type").asText());
        server.mailTo(user, "利用を再開");
        assertEquals(1, mails(user, "利用を再開"));

        pages.page().reload();
        Says.heading(pages.page(), "利用停止解除 -確認-");
        assertThat(pages.page().locator("main")).containsText("利用停止になっていません");
        assertThat(pages.page().locator("main")).containsText("利用中");
        assertEquals(1, mails(user, "利用を再開"));
    }

    @Test
    void a_master_revokes_a_users_token_with_password_and_code_and_is_told_when_a_new_one_can_be_issued() {
        Oath own = Oath.withNewKey();
        Customer master = company.master(own);
        Oath app = Oath.withNewKey();
        Customer user = company.user(app);

        ManagePages pages = ManagePages.open(browser.open(), server, master)
                .code(own.code())
                .menu();
        String result = pages.task(ManagePages.REVOKE)
                .choose(user)
                .revoke(master.transactionPassword(), own.code())
                .result();

        assertTrue(result.contains("トークンを失効しました。"), result);
        assertTrue(
                Pattern.compile("新しいトークンは、\\d{4}/\\d\\d/\\d\\d \\d\\d:\\d\\d(:\\d\\d)?からログインして発行できます。")
                        .matcher(result)
                        .find(),
                result);
        assertEquals("NOT_ISSUED", standing(user));
        JsonNode event = onlyEvent(user, "REMOVE_CREDENTIAL", "revoked");
        assertEquals(master.id(), event.get("admin").asText());
        assertEquals("transaction-password otp", event.get("proof").asText());
        server.mailTo(user, "トークンの失効");
        assertEquals(1, mails(user, "トークンの失効"));

        pages.page().reload();
        assertThat(pages.page().locator("main")).containsText("未発行");
        assertEquals(1, mails(user, "トークンの失効"));
    }

    @Test
    void a_manager_revokes_his_own_token_before_changing_phones() {
        Oath own = Oath.withNewKey();
        Customer administrator = company.administrator(own);
        FormClient client = login(administrator, own);
        assertTrue(users(client.get(url(administrator, REVOKE))).contains(administrator.number()));

        Answer result = act(
                client,
                administrator,
                REVOKE,
                administrator,
                Map.of("transactionPassword", administrator.transactionPassword(), "otp", own.code()));

        assertEquals("トークンの失効 -結果-", result.heading());
        assertEquals("NOT_ISSUED", standing(administrator));
        assertEquals(
                administrator.id(),
                onlyEvent(administrator, "REMOVE_CREDENTIAL", "revoked")
                        .get("admin")
                        .asText());
        Answer again = client.get(result.uri().toString());
        assertEquals(200, again.status());
        assertTrue(again.body().contains("失効できるトークンがありません"), again.body());
    }

    @Test
    void a_suspended_master_is_freed_by_an_administrator_to_whom_he_is_not_shown_otherwise() {
        Customer administrator = company.administrator();
        Oath app = Oath.withNewKey();
        Customer master = company.master(app);
        FormClient client = login(administrator);
        assertEquals(List.of(administrator.number()), users(client.get(url(administrator))));
        assertEquals(List.of(), users(client.get(url(administrator, LIFT))));
        assertRefused(404, NO_SUCH_USER, client.get(url(administrator, LIFT, master)));

        admin.suspendOtp(master, app);
        assertEquals(List.of(administrator.number()), users(client.get(url(administrator))), "not in the list of all");
        assertEquals(List.of(), users(client.get(url(administrator, REVOKE))));
        assertEquals(List.of(master.number()), users(client.get(url(administrator, LIFT))));
        Answer result = act(
                client,
                administrator,
                LIFT,
                master,
                Map.of("transactionPassword", administrator.transactionPassword()));

        assertEquals("利用停止解除 -結果-", result.heading());
        assertEquals("IN_USE", standing(master));
        assertEquals(
                administrator.id(),
                onlyEvent(master, "UPDATE_CREDENTIAL", "suspension-lifted")
                        .get("admin")
                        .asText());
        Answer reloaded = client.get(result.uri().toString());
        assertEquals(200, reloaded.status());
        assertEquals(ManagePages.LIFT, reloaded.heading(), "the list: the master is not shown any more");
    }

    @Test
    void managers_of_one_rank_free_each_other_and_nobody_frees_himself() {
        for (String role : List.of("company-master", "company-administrator")) {
            Oath app = Oath.withNewKey();
            Oath otherApp = Oath.withNewKey();
            Customer one = company.member(TestCompany.role(role).andThen(company.token(app)));
            Customer other = company.member(TestCompany.role(role).andThen(company.token(otherApp)));
            FormClient client = login(one, app);
            FormClient otherClient = login(other, otherApp);
            admin.suspendOtp(one, app);

            assertFalse(users(client.get(url(one, LIFT))).contains(one.number()));
            String himself = "ご自分の利用停止は、ご自分では解除できません。";
            assertRefused(403, himself, client.get(url(one, LIFT, one)));
            assertRefused(
                    403,
                    himself,
                    post(client, one, LIFT, one, Map.of("transactionPassword", one.transactionPassword())));
            assertEquals("SUSPENDED", standing(one));
            assertEquals(
                    "利用停止解除 -結果-",
                    act(otherClient, other, LIFT, one, Map.of("transactionPassword", other.transactionPassword()))
                            .heading());
            assertEquals("IN_USE", standing(one));
        }
    }

    // Who gets in

    @Test
    void whoever_is_not_logged_in_logs_in_and_is_back() {
        Customer master = company.master();
        Page page = browser.open();
        page.navigate(url(master, LIFT) + "?search=a&page=2");
        page.locator("#username").fill(master.number());
        page.locator("#password").fill(master.loginPassword());
        page.locator("#kc-login").click();
        Says.heading(page, ManagePages.LIFT);
        assertEquals(url(master, LIFT) + "?search=a&page=2", page.url());
    }

    @Test
    void only_masters_and_administrators_get_in() {
        Customer user = company.user();
        Customer target = company.suspended(changes -> {});
        FormClient client = login(user);
        for (String address : List.of(
                url(user), url(user, LIFT), url(user, REVOKE), url(user, LIFT, target), url(user, REVOKE, target))) {
            assertRefused(403, "この画面は、マスターユーザと管理者ユーザの方だけがお使いになれます。", client.get(address));
        }
        Answer posted = post(client, user, LIFT, target, Map.of("transactionPassword", user.transactionPassword()));
        assertRefused(403, "この画面は、マスターユーザと管理者ユーザの方だけがお使いになれます。", posted);
        assertEquals("SUSPENDED", standing(target));
    }

    @Test
    void a_master_without_a_company_or_with_two_does_not_get_in() {
        Customer without = admin.newCustomer(REALM, TestCompany.role("company-master"));
        Customer withTwo = company.master();
        TestCompany.in(admin, REALM).join(withTwo);
        for (Customer master : List.of(without, withTwo)) {
            assertEquals(403, login(master).get(url(master)).status());
        }
    }

    @Test
    void a_role_counts_however_it_was_given() {
        JsonNode client =
                admin.get("/" + REALM + "/clients?clientId=otp-service").get(0);
        JsonNode role =
                admin.get("/" + REALM + "/clients/" + client.get("id").asText() + "/roles/company-administrator");
        ArrayNode roles = new ObjectMapper().createArrayNode().add(role);
        String composite = "deputy " + company.name();
        admin.send(
                "POST",
                "/" + REALM + "/roles",
                new ObjectMapper().createObjectNode().put("name", composite));
        admin.send("POST", "/" + REALM + "/roles/" + composite.replace(" ", "%20") + "/composites", roles);
        admin.send(
                "POST",
                "/" + REALM + "/groups",
                new ObjectMapper().createObjectNode().put("name", "managers " + company.name()));
        JsonNode group = admin.get("/" + REALM + "/group-by-path/managers%20" + company.name());
        admin.send(
                "POST",
                "/" + REALM + "/groups/" + group.get("id").asText() + "/role-mappings/clients/"
                        + client.get("id").asText(),
                roles);

        Customer byComposite =
                company.member(user -> user.withArray("/realmRoles").add(composite));
        Customer byGroup = company.member(user -> user.withArray("/groups").add("/managers " + company.name()));
        for (Customer manager : List.of(byComposite, byGroup)) {
            Answer list = login(manager).get(url(manager));
            assertEquals(200, list.status());
            assertEquals(
                    2,
                    Pattern.compile("管理者ユーザ</td>")
                            .matcher(list.body())
                            .results()
                            .count(),
                    list.body());
        }
    }

    @Test
    void a_realm_without_issued_tokens_has_no_such_pages() {
        for (String path : List.of("", "/lift-suspension", "/revoke-token/" + UNKNOWN_ID)) {
            assertEquals(
                    404,
                    new FormClient()
                            .get(server.url() + "/realms/mito/otp-service/manage" + path)
                            .status());
        }
        assertEquals(
                404,
                new FormClient()
                        .post(server.url() + "/realms/mito/otp-service/manage/lift-suspension/" + UNKNOWN_ID, Map.of())
                        .status());
    }

    // Other companies

    @Test
    void nobody_sees_or_touches_another_company_and_its_users_are_as_unknown_as_nobody() {
        Customer theirs = company.suspended(changes -> {});
        Customer theirMaster = company.master(Oath.withNewKey());
        TestCompany other = TestCompany.in(admin, REALM);
        Oath own = Oath.withNewKey();
        Customer master = other.master(own);
        FormClient client = login(master, own);
        int eventsBefore = admin.events(master, "UPDATE_CREDENTIAL_ERROR").size();

        for (String task : List.of("", LIFT, REVOKE)) {
            Answer list = client.get(url(master, task) + "?search=" + theirs.number());
            assertEquals(List.of(), users(list));
            assertFalse(client.get(url(master, task)).body().contains(theirs.number()));
        }
        for (String task : List.of(LIFT, REVOKE)) {
            Answer unknown = client.get(url(master, task) + "/" + UNKNOWN_ID);
            assertRefused(404, NO_SUCH_USER, unknown);
            Answer unknownPosted =
                    post(client, master, task, new Customer(REALM, UNKNOWN_ID, ""), proof(master, "123456"));
            assertRefused(404, NO_SUCH_USER, unknownPosted);
            for (Customer target : List.of(theirs, theirMaster)) {
                Answer page = client.get(url(master, task, target));
                assertEquals(404, page.status());
                assertEquals(alike(unknown, UNKNOWN_ID), alike(page, target.id()));
                Answer posted = post(client, master, task, target, proof(master, "123456"));
                assertEquals(404, posted.status());
                assertEquals(alike(unknownPosted, UNKNOWN_ID), alike(posted, target.id()));
            }
        }
        assertEquals("SUSPENDED", standing(theirs));
        assertEquals("IN_USE", standing(theirMaster));
        assertEquals(0, lifted(theirs));
        assertEquals(
                eventsBefore, admin.events(master, "UPDATE_CREDENTIAL_ERROR").size(), "no proof was even looked at");
    }

    /** What a page holds but for what differs from page to page by nature. */
    private static String alike(Answer answer, String id) {
        return answer.status() + answer.body().replace(id, "ID").replaceAll(STATE_CHECKER.pattern(), "");
    }

    @ParameterizedTest
    @ValueSource(strings = {"%00", "%FF", "..", "%2e%2e", "a%2Fb", "%27%20or%201%3D1", "あ", "%F0%9F%98%80"})
    void an_id_that_cannot_be_one_is_unknown_like_any_other(String id) {
        Customer master = company.master();
        FormClient client = login(master);
        String encoded = id.equals("あ") ? "%E3%81%82" : id;
        Answer page = client.get(url(master, LIFT) + "/" + encoded);
        assertTrue(
                page.status() == 404
                        || page.status() == 400
                        || page.status() == 200 && page.heading().equals("利用者管理"),
                page.status() + page.body());
        assertFalse(page.status() == 200 && page.heading().contains("確認"), page.body());
    }

    @Test
    void an_unknown_task_is_not_found() {
        Customer master = company.master();
        FormClient client = login(master);
        for (String path : List.of("/delete", "/LIFT-SUSPENSION", "/delete/" + master.id())) {
            assertEquals(404, client.get(url(master) + path).status());
        }
        assertEquals(
                404,
                client.post(
                                url(master) + "/delete/" + master.id(),
                                Map.of("stateChecker", stateChecker(client, master)))
                        .status());
    }

    // Users above oneself

    @Test
    void an_administrator_cannot_revoke_a_masters_token_nor_see_it() {
        Oath own = Oath.withNewKey();
        Customer administrator = company.administrator(own);
        Customer master = company.master(Oath.withNewKey());
        FormClient client = login(administrator, own);

        assertEquals(List.of(administrator.number()), users(client.get(url(administrator, REVOKE))));
        assertEquals(List.of(), users(client.get(url(administrator) + "?search=" + master.number())));
        assertRefused(404, NO_SUCH_USER, client.get(url(administrator, REVOKE, master)));
        assertRefused(404, NO_SUCH_USER, post(client, administrator, REVOKE, master, proof(administrator, own.code())));
        assertEquals("IN_USE", standing(master));
    }

    // What changes meanwhile

    @Test
    void a_role_that_was_withdrawn_or_a_company_that_was_left_ends_it_at_once() {
        Customer user = company.suspended(changes -> {});
        Customer withdrawn = company.master();
        Customer moved = company.master();
        Customer promoted = company.administrator();
        FormClient withdrawnClient = login(withdrawn);
        FormClient movedClient = login(moved);
        login(promoted);
        assertEquals(200, withdrawnClient.get(url(withdrawn, LIFT, user)).status());
        assertEquals(200, movedClient.get(url(moved, LIFT, user)).status());

        String client = admin.get("/" + REALM + "/clients?clientId=otp-service")
                .get(0)
                .get("id")
                .asText();
        JsonNode role = admin.get("/" + REALM + "/clients/" + client + "/roles/company-master");
        admin.send(
                "DELETE",
                "/" + REALM + "/users/" + withdrawn.id() + "/role-mappings/clients/" + client,
                new ObjectMapper().createArrayNode().add(role));
        company.leave(moved);
        TestCompany.in(admin, REALM).join(moved);

        assertRefused(403, "マスターユーザと管理者ユーザの方だけ", post(withdrawnClient, withdrawn, LIFT, user, proof(withdrawn, "")));
        assertRefused(404, NO_SUCH_USER, post(movedClient, moved, LIFT, user, proof(moved, "")));
        assertEquals("SUSPENDED", standing(user));
        assertEquals(0, lifted(user));
    }

    @Test
    void a_user_who_was_deleted_or_moved_is_not_found() {
        Customer master = company.master();
        Customer deleted = company.suspended(changes -> {});
        Customer moved = company.suspended(changes -> {});
        FormClient client = login(master);
        assertEquals(200, client.get(url(master, LIFT, deleted)).status());

        admin.deleteCustomer(deleted);
        company.leave(moved);

        for (Customer gone : List.of(deleted, moved)) {
            assertRefused(404, NO_SUCH_USER, post(client, master, LIFT, gone, proof(master, "")));
            assertRefused(404, NO_SUCH_USER, client.get(url(master, LIFT, gone)));
        }
        assertEquals("SUSPENDED", standing(moved));
    }

    @Test
    void what_others_have_done_meanwhile_is_told_and_not_done_again() {
        Customer master = company.master(Oath.withNewKey());
        Oath own = Oath.withNewKey();
        Customer administrator = company.administrator(own);
        Customer user = company.suspended(changes -> {});
        FormClient client = login(administrator, own);
        client.get(url(administrator, LIFT, user));
        assertEquals(204, admin.lift(user, "otp").statusCode());

        assertRefused(409, "利用停止になっていません", post(client, administrator, LIFT, user, proof(administrator, "")));
        admin.send("POST", "/" + REALM + "/otp-service/users/" + user.id() + "/token/revoke", null);
        assertRefused(
                409, "失効できるトークンがありません", post(client, administrator, REVOKE, user, proof(administrator, own.code())));
        assertEquals(1, lifted(user));
        assertEquals(1, admin.events(user, "REMOVE_CREDENTIAL").size());
        assertEquals("IN_USE", standing(master));
    }

    @Test
    void a_form_sent_twice_lifts_once_and_shows_no_error() {
        Customer master = company.master();
        Customer user = company.suspended(changes -> {});
        FormClient client = login(master);

        assertEquals(
                "利用停止解除 -結果-",
                act(client, master, LIFT, user, proof(master, "")).heading());
        Answer again = act(client, master, LIFT, user, proof(master, ""));

        assertEquals(200, again.status());
        assertTrue(again.body().contains("利用停止になっていません"), again.body());
        assertEquals(1, lifted(user));
        server.mailTo(user, "利用を再開");
        assertEquals(1, mails(user, "利用を再開"));
    }

    @Test
    void of_managers_at_the_same_time_one_lifts() {
        Customer user = company.suspended(changes -> {});
        List<Customer> managers =
                List.of(company.master(), company.master(), company.administrator(), company.administrator());
        List<FormClient> clients = managers.stream().map(this::login).toList();
        List<String> checkers = new ArrayList<>();
        for (int i = 0; i < managers.size(); i++) {
            checkers.add(stateChecker(clients.get(i), managers.get(i)));
        }

        List<Answer> answers = Crowd.run(
                4,
                4,
                i -> clients.get(i)
                        .post(
                                url(managers.get(i), LIFT, user),
                                Map.of(
                                        "stateChecker",
                                        checkers.get(i),
                                        "transactionPassword",
                                        managers.get(i).transactionPassword())));

        assertEquals(
                1,
                answers.stream()
                        .filter(answer -> answer.heading().equals("利用停止解除 -結果-"))
                        .count(),
                answers.toString());
        assertEquals(
                3, answers.stream().filter(answer -> answer.status() == 409).count());
        assertEquals(1, lifted(user));
        server.mailTo(user, "利用を再開");
        assertEquals(1, mails(user, "利用を再開"));
    }

    @Test
    void of_managers_at_the_same_time_one_revokes() {
        Customer user = company.user(Oath.withNewKey());
        List<Oath> apps = List.of(Oath.withNewKey(), Oath.withNewKey(), Oath.withNewKey());
        List<Customer> managers = apps.stream().map(company::master).toList();
        List<FormClient> clients = new ArrayList<>();
        List<Map<String, String>> forms = new ArrayList<>();
        for (int i = 0; i < managers.size(); i++) {
            clients.add(login(managers.get(i), apps.get(i)));
            Map<String, String> form =
                    new LinkedHashMap<>(proof(managers.get(i), apps.get(i).code()));
            form.put("stateChecker", stateChecker(clients.get(i), managers.get(i)));
            forms.add(form);
        }

        List<Answer> answers =
                Crowd.run(3, 3, i -> clients.get(i).post(url(managers.get(i), REVOKE, user), forms.get(i)));

        assertEquals(
                1,
                answers.stream()
                        .filter(answer -> answer.heading().equals("トークンの失効 -結果-"))
                        .count(),
                answers.toString());
        assertEquals(
                2, answers.stream().filter(answer -> answer.status() == 409).count());
        assertEquals(1, admin.events(user, "REMOVE_CREDENTIAL").size());
        server.mailTo(user, "トークンの失効");
        assertEquals(1, mails(user, "トークンの失効"));
    }

    // Proof

    @Test
    void a_wrong_password_uses_up_no_code() {
        Oath own = Oath.withNewKey();
        Customer master = company.master(own);
        Customer user = company.user(Oath.withNewKey());
        FormClient client = login(master, own);
        String code = own.code();

        Answer wrong = act(client, master, REVOKE, user, Map.of("transactionPassword", "wrong", "otp", code));
        assertTrue(wrong.error("transactionPassword").contains("確認用パスワードが違います。"), wrong.body());
        assertEquals("", wrong.error("otp"));
        assertEquals("トークンの失効 -確認-", wrong.heading());
        assertEquals("", client.get(wrong.uri().toString()).error("transactionPassword"), "said once");
        JsonNode event = admin.events(master, "REMOVE_CREDENTIAL_ERROR").get(0).get("details");
        assertEquals("wrong", event.get("reason").asText());
        assertEquals(user.id(), event.get("target").asText());

        assertEquals(
                "トークンの失効 -結果-",
                act(client, master, REVOKE, user, proof(master, code)).heading());
    }

    @Test
    void a_wrong_or_used_code_revokes_nothing() {
        Oath own = Oath.withNewKey();
        Customer master = company.master(own);
        Customer user = company.user(Oath.withNewKey());
        String used = own.code();
        FormClient client = new FormClient();
        Answer otp = client.submit(
                client.get(url(master)), Map.of("username", master.number(), "password", master.loginPassword()));
        client.submit(otp, Map.of("otp", used));

        assertTrue(act(client, master, REVOKE, user, proof(master, used))
                .error("otp")
                .contains("使用済み"));
        assertTrue(act(client, master, REVOKE, user, proof(master, own.wrongCode()))
                .error("otp")
                .contains("ワンタイムパスワードが違います。"));
        assertTrue(act(client, master, REVOKE, user, proof(master, "abc"))
                .error("otp")
                .contains("6桁"));
        Answer missing = act(client, master, REVOKE, user, Map.of("transactionPassword", "", "otp", " "));
        assertFalse(
                missing.error("transactionPassword").isEmpty()
                        || missing.error("otp").isEmpty(),
                missing.body());
        assertEquals("IN_USE", standing(user));
        assertEquals(0, admin.events(user, "REMOVE_CREDENTIAL").size());
    }

    @Test
    void a_suspended_manager_proves_nothing_by_a_code() {
        Oath own = Oath.withNewKey();
        Customer master = company.master(own);
        Customer user = company.user(Oath.withNewKey());
        FormClient client = login(master, own);
        admin.suspendOtp(master, own);

        Answer refused = act(client, master, REVOKE, user, proof(master, own.code()));

        assertTrue(refused.error("otp").contains("利用を停止しています"), refused.body());
        assertEquals("IN_USE", standing(user));
    }

    @Test
    void guesses_at_the_password_suspend_it_and_the_right_one_is_refused_then() {
        Customer master = company.master();
        Customer user = company.suspended(changes -> {});
        FormClient client = login(master);
        for (int i = 0; i < 5; i++) {
            act(client, master, LIFT, user, Map.of("transactionPassword", "guess-" + i));
        }

        Answer refused = act(client, master, LIFT, user, proof(master, ""));

        assertTrue(refused.error("transactionPassword").contains("利用を停止しています"), refused.body());
        assertEquals("SUSPENDED", standing(user));
        assertEquals(
                "SUSPENDED",
                admin.factors(master).get("transactionPassword").get("status").asText());
    }

    @Test
    void a_manager_without_a_token_revokes_none() {
        Customer master = company.master();
        Customer user = company.suspended(changes -> {});
        FormClient client = login(master);

        assertTrue(client.get(url(master, REVOKE, user)).body().contains("あなたのワンタイムパスワードが必要です"));
        Answer posted = act(client, master, REVOKE, user, proof(master, "123456"));
        assertTrue(posted.body().contains("あなたのワンタイムパスワードが必要です"), posted.body());
        assertEquals("SUSPENDED", standing(user));
    }

    @Test
    void a_manager_whose_transaction_password_the_bank_reset_has_to_log_in_again() {
        Customer master = company.master();
        FormClient client = login(master);
        assertEquals("利用者管理", client.get(url(master)).heading());

        assertEquals(204, admin.resetTransactionPassword(master, "temporary-1").statusCode());

        assertEquals("ログイン", client.get(url(master)).heading());
    }

    @Test
    void a_manager_with_a_temporary_password_does_nothing_in_a_session_that_goes_on() {
        Customer master = company.master();
        Customer user = company.suspended(changes -> {});
        admin.with(master.realm(), Map.of("sekisho.endOtherSessions", "false"), () -> {
            FormClient client = login(master);
            assertEquals(
                    204, admin.resetTransactionPassword(master, "temporary-1").statusCode());
            Answer temporary = act(client, master, LIFT, user, Map.of("transactionPassword", "temporary-1"));
            assertTrue(temporary.error("transactionPassword").contains("仮の確認用パスワードのままでは使えません。"), temporary.body());
        });
        assertEquals("SUSPENDED", standing(user));
    }

    // Forms of others

    @ParameterizedTest
    @ValueSource(strings = {LIFT, REVOKE})
    void a_form_that_is_not_of_these_pages_does_nothing(String task) {
        Oath own = Oath.withNewKey();
        Customer master = company.master(own);
        Customer user = company.suspended(changes -> {});
        FormClient client = login(master, own);
        String right = stateChecker(client, master);
        Map<String, String> form = new LinkedHashMap<>(proof(master, own.code()));
        String address = url(master, task, user);

        assertEquals(403, client.post(address, form).status());
        form.put("stateChecker", right + "x");
        assertEquals(403, client.post(address, form).status());
        form.put("stateChecker", right);
        assertEquals(
                403,
                client.post(address, form, "Origin", "https://evil.example").status());
        assertEquals(
                403, client.post(address, form, "Sec-Fetch-Site", "cross-site").status());
        assertEquals("SUSPENDED", standing(user));

        // The address of a form is that of the page it stands on: to follow it does nothing.
        assertTrue(
                client.get(address + "?stateChecker=" + right + "&transactionPassword=" + master.transactionPassword())
                        .heading()
                        .contains("確認"));
        assertEquals("SUSPENDED", standing(user));
        assertEquals(
                200,
                client.post(address, form, "Origin", server.url(), "Sec-Fetch-Site", "same-origin")
                        .status());
        assertNotEquals("SUSPENDED", standing(user));
    }

    @Test
    void a_form_of_somebody_who_is_not_logged_in_leads_to_the_login() {
        Customer user = company.suspended(changes -> {});
        assertEquals(
                "ログイン",
                new FormClient()
                        .post(url(user, LIFT, user), Map.of("stateChecker", "x", "transactionPassword", "x"))
                        .heading());
        assertEquals("SUSPENDED", standing(user));
    }

    @Test
    void no_page_is_stored() {
        Customer master = company.master();
        Customer user = company.suspended(changes -> {});
        FormClient client = login(master);
        for (Answer answer : List.of(
                client.get(url(master)),
                client.get(url(master, LIFT)),
                client.get(url(master, LIFT, user)),
                client.get(url(master, LIFT) + "/" + UNKNOWN_ID),
                act(client, master, LIFT, user, proof(master, "")))) {
            assertEquals(
                    "no-store",
                    answer.headers().firstValue("Cache-Control").orElse(""),
                    answer.uri().toString());
            assertTrue(
                    answer.headers()
                            .firstValue("Content-Security-Policy")
                            .orElse("")
                            .contains("default-src 'self'"),
                    answer.uri().toString());
        }
    }

    // Lists

    @Test
    void a_list_has_pages_of_fifty_and_is_searched_by_login_name_name_and_address() {
        Customer master = company.master();
        List<Customer> users = new ArrayList<>();
        for (int i = 0; i < PAGE_SIZE + 5; i++) {
            int number = i;
            users.add(company.member(user ->
                    user.put("lastName", number == 7 ? "１００％ 太郎_" : "山田").put("firstName", "ヤマダ" + number)));
        }
        FormClient client = login(master);

        Answer first = client.get(url(master));
        assertEquals(PAGE_SIZE, users(first).size());
        assertTrue(first.body().contains("全56人のうち1人目から50人目"), first.body());
        Answer last = client.get(url(master) + "?page=2");
        assertEquals(6, users(last).size());
        assertEquals(users.get(users.size() - 1).number(), users(last).get(5));
        for (String beyond : List.of("3", "999999999", "99999999999999999999")) {
            assertEquals(
                    beyond.length() > 9 ? PAGE_SIZE : 6,
                    users(client.get(url(master) + "?page=" + beyond)).size(),
                    beyond);
        }
        for (String odd : List.of("0", "-1", "x", "", "1.5", "%20")) {
            assertEquals(users(first), users(client.get(url(master) + "?page=" + odd)), odd);
        }

        String number = users.get(3).number();
        assertEquals(List.of(number), search(client, master, number));
        assertEquals(List.of(number), search(client, master, fullWidth(number)));
        assertEquals(List.of(number), search(client, master, number + "@EXAMPLE.com"));
        assertEquals(PAGE_SIZE, search(client, master, "山田").size());
        assertEquals(1, search(client, master, "山田　ﾔﾏﾀﾞ54").size());
        assertEquals(List.of(users.get(7).number()), search(client, master, "％"));
        assertEquals(List.of(users.get(7).number()), search(client, master, "_"));
        assertEquals(List.of(), search(client, master, "%"), "a wildcard stands for itself");
        assertEquals(List.of(), search(client, master, "<script>alert(1)</script>"));
        assertEquals(List.of(), search(client, master, "' or '1'='1"));
        assertEquals(List.of(), users(client.get(url(master) + "?search=%ED%A0%80")), "half a character");
        assertEquals(PAGE_SIZE, search(client, master, " \t　").size());
    }

    @Test
    void a_search_goes_with_the_pages_of_its_list() {
        Customer master = company.master();
        for (int i = 0; i < PAGE_SIZE + 1; i++) {
            company.member(user -> user.put("lastName", "鈴木"));
        }
        Page page = browser.open();
        ManagePages pages = ManagePages.open(page, server, master).menu().search("鈴木");
        assertEquals(PAGE_SIZE, pages.users().size());
        page.getByText("次のページ").click();
        assertThat(page.locator(".list-table tbody tr")).hasCount(1);
        assertThat(page.locator("#search")).hasValue("鈴木");
        page.getByText("検索をやめて全員を表示する").click();
        assertThat(page.locator("#search")).hasValue("");
    }

    @Test
    void the_lists_of_the_tasks_hold_those_for_whom_there_is_something_to_do() {
        Customer master = company.master();
        Customer suspended = company.suspended(changes -> {});
        Customer using = company.user(Oath.withNewKey());
        Customer without = company.user();
        FormClient client = login(master);

        assertEquals(
                List.of(master.number(), suspended.number(), using.number(), without.number()),
                users(client.get(url(master))));
        assertEquals(List.of(suspended.number()), users(client.get(url(master, LIFT))));
        assertEquals(List.of(suspended.number(), using.number()), users(client.get(url(master, REVOKE))));
        assertTrue(client.get(url(master, LIFT, using)).body().contains("利用停止になっていません"));
        assertTrue(client.get(url(master, REVOKE, without)).body().contains("失効できるトークンがありません"));
    }

    // For everybody

    @ParameterizedTest
    @EnumSource(Screen.class)
    void the_pages_are_accessible_and_fit_the_screen(Screen screen) {
        Customer master = company.master();
        Customer user = company.suspended(changes -> {});
        Page page = browser.open(screen, options -> {});
        ManagePages pages = ManagePages.open(page, server, master).menu();
        look(page);
        pages.task(ManagePages.LIFT);
        look(page);
        pages.choose(user);
        look(page);
        pages.lift("wrong");
        Says.error(page, "transactionPassword", "確認用パスワードが違います。");
        look(page);
        pages.lift(master.transactionPassword()).result();
        look(page);
        page.navigate(url(master, LIFT) + "/" + UNKNOWN_ID);
        look(page);
        page.navigate(url(master, LIFT));
        look(page);
    }

    private static void look(Page page) {
        Accessibility.assertNoViolations(page);
        assertTrue((Boolean) page.evaluate("document.documentElement.scrollWidth <= innerWidth"), page.url());
    }

    @Test
    void the_pages_fit_the_narrowest_screen() {
        Customer master = company.master(Oath.withNewKey());
        Customer user = company.suspended(changes -> changes.put("lastName", "とても長い名前".repeat(8)));
        Page page = browser.open(Screen.PHONE, options -> options.setViewportSize(320, 640));
        FormClient client = login(company.master());
        assertEquals(200, client.get(url(master)).status());
        ManagePages.open(page, server, company.administrator()).menu();
        for (String address : List.of(url(master), url(master, LIFT), url(master, LIFT, user))) {
            page.navigate(address);
            look(page);
        }
    }

    @Test
    void the_pages_work_without_scripts() {
        Oath own = Oath.withNewKey();
        Customer master = company.master(own);
        Customer user = company.suspended(changes -> {});
        Page page = browser.open(Screen.PC, options -> options.setJavaScriptEnabled(false));

        ManagePages pages =
                ManagePages.open(page, server, master).code(own.code()).menu();
        pages.task(ManagePages.LIFT)
                .choose(user)
                .lift(master.transactionPassword())
                .result();
        page.getByText("利用者管理へ").click();
        pages.menu()
                .task(ManagePages.REVOKE)
                .choose(user)
                .revoke(master.transactionPassword(), own.code())
                .result();

        assertEquals("NOT_ISSUED", standing(user));
    }

    @Test
    void the_pages_speak_english() {
        Customer master = company.master();
        Customer user = company.suspended(changes -> {});
        Page page = browser.open(Screen.PC, options -> options.setLocale("en-US"));
        page.navigate(url(master));
        page.locator("#username").fill(master.number());
        page.locator("#password").fill(master.loginPassword());
        page.locator("#kc-login").click();
        Says.heading(page, "User management");
        Accessibility.assertNoViolations(page);
        page.navigate(url(master, LIFT, user));
        Says.heading(page, "Lift the suspension: confirm");
        page.locator("#transactionPassword").fill(master.transactionPassword());
        page.locator("#sekisho-submit").click();
        Says.heading(page, "Lift the suspension: done");
    }

    @Test
    void the_language_is_changed_on_a_list_without_losing_the_search() {
        Customer master = company.master();
        Page page = browser.open();
        ManagePages.open(page, server, master).menu().search("abc");
        page.getByText("English").click();
        Says.heading(page, "User management");
        assertThat(page.locator("#search")).hasValue("abc");
    }

    @ParameterizedTest
    @CsvSource({"lift-suspension", "revoke-token"})
    void a_hostile_name_is_only_text(String task) {
        Customer master = company.master(Oath.withNewKey());
        Customer user =
                company.suspended(changes -> changes.put("lastName", "<b>x</b>").put("firstName", "${7*7}"));
        FormClient client = login(company.master());
        for (String address : List.of(url(master), url(master, task), url(master, task, user))) {
            Answer page = client.get(address);
            assertTrue(page.body().contains("&lt;b&gt;x&lt;/b&gt;"), page.body());
            assertFalse(page.body().contains("<b>x"), page.body());
        }
    }

    // Helpers

    private String url(Customer of) {
        return server.url() + "/realms/" + of.realm() + "/otp-service/manage";
    }

    private String url(Customer of, String task) {
        return url(of) + (task.isEmpty() ? "" : "/" + task);
    }

    private String url(Customer of, String task, Customer target) {
        return url(of, task) + "/" + target.id();
    }

    private FormClient login(Customer customer) {
        FormClient client = new FormClient();
        client.submit(
                client.get(url(customer)), Map.of("username", customer.number(), "password", customer.loginPassword()));
        return client;
    }

    private FormClient login(Customer customer, Oath app) {
        FormClient client = new FormClient();
        Answer otp = client.submit(
                client.get(url(customer)), Map.of("username", customer.number(), "password", customer.loginPassword()));
        assertEquals("利用者管理", client.submit(otp, Map.of("otp", app.code())).heading());
        return client;
    }

    private static Map<String, String> proof(Customer manager, String code) {
        return Map.of("transactionPassword", manager.transactionPassword(), "otp", code);
    }

    /** Sends the form of a task, and follows to the page after it. */
    private Answer act(FormClient client, Customer manager, String task, Customer target, Map<String, String> fields) {
        return post(client, manager, task, target, fields);
    }

    private Answer post(FormClient client, Customer manager, String task, Customer target, Map<String, String> fields) {
        Map<String, String> all = new LinkedHashMap<>(fields);
        all.put("stateChecker", stateChecker(client, manager));
        return client.post(url(manager, task, target), all);
    }

    private String stateChecker(FormClient client, Customer customer) {
        Matcher matcher = STATE_CHECKER.matcher(client.get(url(customer)).body());
        assertTrue(matcher.find());
        return matcher.group(1);
    }

    private List<String> search(FormClient client, Customer manager, String words) {
        Answer answer = client.get(url(manager) + "?search=" + URLEncoder.encode(words, StandardCharsets.UTF_8));
        assertEquals(200, answer.status());
        assertFalse(answer.body().contains("<script>alert"), answer.body());
        return users(answer);
    }

    private static String fullWidth(String digits) {
        return digits.chars()
                .mapToObj(digit -> Character.toString(digit - '0' + '０'))
                .reduce("", String::concat);
    }

    private static List<String> users(Answer list) {
        assertEquals(200, list.status(), list.body());
        return LOGIN_NAME
                .matcher(list.body())
                .results()
                .map(result -> result.group(1))
                .toList();
    }

    private static void assertRefused(int status, String sentence, Answer answer) {
        assertEquals(status, answer.status(), answer.body());
        assertEquals("このお手続きはできません", answer.heading());
        assertTrue(answer.message().contains(sentence), answer.message());
    }

    private String standing(Customer customer) {
        return admin.factors(customer).get("token").get("standing").asText();
    }

    private JsonNode onlyEvent(Customer customer, String type, String action) {
        List<JsonNode> found = new ArrayList<>();
        for (JsonNode event : admin.events(customer, type)) {
            if (action.equals(event.get("details").path("action").asText())) {
                found.add(event.get("details"));
            }
        }
        assertEquals(1, found.size(), found.toString());
        return found.get(0);
    }

    /** How often a suspension of the customer was lifted. */
    private long lifted(Customer customer) {
        return admin.events(customer, "UPDATE_CREDENTIAL").findValuesAsText("action").stream()
                .filter("suspension-lifted"::equals)
                .count();
    }

    private long mails(Customer customer, String subjectPart) {
        return server.mail().mails().stream()
                .filter(mail -> mail.wentTo(customer.email()) && mail.subject().contains(subjectPart))
                .count();
    }
}
