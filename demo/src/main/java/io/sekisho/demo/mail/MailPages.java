package io.sekisho.demo.mail;

import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.stream.Collectors;

/** The inbox and one mail as HTML. Everything that a mail says is escaped; its own HTML stays in a sandboxed frame. */
final class MailPages {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy/MM/dd HH:mm:ss").withZone(ZoneId.of("Asia/Tokyo"));

    private MailPages() {}

    static String inbox(List<CaughtMail> newestFirst) {
        String rows = newestFirst.stream().map(MailPages::row).collect(Collectors.joining("\n"));
        return page(
                "Inbox (" + newestFirst.size() + ")",
                newestFirst.isEmpty()
                        ? "<h1>Inbox</h1>\n<p>No mail yet. <a href=\"/\">Look again</a></p>"
                        : """
                <h1>Inbox</h1>
                <p>Every mail that Keycloak sent, the newest first; none leaves this machine. <a href="/">Look again</a></p>
                <table>
                <thead><tr><th scope="col">When (Japan)</th><th scope="col">To</th><th scope="col">From</th><th scope="col">Subject</th></tr></thead>
                <tbody>
                %s
                </tbody>
                </table>""".formatted(rows));
    }

    private static String row(CaughtMail mail) {
        return "<tr><td>%s</td><td>%s</td><td>%s</td><td><a href=\"/mail/%s\">%s</a><br><small>%s</small></td></tr>"
                .formatted(
                        TIME.format(mail.created()),
                        to(mail),
                        escaped(mail.from().toString()),
                        escaped(mail.id()),
                        subject(mail),
                        escaped(mail.snippet()));
    }

    static String mail(CaughtMail mail) {
        String text = mail.text().isEmpty() ? "" : "<h2>Text</h2>\n<pre>" + escaped(mail.text()) + "</pre>\n";
        String html = mail.html().isEmpty() ? "" : """
                <h2>HTML</h2>
                <iframe title="HTML part of the mail" sandbox src="/mail/%s/html"></iframe>
                """.formatted(escaped(mail.id()));
        return page(
                mail.subject(),
                """
                <p><a href="/">Inbox</a></p>
                <h1>%s</h1>
                <dl>
                <dt>From</dt><dd>%s</dd>
                <dt>To</dt><dd>%s</dd>
                <dt>When (Japan)</dt><dd>%s</dd>
                </dl>
                """.formatted(subject(mail), escaped(mail.from().toString()), to(mail), TIME.format(mail.created()))
                        + text
                        + html);
    }

    private static String subject(CaughtMail mail) {
        return mail.subject().isBlank() ? "(no subject)" : escaped(mail.subject());
    }

    private static String to(CaughtMail mail) {
        return mail.to().stream().map(address -> escaped(address.toString())).collect(Collectors.joining("<br>"));
    }

    private static String page(String title, String body) {
        return """
                <!DOCTYPE html>
                <html lang="en">
                <head>
                <meta charset="utf-8">
                <meta name="viewport" content="width=device-width, initial-scale=1">
                <title>%s</title>
                <link rel="stylesheet" href="/style.css">
                <link rel="icon" href="data:,">
                </head>
                <body>
                <main>
                %s
                </main>
                </body>
                </html>
                """.formatted(title.isBlank() ? "(no subject)" : escaped(title), body);
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }
}
