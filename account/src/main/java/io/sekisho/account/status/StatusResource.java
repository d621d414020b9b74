package io.sekisho.account.status;

import java.net.URI;
import java.security.MessageDigest;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

import io.sekisho.account.token.TokenAppResource;
import io.sekisho.credential.otp.OtpCredentials;
import io.sekisho.credential.transactionpassword.TransactionPasswords;
import io.sekisho.institution.InstitutionSettings;
import io.sekisho.institution.PageHeaders;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriBuilder;
import org.keycloak.OAuth2Constants;
import org.keycloak.forms.login.LoginFormsProvider;
import org.keycloak.locale.LocaleSelectorProvider;
import org.keycloak.locale.LocaleUpdaterProvider;
import org.keycloak.models.ClientModel;
import org.keycloak.models.Constants;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.utils.KeycloakModelUtils;
import org.keycloak.protocol.oidc.OIDCLoginProtocol;
import org.keycloak.protocol.oidc.OIDCLoginProtocolService;
import org.keycloak.protocol.oidc.utils.OIDCResponseType;
import org.keycloak.services.ErrorPage;
import org.keycloak.services.managers.AuthenticationManager;
import org.keycloak.services.managers.AuthenticationManager.AuthResult;
import org.keycloak.services.Urls;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * 登録情報照会: the page from which a customer sees and starts everything. Whoever is not logged in is sent to the login
 * first. Each button posts here, and is answered by a redirect to the login of the realm's client {@code otp-service} with
 * the action in {@code kc_action}; the login's own answer holds nothing ({@code response_type=none}), since this page
 * goes by Keycloak's identity cookie.
 */
public final class StatusResource {

    static final String ACTIONS_PATH = "actions";
    static final String LOGOUT_PATH = "logout";
    static final String RESET_PATH = "transaction-password-reset";

    private static final String CLIENT_ID = "otp-service";
    private static final String STATE_CHECKER = "stateChecker";
    /** What the login appends on its way back; of no use to anybody who bookmarks or reloads the page. */
    private static final List<String> LOGIN_PARAMETERS = List.of(OAuth2Constants.STATE, OAuth2Constants.SESSION_STATE, OAuth2Constants.ISSUER,
            OAuth2Constants.CODE, Constants.KC_ACTION_STATUS, Constants.KC_ACTION);

    private final KeycloakSession session;
    private final RealmModel realm;

    StatusResource(KeycloakSession session) {
        this.session = session;
        this.realm = session.getContext().getRealm();
    }

    /** The status page. */
    @GET
    public Response status() {
        return asCustomer(auth -> {
            UserModel user = auth.user();
            boolean fromLogin = session.getContext().getUri().getQueryParameters().keySet().stream().anyMatch(LOGIN_PARAMETERS::contains);
            if (chooseLanguage(user) || fromLogin) {
                return Response.seeOther(statusUri()).build();
            }
            OtpCredentials credentials = OtpCredentials.of(session);
            boolean redisplayable = credentials.find(user).map(OtpCredentials::isTimeBased).orElse(false);
            return page(user).setAttribute("status", new StatusBean(name(user), InstitutionSettings.of(realm), credentials.status(user), redisplayable,
                    new TransactionPasswords(session).isSet(user), statusUri().getPath(), stateChecker())).createForm("sekisho-status.ftl");
        });
    }

    /** Starts the action of one button. */
    @POST
    @Path(ACTIONS_PATH + "/{action}")
    public Response start(@PathParam("action") String path, @FormParam(STATE_CHECKER) String stateChecker) {
        return asCustomer(auth -> {
            if (!isFromOurPage(stateChecker)) {
                return refused(Response.Status.FORBIDDEN);
            }
            Optional<StatusAction> action = StatusAction.ofPath(path);
            return action.isEmpty() ? refused(Response.Status.NOT_FOUND) : login(action.get());
        });
    }

    /** A button's address typed or followed: nothing is started. */
    @GET
    @Path(ACTIONS_PATH + "/{action}")
    public Response startByLink() {
        return ifOffered(client -> refused(Response.Status.METHOD_NOT_ALLOWED));
    }

    /** Ends the customer's session. */
    @POST
    @Path(LOGOUT_PATH)
    public Response logout(@FormParam(STATE_CHECKER) String stateChecker) {
        return asCustomer(auth -> {
            if (!isFromOurPage(stateChecker)) {
                return refused(Response.Status.FORBIDDEN);
            }
            AuthenticationManager.backchannelLogout(session, auth.session(), true);
            AuthenticationManager.expireIdentityCookie(session);
            AuthenticationManager.expireAuthSessionCookie(session);
            return Response.seeOther(statusUri()).build();
        });
    }

    @GET
    @Path(LOGOUT_PATH)
    public Response logoutByLink() {
        return ifOffered(client -> refused(Response.Status.METHOD_NOT_ALLOWED));
    }

