package io.sekisho.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sekisho.credential.guard.FactorChange;
import io.sekisho.notice.NoticeKind;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ChangeReportTest {

    private static final Set<FactorChange> UNMAILED =
            EnumSet.of(FactorChange.ISSUED, FactorChange.ACTIVATED, FactorChange.RESYNCED);

    @ParameterizedTest
    @EnumSource
    void a_customer_is_mailed_every_change_but_those_that_say_why_not(FactorChange change) {
        assertEquals(UNMAILED.contains(change), ChangeReport.notice(change).isEmpty());
    }

    @Test
    void each_mail_of_a_change_is_of_one_change() {
        List<NoticeKind> kinds = Arrays.stream(FactorChange.values())
                .flatMap(change -> ChangeReport.notice(change).stream())
                .toList();
        assertEquals(kinds.stream().distinct().toList(), kinds);
    }

    @Test
    void a_mail_about_a_transaction_password_is_of_a_change_of_that_factor() {
        for (FactorChange change : FactorChange.values()) {
            ChangeReport.notice(change)
                    .ifPresent(kind -> assertEquals(
                            change.factor().credentialType().equals("transaction-password"),
                            kind.name().startsWith("TRANSACTION_PASSWORD"),
                            change.name()));
        }
        assertTrue(ChangeReport.notice(FactorChange.RESET).isPresent());
    }
}
