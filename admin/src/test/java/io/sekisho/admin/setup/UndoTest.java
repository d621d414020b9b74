package io.sekisho.admin.setup;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.keycloak.models.AuthenticationFlowModel;
import org.keycloak.models.RealmModel;
import org.keycloak.models.RequiredActionProviderModel;

/** Things put back by a record that a set-up of before has left. */
class UndoTest {

    private final Map<String, Object> answers = new HashMap<>();
    private final List<String> changes = new ArrayList<>();
    private final SetupPlan plan = new SetupPlan();
    private final SetupRecord before = OlderRecord.read();

    /** Answers what was said beforehand, and tells what it is told. */
    private final RealmModel realm = (RealmModel) Proxy.newProxyInstance(
            UndoTest.class.getClassLoader(), new Class<?>[] {RealmModel.class}, (proxy, method, arguments) -> {
                String call = method.getName() + (arguments == null ? "" : " " + name(arguments[0]));
                if (method.getReturnType() == void.class) {
                    changes.add(call + (arguments.length > 1 ? " " + arguments[1] : ""));
                    return null;
                }
                return answers.get(call);
            });

    private static Object name(Object argument) {
        return argument instanceof AuthenticationFlowModel flow
                ? flow.getId()
                : argument instanceof RequiredActionProviderModel action ? action.getAlias() : argument;
    }

    private static AuthenticationFlowModel flow(String id) {
        AuthenticationFlowModel flow = new AuthenticationFlowModel();
        flow.setId(id);
        flow.setAlias("flow " + id);
        return flow;
    }

    private static RequiredActionProviderModel action(String alias, boolean enabled) {
        RequiredActionProviderModel action = new RequiredActionProviderModel();
        action.setAlias(alias);
        action.setEnabled(enabled);
        return action;
    }

    private void assertUndoneBy(String... expected) {
        plan.carryOut();
        assertEquals(List.of(expected), changes);
    }

    @Test
    void attributesAreAsBefore() {
        answers.put("getAttribute sekisho.enabled", "true");
        answers.put("getAttribute sekisho.enrolment", "bound-token");
        new RealmAttributes(realm, plan, before).undo();
        assertUndoneBy("removeAttribute sekisho.enabled", "setAttribute sekisho.enrolment ");
    }

    @Test
    void themesAreAsBefore() {
        answers.put("getLoginTheme", "sekisho-bound-token");
        answers.put("getEmailTheme", "sekisho");
        new RealmThemes(null, realm, plan, before).undo();
        assertUndoneBy("setLoginTheme null", "setEmailTheme keycloak");
    }

    @Test
    void aThemeThatSomebodyHasChosenSinceStays() {
        answers.put("getLoginTheme", "another");
        answers.put("getEmailTheme", "another");
        new RealmThemes(null, realm, plan, before).undo();
        assertUndoneBy();
    }

    @Test
    void languagesAreAsBefore() {
        answers.put("isInternationalizationEnabled", true);
        answers.put("getSupportedLocalesStream", Stream.of("en", "ja"));
        answers.put("getDefaultLocale", "ja");
        new Languages(realm, plan, before).undo();
        assertUndoneBy("setInternationalizationEnabled false", "setSupportedLocales [en]", "setDefaultLocale ");
    }

    @Test
    void requiredActionsAreAsBefore() {
        answers.put("getRequiredActionProviderByAlias sekisho-token-bind", action("sekisho-token-bind", true));
        answers.put("getRequiredActionProviderByAlias CONFIGURE_TOTP", action("CONFIGURE_TOTP", false));
        new RequiredActions(realm, plan, before).undo();
        assertUndoneBy(
                "removeRequiredActionProvider sekisho-token-bind", "updateRequiredActionProvider CONFIGURE_TOTP");
    }

    @Test
    void theFlowsOfTheRealmAreAsBefore() {
        answers.put("getBrowserFlow", flow("id-2"));
        answers.put("getAuthenticationFlowById id-1", flow("id-1"));
        answers.put("getResetCredentialsFlow", flow("id-3"));
        new BrowserFlow(realm, null, null, plan, before).undo();
        new ResetCredentialsFlow(realm, null, null, plan, before).undo();
        assertUndoneBy("setBrowserFlow id-1");
    }
}
