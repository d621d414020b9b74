package io.sekisho.themes;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import org.keycloak.models.RealmModel;
import org.keycloak.theme.Theme;

/**
 * A theme with its parents, looked up in the order that Keycloak uses: the child first for templates and resources,
 * last (and so winning) for messages and properties.
 */
final class ThemeChain implements Theme {

    private final List<Theme> themes = new ArrayList<>();

    /** One of ours. */
    ThemeChain(String name, Type type) throws IOException {
        this(ThemeFolders.OURS, name, type);
    }

    ThemeChain(ThemeFolders folders, String name, Type type) throws IOException {
        for (String next = name; next != null; ) {
            Theme theme = folders.theme(next, type);
            themes.add(theme);
            next = theme.getParentName();
        }
    }

    /** The messages of every theme of the chain for one language, without any other language to fall back on. */
    Properties messagesOf(Locale locale) throws IOException {
        Properties messages = new Properties();
        for (int i = themes.size() - 1; i >= 0; i--) {
            messages.putAll(themes.get(i).getMessages(locale));
        }
        return messages;
    }

    @Override
    public String getName() {
        return themes.get(0).getName();
    }

    @Override
    public String getParentName() {
        return themes.get(0).getParentName();
    }

    @Override
    public String getImportName() {
        return themes.get(0).getImportName();
    }

    @Override
    public Type getType() {
        return themes.get(0).getType();
    }

    @Override
    public URL getTemplate(String name) throws IOException {
        for (Theme theme : themes) {
            URL template = theme.getTemplate(name);
            if (template != null) {
                return template;
            }
        }
        return null;
    }

    @Override
    public InputStream getResourceAsStream(String path) throws IOException {
        for (Theme theme : themes) {
            InputStream resource = theme.getResourceAsStream(path);
            if (resource != null) {
                return resource;
            }
        }
        return null;
    }

    @Override
    public Properties getMessages(Locale locale) throws IOException {
        Properties messages = messagesOf(Locale.ENGLISH);
        messages.putAll(messagesOf(locale));
        return messages;
    }

    @Override
    public Properties getMessages(String baseBundlename, Locale locale) throws IOException {
        return getMessages(locale);
    }

    @Override
    public Properties getEnhancedMessages(RealmModel realm, Locale locale) throws IOException {
        return getMessages(locale);
    }

    @Override
    public Properties getProperties() throws IOException {
        Properties properties = new Properties();
        for (int i = themes.size() - 1; i >= 0; i--) {
            properties.putAll(themes.get(i).getProperties());
        }
        return properties;
    }
}
