package io.sekisho.demo.payment;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sekisho.demo.web.WebServer;
import java.io.UncheckedIOException;
import java.util.List;

/** A bank's application that asks for a step-up with each payment: one page, at {@code /}. Loopback only. */
public final class PaymentDemo implements AutoCloseable {

    private final WebServer web;

    /**
     * Whom the application can pay through.
     *
     * @param name        of the realm
     * @param displayName what customers call it
     * @param issuer      the realm's address, without a slash at the end
     */
    public record Bank(String name, String displayName, String issuer) {}

    /**
     * Starts it.
     *
     * @param port        0 for any free port
     * @param keycloakUrl where browsers find Keycloak, without a slash at the end
     * @param banks       realms with the client {@code payment}
     * @throws UncheckedIOException if the port is taken
     */
    public PaymentDemo(int port, String keycloakUrl, List<Bank> banks) {
        try {
            web = new WebServer(
                    "payment-demo", port, new PaymentWeb(keycloakUrl, new ObjectMapper().writeValueAsBytes(banks)));
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where a browser finds it, without a slash at the end. */
    public String url() {
        return web.url();
    }

    @Override
    public void close() {
        web.close();
    }
}
