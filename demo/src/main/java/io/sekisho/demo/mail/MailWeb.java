package io.sekisho.demo.mail;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sekisho.demo.web.Answer;
import io.sekisho.demo.web.Request;
import io.sekisho.demo.web.Site;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.StreamSupport;

/** The pages and the three API calls of the catcher. */
final class MailWeb implements Site {

    /** Nothing but our own style sheet and, in its frame, the mail. */
    private static final String PAGE_POLICY =
            "default-src 'none'; style-src 'self'; img-src data:; frame-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
    /** A mail may colour itself; it may not run, load or send anything. */
    private static final String MAIL_POLICY =
            "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'";

    private static final String MESSAGES = "/api/v1/messages";
    private static final int MAX_REQUEST_BYTES = 100_000;

    private final ObjectMapper json = new ObjectMapper();
    private final MailBox box;

    MailWeb(MailBox box) {
        this.box = box;
    }

    @Override
    public String policy() {
        return PAGE_POLICY;
    }

    @Override
    public boolean deletes(String path) {
        return MESSAGES.equals(path);
    }

    @Override
    public Answer get(Request request) throws IOException {
        String path = request.path();
        if ("/".equals(path)) {
            return Answer.page(200, MailPages.inbox(box.newestFirst()));
        }
        if ("/style.css".equals(path)) {
            return Answer.file(MailWeb.class, "style.css");
        }
        if (MESSAGES.equals(path)) {
            return json(list());
        }
        if (path.startsWith("/api/v1/message/")) {
            return mail(path.substring("/api/v1/message/".length()), mail -> json(details(mail)));
        }
        if (path.startsWith("/mail/") && path.endsWith("/html")) {
            return mail(
                    path.substring("/mail/".length(), path.length() - "/html".length()),
                    mail -> Answer.page(200, mail.html()).under(MAIL_POLICY));
        }
        if (path.startsWith("/mail/")) {
            return mail(path.substring("/mail/".length()), mail -> Answer.page(200, MailPages.mail(mail)));
        }
        return Answer.notFound();
    }

    private Answer mail(String id, Function<CaughtMail, Answer> answer) {
        return box.find(id).map(answer).orElseGet(() -> Answer.text(404, "There is no such mail\n"));
    }

    @Override
    public Answer delete(String path, InputStream body) throws IOException {
        try {
            List<String> ids = ids(body.readNBytes(MAX_REQUEST_BYTES));
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
        JsonNode ids = Optional.ofNullable(json.readTree(body))
                .orElse(json.createObjectNode())
                .path("IDs");
        return StreamSupport.stream(ids.spliterator(), false)
                .map(JsonNode::asText)
                .toList();
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
        return summary(mail)
                .put("Date", mail.created().toString())
                .put("Text", mail.text())
                .put("HTML", mail.html());
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

    private static Answer json(JsonNode node) {
        return Answer.json(node.toString().getBytes(StandardCharsets.UTF_8));
    }
}
