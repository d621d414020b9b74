package io.sekisho.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.sekisho.admin.CustomerStatus.OtpFactorStatus;
import io.sekisho.credential.guard.AttemptState;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.keycloak.models.credential.OTPCredentialModel;

class CustomerStatusTest {

    private static final AttemptState SUSPENDED = new AttemptState(5, 5, 1_000L);

    private final OTPCredentialModel credential = OTPCredentialModel.createTOTP("secret", 6, 30, "HmacSHA1");

    @ParameterizedTest
    @CsvSource({"false, false, IN_USE", "false, true, SUSPENDED", "true, false, LOST", "true, true, LOST"})
    void aLostOtpIsLostAlsoWhereItIsSuspended(boolean lost, boolean suspended, String status) {
        OtpFactorStatus told = OtpFactorStatus.of(credential, lost, null, suspended ? SUSPENDED : AttemptState.FRESH);
        assertEquals(status, told.status());
        assertEquals(suspended ? "1970-01-01T00:00:01Z" : null, told.suspendedAt());
    }

    @Test
    void anOtpTellsItsLabelSinceWhenAndItsLastUseAndNoSecret() {
        credential.setUserLabel("a phone");
        credential.setCreatedDate(0L);
        OtpFactorStatus told = OtpFactorStatus.of(credential, false, Instant.ofEpochSecond(30), AttemptState.FRESH);
        assertEquals(
                new OtpFactorStatus("IN_USE", 0, 0, null, "a phone", "1970-01-01T00:00:00Z", "1970-01-01T00:00:30Z"),
                told);
    }

    @Test
    void whoHasNoneHasNothingToTellOfIt() {
        OtpFactorStatus told = OtpFactorStatus.none(SUSPENDED);
        assertEquals("NOT_REGISTERED", told.status());
        assertNull(told.label());
        assertNull(told.since());
    }
}
