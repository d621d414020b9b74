package io.sekisho.it.page;

import com.microsoft.playwright.Page;

/** コード再表示: a fresh OTP, then the registration QR and the key again. */
public final class RedisplayPages {

    private final Page page;

    RedisplayPages(Page page) {
        this.page = page;
        Widgets.awaitTitle(page, "ワンタイムパスワード認証");
    }

    /** Sends a code, whatever comes next. */
    public RedisplayPages prove(String code) {
        Widgets.fill(page, "ワンタイムパスワード", code);
        Widgets.press(page, "認証");
        return this;
    }

    public Registration registration() {
        Widgets.awaitTitle(page, "登録コード再表示");
        return new Registration(page);
    }

    public StatusPage toStatus() {
        Widgets.press(page, "登録情報照会へ");
        return StatusPage.shown(page);
    }
}
