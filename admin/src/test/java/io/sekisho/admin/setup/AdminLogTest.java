package io.sekisho.admin.setup;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class AdminLogTest {

    @Test
    void theLineNamesWhoHasDoneItAndWhatHasChanged() {
        assertEquals(
                "Realm bank: settings changed by user id-1 with client admin-cli: sekisho.maxFailures, sekisho.siteUrl",
                AdminLog.line(
                        "bank",
                        "settings changed",
                        "id-1",
                        "admin-cli",
                        List.of("sekisho.maxFailures", "sekisho.siteUrl")));
    }

    @Test
    void aNameCannotBeginALineOfItsOwn() {
        assertEquals(
                "Realm bank: set up by user id-1 with client a?Realm other: torn down: flow b??c",
                AdminLog.line("bank", "set up", "id-1", "a\nRealm other: torn down", List.of("flow b\r\u2028c")));
    }

    @Test
    void whatWasSoAlreadyIsNoChange() {
        SetupPlan plan = new SetupPlan();
        plan.alreadySo("client", "otp-service", "there");
        plan.change("attribute", "sekisho.enabled", null, "true", () -> {});
        assertEquals(
                List.of("attribute sekisho.enabled"),
                plan.answer("bank", "bound-token", false).changed());
    }
}
