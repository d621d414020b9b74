package io.sekisho.admin.setup;

import io.sekisho.account.Problem;
import io.sekisho.admin.setup.SetupRecord.Replaced;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.theme.Theme;

/** The themes of a realm's login and mails: those that it has if they have our pages, or else the kind's own. */
final class RealmThemes {

    /** The theme that has our pages; others have them from it. */
    private static final String ROOT = "sekisho";

    private final KeycloakSession session;
    private final RealmModel realm;
    private final SetupPlan plan;
    private final Before before;

    /** Their part of the record. */
    static final class Before {
        Replaced loginTheme;
        Replaced emailTheme;
    }

    RealmThemes(KeycloakSession session, RealmModel realm, SetupPlan plan, SetupRecord before) {
        this.session = session;
        this.realm = realm;
        this.plan = plan;
        this.before = before.themes;
    }

    /** @param wanted login theme, or null */
    void plan(ServiceKind kind, String wanted) {
        requireOurs(wanted);
        String login = wanted != null
                ? wanted
                : isOurs(realm.getLoginTheme(), Theme.Type.LOGIN) ? realm.getLoginTheme() : kind.theme();
        String formerLogin = realm.getLoginTheme();
        choose("login", formerLogin, login, () -> {
            before.loginTheme = Replaced.again(before.loginTheme, formerLogin, login);
            realm.setLoginTheme(login);
        });
        String email = wanted != null && isOurs(wanted, Theme.Type.EMAIL)
                ? wanted
                : isOurs(realm.getEmailTheme(), Theme.Type.EMAIL)
                        ? realm.getEmailTheme()
                        : isOurs(login, Theme.Type.EMAIL) ? login : ROOT;
        String formerEmail = realm.getEmailTheme();
        choose("email", formerEmail, email, () -> {
            before.emailTheme = Replaced.again(before.emailTheme, formerEmail, email);
            realm.setEmailTheme(email);
        });
    }

    private void requireOurs(String wanted) {
        if (wanted != null && !installed(wanted, Theme.Type.LOGIN)) {
            throw Problem.of(
                    Response.Status.BAD_REQUEST, "Unknown theme", "This server has no login theme \"" + wanted + "\".");
        } else if (wanted != null && !isOurs(wanted, Theme.Type.LOGIN)) {
            throw Problem.of(
                    Response.Status.BAD_REQUEST,
                    "Unsuitable theme",
                    "The login theme \"" + wanted + "\" does not have \"" + ROOT + "\" among its parents.");
        }
    }

    private void choose(String type, String there, String theme, Runnable task) {
        if (theme.equals(there)) {
            plan.alreadySo("theme", type, theme);
        } else {
            plan.change("theme", type, there, theme, task);
        }
    }

    void undo() {
        putBack("login", before.loginTheme, realm.getLoginTheme(), realm::setLoginTheme);
        putBack("email", before.emailTheme, realm.getEmailTheme(), realm::setEmailTheme);
    }

    private void putBack(String type, Replaced theme, String there, Consumer<String> set) {
        if (theme == null) {
            return;
        }
        if (Objects.equals(there, theme.after)) {
            plan.change("theme", type, there, theme.before, () -> set.accept(theme.before));
        } else {
            plan.hint("Somebody has chosen the " + type + " theme \"" + there + "\" since; it stays.");
        }
    }

    private boolean installed(String name, Theme.Type type) {
        return name != null && session.theme().nameSet(type).contains(name);
    }

    /** Whether a theme is ours, or has ours among its parents. */
    private boolean isOurs(String name, Theme.Type type) {
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