    /** 再設定: how a forgotten transaction password is reset, which is by the staff. */
    @GET
    @Path(RESET_PATH)
    public Response reset() {
        return asCustomer(auth -> {
            if (chooseLanguage(auth.user())) {
                return Response.seeOther(UriBuilder.fromUri(statusUri()).path(RESET_PATH).build()).build();
            }
            return page(auth.user()).setAttribute("reset", new ResetBean(statusUri().getPath())).createForm("sekisho-transaction-password-reset.ftl");
        });
    }

    /** The software token's app, for the phone; it has no login. */
    @Path(TokenAppResource.PATH)
    public TokenAppResource tokenApp() {
        return new TokenAppResource(session);
    }

    /**
     * Follows the link to another language, which Keycloak itself does only in a login: remembers the language with the
     * customer. A link on somebody else's page chooses nothing, for notices are in that language too.
     *
     * @return whether it was such a link
     */
    private boolean chooseLanguage(UserModel user) {
        String language = session.getContext().getUri().getQueryParameters().getFirst(LocaleSelectorProvider.KC_LOCALE_PARAM);
        if (language != null && isSameOrigin() && realm.getSupportedLocalesStream().anyMatch(language::equals)) {
            session.getProvider(LocaleUpdaterProvider.class).updateUsersLocale(user, language);
        }
        return language != null;
    }

    /** What a customer who is logged in gets; anybody else is sent to the login. */
    private Response asCustomer(Function<AuthResult, Response> answer) {
        return ifOffered(client -> {
            session.getContext().setClient(client);
            AuthResult auth = AuthenticationManager.authenticateIdentityCookie(session, realm, true);
            return noStore(auth == null ? login(null) : answer.apply(auth));
        });
    }

    private Response ifOffered(Function<ClientModel, Response> answer) {
        ClientModel client = realm.getClientByClientId(CLIENT_ID);
        return InstitutionSettings.of(realm).enabled() && client != null && client.isEnabled()
                ? answer.apply(client)
                : ErrorPage.error(session, null, Response.Status.NOT_FOUND, "sekishoServiceNotOffered");
    }

    private Response login(StatusAction action) {
        UriBuilder login = OIDCLoginProtocolService.authUrl(session.getContext().getUri())
                .queryParam(OIDCLoginProtocol.CLIENT_ID_PARAM, CLIENT_ID)
                .queryParam(OIDCLoginProtocol.REDIRECT_URI_PARAM, "{redirect}")
                .queryParam(OIDCLoginProtocol.RESPONSE_TYPE_PARAM, OIDCResponseType.NONE)
                .queryParam(OIDCLoginProtocol.SCOPE_PARAM, OAuth2Constants.SCOPE_OPENID)
                .queryParam(OIDCLoginProtocol.STATE_PARAM, KeycloakModelUtils.generateId());
        if (action != null) {
            login.queryParam(Constants.KC_ACTION, action.requiredAction());
        }
        return Response.seeOther(login.build(realm.getName(), statusUri().toString())).build();
    }

    /** Against a form on somebody else's page: the token of this session, and the browser's own word on where the form stood. */
    private boolean isFromOurPage(String posted) {
        return isSameOrigin() && posted != null && MessageDigest.isEqual(posted.getBytes(UTF_8), stateChecker().getBytes(UTF_8));
    }

    private boolean isSameOrigin() {
        HttpHeaders headers = session.getContext().getRequestHeaders();
        String fetchSite = headers.getHeaderString("Sec-Fetch-Site");
        String origin = headers.getHeaderString("Origin");
        return fetchSite != null ? "same-origin".equals(fetchSite) : origin == null || origin.equals(origin(statusUri()));
    }

    private static String origin(URI uri) {
        return uri.getScheme() + "://" + uri.getRawAuthority();
    }

    /** Bound to the session by Keycloak's identity cookie. */
    private String stateChecker() {
        return (String) session.getAttribute("state_checker");
    }

    /** With the client known, the page offers a way back to this one. */
    private Response refused(Response.Status status) {
        session.getContext().setClient(realm.getClientByClientId(CLIENT_ID));
        return noStore(ErrorPage.error(session, null, status, "sekishoRequestRefused"));
    }

    private static Response noStore(Response response) {
        return Response.fromResponse(response).header(HttpHeaders.CACHE_CONTROL, "no-store").build();
    }

    private LoginFormsProvider page(UserModel user) {
        return PageHeaders.apply(session, session.getProvider(LoginFormsProvider.class).setUser(user));
    }

    private static String name(UserModel user) {
        String lastName = user.getLastName() == null ? "" : user.getLastName();
        String firstName = user.getFirstName() == null ? "" : user.getFirstName();
        String name = (lastName + " " + firstName).strip();
        return name.isEmpty() ? user.getUsername() : name;
    }

    private URI statusUri() {
        return Urls.realmBase(session.getContext().getUri().getBaseUri()).path("{realm}").path(StatusResourceProviderFactory.PROVIDER_ID).build(realm.getName());
    }
}
