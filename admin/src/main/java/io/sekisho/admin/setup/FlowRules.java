package io.sekisho.admin.setup;

import static org.keycloak.models.AuthenticationExecutionModel.Requirement.ALTERNATIVE;
import static org.keycloak.models.AuthenticationExecutionModel.Requirement.CONDITIONAL;
import static org.keycloak.models.AuthenticationExecutionModel.Requirement.REQUIRED;

import io.sekisho.admin.setup.FlowTree.Config;
import io.sekisho.admin.setup.FlowTree.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** What becomes of a realm's flows. Plain values in and out. */
final class FlowRules {

    static final String OTP = "sekisho-otp";
    static final String ENTRANCE_IDENTIFICATION = "sekisho-entrance-identification";
    static final String ENTRANCE = "sekisho-entrance";

    private static final String STOCK_OTP = "auth-otp-form";
    private static final String STOCK_CHOOSING_OTP = "auth-conditional-otp-form";
    private static final String USER_CONFIGURED = "conditional-user-configured";
    /** Keycloak's condition on what a login has been proved with so far. */
    static final String USED_CREDENTIAL = "conditional-credential";

    private static final String LEVEL = "conditional-level-of-authentication";
    private static final String RESET_OTP = "reset-otp";
    private static final String RESET_PASSWORD = "reset-password";
    private static final Config NOT_AFTER_PASSKEY = new Config(
            null, "not after a passkey", Map.of("credentials", "webauthn-passwordless", "included", "false"));
    private static final List<String> STOCK_RESET =
            List.of("reset-credentials-choose-user", "reset-credential-email", RESET_PASSWORD);

    private FlowRules() {}

    /**
     * What came of a flow.
     *
     * @param flow  with our steps; the very flow that was given if there is nothing to change
     * @param hints what the admin should know
     */
    record Outcome(FlowTree flow, List<String> hints) {}

    /**
     * The browser flow with our OTP form in the place of Keycloak's; after the password if it has none.
     *
     * @param password tells which authenticators ask for the login password
     * @param known    tells which authenticators the server has
     * @throws UnsuitableFlow if there is no place for an OTP
     */
    static Outcome browser(FlowTree flow, Predicate<String> password, Predicate<String> known) {
        if (!flow.asks(password)) {
            throw new UnsuitableFlow(
                    "The browser flow \"" + flow.alias() + "\" has no step that asks for the login password.");
        }
        if (flow.asks(STOCK_CHOOSING_OTP::equals)) {
            throw new UnsuitableFlow(
                    "The browser flow \"" + flow.alias() + "\" asks for the OTP by " + STOCK_CHOOSING_OTP
                            + ", whose conditions would be lost. Put them into a conditional sub-flow with " + STOCK_OTP
                            + ", then call again.");
        }
        List<String> hints = new ArrayList<>();
        if (flow.asks(STOCK_OTP::equals)) {
            return new Outcome(replaced(flow, false, false, hints), hints);
        }
        FlowTree otp = otpAfterPassword(known.test(USED_CREDENTIAL));
        return new Outcome(flow.asks(OTP::equals) ? flow : appended(flow, password, otp), hints);
    }

    /**
     * @param ofThoseWhoHave whether who has no OTP does not come here
     * @param level          whether passing here is a level of authentication, which nobody may reach without an OTP
     */
    private static FlowTree replaced(FlowTree flow, boolean ofThoseWhoHave, boolean level, List<String> hints) {
        boolean levelHere = level || flow.has(LEVEL);
        boolean hasAlternatives = flow.steps().stream()
                        .filter(step -> step.requirement() == ALTERNATIVE)
                        .count()
                > 1;
        return flow.with(flow.steps().stream()
                .map(step -> {
                    if (!step.enabled()) {
                        return step;
                    } else if (step.flow() != null) {
                        boolean configuredOnly = ofThoseWhoHave
                                || step.requirement() == CONDITIONAL
                                        && step.flow().has(USER_CONFIGURED);
                        return step.with(replaced(step.flow(), configuredOnly, levelHere, hints));
                    } else if (!STOCK_OTP.equals(step.authenticator())) {
                        return step;
                    }
                    Step ours = new Step(step.requirement(), OTP, null, step.config());
                    if (ofThoseWhoHave || step.requirement() == ALTERNATIVE && hasAlternatives) {
                        return ours;
                    } else if (levelHere) {
                        hints.add(
                                "\"" + flow.alias()
                                        + "\" is part of a level of authentication: who has no OTP does not reach it, and is not led to set one up there.");
                        return ours;
                    }
                    hints.add(
                            "\"" + flow.alias()
                                    + "\" asked everybody for an OTP, and led who had none to set one up. Now those who have one are asked; the others apply at the status page.");
                    return Step.of(CONDITIONAL, otp(ours));
                })
                .toList());
    }

