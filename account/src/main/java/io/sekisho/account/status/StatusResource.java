package io.sekisho.account.status;

import io.sekisho.account.CustomerPages;
import io.sekisho.account.manage.ManageResource;
import io.sekisho.credential.otp.OtpCredentials;
import io.sekisho.credential.otp.OtpDevices;
import io.sekisho.credential.otp.OtpRedisplay;
import io.sekisho.credential.token.IssuedTokens;
import io.sekisho.credential.transactionpassword.TransactionPasswords;
import io.sekisho.institution.InstitutionSettings;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.Optional;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.services.managers.AuthenticationManager;

/**
 * 登録情報照会: the page from which a customer sees and starts everything. Each button posts here, and is answered by a
 * redirect to the login with the action in {@code kc_action}.
 */
public final class StatusResource {

    static final String ACTIONS_PATH = "actions";
    static final String LOGOUT_PATH = "logout";
    static final String RESET_PATH = "transaction-password-reset";

    private final KeycloakSession session;
    private final RealmModel realm;
    private final CustomerPages pages;

    public StatusResource(KeycloakSession session) {
        this.session = session;
        this.realm = session.getContext().getRealm();
        this.pages = new CustomerPages(session);
    }

    /** The status page. */
    @GET
    public Response status() {
        return pages.show(pages.serviceUri(), auth -> {
            UserModel user = auth.user();
            OtpCredentials credentials = OtpCredentials.of(session);
            TransactionPasswords passwords = TransactionPasswords.of(session);
            boolean redisplayable = OtpCredentials.all(user).anyMatch(OtpRedisplay.of(session)::possible);
            StatusBean status = new StatusBean(
                    CustomerPages.name(user),
                    InstitutionSettings.of(realm),
                    credentials.status(user),
                    OtpDevices.of(user, null),
                    redisplayable,
                    passwords.isSet(user),
                    passwords.firstProof(realm, user).possible(),
                    IssuedTokens.of(session).issuable(realm, user),
                    ManageResource.admits(session, user),
                    pages.serviceUri().getPath(),
                    pages.stateChecker());
            return pages.form(user).setAttribute("status", status).createForm("sekisho-status.ftl");
        });
    }

    /** Starts the action of one button. */
    @POST
    @Path(ACTIONS_PATH + "/{action}")
    public Response start(
            @PathParam("action") String path, @FormParam(CustomerPages.STATE_CHECKER) String stateChecker) {
        return pages.take(pages.serviceUri(), stateChecker, auth -> {
            Optional<StatusAction> action = StatusAction.ofPath(path);
            return action.isEmpty()
                    ? pages.refused(Response.Status.NOT_FOUND)
                    : pages.login(pages.serviceUri(), action.get().requiredAction());
        });
    }

    /** A button's address typed or followed: nothing is started. */
    @GET
    @Path(ACTIONS_PATH + "/{action}")
    public Response startByLink() {
        return pages.notALink();
    }

    /** Ends the customer's session. */
    @POST
    @Path(LOGOUT_PATH)
    public Response logout(@FormParam(CustomerPages.STATE_CHECKER) String stateChecker) {
        return pages.take(pages.serviceUri(), stateChecker, auth -> {
            AuthenticationManager.backchannelLogout(session, auth.session(), true);
            AuthenticationManager.expireIdentityCookie(session);
            AuthenticationManager.expireAuthSessionCookie(session);
            return Response.seeOther(pages.serviceUri()).build();
        });
    }

    @GET
    @Path(LOGOUT_PATH)
    public Response logoutByLink() {
        return pages.notALink();
    }

    /** 再設定: how a forgotten transaction password is reset, or a first one set, which is by the staff. */
    @GET
    @Path(RESET_PATH)
    public Response reset() {
        URI here = pages.uri(RESET_PATH);
        return pages.show(
                here,
                auth -> pages.form(auth.user())
                        .setAttribute(
                                "reset",
                                new ResetBean(
                                        TransactionPasswords.of(session).isSet(auth.user()),
                                        pages.serviceUri().getPath()))
                        .createForm("sekisho-transaction-password-reset.ftl"));
    }
}
