package io.sekisho.themes;

import static io.sekisho.themes.Page.bean;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Every mail in the states that a customer can get. */
final class Mails {

    static final String APP = "https://kenshin.example.com/realms/kenshin/otp-service/token-app/";
    private static final String BODY = "sekishoNoticeBody.";

    private Mails() {}

    static List<Mail> all() {
        List<Mail> mails = new ArrayList<>();
        Sources.properties(Sources.THEMES.resolve("sekisho/email/messages/messages_ja.properties"))
                .stringPropertyNames()
                .stream()
                .filter(key -> key.startsWith(BODY))
                .map(key -> key.substring(BODY.length()))
                .sorted()
                .forEach(kind -> mails.add(new Mail(kind, kind, locale -> "", facts(kind))));
        mails.add(new Mail(
                "tokenActivation-long-names",
                "tokenActivation",
                Pages::longInstitution,
                bean(
                        "serviceId",
                        "2001",
                        "userId",
                        "0123456789",
                        "appUrl",
                        Pages.LONG_URL,
                        "expiresAt",
                        "2025/05/02 09:22")));
        return mails;
    }

    static Optional<Mail> named(String name) {
        return all().stream().filter(mail -> mail.name().equals(name)).findFirst();
    }

    /** What the outbox brings for each kind. */
    static Map<String, Object> facts(String kind) {
        return switch (kind) {
            case "tokenActivation" ->
                bean(
                        "serviceId",
                        "2001",
                        "userId",
                        "0123456789",
                        "appUrl",
                        APP,
                        "featurePhoneAppUrl",
                        "https://kenshin.example.com/feature-phone/",
                        "expiresAt",
                        "2025/05/02 09:22");
            case "tokenIssued" -> bean("maskedAddress", "t***@example.com");
            case "tokenBound", "tokenReplaced", "tokenUnbound", "tokenLost", "tokenReinstated" ->
                bean("tokenId", "********0007");
            case "mailCode", "transactionPasswordCode" -> bean("mailCode", "01234567", "expiresAt", "2025/05/01 09:32");
            default -> Map.of();
        };
    }
}
