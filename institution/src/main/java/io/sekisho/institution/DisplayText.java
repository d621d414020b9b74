package io.sekisho.institution;

import java.text.MessageFormat;
import java.util.Locale;
import java.util.Properties;

/** A text of the institution's settings: itself, or by {@code ${messageKey}} a message of the theme. */
public final class DisplayText {

    private DisplayText() {}

    /**
     * What a text says in one language, as the templates' {@code advancedMsg} has it; an unknown key stands for itself.
     */
    public static String resolve(String text, Properties messages, Locale locale) {
        if (!isMessage(text)) {
            return text;
        }
        String key = text.substring(2, text.length() - 1);
        return new MessageFormat(messages.getProperty(key, key), locale).format(new Object[0]);
    }

    static boolean isMessage(String text) {
        return text.startsWith("${") && text.endsWith("}");
    }
}
