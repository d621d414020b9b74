package io.sekisho.requiredaction.token;

import io.sekisho.credential.token.IssuedTokens;
import io.sekisho.credential.token.TokenIssue;
import io.sekisho.institution.InstitutionSettings;
import io.sekisho.institution.LocalTimes;
import io.sekisho.institution.MailAddress;
import io.sekisho.notice.NoticeKind;
import io.sekisho.notice.NoticeOutbox;
import io.sekisho.requiredaction.KeycloakWalkContext;
import java.util.LinkedHashMap;
import java.util.Map;
import org.keycloak.services.Urls;

/**
 * The mails around an issue: the IDs to the address that the customer has named, and a notice to the registered one.
 */
final class TokenIssueMail {

    private final KeycloakWalkContext action;
    private final NoticeOutbox outbox;

    TokenIssueMail(KeycloakWalkContext action) {
        this.action = action;
        this.outbox = new NoticeOutbox(action.session());
    }

    /** Mails the IDs, and with them all that the customer needs but the start password. */
    void send(TokenIssue issue) {
        InstitutionSettings settings = action.settings();
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("appUrl", appLink(action, issue));
        settings.featurePhoneAppUrl().ifPresent(url -> facts.put("featurePhoneAppUrl", url));
        facts.put("serviceId", settings.serviceId().orElseThrow());
        facts.put("userId", issue.tokenUserId());
        facts.put("expiresAt", LocalTimes.dayAndMinute(issue.expiresAt(), settings.timeZone()));
        String notice =
                outbox.addTo(issue.address(), action.realm(), action.user(), NoticeKind.TOKEN_ACTIVATION, facts);
        IssuedTokens.of(action.session()).mailed(action.user(), notice);
    }

    /** Tells the registered address of it, so that whoever has the mail sent elsewhere does not stay unnoticed. */
    void tell(TokenIssue issue) {
        String registered = action.user().getEmail();
        if (registered == null || registered.isBlank()) {
            outbox.add(action.realm(), action.user(), NoticeKind.TOKEN_ISSUED);
        } else if (!MailAddress.plain(registered).equalsIgnoreCase(issue.address())) {
            outbox.addTo(
                    registered,
                    action.realm(),
                    action.user(),
                    NoticeKind.TOKEN_ISSUED,
                    Map.of("maskedAddress", issue.maskedAddress()));
        }
    }

    /** An issue that is void now must not be announced any more. */
    void withdraw(TokenIssue issue) {
        if (issue.noticeId() != null) {
            outbox.withdraw(action.realm(), issue.noticeId());
        }
    }

    /** Where the token app is to be had: what the institution has set, or the app of this server. */
    static String appUrl(KeycloakWalkContext action) {
        return action.settings()
                .tokenAppUrl()
                .orElseGet(() -> Urls.realmBase(
                                action.session().getContext().getUri().getBaseUri())
                        .path("{realm}")
                        .path("otp-service/token-app/")
                        .build(action.realm().getName())
                        .toString());
    }

    /** The same with both IDs for this server's own app, so that the customer types the start password alone. */
    static String appLink(KeycloakWalkContext action, TokenIssue issue) {
        InstitutionSettings settings = action.settings();
        return settings.tokenAppUrl().isPresent()
                ? appUrl(action)
                : appUrl(action) + "#serviceId=" + settings.serviceId().orElseThrow() + "&userId="
                        + issue.tokenUserId();
    }
}
