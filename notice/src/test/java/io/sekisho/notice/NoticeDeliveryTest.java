package io.sekisho.notice;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NoticeDeliveryTest {

    @ParameterizedTest
    @CsvSource({
        "PENDING, , false, false",
        "PENDING, mail-server-unreachable, true, false",
        "CLAIMED, mail-deferred, true, false",
        "PENDING, mail-refused, false, true",
        "PENDING, invalid-address, false, true",
        "FAILED, mail-server-timeout, false, true",
        "SENT, , false, false"
    })
    void aMailIsDelayedWhileItIsTriedAgainAndRefusedWhereWaitingDoesNotHelp(
            NoticeState state, String lastError, boolean delayed, boolean refused) {
        NoticeDelivery delivery = new NoticeDelivery(state, 1, null, lastError);
        assertEquals(delayed, delivery.delayed());
        assertEquals(refused, delivery.refused());
    }
}
