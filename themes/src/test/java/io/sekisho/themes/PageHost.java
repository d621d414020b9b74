package io.sekisho.themes;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import org.keycloak.theme.Theme;

/**
 * A server on this machine that shows the pages with their sample data, so that their policy of "self" has a self:
 * {@code /<theme>/<language>/<page>}.
 */
final class PageHost implements AutoCloseable {

    private static final Map<String, String> TYPES =
            Map.of("css", "text/css", "js", "text/javascript", "svg", "image/svg+xml");

    private final HttpServer server;

    PageHost() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", this::answer);
        server.start();
    }

    String url(String theme, Locale locale, String page) {
        return "http://localhost:" + server.getAddress().getPort() + "/" + theme + "/" + locale.getLanguage() + "/"
                + page;
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String[] path = exchange.getRequestURI().getPath().split("/", 4);
            try {
                boolean resource = path.length == 4 && "resources".equals(path[2]);
                byte[] body = resource ? resource(path[1], path[3]) : page(path[1], path[2], path[3]);
                exchange.getResponseHeaders()
                        .set(
                                "Content-Type",
                                resource ? TYPES.get(path[3].replaceAll(".*\\.", "")) : "text/html; charset=utf-8");
                exchange.sendResponseHeaders(200, body.length);
                exchange.getResponseBody().write(body);
            } catch (Exception e) {
                exchange.sendResponseHeaders(404, -1);
            }
        }
    }

    private static byte[] resource(String theme, String name) throws IOException {
        try (InputStream in = new ThemeChain(theme, Theme.Type.LOGIN).getResourceAsStream(name)) {
            return in.readAllBytes();
        }
    }

    private static byte[] page(String theme, String language, String name) throws Exception {
        Page page = Pages.all().stream()
                .filter(candidate -> candidate.name().equals(name))
                .findFirst()
                .orElseThrow();
        return RenderingTest.render(theme, Locale.forLanguageTag(language), page)
                .getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
