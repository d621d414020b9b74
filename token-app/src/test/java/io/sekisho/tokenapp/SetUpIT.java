package io.sekisho.tokenapp;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import io.sekisho.tokenapp.harness.App;
import io.sekisho.tokenapp.harness.Host;
import io.sekisho.tokenapp.harness.Key;
import io.sekisho.tokenapp.harness.Phone;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@ExtendWith(Phone.Extension.class)
class SetUpIT {

    private static final String USER = "1234567890";

    private final Phone phone;
    private final Host host = new Host();
    private final Host.Institution bank = host.institution("sample-bank", "1001", "サンプル銀行", "Sample Bank");

    SetUpIT(Phone phone) {
        this.phone = phone;
    }

    @AfterEach
    void close() {
        assertEquals(List.of(), phone.troubles());
        host.close();
    }

    private List<Host.Asked> activations() {
        return host.asked().stream()
                .filter(asked -> asked.path().equals(bank.activatePath()))
                .toList();
    }

    private static Locator problem(Page page) {
        return page.locator("form .notice-error");
    }

    @Test
    void aCustomerSetsTheTokenUpAndSeesTheCode() {
        Page page = phone.open();
        App app = App.open(page, bank).assertTitled("初期設定");
        assertThat(page.getByText("サンプル銀行", new Page.GetByTextOptions().setExact(true)))
                .isVisible();
        assertThat(page.getByLabel("サービスID")).hasValue("1001");
        Key key = Key.random(8, 60);
        bank.issue(USER, "1234", key);
        app.fill("1001", USER, "1234").press("送信").assertTitled("初期設定完了");
        assertThat(page.locator("h1")).isFocused();
        assertThat(page.getByText("手続きはまだ終わっていません")).isVisible();
        app.press("次へ").assertTitled("アプリロックについて").press("次へ").assertTitled("ワンタイムパスワード");
        assertThat(page.locator(".left")).hasText(java.util.regex.Pattern.compile("^\\[[01]:[0-5]\\d]$"));
        assertEquals(8, app.code().length());
        assertThat(page.locator(".card h2")).hasText("サンプル銀行");
        // From then on the app shows the code at once.
        page.reload();
        app.assertTitled("ワンタイムパスワード");
        assertEquals(8, app.code().length());
        assertFalse(host.asked().stream()
                .anyMatch(asked ->
                        asked.body().contains(key.secret()) || asked.path().contains(key.secret())));
    }

    @Test
    void fullWidthDigitsSpacesAndHyphensArePutRight() {
        Page page = phone.open();
        App app = App.open(page, bank);
        bank.issue(USER, "1234", Key.random(6, 60));
        app.fill("１００１", " 12345-67８９０ ", "１２３４").press("送信").assertTitled("初期設定完了");
        assertEquals(
                "{\"serviceId\":\"1001\",\"userId\":\"" + USER + "\",\"startPassword\":\"1234\"}",
                activations().get(0).body());
    }

    @Test
    void whatCannotBeSeenInAPastedNumberIsLeftOut() {
        Page page = phone.open();
        App app = App.open(page, bank);
        bank.issue(USER, "1234", Key.random(6, 60));
        app.fill("\uFEFF1001\u200E", "\u2068" + USER + "\u2069", "\u202A1\u00AD2\u20603\uFE0F4\u202C")
                .press("送信")
                .assertTitled("初期設定完了");
        assertEquals(
                "{\"serviceId\":\"1001\",\"userId\":\"" + USER + "\",\"startPassword\":\"1234\"}",
                activations().get(0).body());
    }

    @Test
    void whatCannotBeRightIsSaidAtTheFieldAndNotSent() {
        Page page = phone.open();
        App app = App.open(page, bank).fill("9999", "abc", "12").press("送信");
        assertThat(problem(page).getByRole(AriaRole.LISTITEM)).hasCount(2);
        assertThat(page.getByLabel("ユーザID")).isFocused();
        assertThat(page.getByLabel("ユーザID")).hasAccessibleDescription("ユーザIDは、1–32桁の数字で入力してください。 メールに書かれています。");
        assertThat(page.getByLabel("サービスID")).not().hasAttribute("aria-invalid", "true");
        assertTrue(page.title().startsWith("エラー："), page.title());
        app.fill("9999", USER, "").press("送信");
        assertThat(app.startPassword()).isFocused();
        assertThat(problem(page)).hasText("ご確認ください利用開始パスワードを入力してください。");
        app.fill("9999", USER, "1234").press("送信");
        assertThat(page.getByLabel("サービスID")).isFocused();
        assertThat(problem(page)).containsText("このアプリでは使えないサービスIDです。");
        assertEquals(List.of(), activations());
    }

