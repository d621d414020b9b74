package io.sekisho.themes;

import static io.sekisho.themes.Page.bean;

import freemarker.template.TemplateModelException;
import java.io.IOException;
import java.text.MessageFormat;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import org.keycloak.forms.login.MessageType;
import org.keycloak.theme.FreeMarkerException;
import org.keycloak.theme.KeycloakSanitizerMethod;
import org.keycloak.theme.beans.AdvancedMessageFormatterMethod;
import org.keycloak.theme.beans.MessageBean;
import org.keycloak.theme.beans.MessageFormatterMethod;
import org.keycloak.theme.beans.MessagesPerFieldBean;
import org.keycloak.theme.freemarker.DefaultFreeMarkerProvider;

/** What Keycloak puts into the model of every login page, from its own classes where they need no server. */
final class PageModel {

    private static final Map<String, String> DISPLAY_NAMES = Map.of(
            "sekisho",
            "サンプル",
            "mito",
            "水戸証券",
            "hokuyo",
            "北洋証券",
            "sample-bank",
            "サンプル銀行",
            "kenshin",
            "けんしんビジネスバンキング",
            "sample-direct",
            "サンプルダイレクト");

    private final ThemeChain theme;
    private final Locale locale;
    private final Properties messages;
    private final Map<String, Object> values = new HashMap<>();
    private final MessagesPerFieldBean perField = new MessagesPerFieldBean();
    private final Set<String> unknownKeys = new TreeSet<>();
    private MessageBean message;

    PageModel(ThemeChain theme, Locale locale) throws IOException {
        String brand = theme.getName();
        this.theme = theme;
        this.locale = locale;
        this.messages = theme.getMessages(locale);
        Properties properties = theme.getProperties();
        String displayName = DISPLAY_NAMES.getOrDefault(brand, brand);
        values.put("properties", properties);
        values.put("msg", new MessageFormatterMethod(locale, messages) {
            @Override
            @SuppressWarnings("rawtypes")
            public Object exec(List arguments) throws TemplateModelException {
                String key = arguments.get(0).toString();
                if (!messages.containsKey(key)) {
                    unknownKeys.add(key);
                }
                return super.exec(arguments);
            }
        });
        values.put("advancedMsg", new AdvancedMessageFormatterMethod(locale, messages));
        values.put("messagesPerField", perField);
        values.put("lang", locale.toLanguageTag());
        values.put(
                "locale",
                bean(
                        "current",
                        "日本語",
                        "currentLanguageTag",
                        locale.toLanguageTag(),
                        "rtl",
                        false,
                        "supported",
                        List.of(
                                bean("languageTag", "en", "label", "English", "url", "?kc_locale=en"),
                                bean("languageTag", "ja", "label", "日本語", "url", "?kc_locale=ja"))));
        values.put(
                "realm",
                bean(
                        "name",
                        brand,
                        "displayName",
                        displayName,
                        "displayNameHtml",
                        displayName,
                        "internationalizationEnabled",
                        true,
                        "password",
                        true,
                        "registrationAllowed",
                        false,
                        "loginWithEmailAllowed",
                        false,
                        "registrationEmailAsUsername",
                        false,
                        "rememberMe",
                        false,
                        "resetPasswordAllowed",
                        true));
        values.put(
                "institution",
                bean(
                        "enabled",
                        true,
                        "enrolment",
                        enrolment(theme.getParentName()),
                        "enrolmentProof",
                        Sources.BOUND_TOKEN_LAYER.equals(theme.getParentName()) ? "none" : "transaction-password",
                        "replacementProof",
                        "transaction-password",
                        "supportTelephone",
                        "0120-031-003",
                        "supportHours",
                        own("sekishoSupportHours", "9:00-17:00"),
                        "supportName",
                        own("sekishoSupportName", "Support"),
                        "name",
                        own("sekishoInstitutionName", displayName),
                        "siteUrl",
                        "https://bank.example/"));
        values.put(
                "url",
                bean(
                        "loginAction",
                        "/realms/mito/login-actions/authenticate?session_code=a&execution=b&client_id=bank&tab_id=t-1_A&client_data=c",
                        "resourcesPath",
                        "../resources",
                        "resourcesCommonPath",
                        "../common",
                        "loginUrl",
                        "/realms/mito/login-actions/authenticate?client_id=bank&tab_id=t-1_A&client_data=c",
                        "loginRestartFlowUrl",
                        "/realms/mito/login-actions/restart",
                        "loginResetCredentialsUrl",
                        "/reset",
                        "logoutConfirmAction",
                        "/realms/mito/protocol/openid-connect/logout/logout-confirm",
                        "registrationUrl",
                        "/register",
                        "ssoLoginInOtherTabsUrl",
                        "/other"));
        values.put("auth", new Auth(null));
        values.put("login", bean());
        values.put("client", bean("baseUrl", "/realms/mito/otp-service"));
    }

