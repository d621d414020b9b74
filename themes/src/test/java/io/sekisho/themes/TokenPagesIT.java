package io.sekisho.themes;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The pages on which customers bind a token that they hold, as a browser shows them: in both languages, on three widths. */
final class TokenPagesIT {

    private static final String BRAND = "sample-direct";

    private static PageHost host;
    private static Window window;

    @BeforeAll
    static void open() {
        host = new PageHost();
        window = new Window();
    }

    @AfterAll
    static void close() {
        window.close();
        host.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"login", "login-otp-lost", "status-token-bound", "entrance-register", "entrance-register-wrong", "entrance-stop", "entrance-stop-code",
            "entrance-stop-receipt", "token-bind-proof", "token-bind-mail-again", "token-bind", "token-bind-from-status-replacing", "token-bind-both-missing",
            "token-bind-next-not-following", "token-bind-receipt-replaced", "token-bind-refused-sekishoMailCodeNoAddress"})
    void aPageFitsEveryScreenAndCanBeUsedByEverybody(String name) {
        for (Locale locale : List.of(Locale.JAPANESE, Locale.ENGLISH)) {
            com.microsoft.playwright.Page page = window.open(options -> { });
            page.navigate(host.url(BRAND, locale, name));
            for (int width : Window.WIDTHS) {
                Window.width(page, width);
                assertEquals(List.of(), Window.faults(page), locale + " " + width);
            }
            assertEquals(List.of(), Window.violations(page), locale.toString());
        }
        assertEquals(List.of(), window.troubles());
        window.closePages();
    }
}
