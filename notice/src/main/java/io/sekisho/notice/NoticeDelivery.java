package io.sekisho.notice;

/**
 * How the delivery of one notice stands.
 *
 * @param state      of the delivery
 * @param occurredAt when it was left for delivery, milliseconds since the epoch
 * @param sentAt     when the mail server took it, milliseconds since the epoch; or null
 * @param lastError  why the last attempt failed, or null
 */
public record NoticeDelivery(NoticeState state, long occurredAt, Long sentAt, String lastError) {

    /** Whether an attempt has failed that will be made again. */
    public boolean delayed() {
        return (state == NoticeState.PENDING || state == NoticeState.CLAIMED) && lastError != null && !refused();
    }

    /** Whether the mail server, or the look at the address, has refused it: waiting does not help. */
    public boolean refused() {
        return state == NoticeState.FAILED
                || state == NoticeState.UNDELIVERABLE
                || DeliveryFailure.REFUSED.reason().equals(lastError)
                || DeliveryFailure.BAD_ADDRESS.reason().equals(lastError);
    }
}
