package io.sekisho.credential.token;

import io.sekisho.institution.MailAddress;
import org.jspecify.annotations.Nullable;

/**
 * A token that was issued to a customer and is not in use yet. Times are milliseconds of the epoch.
 *
 * @param tokenUserId   ユーザID: what the customer types in the app, with the service ID and the start password
 * @param address       where the mail with the IDs went
 * @param algorithm     HMAC of the JCA, such as {@code HmacSHA1}
 * @param digits        of a code
 * @param periodSeconds of a time step
 * @param issuedAt      when it was issued
 * @param expiresAt     until when it can be activated, or, once it is activated, confirmed
 * @param activatedAt   when the app was given the seed, or null
 * @param isVoid        whether too many wrong start passwords have made it void
 * @param mailedAt      when the last mail with the IDs was left for delivery
 * @param noticeId      of that mail in the outbox, or null before there is one
 */
public record TokenIssue(
        String tokenUserId,
        String address,
        String algorithm,
        int digits,
        int periodSeconds,
        long issuedAt,
        long expiresAt,
        @Nullable Long activatedAt,
        boolean isVoid,
        long mailedAt,
        @Nullable String noticeId) {

    /** Whether it can still be activated or confirmed at this time. */
    public boolean open(long now) {
        return !isVoid && now < expiresAt;
    }

    /** Whether the app has its seed. */
    public boolean activated() {
        return activatedAt != null;
    }

    /**
     * The address with most of its name hidden, so that the customer recognises it and nobody else reads it off the
     * screen.
     */
    public String maskedAddress() {
        return MailAddress.masked(address);
    }
}
