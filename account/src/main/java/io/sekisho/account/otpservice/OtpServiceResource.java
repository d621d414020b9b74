package io.sekisho.account.otpservice;

import io.sekisho.account.manage.ManageResource;
import io.sekisho.account.status.StatusResource;
import io.sekisho.account.token.ActivationResource;
import io.sekisho.account.token.TokenAppResource;
import io.sekisho.institution.Entrance;
import jakarta.ws.rs.Path;
import org.keycloak.models.KeycloakSession;

/** What lies below {@code /realms/{realm}/otp-service}. */
public final class OtpServiceResource {

    private final KeycloakSession session;

    OtpServiceResource(KeycloakSession session) {
        this.session = session;
    }

    /** The status page. */
    @Path("")
    public StatusResource status() {
        return new StatusResource(session);
    }

    /** What token apps ask for. */
    @Path("token")
    public ActivationResource token() {
        return new ActivationResource(session);
    }

    /** The token app. */
    @Path(TokenAppResource.PATH)
    public TokenAppResource tokenApp() {
        return new TokenAppResource(session);
    }

    /** What the managers of a company ask for. */
    @Path(ManageResource.PATH)
    public ManageResource manage() {
        return new ManageResource(session);
    }

    /** The link of the login page to the binding of a token. */
    @Path("register")
    public EntranceResource register() {
        return new EntranceResource(session, Entrance.REGISTER);
    }

    /** Where the pages of a login begin it anew. */
    @Path("restart")
    public LoginRestartResource restart() {
        return new LoginRestartResource(session);
    }

    /** The link of the login page to the end of the service. */
    @Path("stop")
    public EntranceResource stop() {
        return new EntranceResource(session, Entrance.STOP);
    }
}
