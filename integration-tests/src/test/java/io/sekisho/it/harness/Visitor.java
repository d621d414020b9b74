package io.sekisho.it.harness;

import io.sekisho.it.harness.FormClient.Answer;
import java.util.List;
import java.util.Map;

/** A customer at the institution's pages, by forms alone. */
public final class Visitor {

    private final FormClient client = new FormClient();
    private final String url;
    private final Customer customer;

    /** @param url of the server, without a slash at the end */
    public Visitor(String url, Customer customer) {
        this.url = url;
        this.customer = customer;
    }

    /** Opens the status page, and sends number and login password if asked; whatever comes next. */
    public Answer login() {
        return passLogin(client.get(statusUrl()));
    }

    /**
     * Starts what a button of the status page starts, and sends number and login password if asked; whatever comes
     * next.
     */
    public Answer start(String action) {
        return start("otp-service", action);
    }

    /** The same through another client of the realm. */
    public Answer start(String clientId, String action) {
        return open(clientId, "&kc_action=" + action);
    }

    /** Logs in at a client of the realm that may send its customers to the status page. */
    public Answer loginAt(String clientId) {
        return open(clientId, "");
    }

    private Answer open(String clientId, String more) {
        return passLogin(client.get(url + "/realms/" + customer.realm() + "/protocol/openid-connect/auth?client_id="
                + clientId + "&response_type=code&scope=openid&redirect_uri=" + statusUrl() + more));
    }

    private Answer passLogin(Answer page) {
        return "ログイン".equals(page.heading())
                ? submit(page, Map.of("username", customer.number(), "password", customer.loginPassword()))
                : page;
    }

    /** Sends the form of a page, with its hidden step if it has one. */
    public Answer submit(Answer page, Map<String, String> fields) {
        return client.submit(page, fields);
    }

    /** Goes anywhere. */
    public Answer get(String address) {
        return client.get(address);
    }

    /** Everything that came so far, but for redirects. */
    public List<Answer> answers() {
        return client.answers();
    }

    private String statusUrl() {
        return url + "/realms/" + customer.realm() + "/otp-service";
    }
}