    /** What a brand says in words of its own, if it does. */
    private String own(String key, String otherwise) {
        return messages.containsKey(key) ? "${" + key + "}" : otherwise;
    }

    /** A theme without a parent of ours is the parent itself. */
    private static String enrolment(String parent) {
        return switch (parent) {
            case Sources.TOKEN_LAYER -> "issued-token";
            case Sources.BOUND_TOKEN_LAYER -> "bound-token";
            default -> "authenticator-app";
        };
    }

    void put(String name, Object value) {
        values.put(name, value);
    }

    /** What the institution has set, but for one of its settings. */
    @SuppressWarnings("unchecked")
    void institution(String name, Object value) {
        ((Map<String, Object>) values.get("institution")).put(name, value);
    }

    /** As in a server where another extension makes the pages. */
    void withoutInstitution() {
        values.remove("institution");
    }

    /** The institution, and who helps, have the longest names that there are. */
    @SuppressWarnings("unchecked")
    void longNames() {
        String institution = Pages.longInstitution(locale);
        ((Map<String, Object>) values.get("realm"))
                .putAll(bean("displayName", institution, "displayNameHtml", institution));
        institution("name", institution);
        institution("supportName", institution);
    }

    /** The page is part of an action that the customer started, and can be left. */
    void startedByCustomer() {
        values.put("isAppInitiatedAction", true);
    }

    void attemptedUser(String username) {
        values.put("auth", new Auth(username));
    }

    void message(MessageType type, String key, Object... arguments) {
        add(type, null, key, arguments);
    }

    /** An error at a field; with {@code null} as the field, an error of the page. */
    void error(String field, String key, Object... arguments) {
        add(MessageType.ERROR, field, key, arguments);
    }

    private void add(MessageType type, String field, String key, Object... arguments) {
        if (!messages.containsKey(key)) {
            unknownKeys.add(key);
        }
        String text = new MessageFormat(messages.getProperty(key, key), locale).format(arguments);
        if (message == null) {
            message = new MessageBean(null, type);
            values.put("message", message);
        }
        message.appendSummaryLine(text);
        perField.addMessage(field, text, type);
    }

    String render(String template) throws FreeMarkerException {
        values.put("pageId", template.replace(".ftl", ""));
        return new DefaultFreeMarkerProvider(null, new KeycloakSanitizerMethod())
                .processTemplate(values, template, theme);
    }

    /** Keys that the page asked for and no bundle has. */
    Set<String> unknownKeys() {
        return unknownKeys;
    }

    /** Stands for Keycloak's bean of the same name. */
    public static final class Auth {

        private final String attemptedUsername;

        Auth(String attemptedUsername) {
            this.attemptedUsername = attemptedUsername;
        }

        public String getAttemptedUsername() {
            return attemptedUsername;
        }

        public boolean showUsername() {
            return attemptedUsername != null;
        }

        public boolean showResetCredentials() {
            return false;
        }

        public boolean showTryAnotherWayLink() {
            return false;
        }
    }
}
