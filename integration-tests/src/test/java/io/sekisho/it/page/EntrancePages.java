package io.sekisho.it.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import io.sekisho.it.harness.Customer;
import io.sekisho.it.harness.Server;

/** The walks behind the links of the login page: ワンタイムパスワード利用登録 and 利用停止. */
public final class EntrancePages {

    private final Page page;

    private EntrancePages(Page page) {
        this.page = page;
    }

    /** From the login page by the link for the registration. */
    public static EntrancePages register(Page page, Server server, String realm) {
        return register(page, server.url(), realm);
    }

    /**
     * The same on any server.
     *
     * @param url without a slash at the end
     */
    public static EntrancePages register(Page page, String url, String realm) {
        LoginPage.open(page, url, realm);
        page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("ワンタイムパスワードの新規登録はこちらから"))
                .click();
        Says.heading(page, "ワンタイムパスワード利用登録");
        return new EntrancePages(page);
    }

    /** From the login page by the link for the stop. */
    public static EntrancePages stop(Page page, Server server, String realm) {
        LoginPage.open(page, server, realm);
        page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("ワンタイムパスワードの利用停止はこちらから"))
                .click();
        Says.heading(page, "利用停止");
        return new EntrancePages(page);
    }

    /** Sends name and login password, whatever comes next. */
    public EntrancePages identify(Customer customer) {
        page.locator("#username").fill(customer.number());
        page.locator("#password").fill(customer.loginPassword());
        submit();
        return this;
    }

    /** Sends the transaction password, whatever comes next. */
    public EntrancePages prove(Customer customer) {
        page.locator("#transactionPassword").fill(customer.transactionPassword());
        submit();
        return this;
    }

    /** Sends token ID and code, whatever comes next. */
    public EntrancePages bind(String tokenId, String code) {
        page.locator("#tokenId").fill(tokenId);
        return code(code);
    }

    /** Sends a code alone, whatever comes next. */
    public EntrancePages code(String code) {
        page.locator("#otp").fill(code);
        submit();
        return this;
    }

    /** The page that asks for the code after the first one. */
    public EntrancePages awaitNextCode() {
        assertThat(page.locator("input[name=step][value=next]").first()).isAttached();
        return this;
    }

    /** 処理結果, with the result code; and ログイン画面に戻る. */
    public LoginPage result() {
        assertThat(page.locator("main")).containsText("(00001)");
        return back();
    }

    /** ログイン画面に戻る. */
    public LoginPage back() {
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("ログイン画面に戻る"))
                .click();
        return LoginPage.shown(page);
    }

    private void submit() {
        page.locator("#sekisho-submit").click();
    }
}
