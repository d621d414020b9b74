package io.sekisho.it.page;

import com.microsoft.playwright.Page;

/** サービス利用停止: a fresh OTP, then the receipt. */
public final class StopPages {

    private final Page page;

    StopPages(Page page) {
        this.page = page;
        Widgets.awaitTitle(page, "サービス利用停止 -確認-");
    }

    /** Sends a code, whatever comes next. */
    public StopPages prove(String code) {
        Widgets.fill(page, "ワンタイムパスワード", code);
        Widgets.press(page, "利用停止");
        return this;
    }

    /** The receipt, and back to the status page. */
    public StatusPage receipt() {
        Widgets.awaitTitle(page, "サービス利用停止 -受付-");
        Widgets.press(page, "登録情報照会へ");
        return StatusPage.shown(page);
    }
}
