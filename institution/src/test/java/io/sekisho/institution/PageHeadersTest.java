package io.sekisho.institution;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.keycloak.models.BrowserSecurityHeaders;

class PageHeadersTest {

    private static String value(BrowserSecurityHeaders header, String configured) {
        return PageHeaders.value(header, configured);
    }

    @Test
    void keycloaksDefaultPolicyIsReplacedByAStrictOne() {
        BrowserSecurityHeaders policy = BrowserSecurityHeaders.CONTENT_SECURITY_POLICY;
        assertEquals(PageHeaders.CONTENT_SECURITY_POLICY, value(policy, policy.getDefaultValue()));
        assertEquals("same-origin", value(BrowserSecurityHeaders.REFERRER_POLICY, "no-referrer"));
    }

    @Test
    void whatAnAdminHasSetStays() {
        assertEquals("default-src 'none'", value(BrowserSecurityHeaders.CONTENT_SECURITY_POLICY, "default-src 'none'"));
        assertEquals("", value(BrowserSecurityHeaders.STRICT_TRANSPORT_SECURITY, ""));
    }

    @Test
    void otherHeadersAreKeycloaks() {
        assertEquals("nosniff", value(BrowserSecurityHeaders.X_CONTENT_TYPE_OPTIONS, "nosniff"));
    }
}