    /** An OTP after each password. */
    private static FlowTree appended(FlowTree flow, Predicate<String> password, FlowTree otp) {
        List<Step> steps = new ArrayList<>();
        for (Step step : flow.steps()) {
            if (!step.enabled()) {
                steps.add(step);
            } else if (step.flow() != null) {
                steps.add(step.with(appended(step.flow(), password, otp)));
            } else if (!password.test(step.authenticator())) {
                steps.add(step);
            } else if (step.requirement() == ALTERNATIVE) {
                // Beside alternatives, a step that is not one would have them all ignored.
                steps.add(Step.of(
                        ALTERNATIVE,
                        new FlowTree(
                                "password and otp",
                                "Password, then OTP",
                                FlowTree.BASIC,
                                List.of(
                                        new Step(REQUIRED, step.authenticator(), null, step.config()),
                                        Step.of(CONDITIONAL, otp)))));
            } else {
                steps.add(step);
                steps.add(Step.of(CONDITIONAL, otp));
            }
        }
        return flow.with(steps);
    }

    private static FlowTree otp(Step step) {
        return new FlowTree(
                "otp",
                "OTP, for customers who use it",
                FlowTree.BASIC,
                List.of(
                        Step.of(REQUIRED, USER_CONFIGURED),
                        new Step(REQUIRED, step.authenticator(), null, step.config())));
    }

    /**
     * The form of the password takes a passkey as well, where the realm has them, and whoever has used one need not
     * show a code besides: no realm that asked for none before is to ask for one now. Where a realm has asked for a
     * code in its own way, it goes on.
     */
    private static FlowTree otpAfterPassword(boolean tellsCredentials) {
        FlowTree otp = otp(Step.of(REQUIRED, OTP));
        if (!tellsCredentials) {
            return otp;
        }
        List<Step> steps = new ArrayList<>(otp.steps());
        steps.add(1, new Step(REQUIRED, USED_CREDENTIAL, null, NOT_AFTER_PASSKEY));
        return otp.with(steps);
    }

    /**
     * The flow of a forgotten password: as Keycloak makes it, it has the OTP set up anew; then it is asked for instead,
     * before the new password. One that somebody has changed is left alone.
     */
    static Outcome resetCredentials(FlowTree flow) {
        if (isStockReset(flow)) {
            List<Step> steps = new ArrayList<>(flow.steps());
            Step otp = steps.remove(steps.size() - 1);
            steps.add(
                    steps.size() - 1,
                    otp.with(otp.flow().with(List.of(Step.of(REQUIRED, USER_CONFIGURED), Step.of(REQUIRED, OTP)))));
            return new Outcome(flow.with(steps), List.of());
        } else if (flow.asks(RESET_OTP::equals)) {
            return new Outcome(
                    flow,
                    List.of("The flow \"" + flow.alias()
                            + "\" for forgotten passwords is not Keycloak's own and is left as it is. Its step "
                            + RESET_OTP + " leads to a set-up that is off now, or removes OTPs: put " + OTP
                            + " in its place."));
        } else if (!flow.asks(OTP::equals)) {
            return new Outcome(
                    flow,
                    List.of(
                            "The flow \"" + flow.alias()
                                    + "\" for forgotten passwords is not Keycloak's own and is left as it is. It does not ask for the OTP."));
        }
        return new Outcome(flow, List.of());
    }

    private static boolean isStockReset(FlowTree flow) {
        List<Step> steps = flow.steps();
        int last = steps.size() - 1;
        return last == STOCK_RESET.size()
                && steps.subList(0, last).stream()
                        .allMatch(step -> step.requirement() == REQUIRED && step.flow() == null)
                && steps.subList(0, last).stream()
                        .map(Step::authenticator)
                        .toList()
                        .equals(STOCK_RESET)
                && steps.get(last).requirement() == CONDITIONAL
                && steps.get(last).flow() != null
                && steps.get(last)
                        .flow()
                        .steps()
                        .equals(List.of(Step.of(REQUIRED, USER_CONFIGURED), Step.of(REQUIRED, RESET_OTP)));
    }

    /** The browser flow of the client behind the links of the login page. */
    static FlowTree entrance(String alias) {
        return new FlowTree(
                alias,
                "The walks behind the links of the login page; none of them ends in a login",
                FlowTree.BASIC,
                List.of(Step.of(REQUIRED, ENTRANCE_IDENTIFICATION), Step.of(REQUIRED, ENTRANCE)));
    }
}
