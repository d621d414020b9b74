package io.sekisho.demo.mail;

import java.time.Instant;
import java.util.List;

/**
 * One mail as the catcher keeps it, decoded for reading.
 *
 * @param id         the catcher's name for it, unique while the catcher runs
 * @param messageId  the {@code Message-ID} header, without angle brackets; empty if there is none
 * @param from       the {@code From} header, or the envelope's sender if there is none
 * @param to         the {@code To} header, or the envelope's recipients if there is none
 * @param recipients the envelope's recipients: where the mail really went
 * @param subject    decoded
 * @param created    when it was caught
 * @param text       the first plain text part, decoded; empty if there is none
 * @param html       the first HTML part, decoded; empty if there is none
 * @param source     the bytes as they came
 */
public record CaughtMail(
        String id,
        String messageId,
        Address from,
        List<Address> to,
        List<String> recipients,
        String subject,
        Instant created,
        String text,
        String html,
        byte[] source) {

    private static final int SNIPPET_LENGTH = 250;

    /** A name, which may be empty, and an e-mail address. */
    public record Address(String name, String address) {

        @Override
        public String toString() {
            return name.isEmpty() ? address : name + " <" + address + ">";
        }
    }

    /** The start of the text on one line, at most 250 characters. */
    public String snippet() {
        String body = text.isBlank() ? html.replaceAll("<[^>]*>", " ") : text;
        String line = body.strip().replaceAll("\\s+", " ");
        if (line.length() <= SNIPPET_LENGTH) {
            return line;
        }
        int end = Character.isHighSurrogate(line.charAt(SNIPPET_LENGTH - 1)) ? SNIPPET_LENGTH - 1 : SNIPPET_LENGTH;
        return line.substring(0, end) + "…";
    }

    /** Whether the mail was sent to this address; upper and lower case are the same. */
    public boolean wentTo(String address) {
        return recipients.stream().anyMatch(address::equalsIgnoreCase);
    }
}
