package io.sekisho.notice;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class NoticeKindTest {

    @ParameterizedTest
    @EnumSource(NoticeKind.class)
    void theMessageKeyIsTheNameInCamelCase(NoticeKind kind) {
        String spelled = kind.messageKey().replaceAll("([A-Z])", "_$1").toUpperCase(Locale.ROOT);

        assertEquals(kind.name(), spelled);
    }

    @Test
    void everyStateIsEitherDeliveredOrListedForStaff() {
        assertEquals(
                Arrays.stream(NoticeState.values())
                        .filter(state -> state != NoticeState.SENT)
                        .count(),
                NoticeState.UNDELIVERED.size());
    }
}
