package io.sekisho.demo.web;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * What goes back to a browser.
 *
 * @param status HTTP's
 * @param type   media type
 * @param policy content security policy; null for the site's
 * @param body   may be empty
 */
public record Answer(int status, String type, String policy, byte[] body) {

    private static final Map<String, String> TYPES = Map.of(
            "html",
            "text/html; charset=utf-8",
            "js",
            "text/javascript; charset=utf-8",
            "css",
            "text/css; charset=utf-8");

    public static Answer page(int status, String html) {
        return new Answer(status, TYPES.get("html"), null, html.getBytes(StandardCharsets.UTF_8));
    }

    public static Answer text(int status, String text) {
        return new Answer(status, "text/plain; charset=utf-8", null, text.getBytes(StandardCharsets.UTF_8));
    }

    public static Answer json(byte[] json) {
        return new Answer(200, "application/json", null, json);
    }

    /** A page, script or style sheet that stands beside a class. */
    public static Answer file(Class<?> owner, String name) throws IOException {
        try (InputStream file = owner.getResourceAsStream(name)) {
            return new Answer(200, TYPES.get(name.substring(name.lastIndexOf('.') + 1)), null, file.readAllBytes());
        }
    }

    public static Answer notFound() {
        return text(404, "Not found\n");
    }

    /** The same under another content security policy. */
    public Answer under(String other) {
        return new Answer(status, type, other, body);
    }
}
