package io.sekisho.notice;

import io.sekisho.institution.InstitutionSettings;
import java.util.Map;
import java.util.function.UnaryOperator;

/** What the e-mail templates see as {@code notice}. All texts are in the customer's language and on one line. */
public final class NoticeBean {

    private final String kind;
    private final String occurredAt;
    private final String messageId;
    private final Map<String, String> facts;
    private final InstitutionSettings institution;
    private final UnaryOperator<String> inLanguage;

    /** @param inLanguage gives a setting's text in the reader's language */
    NoticeBean(
            NoticeKind kind,
            String occurredAt,
            String messageId,
            Map<String, String> facts,
            InstitutionSettings institution,
            UnaryOperator<String> inLanguage) {
        this.kind = kind.messageKey();
        this.occurredAt = occurredAt;
        this.messageId = messageId;
        this.facts = facts;
        this.institution = institution;
        this.inLanguage = inLanguage;
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
        return inLanguage.apply(institution.institutionName());
    }

    /** Address of the institution's site; empty if none is set. */
    public String getSiteUrl() {
        return institution.siteUrl().map(inLanguage).orElse("");
    }

    /** Empty if none is set. */
    public String getSupportName() {
        return institution.supportName().map(inLanguage).orElse("");
    }

    /** Empty if none is set. */
    public String getSupportTelephone() {
        return institution.supportTelephone().map(inLanguage).orElse("");
    }

    /** Empty if none are set. */
    public String getSupportHours() {
        return institution.supportHours().map(inLanguage).orElse("");
    }

    /** Values by name, in order; empty for most kinds. */
    public Map<String, String> getFacts() {
        return facts;
    }

    /**
     * The notice's number, the same in every copy of it: a notice may arrive twice when a node dies at the wrong
     * moment. It stands in the mail's text since Keycloak's sender sets the header {@code Message-ID} itself, anew for
     * each attempt.
     */
    public String getMessageId() {
        return messageId;
    }
}
