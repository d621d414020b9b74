package io.sekisho.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sekisho.credential.guard.FactorChange;
import io.sekisho.notice.NoticeKind;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
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
    void each_mail_of_a_change_is_of_one_change_but_that_of_a_suspension_that_is_lifted_or_a_token_that_was_found() {
        List<NoticeKind> kinds = Arrays.stream(FactorChange.values())
                .flatMap(change -> ChangeReport.notice(change).stream())
                .toList();
        Set<NoticeKind> several = kinds.stream()
                .filter(kind -> kinds.indexOf(kind) != kinds.lastIndexOf(kind))
                .collect(Collectors.toSet());
        assertEquals(Set.of(NoticeKind.OTP_SUSPENSION_LIFTED), several);
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
