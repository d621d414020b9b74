package io.sekisho.admin.setup;

import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import org.keycloak.models.KeycloakSession;
import org.keycloak.theme.Theme;

/** Which themes of this server have our pages. */
final class RealmThemes {

    /** The theme that has our pages; others have them from it. */
    static final String ROOT = "sekisho";

    private final KeycloakSession session;

    RealmThemes(KeycloakSession session) {
        this.session = session;
    }

    boolean installed(String name, Theme.Type type) {
        return name != null && session.theme().nameSet(type).contains(name);
    }

    /** Whether a theme is ours, or has ours among its parents. */
    boolean isOurs(String name, Theme.Type type) {
        Set<String> seen = new HashSet<>();
        for (String each = name; installed(each, type) && seen.add(each); each = parent(each, type)) {
            if (ROOT.equals(each)) {
                return true;
            }
        }
        return false;
    }

    private String parent(String name, Theme.Type type) {
        try {
            return session.theme().getTheme(name, type).getParentName();
        } catch (IOException e) {
            return null;
        }
    }
}
