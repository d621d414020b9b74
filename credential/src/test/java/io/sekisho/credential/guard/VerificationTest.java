package io.sekisho.credential.guard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class VerificationTest {

    @Test
    void onlyAcceptedIsAProof() {
        assertTrue(new Verification.Accepted().accepted());
        for (Verification other : List.of(
                new Verification.Wrong(),
                new Verification.Expired(),
                new Verification.ClockOff(),
                new Verification.Replayed(),
                new Verification.Malformed(),
                new Verification.Suspended(false),
                new Verification.Suspended(true),
                new Verification.Exhausted(),
                new Verification.Unavailable(),
                new Verification.Inconclusive(),
                new Verification.Lost())) {
            assertFalse(other.accepted(), other.toString());
        }
    }

    @Test
    void whatWasEvaluatedAndFailedIsCountedAndNothingElse() {
        for (Verification counted : List.of(
                new Verification.Wrong(),
                new Verification.Expired(),
                new Verification.ClockOff(),
                new Verification.Suspended(true))) {
            assertTrue(counted.counted(), counted.toString());
        }
        for (Verification other : List.of(
                new Verification.Accepted(),
                new Verification.Replayed(),
                new Verification.Malformed(),
                new Verification.Suspended(false),
                new Verification.Exhausted(),
                new Verification.Unavailable(),
                new Verification.Inconclusive(),
                new Verification.Lost())) {
            assertFalse(other.counted(), other.toString());
        }
    }

    @Test
    void theReasonIsAWordForEventsAndMetrics() {
        assertEquals("clock-off", new Verification.ClockOff().reason());
        assertEquals("suspending", new Verification.Suspended(true).reason());
        assertEquals("suspended", new Verification.Suspended(false).reason());
    }
}
