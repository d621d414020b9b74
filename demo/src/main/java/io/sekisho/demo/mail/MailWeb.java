package io.sekisho.demo.mail;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.StreamSupport;

/** The pages and the three API calls of the catcher. */
final class MailWeb implements HttpHandler {

    /** Nothing but our own style sheet and, in its frame, the mail. */
    private static final String PAGE_POLICY = "default-src 'none'; style-src 'self'; img-src data:; frame-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
    /** A mail may colour itself; it may not run, load or send anything. */
    private static final String MAIL_POLICY = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'";
    private static final int MAX_REQUEST_BYTES = 100_000;

    private final ObjectMapper json = new ObjectMapper();
    private final MailBox box;

    MailWeb(MailBox box) {
        this.box = box;
    }

    /** What goes back. */
    private record Answer(int status, String type, String policy, byte[] body) {

        static Answer page(int status, String html) {
            return new Answer(status, "text/html; charset=utf-8", PAGE_POLICY, html.getBytes(StandardCharsets.UTF_8));
        }

        static Answer text(int status, String text) {
            return new Answer(status, "text/plain; charset=utf-8", PAGE_POLICY, text.getBytes(StandardCharsets.UTF_8));
        }
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            String method = exchange.getRequestMethod();
            List<String> allowed = "/api/v1/messages".equals(path) ? List.of("GET", "HEAD", "DELETE") : List.of("GET", "HEAD");
            if (!allowed.contains(method)) {
                exchange.getResponseHeaders().set("Allow", String.join(", ", allowed));
                send(exchange, Answer.text(405, "Method not allowed\n"));
            } else if ("DELETE".equals(method)) {
                send(exchange, delete(exchange));
            } else {
                send(exchange, get(path));
            }
        }
    }

    private Answer get(String path) throws IOException {
        if ("/".equals(path)) {
            return Answer.page(200, MailPages.inbox(box.newestFirst()));
        }
        if ("/style.css".equals(path)) {
            try (InputStream css = MailWeb.class.getResourceAsStream("style.css")) {
                return new Answer(200, "text/css; charset=utf-8", PAGE_POLICY, css.readAllBytes());
            }
        }
        if ("/api/v1/messages".equals(path)) {
            return json(list());
        }
        if (path.startsWith("/api/v1/message/")) {
            return mail(path.substring("/api/v1/message/".length()), mail -> json(details(mail)));
        }
        if (path.startsWith("/mail/") && path.endsWith("/html")) {
            return mail(path.substring("/mail/".length(), path.length() - "/html".length()),
                    mail -> new Answer(200, "text/html; charset=utf-8", MAIL_POLICY, mail.html().getBytes(StandardCharsets.UTF_8)));
        }
        if (path.startsWith("/mail/")) {
            return mail(path.substring("/mail/".length()), mail -> Answer.page(200, MailPages.mail(mail)));
        }
        return Answer.text(404, "Not found\n");
    }

    private Answer mail(String id, Function<CaughtMail, Answer> answer) {
        return box.find(id).map(answer).orElseGet(() -> Answer.text(404, "There is no such mail\n"));
    }

    private Answer delete(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readNBytes(MAX_REQUEST_BYTES);
        try {
            List<String> ids = ids(body);
            if (ids.isEmpty()) {
                box.clear();
            } else {
                box.remove(ids);
            }
            return Answer.text(200, "ok");
        } catch (JsonProcessingException e) {
            return Answer.text(400, "The body is not JSON; leave it out, or send {\"IDs\": [\"…\"]}\n");
        }
    }

    private List<String> ids(byte[] body) throws IOException {
        JsonNode ids = Optional.ofNullable(json.readTree(body)).orElse(json.createObjectNode()).path("IDs");
        return StreamSupport.stream(ids.spliterator(), false).map(JsonNode::asText).toList();
    }

    private ObjectNode list() {
        List<CaughtMail> mails = box.newestFirst();
        ObjectNode list = json.createObjectNode();
        list.put("total", mails.size());
        list.put("count", mails.size());
        list.put("start", 0);
        ArrayNode messages = list.putArray("messages");
        mails.forEach(mail -> messages.add(summary(mail).put("Snippet", mail.snippet())));
        return list;
    }

    private ObjectNode details(CaughtMail mail) {
        return summary(mail).put("Date", mail.created().toString()).put("Text", mail.text()).put("HTML", mail.html());
    }

    private ObjectNode summary(CaughtMail mail) {
        ObjectNode node = json.createObjectNode();
        node.put("ID", mail.id());
        node.put("MessageID", mail.messageId());
        node.set("From", address(mail.from()));
        ArrayNode to = node.putArray("To");
        mail.to().forEach(address -> to.add(address(address)));
        node.put("Subject", mail.subject());
        node.put("Created", mail.created().toString());
        node.put("Size", mail.source().length);
        return node;
    }

    private ObjectNode address(CaughtMail.Address address) {
        return json.createObjectNode().put("Name", address.name()).put("Address", address.address());
    }

    private Answer json(JsonNode node) {
        return new Answer(200, "application/json", PAGE_POLICY, node.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static void send(HttpExchange exchange, Answer answer) throws IOException {
        Headers headers = exchange.getResponseHeaders();
        headers.set("Content-Type", answer.type());
        headers.set("Content-Security-Policy", answer.policy());
        headers.set("X-Content-Type-Options", "nosniff");
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
}
