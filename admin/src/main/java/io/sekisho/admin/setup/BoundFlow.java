package io.sekisho.admin.setup;

import java.util.Optional;
import org.keycloak.models.AuthenticationFlowModel;
import org.keycloak.models.RealmModel;

/** One of the flows that a realm names: a copy with our steps takes its place, and gives it back. */
abstract class BoundFlow {

    private static final String COPY_PREFIX = "sekisho ";

    final RealmModel realm;
    final FlowStore flows;
    final SetupPlan plan;
    final SetupRecord before;
    private final MadeFlows made;

    /**
     * Its part of the record: what the flow of the realm was. The name serves where the flow has been made anew.
     */
    static final class Binding {
        String id;
        String alias;
        /** The id of the one that took its place. */
        String made;

        Binding() {}

        Binding(String id, String alias, String made) {
            this.id = id;
            this.alias = alias;
            this.made = made;
        }
    }

    BoundFlow(RealmModel realm, FlowStore flows, MadeFlows made, SetupPlan plan, SetupRecord before) {
        this.realm = realm;
        this.flows = flows;
        this.made = made;
        this.plan = plan;
        this.before = before;
    }

    /** The kind of its steps in the answer. */
    abstract String what();

    /** What the realm names now, or null. */
    abstract AuthenticationFlowModel bound();

    abstract void bind(AuthenticationFlowModel flow);

    /** Null if no set-up has changed it. */
    abstract Binding binding();

    abstract void remember(Binding binding);

    /** Plans a copy, unless an earlier set-up has left one, and its binding. */
    final void plan(AuthenticationFlowModel bound, FlowTree flow, FlowTree wanted) {
        if (wanted == flow) {
            plan.alreadySo(what(), flow.alias(), flow.alias());
            return;
        }
        FlowTree copy = FlowNames.copy(wanted, COPY_PREFIX + flow.alias());
        made.plan(copy);
        plan.change(what(), copy.alias(), bound.getAlias(), copy.alias(), () -> {
            AuthenticationFlowModel model = flows.find(copy.alias()).orElseThrow();
            remember(binding(binding(), bound, model.getId()));
            bind(model);
        });
    }

    /** Of a flow that is bound again: what was there before all, unless somebody has bound another one since. */
    private static Binding binding(Binding earlier, AuthenticationFlowModel bound, String made) {
        return earlier != null && (earlier.id.equals(bound.getId()) || earlier.made.equals(bound.getId()))
                ? new Binding(earlier.id, earlier.alias, made)
                : new Binding(bound.getId(), bound.getAlias(), made);
    }

    final void undo() {
        Binding binding = binding();
        if (binding == null) {
            return;
        }
        AuthenticationFlowModel bound = bound();
        if (bound != null && !bound.getId().equals(binding.made)) {
            if (bound.getId().equals(binding.id)) {
                plan.alreadySo(what(), bound.getAlias(), bound.getAlias());
            } else {
                plan.hint("Somebody has bound the flow \"" + bound.getAlias() + "\" since; it stays.");
            }
            return;
        }
        AuthenticationFlowModel former = Optional.ofNullable(realm.getAuthenticationFlowById(binding.id))
                .or(() -> flows.find(binding.alias))
                .orElseThrow(
                        () -> SetupPlan.conflict(
                                "Flow missing",
                                "The flow \"" + binding.alias
                                        + "\", which was bound before, does not exist any more. Make one of this name, then call again."));
        plan.change(
                what(),
                former.getAlias(),
                bound == null ? null : bound.getAlias(),
                former.getAlias(),
                () -> bind(former));
    }

    /** Whether the realm names a flow here, and not by the set-up, whose binding is put back. */
    final boolean keeps(AuthenticationFlowModel flow) {
        boolean ours = binding() != null && flow.getId().equals(binding().made);
        return !ours && bound() != null && bound().getId().equals(flow.getId());
    }
}
