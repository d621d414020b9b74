package io.sekisho.admin.setup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.keycloak.models.AuthenticationExecutionModel.Requirement.CONDITIONAL;
import static org.keycloak.models.AuthenticationExecutionModel.Requirement.REQUIRED;

import io.sekisho.admin.setup.FlowTree.Config;
import io.sekisho.admin.setup.FlowTree.Step;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FlowNamesTest {

    private static FlowTree flow(String alias, Step... steps) {
        return new FlowTree(alias, "", FlowTree.BASIC, List.of(steps));
    }

    private static Step step(Config config) {
        return new Step(REQUIRED, "conditional-sub-flow-executed", null, config);
    }

    @Test
    void everyPartOfACopyBeginsWithItsName() {
        FlowTree copy = FlowNames.copy(
                flow("top", Step.of(REQUIRED, flow("inner", step(new Config(null, "level", Map.of()))))), "new top");
        assertEquals("new top", copy.alias());
        assertEquals("new top inner", copy.steps().get(0).flow().alias());
        assertEquals(
                "new top level",
                copy.steps().get(0).flow().steps().get(0).config().alias());
    }

    @Test
    void aConfigurationThatNamesASubFlowNamesTheCopys() {
        FlowTree copy = FlowNames.copy(
                flow(
                        "top",
                        Step.of(CONDITIONAL, flow("password")),
                        Step.of(
                                CONDITIONAL,
                                flow(
                                        "otp",
                                        step(new Config(
                                                null,
                                                "after",
                                                Map.of("flow_to_check", "password", "check_result", "executed")))))),
                "new");
        assertEquals(
                Map.of("flow_to_check", "new password", "check_result", "executed"),
                copy.steps().get(1).flow().steps().get(0).config().values());
    }

    @Test
    void aSubFlowThatIsUsedTwiceIsCopiedOnce() {
        FlowTree shared = flow("otp", step(new Config(null, "amr", Map.of())));
        FlowTree copy = FlowNames.copy(flow("top", Step.of(CONDITIONAL, shared), Step.of(CONDITIONAL, shared)), "new");
        assertEquals(copy.steps().get(0).flow(), copy.steps().get(1).flow());
    }

    @Test
    void whatDiffersHasNamesThatDiffer() {
        FlowTree copy = FlowNames.copy(
                flow(
                        "top",
                        Step.of(CONDITIONAL, flow("otp", Step.of(REQUIRED, "a"))),
                        Step.of(CONDITIONAL, flow("otp", Step.of(REQUIRED, "b"))),
                        step(new Config(null, "amr", Map.of())),
                        step(new Config(null, "amr", Map.of()))),
                "new");
        assertEquals(
                List.of("new otp", "new otp 2"),
                List.of(
                        copy.steps().get(0).flow().alias(),
                        copy.steps().get(1).flow().alias()));
        assertNotEquals(
                copy.steps().get(2).config().alias(),
                copy.steps().get(3).config().alias());
    }

    @Test
    void aConfigurationOfTheServerIsNotCopied() {
        Config shared = new Config("script-1", "of the server", Map.of());
        assertEquals(
                shared,
                FlowNames.copy(flow("top", step(shared)), "new").steps().get(0).config());
    }

    @Test
    void aNameThatTheDatabaseDoesNotTakeIsRefusedBefore() {
        assertThrows(
                UnsuitableFlow.class,
                () -> FlowNames.copy(flow("top", Step.of(REQUIRED, flow("x".repeat(252)))), "new"));
    }
}