    @Test
    void theStartPasswordIsMaskedUnlessTheCustomerWantsToSeeIt() {
        Page page = phone.open();
        App app = App.open(page, bank).fill("1001", USER, "9999");
        assertThat(app.startPassword()).hasAttribute("type", "password");
        page.getByLabel("利用開始パスワードを表示する").check();
        assertThat(app.startPassword()).hasAttribute("type", "text");
        app.press("送信");
        assertThat(problem(page)).isVisible();
        assertThat(app.startPassword()).hasAttribute("type", "password");
        assertThat(page.getByLabel("利用開始パスワードを表示する")).not().isChecked();
    }

    @Test
    void wrongOrExpiredValuesAreRefusedWithTheNextStep() {
        Page page = phone.open();
        App.open(page, bank).fill("1001", USER, "9999").press("送信");
        assertThat(problem(page)).containsText("設定できませんでした");
        assertThat(problem(page)).containsText("3つをご確認ください");
        assertThat(problem(page)).containsText("5回間違えると使えなくなります");
        assertThat(problem(page).locator("h2")).isFocused();
        assertThat(page.getByLabel("ユーザID")).hasValue(USER);
    }

    @ParameterizedTest
    @CsvSource({"90, 2分ほど待って", "600, 10分ほど待って", "soon, 1分ほど待って"})
    void tooManyAttemptsSayHowLongToWait(String retryAfter, String text) {
        Page page = phone.open();
        bank.answerWith(429, Map.of("Retry-After", retryAfter), "");
        App.open(page, bank).fill("1001", USER, "1234").press("送信");
        assertThat(problem(page)).containsText(text);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "400 |  | 3つをご確認ください",
                "503 |  | しばらくしてから",
                "500 | <html> | しばらくしてから",
                "200 | {broken | しばらくしてから",
                "200 | {\"keyUri\":\"otpauth://hotp/a?secret=MFRGGZDF\"} | 発行し直してください",
                "200 | {\"keyUri\":\"javascript:alert(1)\"} | 発行し直してください"
            })
    void whatTheServerShouldNotAnswerHasATextToo(int status, String body, String text) {
        Page page = phone.open();
        bank.answerWith(status, Map.of(), body == null ? "" : body);
        App.open(page, bank).fill("1001", USER, "1234").press("送信");
        assertThat(problem(page)).containsText(text);
        assertThat(page.locator("h1")).hasText("初期設定");
    }

    @Test
    void withoutAConnectionNothingIsLostAndItCanBeSentAgain() {
        Page page = phone.open();
        App app = App.open(page, bank).fill("1001", USER, "1234");
        assertThat(page.getByText("サンプル銀行", new Page.GetByTextOptions().setExact(true)))
                .isVisible();
        bank.issue(USER, "1234", Key.random(6, 60));
        host.goDown();
        app.press("送信");
        assertThat(problem(page)).containsText("通信できませんでした");
        host.comeBack();
        app.press("送信").assertTitled("初期設定完了");
    }

    @Test
    void aDoubleClickSendsOnce() {
        Page page = phone.open();
        CountDownLatch open = new CountDownLatch(1);
        bank.holdUntil(open);
        bank.issue(USER, "1234", Key.random(6, 60));
        App app = App.open(page, bank).fill("1001", USER, "1234");
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("送信"))
                .dblclick();
        assertThat(page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("処理しています")))
                .isDisabled();
        app.startPassword().press("Enter");
        open.countDown();
        app.assertTitled("初期設定完了");
        assertEquals(1, activations().size());
    }

    @Test
    void aPhoneThatCannotStoreDoesNotUseTheIssueUp() {
        Page page = phone.open();
        App app = App.open(page, bank).fill("1001", USER, "1234");
        page.evaluate(
                "() => { IDBObjectStore.prototype.put = function () { throw new DOMException('full', 'QuotaExceededError'); }; }");
        app.press("送信");
        assertThat(problem(page)).containsText("保存できませんでした");
        assertEquals(List.of(), activations());
        phone.troubles().clear();
    }

    @Test
    void aLinkFillsTwoFieldsAndSendsNothing() {
        Page page = phone.open();
        page.navigate(bank.app() + "#serviceId=1001&userId=" + USER);
        assertThat(page.getByLabel("サービスID")).hasValue("1001");
        assertThat(page.getByLabel("ユーザID")).hasValue(USER);
        assertEquals(bank.app(), page.url());
        assertEquals(List.of(), activations());
        // The same link is how some customers open the app every day.
        new App(page).setUp(bank, USER, Key.random(6, 60));
        page.navigate("about:blank");
        page.navigate(bank.app() + "#serviceId=1001&userId=" + USER);
        new App(page).assertTitled("ワンタイムパスワード");
        page.navigate("about:blank");
        page.navigate(bank.app() + "#serviceId=1001&userId=99");
        new App(page).assertTitled("初期設定");
        assertThat(page.getByLabel("ユーザID")).hasValue("99");
    }

    @Test
    void theSameKeyCanGoToAnotherAppRightAfterTheSetUp() {
        Page page = phone.open();
        Key key = Key.random(8, 60);
        bank.issue(USER, "1234", key);
        App app = App.open(page, bank).fill("1001", USER, "1234").press("送信").assertTitled("初期設定完了");
        assertFalse(page.content().contains(key.secret()));
        page.getByText("別の認証アプリを使う").click();
        assertThat(page.getByText("8桁で60秒ごとに変わる数字に、対応していないアプリもあります。")).isVisible();
        assertTrue(page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("認証アプリで開く"))
                .getAttribute("href")
                .contains("secret=" + key.secret() + "&"));
        page.getByText("別の認証アプリを使う").click();
        assertThat(page.locator("details a")).hasAttribute("href", "#");
        app.press("次へ").assertTitled("アプリロックについて");
        assertFalse(page.content().contains(key.secret()));
    }

    @Test
    void tokensOfTwoInstitutionsStandSideBySide() {
        Host.Institution union = host.institution("kenshin", "2002", "けんしん", "Kenshin");
        Page page = phone.open();
        App app = App.open(page, bank).setUp(bank, USER, Key.random(6, 60));
        app.press("設定");
        page.navigate(union.app());
        app.assertTitled("ワンタイムパスワード").press("設定").press("トークンを追加").assertTitled("初期設定");
        app.setUp(union, "77", Key.random(8, 30));
        // The new one first, since its code is the one to be entered now.
        assertThat(page.locator(".card h2")).hasText(new String[] {"けんしん", "サンプル銀行"});
        page.reload();
        assertThat(page.locator(".card h2")).hasText(new String[] {"サンプル銀行", "けんしん"});
        assertEquals(6, app.code(page.locator(".card").nth(0)).length());
        assertEquals(8, app.code(page.locator(".card").nth(1)).length());
        assertThat(page.locator("footer")).containsText("サンプル銀行サポートデスク");
        assertThat(page.locator("footer")).containsText("けんしんサポートデスク");
    }

    @Test
    void anAppForSeveralInstitutionsGoesByTheServiceId() {
        Host.Institution union = host.institution("kenshin", "2002", "けんしん", "Kenshin");
        bank.alsoLists(union);
        Page page = phone.open();
        App app = App.open(page, bank);
        assertThat(page.locator("footer")).containsText("けんしんサポートデスク");
        assertThat(page.getByLabel("サービスID")).hasValue("");
        app.setUp(union, "77", Key.random(8, 30));
        assertThat(page.locator(".card h2")).hasText("けんしん");
    }

    @Test
    void aTokenThatIsIssuedAgainTakesThePlaceOfTheOldOne() {
        Page page = phone.open();
        App app = App.open(page, bank).setUp(bank, USER, Key.random(6, 60));
        app.press("設定").press("トークンを追加").setUp(bank, USER, Key.random(8, 60));
        assertThat(page.locator(".card")).hasCount(1);
        assertEquals(8, app.code().length());
    }

    @Test
    void aTokenIsDeletedAfterAQuestion() {
        Page page = phone.open();
        Key key = Key.random(6, 60);
        App app = App.open(page, bank).setUp(bank, USER, key);
        app.press("設定").press("削除する サンプル銀行 " + USER).assertTitled("トークンの削除");
        assertThat(page.getByText("元には戻せません")).isVisible();
        assertThat(page.getByText("先に、金融機関でトークンを失効してください")).isVisible();
        app.press("やめる").assertTitled("設定");
        assertTrue(app.database().contains(key.secret()));
        app.press("削除する サンプル銀行 " + USER).press("削除する").assertTitled("初期設定");
        assertThat(page.getByText("トークンを削除しました。")).isVisible();
        assertFalse(app.database().contains(key.secret()));
    }
}
