package io.sekisho.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sekisho.admin.CompanyStartProgress.State;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CompanyStartEntityTest {

    private final CompanyStartEntity start = new CompanyStartEntity("realm", "company", "admin");

    @BeforeEach
    void begin() {
        start.begin("claims", 250, 1_000);
    }

    @Test
    void whatIsDoneAddsUp() {
        start.advance(new TokenStart.Result(98, 1, 1), "user-100", 2_000, 32_000);
        start.advance(new TokenStart.Result(50, 0, 0), "user-150", 3_000, 33_000);

        assertEquals(
                new CompanyStartProgress(State.RUNNING, 148, 1, 1, 250, "1970-01-01T00:00:01Z", null, null),
                start.progress());
        assertEquals("user-150", start.lastUserId());
    }

    @Test
    void itIsOneNodesAndWithALeaseAnothers() {
        start.lease("first", 31_000);
        assertTrue(start.runsAt("first"));
        start.lease("second", 61_000);
        assertFalse(start.runsAt("first"));
        assertTrue(start.runsAt("second"));
    }

    @Test
    void attemptsAreCountedSinceTheLastProgress() {
        assertEquals(1, start.lease("first", 31_000));
        assertEquals(2, start.lease("second", 61_000));
        start.advance(new TokenStart.Result(100, 0, 0), "user-100", 62_000, 92_000);
        assertEquals(1, start.lease("first", 122_000));
    }

    @Test
    void atItsEndItIsNobodysAndNothingOfTheCallersIsLeft() {
        start.lease("first", 31_000);
        start.advance(new TokenStart.Result(100, 0, 0), "user-100", 2_000, 32_000);
        start.end(CompanyStartFailure.NOT_ALLOWED, 3_000);

        assertEquals(
                new CompanyStartProgress(
                        State.FAILED,
                        100,
                        0,
                        0,
                        250,
                        "1970-01-01T00:00:01Z",
                        "1970-01-01T00:00:03Z",
                        CompanyStartFailure.NOT_ALLOWED.sentence()),
                start.progress());
        assertFalse(start.runsAt("first"));
        assertNull(start.caller());
        assertNull(start.lastUserId());
    }

    @Test
    void askedForAgainItBeginsFromTheFirstUser() {
        start.advance(new TokenStart.Result(100, 0, 0), "user-100", 2_000, 32_000);
        start.end(null, 3_000);
        assertEquals(State.DONE, start.progress().state());

        start.begin("claims", 251, 4_000);

        assertEquals(
                new CompanyStartProgress(State.RUNNING, 0, 0, 0, 251, "1970-01-01T00:00:04Z", null, null),
                start.progress());
        assertNull(start.lastUserId());
    }
}
