package io.sekisho.it.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import io.sekisho.it.harness.Customer;
import io.sekisho.it.harness.Server;
import java.util.List;

/** 利用者管理: the menu, the lists, one user, the result. */
public final class ManagePages {

    public static final String LIFT = "ワンタイムパスワードの利用停止解除";
    public static final String REVOKE = "トークンの失効";

    private static final String MENU = "利用者管理";

    private final Page page;

    private ManagePages(Page page) {
        this.page = page;
    }

    /** Opens it as a manager who is not logged in yet, and has no token. */
    public static ManagePages open(Page page, Server server, Customer manager) {
        page.navigate(server.url() + "/realms/" + manager.realm() + "/otp-service/manage");
        page.locator("#username").fill(manager.number());
        page.locator("#password").fill(manager.loginPassword());
        page.locator("#kc-login").click();
        return new ManagePages(page);
    }

    /** Sends the code that the login asks for. */
    public ManagePages code(String code) {
        page.locator("#otp").fill(code);
        page.locator("#kc-login").click();
        return this;
    }

    /** The menu is there. */
    public ManagePages menu() {
        Widgets.awaitTitle(page, MENU);
        return this;
    }

    /** From the menu to the list of a task. */
    public ManagePages task(String name) {
        page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName(name).setExact(true))
                .click();
        Widgets.awaitTitle(page, name);
        return this;
    }

    /** Searches in the list that is shown. */
    public ManagePages search(String words) {
        page.getByLabel("利用者の検索", new Page.GetByLabelOptions().setExact(true))
                .last()
                .fill(words);
        Widgets.press(page, "検索");
        assertThat(page.locator("#search")).hasValue(words);
        return this;
    }

    /** Login names of the users that are shown, in their order. */
    public List<String> users() {
        return page.locator(".list-table tbody tr .list-login").allInnerTexts();
    }

    /** What stands beside a user: role, status, since when. */
    public List<String> row(Customer user) {
        return row(user.number()).getByRole(AriaRole.CELL).allInnerTexts().stream()
                .map(String::strip)
                .toList();
    }

    private Locator row(String loginName) {
        return page.getByRole(AriaRole.ROW).filter(new Locator.FilterOptions().setHasText(loginName));
    }

    /** Chooses a user of a task's list. */
    public ManagePages choose(Customer user) {
        row(user.number()).getByRole(AriaRole.LINK).click();
        Widgets.awaitTitle(page, "-確認-");
        assertThat(page.locator(".facts")).containsText(user.number());
        return this;
    }

    /** Sends the form of a lift, whatever comes next. */
    public ManagePages lift(String transactionPassword) {
        Widgets.fill(page, "確認用パスワード", transactionPassword);
        Widgets.press(page, "停止解除");
        return this;
    }

    /** Sends the form of a revocation, whatever comes next. */
    public ManagePages revoke(String transactionPassword, String code) {
        Widgets.fill(page, "確認用パスワード", transactionPassword);
        Widgets.fill(page, "ワンタイムパスワード", code);
        Widgets.press(page, "失効");
        return this;
    }

    /** What the result page says. */
    public String result() {
        Widgets.awaitTitle(page, "-結果-");
        return page.locator("main").innerText();
    }

    public Page page() {
        return page;
    }
}
