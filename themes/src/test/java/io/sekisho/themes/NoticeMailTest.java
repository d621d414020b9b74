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

    private static final String HOSTILE = "<b>\"A\" & 'B'</b> {0} 株式会社";

    static Stream<Arguments> everyNotice() throws Exception {
        Properties messages = new ThemeChain("mito", Theme.Type.EMAIL).getMessages(Locale.JAPANESE);
        return messages.stringPropertyNames().stream().filter(key -> key.startsWith("sekishoNoticeBody.")).sorted()
                .map(key -> key.substring("sekishoNoticeBody.".length()))
                .flatMap(kind -> Stream.of(Locale.JAPANESE, Locale.ENGLISH).map(locale -> Arguments.of(kind, locale)));
    }

    private static String render(String folder, String kind, Locale locale, String institutionName) throws Exception {
        ThemeChain theme = new ThemeChain("mito", Theme.Type.EMAIL);
        Properties messages = theme.getMessages(locale);
        Map<String, Object> model = new HashMap<>();
        model.put("msg", new MessageFormatterMethod(locale, messages));
        model.put("locale", locale);
        model.put("subject", new MessageFormat(messages.getProperty("sekishoNoticeSubject." + kind), locale).format(new Object[] {"水戸証券"}));
        model.put("notice", bean("kind", kind, "occurredAt", "2025/05/01 09:22", "institutionName", institutionName, "siteUrl", "https://bank.example/",
                "supportName", "${sekishoSupportName}", "supportTelephone", "0120-031-003", "supportHours", "${sekishoSupportHours}", "messageId", "1"));
        return new DefaultFreeMarkerProvider(null, new KeycloakSanitizerMethod()).processTemplate(model, folder + "/sekisho-notice.ftl", theme);
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("everyNotice")
    void everyNoticeSaysWhenAndWhomToCallInBothForms(String kind, Locale locale) throws Exception {
        for (String folder : List.of("text", "html")) {
            String mail = render(folder, kind, locale, "${sekishoInstitutionName}");
            Path file = Path.of("target/pages/mail", locale.getLanguage(), kind + ("text".equals(folder) ? ".txt" : ".html"));
            Files.createDirectories(file.getParent());
            Files.writeString(file, mail);
            assertTrue(mail.contains("2025/05/01 09:22"), mail);
            assertTrue(mail.contains("0120-031-003"), mail);
            assertFalse(mail.contains("sekisho") || mail.contains("${"), mail);
            assertFalse(mail.contains("href=\"http"), "a link in " + folder);
        }
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
            model.put("notice", bean("kind", "otpStopped", "occurredAt", "2025/05/01 09:22", "institutionName", "サンプル銀行"));
            String mail = new DefaultFreeMarkerProvider(null, new KeycloakSanitizerMethod()).processTemplate(model, folder + "/sekisho-notice.ftl", theme);
            assertFalse(mail.contains("受付時間") || mail.contains("tel:"), mail);
        }
    }

    @Test
    void aHtmlMailNamesItsLanguage() throws Exception {
        assertTrue(render("html", "otpApplied", Locale.ENGLISH, "Mito").contains("<html lang=\"en\">"));
        assertEquals(1, render("html", "otpApplied", Locale.ENGLISH, "Mito").split("<main").length - 1);
    }
}
