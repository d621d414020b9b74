package io.sekisho.it.harness;

import io.sekisho.it.harness.FormClient.Answer;
import java.util.Map;

/** One customer's walk by forms alone, without a browser: what came last, and what is sent from there. */
public abstract class FormWalk {

    final String url;
    final Customer customer;
    final FormClient client;
    Answer page;

    FormWalk(String url, Customer customer, FormClient client) {
        this.url = url;
        this.customer = customer;
        this.client = client;
    }

    /** Sends the page's form, with its hidden step unless the fields name another one. */
    public Answer send(Map<String, String> fields) {
        page = client.submit(page, fields);
        return page;
    }

    /**
     * The same at one node of several.
     *
     * @param node its address, without a slash at the end
     */
    public Answer sendTo(String node, Map<String, String> fields) {
        page = client.submit(
                new Answer(
                        page.status(), page.uri(), page.headers(), page.body().replace(url, node)),
                fields);
        return page;
    }

    /** Loads the present page again. */
    public Answer reload() {
        page = client.get(page.uri().toString());
        return page;
    }

    /** What came last. */
    public Answer page() {
        return page;
    }

    public FormClient client() {
        return client;
    }

    public Customer customer() {
        return customer;
    }
}
