package io.sekisho.requiredaction;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class WalkOriginTest {

    @Test
    void over_https_no_other_host_can_set_the_cookie() {
        assertEquals("__Host-SEKISHO_WALK_tab", WalkOrigin.cookieName(true, "tab"));
    }

    @Test
    void without_https_a_browser_would_refuse_such_a_name() {
        assertEquals("SEKISHO_WALK_tab", WalkOrigin.cookieName(false, "tab"));
    }
}
