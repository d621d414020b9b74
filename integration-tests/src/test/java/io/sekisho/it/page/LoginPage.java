package io.sekisho.it.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import io.sekisho.it.harness.Customer;
import io.sekisho.it.harness.Server;

/** Where a customer gives a number and the login password, and after that the OTP if the service is in use. */
public final class LoginPage {

    private final Page page;

    private LoginPage(Page page) {
        this.page = page;
    }

    /** Opens the status page without being logged in, which leads here. */
    public static LoginPage open(Page page, Server server, String realm) {
        return open(page, server.url(), realm);
    }

    /**
     * The same on any server.
     *
     * @param url without a slash at the end
     */
    public static LoginPage open(Page page, String url, String realm) {
        page.navigate(url + "/realms/" + realm + "/otp-service");
        return shown(page);
    }

    /** It is there already. */
    static LoginPage shown(Page page) {
        Says.heading(page, "ログイン");
        page.getByLabel("ログインパスワード", new Page.GetByLabelOptions().setExact(true))
                .waitFor();
        return new LoginPage(page);
    }

    /** Logs in a customer who does not use the OTP service. */
    public StatusPage login(Customer customer) {
        password(customer);
        return StatusPage.shown(page);
    }

    /** Logs in a customer who uses the OTP service. */
    public StatusPage login(Customer customer, String code) {
        password(customer);
        otp(code);
        return StatusPage.shown(page);
    }

    /** Sends number and login password, whatever comes next. */
    public LoginPage password(Customer customer) {
        page.locator("#username").fill(customer.number());
        page.getByLabel("ログインパスワード", new Page.GetByLabelOptions().setExact(true))
                .fill(customer.loginPassword());
        submit();
        return this;
    }

    /** Sends a code, whatever comes next. */
    public LoginPage otp(String code) {
        page.getByLabel("ワンタイムパスワード", new Page.GetByLabelOptions().setExact(true))
                .fill(code);
        submit();
        return this;
    }

    /** Waits for an error at the code's field that holds this text; the form is there to be sent again. */
    public LoginPage otpError(String text) {
        assertThat(page.locator("#otp-error")).containsText(text);
        assertThat(page.getByLabel("ワンタイムパスワード", new Page.GetByLabelOptions().setExact(true)))
                .isEditable();
        return this;
    }

    /** The status page, after everything that was asked for. */
    public StatusPage status() {
        return StatusPage.shown(page);
    }

    private void submit() {
        page.getByRole(
                        AriaRole.BUTTON,
                        new Page.GetByRoleOptions().setName("ログイン").setExact(true))
                .click();
    }
}
