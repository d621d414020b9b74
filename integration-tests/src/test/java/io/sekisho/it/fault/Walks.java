package io.sekisho.it.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.sekisho.it.harness.Customer;
import io.sekisho.it.harness.FormClient;
import io.sekisho.it.harness.FormClient.Answer;
import io.sekisho.it.harness.Oath;
import java.util.Map;

/** What customers do at a server that may fail, by forms alone: one browser. */
final class Walks {

    static final String STATUS = "登録情報照会";
    static final String LOGIN = "ログイン";
    static final String PROOF = "取引パスワード認証";
    static final String CONFIRM = "ワンタイムパスワード認証確認";
    static final String RECEIPT = "サービス申込 -受付-";

    private final FormClient client = new FormClient();
    private final String url;

    /** @param url of the server, without a slash at the end */
    Walks(String url) {
        this.url = url;
    }

    FormClient client() {
        return client;
    }

    /** The form of the login page. */
    static Map<String, String> login(Customer customer) {
        return Map.of("username", customer.number(), "password", customer.loginPassword());
    }

    /** The form of the page that issues a token. */
    static Map<String, String> issueTo(String address) {
        return Map.of(
                "email",
                address,
                "emailConfirm",
                address,
                "startPassword",
                "20261120",
                "startPasswordConfirm",
                "20261120");
    }

    /** Opens the status page, whatever comes. */
    Answer open(Customer customer) {
        return client.get(url + "/realms/" + customer.realm() + "/otp-service");
    }

    /** Starts what a button of the status page starts, whatever comes. */
    Answer start(Customer customer, String action) {
        return client.get(url + "/realms/" + customer.realm()
                + "/protocol/openid-connect/auth?client_id=otp-service&response_type=code&scope=openid&redirect_uri="
                + url + "/realms/" + customer.realm() + "/otp-service&kc_action=" + action);
    }

    /** ワンタイムパスワード利用登録 from the login page, identified. */
    Answer register(Customer customer) {
        return client.submit(
                client.get(url + "/realms/" + customer.realm() + "/otp-service/register"), login(customer));
    }

    /**
     * Applies in a realm whose customers have an app, from the login to the receipt.
     *
     * @return the app
     */
    Oath apply(Customer customer) {
        Answer proof = client.submit(start(customer, "sekisho-otp-apply"), login(customer));
        Answer registration = client.submit(proof, Map.of("transactionPassword", customer.transactionPassword()));
        Oath app = Oath.with(registration.key());
        Answer receipt = client.submit(client.submit(registration, Map.of()), Map.of("otp", app.currentCode()));
        assertEquals(RECEIPT, receipt.heading(), receipt.body());
        return app;
    }
}
