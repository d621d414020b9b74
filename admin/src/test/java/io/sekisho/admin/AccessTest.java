package io.sekisho.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AccessTest {

    private static final Set<String> NONE = Set.of();
    private static final Set<String> THIS = Set.of("this");

    private static Access toNothing(boolean viewAll) {
        return Access.to(Optional.<String>empty(), NONE::contains, NONE::contains, viewAll);
    }

    private static Access toThis(Set<String> right, Set<String> view, boolean viewAll) {
        return Access.to(Optional.of("this"), right::contains, view::contains, viewAll);
    }

    @Test
    void whoeverHasTheRightGetsItEvenUnseen() {
        assertEquals(Access.GRANTED, toThis(THIS, THIS, true));
        assertEquals(Access.GRANTED, toThis(THIS, NONE, true));
        assertEquals(Access.GRANTED, toThis(THIS, NONE, false));
    }

    @Test
    void whoeverMayNotSeeAllIsToldTheSameOfEverything() {
        assertEquals(Access.NOT_ALLOWED, toNothing(false));
        assertEquals(Access.NOT_ALLOWED, toThis(NONE, NONE, false));
        assertEquals(Access.NOT_ALLOWED, toThis(NONE, THIS, false));
    }

    @Test
    void whatIsHiddenFromWhoeverSeesTheRestIsNotThere() {
        assertEquals(Access.NOT_THERE, toNothing(true));
        assertEquals(Access.NOT_THERE, toThis(NONE, NONE, true));
        assertEquals(Access.NOT_ALLOWED, toThis(NONE, THIS, true));
    }
}
