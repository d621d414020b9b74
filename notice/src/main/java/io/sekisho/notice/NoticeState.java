package io.sekisho.notice;

import java.util.Set;

/** Where a notice stands between the change it reports and the customer's mailbox. */
public enum NoticeState {

    /** Waits for its first or next attempt. */
    PENDING,

    /** A node is sending it. When the claim lapses before the node says how it went, any node may take it again. */
    CLAIMED,

    /** The mail server has taken it. */
    SENT,

    /** Given up after the last attempt; a member of staff can have it tried again. */
    FAILED,

    /** Never tried, because the customer had no e-mail address when the change was made. */
    UNDELIVERABLE;

    /** The notices that the delivery still has to do with. */
    static final Set<NoticeState> WAITING = Set.of(PENDING, CLAIMED);

    /** The notices that are kept for some time and then removed. */
    static final Set<NoticeState> SETTLED = Set.of(SENT, FAILED, UNDELIVERABLE);

    /** Everything that has not reached the mail server. */
    static final Set<NoticeState> UNDELIVERED = Set.of(PENDING, CLAIMED, FAILED, UNDELIVERABLE);
}
