package io.sekisho.credential.token;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sekisho.credential.token.TokenStanding.Status;
import org.junit.jupiter.api.Test;

class TokenStandingTest {

    @Test
    void whoHasNothingHasNoTokenSinceTheStart() {
        assertEquals(
                new TokenStanding(Status.NOT_ISSUED, null, null, false),
                TokenStanding.of(null, false, null, null, null));
        assertEquals(
                new TokenStanding(Status.NOT_ISSUED, 7L, 7L, false), TokenStanding.of(null, false, null, null, 7L));
    }

    @Test
    void anOpenIssueCountsUntilATokenIsInUse() {
        assertEquals(new TokenStanding(Status.ISSUED, 8L, 7L, false), TokenStanding.of(null, false, null, 8L, 7L));
        assertEquals(new TokenStanding(Status.IN_USE, 9L, 7L, false), TokenStanding.of(null, false, 9L, 8L, 7L));
    }

    @Test
    void aSuspensionCountsForATokenInUseOnly() {
        assertEquals(new TokenStanding(Status.SUSPENDED, 10L, 7L, false), TokenStanding.of(10L, false, 9L, null, 7L));
        assertTrue(TokenStanding.of(10L, true, 9L, null, 7L).exhausted());
        assertEquals(
                Status.NOT_ISSUED, TokenStanding.of(10L, true, null, null, 7L).status());
        assertFalse(TokenStanding.of(10L, true, null, null, 7L).exhausted());
    }

    @Test
    void aCredentialThatDoesNotSayWhenItWasMadeIsInUseAllTheSame() {
        TokenStanding standing = TokenStanding.of(null, false, TokenStanding.UNKNOWN, null, null);
        assertEquals(Status.IN_USE, standing.status());
        assertNull(standing.since());
    }

    @Test
    void whatIsIssuedOrInUseCanBeRevoked() {
        assertFalse(TokenStanding.of(null, false, null, null, 7L).revocable());
        assertTrue(TokenStanding.of(null, false, null, 8L, 7L).revocable());
        assertTrue(TokenStanding.of(10L, false, 9L, null, 7L).revocable());
    }
}
