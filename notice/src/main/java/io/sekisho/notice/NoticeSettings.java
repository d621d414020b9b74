package io.sekisho.notice;

import java.time.DateTimeException;
import java.time.ZoneId;
import org.jboss.logging.Logger;
import org.keycloak.models.RealmModel;

/** What a notice says about the institution: the realm's attributes. Texts may be {@code ${messageKey}}. */
record NoticeSettings(String institutionName, String siteUrl, String supportName, String supportTelephone, String supportHours,
                      ZoneId timeZone) {

    private static final Logger LOG = Logger.getLogger(NoticeSettings.class);
    private static final ZoneId DEFAULT_ZONE = ZoneId.of("Asia/Tokyo");

    static NoticeSettings of(RealmModel realm) {
        String name = text(realm, "sekisho.institutionName");
        return new NoticeSettings(
                name.isEmpty() ? shortName(realm) : name,
                text(realm, "sekisho.siteUrl"),
                text(realm, "sekisho.supportName"),
                text(realm, "sekisho.supportTelephone"),
                text(realm, "sekisho.supportHours"),
                zone(realm.getName(), realm.getAttribute("sekisho.timeZone")));
    }

    /** The name that stands in the subject. */
    static String shortName(RealmModel realm) {
        String displayName = realm.getDisplayName();
        return displayName == null || displayName.isBlank() ? realm.getName() : displayName;
    }

    private static String text(RealmModel realm, String attribute) {
        String value = realm.getAttribute(attribute);
        return value == null ? "" : value.strip();
    }

    static ZoneId zone(String realmName, String id) {
        if (id == null || id.isBlank()) {
            return DEFAULT_ZONE;
        }
        try {
            return ZoneId.of(id.strip());
        } catch (DateTimeException e) {
            LOG.warnf("Realm %s: '%s' in attribute sekisho.timeZone is not a time zone; notices tell the time of %s", realmName, id,
                    DEFAULT_ZONE);
            return DEFAULT_ZONE;
        }
    }
}
