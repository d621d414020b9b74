package io.sekisho.it.page;

import com.microsoft.playwright.Page;

/** サービス申込, four pages. */
public final class ApplyWizard {

    private final Page page;

    ApplyWizard(Page page) {
        this.page = page;
        Widgets.awaitTitle(page, "取引パスワード認証");
    }

    /** Page 1. */
    public ApplyWizard prove(String transactionPassword) {
        Widgets.fill(page, "取引パスワード", transactionPassword);
        Widgets.press(page, "認証");
        return this;
    }

    /** Page 2. */
    public Registration registration() {
        Widgets.awaitTitle(page, "登録");
        return new Registration(page);
    }

    /** From page 2 to page 3. */
    public ApplyWizard next() {
        Widgets.press(page, "次へ");
        Widgets.awaitTitle(page, "確認");
        return this;
    }

    /** Page 3. */
    public ApplyWizard confirm(String code) {
        Widgets.fill(page, "ワンタイムパスワード", code);
        Widgets.press(page, "認証");
        return this;
    }

    /** Page 4, and back to the status page. */
    public StatusPage receipt() {
        Widgets.awaitTitle(page, "受付");
        Widgets.press(page, "登録情報照会へ");
        return StatusPage.shown(page);
    }

    /** 戻る. */
    public void back() {
        Widgets.press(page, "戻る");
    }
}
