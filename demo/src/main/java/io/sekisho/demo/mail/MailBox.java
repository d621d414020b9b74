package io.sekisho.demo.mail;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** The newest mails, in memory: the oldest give way when there are too many or when they are too large together. */
final class MailBox {

    private final int maxMails;
    private final long maxBytes;
    private final Deque<CaughtMail> newestFirst = new ArrayDeque<>();
    private long bytes;
    private long lastId;

    MailBox(int maxMails, long maxBytes) {
        this.maxMails = maxMails;
        this.maxBytes = maxBytes;
    }

    synchronized void put(String sender, List<String> recipients, byte[] source) {
        CaughtMail mail = MailParser.parse(Long.toString(++lastId), Instant.now(), sender, recipients, source);
        newestFirst.addFirst(mail);
        bytes += source.length;
        while (newestFirst.size() > maxMails || bytes > maxBytes && newestFirst.size() > 1) {
            bytes -= newestFirst.removeLast().source().length;
        }
        notifyAll();
    }

    synchronized List<CaughtMail> newestFirst() {
        return List.copyOf(newestFirst);
    }

    synchronized Optional<CaughtMail> find(String id) {
        return newestFirst.stream().filter(mail -> mail.id().equals(id)).findFirst();
    }

    synchronized void clear() {
        newestFirst.clear();
        bytes = 0;
    }

    synchronized void remove(Collection<String> ids) {
        newestFirst.removeIf(mail -> ids.contains(mail.id()));
        bytes = newestFirst.stream().mapToLong(mail -> mail.source().length).sum();
    }

    /** The newest mail of this kind; waits for one until the deadline has passed. */
    synchronized Optional<CaughtMail> await(Predicate<CaughtMail> wanted, long timeoutMillis)
            throws InterruptedException {
        long deadline = System.nanoTime() + timeoutMillis * 1_000_000;
        while (true) {
            Optional<CaughtMail> found = newestFirst.stream().filter(wanted).findFirst();
            long left = (deadline - System.nanoTime()) / 1_000_000;
            if (found.isPresent() || left <= 0) {
                return found;
            }
            wait(left);
        }
    }
}
