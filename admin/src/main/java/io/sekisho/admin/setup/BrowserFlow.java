package io.sekisho.admin.setup;

import io.sekisho.admin.setup.FlowRules.Outcome;
import java.util.List;
import java.util.Map;
import org.keycloak.models.AuthenticationFlowBindings;
import org.keycloak.models.AuthenticationFlowModel;
import org.keycloak.models.ClientModel;
import org.keycloak.models.RealmModel;

/** The flow of a login in a browser, which asks for our OTP. */
final class BrowserFlow extends BoundFlow {

    private static final int NAMED_CLIENTS = 10;

    BrowserFlow(RealmModel realm, FlowStore flows, MadeFlows made, SetupPlan plan, SetupRecord before) {
        super(realm, flows, made, plan, before);
    }

    /** @throws UnsuitableFlow if there is none, or it has no place for an OTP */
    void plan() {
        AuthenticationFlowModel bound = bound();
        if (bound == null) {
            throw new UnsuitableFlow("The realm has no browser flow.");
        }
        FlowTree flow = flows.read(bound);
        Outcome outcome = FlowRules.browser(flow, flows::asksForPassword, flows::knows);
        plan.hints(outcome.hints());
        plan(bound, flow, outcome.flow());
        if (outcome.flow() != flow) {
            hintAtClientsThatNameIt(bound);
        }
    }

    private void hintAtClientsThatNameIt(AuthenticationFlowModel bound) {
        List<String> own = realm.searchClientByAuthenticationFlowBindingOverrides(
                        Map.of(AuthenticationFlowBindings.BROWSER_BINDING, bound.getId()), 0, NAMED_CLIENTS)
                .map(ClientModel::getClientId)
                .sorted()
                .toList();
        if (!own.isEmpty()) {
            plan.hint("These clients name the flow \"" + bound.getAlias() + "\" themselves, and keep it: "
                    + String.join(", ", own) + ". Codes are guarded there too; the page is Keycloak's.");
        }
    }

    @Override
    String what() {
        return "browser-flow";
    }

    @Override
    AuthenticationFlowModel bound() {
        return realm.getBrowserFlow();
    }

    @Override
    void bind(AuthenticationFlowModel flow) {
        realm.setBrowserFlow(flow);
    }

    @Override
    Binding binding() {
        return before.browserFlow;
    }

    @Override
    void remember(Binding binding) {
        before.browserFlow = binding;
    }
}
