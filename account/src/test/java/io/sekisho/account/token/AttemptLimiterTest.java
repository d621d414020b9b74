package io.sekisho.account.token;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class AttemptLimiterTest {

    private final AttemptLimiter limiter = new AttemptLimiter();

    @Test
    void asManyAttemptsAsAllowedAreTakenAndTheNextHasToWaitForTheEndOfTheWindow() {
        for (int i = 0; i < 3; i++) {
            assertEquals(0, limiter.take("a", 3, 1_000));
        }
        assertEquals(600, limiter.take("a", 3, 1_000));
        assertEquals(1, limiter.take("a", 3, 1_599));
        assertEquals(0, limiter.take("a", 3, 1_600));
    }

    @Test
    void oneAddressDoesNotUseUpAnothersAttempts() {
        assertEquals(0, limiter.take("a", 1, 1_000));
        assertEquals(0, limiter.take("b", 1, 1_000));
    }

    @Test
    void anAttemptThatWasNoFailureIsGivenBack() {
        assertEquals(0, limiter.take("a", 1, 1_000));
        limiter.giveBack("a");
        assertEquals(0, limiter.take("a", 1, 1_000));
    }

    @Test
    void aClockThatWasSetBackLocksNobodyOutForLonger() {
        assertEquals(0, limiter.take("a", 1, 10_000));
        assertEquals(0, limiter.take("a", 1, 1_000));
    }

    @Test
    void aFloodOfAddressesForgetsTheOneThatWasQuietForLongest() {
        assertEquals(0, limiter.take("first", 1, 1_000));
        assertEquals(600, limiter.take("first", 1, 1_000));
        for (int i = 0; i < 10_000; i++) {
            limiter.take("address " + i, 1, 1_000);
        }
        assertEquals(0, limiter.take("first", 1, 1_000));
    }

    @Test
    void allOfOneIpv6NetworkCountAsOneAddress() {
        assertEquals(ActivationResource.network("2001:db8:1:2::1"), ActivationResource.network("2001:db8:1:2:ffff::9"));
        assertEquals("192.0.2.1", ActivationResource.network("192.0.2.1"));
        assertEquals("not-an-address", ActivationResource.network("not-an-address"));
    }
}
