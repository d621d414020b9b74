package io.sekisho.admin.setup;

import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.keycloak.models.RealmModel;
import org.keycloak.models.RequiredActionProviderModel;
import org.keycloak.models.UserModel;

/**
 * The required actions of a realm: those of the kind of service are there and on, Keycloak's own for OTPs is off, and so
 * is its own for mail addresses.
 */
final class RequiredActions {

    private static final String WHAT = "required-action";

    private final RealmModel realm;
    private final SetupPlan plan;
    private final Before before;

    /** Their part of the record. */
    static final class Before {
        TreeSet<String> requiredActionsAdded = new TreeSet<>();
        /** Whether they were enabled, of those that were there and were changed. */
        Map<String, Boolean> requiredActionsChanged = new TreeMap<>();
    }

    RequiredActions(RealmModel realm, SetupPlan plan, SetupRecord before) {
        this.realm = realm;
        this.plan = plan;
        this.before = before.requiredActions;
    }

    void plan(ServiceKind kind, boolean customersEditMailAddress) {
        for (ServiceKind.Action action : kind.actions()) {
            RequiredActionProviderModel there = realm.getRequiredActionProviderByAlias(action.id());
            if (there == null) {
                plan.change(WHAT, action.id(), null, "enabled", () -> {
                    realm.addRequiredActionProvider(model(action));
                    if (!before.requiredActionsChanged.containsKey(action.id())) {
                        before.requiredActionsAdded.add(action.id());
                    }
                });
            } else if (!action.id().equals(there.getProviderId())) {
                throw SetupPlan.conflict(
                        "Required action in use",
                        "The alias " + action.id() + " belongs to the provider " + there.getProviderId() + ".");
            } else {
                enable(there, true);
            }
        }
        RequiredActionProviderModel stock = stock();
        if (stock != null) {
            // The form of Keycloak lets whoever has nothing but a password set up an OTP, and takes the seed from the
            // browser.
            enable(stock, false);
        }
        RequiredActionProviderModel updateEmail =
                realm.getRequiredActionProviderByAlias(UserModel.RequiredAction.UPDATE_EMAIL.name());
        if (updateEmail != null && !customersEditMailAddress) {
            // It is a way to another address besides the user profile.
            enable(updateEmail, false);
        }
    }

    private static RequiredActionProviderModel model(ServiceKind.Action action) {
        RequiredActionProviderModel model = new RequiredActionProviderModel();
        model.setAlias(action.id());
        model.setProviderId(action.id());
        model.setName(action.name());
        model.setEnabled(true);
        model.setDefaultAction(false);
        model.setPriority(action.priority());
        return model;
    }

    private void enable(RequiredActionProviderModel action, boolean enabled) {
        change(action, enabled, () -> {
            if (!before.requiredActionsAdded.contains(action.getAlias())) {
                before.requiredActionsChanged.putIfAbsent(action.getAlias(), !enabled);
            }
        });
    }

    void undo() {
        for (String alias : before.requiredActionsAdded) {
            RequiredActionProviderModel action = realm.getRequiredActionProviderByAlias(alias);
            if (action == null) {
                plan.alreadySo(WHAT, alias, null);
            } else {
                plan.change(
                        WHAT, alias, onOff(action.isEnabled()), null, () -> realm.removeRequiredActionProvider(action));
            }
        }
        before.requiredActionsChanged.forEach((alias, enabled) -> {
            RequiredActionProviderModel action = realm.getRequiredActionProviderByAlias(alias);
            if (action == null) {
                plan.hint("Somebody has removed the required action " + alias + " since.");
            } else {
                change(action, enabled, () -> {});
            }
        });
    }

    private void change(RequiredActionProviderModel action, boolean enabled, Runnable remember) {
        if (action.isEnabled() == enabled) {
            plan.alreadySo(WHAT, action.getAlias(), onOff(enabled));
            return;
        }
        plan.change(WHAT, action.getAlias(), onOff(!enabled), onOff(enabled), () -> {
            action.setEnabled(enabled);
            realm.updateRequiredActionProvider(action);
            remember.run();
        });
    }

    /** Whether Keycloak's own form for OTPs is there after the undoing. */
    boolean stockIsBack() {
        RequiredActionProviderModel stock = stock();
        return stock != null && stock.isEnabled()
                || before.requiredActionsChanged.containsKey(UserModel.RequiredAction.CONFIGURE_TOTP.name());
    }

    private RequiredActionProviderModel stock() {
        return realm.getRequiredActionProviderByAlias(UserModel.RequiredAction.CONFIGURE_TOTP.name());
    }

    private static String onOff(boolean enabled) {
        return enabled ? "enabled" : "disabled";
    }
}
