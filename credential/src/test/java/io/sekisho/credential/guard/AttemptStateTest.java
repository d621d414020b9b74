package io.sekisho.credential.guard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class AttemptStateTest {

    private static final long NOW = 1_750_000_000_000L;

    private static AttemptState failing(AttemptState state, int times, int maxFailures) {
        AttemptState after = state;
        for (int i = 0; i < times; i++) {
            after = after.afterFailure(maxFailures, NOW);
        }
        return after;
    }

    @Test
    void theLastAllowedFailureSuspendsAndTheOneBeforeDoesNot() {
        assertFalse(failing(AttemptState.FRESH, 4, 5).suspended());
        AttemptState suspended = failing(AttemptState.FRESH, 5, 5);
        assertTrue(suspended.suspended());
        assertEquals(NOW, suspended.suspendedAt());
    }

    @Test
    void oneAllowedFailureSuspendsAtOnce() {
        assertTrue(failing(AttemptState.FRESH, 1, 1).suspended());
    }

    @Test
    void whatACustomerDoesNotTypeTakesLessThanHalfOfTheFailures() {
        assertTrue(failing(AttemptState.FRESH, 1, 5).leavesHalf(5));
        assertFalse(failing(AttemptState.FRESH, 2, 5).leavesHalf(5));
        assertFalse(AttemptState.FRESH.leavesHalf(1), "the first one would suspend");
        assertFalse(failing(AttemptState.FRESH, 5, 5).leavesHalf(5));
        assertFalse(new AttemptState(0, 50, null).leavesHalf(5), "nor of those of a credential's life");
    }

    @Test
    void aSuccessForgetsEveryFailure() {
        assertEquals(AttemptState.FRESH, failing(AttemptState.FRESH, 4, 5).afterSuccess());
    }

    @Test
    void aLiftedSuspensionAllowsAsManyFailuresAgain() {
        AttemptState lifted = failing(AttemptState.FRESH, 5, 5).afterLift();
        assertFalse(lifted.suspended());
        assertFalse(failing(lifted, 4, 5).suspended());
        assertTrue(failing(lifted, 5, 5).suspended());
    }

    @Test
    void afterAHundredFailuresInAllNoLiftHelps() {
        AttemptState state = AttemptState.FRESH;
        for (int lifts = 0; lifts < 19; lifts++) {
            state = failing(state, 5, 5).afterLift();
            assertFalse(state.suspended());
        }
        assertEquals(95, state.failuresInAll());
        AttemptState exhausted = failing(state, 5, 5);
        assertTrue(exhausted.exhausted());
        assertEquals(exhausted, exhausted.afterLift());
        assertTrue(exhausted.afterLift().suspended());
    }

    @Test
    void aHundredFailuresInAllSuspendBelowTheInstitutionsNumberToo() {
        AttemptState state = failing(AttemptState.FRESH, 60, 70);
        assertFalse(state.suspended());
        AttemptState lifted = new AttemptState(0, 60, null);
        assertTrue(failing(lifted, 40, 70).suspended());
    }
}
