package io.sekisho.demo.mail;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Properties;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MailCatcherTest {

    private static final String SUBJECT = "【水戸証券】ワンタイムパスワードサービスお申込完了のご連絡";
    private static final Duration SOON = Duration.ofSeconds(10);

    private final ObjectMapper json = new ObjectMapper();
    private final HttpClient client = HttpClient.newHttpClient();
    private final MailCatcher catcher = new MailCatcher(0, 0);

    @AfterEach
    void close() {
        catcher.close();
    }

    @Test
    void a_japanese_mail_is_listed_and_read_in_the_shape_of_mailpit() throws Exception {
        send("10001@example.com", SUBJECT, "お申込を受け付けました。", "<p>お申込を受け付けました。</p>", "UTF-8");

        JsonNode list = json.readTree(get("/api/v1/messages").body());
        assertEquals(1, list.get("total").asInt());
        JsonNode summary = list.get("messages").get(0);
        assertEquals(SUBJECT, summary.get("Subject").asText());
        assertEquals("水戸証券", summary.get("From").get("Name").asText());
        assertEquals("info@mito-sec.jp", summary.get("From").get("Address").asText());
        assertEquals(
                "10001@example.com", summary.get("To").get(0).get("Address").asText());
        assertEquals("お申込を受け付けました。", summary.get("Snippet").asText());
        assertTrue(summary.get("Created").asText().startsWith("20"));

        JsonNode mail = json.readTree(
                get("/api/v1/message/" + summary.get("ID").asText()).body());
        assertEquals(SUBJECT, mail.get("Subject").asText());
        assertEquals("お申込を受け付けました。", mail.get("Text").asText().strip());
        assertEquals("<p>お申込を受け付けました。</p>", mail.get("HTML").asText().strip());
        assertFalse(mail.get("MessageID").asText().isEmpty());
        assertFalse(mail.get("MessageID").asText().contains("<"));
    }

    @Test
    void an_iso_2022_jp_mail_is_readable() throws Exception {
        send("10001@example.com", SUBJECT, "お申込を受け付けました。", "", "ISO-2022-JP");

        assertEquals("お申込を受け付けました。", catcher.await(mail -> true, SOON).text().strip());
        assertEquals(SUBJECT, catcher.mails().get(0).subject());
    }

    @Test
    void the_newest_comes_first_and_delete_forgets_all() throws Exception {
        send("10001@example.com", "one", "1", "", "UTF-8");
        send("10002@example.com", "two", "2", "", "UTF-8");
        assertEquals(
                "two",
                json.readTree(get("/api/v1/messages").body())
                        .get("messages")
                        .get(0)
                        .get("Subject")
                        .asText());

        assertEquals(200, request("DELETE", "/api/v1/messages", "").statusCode());

        assertEquals(
                0, json.readTree(get("/api/v1/messages").body()).get("total").asInt());
    }

    @Test
    void delete_with_ids_forgets_just_these() throws Exception {
        send("10001@example.com", "one", "1", "", "UTF-8");
        send("10002@example.com", "two", "2", "", "UTF-8");
        String newest = catcher.mails().get(0).id();

        assertEquals(
                200,
                request("DELETE", "/api/v1/messages", "{\"IDs\":[\"" + newest + "\"]}")
                        .statusCode());

        assertEquals("one", catcher.mails().get(0).subject());
        assertEquals(400, request("DELETE", "/api/v1/messages", "{").statusCode());
    }

    @Test
    void the_inbox_shows_hostile_mail_as_text() throws Exception {
        send(
                "10001@example.com",
                "<script>alert(1)</script>",
                "\"><img src=x onerror=alert(1)>",
                "<script>alert(1)</script><b>太字</b>",
                "UTF-8");
        String id = catcher.mails().get(0).id();

        HttpResponse<String> inbox = get("/");
        assertFalse(inbox.body().contains("<script"), inbox.body());
        assertFalse(inbox.body().contains("<img"), inbox.body());
        HttpResponse<String> page = get("/mail/" + id);
        assertFalse(page.body().contains("<script"), page.body());
        assertFalse(page.body().contains("<img"), page.body());
        assertTrue(page.body().contains("sandbox src=\"/mail/" + id + "/html\""), page.body());
        HttpResponse<String> part = get("/mail/" + id + "/html");
        assertTrue(part.body().contains("<b>太字</b>"));
        assertTrue(part.headers()
                .firstValue("Content-Security-Policy")
                .orElse("")
                .startsWith("sandbox; default-src 'none'"));
    }

    @Test
    void no_page_names_another_host() throws Exception {
        send("10001@example.com", "s", "t", "<p>h</p>", "UTF-8");

        for (String path : new String[] {"/", "/mail/" + catcher.mails().get(0).id(), "/style.css"}) {
            HttpResponse<String> answer = get(path);
            assertEquals(200, answer.statusCode(), path);
            assertFalse(answer.body().contains("://"), path);
        }
    }

    @Test
    void what_is_unknown_is_404_and_a_wrong_method_405() throws Exception {
        assertEquals(404, get("/api/v1/message/1").statusCode());
        assertEquals(404, get("/api/v1/message/..%2F1").statusCode());
        assertEquals(404, get("/mail/1").statusCode());
        assertEquals(404, get("/mail/1/html").statusCode());
        assertEquals(404, get("/nothing").statusCode());
        HttpResponse<String> posted = request("POST", "/api/v1/messages", "x");
        assertEquals(405, posted.statusCode());
        assertEquals("GET, HEAD, DELETE", posted.headers().firstValue("Allow").orElse(""));
        assertEquals(405, request("DELETE", "/", "").statusCode());
        assertEquals(405, request("PUT", "/api/v1/message/1", "x").statusCode());
    }

    @Test
    void mail_that_is_no_mime_is_shown_as_it_came() throws Exception {
        MailBox box = new MailBox(10, 1_000);
        box.put(
                "a@example.com",
                List.of("b@example.com"),
                "Content-Type: multipart/mixed; boundary=\"x\r\n\r\n壊れたメール".getBytes(StandardCharsets.UTF_8));

        CaughtMail mail = box.newestFirst().get(0);
        assertTrue(mail.text().contains("壊れたメール"), mail.toString());
        assertEquals("b@example.com", mail.to().get(0).address());
    }

    @Test
    void the_box_keeps_the_newest_within_its_bounds() {
        MailBox box = new MailBox(2, 1_000);
        for (int i = 0; i < 5; i++) {
            box.put(
                    "a@example.com",
                    List.of("b@example.com"),
                    ("Subject: " + i + "\r\n\r\n").getBytes(StandardCharsets.UTF_8));
        }
        assertEquals(
                List.of("4", "3"),
                box.newestFirst().stream().map(CaughtMail::subject).toList());

        box.put(
                "a@example.com",
                List.of("b@example.com"),
                ("Subject: large\r\n\r\n" + "x".repeat(990)).getBytes(StandardCharsets.UTF_8));
        assertEquals(
                List.of("large"),
                box.newestFirst().stream().map(CaughtMail::subject).toList());
    }

    @Test
    void a_mail_too_large_is_refused_and_the_next_one_taken() throws Exception {
        assertThrows(
                MessagingException.class, () -> send("10001@example.com", "large", "x".repeat(1 << 21), "", "UTF-8"));
        send("10001@example.com", "small", "x", "", "UTF-8");

        assertEquals(
                "small",
                catcher.await(mail -> mail.wentTo("10001@EXAMPLE.com"), SOON).subject());
        assertEquals(1, catcher.mails().size());
    }

    @Test
    void it_refuses_connections_when_told_and_takes_mail_again_on_the_same_port() throws Exception {
        int port = catcher.smtpPort();
        catcher.refuse();
        assertThrows(ConnectException.class, () -> new Socket(InetAddress.getLoopbackAddress(), port).close());

        catcher.accept();
        assertEquals(port, catcher.smtpPort());
        send("10001@example.com", "again", "x", "", "UTF-8");

        assertEquals("again", catcher.await(mail -> true, SOON).subject());
    }

    @Test
    void waiting_for_a_mail_that_does_not_come_says_what_came() throws Exception {
        send("10001@example.com", "one", "1", "", "UTF-8");

        NoSuchElementException none = assertThrows(
                NoSuchElementException.class,
                () -> catcher.await(mail -> mail.subject().equals("two"), Duration.ofMillis(50)));

        assertTrue(none.getMessage().contains("one"), none.getMessage());
    }

    @Test
    void a_black_hole_accepts_and_never_answers() throws Exception {
        try (BlackHole hole = new BlackHole(0);
                Socket socket = new Socket(InetAddress.getLoopbackAddress(), hole.port())) {
            socket.setSoTimeout(200);
            assertThrows(
                    SocketTimeoutException.class, () -> socket.getInputStream().read());
            assertEquals(1, hole.connections());
        }
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return request("GET", path, "");
    }

    private HttpResponse<String> request(String method, String path, String body)
            throws IOException, InterruptedException {
        URI address = URI.create("http://localhost:" + catcher.webPort() + path);
        HttpRequest request = HttpRequest.newBuilder(address)
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
                .build();
        return client.send(request, BodyHandlers.ofString());
    }

    private void send(String to, String subject, String text, String html, String charset)
            throws MessagingException, IOException {
        Properties properties = new Properties();
        properties.put("mail.smtp.host", "localhost");
        properties.put("mail.smtp.port", catcher.smtpPort());
        MimeMessage message = new MimeMessage(Session.getInstance(properties));
        message.setFrom(new InternetAddress("info@mito-sec.jp", "水戸証券", charset));
        message.setRecipients(Message.RecipientType.TO, to);
        message.setSubject(subject, charset);
        MimeMultipart parts = new MimeMultipart("alternative");
        parts.addBodyPart(part(text, "plain", charset));
        if (!html.isEmpty()) {
            parts.addBodyPart(part(html, "html", charset));
        }
        message.setContent(parts);
        Transport.send(message);
    }

    private static MimeBodyPart part(String text, String subtype, String charset) throws MessagingException {
        MimeBodyPart part = new MimeBodyPart();
        part.setText(text, charset, subtype);
        return part;
    }
}
