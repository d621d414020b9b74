package io.sekisho.admin.setup;

import io.sekisho.admin.setup.FlowTree.Config;
import io.sekisho.admin.setup.FlowTree.Step;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Names for a copy of a flow, as Keycloak gives them to its copies: those of sub-flows and configurations begin with
 * that of the copy. Where a configuration names a sub-flow, it names the copy's from then on.
 */
final class FlowNames {

    /** Longest name that the database takes, in characters. */
    private static final int MAX_LENGTH = 255;
    /** The option of {@code conditional-sub-flow-executed} that names a sub-flow. */
    private static final String FLOW_TO_CHECK = "flow_to_check";

    private final String name;
    private final Map<String, FlowTree> originals = new HashMap<>();
    private final Map<String, FlowTree> copies = new HashMap<>();
    private final Map<String, String> namesOfCopies = new HashMap<>();
    private final Set<String> configs = new HashSet<>();

    private FlowNames(String name) {
        this.name = name;
    }

    /** @throws UnsuitableFlow if a name gets too long */
    static FlowTree copy(FlowTree flow, String name) {
        FlowNames names = new FlowNames(name);
        FlowTree named = names.named(flow, checked(name));
        return names.withChecks(named);
    }

    private FlowTree named(FlowTree flow, String alias) {
        FlowTree before = copies.get(alias);
        if (before != null) {
            return before;
        }
        FlowTree copy = new FlowTree(
                alias,
                flow.description(),
                flow.providerId(),
                flow.steps().stream()
                        .map(step -> {
                            Config config =
                                    step.config() == null || step.config().sharedId() != null
                                            ? step.config()
                                            : new Config(
                                                    null,
                                                    configAlias(step.config().alias()),
                                                    step.config().values());
                            return new Step(
                                    step.requirement(),
                                    step.authenticator(),
                                    step.flow() == null ? null : named(step.flow(), alias(step.flow())),
                                    config);
                        })
                        .toList());
        copies.put(alias, copy);
        return copy;
    }

    /** A sub-flow that is used twice has one name; two that were one, and differ now, have two. */
    private String alias(FlowTree flow) {
        String wanted = name + " " + flow.alias();
        String alias = wanted;
        for (int number = 2;
                originals.containsKey(alias) && !originals.get(alias).equals(flow);
                number++) {
            alias = wanted + " " + number;
        }
        originals.put(alias, flow);
        namesOfCopies.putIfAbsent(flow.alias(), checked(alias));
        return alias;
    }

    private String configAlias(String original) {
        if (original == null) {
            return null;
        }
        String wanted = name + " " + original;
        String alias = wanted;
        for (int number = 2; !configs.add(alias); number++) {
            alias = wanted + " " + number;
        }
        return checked(alias);
    }

    private FlowTree withChecks(FlowTree flow) {
        return flow.with(flow.steps().stream()
                .map(step -> {
                    Config config = step.config();
                    if (config != null
                            && config.sharedId() == null
                            && namesOfCopies.containsKey(config.values().get(FLOW_TO_CHECK))) {
                        Map<String, String> values = new TreeMap<>(config.values());
                        values.computeIfPresent(FLOW_TO_CHECK, (key, original) -> namesOfCopies.get(original));
                        config = new Config(null, config.alias(), values);
                    }
                    return new Step(
                            step.requirement(),
                            step.authenticator(),
                            step.flow() == null ? null : withChecks(step.flow()),
                            config);
                })
                .toList());
    }

    private static String checked(String alias) {
        if (alias.length() > MAX_LENGTH) {
            throw new UnsuitableFlow(
                    "The name of the copy would have more than " + MAX_LENGTH + " characters: " + alias);
        }
        return alias;
    }
}
