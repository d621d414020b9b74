package io.sekisho.demo.mail;

import jakarta.mail.BodyPart;
import jakarta.mail.MessagingException;
import jakarta.mail.Multipart;
import jakarta.mail.Part;
import jakarta.mail.Session;
import jakarta.mail.internet.ContentType;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeUtility;
import jakarta.mail.internet.ParseException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UnsupportedEncodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;

/**
 * Reads what came by SMTP. Nothing that a sender can write makes it fail: what cannot be decoded is shown as it came,
 * because a catcher that drops a broken mail hides the very thing that it is there to show.
 */
final class MailParser {

    private static final Session SESSION = Session.getInstance(new Properties());

    private MailParser() {}

    static CaughtMail parse(String id, Instant created, String sender, List<String> recipients, byte[] source) {
        try {
            MimeMessage message = new MimeMessage(SESSION, new ByteArrayInputStream(source));
            Bodies bodies = new Bodies();
            bodies.collect(message);
            return new CaughtMail(
                    id,
                    header(message, "Message-ID").replaceAll("^<|>$", ""),
                    addresses(message, "From").stream().findFirst().orElse(new CaughtMail.Address("", sender)),
                    orEnvelope(addresses(message, "To"), recipients),
                    List.copyOf(recipients),
                    header(message, "Subject"),
                    created,
                    bodies.text,
                    bodies.html,
                    source);
        } catch (MessagingException | IOException | RuntimeException broken) {
            return new CaughtMail(
                    id,
                    "",
                    new CaughtMail.Address("", sender),
                    orEnvelope(List.of(), recipients),
                    List.copyOf(recipients),
                    "",
                    created,
                    new String(source, StandardCharsets.UTF_8),
                    "",
                    source);
        }
    }

    private static List<CaughtMail.Address> orEnvelope(List<CaughtMail.Address> header, List<String> recipients) {
        return header.isEmpty()
                ? recipients.stream().map(r -> new CaughtMail.Address("", r)).toList()
                : header;
    }

    private static List<CaughtMail.Address> addresses(MimeMessage message, String name) throws MessagingException {
        String header = message.getHeader(name, ",");
        if (header == null) {
            return List.of();
        }
        try {
            return Arrays.stream(InternetAddress.parseHeader(header, false))
                    .map(a -> new CaughtMail.Address(a.getPersonal() == null ? "" : a.getPersonal(), a.getAddress()))
                    .toList();
        } catch (MessagingException broken) {
            return List.of(new CaughtMail.Address("", header));
        }
    }

    private static String header(MimeMessage message, String name) throws MessagingException {
        String raw = message.getHeader(name, " ");
        if (raw == null) {
            return "";
        }
        String line = MimeUtility.unfold(raw).strip();
        try {
            return MimeUtility.decodeText(line);
        } catch (UnsupportedEncodingException unknownCharset) {
            return line;
        }
    }

    private static final class Bodies {

        private String text = "";
        private String html = "";

        void collect(Part part) throws MessagingException, IOException {
            if (Part.ATTACHMENT.equalsIgnoreCase(part.getDisposition())) {
                return;
            }
            if (part.isMimeType("multipart/*") && part.getContent() instanceof Multipart parts) {
                for (int i = 0; i < parts.getCount(); i++) {
                    BodyPart inner = parts.getBodyPart(i);
                    collect(inner);
                }
            } else if (part.isMimeType("text/html") && html.isEmpty()) {
                html = decoded(part);
            } else if (part.isMimeType("text/plain") && text.isEmpty()) {
                text = decoded(part);
            }
        }

        private static String decoded(Part part) throws MessagingException, IOException {
            try (InputStream body = part.getInputStream()) {
                return new String(body.readAllBytes(), charset(part)).replace("\r\n", "\n");
            }
        }

        private static Charset charset(Part part) throws MessagingException {
            try {
                String name = new ContentType(part.getContentType()).getParameter("charset");
                return name == null ? StandardCharsets.UTF_8 : Charset.forName(MimeUtility.javaCharset(name));
            } catch (ParseException | IllegalArgumentException unknown) {
                return StandardCharsets.UTF_8;
            }
        }
    }
}
