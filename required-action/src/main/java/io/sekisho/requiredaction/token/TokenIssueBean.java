package io.sekisho.requiredaction.token;

import io.sekisho.credential.token.IssuedTokens;
import io.sekisho.credential.token.StartPassword;
import io.sekisho.credential.token.TokenAddress;
import io.sekisho.credential.token.TokenIssue;
import io.sekisho.institution.InstitutionSettings;
import io.sekisho.institution.LocalTimes;
import io.sekisho.notice.NoticeDelivery;
import io.sekisho.notice.NoticeOutbox;
import io.sekisho.notice.NoticeState;
import io.sekisho.requiredaction.KeycloakWalkContext;
import io.sekisho.requiredaction.otp.QrCodeBean;
import io.sekisho.requiredaction.walk.WalkNote;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.keycloak.common.util.Time;

/** What the pages of an issue show. What belongs to an issue may be asked only on the page of its confirmation. */
public final class TokenIssueBean {

    private final KeycloakWalkContext action;
    private final InstitutionSettings settings;
    private final TokenIssueStage stage;
    private final boolean proofAsked;
    private final Optional<TokenIssue> issue;

    /** @param issue the newest one; there is one on the page of its confirmation */
    TokenIssueBean(KeycloakWalkContext action, TokenIssueStage stage, boolean proofAsked, Optional<TokenIssue> issue) {
        this.action = action;
        this.settings = action.settings();
        this.stage = stage;
        this.proofAsked = proofAsked;
        this.issue = issue;
    }

    /** Which page of {@link #getSteps()} this is, from 1. */
    public int getStep() {
        return stage.page() + (proofAsked ? 1 : 0);
    }

    public int getSteps() {
        return TokenIssueStage.PAGES + (proofAsked ? 1 : 0);
    }

    /** Whether the issue can be passed over, since there is one that can still be confirmed. */
    public boolean isSkippable() {
        return issue.filter(found -> found.open(Time.currentTimeMillis())).isPresent();
    }

    public int getMinAddressLength() {
        return TokenAddress.MIN_LENGTH;
    }

    public int getMaxAddressLength() {
        return TokenAddress.MAX_LENGTH;
    }

    public int getMinStartPasswordLength() {
        return StartPassword.MIN_LENGTH;
    }

    public int getMaxStartPasswordLength() {
        return StartPassword.MAX_LENGTH;
    }

    /** Domains that a mail filter must let through. */
    public List<String> getMailDomains() {
        return settings.mailDomains();
    }

    /** What was typed as the address, to be corrected. */
    public String getEmail() {
        return Objects.requireNonNullElse(action.note(WalkNote.ADDRESS), "");
    }

    /** From when on a token can be issued again. */
    public String getNotBefore() {
        return IssuedTokens.of(action.session())
                .notBefore(action.user())
                .map(time -> LocalTimes.notBefore(time.toEpochMilli(), settings.timeZone()))
                .orElse("");
    }

    public String getMaskedAddress() {
        return issue().maskedAddress();
    }

    public String getServiceId() {
        return settings.serviceId().orElse("");
    }

    public String getUserId() {
        return issue().tokenUserId();
    }

    /** The user ID in groups, as it is easiest to read off. */
    public List<String> getUserIdGroups() {
        String id = issue().tokenUserId();
        return List.of(id.substring(0, 4), id.substring(4, 7), id.substring(7));
    }

    public String getIssuedAt() {
        return LocalTimes.dayAndMinute(issue().issuedAt(), settings.timeZone());
    }

    public String getExpiresAt() {
        return LocalTimes.dayAndMinute(issue().expiresAt(), settings.timeZone());
    }

    /** {@code open}, {@code expired} or {@code void}. */
    public String getIssueState() {
        return issue().isVoid() ? "void" : issue().open(Time.currentTimeMillis()) ? "open" : "expired";
    }

    public boolean isActivated() {
        return issue().activated();
    }

    /** {@code waiting}, {@code delayed}, {@code sent} or {@code refused}. */
    public String getMailState() {
        Optional<NoticeDelivery> mail = mail();
        if (mail.isEmpty()) {
            // The outbox forgets what was delivered long ago.
            return "sent";
        }
        return mail.get().state() == NoticeState.SENT
                ? "sent"
                : mail.get().refused() ? "refused" : mail.get().delayed() ? "delayed" : "waiting";
    }

    /** When the mail server took the mail; empty before. */
    public String getMailSentAt() {
        return mail().map(NoticeDelivery::sentAt)
                .map(millis -> LocalTimes.minute(millis, settings.timeZone()))
                .orElse("");
    }

    private Optional<NoticeDelivery> mail() {
        return issue().noticeId() == null
                ? Optional.empty()
                : new NoticeOutbox(action.session()).delivery(action.realm(), issue().noticeId());
    }

    /** From when on the mail can be sent once more; empty if it can be now. */
    public String getResendFrom() {
        long from = IssuedTokens.mailableFrom(action.realm(), issue());
        return from > Time.currentTimeMillis() ? LocalTimes.second(from, settings.timeZone()) : "";
    }

    public int getDigits() {
        return issue.map(TokenIssue::digits)
                .orElseGet(() -> action.realm().getOTPPolicy().getDigits());
    }

    /** Where the token app is to be had. */
    public String getAppUrl() {
        return TokenIssueMail.appUrl(action);
    }

    /** The same, with the IDs filled in where the app takes them. */
    public String getAppLink() {
        return TokenIssueMail.appLink(action, issue());
    }

    public QrCodeBean getAppQr() {
        return QrCodeBean.of(getAppLink());
    }

    /** Empty if there is none. */
    public String getFeaturePhoneAppUrl() {
        return settings.featurePhoneAppUrl().orElse("");
    }

    /** Empty if there is none. */
    public String getInquiryUrl() {
        return settings.inquiryUrl().orElse("");
    }

    private TokenIssue issue() {
        return issue.orElseThrow();
    }
}
