package io.sekisho.demo.web;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A small site of the demo, on loopback only. Each answer has strict headers, and none is kept by the browser. */
public final class WebServer implements AutoCloseable {

    private final Site site;
    private final HttpServer web;
    private final ExecutorService workers;

    /**
     * Starts it.
     *
     * @param name of its threads
     * @param port 0 for any free port
     * @throws UncheckedIOException if the port is taken
     */
    public WebServer(String name, int port, Site site) {
        this.site = site;
        try {
            web = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        workers = Executors.newFixedThreadPool(2, work -> {
            Thread thread = new Thread(work, name);
            thread.setDaemon(true);
            return thread;
        });
        web.createContext("/", this::handle);
        web.setExecutor(workers);
        web.start();
    }

    public int port() {
        return web.getAddress().getPort();
    }

    /** Where a browser finds it, without a slash at the end. */
    public String url() {
        return url(port());
    }

    /** Where a browser finds one that listens on this port, without a slash at the end. */
    public static String url(int port) {
        return "http://localhost:" + port;
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            Request request = new Request(
                    exchange.getRequestURI().getPath(),
                    exchange.getRequestURI().getQuery(),
                    exchange.getRequestHeaders().getFirst("Accept-Language"));
            List<String> allowed =
                    site.deletes(request.path()) ? List.of("GET", "HEAD", "DELETE") : List.of("GET", "HEAD");
            String method = exchange.getRequestMethod();
            if (!allowed.contains(method)) {
                exchange.getResponseHeaders().set("Allow", String.join(", ", allowed));
                send(exchange, Answer.text(405, "Method not allowed\n"));
            } else if ("DELETE".equals(method)) {
                send(exchange, site.delete(request.path(), exchange.getRequestBody()));
            } else {
                send(exchange, site.get(request));
            }
        }
    }

    private void send(HttpExchange exchange, Answer answer) throws IOException {
        Headers headers = exchange.getResponseHeaders();
        headers.set("Content-Type", answer.type());
        headers.set("Content-Security-Policy", answer.policy() == null ? site.policy() : answer.policy());
        headers.set("X-Content-Type-Options", "nosniff");
        // An address may hold an authorization code.
        headers.set("Referrer-Policy", "no-referrer");
        headers.set("Cache-Control", "no-store");
        if ("HEAD".equals(exchange.getRequestMethod())) {
            headers.set("Content-Length", Integer.toString(answer.body().length));
            exchange.sendResponseHeaders(answer.status(), -1);
        } else {
            exchange.sendResponseHeaders(answer.status(), answer.body().length == 0 ? -1 : answer.body().length);
            exchange.getResponseBody().write(answer.body());
        }
    }

    @Override
    public void close() {
        web.stop(0);
        workers.shutdownNow();
    }
}
