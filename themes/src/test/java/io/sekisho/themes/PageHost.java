package io.sekisho.themes;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.keycloak.theme.Theme;

/**
 * A server on this machine, and for this machine alone, that shows every page and mail with sample data, so that their
 * policy of "self" has a self. {@code /<theme>/<language>/} is the {@link Gallery}, and each state is below it: {@code
 * login-wrong}, {@code mail/otpApplied}, {@code mail/otpApplied.txt}. Each answer is rendered from the files as they are
 * at that moment, and loads itself anew when they change.
 */
final class PageHost implements AutoCloseable {

    static final List<Locale> LANGUAGES = List.of(Locale.JAPANESE, Locale.ENGLISH);

    static final String MAIL = "mail/";

    private static final String TEXT = ".txt";
    private static final Pattern OTHER_LANGUAGE = Pattern.compile("kc_locale=(ja|en)");
    private static final Map<String, String> TYPES = Map.ofEntries(
            Map.entry("css", "text/css; charset=utf-8"),
            Map.entry("js", "text/javascript; charset=utf-8"),
            Map.entry("svg", "image/svg+xml"),
            Map.entry("png", "image/png"),
            Map.entry("jpg", "image/jpeg"),
            Map.entry("webp", "image/webp"),
            Map.entry("ico", "image/x-icon"),
            Map.entry("woff2", "font/woff2"));

    private final ThemeFolders folders;
    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();

    private record Answer(int status, String type, byte[] body) {

        static Answer html(int status, String html) {
            return new Answer(status, "text/html; charset=utf-8", html.getBytes(StandardCharsets.UTF_8));
        }

        static Answer text(String text) {
            return new Answer(200, "text/plain; charset=utf-8", text.getBytes(StandardCharsets.UTF_8));
        }

        static Answer file(String name, byte[] body) {
            return new Answer(200, TYPES.getOrDefault(name.replaceAll(".*\\.", ""), "application/octet-stream"), body);
        }

        static Answer to(String address) {
            return new Answer(302, address, new byte[0]);
        }
    }

    /** For tests: our themes, on a port that is free. */
    PageHost() {
        this(ThemeFolders.OURS, 0);
    }

    /** @throws IllegalArgumentException with one sentence if the port is taken */
    PageHost(ThemeFolders folders, int port) {
        this.folders = folders;
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), port), 0);
        } catch (BindException e) {
            throw new IllegalArgumentException(
                    "Port " + port + " is taken: free it, or choose another one with -D" + Preview.PORT + "=<port>.");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(threads);
        server.createContext("/", this::answer);
        server.start();
    }

    /** Where it is, without a slash at the end. */
    String url() {
        return "http://localhost:" + server.getAddress().getPort();
    }

    String url(String theme, Locale locale, String state) {
        return url() + "/" + theme + "/" + locale.getLanguage() + "/" + state;
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            // Before anything is read, so that a change while the page is rendered is noticed after it.
            String stamp = folders.stamp();
            Answer answer;
            try {
                answer = answer(
                                exchange.getRequestURI().getPath(),
                                exchange.getRequestURI().getQuery(),
                                stamp)
                        .orElse(Answer.html(404, Gallery.nothing(stamp)));
            } catch (Exception e) {
                answer = Answer.html(500, Gallery.failure(e, stamp));
            }
            boolean redirect = answer.status() == 302;
            exchange.getResponseHeaders().set(redirect ? "Location" : "Content-Type", answer.type());
            exchange.getResponseHeaders().set("Cache-Control", "no-store");
            exchange.sendResponseHeaders(answer.status(), redirect ? -1 : answer.body().length);
            exchange.getResponseBody().write(answer.body());
        }
    }

    private Optional<Answer> answer(String path, String query, String stamp) throws Exception {
        switch (path) {
            case "/":
                return Optional.of(Answer.to("/" + folders.names().get(0) + "/ja/"));
            case "/stamp":
                return Optional.of(Answer.text(stamp));
            case "/gallery.css", "/reload.js":
                return Optional.of(Answer.file(path, Gallery.file(path.substring(1))));
            case "/favicon.ico":
                // A mail names no picture of its own, and browsers ask for one.
                return Optional.of(Answer.file(path, new byte[0]));
            default:
        }
        String[] parts = path.substring(1).split("/", 3);
        if (parts.length < 3 || !folders.names().contains(parts[0])) {
            return Optional.empty();
        }
        if ("resources".equals(parts[1])) {
            return resource(parts[0], parts[2]);
        }
        Locale locale = Locale.forLanguageTag(parts[1]);
        if (!LANGUAGES.contains(locale)) {
            return Optional.empty();
        }
        Matcher other = OTHER_LANGUAGE.matcher(query == null ? "" : query);
        if (other.find()) {
            return Optional.of(Answer.to("/" + parts[0] + "/" + other.group(1) + "/" + parts[2]));
        }
        if (parts[2].isEmpty()) {
            return Optional.of(Answer.html(200, Gallery.html(folders, parts[0], locale, stamp)));
        }
        return parts[2].startsWith(MAIL)
                ? mail(parts[0], locale, parts[2].substring(MAIL.length()), stamp)
                : page(parts[0], locale, parts[2], stamp);
    }

    private Optional<Answer> page(String theme, Locale locale, String name, String stamp) throws Exception {
        Optional<Page> page = Pages.named(name);
        if (page.isEmpty()) {
            return Optional.empty();
        }
        PageModel model = page.get().model(folders, theme, locale);
        return Optional.of(Answer.html(200, model.render(page.get().template()) + Gallery.reload(stamp)));
    }

    private Optional<Answer> mail(String theme, Locale locale, String name, String stamp) throws Exception {
        boolean text = name.endsWith(TEXT);
        Optional<Mail> mail = Mails.named(text ? name.substring(0, name.length() - TEXT.length()) : name);
        if (mail.isEmpty()) {
            return Optional.empty();
        }
        String body = mail.get().render(folders, theme, text ? "text" : "html", locale);
        return Optional.of(text ? Answer.text(body) : Answer.html(200, body + Gallery.reload(stamp)));
    }

    private Optional<Answer> resource(String theme, String name) throws IOException {
        try (InputStream in = new ThemeChain(folders, theme, Theme.Type.LOGIN).getResourceAsStream(name)) {
            return in == null ? Optional.empty() : Optional.of(Answer.file(name, in.readAllBytes()));
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
