package io.sekisho.admin.setup;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.keycloak.models.AuthenticationFlowModel;
import org.keycloak.models.RealmModel;

/** The flows that a set-up makes: copies with our steps, and that of the entrances. */
final class MadeFlows {

    private static final String WHAT = "flow";

    private final RealmModel realm;
    private final FlowStore flows;
    private final SetupPlan plan;
    private final Before before;

    /** Their part of the record. */
    static final class Before {
        /** {@link FlowFingerprint}s of the flows that were made, by their ids. */
        Map<String, String> flowsMade = new TreeMap<>();
    }

    MadeFlows(RealmModel realm, FlowStore flows, SetupPlan plan, SetupRecord before) {
        this.realm = realm;
        this.flows = flows;
        this.plan = plan;
        this.before = before.flows;
    }

    /** A flow of ours: made, or found to be there and the same. */
    void plan(FlowTree wanted) {
        Optional<AuthenticationFlowModel> there = flows.find(wanted.alias());
        if (there.isPresent()) {
            if (!sameAs(there.get(), wanted)) {
                throw SetupPlan.conflict(
                        "Flow in use",
                        "There is a flow \"" + wanted.alias()
                                + "\", which is not what would be made now. Delete it, or give it another name.");
            }
            plan.alreadySo(WHAT, wanted.alias(), wanted.alias());
            return;
        }
        List<String> taken = flows.taken(wanted);
        if (!taken.isEmpty()) {
            throw SetupPlan.conflict(
                    "Flow in use",
                    "These names of flows or of their configurations are taken: " + String.join(", ", taken)
                            + ". Delete them, or give them others.");
        }
        plan.change(
                WHAT,
                wanted.alias(),
                null,
                wanted.alias(),
                () -> before.flowsMade.put(flows.write(wanted), FlowFingerprint.of(wanted)));
    }

    private boolean sameAs(AuthenticationFlowModel there, FlowTree wanted) {
        try {
            return there.isTopLevel() && flows.read(there).equals(wanted);
        } catch (UnsuitableFlow e) {
            return false;
        }
    }

    /**
     * To be called after all that names such a flow has been put back.
     *
     * @param leaving    ids of clients that will not name a flow of ours any more
     * @param staysBound whether the realm goes on naming a flow that it named by the set-up
     */
    void undo(Set<String> leaving, Predicate<AuthenticationFlowModel> staysBound) {
        before.flowsMade.forEach((id, fingerprint) -> {
            AuthenticationFlowModel flow = realm.getAuthenticationFlowById(id);
            if (flow == null) {
                return;
            }
            List<String> reasons = new ArrayList<>();
            if (!unchanged(flow, fingerprint)) {
                reasons.add("somebody has changed it");
            }
            if (flows.usedElsewhere(flow, leaving) || staysBound.test(flow) || isBoundByOthers(flow)) {
                reasons.add("something uses it");
            }
            if (reasons.isEmpty()) {
                plan.change(WHAT, flow.getAlias(), "there", null, () -> flows.remove(flow));
            } else {
                plan.hint("The flow \"" + flow.getAlias() + "\" stays: " + String.join(", ", reasons) + ".");
            }
        });
    }

    private boolean unchanged(AuthenticationFlowModel flow, String fingerprint) {
        try {
            return FlowFingerprint.matches(flows.read(flow), fingerprint);
        } catch (UnsuitableFlow e) {
            return false;
        }
    }

    /** As a flow of the realm that no set-up binds. */
    private boolean isBoundByOthers(AuthenticationFlowModel flow) {
        return Stream.of(realm.getDirectGrantFlow(), realm.getRegistrationFlow(), realm.getFirstBrokerLoginFlow())
                .filter(Objects::nonNull)
                .anyMatch(bound -> bound.getId().equals(flow.getId()));
    }
}
