package io.sekisho.it.harness;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sekisho.demo.mail.CaughtMail;
import io.sekisho.demo.mail.CaughtMail.Address;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** A Mailpit, read by its API. */
final class MailpitInbox implements Inbox {

    private static final int ALL = 10_000;
    private static final int TOLD = 20;
    private static final int MAX_RETRIES = 3;

    private final HttpClient client = HttpClient.newHttpClient();
    private final ObjectMapper json = new ObjectMapper();
    private final Map<String, CaughtMail> read = new ConcurrentHashMap<>();
    private final String url;
    private final String smtpHost;
    private final int smtpPort;

    /** @param url where its API answers, without a slash at the end */
    MailpitInbox(String url, String smtpHost, int smtpPort) {
        this.url = url;
        this.smtpHost = smtpHost;
        this.smtpPort = smtpPort;
    }

    @Override
    public String smtpHost() {
        return smtpHost;
    }

    @Override
    public int smtpPort() {
        return smtpPort;
    }

    @Override
    public List<CaughtMail> mails() {
        List<CaughtMail> mails = new ArrayList<>();
        for (JsonNode entry : parsed("messages?limit=" + ALL).get("messages")) {
            mails.add(read.computeIfAbsent(entry.get("ID").asText(), id -> mail(id, entry)));
        }
        return mails;
    }

    @Override
    public void clear() {
        send("DELETE", "messages");
        read.clear();
    }

    private CaughtMail mail(String id, JsonNode entry) {
        JsonNode mail = parsed("message/" + id);
        List<Address> to = addresses(mail, "To");
        return new CaughtMail(
                id,
                mail.get("MessageID").asText(),
                address(mail.get("From")),
                to,
                Stream.of("To", "Cc", "Bcc")
                        .flatMap(header -> addresses(mail, header).stream())
                        .map(Address::address)
                        .toList(),
                mail.get("Subject").asText(),
                OffsetDateTime.parse(entry.get("Created").asText()).toInstant(),
                mail.get("Text").asText(),
                mail.get("HTML").asText(),
                get("message/" + id + "/raw"));
    }

    private static List<Address> addresses(JsonNode mail, String header) {
        return StreamSupport.stream(mail.path(header).spliterator(), false)
                .map(MailpitInbox::address)
                .toList();
    }

    private static Address address(JsonNode address) {
        return new Address(
                address.path("Name").asText(), address.path("Address").asText());
    }

    @Override
    public CaughtMail await(Predicate<CaughtMail> wanted, Duration timeout) {
        List<CaughtMail> found = new ArrayList<>();
        try {
            Await.until("such a mail", timeout, () -> {
                Optional<CaughtMail> newest = mails().stream().filter(wanted).findFirst();
                newest.ifPresent(found::add);
                return newest.isPresent();
            });
        } catch (AssertionError e) {
            throw new NoSuchElementException(
                    "No such mail within " + timeout.toSeconds() + " s; there were "
                            + mails().stream()
                                    .limit(TOLD)
                                    .map(mail -> mail.to() + ": " + mail.subject())
                                    .toList(),
                    e);
        }
        return found.get(0);
    }

    private JsonNode parsed(String call) {
        try {
            return json.readTree(get(call));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private byte[] get(String call) {
        return send("GET", call);
    }

    private byte[] send(String method, String call) {
        HttpResponse<byte[]> answer = ask(method, call);
        // A mail catcher may stumble over a mail that comes in just then. To ask again changes nothing.
        for (int retries = 0; answer.statusCode() >= 500 && retries < MAX_RETRIES; retries++) {
            answer = ask(method, call);
        }
        if (answer.statusCode() != 200) {
            throw new IllegalStateException(call + " was answered with " + answer.statusCode() + ": "
                    + new String(answer.body(), StandardCharsets.UTF_8));
        }
        return answer.body();
    }

    private HttpResponse<byte[]> ask(String method, String call) {
        try {
            return client.send(
                    HttpRequest.newBuilder(URI.create(url + "/api/v1/" + call))
                            .method(method, BodyPublishers.noBody())
                            .build(),
                    BodyHandlers.ofByteArray());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
