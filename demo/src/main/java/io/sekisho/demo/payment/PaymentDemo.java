package io.sekisho.demo.payment;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A bank's application that asks for a step-up with each payment: one page, at {@code /}. Loopback only. */
public final class PaymentDemo implements AutoCloseable {

    private final HttpServer web;
    private final ExecutorService workers = Executors.newFixedThreadPool(2, work -> {
        Thread thread = new Thread(work, "payment-demo");
        thread.setDaemon(true);
        return thread;
    });

    /**
     * Whom the application can pay through.
     *
     * @param name        of the realm
     * @param displayName what customers call it
     * @param issuer      the realm's address, without a slash at the end
     */
    public record Bank(String name, String displayName, String issuer) {
    }

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
            web = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
            web.createContext("/", new PaymentWeb(keycloakUrl, new ObjectMapper().writeValueAsBytes(banks)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        web.setExecutor(workers);
        web.start();
    }

    /** Where a browser finds it, without a slash at the end. */
    public String url() {
        return url(web.getAddress().getPort());
    }

    /** Where a browser finds one that listens on this port, without a slash at the end. */
    public static String url(int port) {
        return "http://localhost:" + port;
    }

    @Override
    public void close() {
        web.stop(0);
        workers.shutdownNow();
    }
}
