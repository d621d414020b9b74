package io.sekisho.it.harness;

import io.sekisho.it.harness.FormClient.Answer;
import java.util.Map;

/** A customer's walk behind the links of the login page, form by form, without a browser. */
public final class BindWalk extends FormWalk {

    private BindWalk(String url, Customer customer, FormClient client) {
        super(url, customer, client);
    }

    /** At the identification page of ワンタイムパスワード利用登録. */
    public static BindWalk register(Server server, Customer customer) {
        return register(server.url(), customer);
    }

    /** The same at a server with this address, without a slash at the end. */
    public static BindWalk register(String url, Customer customer) {
        return new BindWalk(url, customer, new FormClient()).enter("register");
    }

    /** At the identification page of 利用停止. */
    public static BindWalk stop(Server server, Customer customer) {
        return new BindWalk(server.url(), customer, new FormClient()).enter("stop");
    }

    /** Wherever an address leads to, in a browser that may have been elsewhere before. */
    public static BindWalk at(Server server, Customer customer, FormClient client, String address) {
        BindWalk walk = new BindWalk(server.url(), customer, client);
        walk.page = client.get(address);
        return walk;
    }

    /** The same walk begun once more, in another tab of the same browser. */
    public BindWalk inAnotherTab() {
        return new BindWalk(url, customer, client).enter("register");
    }

    private BindWalk enter(String entrance) {
        page = client.get(url + "/realms/" + customer.realm() + "/otp-service/" + entrance);
        return this;
    }

    /** Of somebody who clicks more than once: the same tab, with the same page and cookies, for another thread. */
    public BindWalk click() {
        BindWalk copy = new BindWalk(url, customer, client.copy());
        copy.page = page;
        return copy;
    }

    /** Sends name and login password. */
    public BindWalk identify() {
        send(Map.of("username", customer.number(), "password", customer.loginPassword()));
        return this;
    }

    /** Sends the transaction password. */
    public BindWalk prove() {
        send(Map.of("transactionPassword", customer.transactionPassword()));
        return this;
    }

    /** Sends token ID and code. */
    public Answer bind(String tokenId, String code) {
        return send(Map.of("tokenId", tokenId, "otp", code));
    }

    /** Sends the code that follows; or the code of a stop. */
    public Answer code(String code) {
        return send(Map.of("otp", code));
    }
}
