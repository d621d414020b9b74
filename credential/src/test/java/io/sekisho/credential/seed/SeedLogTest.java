package io.sekisho.credential.seed;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class SeedLogTest {

    private final AtomicLong clock = new AtomicLong();
    private final SeedLog log = new SeedLog(clock::get);
    private final SeedUnavailableException missing =
            new SeedUnavailableException(SeedFailure.MISSING_KEY, "the keyring has no key k1");

    private boolean isNew(String realm, String user, SeedUnavailableException cause) {
        return log.isNew(realm, "the OTP of user %s cannot be checked", user, cause);
    }

    @Test
    void aKeyThatIsMissingIsLoggedOnceWhoeverComes() {
        assertTrue(isNew("mito", "one", missing));
        assertFalse(isNew("mito", "one", missing));
        assertFalse(isNew("mito", "other", missing));
        assertTrue(isNew("hokuyo", "one", missing), "another realm");
        assertTrue(
                isNew(
                        "mito",
                        "one",
                        new SeedUnavailableException(SeedFailure.MISSING_KEY, "the keyring has no key k2")),
                "another cause");
    }

    @Test
    void itIsLoggedAgainWhileItLasts() {
        assertTrue(isNew("mito", "one", missing));
        clock.addAndGet(SeedLog.SILENCE.toNanos() - 1);
        assertFalse(isNew("mito", "one", missing));
        clock.addAndGet(1);
        assertTrue(isNew("mito", "one", missing));
        assertFalse(isNew("mito", "one", missing));
    }

    @Test
    void aSeedThatIsDamagedIsLoggedForEachCustomer() {
        assertTrue(isNew("mito", "one", new SeedUnavailableException(SeedFailure.DAMAGED, "a sealed seed is damaged")));
        assertTrue(
                isNew("mito", "other", new SeedUnavailableException(SeedFailure.DAMAGED, "a sealed seed is damaged")));
        assertFalse(
                isNew("mito", "other", new SeedUnavailableException(SeedFailure.DAMAGED, "a sealed seed is damaged")));
    }
}
