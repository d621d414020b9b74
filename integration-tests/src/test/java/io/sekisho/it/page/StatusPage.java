package io.sekisho.it.page;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.util.List;

/** 登録情報照会. */
public final class StatusPage {

    static final String TITLE = "登録情報照会";

    private final Page page;

    private StatusPage(Page page) {
        this.page = page;
    }

    static StatusPage shown(Page page) {
        Widgets.awaitTitle(page, TITLE);
        return new StatusPage(page);
    }

    /** Opens it for a customer who is logged in. */
    public static StatusPage open(Page page, String url, String realm) {
        page.navigate(url + "/realms/" + realm + "/otp-service");
        return shown(page);
    }

    /** The status of one service. */
    public String status(String service) {
        return row(service).getByRole(AriaRole.CELL).first().innerText().strip();
    }

    /** Whether there is a row for it. */
    public boolean lists(String service) {
        return row(service).count() > 0;
    }

    /** The status of the OTP service: 未登録, 利用中 or 利用停止. */
    public String otp() {
        return status("ワンタイムパスワードサービス");
    }

    /** What can be done now, in the order of the page. */
    public List<String> otpActions() {
        return row("ワンタイムパスワードサービス").getByRole(AriaRole.BUTTON).allInnerTexts();
    }

    public ApplyWizard apply() {
        act("ワンタイムパスワードサービス", "申込");
        return new ApplyWizard(page);
    }

    public RedisplayPages redisplay() {
        act("ワンタイムパスワードサービス", "コード再表示");
        return new RedisplayPages(page);
    }

    public StopPages stop() {
        act("ワンタイムパスワードサービス", "利用停止");
        return new StopPages(page);
    }

    /** 変更 in the row of the transaction password. */
    public TransactionPasswordPages changeTransactionPassword() {
        act("取引パスワード", "変更");
        return new TransactionPasswordPages(page);
    }

    /** Presses a button in a service's row. */
    public void act(String service, String action) {
        row(service)
                .getByRole(
                        AriaRole.BUTTON,
                        new Locator.GetByRoleOptions().setName(action).setExact(true))
                .click();
    }

    /** Logs out, and confirms it if asked. */
    public void logout() {
        page.getByText("ログアウト", new Page.GetByTextOptions().setExact(true))
                .first()
                .click();
        Locator confirm = page.getByRole(AriaRole.MAIN)
                .getByRole(
                        AriaRole.BUTTON,
                        new Locator.GetByRoleOptions().setName("ログアウト").setExact(true));
        Locator login = page.locator("#username");
        confirm.or(login).or(page.locator("#kc-info-message")).first().waitFor();
        if (confirm.count() > 0) {
            confirm.click();
        }
    }

    private Locator row(String service) {
        return page.getByRole(AriaRole.ROW).filter(new Locator.FilterOptions().setHasText(service));
    }
}
