package io.sekisho.it.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import io.sekisho.it.harness.Await;
import java.time.Duration;
import java.time.Instant;
import java.util.regex.Pattern;

/** The token app on a customer's phone. */
public final class TokenApp {

    /** Seconds. */
    private static final int TIME_TO_SHOW = 2;

    private static final int TIME_LEFT = 30;

    private final Page page;

    private TokenApp(Page page) {
        this.page = page;
    }

    /** Opens the address of a mail. */
    public static TokenApp open(Page page, String address) {
        page.navigate(address);
        return new TokenApp(page);
    }

    /** The IDs of the mail's link stand in the form. */
    public TokenApp assertFilledIn(String serviceId, String userId) {
        assertThat(page.getByLabel("サービスID")).hasValue(serviceId);
        assertThat(page.getByLabel("ユーザID")).hasValue(userId);
        return this;
    }

    /** 初期設定, and whatever comes next. */
    public TokenApp send(String serviceId, String userId, String startPassword) {
        Widgets.awaitTitle(page, "初期設定");
        page.getByLabel("サービスID").fill(serviceId);
        page.getByLabel("ユーザID").fill(userId);
        page.getByLabel("利用開始パスワード", new Page.GetByLabelOptions().setExact(true))
                .fill(startPassword);
        Widgets.press(page, "送信");
        return this;
    }

    /** From 初期設定完了 to the code. */
    public TokenApp toTheCode() {
        Widgets.awaitTitle(page, "初期設定完了");
        Widgets.press(page, "次へ");
        Widgets.awaitTitle(page, "アプリロックについて");
        Widgets.press(page, "次へ");
        return this;
    }

    /** The code that is shown now. */
    public String code() {
        Locator digits = page.locator(".card .digits");
        assertThat(digits).hasText(Pattern.compile("^\\d{6,8}$"));
        return digits.textContent();
    }

    /** The same, of a step of this many seconds, of which at least half a minute is left. */
    public String code(int periodSeconds) {
        Await.until("a time step with enough time left", Duration.ofSeconds(2L * periodSeconds), () -> {
            long gone = Instant.now().getEpochSecond() % periodSeconds;
            return gone >= TIME_TO_SHOW && gone < periodSeconds - TIME_LEFT;
        });
        return code();
    }

    /** Waits for another code than this one. */
    public String codeAfter(String code) {
        assertThat(page.locator(".card .digits"))
                .not()
                .hasText(code, new LocatorAssertions.HasTextOptions().setTimeout(70_000));
        return code();
    }

    public String text() {
        return page.locator("main").innerText();
    }
}
