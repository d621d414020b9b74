package io.sekisho.requiredaction;

import io.sekisho.credential.stored.StoredCredentials;
import io.sekisho.credential.stored.StoredCustomer;
import io.sekisho.requiredaction.walk.Origin;
import jakarta.ws.rs.core.Cookie;
import jakarta.ws.rs.core.NewCookie;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Map;
import java.util.Optional;
import org.keycloak.common.util.SecretGenerator;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.UserSessionModel;
import org.keycloak.models.credential.PasswordCredentialModel;
import org.keycloak.services.managers.AuthenticationManager;
import org.keycloak.sessions.AuthenticationSessionModel;
import org.keycloak.utils.SecureContextResolver;

/**
 * Where the walks of one authentication session come from: in which browser they were begun, and how the customer's
 * login stood then.
 *
 * <p>The browser is known by a cookie of its own. Keycloak's {@code AUTH_SESSION_ID} can be planted: whoever has given
 * his own one to somebody else's browser would otherwise see the pages of that customer's walk, the key among them.
 *
 * <p>The login is what a walk stands on. It falls with another login password, with “log out all sessions”, with the
 * session that the customer came from, and with a customer who is disabled.
 */
final class WalkOrigin implements Origin {

    private static final String COOKIE = "SEKISHO_WALK_";
    /** With this, a browser takes the cookie from no other host than this one, whatever domain that names. */
    private static final String HOST_COOKIE = "__Host-" + COOKIE;

    private static final String NOTE = "sekisho-walk.";
    private static final String SECRET = NOTE + "secret";
    private static final String NAME = NOTE + "name";
    private static final String USER = NOTE + "user";
    private static final String LOGIN_PASSWORD = NOTE + "loginPassword";
    private static final String NOT_BEFORE = NOTE + "notBefore";
    private static final String USER_SESSION = NOTE + "userSession";
    /** Attribute of the request that begins a walk, whose browser has no cookie yet. */
    private static final String BEGUN = NOTE + "begun";

    private static final int SECRET_LENGTH = 43;
    /** Longer than a walk takes. Each page sets it anew. */
    private static final int MAX_AGE_SECONDS = 12 * 60 * 60;

    private final KeycloakSession session;
    private final RealmModel realm;
    private final UserModel user;
    private final AuthenticationSessionModel authenticationSession;

    WalkOrigin(
            KeycloakSession session,
            RealmModel realm,
            UserModel user,
            AuthenticationSessionModel authenticationSession) {
        this.session = session;
        this.realm = realm;
        this.user = user;
        this.authenticationSession = authenticationSession;
    }

    @Override
    public boolean begun() {
        return secret() != null && user.getId().equals(authenticationSession.getAuthNote(USER));
    }

    @Override
    public void begin() {
        if (begun()) {
            return;
        }
        session.setAttribute(BEGUN, authenticationSession.getTabId());
        authenticationSession.setAuthNote(SECRET, SecretGenerator.getInstance().randomString(SECRET_LENGTH));
        authenticationSession.setAuthNote(NAME, SecretGenerator.getInstance().randomString(SECRET_LENGTH));
        authenticationSession.setAuthNote(USER, user.getId());
        authenticationSession.setAuthNote(USER_SESSION, userSession().orElse(""));
        authenticationSession.setAuthNote(NOT_BEFORE, notBefore(StoredCustomer.of(session, realm, user)));
        renewLoginPassword();
        forgetEndedWalks();
        keep();
    }

    /** The login password is another one, by the customer's own doing in this authentication session. */
    void renewLoginPassword() {
        authenticationSession.setAuthNote(LOGIN_PASSWORD, loginPassword());
    }

    /** Names this authentication session to what is kept longer than it; empty if nothing was begun in it. */
    Optional<String> name() {
        return begun() ? Optional.of(authenticationSession.getAuthNote(NAME)) : Optional.empty();
    }

    @Override
    public void keep() {
        boolean secure = SecureContextResolver.isSecureContext(session);
        setCookie(cookieName(isHttps(), authenticationSession.getTabId()), secret(), secure, MAX_AGE_SECONDS);
    }

    /** Those of walks that are none any more would pile up, as on a PC of many customers. */
    private void forgetEndedWalks() {
        Map<String, AuthenticationSessionModel> tabs =
                authenticationSession.getParentSession().getAuthenticationSessions();
        for (String name : session.getContext().getRequestHeaders().getCookies().keySet()) {
            if (name.startsWith(cookieName(isHttps(), ""))
                    && !tabs.containsKey(
                            name.substring(cookieName(isHttps(), "").length()))) {
                setCookie(name, "", SecureContextResolver.isSecureContext(session), 0);
            }
        }
    }

    private void setCookie(String name, String value, boolean secure, int maxAgeSeconds) {
        String path = isHttps()
                ? "/"
                : AuthenticationManager.getRealmCookiePath(
                        realm, session.getContext().getUri());
        session.getContext()
                .getHttpResponse()
                .setCookieIfAbsent(new NewCookie.Builder(name)
                        .value(value)
                        .path(path)
                        .maxAge(maxAgeSeconds)
                        .httpOnly(true)
                        .secure(secure)
                        .sameSite(NewCookie.SameSite.LAX)
                        .build());
    }

    private boolean isHttps() {
        return "https".equals(session.getContext().getUri().getRequestUri().getScheme());
    }

    static String cookieName(boolean https, String tabId) {
        return (https ? HOST_COOKIE : COOKIE) + tabId;
    }

    @Override
    public boolean isOfThisBrowser() {
        if (authenticationSession.getTabId().equals(session.getAttribute(BEGUN))) {
            return true;
        }
        Cookie cookie = session.getContext()
                .getRequestHeaders()
                .getCookies()
                .get(cookieName(isHttps(), authenticationSession.getTabId()));
        return cookie != null
                && MessageDigest.isEqual(
                        cookie.getValue().getBytes(StandardCharsets.UTF_8), secret().getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public boolean isLoginOver() {
        String before = authenticationSession.getAuthNote(USER_SESSION);
        boolean loggedOut = !before.isEmpty() && !before.equals(userSession().orElse(""));
        StoredCustomer customer = StoredCustomer.of(session, realm, user);
        return loggedOut
                || !customer.enabled()
                || !notBefore(customer).equals(authenticationSession.getAuthNote(NOT_BEFORE))
                || !loginPassword().equals(authenticationSession.getAuthNote(LOGIN_PASSWORD));
    }

    private String secret() {
        return authenticationSession.getAuthNote(SECRET);
    }

    /** As the database has it now; empty for a customer from elsewhere. */
    private String loginPassword() {
        return String.join(" ", StoredCredentials.of(session).versions(user, PasswordCredentialModel.TYPE));
    }

    /** Since when older sessions are void: the customer's, and all of the realm. */
    private String notBefore(StoredCustomer customer) {
        return customer.notBefore() + " " + realm.getNotBefore();
    }

    /**
     * The customer's session in this browser, of a login before; it bears the id of the authentication sessions that
     * begin in it.
     */
    private Optional<String> userSession() {
        UserSessionModel userSession = session.sessions()
                .getUserSession(realm, authenticationSession.getParentSession().getId());
        return userSession == null || !user.getId().equals(userSession.getUser().getId())
                ? Optional.empty()
                : Optional.of(userSession.getId() + " " + userSession.getStarted());
    }
}
