package io.sekisho.themes;

import static io.sekisho.themes.Page.bean;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
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

    private static final String HOSTILE = "<b>\"A\" & 'B'</b> {0} 株式会社";

    static Stream<Arguments> everyNotice() {
        return Sources.BRANDS.stream()
                .flatMap(brand -> Mails.all().stream()
                        .flatMap(mail -> Stream.of(Locale.JAPANESE, Locale.ENGLISH)
                                .map(locale -> Arguments.of(brand, mail, locale))));
    }

    private static String render(String form, String kind, Locale locale, String institution) throws Exception {
        return render("mito", form, kind, locale, institution, Mails.facts(kind));
    }

    private static String render(
            String brand, String form, String kind, Locale locale, String institution, Map<String, Object> facts)
            throws Exception {
        return new Mail(kind, kind, any -> institution, facts).render(ThemeFolders.OURS, brand, form, locale);
    }

    @ParameterizedTest(name = "{0} {1} {2}")
    @MethodSource("everyNotice")
    void everyNoticeSaysWhenAndWhomToCallInBothForms(String brand, Mail mail, Locale locale) throws Exception {
        for (String form : Mail.FORMS) {
            String text = mail.render(ThemeFolders.OURS, brand, form, locale);
            Path file = Path.of(
                    "target/pages",
                    brand,
                    "mail",
                    locale.getLanguage(),
                    mail.name() + ("text".equals(form) ? ".txt" : ".html"));
            Files.createDirectories(file.getParent());
            Files.writeString(file, text);
            assertTrue(text.contains("2025/05/01 09:22"), text);
            assertTrue(text.contains("0120-031-003"), text);
            assertFalse(text.contains("sekisho") || text.contains("${"), text);
            assertEquals(
                    "html".equals(form)
                            ? mail.facts().keySet().stream()
                                    .filter(fact -> fact.endsWith("Url"))
                                    .count()
                            : 0,
                    text.split("href=\"http", -1).length - 1,
                    "links in " + form);
            mail.facts().values().forEach(value -> assertTrue(text.contains(value.toString()), text));
        }
    }

    @Test
    void theMailOfAnIssueListsItsFactsInTheirOrderWithLabels() throws Exception {
        String text =
                render("kenshin", "text", "tokenActivation", Locale.JAPANESE, "けんしん", Mails.facts("tokenActivation"));
        assertTrue(text.contains("サービスID：2001\nユーザID：0123456789\nトークンアプリのアドレス：" + Mails.APP + "\n"), text);
        assertTrue(text.contains("\n1. トークンアプリのアドレス"), text);
        String html =
                render("kenshin", "html", "tokenActivation", Locale.JAPANESE, "けんしん", Mails.facts("tokenActivation"));
        assertTrue(html.contains("<a href=\"" + Mails.APP + "\""), html);
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
                bean("serviceId", "2001", "userId", "0123456789", "appUrl", Mails.APP));
        assertTrue(text.contains("お客様が決めた利用開始パスワード"), text);
        assertFalse(text.contains("利用開始パスワード：") || text.contains("従来型"), text);
    }

    @Test
    void theMailWithAConfirmationCodeSaysThatNobodyIsToBeToldAndTheSubjectHoldsNoCode() throws Exception {
        for (String folder : Mail.FORMS) {
            String mail =
                    render("sample-direct", folder, "mailCode", Locale.JAPANESE, "サンプルダイレクト", Mails.facts("mailCode"));
            assertTrue(mail.contains("誰にも教えないでください。") && mail.contains("お心当たりがないときは"), mail);
            assertTrue(mail.indexOf("01234567") < mail.indexOf("誰にも教えないでください。"), mail);
        }
        assertFalse(
                render("sample-direct", "text", "tokenBound", Locale.JAPANESE, "サンプルダイレクト", Mails.facts("tokenBound"))
                        .contains("確認コード"));
        assertTrue(render(
                        "sample-direct",
                        "text",
                        "tokenReplaced",
                        Locale.JAPANESE,
                        "サンプルダイレクト",
                        Mails.facts("tokenReplaced"))
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
        for (String folder : Mail.FORMS) {
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
