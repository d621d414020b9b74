package io.sekisho.it.page;

import com.microsoft.playwright.Page;

/** 取引パスワードの変更: the old one, the new one twice, the receipt. */
public final class TransactionPasswordPages {

    private final Page page;

    TransactionPasswordPages(Page page) {
        this.page = page;
        Widgets.awaitTitle(page, "取引パスワードの変更");
    }

    /** Sends the form, whatever comes next. */
    public TransactionPasswordPages change(String current, String next, String confirmation) {
        Widgets.fill(page, "現在の取引パスワード", current);
        Widgets.fill(page, "新しい取引パスワード", next);
        Widgets.fill(page, "新しい取引パスワード（確認）", confirmation);
        Widgets.press(page, "変更");
        return this;
    }

    /** The receipt, and back to the status page. */
    public StatusPage receipt() {
        Widgets.awaitTitle(page, "取引パスワードの受付");
        Widgets.press(page, "登録情報照会へ");
        return StatusPage.shown(page);
    }
}
