package io.sekisho.admin.setup;

import io.sekisho.admin.setup.SetupRecord.Replaced;
import java.util.Arrays;
import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.representations.userprofile.config.UPAttribute;
import org.keycloak.representations.userprofile.config.UPAttributePermissions;
import org.keycloak.representations.userprofile.config.UPConfig;
import org.keycloak.userprofile.UserProfileConstants;
import org.keycloak.userprofile.UserProfileProvider;

/**
 * Who may change a customer's mail address, by the realm's user profile: the staff alone. Whoever has got hold of a
 * login password could otherwise have the notices sent to himself.
 */
final class MailAddressRule {

    private static final String WHAT = "user-profile";
    private static final String NAME = "edit of " + UserModel.EMAIL;

    private final UserProfileProvider profiles;
    private final RealmModel realm;
    private final SetupPlan plan;
    private final Before before;

    /** Its part of the record. */
    static final class Before {
        /** Who could change it, and who can since. */
        Replaced mailAddressEdit;
        /** Whether the realm had Keycloak's own user profile, which is stored nowhere; null if it did not. */
        Boolean userProfileAdded;
    }

    MailAddressRule(UserProfileProvider profiles, RealmModel realm, SetupPlan plan, SetupRecord before) {
        this.profiles = profiles;
        this.realm = realm;
        this.plan = plan;
        this.before = before.mailAddress;
    }

    /** Of these who may change it, those who may by the rule. */
    static Set<String> ruled(Collection<String> edit) {
        Set<String> ruled = new TreeSet<>(edit);
        ruled.remove(UserProfileConstants.ROLE_USER);
        // Somebody must be able to put a wrong address right.
        ruled.add(UserProfileConstants.ROLE_ADMIN);
        return ruled;
    }

    void plan() {
        UPConfig profile = profiles.getConfiguration();
        Set<String> edit = edit(profile);
        if (!edit.contains(UserProfileConstants.ROLE_USER)) {
            plan.alreadySo(WHAT, NAME, text(edit));
            return;
        }
        Set<String> ruled = ruled(edit);
        plan.change(WHAT, NAME, text(edit), text(ruled), () -> {
            if (before.mailAddressEdit == null && !stored()) {
                before.userProfileAdded = true;
            }
            before.mailAddressEdit = Replaced.again(before.mailAddressEdit, text(edit), text(ruled));
            profiles.setConfiguration(with(profile, ruled));
        });
        if (realm.isRegistrationAllowed()) {
            plan.hint(
                    "Customers register themselves, and Keycloak asks them for no e-mail address that they may not change: customersEditMailAddress true leaves the user profile as it is.");
        }
    }

    /** Leaves it to the customers, if it is theirs. */
    void leave() {
        if (edit(profiles.getConfiguration()).contains(UserProfileConstants.ROLE_USER)) {
            plan.hint(
                    "Customers can change their own e-mail address, and so can a thief of a login password, who then gets their notices.");
        }
    }

    void undo() {
        if (before.mailAddressEdit == null) {
            return;
        }
        UPConfig profile = profiles.getConfiguration();
        String now = text(edit(profile));
        if (now.equals(before.mailAddressEdit.before)) {
            plan.alreadySo(WHAT, NAME, now);
        } else if (!now.equals(before.mailAddressEdit.after)) {
            plan.hint("Who may change a customer's e-mail address was set anew since (" + now + "), and stays.");
        } else {
            plan.change(
                    WHAT,
                    NAME,
                    now,
                    before.mailAddressEdit.before,
                    () -> putBack(with(profile, list(before.mailAddressEdit.before))));
        }
    }

    private void putBack(UPConfig profile) {
        if (before.userProfileAdded == Boolean.TRUE) {
            profiles.setConfiguration(null);
            if (profiles.getConfiguration().equals(profile)) {
                return;
            }
        }
        profiles.setConfiguration(profile);
    }

    private boolean stored() {
        return realm.getComponentsStream(realm.getId(), UserProfileProvider.class.getName())
                .findAny()
                .isPresent();
    }

    /** Nobody but the staff, where the profile says nothing. */
    private static Set<String> edit(UPConfig profile) {
        UPAttribute email = profile.getAttribute(UserModel.EMAIL);
        return email == null || email.getPermissions() == null
                ? Set.of()
                : new TreeSet<>(email.getPermissions().getEdit());
    }

    private static UPConfig with(UPConfig profile, Collection<String> edit) {
        UPConfig changed = profile.clone();
        UPAttributePermissions permissions =
                changed.getAttribute(UserModel.EMAIL).getPermissions();
        permissions.setEdit(new TreeSet<>(edit));
        return changed;
    }

    private static String text(Set<String> edit) {
        return edit.stream().sorted().collect(Collectors.joining(", "));
    }

    private static Set<String> list(String text) {
        return Arrays.stream(text.split(", ")).filter(role -> !role.isEmpty()).collect(Collectors.toSet());
    }
}
