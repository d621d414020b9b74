package io.sekisho.it.harness;

import com.microsoft.playwright.Page;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A browser without a screen or scripts: cookies, redirects and forms. For what needs no looking at, for hundreds of
 * requests, and for requests that no page would send. One customer at one realm.
 */
public final class FormClient {

    /** One connection for each request that is under way, as of many customers. */
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private static final int MAX_REDIRECTS = 10;
    private static final Pattern FORM = Pattern.compile("<form\\b[^>]*\\baction=\"([^\"]*/login-actions/[^\"]*)\"");
    private static final Pattern STEP = Pattern.compile("name=\"step\" value=\"([^\"]*)\"");
    private static final Pattern KEY = Pattern.compile("(?s)<code id=\"otp-key\"[^>]*>(.*?)</code>");
    private static final Pattern MESSAGE =
            Pattern.compile("(?s)<div class=\"notice notice-(?:error|info)\"[^>]*role=[^>]*>(.*?)</div>");
    private static final Pattern HEADING = Pattern.compile("(?s)<h1[^>]*>(.*?)</h1>");

    private final Map<String, String> cookies = new LinkedHashMap<>();
    private final List<Answer> answers = new ArrayList<>();

    /** What came in the end. */
    public record Answer(int status, URI uri, HttpHeaders headers, String body) {

        /** The text of the page's heading. */
        public String heading() {
            return text(HEADING.matcher(body));
        }

        /** Where its form is sent to. */
        public String action() {
            Matcher form = FORM.matcher(body);
            if (!form.find()) {
                throw new AssertionError("No form on the page " + uri + ": " + status + " " + body);
            }
            return form.group(1).replace("&amp;", "&");
        }

        /** The key of a registration page. */
        public String key() {
            return text(KEY.matcher(body));
        }

        /** What a page says at its top: an error, or a remark. */
        public String message() {
            return text(MESSAGE.matcher(body)).replaceAll("\\s+", " ");
        }

        /** The error at a field of the form, without mark-up; empty if there is none. */
        public String error(String field) {
            return text(Pattern.compile("(?s)<p class=\"field-error\" id=\"" + field + "-error\">(.*?)</p>")
                    .matcher(body));
        }

        private static String text(Matcher matcher) {
            return matcher.find() ? matcher.group(1).replaceAll("<[^>]*>", "").strip() : "";
        }
    }

    /** The customer of a browser window, with the cookies of now. */
    public static FormClient as(Page window) {
        FormClient client = new FormClient();
        window.context().cookies(window.url()).forEach(cookie -> client.cookies.put(cookie.name, cookie.value));
        return client;
    }

    /** The same browser with the cookies of now, for another thread. */
    public FormClient copy() {
        FormClient copy = new FormClient();
        copy.cookies.putAll(cookies);
        return copy;
    }

    /**
     * Another browser that has got hold of some of the cookies.
     *
     * @param names of those
     */
    public FormClient thief(String... names) {
        FormClient thief = new FormClient();
        thief.cookies.putAll(cookies);
        thief.cookies.keySet().retainAll(List.of(names));
        return thief;
    }

    /** The names of the cookies that the server has set and not taken back. */
    public Set<String> cookies() {
        return Set.copyOf(cookies.keySet());
    }

    /** Everything that came so far, but for redirects. */
    public List<Answer> answers() {
        return List.copyOf(answers);
    }

    /** Forgets what came so far, but no cookie: for thousands of requests. */
    public void forget() {
        answers.clear();
    }

    /**
     * Goes there, and wherever it leads.
     *
     * @param headers names and values in turn
     */
    public Answer get(String url, String... headers) {
        return send(URI.create(url), null, headers);
    }

    /** Sends the form of a page, with its hidden step if it has one. */
    public Answer submit(Answer page, Map<String, String> fields) {
        Map<String, String> all = new LinkedHashMap<>();
        Matcher step = STEP.matcher(page.body());
        if (step.find()) {
            all.put("step", step.group(1));
        }
        all.putAll(fields);
        return post(page.action(), all);
    }

    /**
     * Sends fields to an address.
     *
     * @param headers names and values in turn; only to that address
     */
    public Answer post(String url, Map<String, String> fields, String... headers) {
        return send(
                URI.create(url),
                fields.entrySet().stream()
                        .map(field ->
                                field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
                        .collect(Collectors.joining("&")),
                headers);
    }

    private Answer send(URI first, String form, String... headers) {
        URI uri = first;
        String body = form;
        for (int redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
            HttpRequest.Builder request = HttpRequest.newBuilder(uri)
                    .header("Accept", "text/html,*/*;q=0.8")
                    .header("Accept-Language", "ja");
            if (redirects == 0 && headers.length > 0) {
                request.headers(headers);
            }
            if (!cookies.isEmpty()) {
                request.header(
                        "Cookie",
                        cookies.entrySet().stream()
                                .map(cookie -> cookie.getKey() + "=" + cookie.getValue())
                                .collect(Collectors.joining("; ")));
            }
            if (body != null) {
                request.header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(BodyPublishers.ofString(body));
            }
            HttpResponse<String> response = send(request.build());
            response.headers().allValues("Set-Cookie").forEach(this::keep);
            if (response.statusCode() / 100 != 3) {
                answers.add(new Answer(response.statusCode(), uri, response.headers(), response.body()));
                return answers.get(answers.size() - 1);
            }
            uri = uri.resolve(response.headers().firstValue("Location").orElseThrow());
            body = null;
        }
        throw new AssertionError("Redirected more than " + MAX_REDIRECTS + " times from " + first);
    }

    private static HttpResponse<String> send(HttpRequest request) {
        try {
            return CLIENT.send(request, BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /**
     * By name alone: a browser would send cookies marked as secure to localhost as well, and there is only one realm.
     */
    private void keep(String header) {
        String[] parts = header.split(";", 2);
        String name = parts[0].substring(0, parts[0].indexOf('='));
        String value = parts[0].substring(parts[0].indexOf('=') + 1);
        if (parts.length > 1 && parts[1].contains("Max-Age=0")) {
            cookies.remove(name);
        } else {
            cookies.put(name, value);
        }
    }
}
