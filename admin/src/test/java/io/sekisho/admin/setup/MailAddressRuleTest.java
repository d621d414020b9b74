package io.sekisho.admin.setup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.keycloak.component.ComponentModel;
import org.keycloak.models.RealmModel;
import org.keycloak.representations.userprofile.config.UPAttribute;
import org.keycloak.representations.userprofile.config.UPAttributePermissions;
import org.keycloak.representations.userprofile.config.UPConfig;
import org.keycloak.userprofile.UserProfileProvider;

class MailAddressRuleTest {

    private static final Set<String> BOTH = Set.of("admin", "user");

    private final SetupRecord before = new SetupRecord();
    private SetupPlan plan = new SetupPlan();

    /** What is stored; null for Keycloak's own, which is stored nowhere. */
    private UPConfig stored;

    private final UserProfileProvider profiles = (UserProfileProvider) Proxy.newProxyInstance(
            MailAddressRuleTest.class.getClassLoader(),
            new Class<?>[] {UserProfileProvider.class},
            (proxy, method, arguments) -> switch (method.getName()) {
                case "getConfiguration" -> (stored == null ? profile(BOTH) : stored).clone();
                case "setConfiguration" -> {
                    stored = (UPConfig) arguments[0];
                    yield null;
                }
                default -> throw new UnsupportedOperationException(method.getName());
            });

    private final RealmModel realm = (RealmModel) Proxy.newProxyInstance(
            MailAddressRuleTest.class.getClassLoader(),
            new Class<?>[] {RealmModel.class},
            (proxy, method, arguments) -> switch (method.getName()) {
                case "getId" -> "id";
                case "isRegistrationAllowed" -> false;
                case "getComponentsStream" -> stored == null ? Stream.empty() : Stream.of(new ComponentModel());
                default -> throw new UnsupportedOperationException(method.getName());
            });

    private static UPConfig profile(Set<String> edit) {
        return new UPConfig()
                .addOrReplaceAttribute(new UPAttribute("email", new UPAttributePermissions(BOTH, new TreeSet<>(edit))))
                .addOrReplaceAttribute(new UPAttribute("lastName", new UPAttributePermissions(BOTH, BOTH)));
    }

    private Set<String> edit() {
        return profiles.getConfiguration()
                .getAttribute("email")
                .getPermissions()
                .getEdit();
    }

    private long changes(Runnable planning) {
        planning.run();
        plan.carryOut();
        long changes = plan.answer("bank", "authenticator-app", false).changes();
        plan = new SetupPlan();
        return changes;
    }

    private long setUp() {
        return changes(() -> new MailAddressRule(profiles, realm, plan, before).plan());
    }

    private long tearDown() {
        return changes(() -> new MailAddressRule(profiles, realm, plan, SetupRecord.parse(before.json())).undo());
    }

    @Test
    void theStaffAloneMayChangeIt() {
        assertEquals(Set.of("admin"), MailAddressRule.ruled(BOTH));
        assertEquals(Set.of("admin"), MailAddressRule.ruled(Set.of("user")));
        assertEquals(Set.of("admin"), MailAddressRule.ruled(Set.of()));
    }

    @Test
    void nothingElseOfTheProfileIsTouched() {
        stored = profile(BOTH);
        assertEquals(1, setUp());
        assertEquals(profile(Set.of("admin")), stored);
    }

    @Test
    void aProfileThatKeepsItAlreadyStays() {
        stored = profile(Set.of("admin"));
        assertEquals(0, setUp());
        assertNull(before.mailAddress.mailAddressEdit);
        assertEquals(0, tearDown());
        assertEquals(profile(Set.of("admin")), stored);
    }

    @Test
    void keycloaksOwnProfileIsStoredNowhereAgainAfterTheTeardown() {
        assertEquals(1, setUp());
        assertEquals(Set.of("admin"), edit());
        assertEquals(1, tearDown());
        assertNull(stored);
    }

    @Test
    void whatSomebodyHasAddedToItSinceStays() {
        setUp();
        stored.addOrReplaceAttribute(new UPAttribute("branch"));
        assertEquals(1, tearDown());
        assertEquals(BOTH, edit());
        assertTrue(stored.getAttribute("branch") != null, "it is kept");
    }

    @Test
    void aSecondSetUpKeepsWhatWasThereBeforeTheFirst() {
        stored = profile(Set.of("user"));
        setUp();
        assertEquals(0, setUp());
        stored = profile(BOTH);
        assertEquals(1, setUp(), "somebody has given it back to the customers");
        assertEquals(Set.of("admin"), edit());
        tearDown();
        assertEquals(Set.of("user"), edit());
    }

    @Test
    void whoeverHasSetItAnewSinceIsNotOverruled() {
        setUp();
        stored = profile(Set.of());
        new MailAddressRule(profiles, realm, plan, before).undo();
        SetupPlan.Answer answer = plan.answer("bank", "authenticator-app", true);
        assertEquals(0, answer.changes());
        assertTrue(
                answer.hints().toString().contains("set anew"), answer.hints().toString());
    }

    @Test
    void whereItIsLeftToTheCustomersNothingChangesAndAHintSaysSo() {
        new MailAddressRule(profiles, realm, plan, before).leave();
        SetupPlan.Answer answer = plan.answer("bank", "authenticator-app", true);
        assertEquals(List.of(), answer.steps());
        assertFalse(answer.hints().isEmpty());
    }
}
