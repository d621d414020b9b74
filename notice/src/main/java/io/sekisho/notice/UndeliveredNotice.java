package io.sekisho.notice;

/**
 * A notice that has not reached the customer, as staff see it. Holds no address.
 *
 * @param id            of the notice; the number printed in the mail
 * @param userId        of the customer
 * @param kind          what the notice is about
 * @param state {@code PENDING} or {@code CLAIMED} while it is still tried, {@code FAILED} or {@code UNDELIVERABLE} when
 *     not
 * @param occurredAt    when the change was made, milliseconds since the epoch
 * @param attempts      begun so far
 * @param nextAttemptAt milliseconds since the epoch; {@code null} when no further attempt is planned
 * @param lastError why the last attempt failed, one of {@link DeliveryFailure}'s reasons; {@code null} before the first
 *     failure
 */
public record UndeliveredNotice(
        String id,
        String userId,
        NoticeKind kind,
        NoticeState state,
        long occurredAt,
        int attempts,
        Long nextAttemptAt,
        String lastError) {}
