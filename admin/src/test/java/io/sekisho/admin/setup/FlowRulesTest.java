package io.sekisho.admin.setup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.keycloak.models.AuthenticationExecutionModel.Requirement.ALTERNATIVE;
import static org.keycloak.models.AuthenticationExecutionModel.Requirement.CONDITIONAL;
import static org.keycloak.models.AuthenticationExecutionModel.Requirement.DISABLED;
import static org.keycloak.models.AuthenticationExecutionModel.Requirement.REQUIRED;

import io.sekisho.admin.setup.FlowRules.Outcome;
import io.sekisho.admin.setup.FlowTree.Config;
import io.sekisho.admin.setup.FlowTree.Step;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FlowRulesTest {

    private static final Step PASSWORD = Step.of(REQUIRED, "auth-username-password-form");
    private static final Step CONFIGURED = Step.of(REQUIRED, "conditional-user-configured");
    private static final Step OURS = Step.of(REQUIRED, "sekisho-otp");

    private static FlowTree flow(String alias, Step... steps) {
        return new FlowTree(alias, "", FlowTree.BASIC, List.of(steps));
    }

    private static Outcome browser(Step... steps) {
        return FlowRules.browser(flow("top", steps), "auth-username-password-form"::equals, authenticator -> true);
    }

    /** What a flow does, without the names of its sub-flows. */
    private static String outline(FlowTree flow) {
        return flow.steps().stream()
                .map(step -> step.requirement().name().charAt(0) + ":"
                        + (step.flow() == null ? step.authenticator() : outline(step.flow())))
                .toList()
                .toString();
    }

    @Test
    void keycloaksOwnFlowGetsOurFormInTheSamePlace() {
        Outcome outcome = browser(
                Step.of(ALTERNATIVE, "auth-cookie"),
                Step.of(
                        ALTERNATIVE,
                        flow(
                                "forms",
                                PASSWORD,
                                Step.of(
                                        CONDITIONAL,
                                        flow(
                                                "2fa",
                                                CONFIGURED,
                                                Step.of(ALTERNATIVE, "auth-otp-form"),
                                                Step.of(DISABLED, "webauthn-authenticator"),
                                                Step.of(ALTERNATIVE, "auth-recovery-authn-code-form"))))));
        assertEquals(
                "[A:auth-cookie, A:[R:auth-username-password-form, C:[R:conditional-user-configured, A:sekisho-otp, D:webauthn-authenticator, "
                        + "A:auth-recovery-authn-code-form]]]",
                outline(outcome.flow()));
        assertEquals(List.of(), outcome.hints());
    }

    @Test
    void whoHasNoOtpIsNotStoppedWhereEverybodyWasAskedForOne() {
        Outcome outcome = browser(PASSWORD, Step.of(REQUIRED, "auth-otp-form"));
        assertEquals(
                "[R:auth-username-password-form, C:[R:conditional-user-configured, R:sekisho-otp]]",
                outline(outcome.flow()));
        assertTrue(
                outcome.hints().get(0).startsWith("\"top\" asked everybody"),
                outcome.hints().toString());
    }

    @Test
    void aConditionOfAnotherKindStaysAroundTheOneOnTheUser() {
        Outcome outcome = browser(
                PASSWORD,
                Step.of(
                        CONDITIONAL,
                        flow("role", Step.of(REQUIRED, "conditional-user-role"), Step.of(REQUIRED, "auth-otp-form"))));
        assertEquals(
                "[R:auth-username-password-form, C:[R:conditional-user-role, C:[R:conditional-user-configured, R:sekisho-otp]]]",
                outline(outcome.flow()));
    }

    @Test
    void aMissingOtpNeverGivesALevelOfAuthentication() {
        Outcome outcome = browser(
                PASSWORD,
                Step.of(
                        CONDITIONAL,
                        flow(
                                "level 2",
                                Step.of(REQUIRED, "conditional-level-of-authentication"),
                                Step.of(REQUIRED, flow("inner", Step.of(REQUIRED, "auth-otp-form"))))));
        assertEquals(
                "[R:auth-username-password-form, C:[R:conditional-level-of-authentication, R:[R:sekisho-otp]]]",
                outline(outcome.flow()));
        assertTrue(
                outcome.hints().get(0).contains("level of authentication"),
                outcome.hints().toString());
    }

    @Test
    void alternativesToTheOtpStayAlternatives() {
        Outcome outcome = browser(
                PASSWORD,
                Step.of(
                        REQUIRED,
                        flow(
                                "second",
                                Step.of(ALTERNATIVE, "auth-otp-form"),
                                Step.of(ALTERNATIVE, "webauthn-authenticator"))));
        assertEquals(
                "[R:auth-username-password-form, R:[A:sekisho-otp, A:webauthn-authenticator]]",
                outline(outcome.flow()));
    }

    @Test
    void aConfigurationStaysWithItsStep() {
        Config config = new Config(null, "amr", Map.of("default.reference.value", "otp"));
        FlowTree flow = browser(PASSWORD, new Step(REQUIRED, "auth-otp-form", null, config))
                .flow();
        assertEquals(config, flow.steps().get(1).flow().steps().get(1).config());
    }

    @Test
    void aFlowWithoutAnOtpAsksForItAfterThePassword() {
        Outcome outcome = browser(
                Step.of(ALTERNATIVE, "auth-cookie"),
                Step.of(ALTERNATIVE, flow("forms", PASSWORD, Step.of(REQUIRED, "terms"))));
        assertEquals(
                "[A:auth-cookie, A:[R:auth-username-password-form, C:[R:conditional-user-configured, R:conditional-credential, R:sekisho-otp], R:terms]]",
                outline(outcome.flow()));
    }

    @Test
    void theOtpThatTheSetUpAddsIsNotAskedForAfterAPasskey() {
        Step condition = browser(PASSWORD).flow().steps().get(1).flow().steps().get(1);
        assertEquals("conditional-credential", condition.authenticator());
        assertEquals(
                Map.of("credentials", "webauthn-passwordless", "included", "false"),
                condition.config().values());
    }

    @Test
    void aServerThatDoesNotTellWhatALoginWasProvedWithAsksForTheOtpAlways() {
        Outcome outcome = FlowRules.browser(
                flow("top", PASSWORD),
                "auth-username-password-form"::equals,
                authenticator -> !"conditional-credential".equals(authenticator));
        assertEquals(
                "[R:auth-username-password-form, C:[R:conditional-user-configured, R:sekisho-otp]]",
                outline(outcome.flow()));
    }

    @Test
    void aPasswordBesideAlternativesGetsItsOtpInASubFlow() {
        Outcome outcome =
                browser(Step.of(ALTERNATIVE, "auth-cookie"), Step.of(ALTERNATIVE, "auth-username-password-form"));
        assertEquals(
                "[A:auth-cookie, A:[R:auth-username-password-form, C:[R:conditional-user-configured, R:conditional-credential, R:sekisho-otp]]]",
                outline(outcome.flow()));
    }

    @Test
    void whatIsDisabledIsNoOtpAndNoPassword() {
        Outcome outcome =
                browser(PASSWORD, Step.of(DISABLED, flow("2fa", CONFIGURED, Step.of(REQUIRED, "auth-otp-form"))));
        assertEquals(
                "[R:auth-username-password-form, C:[R:conditional-user-configured, R:conditional-credential, R:sekisho-otp], D:[R:conditional-user-configured, R:auth-otp-form]]",
                outline(outcome.flow()));
        assertThrows(
                UnsuitableFlow.class,
                () -> browser(Step.of(REQUIRED, flow("off", Step.of(DISABLED, "auth-username-password-form")))));
    }

    @Test
    void aFlowThatHasOurFormStaysWhatItIs() {
        FlowTree flow = flow("top", PASSWORD, Step.of(CONDITIONAL, flow("otp", CONFIGURED, OURS)));
        assertSame(
                flow,
                FlowRules.browser(flow, "auth-username-password-form"::equals, authenticator -> true)
                        .flow());
    }

    @Test
    void conditionsInsideOfAFormAreNotLostInSilence() {
        UnsuitableFlow unsuitable = assertThrows(
                UnsuitableFlow.class, () -> browser(PASSWORD, Step.of(REQUIRED, "auth-conditional-otp-form")));
        assertTrue(unsuitable.getMessage().contains("\"top\""), unsuitable.getMessage());
    }

    private static FlowTree stockReset(Step otp) {
        return flow(
                "reset credentials",
                Step.of(REQUIRED, "reset-credentials-choose-user"),
                Step.of(REQUIRED, "reset-credential-email"),
                Step.of(REQUIRED, "reset-password"),
                Step.of(CONDITIONAL, flow("otp", CONFIGURED, otp)));
    }

    @Test
    void aForgottenPasswordIsResetAfterTheOtp() {
        Outcome outcome = FlowRules.resetCredentials(stockReset(Step.of(REQUIRED, "reset-otp")));
        assertEquals(
                "[R:reset-credentials-choose-user, R:reset-credential-email, C:[R:conditional-user-configured, R:sekisho-otp], R:reset-password]",
                outline(outcome.flow()));
        assertEquals(List.of(), outcome.hints());
    }

    @Test
    void aResetFlowThatSomebodyHasChangedIsLeftAloneAndNamed() {
        FlowTree removing = stockReset(new Step(
                REQUIRED,
                "reset-otp",
                null,
                new Config(null, "all", Map.of("action_on_otp_reset_flag", "Remove all"))));
        FlowTree without =
                flow("short", Step.of(REQUIRED, "reset-credentials-choose-user"), Step.of(REQUIRED, "reset-password"));
        FlowTree asking = stockReset(OURS);
        assertSame(removing, FlowRules.resetCredentials(removing).flow());
        assertTrue(FlowRules.resetCredentials(removing).hints().get(0).contains("reset-otp"));
        assertSame(without, FlowRules.resetCredentials(without).flow());
        assertTrue(FlowRules.resetCredentials(without).hints().get(0).contains("does not ask for the OTP"));
        assertEquals(List.of(), FlowRules.resetCredentials(asking).hints());
    }
}
