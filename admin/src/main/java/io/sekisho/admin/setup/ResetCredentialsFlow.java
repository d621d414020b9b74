package io.sekisho.admin.setup;

import io.sekisho.admin.setup.FlowRules.Outcome;
import org.keycloak.models.AuthenticationFlowModel;
import org.keycloak.models.RealmModel;

/** The flow of a forgotten password, which asks for our OTP if it is Keycloak's own. */
final class ResetCredentialsFlow extends BoundFlow {

    ResetCredentialsFlow(RealmModel realm, FlowStore flows, MadeFlows made, SetupPlan plan, SetupRecord before) {
        super(realm, flows, made, plan, before);
    }

    void plan() {
        AuthenticationFlowModel bound = bound();
        if (bound == null) {
            return;
        }
        FlowTree flow;
        try {
            flow = flows.read(bound);
        } catch (UnsuitableFlow e) {
            plan.hint("The flow for forgotten passwords is left as it is: " + e.getMessage());
            return;
        }
        Outcome outcome = FlowRules.resetCredentials(flow);
        plan.hints(outcome.hints());
        plan(bound, flow, outcome.flow());
    }

    @Override
    String what() {
        return "reset-credentials-flow";
    }

    @Override
    AuthenticationFlowModel bound() {
        return realm.getResetCredentialsFlow();
    }

    @Override
    void bind(AuthenticationFlowModel flow) {
        realm.setResetCredentialsFlow(flow);
    }

    @Override
    Binding binding() {
        return before.resetCredentialsFlow;
    }

    @Override
    void remember(Binding binding) {
        before.resetCredentialsFlow = binding;
    }
}
