package io.sekisho.it.harness;

import io.sekisho.demo.mail.CaughtMail;
import io.sekisho.demo.mail.MailCatcher;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;

/** The mail server that Keycloak sends by, and the mails that came to it. */
public interface Inbox {

    /** Its name, as Keycloak knows it. */
    String smtpHost();

    /** Its port, as Keycloak knows it. */
    int smtpPort();

    /** Every mail, the newest first. */
    List<CaughtMail> mails();

    /** Forgets all of them. */
    void clear();

    /**
     * The newest mail of this kind, which may have come already; otherwise waits for one.
     *
     * @throws java.util.NoSuchElementException if none comes in time
     */
    CaughtMail await(Predicate<CaughtMail> wanted, Duration timeout);

    /** That of a mail catcher in this process. */
    static Inbox of(MailCatcher catcher) {
        return new Inbox() {
            @Override
            public String smtpHost() {
                return "localhost";
            }

            @Override
            public int smtpPort() {
                return catcher.smtpPort();
            }

            @Override
            public List<CaughtMail> mails() {
                return catcher.mails();
            }

            @Override
            public void clear() {
                catcher.clear();
            }

            @Override
            public CaughtMail await(Predicate<CaughtMail> wanted, Duration timeout) {
                return catcher.await(wanted, timeout);
            }
        };
    }
}
