package io.sekisho.account;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.sekisho.institution.InstitutionSettings;
import io.sekisho.institution.PageHeaders;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriBuilder;
import java.net.URI;
import java.security.MessageDigest;
import java.util.List;
import java.util.function.Function;
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
import org.keycloak.services.Urls;
import org.keycloak.services.managers.AuthenticationManager;
import org.keycloak.services.managers.AuthenticationManager.AuthResult;

/**
 * What the pages below {@code /realms/{realm}/otp-service} have in common. They live outside of a login: they go by
 * Keycloak's identity cookie, send whoever has none to the login of the realm's client {@code otp-service}, and take a
 * form only from one of their own pages.
 */
public final class CustomerPages {

    /** Of these pages, below the realm. */
    public static final String PATH = "otp-service";
    /** The client at which customers log in for these pages. */
    public static final String CLIENT_ID = "otp-service";
    /** Name of the form field against forms of other people's pages. */
    public static final String STATE_CHECKER = "stateChecker";

    /** What the login appends on its way back; of no use to anybody who bookmarks or reloads a page. */
    private static final List<String> LOGIN_PARAMETERS = List.of(
            OAuth2Constants.STATE,
            OAuth2Constants.SESSION_STATE,
            OAuth2Constants.ISSUER,
            OAuth2Constants.CODE,
            Constants.KC_ACTION_STATUS,
            Constants.KC_ACTION);

    private final KeycloakSession session;
    private final RealmModel realm;

    public CustomerPages(KeycloakSession session) {
        this.session = session;
        this.realm = session.getContext().getRealm();
    }

    /** Address of the status page; all others are below it. */
    public URI serviceUri() {
        return Urls.realmBase(session.getContext().getUri().getBaseUri())
                .path("{realm}")
                .path(PATH)
                .build(realm.getName());
    }

    /**
     * Address of a page.
     *
     * @param path below the status page
     */
    public URI uri(String path) {
        return UriBuilder.fromUri(serviceUri()).path(path).build();
    }

    /**
     * A page for a customer who is logged in; anybody else is sent to the login, and comes back.
     *
     * @param here the page's address without what a login or the choice of a language has appended
     */
    public Response show(URI here, Function<AuthResult, Response> page) {
        return asCustomer(here, auth -> {
            boolean fromLogin = session.getContext().getUri().getQueryParameters().keySet().stream()
                    .anyMatch(LOGIN_PARAMETERS::contains);
            return chooseLanguage(auth.user()) || fromLogin
                    ? Response.seeOther(here).build()
                    : page.apply(auth);
        });
    }

    /**
     * Takes a form of one of these pages.
     *
     * @param back         where the customer comes to from a login, if there is to be one: never to the form's address
     * @param stateChecker as posted
     */
    public Response take(URI back, String stateChecker, Function<AuthResult, Response> answer) {
        return asCustomer(
                back, auth -> isFromOurPage(stateChecker) ? answer.apply(auth) : refused(Response.Status.FORBIDDEN));
    }

    /** For the address of a form that was typed or followed: nothing is taken. */
    public Response notALink() {
        return ifOffered(client -> refused(Response.Status.METHOD_NOT_ALLOWED));
    }

    private Response asCustomer(URI back, Function<AuthResult, Response> answer) {
        return ifOffered(client -> {
            session.getContext().setClient(client);
            AuthResult auth = AuthenticationManager.authenticateIdentityCookie(session, realm, true);
            return noStore(auth == null ? login(back, null) : answer.apply(auth));
        });
    }

    private Response ifOffered(Function<ClientModel, Response> answer) {
        ClientModel client = realm.getClientByClientId(CLIENT_ID);
        return InstitutionSettings.of(realm).enabled() && client != null && client.isEnabled()
                ? answer.apply(client)
                : ErrorPage.error(session, null, Response.Status.NOT_FOUND, "sekishoServiceNotOffered");
    }

    /**
     * Sends the browser to the login. Its answer holds nothing ({@code response_type=none}), since these pages need no
     * token.
     *
     * @param back           where it leads to
     * @param requiredAction what is to be done in the login, or null
     */
    public Response login(URI back, String requiredAction) {
        UriBuilder login = OIDCLoginProtocolService.authUrl(session.getContext().getUri())
                .queryParam(OIDCLoginProtocol.CLIENT_ID_PARAM, CLIENT_ID)
                .queryParam(OIDCLoginProtocol.REDIRECT_URI_PARAM, "{redirect}")
                .queryParam(OIDCLoginProtocol.RESPONSE_TYPE_PARAM, OIDCResponseType.NONE)
                .queryParam(OIDCLoginProtocol.SCOPE_PARAM, OAuth2Constants.SCOPE_OPENID)
                .queryParam(OIDCLoginProtocol.STATE_PARAM, KeycloakModelUtils.generateId());
        if (requiredAction != null) {
            login.queryParam(Constants.KC_ACTION, requiredAction);
        }
        return Response.seeOther(login.build(realm.getName(), back.toString())).build();
    }

    /**
     * Follows the link to another language, which Keycloak itself does only in a login: remembers the language with the
     * customer. A link on somebody else's page chooses nothing, for notices are in that language too.
     *
     * @return whether it was such a link
     */
    private boolean chooseLanguage(UserModel user) {
        String language =
                session.getContext().getUri().getQueryParameters().getFirst(LocaleSelectorProvider.KC_LOCALE_PARAM);
        if (language != null
                && isSameOrigin()
                && realm.getSupportedLocalesStream().anyMatch(language::equals)) {
            session.getProvider(LocaleUpdaterProvider.class).updateUsersLocale(user, language);
        }
        return language != null;
    }

    /**
     * Against a form on somebody else's page: the token of this session, and the browser's own word on where the form
     * stood.
     */
    private boolean isFromOurPage(String posted) {
        return isSameOrigin()
                && posted != null
                && MessageDigest.isEqual(posted.getBytes(UTF_8), stateChecker().getBytes(UTF_8));
    }

    private boolean isSameOrigin() {
        HttpHeaders headers = session.getContext().getRequestHeaders();
        String fetchSite = headers.getHeaderString("Sec-Fetch-Site");
        String origin = headers.getHeaderString("Origin");
        return fetchSite != null
                ? "same-origin".equals(fetchSite)
                : origin == null || origin.equals(origin(serviceUri()));
    }

    private static String origin(URI uri) {
        return uri.getScheme() + "://" + uri.getRawAuthority();
    }

    /** What a form has to bring along; bound to the session by Keycloak's identity cookie. */
    public String stateChecker() {
        return (String) session.getAttribute("state_checker");
    }

    /** The page that says that a form or a link was not taken. With the client known, it offers a way back. */
    public Response refused(Response.Status status) {
        session.getContext().setClient(realm.getClientByClientId(CLIENT_ID));
        return noStore(ErrorPage.error(session, null, status, "sekishoRequestRefused"));
    }

    private static Response noStore(Response response) {
        return Response.fromResponse(response)
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .build();
    }

    /** A page in the institution's look and the customer's language. */
    public LoginFormsProvider form(UserModel user) {
        return PageHeaders.apply(
                session, session.getProvider(LoginFormsProvider.class).setUser(user));
    }

    /** What a customer is addressed by: the name, or else the login name. */
    public static String name(UserModel user) {
        String lastName = user.getLastName() == null ? "" : user.getLastName();
        String firstName = user.getFirstName() == null ? "" : user.getFirstName();
        String name = (lastName + " " + firstName).strip();
        return name.isEmpty() ? user.getUsername() : name;
    }
}
