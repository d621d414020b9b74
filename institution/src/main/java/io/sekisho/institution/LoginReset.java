package io.sekisho.institution;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.keycloak.authentication.AuthenticationProcessor;
import org.keycloak.models.Constants;
import org.keycloak.sessions.AuthenticationSessionModel;

/**
 * Sets a login back to its beginning, within the authorisation request that it is to answer. Keycloak's own reset drops
 * what client policies have decided at that request, such as the flow that the client must go through (CVE-2026-94218),
 * along with what the login has noted.
 *
 * @param ofTheRequest what was noted before the login's first page
 */
public record LoginReset(Map<String, String> ofTheRequest) {

    private static final List<String> OF_THE_REQUEST = List.of(
            Constants.REQUESTED_AUTHENTICATION_FLOW,
            Constants.AUTHENTICATION_FLOW_LEVEL_OF_AUTHENTICATION,
            Constants.CLIENT_POLICY_REQUESTED_ACR,
            Constants.AUTHORIZATION_REQUEST_URI);

    public static LoginReset of(AuthenticationSessionModel login) {
        return new LoginReset(OF_THE_REQUEST.stream()
                .filter(note -> Objects.nonNull(login.getAuthNote(note)))
                .collect(Collectors.toMap(Function.identity(), login::getAuthNote)));
    }

    /**
     * @param login the same, or one that has taken its place
     * @param flowPath of the flow that begins
     */
    public void apply(AuthenticationSessionModel login, String flowPath) {
        AuthenticationProcessor.resetFlow(login, flowPath);
        ofTheRequest.forEach(login::setAuthNote);
    }
}
