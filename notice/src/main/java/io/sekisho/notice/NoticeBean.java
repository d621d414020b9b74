package io.sekisho.notice;

/** What the e-mail templates see as {@code notice}. All texts are in the customer's language and on one line. */
public final class NoticeBean {

    private final String kind;
    private final String occurredAt;
    private final String messageId;
    private final NoticeSettings settings;

    NoticeBean(NoticeKind kind, String occurredAt, String messageId, NoticeSettings settings) {
        this.kind = kind.messageKey();
        this.occurredAt = occurredAt;
        this.messageId = messageId;
        this.settings = settings;
    }

    /** The kind's {@link NoticeKind#messageKey()}. */
    public String getKind() {
        return kind;
    }

    /** When the change was made, {@code yyyy/MM/dd HH:mm} in the institution's time zone. */
    public String getOccurredAt() {
        return occurredAt;
    }

    public String getInstitutionName() {
        return settings.institutionName();
    }

    /** Address of the institution's site; empty if none is set. */
    public String getSiteUrl() {
        return settings.siteUrl();
    }

    /** Empty if none is set. */
    public String getSupportName() {
        return settings.supportName();
    }

    /** Empty if none is set. */
    public String getSupportTelephone() {
        return settings.supportTelephone();
    }

    /** Empty if none are set. */
    public String getSupportHours() {
        return settings.supportHours();
    }

    /**
     * The notice's number, the same in every copy of it: a notice may arrive twice when a node dies at the wrong moment. It stands
     * in the mail's text since Keycloak's sender sets the header {@code Message-ID} itself, anew for each attempt.
     */
    public String getMessageId() {
        return messageId;
    }
}
