package io.sekisho.admin.setup;

import java.util.List;
import org.jboss.logging.Logger;
import org.keycloak.models.RealmModel;
import org.keycloak.services.resources.admin.AdminAuth;

/**
 * The log's line of a change of a realm by the admin REST, for those who do not save admin events: who has made it, and
 * the names of what has changed, without values.
 */
public final class AdminLog {

    private static final Logger LOG = Logger.getLogger(AdminLog.class);

    private AdminLog() {}

    /** @param done what was done, such as {@code torn down} */
    public static void info(RealmModel realm, String done, AdminAuth caller, List<String> changed) {
        LOG.info(line(
                realm.getName(),
                done,
                caller.getUser().getId(),
                caller.getClient().getClientId(),
                changed));
    }

    static String line(String realm, String done, String userId, String clientId, List<String> changed) {
        return oneLine("Realm " + realm + ": " + done + " by user " + userId + " with client " + clientId + ": "
                + String.join(", ", changed));
    }

    /** Names of flows and clients are free text, and must not begin a line that looks like another's. */
    private static String oneLine(String text) {
        return text.replaceAll("[\\p{Cntrl}\\u2028\\u2029]", "?");
    }
}
