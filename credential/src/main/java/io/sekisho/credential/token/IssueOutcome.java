package io.sekisho.credential.token;

/** What became of the wish to have a token issued, or its mail sent once more. */
public sealed interface IssueOutcome {

    /**
     * There is a mail to be sent.
     *
     * @param issue the newest issue of the customer, and the only valid one
     */
    record Issued(TokenIssue issue) implements IssueOutcome {}

    /** The customer has a token in use. Nothing has changed. */
    record AlreadyInUse() implements IssueOutcome {}

    /**
     * A token was revoked a short time ago. Nothing has changed.
     *
     * @param millis of the epoch, from which on it can be issued
     */
    record NotBefore(long millis) implements IssueOutcome {}

    /**
     * The mail was sent a moment ago. Nothing has changed.
     *
     * @param millis of the epoch, from which on it can be sent once more
     */
    record MailNotBefore(long millis) implements IssueOutcome {}

    /** As many mails as a customer may have sent in one day. Nothing has changed. */
    record TooManyMails() implements IssueOutcome {}

    /**
     * There is no issue to send the mail of: none, or it has expired, is void, or is activated already. Nothing has
     * changed.
     */
    record NothingToSend() implements IssueOutcome {}
}
