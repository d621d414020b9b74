package io.sekisho.demo.payment;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** The page, its script and style sheet, and the list of banks. */
final class PaymentWeb implements HttpHandler {

    private static final Map<String, String> FILES = Map.of("/", "index.html", "/payment.js", "payment.js", "/payment.css", "payment.css");
    private static final Map<String, String> TYPES = Map.of("html", "text/html; charset=utf-8", "js", "text/javascript; charset=utf-8", "css", "text/css; charset=utf-8");

    private final String policy;
    private final byte[] banks;

    PaymentWeb(String keycloakUrl, byte[] banks) {
        this.policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src data:; connect-src 'self' " + keycloakUrl
                + "; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
        this.banks = banks;
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            if (!List.of("GET", "HEAD").contains(exchange.getRequestMethod())) {
                exchange.getResponseHeaders().set("Allow", "GET, HEAD");
                send(exchange, 405, "text/plain; charset=utf-8", "Method not allowed\n".getBytes(StandardCharsets.UTF_8));
            } else if ("/banks.json".equals(path)) {
                send(exchange, 200, "application/json", banks);
            } else if (FILES.containsKey(path)) {
                String name = FILES.get(path);
                try (InputStream file = PaymentWeb.class.getResourceAsStream(name)) {
                    send(exchange, 200, TYPES.get(name.substring(name.lastIndexOf('.') + 1)), file.readAllBytes());
                }
            } else {
                send(exchange, 404, "text/plain; charset=utf-8", "Not found\n".getBytes(StandardCharsets.UTF_8));
            }
        }
    }

    private void send(HttpExchange exchange, int status, String type, byte[] body) throws IOException {
        Headers headers = exchange.getResponseHeaders();
        headers.set("Content-Type", type);
        headers.set("Content-Security-Policy", policy);
        headers.set("X-Content-Type-Options", "nosniff");
        // The address may hold an authorization code.
        headers.set("Referrer-Policy", "no-referrer");
        headers.set("Cache-Control", "no-store");
        if ("HEAD".equals(exchange.getRequestMethod())) {
            headers.set("Content-Length", Integer.toString(body.length));
            exchange.sendResponseHeaders(status, -1);
        } else {
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
        }
    }
}
