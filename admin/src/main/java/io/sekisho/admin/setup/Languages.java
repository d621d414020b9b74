package io.sekisho.admin.setup;

import io.sekisho.admin.setup.SetupRecord.Replaced;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.keycloak.models.RealmModel;

/** The languages of a realm: Japanese and English besides those that it has, and Japanese if it has no default. */
final class Languages {

    private static final String WHAT = "internationalization";
    private static final Set<String> LOCALES = new LinkedHashSet<>(List.of("ja", "en"));
    private static final String DEFAULT_LOCALE = "ja";

    private final RealmModel realm;
    private final SetupPlan plan;
    private final Before before;

    /** Their part of the record. */
    static final class Before {
        boolean internationalizationAdded;
        TreeSet<String> localesAdded = new TreeSet<>();
        Replaced defaultLocale;
    }

    Languages(RealmModel realm, SetupPlan plan, SetupRecord before) {
        this.realm = realm;
        this.plan = plan;
        this.before = before.languages;
    }

    void plan() {
        if (realm.isInternationalizationEnabled()) {
            plan.alreadySo(WHAT, "enabled", "true");
        } else {
            plan.change(WHAT, "enabled", "false", "true", () -> {
                before.internationalizationAdded = true;
                realm.setInternationalizationEnabled(true);
            });
        }
        TreeSet<String> supported = supported();
        TreeSet<String> all = new TreeSet<>(supported);
        all.addAll(LOCALES);
        if (all.equals(supported)) {
            plan.alreadySo(WHAT, "supportedLocales", String.join(", ", all));
        } else {
            plan.change(WHAT, "supportedLocales", String.join(", ", supported), String.join(", ", all), () -> {
                LOCALES.stream().filter(locale -> !supported.contains(locale)).forEach(before.localesAdded::add);
                realm.setSupportedLocales(all);
            });
        }
        String locale = realm.getDefaultLocale();
        if (locale != null && !locale.isBlank()) {
            plan.alreadySo(WHAT, "defaultLocale", locale);
        } else {
            plan.change(WHAT, "defaultLocale", locale, DEFAULT_LOCALE, () -> {
                before.defaultLocale = Replaced.again(before.defaultLocale, locale, DEFAULT_LOCALE);
                realm.setDefaultLocale(DEFAULT_LOCALE);
            });
        }
    }

    void undo() {
        if (before.internationalizationAdded && realm.isInternationalizationEnabled()) {
            plan.change(WHAT, "enabled", "true", "false", () -> realm.setInternationalizationEnabled(false));
        }
        TreeSet<String> supported = supported();
        TreeSet<String> rest = new TreeSet<>(supported);
        rest.removeAll(before.localesAdded);
        if (!rest.equals(supported)) {
            plan.change(
                    WHAT,
                    "supportedLocales",
                    String.join(", ", supported),
                    String.join(", ", rest),
                    () -> realm.setSupportedLocales(rest));
        }
        Replaced locale = before.defaultLocale;
        if (locale != null && Objects.equals(realm.getDefaultLocale(), locale.after)) {
            plan.change(
                    WHAT, "defaultLocale", locale.after, locale.before, () -> realm.setDefaultLocale(locale.before));
        }
    }

    private TreeSet<String> supported() {
        return realm.getSupportedLocalesStream().collect(Collectors.toCollection(TreeSet::new));
    }
}
