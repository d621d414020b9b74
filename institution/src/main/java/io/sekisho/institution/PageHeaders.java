package io.sekisho.institution;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiFunction;
import org.keycloak.forms.login.LoginFormsProvider;
import org.keycloak.headers.SecurityHeadersProvider;
import org.keycloak.models.BrowserSecurityHeaders;
import org.keycloak.models.KeycloakSession;

/**
 * The security headers of the service's own pages: the realm's, but for a content security policy that allows only what
 * comes from this host, and nothing inline.
 *
 * <p>It is not set for the whole realm, since Keycloak's account console and {@code response_mode=form_post} need
 * inline scripts. Nor does it limit where forms may lead: the answer to a walk's last form is a redirect to the
 * application that has started it.
 */
public final class PageHeaders {

    static final String CONTENT_SECURITY_POLICY =
            "default-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'self'";
    /** Else browsers would not tell, with a form, from which page it was sent. */
    static final String REFERRER_POLICY = "same-origin";

    private PageHeaders() {}

    /** Has a page sent with these headers. What an admin has set otherwise than Keycloak's default stays as it is. */
    public static LoginFormsProvider apply(KeycloakSession session, LoginFormsProvider page) {
        inPlaceOfRealms(session, PageHeaders::value).forEach(page::setResponseHeader);
        return page;
    }

    /**
     * Keeps the realm's security headers off an answer that brings its own.
     *
     * @param value gives a header's value from the one that the realm has configured, or null; empty leaves it out
     * @return values by the headers' names
     */
    public static Map<String, String> inPlaceOfRealms(
            KeycloakSession session, BiFunction<BrowserSecurityHeaders, String, String> value) {
        // Or Keycloak would write the realm's own over them.
        session.getProvider(SecurityHeadersProvider.class).options().skipHeaders();
        Map<String, String> realmHeaders = session.getContext().getRealm().getBrowserSecurityHeaders();
        Map<String, String> headers = new LinkedHashMap<>();
        for (BrowserSecurityHeaders header : BrowserSecurityHeaders.values()) {
            String chosen = value.apply(header, realmHeaders.getOrDefault(header.getKey(), header.getDefaultValue()));
            if (chosen != null && !chosen.isEmpty()) {
                headers.put(header.getHeaderName(), chosen);
            }
        }
        return headers;
    }

    static String value(BrowserSecurityHeaders header, String configured) {
        if (configured == null || !configured.equals(header.getDefaultValue())) {
            return configured == null ? "" : configured;
        }
        return switch (header) {
            case CONTENT_SECURITY_POLICY -> CONTENT_SECURITY_POLICY;
            case REFERRER_POLICY -> REFERRER_POLICY;
            default -> configured;
        };
    }
}
