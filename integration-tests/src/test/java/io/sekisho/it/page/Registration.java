package io.sekisho.it.page;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.WaitForSelectorState;
import io.sekisho.it.harness.Qr;

/** The registration QR and the key, as the wizard and the re-display show them. */
public final class Registration {

    private final Page page;

    Registration(Page page) {
        this.page = page;
        page.locator("#otp-qr").waitFor();
    }

    /** Whether the key can be seen. */
    public boolean keyVisible() {
        return key().isVisible();
    }

    /** Reveals the key as a customer would, reads it, and hides it again. */
    public String revealedKey() {
        Widgets.press(page, "コードを表示");
        key().waitFor();
        String text = key().textContent().strip();
        Widgets.press(page, "コードを隠す");
        key().waitFor(new Locator.WaitForOptions().setState(WaitForSelectorState.HIDDEN));
        return text;
    }

    /** What the registration QR says. */
    public String qr() {
        return Qr.read(page.locator("#otp-qr"));
    }

    private Locator key() {
        return page.locator("#otp-key");
    }
}
