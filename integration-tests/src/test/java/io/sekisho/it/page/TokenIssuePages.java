package io.sekisho.it.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;

/** ワンタイムパスワードトークン発行. */
public final class TokenIssuePages {

    private final Page page;

    private TokenIssuePages(Page page) {
        this.page = page;
    }

    /** Waits for the first page, which asks for the transaction password. */
    public static TokenIssuePages asked(Page page) {
        page.locator("#transactionPassword").waitFor();
        return new TokenIssuePages(page);
    }

    public Page page() {
        return page;
    }

    public TokenIssuePages prove(String transactionPassword) {
        page.locator("#transactionPassword").fill(transactionPassword);
        Widgets.press(page, "認証");
        return this;
    }

    public TokenIssuePages issue(String email, String startPassword) {
        return issue(email, email, startPassword, startPassword);
    }

    public TokenIssuePages issue(String email, String emailAgain, String startPassword, String startPasswordAgain) {
        Widgets.awaitTitle(page, "ワンタイムパスワードトークン発行");
        page.locator("#email").fill(email);
        page.locator("#emailConfirm").fill(emailAgain);
        page.locator("#startPassword").fill(startPassword);
        page.locator("#startPasswordConfirm").fill(startPasswordAgain);
        Widgets.press(page, "トークン発行");
        return this;
    }

    /** トークン発行の省略. */
    public TokenIssuePages skip() {
        Widgets.press(page, "トークン発行の省略");
        return this;
    }

    public boolean skippable() {
        return Widgets.button(page, "トークン発行の省略").count() > 0;
    }

    /** Waits for the page that stays open. */
    public TokenIssuePages confirmation() {
        Widgets.awaitTitle(page, "ワンタイムパスワード認証確認");
        return this;
    }

    public String serviceId() {
        return page.locator("#service-id").innerText().strip();
    }

    public String userId() {
        return page.locator("#user-id").innerText().replaceAll("\\s", "");
    }

    public String text() {
        return page.locator("main").innerText();
    }

    /** 状態を更新, until the app is said to be set up. */
    public TokenIssuePages awaitActivated() {
        Widgets.press(page, "状態を更新");
        assertThat(page.locator("#app-state")).containsText("済み");
        return this;
    }

    public TokenIssuePages resend() {
        Locator help = page.locator("details:has(button[name=resend])");
        if (help.getAttribute("open") == null) {
            help.locator("summary").click();
        }
        help.locator("button[name=resend]").click();
        return this;
    }

    public TokenIssuePages confirm(String code) {
        page.locator("#otp").fill(code);
        Widgets.press(page, "認証確認");
        return this;
    }

    public TokenIssuePages back() {
        Widgets.press(page, "戻る");
        return this;
    }

    /** From the last page on to where the login leads. */
    public void next() {
        page.locator("form:has(input[name=step][value=receipt]) button").click();
    }
}
