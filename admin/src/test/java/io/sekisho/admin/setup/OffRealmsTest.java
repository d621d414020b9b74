package io.sekisho.admin.setup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sekisho.admin.setup.ServiceWatch.OffRealms;
import io.sekisho.admin.setup.ServiceWatch.OffRealms.Change;
import java.util.Set;
import org.junit.jupiter.api.Test;

class OffRealmsTest {

    private static final Change NOTHING = new Change(Set.of(), Set.of());

    private final OffRealms realms = new OffRealms();

    @Test
    void aRealmIsToldOfOnceWhenTwoLooksHaveFoundIt() {
        assertEquals(NOTHING, realms.look(Set.of("bank")));
        assertFalse(realms.contains("bank"));
        assertEquals(new Change(Set.of("bank"), Set.of()), realms.look(Set.of("bank")));
        assertTrue(realms.contains("bank"));
        assertEquals(NOTHING, realms.look(Set.of("bank")));
    }

    /** A look may come in the middle of a set-up or a teardown. */
    @Test
    void aRealmThatOneLookAloneHasFoundIsNotToldOf() {
        realms.look(Set.of("bank"));
        assertEquals(NOTHING, realms.look(Set.of()));
        assertEquals(NOTHING, realms.look(Set.of("bank")));
    }

    @Test
    void itsEndIsToldOnceAndItsReturnAnew() {
        realms.look(Set.of("bank", "other"));
        realms.look(Set.of("bank", "other"));
        assertEquals(new Change(Set.of(), Set.of("bank")), realms.look(Set.of("other")));
        assertFalse(realms.contains("bank"));
        assertTrue(realms.contains("other"));
        assertEquals(NOTHING, realms.look(Set.of("bank", "other")));
        assertEquals(new Change(Set.of("bank"), Set.of()), realms.look(Set.of("bank", "other")));
    }
}
