package io.sekisho.themes;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import org.keycloak.theme.Theme;

/**
 * One page in one state, with the data that the server gives its template.
 *
 * @param name     what the state is called; also its address, and the file name in {@code target/pages}
 * @param template the template below {@code theme/sekisho/login}
 * @param data     puts the page's own beans, and its messages, into the model
 */
record Page(String name, String template, Consumer<PageModel> data) {

    /** All that its template is given, in one theme and one language. */
    PageModel model(ThemeFolders folders, String theme, Locale locale) throws IOException {
        PageModel model = new PageModel(new ThemeChain(folders, theme, Theme.Type.LOGIN), locale);
        data.accept(model);
        return model;
    }

    @Override
    public String toString() {
        return name;
    }

    static Map<String, Object> bean(Object... namesAndValues) {
        Map<String, Object> bean = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            bean.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        return bean;
    }
}
