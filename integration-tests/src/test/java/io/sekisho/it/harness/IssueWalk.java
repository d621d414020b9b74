package io.sekisho.it.harness;

import io.sekisho.it.harness.FormClient.Answer;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The walk in which a customer has a token issued, by forms alone: one tab of one browser, from the login on. */
public final class IssueWalk extends FormWalk {

    /** 利用開始パスワード, where a test does not choose another one. */
    public static final String START_PASSWORD = "20261120";

    public static final String PROOF = "取引パスワード認証";
    public static final String ISSUE = "ワンタイムパスワードトークン発行";
    public static final String CONFIRM = "ワンタイムパスワード認証確認";
    public static final String RECEIPT = "ワンタイムパスワード利用開始";

    private static final Pattern USER_ID = Pattern.compile("(?s)id=\"user-id\"[^>]*>(.*?)</td>");

    private IssueWalk(String url, Customer customer, FormClient client) {
        super(url, customer, client);
    }

    /** Logs in with number and login password; whatever comes next. */
    public static IssueWalk login(Server server, Customer customer) {
        return login(server.url(), customer);
    }

    /** The same at a server with this address, without a slash at the end. */
    public static IssueWalk login(String url, Customer customer) {
        return new IssueWalk(url, customer, new FormClient()).open();
    }

    /** The same login begun once more, in another tab of the same browser. */
    public IssueWalk inAnotherTab() {
        return new IssueWalk(url, customer, client).open();
    }

    /** The same login begun once more, in another browser. */
    public IssueWalk inAnotherBrowser() {
        return login(url, customer);
    }

    /** Takes up what stands by now, as a customer does who comes back. */
    public IssueWalk resume() {
        page = inAnotherTab().goOn().page;
        return this;
    }

    /** Goes on with what was issued before, after the proof if one is asked for. */
    public IssueWalk goOn() {
        return (page.body().contains("name=\"transactionPassword\"") ? prove() : this).skip();
    }

    private IssueWalk open() {
        page = client.get(url + "/realms/" + customer.realm() + "/otp-service");
        if ("ログイン".equals(page.heading())) {
            send(Map.of("username", customer.number(), "password", customer.loginPassword()));
        }
        return this;
    }

    /** Of somebody who clicks more than once: the same tab, with the same page and cookies, for another thread. */
    public IssueWalk click() {
        IssueWalk copy = new IssueWalk(url, customer, client.copy());
        copy.page = page;
        return copy;
    }

    public IssueWalk prove() {
        send(Map.of("transactionPassword", customer.transactionPassword()));
        return this;
    }

    public IssueWalk issue(String address) {
        return issue(address, START_PASSWORD);
    }

    public IssueWalk issue(String address, String startPassword) {
        send(form(address, address, startPassword, startPassword));
        return this;
    }

    /** The fields of the page that issues. */
    public static Map<String, String> form(
            String address, String addressAgain, String startPassword, String startPasswordAgain) {
        return Map.of(
                "email",
                address,
                "emailConfirm",
                addressAgain,
                "startPassword",
                startPassword,
                "startPasswordConfirm",
                startPasswordAgain);
    }

    /** トークン発行の省略. */
    public IssueWalk skip() {
        send(Map.of("skip", "true"));
        return this;
    }

    /** Whether the page offers it. */
    public boolean skippable() {
        return page.body().contains("name=\"skip\"");
    }

    public IssueWalk back() {
        send(Map.of("back", "true"));
        return this;
    }

    public Answer resend() {
        return send(Map.of("resend", "true"));
    }

    /** 状態を更新. */
    public Answer refresh() {
        return send(Map.of("refresh", "true"));
    }

    public Answer confirm(String code) {
        return send(Map.of("otp", code));
    }

    /** The ユーザID that the page shows; empty if it shows none. */
    public String userId() {
        Matcher id = USER_ID.matcher(page.body());
        return id.find() ? id.group(1).replaceAll("<[^>]*>|\\s", "") : "";
    }

    /** Where a test has a customer's token sent to. */
    public String phone() {
        return phoneOf(customer);
    }

    public static String phoneOf(Customer customer) {
        return "phone-" + customer.number() + "@mobile.example.com";
    }
}
