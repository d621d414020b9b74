package io.sekisho.credential.schema;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sekisho.credential.seed.SweptRealms.Swept;
import org.junit.jupiter.api.Test;

class SeedWatchTest {

    private static final Swept UNDER_NEW = new Swept("new", 1_795_132_800_000L);

    @Test
    void nothing_is_doubtful_where_this_node_writes_under_the_key_of_all_others() {
        assertFalse(SeedWatch.isDoubtful(null, "new", true, UNDER_NEW));
        assertFalse(SeedWatch.isDoubtful("new", "new", true, UNDER_NEW));
        assertFalse(SeedWatch.isDoubtful("new", "new", true, null));
    }

    /** Its keyring has not changed yet. */
    @Test
    void a_node_that_writes_under_another_key_doubts_what_was_found() {
        assertTrue(SeedWatch.isDoubtful(null, "old", true, UNDER_NEW));
        assertTrue(SeedWatch.isDoubtful("old", "old", true, UNDER_NEW));
    }

    /** Another node may be at it, and be past what this one has written since its last look. */
    @Test
    void a_node_whose_key_has_changed_doubts_also_what_is_just_being_found() {
        assertTrue(SeedWatch.isDoubtful("old", "new", true, UNDER_NEW));
        assertTrue(SeedWatch.isDoubtful("old", "new", true, null));
    }

    @Test
    void what_was_found_is_worth_nothing_once_the_realm_has_given_the_service_up() {
        assertTrue(SeedWatch.isDoubtful("new", "new", false, UNDER_NEW));
        assertFalse(SeedWatch.isDoubtful("new", "new", false, null));
    }
}
