package io.sekisho.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.sekisho.credential.guard.FactorChange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OtherSessionsTest {

    private static final String CHANGES = """
            APPLIED, true
            REDISPLAYED, false
            STOPPED, true
            STARTED, false
            ISSUED, false
            ACTIVATED, false
            CONFIRMED, true
            VOIDED, false
            BOUND, true
            REPLACED, true
            UNBOUND, true
            LOST, true
            REINSTATED, false
            RESYNCED, false
            REVOKED, true
            OTP_REVOKED, true
            CHANGED, true
            RESET, true
            OTP_SUSPENDED, false
            TRANSACTION_PASSWORD_SUSPENDED, false
            OTP_SUSPENSION_LIFTED, false
            TRANSACTION_PASSWORD_SUSPENSION_LIFTED, false
            """;

    @ParameterizedTest
    @CsvSource(textBlock = CHANGES)
    void otherSessionsEndWithWhatMakesAFactorAnotherOne(FactorChange change, boolean ended) {
        assertEquals(ended, OtherSessions.areEndedBy(change));
    }

    @Test
    void eachChangeIsNamedHere() {
        assertEquals(FactorChange.values().length, CHANGES.lines().count());
    }
}
