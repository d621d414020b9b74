package io.sekisho.tokenapp;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Clock;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import io.sekisho.tokenapp.harness.App;
import io.sekisho.tokenapp.harness.Host;
import io.sekisho.tokenapp.harness.Key;
import io.sekisho.tokenapp.harness.Phone;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(Phone.Extension.class)
class LockIT {

    private static final String USER = "1234567890";
    private static final String OTHER_USER = "77";
    private static final String LOCK_CODE = "846204";

    private final Phone phone;
    private final Host host = new Host();
    private final Host.Institution bank = host.institution("sample-bank", "1001", "サンプル銀行", "Sample Bank");
    private final Key key = Key.random(8, 60);
    private final Key otherKey = Key.random(6, 30);

    LockIT(Phone phone) {
        this.phone = phone;
    }

    @AfterEach
    void close() {
        assertEquals(List.of(), phone.troubles());
        host.close();
    }

    private App twoTokens(Page page) {
        App app = App.open(page, bank).setUp(bank, USER, key);
        return app.press("設定").press("トークンを追加").setUp(bank, OTHER_USER, otherKey);
    }

    private void assertPlain(App app) {
        String database = app.database();
        assertTrue(database.contains(key.secret()) && database.contains(otherKey.secret()));
        assertFalse(database.contains("sealed"));
    }

    private void assertSealed(App app) {
        String database = app.database();
        for (String secret : List.of(key.secret(), otherKey.secret(), LOCK_CODE, USER, "サンプル銀行", "plain")) {
            assertFalse(database.contains(secret), secret);
        }
        assertTrue(database.contains("iterations=600000"), database);
    }

    @Test
    void whileTheLockIsOnNothingOfATokenCanBeRead() {
        Page page = phone.open();
        App app = twoTokens(page);
        assertPlain(app);
        app.turnLockOn(LOCK_CODE);
        assertThat(page.locator("#lock-state")).hasText("オン");
        assertSealed(app);
        page.reload();
        app.assertTitled("アプリロック");
        assertThat(page.locator(".digits")).hasCount(0);
        assertThat(page.getByRole(
                        AriaRole.BUTTON,
                        new Page.GetByRoleOptions().setName("設定").setExact(true)))
                .hasCount(0);
        page.getByText("アプリロックコードを忘れたとき").click();
        assertThat(page.getByText("忘れたコードは、金融機関でも調べられません。")).isVisible();
        app.enterLockCode("111111", "ロックを解除する");
        assertThat(page.locator(".notice-error")).containsText("アプリロックコードが違います。");
        assertThat(page.getByLabel("アプリロックコード", new Page.GetByLabelOptions().setExact(true)))
                .isFocused();
        app.enterLockCode("８４６２０４", "ロックを解除する").assertTitled("ワンタイムパスワード");
        assertThat(page.locator(".card")).hasCount(2);
    }

    @Test
    void whatIsAddedWhileTheLockIsOnIsSealedToo() {
        Page page = phone.open();
        App app = App.open(page, bank).setUp(bank, USER, key).turnLockOn(LOCK_CODE);
        app.press("トークンを追加").setUp(bank, OTHER_USER, otherKey);
        assertSealed(app);
        page.reload();
        app.enterLockCode(LOCK_CODE, "ロックを解除する");
        assertThat(page.locator(".card")).hasCount(2);
    }

    @Test
    void theLockIsTurnedOffWithItsCodeOnly() {
        Page page = phone.open();
        App app = twoTokens(page).turnLockOn("7").press("アプリロックをオフにする");
        app.enterLockCode("8", "アプリロックをオフにする");
        assertThat(page.locator(".notice-error")).containsText("アプリロックコードが違います。");
        app.enterLockCode("7", "アプリロックをオフにする").assertTitled("設定");
        assertThat(page.locator("#lock-state")).hasText("オフ");
        assertPlain(app);
        page.reload();
        assertThat(page.locator(".card")).hasCount(2);
    }

    @Test
    void aCodeIsOneToThirtyTwoDigitsEnteredTwice() {
        Page page = phone.open();
        App app = App.open(page, bank).setUp(bank, USER, key).press("設定").press("アプリロックをオンにする");
        assertThat(page.getByText("アプリロックコードを忘れないでください")).isVisible();
        app.press("アプリロックをオンにする");
        assertThat(page.locator("form .notice-error")).containsText("アプリロックコードを入力してください。");
        for (String bad : List.of("12a4", "1".repeat(33))) {
            app.enterLockCode(bad, "アプリロックをオンにする");
            assertThat(page.locator("form .notice-error")).containsText("1–32桁の数字");
        }
        page.getByLabel("アプリロックコード（確認）", new Page.GetByLabelOptions().setExact(true))
                .fill("2");
        app.enterLockCode("1", "アプリロックをオンにする");
        assertThat(page.locator("form .notice-error")).containsText("2つのアプリロックコードが違います。");
        assertThat(page.getByLabel("アプリロックコード（確認）", new Page.GetByLabelOptions().setExact(true)))
                .isFocused();
        app.press("やめる").assertTitled("設定").turnLockOnHere("9".repeat(32));
        page.reload();
        app.enterLockCode("9".repeat(32), "ロックを解除する").assertTitled("ワンタイムパスワード");
    }

