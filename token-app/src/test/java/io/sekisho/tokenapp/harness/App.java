package io.sekisho.tokenapp.harness;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;

/** The app as a customer handles it, in Japanese. */
public record App(Page page) {

    public static App open(Page page, Host.Institution institution) {
        page.navigate(institution.app());
        return new App(page);
    }

    public App fill(String serviceId, String userId, String startPassword) {
        page.getByLabel("サービスID").fill(serviceId);
        page.getByLabel("ユーザID").fill(userId);
        startPassword().fill(startPassword);
        return this;
    }

    public Locator startPassword() {
        return page.getByLabel("利用開始パスワード", new Page.GetByLabelOptions().setExact(true));
    }

    public App press(String button) {
        page.getByRole(
                        AriaRole.BUTTON,
                        new Page.GetByRoleOptions().setName(button).setExact(true))
                .click();
        return this;
    }

    public App assertTitled(String heading) {
        assertThat(page.locator("h1")).hasText(heading);
        return this;
    }

    /** From the empty form to the code. */
    public App setUp(Host.Institution institution, String userId, Key key) {
        institution.issue(userId, "1234", key);
        fill(institution.serviceId(), userId, "1234").press("送信").assertTitled("初期設定完了");
        return press("次へ").assertTitled("アプリロックについて").press("次へ").assertTitled("ワンタイムパスワード");
    }

    /** The code of the only card. */
    public String code() {
        return code(page.locator(".card"));
    }

    public String code(Locator card) {
        assertThat(card.locator(".digits")).hasText(java.util.regex.Pattern.compile("^\\d+$"));
        return card.locator(".digits").textContent();
    }

    /** With the code entered twice. */
    public App turnLockOn(String code) {
        return press("設定").assertTitled("設定").turnLockOnHere(code);
    }

    /** The same, on the settings already. */
    public App turnLockOnHere(String code) {
        press("アプリロックをオンにする").assertTitled("アプリロックをオンにする");
        page.getByLabel("アプリロックコード", new Page.GetByLabelOptions().setExact(true))
                .fill(code);
        page.getByLabel("アプリロックコード（確認）", new Page.GetByLabelOptions().setExact(true))
                .fill(code);
        return press("アプリロックをオンにする").assertTitled("設定");
    }

    public App enterLockCode(String code, String button) {
        page.getByLabel("アプリロックコード", new Page.GetByLabelOptions().setExact(true))
                .fill(code);
        return press(button);
    }

    /** Everything that lies in the database, as text. */
    public String database() {
        return (String) page.evaluate("""
                () => new Promise((resolve, reject) => {
                  const text = (value) => value instanceof ArrayBuffer || ArrayBuffer.isView(value)
                    ? 'bytes:' + new TextDecoder('latin1').decode(value)
                    : value && typeof value === 'object' ? Object.entries(value).map(([name, part]) => name + '=' + text(part)).join(';') : String(value);
                  const open = indexedDB.open('sekisho-token-app');
                  open.onerror = () => reject(open.error);
                  open.onsuccess = () => {
                    const transaction = open.result.transaction(['tokens', 'state']);
                    const tokens = transaction.objectStore('tokens').getAll();
                    const state = transaction.objectStore('state').getAll();
                    transaction.oncomplete = () => { open.result.close(); resolve(text(tokens.result) + '|' + text(state.result)); };
                  };
                })""");
    }
}
