package io.sekisho.themes;

import static io.sekisho.themes.Page.bean;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.text.MessageFormat;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.keycloak.theme.KeycloakSanitizerMethod;
import org.keycloak.theme.Theme;
import org.keycloak.theme.beans.MessageFormatterMethod;
import org.keycloak.theme.freemarker.DefaultFreeMarkerProvider;

final class NoticeMailTest {

    private static final String APP = "https://kenshin.example.com/realms/kenshin/otp-service/token-app/";
    private static final String HOSTILE = "<b>\"A\" & 'B'</b> {0} 株式会社";

    static Stream<Arguments> everyNotice() throws Exception {
        Properties messages = new ThemeChain("mito", Theme.Type.EMAIL).getMessages(Locale.JAPANESE);
        List<String> kinds = messages.stringPropertyNames().stream()
                .filter(key -> key.startsWith("sekishoNoticeBody."))
                .sorted()
                .map(key -> key.substring("sekishoNoticeBody.".length()))
                .toList();
        return Sources.BRANDS.stream()
                .flatMap(brand -> kinds.stream()
                        .flatMap(kind -> Stream.of(Locale.JAPANESE, Locale.ENGLISH)
                                .map(locale -> Arguments.of(brand, kind, locale))));
    }

    /** What the outbox brings for each kind. */
    private static Map<String, Object> facts(String kind) {
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
            case "tokenBound", "tokenReplaced", "tokenUnbound", "tokenLost" -> bean("tokenId", "********0007");
            case "mailCode", "transactionPasswordCode" -> bean("mailCode", "01234567", "expiresAt", "2025/05/01 09:32");
            default -> Map.of();
        };
    }

    private static String render(String folder, String kind, Locale locale, String institutionName) throws Exception {
        return render("mito", folder, kind, locale, institutionName, facts(kind));
    }

    private static String render(
            String brand, String folder, String kind, Locale locale, String institutionName, Map<String, Object> facts)
            throws Exception {
        ThemeChain theme = new ThemeChain(brand, Theme.Type.EMAIL);
        Properties messages = theme.getMessages(locale);
        Map<String, Object> model = new HashMap<>();
        model.put("msg", new MessageFormatterMethod(locale, messages));
        model.put("locale", locale);
        model.put(
                "subject",
                new MessageFormat(messages.getProperty("sekishoNoticeSubject." + kind), locale)
                        .format(new Object[] {"水戸証券"}));
        model.put(
                "notice",
                bean(
                        "kind",
                        kind,
                        "occurredAt",
                        "2025/05/01 09:22",
                        "institutionName",
                        institutionName,
                        "siteUrl",
                        "https://bank.example/",
                        "supportName",
                        "${sekishoSupportName}",
                        "supportTelephone",
                        "0120-031-003",
                        "supportHours",
                        "${sekishoSupportHours}",
                        "messageId",
                        "1",
                        "facts",
                        facts));
        return new DefaultFreeMarkerProvider(null, new KeycloakSanitizerMethod())
                .processTemplate(model, folder + "/sekisho-notice.ftl", theme);
    }

    @ParameterizedTest(name = "{0} {1} {2}")
    @MethodSource("everyNotice")
    void everyNoticeSaysWhenAndWhomToCallInBothForms(String brand, String kind, Locale locale) throws Exception {
        for (String folder : List.of("text", "html")) {
            String mail = render(brand, folder, kind, locale, "${sekishoInstitutionName}", facts(kind));
            Path file = Path.of(
                    "target/pages",
                    brand,
                    "mail",
                    locale.getLanguage(),
                    kind + ("text".equals(folder) ? ".txt" : ".html"));
            Files.createDirectories(file.getParent());
            Files.writeString(file, mail);
            assertTrue(mail.contains("2025/05/01 09:22"), mail);
            assertTrue(mail.contains("0120-031-003"), mail);
            assertFalse(mail.contains("sekisho") || mail.contains("${"), mail);
            assertEquals(
                    "html".equals(folder) && "tokenActivation".equals(kind) ? 2 : 0,
                    mail.split("href=\"http", -1).length - 1,
                    "links in " + folder);
            facts(kind).values().forEach(value -> assertTrue(mail.contains(value.toString()), mail));
        }
    }

    @Test
    void theMailOfAnIssueListsItsFactsInTheirOrderWithLabels() throws Exception {
        String text = render("kenshin", "text", "tokenActivation", Locale.JAPANESE, "けんしん", facts("tokenActivation"));
        assertTrue(text.contains("サービスID：2001\nユーザID：0123456789\nトークンアプリのアドレス：" + APP + "\n"), text);
        assertTrue(text.contains("\n1. トークンアプリのアドレス"), text);
        String html = render("kenshin", "html", "tokenActivation", Locale.JAPANESE, "けんしん", facts("tokenActivation"));
        assertTrue(html.contains("<a href=\"" + APP + "\""), html);
        assertTrue(html.indexOf("2001") < html.indexOf("0123456789"), html);
    }

    @Test
    void whatIsNoAddressIsNoLinkAndMarkupInAFactIsHarmless() throws Exception {
        String html = render(
                "kenshin",
                "html",
                "tokenActivation",
                Locale.JAPANESE,
                "けんしん",
                bean("userId", "<b>1</b>", "appUrl", "javascript:alert(1)"));
        assertFalse(html.contains("<b>1") || html.contains("href=\"javascript"), html);
        assertTrue(html.contains("&lt;b&gt;1&lt;/b&gt;"), html);
    }

    @Test
    void theMailOfAnIssueAsksForTheStartPasswordInTheAppAndHoldsNone() throws Exception {
        String text = render(
                "kenshin",
                "text",
                "tokenActivation",
                Locale.JAPANESE,
                "けんしん",
                bean("serviceId", "2001", "userId", "0123456789", "appUrl", APP));
        assertTrue(text.contains("お客様が決めた利用開始パスワード"), text);
        assertFalse(text.contains("利用開始パスワード：") || text.contains("従来型"), text);
    }

    @Test
    void theMailWithAConfirmationCodeSaysThatNobodyIsToBeToldAndTheSubjectHoldsNoCode() throws Exception {
        for (String folder : List.of("text", "html")) {
            String mail = render("sample-direct", folder, "mailCode", Locale.JAPANESE, "サンプルダイレクト", facts("mailCode"));
            assertTrue(mail.contains("誰にも教えないでください。") && mail.contains("お心当たりがないときは"), mail);
            assertTrue(mail.indexOf("01234567") < mail.indexOf("誰にも教えないでください。"), mail);
        }
        assertFalse(render("sample-direct", "text", "tokenBound", Locale.JAPANESE, "サンプルダイレクト", facts("tokenBound"))
                .contains("確認コード"));
        assertTrue(
                render("sample-direct", "text", "tokenReplaced", Locale.JAPANESE, "サンプルダイレクト", facts("tokenReplaced"))
                        .contains("\nトークンID：********0007\n"));
    }

    @Test
    void aNameWithMarkupIsHarmlessInHtmlAndUnchangedInText() throws Exception {
        assertTrue(render("text", "otpApplied", Locale.JAPANESE, HOSTILE).contains(HOSTILE));
        String html = render("html", "otpApplied", Locale.JAPANESE, HOSTILE);
        assertFalse(html.contains("<b>"));
        assertTrue(html.contains("&lt;b&gt;&quot;A&quot; &amp; &#39;B&#39;&lt;/b&gt; {0} 株式会社"), html);
    }

    @Test
    void whatTheInstitutionDoesNotSayIsLeftOut() throws Exception {
        ThemeChain theme = new ThemeChain("sekisho", Theme.Type.EMAIL);
        for (String folder : List.of("text", "html")) {
            Map<String, Object> model = new HashMap<>();
            model.put("msg", new MessageFormatterMethod(Locale.JAPANESE, theme.getMessages(Locale.JAPANESE)));
            model.put("locale", Locale.JAPANESE);
            model.put(
                    "notice",
                    bean("kind", "otpStopped", "occurredAt", "2025/05/01 09:22", "institutionName", "サンプル銀行"));
            String mail = new DefaultFreeMarkerProvider(null, new KeycloakSanitizerMethod())
                    .processTemplate(model, folder + "/sekisho-notice.ftl", theme);
            assertFalse(mail.contains("受付時間") || mail.contains("tel:"), mail);
        }
    }

    @Test
    void aHtmlMailNamesItsLanguage() throws Exception {
        assertTrue(render("html", "otpApplied", Locale.ENGLISH, "Mito").contains("<html lang=\"en\">"));
        assertEquals(1, render("html", "otpApplied", Locale.ENGLISH, "Mito").split("<main").length - 1);
    }
}
