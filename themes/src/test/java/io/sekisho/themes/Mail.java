package io.sekisho.themes;

import static io.sekisho.themes.Page.bean;

import java.io.IOException;
import java.text.MessageFormat;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.function.Function;
import org.keycloak.theme.FreeMarkerException;
import org.keycloak.theme.KeycloakSanitizerMethod;
import org.keycloak.theme.Theme;
import org.keycloak.theme.beans.MessageFormatterMethod;
import org.keycloak.theme.freemarker.DefaultFreeMarkerProvider;

/**
 * One mail in one state, with what the outbox brings for it.
 *
 * @param name        what the state is called; also its address, and the file name in {@code target/pages}
 * @param kind        the key of its message
 * @param institution whose mail it is, in a language; empty where the brand says it
 * @param facts       what is listed in it
 */
record Mail(String name, String kind, Function<Locale, String> institution, Map<String, Object> facts) {

    /** As text and as HTML; it is sent in both at once. */
    static final List<String> FORMS = List.of("text", "html");

    String render(ThemeFolders folders, String theme, String form, Locale locale)
            throws IOException, FreeMarkerException {
        ThemeChain chain = new ThemeChain(folders, theme, Theme.Type.EMAIL);
        Properties messages = chain.getMessages(locale);
        String institutionName = institution.apply(locale).isEmpty()
                ? own(messages, "sekishoInstitutionName", theme)
                : institution.apply(locale);
        Map<String, Object> model = new HashMap<>();
        model.put("msg", new MessageFormatterMethod(locale, messages));
        model.put("locale", locale);
        model.put(
                "subject",
                new MessageFormat(messages.getProperty("sekishoNoticeSubject." + kind, kind), locale)
                        .format(new Object[] {messages.getProperty("sekishoInstitutionName", institutionName)}));
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
                        own(messages, "sekishoSupportName", "Support"),
                        "supportTelephone",
                        "0120-031-003",
                        "supportHours",
                        own(messages, "sekishoSupportHours", "9:00-17:00"),
                        "messageId",
                        "1",
                        "facts",
                        facts));
        return new DefaultFreeMarkerProvider(null, new KeycloakSanitizerMethod())
                .processTemplate(model, form + "/sekisho-notice.ftl", chain);
    }

    /** What a brand says in words of its own, if it does. */
    private static String own(Properties messages, String key, String otherwise) {
        return messages.containsKey(key) ? "${" + key + "}" : otherwise;
    }

    @Override
    public String toString() {
        return name;
    }
}