    @Test
    void aSwitchThatIsAbortedChangesNothing() {
        Page page = phone.open();
        App app = twoTokens(page).press("設定").press("アプリロックをオンにする");
        page.evaluate("""
                () => {
                  const put = IDBObjectStore.prototype.put;
                  let puts = 0;
                  window.heal = () => { IDBObjectStore.prototype.put = put; };
                  IDBObjectStore.prototype.put = function (...values) {
                    const request = put.apply(this, values);
                    if (++puts % 2 === 0) {
                      this.transaction.abort();
                    }
                    return request;
                  };
                }""");
        page.getByLabel("アプリロックコード（確認）", new Page.GetByLabelOptions().setExact(true))
                .fill(LOCK_CODE);
        app.enterLockCode(LOCK_CODE, "アプリロックをオンにする");
        assertThat(page.locator("form .notice-error")).containsText("切り替えられませんでした");
        assertPlain(app);
        // Of the database itself, whose transaction is gone; the app has dealt with it.
        phone.troubles().clear();
        page.evaluate("() => heal()");
        app.press("アプリロックをオンにする").assertTitled("設定");
        assertSealed(app);
    }

    @Test
    void aWindowThatIsClosedInMidSwitchLeavesAllPlainOrAllSealed() {
        Page page = phone.open();
        App app = twoTokens(page).press("設定").press("アプリロックをオンにする");
        page.getByLabel("アプリロックコード（確認）", new Page.GetByLabelOptions().setExact(true))
                .fill(LOCK_CODE);
        page.evaluate("""
                () => {
                  const put = IDBObjectStore.prototype.put;
                  IDBObjectStore.prototype.put = function (...values) {
                    window.putting = true;
                    return put.apply(this, values);
                  };
                }""");
        app.enterLockCode(LOCK_CODE, "アプリロックをオンにする");
        page.waitForFunction("() => window.putting");
        page.close();
        Page again = page.context().newPage();
        App reopened = App.open(again, bank);
        assertThat(again.locator("h1")).hasText(java.util.regex.Pattern.compile("アプリロック|ワンタイムパスワード"));
        if (again.locator("h1").textContent().equals("アプリロック")) {
            assertSealed(reopened);
            reopened.enterLockCode(LOCK_CODE, "ロックを解除する");
        } else {
            assertPlain(reopened);
        }
        assertThat(again.locator(".card")).hasCount(2);
    }

    @Test
    void aTokenAddedInAnotherWindowDuringTheSwitchIsSealedAsWell() {
        Page page = phone.open();
        App app = App.open(page, bank).setUp(bank, USER, key).press("設定").press("アプリロックをオンにする");
        Page other = page.context().newPage();
        App otherApp = App.open(other, bank).press("設定").press("トークンを追加");
        bank.issue(OTHER_USER, "1234", otherKey);
        otherApp.fill("1001", OTHER_USER, "1234");
        // The other window adds its token just when this one has prepared its switch.
        page.evaluate("""
                () => {
                  const encrypt = SubtleCrypto.prototype.encrypt;
                  SubtleCrypto.prototype.encrypt = async function (...values) {
                    const result = await encrypt.apply(this, values);
                    window.encrypting = true;
                    await new Promise((resolve) => { window.goOn = resolve; });
                    return result;
                  };
                  window.heal = () => { SubtleCrypto.prototype.encrypt = encrypt; goOn(); };
                }""");
        page.getByLabel("アプリロックコード（確認）", new Page.GetByLabelOptions().setExact(true))
                .fill(LOCK_CODE);
        app.enterLockCode(LOCK_CODE, "アプリロックをオンにする");
        page.waitForFunction("() => window.encrypting");
        page.evaluate("() => { window.encrypting = false; goOn(); }");
        page.waitForFunction("() => window.encrypting");
        otherApp.press("送信").assertTitled("初期設定完了");
        page.evaluate("() => heal()");
        app.assertTitled("設定");
        assertSealed(app);
    }

    @Test
    void theAppLocksItselfAfterItWasHiddenForFiveMinutes() {
        Page page = phone.open();
        page.clock().install(new Clock.InstallOptions().setTime(Instant.now().toEpochMilli()));
        App app = App.open(page, bank)
                .setUp(bank, USER, key)
                .turnLockOn(LOCK_CODE)
                .press("ワンタイムパスワードに戻る");
        hide(page, true);
        page.clock().runFor(4 * 60_000);
        hide(page, false);
        app.assertTitled("ワンタイムパスワード");
        hide(page, true);
        page.clock().fastForward(6 * 60_000);
        app.assertTitled("アプリロック");
        hide(page, false);
        app.assertTitled("アプリロック");
        assertThat(page.locator(".digits")).hasCount(0);
        page.goBack();
        app.assertTitled("アプリロック");
    }

    private static void hide(Page page, boolean hidden) {
        page.evaluate(
                "hidden => { Object.defineProperty(document, 'hidden', { value: hidden, configurable: true }); document.dispatchEvent(new Event('visibilitychange')); }",
                hidden);
    }

    @Test
    void whoHasForgottenTheCodeCanOnlyDeleteEverything() {
        Page page = phone.open();
        App app = twoTokens(page).turnLockOn(LOCK_CODE);
        page.reload();
        page.getByText("アプリロックコードを忘れたとき").click();
        app.press("すべて削除してやり直す").assertTitled("すべて削除してやり直す");
        assertThat(page.getByText("すべての金融機関の分まで削除します")).isVisible();
        app.press("やめる").assertTitled("アプリロック");
        page.getByText("アプリロックコードを忘れたとき").click();
        app.press("すべて削除してやり直す").press("削除する").assertTitled("本当に削除しますか");
        assertSealed(app);
        app.press("すべて削除する").assertTitled("初期設定");
        assertEquals(-1, app.database().indexOf("sealed"), app.database());
        app.setUp(bank, USER, key);
        page.reload();
        app.assertTitled("ワンタイムパスワード");
    }
}
