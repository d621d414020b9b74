package io.sekisho.requiredaction.mailcode;

import io.sekisho.notice.NoticeKind;
import java.time.Duration;

/**
 * A code that was mailed to a customer. Plain values in and out.
 *
 * @param sealed   the code, which nobody but this server opens
 * @param mailedAt in milliseconds of the epoch
 * @param noticeId of the mail
 */
record MailedCode(String sealed, long mailedAt, String noticeId) {

    static final Duration LIFETIME = NoticeKind.CODE_LIFETIME;

    private static final String SEPARATOR = " ";

    /** @param now in milliseconds of the epoch */
    boolean expired(long now) {
        return now > mailedAt + LIFETIME.toMillis();
    }

    /** From when on another one can be sent, in milliseconds of the epoch. */
    long mailableFrom(int waitSeconds) {
        return mailedAt + waitSeconds * 1_000L;
    }

    /** As it is remembered between two pages, on the server. */
    String note() {
        return mailedAt + SEPARATOR + noticeId + SEPARATOR + sealed;
    }

    static MailedCode of(String note) {
        String[] parts = note.split(SEPARATOR, 3);
        return new MailedCode(parts[2], Long.parseLong(parts[0]), parts[1]);
    }
}
