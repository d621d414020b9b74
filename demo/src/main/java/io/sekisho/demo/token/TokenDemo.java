package io.sekisho.demo.token;

import io.sekisho.demo.web.WebServer;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.List;

/**
 * Hardware tokens on a screen: a page for each of the demo's tokens, which shows what its display would. Loopback only.
 */
public final class TokenDemo implements AutoCloseable {

    private final WebServer web;

    /**
     * Where the tokens can be bound.
     *
     * @param name        of the realm
     * @param displayName what customers call it
     * @param service     the address of its OTP service, without a slash at the end
     */
    public record Institution(String name, String displayName, String service) {}

    /**
     * Starts it.
     *
     * @param port         0 for any free port
     * @param institutions that have the tokens in their inventory
     * @throws UncheckedIOException if the port is taken
     */
    public TokenDemo(int port, List<Institution> institutions) {
        this(port, institutions, Clock.systemUTC());
    }

    TokenDemo(int port, List<Institution> institutions, Clock clock) {
        web = new WebServer("token-demo", port, new TokenWeb(DemoTokens.read(), institutions, clock));
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
