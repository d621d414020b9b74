package io.sekisho.themes;

import org.junit.jupiter.api.Test;

/** What axe says of the pages and mails, as far as each build asks; {@link PreviewCheck} asks for all. */
final class AccessibilityIT {

    @Test
    void axeFindsNothingInAnyStateAndInWhatDiffersMostInEachBrand() throws Exception {
        Audit.take(ThemeFolders.OURS, Look.ofEachBuild());
    }
}
