package io.sekisho.admin.setup;

import io.sekisho.admin.body.JsonBody;
import java.io.InputStream;
import org.keycloak.models.KeycloakSession;

/**
 * The body of a set-up.
 *
 * @param kind      of service, see {@link ServiceKind#id()}
 * @param theme     login theme, or null for the one that the realm has if it will do, or else the kind's own
 * @param serviceId of issued tokens, or null if the realm has one
 * @param customersEditMailAddress whether the user profile stays as it is, though customers may change their own address
 * @param dryRun    whether to tell what would be done, and do nothing
 */
record SetupRequest(String kind, String theme, String serviceId, boolean customersEditMailAddress, boolean dryRun) {

    /** The body of a teardown. */
    record Teardown(boolean dryRun) {}

    static SetupRequest of(KeycloakSession session, InputStream body) {
        return JsonBody.of(session, body, SetupRequest.class, "{\"kind\": \"authenticator-app\", \"dryRun\": true}");
    }

    /** Nothing at all is a real run. */
    static Teardown teardownOf(KeycloakSession session, InputStream body) {
        return JsonBody.ofAny(session, body, Teardown.class, "{\"dryRun\": true}")
                .orElse(new Teardown(false));
    }
}
