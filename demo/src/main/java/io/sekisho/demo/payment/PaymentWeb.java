package io.sekisho.demo.payment;

import io.sekisho.demo.web.Answer;
import io.sekisho.demo.web.Request;
import io.sekisho.demo.web.Site;
import java.io.IOException;
import java.util.Map;

/** The page, its script and style sheet, and the list of banks. */
final class PaymentWeb implements Site {

    private static final Map<String, String> FILES =
            Map.of("/", "index.html", "/payment.js", "payment.js", "/payment.css", "payment.css");

    private final String policy;
    private final byte[] banks;

    PaymentWeb(String keycloakUrl, byte[] banks) {
        this.policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src data:; connect-src 'self' "
                + keycloakUrl + "; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
        this.banks = banks;
    }

    @Override
    public String policy() {
        return policy;
    }

    @Override
    public Answer get(Request request) throws IOException {
        if ("/banks.json".equals(request.path())) {
            return Answer.json(banks);
        }
        String file = FILES.get(request.path());
        return file == null ? Answer.notFound() : Answer.file(PaymentWeb.class, file);
    }
}
