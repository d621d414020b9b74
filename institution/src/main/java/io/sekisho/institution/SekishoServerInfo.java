package io.sekisho.institution;

import java.util.LinkedHashMap;
import java.util.Map;
import org.keycloak.provider.ServerInfoAwareProviderFactory;

/**
 * A factory that the admin console tells the version of, under “Provider info”. For factories that take the place of
 * Keycloak's under the same id, where nothing else tells which of the two is in charge, and for those with options of
 * the server or an API.
 */
public interface SekishoServerInfo extends ServerInfoAwareProviderFactory {

    /** What is in force besides, by name. Whoever may see the server's info sees it: no secret, no path. */
    default Map<String, String> facts() {
        return Map.of();
    }

    @Override
    default Map<String, String> getOperationalInfo() {
        Map<String, String> info = new LinkedHashMap<>();
        info.put("sekishoVersion", SekishoVersion.CURRENT);
        info.putAll(facts());
        return info;
    }
}
