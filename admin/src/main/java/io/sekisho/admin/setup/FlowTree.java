package io.sekisho.admin.setup;

import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.keycloak.models.AuthenticationExecutionModel.Requirement;

/**
 * An authentication flow with all that is below it, as a value: two are equal if they ask the same under the same
 * names.
 *
 * @param alias      its name, unique in a realm
 * @param providerId Keycloak's kind of flow: {@code basic-flow} or {@code form-flow}
 * @param steps      in the order in which they are gone through
 */
record FlowTree(String alias, String description, String providerId, List<Step> steps) {

    static final String BASIC = "basic-flow";

    FlowTree {
        description = description == null ? "" : description;
        steps = List.copyOf(steps);
    }

    /**
     * One execution.
     *
     * @param authenticator the provider's id; of a sub-flow that of its page, or null
     * @param flow          the sub-flow, or null
     * @param config        or null
     */
    record Step(Requirement requirement, String authenticator, FlowTree flow, Config config) {

        static Step of(Requirement requirement, String authenticator) {
            return new Step(requirement, authenticator, null, null);
        }

        static Step of(Requirement requirement, FlowTree flow) {
            return new Step(requirement, null, flow, null);
        }

        boolean enabled() {
            return requirement != Requirement.DISABLED;
        }

        Step with(FlowTree changed) {
            return new Step(requirement, authenticator, changed, config);
        }
    }

    /**
     * What is set for a step.
     *
     * @param sharedId of one that belongs to the server and not to the realm, which no copy is made of; or null
     * @param alias    unique in a realm; may be null
     */
    record Config(String sharedId, String alias, Map<String, String> values) {}

    FlowTree with(List<Step> changed) {
        return new FlowTree(alias, description, providerId, changed);
    }

    /** Whether the flow comes to such a step: what is disabled is passed by. */
    boolean asks(Predicate<String> authenticator) {
        return steps.stream()
                .filter(Step::enabled)
                .anyMatch(step -> step.flow() == null
                        ? authenticator.test(step.authenticator())
                        : step.flow().asks(authenticator));
    }

    /** Whether a step of the flow itself, not of its sub-flows, is such a one. */
    boolean has(String authenticator) {
        return steps.stream()
                .anyMatch(step -> step.enabled() && step.flow() == null && authenticator.equals(step.authenticator()));
    }
}
