package io.sekisho.demo.mail;

import io.sekisho.demo.web.WebServer;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Takes every mail by SMTP, delivers none, and shows them: an inbox page at {@code /}, and three calls in the shape of
 * Mailpit's API ({@code GET} and {@code DELETE /api/v1/messages}, {@code GET /api/v1/message/{ID}}).
 * It keeps the newest 1,000 mails, 64 MiB at most, each up to 1 MiB.
 */
public final class MailCatcher implements AutoCloseable {

    private static final int MAX_MAILS = 1_000;
    private static final int MAX_MESSAGE_BYTES = 1 << 20;
    private static final long MAX_BYTES = 64L << 20;

    private final MailBox box = new MailBox(MAX_MAILS, MAX_BYTES);
    private final SmtpDoor smtp;
    private final WebServer web;

    /**
     * Starts it on loopback.
     *
     * @param smtpPort where mail comes in; 0 for any free port
     * @param webPort  where it can be read; 0 for any free port
     * @throws UncheckedIOException if a port is taken
     */
    public MailCatcher(int smtpPort, int webPort) {
        this(InetAddress.getLoopbackAddress(), smtpPort, webPort);
    }

    /**
     * Starts it where others may send mail from; it can be read on loopback only.
     *
     * @param address  where mail comes in
     * @param smtpPort where mail comes in; 0 for any free port
     * @param webPort  where it can be read; 0 for any free port
     * @throws UncheckedIOException if a port is taken
     */
    public MailCatcher(InetAddress address, int smtpPort, int webPort) {
        smtp = new SmtpDoor(box, address, smtpPort, MAX_MESSAGE_BYTES);
        smtp.open();
        try {
            web = new WebServer("mail-catcher", webPort, new MailWeb(box));
        } catch (UncheckedIOException e) {
            smtp.close();
            throw e;
        }
    }

    /** Where mail comes in. */
    public int smtpPort() {
        return smtp.port();
    }

    /** Where mail can be read. */
    public int webPort() {
        return web.port();
    }

    /** From now on connections to the SMTP port are refused. Mails caught before stay. */
    public void refuse() {
        smtp.close();
    }

    /** From now on mail is taken again, on the same port. */
    public void accept() {
        smtp.open();
    }

    /** Every mail, the newest first. */
    public List<CaughtMail> mails() {
        return box.newestFirst();
    }

    /** Forgets every mail. */
    public void clear() {
        box.clear();
    }

    /**
     * The newest mail of this kind, which may have come already; otherwise waits for one.
     *
     * @throws NoSuchElementException if none comes in time
     */
    public CaughtMail await(Predicate<CaughtMail> wanted, Duration timeout) {
        try {
            Optional<CaughtMail> mail = box.await(wanted, timeout.toMillis());
            return mail.orElseThrow(() -> new NoSuchElementException("No such mail within " + timeout.toSeconds()
                    + " s; there were "
                    + mails().stream().map(m -> m.to() + ": " + m.subject()).toList()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while waiting for a mail", e);
        }
    }

    @Override
    public void close() {
        smtp.close();
        web.close();
    }
}
