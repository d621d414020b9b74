package io.sekisho.themes;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * One page in one state, with the data that the server gives its template.
 *
 * @param name     what the state is called, also the file name in {@code target/pages}
 * @param template the template below {@code theme/sekisho/login}
 * @param data     puts the page's own beans, and its messages, into the model
 */
record Page(String name, String template, Consumer<PageModel> data) {

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
