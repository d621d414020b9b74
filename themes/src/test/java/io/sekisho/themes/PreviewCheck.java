package io.sekisho.themes;

import org.junit.jupiter.api.Test;

/** {@code mvn -Ppreview-check}: what axe says of everything that the {@link Preview} shows. */
final class PreviewCheck {

    @Test
    void axeFindsNothingInAnyStateThemeAndLanguageOnAPhoneOrAPc() throws Exception {
        ThemeFolders folders = ThemeFolders.of(System.getProperties());
        Audit.take(folders, Look.all(folders));
    }
}
