package io.sekisho.notice;

import io.sekisho.institution.DisplayText;
import io.sekisho.institution.InstitutionSettings;
import io.sekisho.institution.LocalTimes;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Pattern;
import org.keycloak.email.EmailException;
import org.keycloak.email.freemarker.FreeMarkerEmailTemplateProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.storage.adapter.InMemoryUserAdapter;

/**
 * Writes the mail of a notice with the realm's e-mail theme. Only writes it: Keycloak's template provider writes and
 * sends in one go, and sending must not happen while a database connection is held.
 */
final class NoticeMail extends FreeMarkerEmailTemplateProvider {

    static final String TEMPLATE = "sekisho-notice.ftl";

    /** Whatever could end a header line. */
    private static final Pattern LINE_BREAKS = Pattern.compile("[\\p{Cntrl}\\x{0085}\\x{2028}\\x{2029}]+");

    /** A mail ready to be sent. */
    record Written(String subject, String text, String html) {}

    NoticeMail(KeycloakSession session, RealmModel realm) {
        super(session);
        setRealm(realm);
    }

    Written write(
            String id, String userId, NoticeKind kind, String localeTag, long occurredAt, Map<String, String> facts)
            throws EmailException {
        setUser(reader(userId, localeTag));
        Locale locale = session.getContext().resolveLocale(user, true);
        Properties messages = messages(locale);
        InstitutionSettings institution = InstitutionSettings.of(realm);
        Map<String, Object> attributes = new HashMap<>();
        attributes.put(
                "notice",
                new NoticeBean(
                        kind,
                        LocalTimes.dayAndMinute(occurredAt, institution.timeZone()),
                        id,
                        facts,
                        institution,
                        text -> translate(text, messages, locale)));
        EmailTemplate mail = processTemplate(
                "sekishoNoticeSubject." + kind.messageKey(), List.of(shortName()), TEMPLATE, attributes);
        return new Written(oneLine(mail.getSubject()), mail.getTextBody(), mail.getHtmlBody());
    }

    /**
     * The template provider wants a user, for the language above all. A stand-in gives it the language of the time of
     * the change, and keeps the customer's profile out of the templates' reach.
     */
    private UserModel reader(String userId, String localeTag) {
        UserModel reader = new InMemoryUserAdapter(session, realm, userId);
        reader.setSingleAttribute(UserModel.LOCALE, localeTag);
        return reader;
    }

    private Properties messages(Locale locale) throws EmailException {
        try {
            return getTheme().getEnhancedMessages(realm, locale);
        } catch (IOException e) {
            throw new EmailException("The e-mail theme's messages cannot be read", e);
        }
    }

    /** The institution's name in the subject. */
    private String shortName() {
        String displayName = realm.getDisplayName();
        return displayName == null || displayName.isBlank() ? realm.getName() : displayName;
    }

    /** A setting's text in the reader's language, on one line. */
    static String translate(String text, Properties messages, Locale locale) {
        return oneLine(DisplayText.resolve(text, messages, locale));
    }

    static String oneLine(String text) {
        return LINE_BREAKS.matcher(text).replaceAll(" ").strip();
    }
}
