package io.sekisho.admin.setup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.keycloak.models.RealmModel;
import org.keycloak.models.RequiredActionProviderModel;

/** A set-up after somebody has undone a part of the first one: what the first has recorded stays. */
class SecondSetupTest {

    private final Map<String, String> attributes = new TreeMap<>();
    private final Map<String, RequiredActionProviderModel> actions = new TreeMap<>();
    private final SetupRecord before = new SetupRecord();

    private final RealmModel realm = (RealmModel) Proxy.newProxyInstance(
            getClass().getClassLoader(), new Class<?>[] {RealmModel.class}, (proxy, method, arguments) -> {
                switch (method.getName()) {
                    case "getName", "getDisplayName":
                        return "bank";
                    case "getAttribute":
                        return attributes.get((String) arguments[0]);
                    case "setAttribute":
                        return attributes.put((String) arguments[0], (String) arguments[1]);
                    case "removeAttribute":
                        return attributes.remove((String) arguments[0]);
                    case "getRequiredActionProviderByAlias":
                        return actions.get((String) arguments[0]);
                    case "addRequiredActionProvider":
                        RequiredActionProviderModel added = (RequiredActionProviderModel) arguments[0];
                        actions.put(added.getAlias(), added);
                        return added;
                    case "updateRequiredActionProvider":
                        return null;
                    default:
                        throw new UnsupportedOperationException(method.getName());
                }
            });

    private void setAttributes() {
        SetupPlan plan = new SetupPlan();
        new RealmAttributes(realm, plan, before).plan(ServiceKind.AUTHENTICATOR_APP, null);
        plan.carryOut();
    }

    private void addActions() {
        SetupPlan plan = new SetupPlan();
        new RequiredActions(realm, plan, before).plan(ServiceKind.AUTHENTICATOR_APP, false);
        plan.carryOut();
    }

    @Test
    void anAttributeThatWasThereAndIsWipedGoesBackToWhatItWas() {
        attributes.put("sekisho.enabled", "false");
        setAttributes();
        String recorded = before.json();
        attributes.clear();

        setAttributes();

        assertEquals(recorded, before.json());
        SetupPlan plan = new SetupPlan();
        RealmAttributes undone = new RealmAttributes(realm, plan, before);
        undone.undo();
        assertFalse(undone.wereOn());
        plan.carryOut();
        assertEquals(Map.of("sekisho.enabled", "false"), attributes);
    }

    @Test
    void anAttributeThatTheFirstHasAddedAndSomebodyChangesIsNotTakenForTheRealmsOwn() {
        setAttributes();
        String recorded = before.json();
        attributes.put("sekisho.enabled", "false");

        setAttributes();

        assertEquals(recorded, before.json());
    }

    @Test
    void aRequiredActionThatWasThereAndIsRemovedIsNotTakenForOurs() {
        String own = ServiceKind.AUTHENTICATOR_APP.actions().get(0).id();
        RequiredActionProviderModel disabled = new RequiredActionProviderModel();
        disabled.setAlias(own);
        disabled.setProviderId(own);
        disabled.setEnabled(false);
        actions.put(own, disabled);
        addActions();
        String recorded = before.json();
        actions.remove(own);

        addActions();

        assertEquals(recorded, before.json());
        assertEquals(Set.of(own), before.requiredActions.requiredActionsChanged.keySet());
    }
}
