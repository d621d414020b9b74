package io.sekisho.admin.setup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.keycloak.models.AuthenticationExecutionModel.Requirement.REQUIRED;

import io.sekisho.admin.setup.FlowTree.Config;
import io.sekisho.admin.setup.FlowTree.Step;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FlowFingerprintTest {

    private static FlowTree flow(Map<String, String> values) {
        return new FlowTree(
                "a flow",
                "",
                FlowTree.BASIC,
                List.of(new Step(REQUIRED, "sekisho-otp", null, new Config(null, "a config", values))));
    }

    private static Map<String, String> values(String... namesAndValues) {
        Map<String, String> values = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            values.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        return values;
    }

    @Test
    void aFlowHasTheFingerprintOfSetUpsOfBeforeAsLongAsNobodyChangesIt() {
        Map<String, String> made = OlderRecord.read().flows.flowsMade;
        assertTrue(FlowFingerprint.matches(OlderRecord.BROWSER_FLOW, made.get("id-2")));
        assertTrue(FlowFingerprint.matches(OlderRecord.ENTRANCE_FLOW, made.get("id-5")));
        assertFalse(FlowFingerprint.matches(OlderRecord.ENTRANCE_FLOW, made.get("id-2")));
        assertFalse(FlowFingerprint.matches(
                OlderRecord.ENTRANCE_FLOW.with(OlderRecord.ENTRANCE_FLOW.steps().subList(0, 1)), made.get("id-5")));
    }

    /** What is in a realm's record must be found again by later versions. */
    @Test
    void theFingerprintStaysTheSameFromVersionToVersion() {
        assertEquals("DwEM8UjGqAjyfgRez23IKkCq-f6nM13ZQdRjjJe1-3s", FlowFingerprint.of(OlderRecord.BROWSER_FLOW));
    }

    @Test
    void theOrderOfOptionsDoesNotMatter() {
        assertEquals(
                FlowFingerprint.of(flow(values("a", "1", "b", "2"))),
                FlowFingerprint.of(flow(values("b", "2", "a", "1"))));
    }

    @Test
    void whatCouldBeReadAsSomethingElseIsToldApart() {
        assertNotEquals(
                FlowFingerprint.of(flow(values("a", "1, b=2"))), FlowFingerprint.of(flow(values("a", "1", "b", "2"))));
        assertNotEquals(FlowFingerprint.of(flow(values("a", "null"))), FlowFingerprint.of(flow(values("a", null))));
    }
}
