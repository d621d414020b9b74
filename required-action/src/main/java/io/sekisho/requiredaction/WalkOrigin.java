package io.sekisho.requiredaction;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Optional;

import io.sekisho.credential.stored.StoredCredentials;
import io.sekisho.credential.stored.StoredCustomer;
import jakarta.ws.rs.core.Cookie;
import jakarta.ws.rs.core.NewCookie;
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
 * Where the walks of one authentication session come from: in which browser they were begun, and how the customer's login stood then.
 *
 * <p>The browser is known by a cookie of its own. Keycloak's {@code AUTH_SESSION_ID} can be planted: whoever has given his own one to
 * somebody else's browser would otherwise see the pages of that customer's walk, the key among them.
 *
 * <p>The login is what a walk stands on. It falls with another login password, with “log out all sessions”, with the session that the
 * customer came from, and with a customer who is disabled.
 */
final class WalkOrigin {

    /** Why a walk cannot go on. */
    enum Break {
        NONE,
        /** The request comes from another browser than the one that has begun the walk. */
        OTHER_BROWSER,
        /** What the customer had proved at the login holds no longer. */
        LOGIN_OVER
    }

    static final String COOKIE = "SEKISHO_WALK_";

    private static final String NOTE = "sekisho-walk.";
    private static final String SECRET = NOTE + "secret";
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

    private WalkOrigin(KeycloakSession session, RealmModel realm, UserModel user, AuthenticationSessionModel authenticationSession) {
        this.session = session;
        this.realm = realm;
        this.user = user;
        this.authenticationSession = authenticationSession;
    }

    /** The one of this authentication session; this very request begins it if there is none yet. */
    static WalkOrigin of(KeycloakSession session, RealmModel realm, UserModel user, AuthenticationSessionModel authenticationSession) {
        WalkOrigin origin = new WalkOrigin(session, realm, user, authenticationSession);
        if (origin.secret() == null || !user.getId().equals(authenticationSession.getAuthNote(USER))) {
            origin.begin();
        }
        return origin;
    }

    /** The name of the authentication session, if a walk was begun in it. */
    static Optional<String> name(AuthenticationSessionModel authenticationSession) {
        return Optional.ofNullable(authenticationSession.getAuthNote(SECRET)).map(WalkOrigin::hash);
    }

    private void begin() {
        session.setAttribute(BEGUN, authenticationSession.getTabId());
        authenticationSession.setAuthNote(SECRET, SecretGenerator.getInstance().randomString(SECRET_LENGTH));
        authenticationSession.setAuthNote(USER, user.getId());
        authenticationSession.setAuthNote(USER_SESSION, userSession().orElse(""));
        authenticationSession.setAuthNote(NOT_BEFORE, notBefore(StoredCustomer.of(session, realm, user)));
        renewLoginPassword();
        setCookie();
    }

    /** The login password is another one, by the customer's own doing in this authentication session. */
    void renewLoginPassword() {
        authenticationSession.setAuthNote(LOGIN_PASSWORD, loginPassword());
    }

    /** Has the browser keep the cookie for as long again. */
    void setCookie() {
        session.getContext().getHttpResponse().setCookieIfAbsent(new NewCookie.Builder(cookieName()).value(secret())
                .path(AuthenticationManager.getRealmCookiePath(realm, session.getContext().getUri()))
                .maxAge(MAX_AGE_SECONDS).httpOnly(true).secure(SecureContextResolver.isSecureContext(session)).sameSite(NewCookie.SameSite.LAX).build());
    }

    /** A name for this authentication session that tells nobody the cookie. */
    String name() {
        return hash(secret());
    }

    private static String hash(String secret) {
        try {
            return Base64.getUrlEncoder().withoutPadding().encodeToString(MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.US_ASCII)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("each Java has SHA-256", e);
        }
    }

    Break broken() {
        if (!ofThisBrowser()) {
            return Break.OTHER_BROWSER;
        }
        String before = authenticationSession.getAuthNote(USER_SESSION);
        boolean loggedOut = !before.isEmpty() && !before.equals(userSession().orElse(""));
        StoredCustomer customer = StoredCustomer.of(session, realm, user);
        boolean stands = customer.enabled() && !loggedOut && notBefore(customer).equals(authenticationSession.getAuthNote(NOT_BEFORE))
                && loginPassword().equals(authenticationSession.getAuthNote(LOGIN_PASSWORD));
        return stands ? Break.NONE : Break.LOGIN_OVER;
    }

    private boolean ofThisBrowser() {
        if (authenticationSession.getTabId().equals(session.getAttribute(BEGUN))) {
            return true;
        }
        Cookie cookie = session.getContext().getRequestHeaders().getCookies().get(cookieName());
        return cookie != null && MessageDigest.isEqual(cookie.getValue().getBytes(StandardCharsets.UTF_8), secret().getBytes(StandardCharsets.UTF_8));
    }

    private String cookieName() {
        return COOKIE + authenticationSession.getTabId();
    }

    private String secret() {
        return authenticationSession.getAuthNote(SECRET);
    }

    /** As the database has it now; empty for a customer from elsewhere. */
    private String loginPassword() {
        return String.join(" ", new StoredCredentials(session).versions(user, PasswordCredentialModel.TYPE));
    }

    /** Since when older sessions are void: the customer's, and all of the realm. */
    private String notBefore(StoredCustomer customer) {
        return customer.notBefore() + " " + realm.getNotBefore();
    }

    /** The customer's session in this browser, of a login before; it bears the id of the authentication sessions that begin in it. */
    private Optional<String> userSession() {
        UserSessionModel userSession = session.sessions().getUserSession(realm, authenticationSession.getParentSession().getId());
        return userSession == null || !user.getId().equals(userSession.getUser().getId()) ? Optional.empty() : Optional.of(userSession.getId() + " " + userSession.getStarted());
    }
}
